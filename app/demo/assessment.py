"""The assessment under way in the fictional city: claims in every state, resting on pages of the samples."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.accounts import service as accounts
from app.accounts.permissions import SYSTEM, Actor
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.models import Document, Revision
from app.evidence import service as evidence
from app.evidence.models import Assessment
from app.evidence.schemas import ItemInput
from app.instruments import service as instruments

INSTRUMENT = "permenpanrb-59-2020"


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
        "operator",
        27,
        3,
        "sop-manajemen-perubahan-layanan-2025",
        (1, 1),
        "SOP ini mengatur tiga golongan perubahan, dewan perubahan, dan kalender perubahan bagi semua layanan kota.",
        "submitted",
    ),
    DemoClaim(
        "operator",
        15,
        2,
        "inventaris-aplikasi-2025",
        (1, 3),
        "Inventaris menunjukkan aplikasi yang berjalan dan yang dihentikan menurut siklus pembangunan aplikasi.",
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


def is_begun(session: Session) -> bool:
    return session.exec(select(Assessment.id).limit(1)).first() is not None


def begin(session: Session) -> None:
    if is_begun(session):
        return
    reviewer = accounts.actor_named(session, "peninjau")
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
    operator = accounts.actor_named(session, claim.agency_user)
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
