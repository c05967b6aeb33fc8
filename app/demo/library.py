"""The sample library: people, agencies, documents through the real pipeline, and an assessment under way.

Everything goes through the same services as in a real library; running it again adds only what is missing.
"""

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session, col, select

from app import composition
from app.accounts import service as accounts
from app.accounts.models import Agency, Role, User
from app.accounts.permissions import SYSTEM, Actor
from app.accounts.schemas import PersonInput
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.demo.typeset import SampleSource, sources, typeset
from app.documents import service as documents
from app.documents import tagging
from app.documents.models import Document, Kind, LegalStatus, Revision, TagState, Visibility
from app.documents.schemas import DocumentFields
from app.evidence import service as evidence
from app.evidence.models import Assessment
from app.evidence.schemas import ItemInput
from app.ingest import service as ingest
from app.ingest.schemas import StoredFile
from app.instruments import service as instruments

PASSWORD = "contoh-pustaka-2026"  # noqa: S105 - printed by the demo, never used outside it
INSTRUMENT = "permenpanrb-59-2020"

AGENCIES = (
    ("SETDA", "Sekretariat Daerah"),
    ("DISKOMINFO", "Dinas Komunikasi dan Informatika"),
    ("BAPPERIDA", "Badan Perencanaan Pembangunan, Riset, dan Inovasi Daerah"),
    ("INSPEKTORAT", "Inspektorat Daerah"),
    ("BKPSDM", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"),
    ("DPMPTSP", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"),
    ("DISDUKCAPIL", "Dinas Kependudukan dan Pencatatan Sipil"),
    ("BKAD", "Badan Keuangan dan Aset Daerah"),
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    username: str
    full_name: str
    role: Role
    agency: str


PEOPLE = (
    DemoPerson("pembaca", "Pembaca Contoh", Role.READER, "BAPPERIDA"),
    DemoPerson("operator", "Operator Contoh", Role.OPERATOR, "DISKOMINFO"),
    DemoPerson("operator2", "Operator Contoh Dua", Role.OPERATOR, "DPMPTSP"),
    DemoPerson("peninjau", "Peninjau Contoh", Role.REVIEWER, "SETDA"),
    DemoPerson("kurator", "Kurator Contoh", Role.CURATOR, "DISKOMINFO"),
    DemoPerson("admin", "Admin Contoh", Role.ADMIN, "DISKOMINFO"),
)


@dataclass(frozen=True, slots=True)
class DemoClaim:
    """A claim of the running assessment: who, which indicator and level, on which pages of which sample."""

    agency_user: str
    indicator: int
    level: int
    slug: str
    pages: tuple[int, int]
    statement: str
    outcome: str


_PERWAL = "peraturan-wali-kota-12-2023-penyelenggaraan-spbe"
CLAIMS = (
    DemoClaim(
        "operator",
        1,
        3,
        _PERWAL,
        (2, 5),
        "Perwal 12/2023 menetapkan Arsitektur SPBE beserta keenam domainnya, jadi kebijakannya sudah lengkap.",
        "accepted",
    ),
    DemoClaim(
        "operator",
        3,
        3,
        "peraturan-wali-kota-21-2024-manajemen-data",
        (2, 7),
        "Perwal 21/2024 mengatur data induk, kode referensi, kualitas, dan pertukaran data bagi semua OPD.",
        "accepted",
    ),
    DemoClaim(
        "operator",
        10,
        3,
        "keputusan-wali-kota-145-2024-tim-koordinasi-spbe",
        (1, 4),
        "Keputusan ini membentuk Tim Koordinasi SPBE beserta susunan dan tugasnya untuk semua OPD.",
        "accepted",
    ),
    DemoClaim(
        "operator",
        2,
        3,
        _PERWAL,
        (5, 5),
        "Pasal tentang Peta Rencana SPBE memuat ketujuh isi peta rencana dan kewajiban menyelaraskannya.",
        "submitted",
    ),
    DemoClaim(
        "operator",
        12,
        3,
        "peta-rencana-spbe-2024-2028",
        (1, 5),
        "Peta Rencana SPBE 2024–2028 sudah ditetapkan dan memuat kegiatan setiap tahun untuk ketujuh muatan.",
        "submitted",
    ),
    DemoClaim(
        "operator",
        22,
        4,
        "sop-penanganan-insiden-keamanan-informasi",
        (1, 3),
        "SOP penanganan insiden diterapkan di seluruh OPD dan ditinjau setiap tahun.",
        "returned",
    ),
    DemoClaim(
        "operator",
        16,
        2,
        "sop-pencadangan-dan-pemulihan-data",
        (1, 3),
        "Pencadangan dan pemulihan data di pusat data kota berjalan menurut SOP yang sudah ditetapkan.",
        "draft",
    ),
    DemoClaim(
        "operator2",
        45,
        3,
        "manual-pengguna-layanan-cepat-izin",
        (1, 2),
        "Pemohon mengajukan, membayar, dan menerima izin sepenuhnya lewat layanan ini, seperti ditunjukkan manual.",
        "submitted",
    ),
)


def load(runtime: Runtime) -> None:
    """Make the sample library, or complete a half-made one."""
    with runtime.database.write() as session:
        _agencies(session)
        _people(session)
    added = _documents(runtime)
    with composition.worker(runtime) as worker:
        worker.run_until_empty()
    with runtime.database.write() as session:
        _confirm_tags(session, added)
        _assessment(session)


def is_loaded(session: Session) -> bool:
    return session.exec(select(Assessment.id).limit(1)).first() is not None


def actor_named(session: Session, username: str) -> Actor:
    return accounts.actor_named(session, username)


def _agencies(session: Session) -> None:
    known = {agency.code for agency in accounts.agencies(session, is_active_only=False)}
    for code, name in AGENCIES:
        if code not in known:
            accounts.save_agency(session, SYSTEM, agency_id=None, code=code, name=name)


def _people(session: Session) -> None:
    agencies = {agency.code: agency.id for agency in accounts.agencies(session)}
    known = set(session.exec(select(User.username)))
    for person in PEOPLE:
        if person.username not in known:
            given = PersonInput(
                person.username, person.full_name, person.role, agencies[person.agency], password=PASSWORD
            )
            accounts.add_person(session, SYSTEM, given)


def _documents(runtime: Runtime) -> dict[int, SampleSource]:
    """Typeset and take in every sample; returns all of them by document id, old and new."""
    added: dict[int, SampleSource] = {}
    with tempfile.TemporaryDirectory(prefix="pustaka-contoh-") as folder:
        for source in sources():
            stored = _store(runtime, typeset(source, Path(folder)))
            with runtime.database.write() as session:
                curator = actor_named(session, "kurator")
                fields = _fields(session, source)
                received = ingest.receive_or_find(session, curator, stored=stored, fields=fields)
            added[received.document_id] = source
    return added


def _store(runtime: Runtime, path: Path) -> StoredFile:
    with path.open("rb") as stream:
        return ingest.store_file(runtime.store, runtime.settings, stream=stream, file_name=path.name)


def _fields(session: Session, source: SampleSource) -> DocumentFields:
    agency = session.exec(select(Agency).where(Agency.code == source.agency)).one()
    return DocumentFields(
        title=source.title,
        kind=Kind(source.kind),
        kind_abbrev=_with_place(source.kind_abbrev),
        number=source.number,
        year=source.year,
        author=source.author,
        issuer=source.issuer,
        description=source.description,
        labels=["dokumen contoh", *source.labels],
        enacted_on=source.enacted_on,
        promulgated_on=source.promulgated_on,
        legal_status=LegalStatus(source.legal_status),
        visibility=Visibility(source.visibility),
        agency_id=agency.id,
    )


def _with_place(abbreviation: str | None) -> str | None:
    """A mayor's rule is named with its city, or every "Perwali 12/2023" of the country would look alike."""
    return f"{abbreviation} Kota Tirta Kencana" if abbreviation in {"Perwali", "Kepwali"} else abbreviation


def _confirm_tags(session: Session, added: dict[int, SampleSource]) -> None:
    curator = actor_named(session, "kurator")
    ids = {ref.number: ref.id for ref in instruments.references(session, INSTRUMENT)}
    for document_id, source in added.items():
        decided = {row.number for row in tagging.tags_of(session, curator, document_id) if row.decided_at}
        for number in source.confirmed_indicators:
            if number not in decided:
                tagging.decide(
                    session,
                    curator,
                    document_id=document_id,
                    indicator_id=ids[number],
                    state=TagState.CONFIRMED,
                )


def _assessment(session: Session) -> None:
    if is_loaded(session):
        return
    reviewer = actor_named(session, "peninjau")
    made = evidence.create_assessment(
        session,
        reviewer,
        title="Penilaian Mandiri SPBE 2026",
        year=2026,
        instrument_id=INSTRUMENT,
        opens_on=date(2026, 7, 1),
        closes_on=date(2026, 12, 15),
    )
    for claim in CLAIMS:
        _claim(session, saved_id(made.id), claim, reviewer)


def _claim(session: Session, assessment_id: int, claim: DemoClaim, reviewer: Actor) -> None:
    operator = actor_named(session, claim.agency_user)
    document = _document_of(session, claim.slug)
    row = evidence.draft(
        session,
        operator,
        assessment_id=assessment_id,
        indicator_id=instruments.indicator_id(session, INSTRUMENT, claim.indicator),
        level=claim.level,
        statement=claim.statement,
        items=[ItemInput(document.current_revision_id or 0, *claim.pages)],
    )
    session.flush()
    evidence_id = saved_id(row.id)
    if claim.outcome == "draft":
        return
    evidence.submit(session, operator, evidence_id=evidence_id)
    if claim.outcome == "accepted":
        evidence.accept(session, reviewer, evidence_id=evidence_id)
    elif claim.outcome == "returned":
        reason = "Halaman yang ditunjuk belum memuat hasil reviu. Tambahkan notula reviu yang terbaru."
        evidence.return_(session, reviewer, evidence_id=evidence_id, reason=reason)


def _document_of(session: Session, slug: str) -> Document:
    wanted = select(Revision.document_id).where(col(Revision.file_name).startswith(f"{slug}."))
    return documents.get(session, SYSTEM, session.exec(wanted).one())
