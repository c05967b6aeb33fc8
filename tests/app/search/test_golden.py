"""What people would type at the sample library and the document that must come first: a change of ranking that breaks

one of these is a change for the worse until somebody shows the contrary.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app import composition
from app.accounts.permissions import SYSTEM
from app.core.runtime import Runtime
from app.documents.models import Revision
from app.search import service
from app.search.schemas import SearchRequest
from tests.support.demo import copied_demo

pytestmark = pytest.mark.slow

# query → how the file of the first document begins, and the page named first where it matters
GOLDEN: tuple[tuple[str, str, int | None], ...] = (
    ("pencadangan data", "sop-pencadangan-dan-pemulihan-data", 1),
    ("manajemen pengetahuan", "pedoman-manajemen-pengetahuan", 1),
    ("audit keamanan", "laporan-audit-keamanan", None),
    ("insiden keamanan informasi", "sop-penanganan-insiden", None),
    ("permintaan layanan tik", "sop-pengelolaan-permintaan-layanan-tik", None),
    ("permintaan layanan teknologi informasi dan komunikasi", "sop-pengelolaan-permintaan-layanan-tik", None),
    ("teknologi informasi dan komunikasi", "peraturan-wali-kota-41-2017-pedoman-tik", None),
    ("tte", "surat-edaran-sekda-5-2025-tanda-tangan-elektronik", None),
    ("tanda tangan elektronik", "surat-edaran-sekda-5-2025-tanda-tangan-elektronik", None),
    ("peta jalan spbe", "peta-rencana-spbe", None),
    ("evaluasi mandiri spbe", "sosialisasi-penilaian-mandiri", None),
    ("notulen rapat koordinasi", "notula-rapat-pleno-tim-koordinasi", None),
    ("perwal satu data", "peraturan-wali-kota-21-2024-manajemen-data", None),
    ("apa itu satu data?", "peraturan-wali-kota-21-2024-manajemen-data", 3),
    ("apa tugas walidata", "peraturan-wali-kota-21-2024-manajemen-data", 4),
    ("apa tujuan penyelenggaraan spbe", "peraturan-wali-kota-12-2023", 3),
    ("perwali 12/2023", "peraturan-wali-kota-12-2023", None),
    ("manajemen perubahan perwali 12/2023", "peraturan-wali-kota-12-2023", 11),
    ("forum satu data", "peraturan-wali-kota-21-2024-manajemen-data", 5),
    ("pasal 5 perwali 12/2023", "peraturan-wali-kota-12-2023", 4),
    ("siapa yang menetapkan tim koordinasi spbe menurut perwali 12/2023", "peraturan-wali-kota-12-2023", 12),
    ("risiko spbe", "daftar-risiko-spbe", None),
    ("penghentian aplikasi", "instruksi-wali-kota-3-2025-penghentian-aplikasi", None),
    ("pelayanan publik digital", "peraturan-daerah-5-2022-pelayanan-publik-digital", None),
    ("survei kepuasan pengguna", "laporan-survei-kepuasan-pengguna", None),
    ("pelatihan keamanan informasi pegawai", "pelatihan-dasar-keamanan-informasi", None),
    ("opd wajib mendaftarkan aplikasi", "peraturan-wali-kota-12-2023", 7),
    ("nama domain perangkat daerah", "keputusan-kepala-dinas-2022-pengelola-domain", None),
    ("realisasi anggaran spbe", "realisasi-peta-rencana-spbe", None),
    ("berbagi pengetahuan", "praktik-baik-jam-belajar-spbe", None),
    ("manajemen perubahan", "sop-manajemen-perubahan-layanan", None),
    ("uji pemulihan", "berita-acara-uji-pemulihan-data", None),
    ("inventaris aplikasi", "inventaris-aplikasi", None),
)


@dataclass(frozen=True)
class Library:
    runtime: Runtime
    session: Session
    names: dict[int, str]  # document → the name of its file


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("emas") / "data"
    settings = copied_demo(tmp_path_factory.getbasetemp(), folder)
    with composition.runtime(settings) as runtime, runtime.database.read() as session:
        names = {revision.document_id: revision.file_name for revision in session.exec(select(Revision))}
        yield Library(runtime, session, names)


@pytest.mark.parametrize(("query", "name", "page"), GOLDEN)
def test_the_right_document_comes_first(library: Library, query: str, name: str, page: int | None) -> None:
    open_index = library.runtime.generations.open_current
    first = service.search(library.session, SYSTEM, open_index, SearchRequest(text=query)).hits[0]
    assert library.names[first.row.id].startswith(name)
    if page is not None:
        assert first.pages[0].number == page
