"""Two files of nearly the same text, for tests of near-copies: a rule, and the copy that somebody else has."""

import shutil
import textwrap
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import select

from app import composition
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents.models import Kind, Visibility
from app.documents.schemas import DocumentFields
from app.twins.models import Twin
from indexer.extract.sandbox import Sandbox
from tests.conftest import settings_in
from tests.support.files import make_pdf
from tests.support.library import add_document
from tests.support.people import People, find_people

_FIRST = (
    "Pedoman pengelolaan layanan bergerak kota disusun agar setiap dinas memberi pelayanan yang seragam kepada warga. "
    "Petugas lapangan membawa gawai, mencatat keluhan, lalu meneruskannya kepada unit yang berwenang pada hari itu. "
    "Keluhan yang menyangkut keselamatan didahulukan tanpa menunggu antrean dan dilaporkan kepada kepala bidang. "
    "Setiap catatan disimpan dalam basis data bersama sehingga unit lain dapat menindaklanjuti tanpa bertanya ulang."
)
_SECOND = (
    "Kepala bidang meninjau ringkasan mingguan dan memilih tiga persoalan yang paling sering muncul untuk dibahas. "
    "Hasil pembahasan ditempel di ruang pelayanan serta dikirim melalui surat elektronik kepada seluruh petugas. "
    "Petugas baru mengikuti latihan selama lima hari, termasuk menggunakan peta digital dan menjawab warga "
    "yang berbahasa daerah."
)
PAGES = (_FIRST, _SECOND)
NEAR_PAGES = (_FIRST.replace("hari itu", "hari berikutnya"), _SECOND)
FAR_PAGES = (
    "Daftar hadir rapat persiapan pameran buku tahunan beserta nomor meja dan nama peserta dari sekolah dasar. " * 3,
)


def pdf_of(pages: tuple[str, ...]) -> bytes:
    return make_pdf(["\n".join(textwrap.wrap(page, 80)) for page in pages])


def add_copies(parts: Runtime, people: People, *, visibility: Visibility = Visibility.PUBLIC) -> tuple[int, int]:
    """The curator's upload, which says little of itself, and the operator's, which says more; both unread."""
    first = DocumentFields(title="Pedoman Layanan Bergerak", kind=Kind.GUIDELINE, visibility=visibility)
    second = DocumentFields(
        title="Pedoman Layanan Bergerak (salinan)",
        kind=Kind.GUIDELINE,
        visibility=visibility,
        year=2024,
        issuer="Dinas Kominfo",
        labels=["layanan"],
    )
    return (
        add_document(parts, people["kurator"], pdf_of(PAGES), "pedoman.pdf", first),
        add_document(parts, people["operator"], pdf_of(NEAR_PAGES), "pedoman-salinan.pdf", second),
    )


@dataclass(frozen=True, slots=True)
class Pair:
    """Ids of a pair and its documents: `first` is the curator's, `second` the operator's."""

    twin_id: int
    first: int
    second: int


def made_pair(blank_data: Path, folder: Path, sandbox: Sandbox) -> Path:
    """A data folder with the pair, read and found by the real pipeline, to be copied."""
    shutil.copytree(blank_data, folder)
    with composition.runtime(settings_in(folder)) as parts:
        with parts.database.read() as session:
            people = find_people(session)
        add_copies(parts, people)
        assert composition.worker_with(parts, sandbox).run_until_empty().failed == 0
    return folder


def find_pair(parts: Runtime) -> Pair:
    with parts.database.read() as session:
        twin = session.exec(select(Twin)).one()
    return Pair(saved_id(twin.id), twin.first_id, twin.second_id)
