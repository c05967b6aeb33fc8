"""A small city library for tests: real files through the real ingest, worked off by a real worker once a session."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents import tagging
from app.documents.models import Document, Kind, LegalStatus, TagState, Visibility
from app.documents.schemas import DocumentFields
from app.evidence import service as evidence
from app.evidence.schemas import ItemInput
from app.ingest import batches
from app.ingest import service as ingest
from app.ingest.models import BatchSource, ItemOutcome
from app.instruments import service as instruments
from tests.support.files import make_docx, make_pdf, make_picture_pdf
from tests.support.people import People

INSTRUMENT = "permenpanrb-59-2020"


@dataclass(frozen=True, slots=True)
class Sample:
    """One document: who uploads it, what is said about it, and its file."""

    key: str
    owner: str
    file_name: str
    content: bytes
    fields: DocumentFields
    indicators: tuple[int, ...] = ()


REGULATION = (
    "PERATURAN WALI KOTA TIRTA KENCANA\nNOMOR 12 TAHUN 2023\nTENTANG\nPENYELENGGARAAN SPBE\n\nBAB I KETENTUAN UMUM\n"
    "Pasal 1\nDalam peraturan ini yang dimaksud dengan arsitektur adalah kerangka dasar\nyang menyatukan proses kota.",
    "Pasal 2\nPenyelenggaraan berpedoman pada Peraturan Presiden Nomor 95 Tahun 2018\n"
    "dan memperhatikan Peraturan Menteri PANRB Nomor 59 Tahun 2020.",
    "BAB II MANAJEMEN\nPasal 27\nSetiap perangkat daerah melaksanakan manajemen pengetahuan.\n"
    "Manajemen pengetahuan dilakukan melalui pengumpulan dan pengolahan pengetahuan.",
    "Pasal 28\nPeraturan ini berlaku sejak tanggal diundangkan.\nDitetapkan di Tirta Kencana",
)

SAMPLES: tuple[Sample, ...] = (
    Sample(
        "perwal",
        "kurator",
        "perwal-spbe.pdf",
        make_pdf(REGULATION),
        DocumentFields(
            title="Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik",
            kind=Kind.REGULATION,
            kind_abbrev="Perwali Kota Tirta Kencana",
            number="12",
            year=2023,
            legal_status=LegalStatus.IN_FORCE,
            visibility=Visibility.PUBLIC,
        ),
        (1, 26),
    ),
    Sample(
        "pedoman",
        "operator",
        "pedoman-pengetahuan.docx",
        make_docx(
            (
                "Pedoman ini melaksanakan Perwali Kota Tirta Kencana Nomor 12 Tahun 2023 "
                "dan Peraturan Presiden Nomor 95 Tahun 2018.",
                "Klinik pengetahuan diadakan setiap bulan oleh dinas.",
            ),
            heading="Pedoman Berbagi Pengetahuan",
        ),
        DocumentFields(title="Pedoman Berbagi Pengetahuan", kind=Kind.GUIDELINE, year=2024),
        (26,),
    ),
    Sample(
        "sop",
        "kurator",
        "sop-pencadangan.pdf",
        make_pdf(("SOP Pencadangan Data\nPetugas mencadangkan basis data setiap malam.", "Pemulihan diuji berkala.")),
        DocumentFields(title="SOP Pencadangan Data", kind=Kind.SOP, year=2024, visibility=Visibility.PUBLIC),
    ),
    Sample(
        "rahasia",
        "operator2",
        "laporan-kerentanan.pdf",
        make_pdf(
            (
                "Laporan kerentanan zirkonium\nTemuan rahasia pada gerbang layanan.",
                "Merujuk Perwali Kota Tirta Kencana Nomor 12 Tahun 2023.",
            )
        ),
        DocumentFields(
            title="Laporan Kerentanan Zirkonium", kind=Kind.REPORT, year=2025, visibility=Visibility.RESTRICTED
        ),
        (26,),
    ),
    Sample(
        "buangan",
        "kurator",
        "naskah-lama.pdf",
        make_pdf(("Naskah molibdenum lama\nTidak dipakai lagi sejak Perwali Kota Tirta Kencana Nomor 12 Tahun 2023.",)),
        DocumentFields(title="Naskah Molibdenum Lama", kind=Kind.LETTER, year=2010, visibility=Visibility.PUBLIC),
        (26,),
    ),
    Sample(
        "pindaian",
        "kurator",
        "berita-acara-pindaian.pdf",
        make_picture_pdf(2),
        DocumentFields(title="Berita Acara Pindaian", kind=Kind.OTHER, visibility=Visibility.PUBLIC),
    ),
)


def add_document(
    parts: Runtime, actor: Actor, content: bytes, file_name: str, fields: DocumentFields | None = None
) -> int:
    """One file through the service that form, API and command line use; its reading waits in the queue."""
    stored = ingest.store_file(parts.store, parts.settings, stream=io.BytesIO(content), file_name=file_name)
    with parts.database.write() as session:
        return ingest.receive(session, actor, stored=stored, fields=fields or DocumentFields()).document_id


def add_samples(parts: Runtime, people: People, samples: Sequence[Sample] = SAMPLES) -> None:
    for sample in samples:
        add_document(parts, people[sample.owner], sample.content, sample.file_name, sample.fields)


def settle(session: Session, people: People) -> None:
    """What people do once everything is read: confirm tags, start an assessment, throw one document away.

    Evidence 1 is a draft of DISKOMINFO, evidence 2 was submitted by it; batch 1 is the operator's.
    """
    curator = people["kurator"]
    ids = find_samples(session)
    numbers = {ref.number: ref.id for ref in instruments.references(session, INSTRUMENT)}
    for sample in SAMPLES:
        for number in sample.indicators:
            tagging.decide(
                session,
                curator,
                document_id=ids[sample.key],
                indicator_id=numbers[number],
                state=TagState.CONFIRMED,
            )
    documents.trash(session, curator, document_id=ids["buangan"], reason="Sudah digantikan")
    _send_together(session, people["operator"], ids["pedoman"])
    _assess(session, people, documents.get(session, curator, ids["perwal"]).current_revision_id or 0, numbers)


def _send_together(session: Session, owner: Actor, document_id: int) -> None:
    """Batch 1 is the operator's: one file became a document, one was refused."""
    batch = batches.open_batch(session, owner, source=BatchSource.UPLOAD, name="Berkas pedoman", expected=2)
    batch_id, stored = saved_id(batch.id), ItemOutcome.STORED
    batches.note(session, batch_id, file_name="pedoman-pengetahuan.docx", outcome=stored, document_id=document_id)
    batches.note(session, batch_id, file_name="jahat.exe", outcome=ItemOutcome.REFUSED, reason="Jenisnya ditolak.")


def _assess(session: Session, people: People, revision_id: int, indicators: Mapping[int, int]) -> None:
    made = evidence.create_assessment(
        session, people["peninjau"], title="Penilaian Mandiri 2026", year=2026, instrument_id=INSTRUMENT
    )
    for number in (26, 1):
        row = evidence.draft(
            session,
            people["operator"],
            assessment_id=saved_id(made.id),
            indicator_id=indicators[number],
            level=Decimal(3),
            statement="Pasal 27 mewajibkan setiap perangkat daerah.",
            items=[ItemInput(revision_id, 3, 3)],
        )
    session.flush()
    evidence.submit(session, people["operator"], evidence_id=saved_id(row.id))


def find_samples(session: Session) -> Mapping[str, int]:
    """Document ids by key: they come in order into an empty database."""
    found = {number: sample.key for number, sample in enumerate(SAMPLES, start=1)}
    for number in found:
        session.get_one(Document, number)
    return {key: number for number, key in found.items()}
