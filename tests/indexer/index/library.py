# A handful of documents in our own words, for the index tests.
from collections.abc import Iterable

from app.search.grammar import parse
from indexer.index.port import IndexDocument, IndexResult, SearchIndex

PERWAL = IndexDocument(
    id=1,
    stamp="1.0",
    title="Peraturan Wali Kota tentang Manajemen Data",
    citations=("Perwal 12/2024", "Peraturan Wali Kota Nomor 12 Tahun 2024"),
    headings="Ketentuan Umum\nPengelolaan Data",
    meta="Wali Kota Harapan perwal-12-2024.pdf",
    pages=(
        (1, "Data dikelola oleh wali data. Merujuk Peraturan Presiden Nomor 95 Tahun 2018."),
        (2, "Setiap dinas menyusun daftar data dan memeriksa mutu data setiap tahun."),
        (4, "Mutu data diperiksa. Daftar data diumumkan."),
    ),
)
SOP = IndexDocument(
    id=2,
    stamp="2.0",
    title="SOP Pengelolaan Pengetahuan",
    citations=("SOP 045/7",),
    meta="Dinas Kominfo",
    pages=((1, "Petugas mengelola pengetahuan dan menyimpan catatan."), (2, "Tata kelola catatan dan arsip digital.")),
)
LAPORAN = IndexDocument(
    id=3,
    stamp="3.0",
    title="Laporan Audit Keamanan",
    pages=((1, "Keamanan aplikasi diperiksa. Kelola risiko. Tidak ada catatan yang serius dan berat."),),
)
SCAN = IndexDocument(id=4, stamp="4.0", title="Keputusan tentang Tim Koordinasi", meta="pindaian 2019")
LIBRARY = (PERWAL, SOP, LAPORAN, SCAN)


def fill(index: SearchIndex, documents: Iterable[IndexDocument]) -> None:
    with index.write() as writer:
        for document in documents:
            writer.put(document)


def ask(index: SearchIndex, query: str, mode: str = "all", allowed: set[int] | None = None) -> IndexResult:
    return index.search(parse(query).node, allowed=allowed, mode="most" if mode == "most" else "all")
