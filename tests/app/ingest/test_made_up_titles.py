"""Titles of our own making about fields that the gold titles of one city do not name, for the built-in profiles.

Ministries, provinces and regencies; every aspect. No figure of the benchmark comes from here.
"""

import pytest

from app.ingest.suggesting import tagger_of
from app.instruments.loader import load_builtin
from indexer.metadata_kinds import library_kind
from indexer.tagger import Suggestion, Tagger

SECTORS = frozenset({45, 46, 47})
FIRST = 3
LEAST_FOUND = 0.8
SURE_ENOUGH_TO_MISLEAD = 0.5

PROVES = {
    "Peraturan Menteri tentang Arsitektur dan Peta Rencana SPBE di Lingkungan Kementerian": {1, 2},
    "Peraturan Gubernur tentang Tata Kelola Data Pemerintah Provinsi": {3},
    "Peraturan Bupati tentang Pedoman Pembuatan Perangkat Lunak pada Perangkat Daerah": {4},
    "Surat Edaran Sekretaris Jenderal tentang Kewajiban Penempatan Server di Data Center Kementerian": {5},
    "Peraturan Badan tentang Sistem Manajemen Keamanan Informasi": {8},
    "Keputusan Bupati tentang Pembentukan Tim Pengarah SPBE Kabupaten": {10, 19},
    "Rencana Kerja dan Anggaran Belanja TIK Kabupaten Tahun 2025": {13},
    "Peta Proses Bisnis Dinas Kesehatan Provinsi": {14},
    "Dokumen Kebutuhan Perangkat Lunak Aplikasi Perizinan Kementerian": {15},
    "Laporan Pengelolaan Server dan Colocation Data Center Provinsi": {16},
    "Topologi Jaringan Komputer Antarkantor Pemerintah Kabupaten": {17},
    "Dokumentasi API Gateway dan Pertukaran Data Antarsistem Kementerian": {18},
    "Notula Rapat Forum Kolaborasi SPBE Perguruan Tinggi dan Pemerintah Provinsi": {20},
    "Daftar Risiko Layanan Elektronik Badan Kepegawaian Kabupaten": {21},
    "Inventaris Perangkat Keras dan Lisensi Perangkat Lunak Kementerian": {24},
    "Laporan Bimbingan Teknis Pengelola Layanan Digital Pemerintah Provinsi": {25},
    "Notula Sesi Berbagi Pengetahuan Pengelola Aplikasi Kementerian": {26},
    "Laporan Hasil Audit Aplikasi Pelayanan Kementerian": {30},
    "Laporan Uji Penetrasi Situs Web Pemerintah Kabupaten": {31, 22},
    "Manual Aplikasi Penatausahaan Keuangan Daerah Kabupaten": {34},
    "Buku Panduan Aplikasi Presensi dan Cuti Pegawai Kabupaten": {36},
    "Tangkapan Layar Aplikasi Surat Masuk dan Disposisi Elektronik Provinsi": {37},
    "Tangkapan Layar Kanal Aduan Masyarakat Pemerintah Kabupaten": {42},
    "Tampilan Portal Open Data Kementerian": {43},
    "Panduan Pendaftaran Pasien Daring Rumah Sakit Umum Daerah Provinsi": SECTORS,
}
PROVES_NOTHING = (
    "Laporan Panen Padi Musim Kemarau",
    "Undangan Upacara Hari Jadi Kabupaten",
    "Peraturan Daerah tentang Retribusi Pasar",
    "Arsitektur Rumah Adat Kabupaten",
    "Peta Jaringan Irigasi Kabupaten",
    "Kerangka Acuan Kerja Pembangunan Jembatan",
    "Laporan Audit Keuangan Perusahaan Air Minum",
    "Rencana Induk Pelabuhan Provinsi",
    "Katalog Layanan Hotel dan Penginapan Daerah",
    "Manual Book Mesin Perahu Nelayan",
)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return tagger_of(load_builtin("permenpanrb-59-2020"))


def suggested(tagger: Tagger, title: str) -> list[Suggestion]:
    return tagger.suggest((), title=title, kind=library_kind(None, title=title).kind)


def test_four_titles_of_five_lead_to_their_indicator(tagger: Tagger) -> None:
    found = {title: [one.number for one in suggested(tagger, title)[:FIRST]] for title in PROVES}
    missed = {title: numbers for title, numbers in found.items() if PROVES[title].isdisjoint(numbers)}
    assert len(missed) <= (1 - LEAST_FOUND) * len(PROVES), missed


def test_every_aspect_is_among_them() -> None:
    spec = load_builtin("permenpanrb-59-2020")
    tested = {number for numbers in PROVES.values() for number in numbers}
    assert {one.aspect for one in spec.indicators if one.number in tested} == {aspect.number for aspect in spec.aspects}


@pytest.mark.parametrize("title", PROVES_NOTHING)
def test_words_of_other_fields_mislead_nobody(tagger: Tagger, title: str) -> None:
    sure = [one for one in suggested(tagger, title) if one.score >= SURE_ENOUGH_TO_MISLEAD]
    assert sure == []


@pytest.mark.parametrize("title", ["Perwali SPBE", "Peraturan Bupati Sagara tentang Penyelenggaraan SPBE"])
def test_a_general_policy_puts_the_policies_first_and_is_sober_about_each(tagger: Tagger, title: str) -> None:
    found = suggested(tagger, title)
    assert {one.number for one in found[:10]} == set(range(1, 11))
    assert max(one.score for one in found) < SURE_ENOUGH_TO_MISLEAD
    assert all(reason.phrase != "SPBE" for one in found for reason in one.reasons)


def test_the_text_of_a_general_policy_orders_the_policies(tagger: Tagger) -> None:
    rules = "Pasal 5 Pusat Data. Pusat data dikelola Dinas. Layanan pusat data wajib dipakai.\n" * 4
    found = tagger.suggest([(1, rules)], title="Peraturan Wali Kota tentang Penyelenggaraan SPBE", kind="regulasi")
    assert found[0].number == 5


@pytest.mark.parametrize(
    "title",
    ["Notula Rapat Penyusunan Rencana Kerja", "Notulen_rapat_rencana_aksi.docx", "Notulensi Pembahasan Renstra"],
)
def test_minutes_about_a_plan_are_minutes(title: str) -> None:
    assert library_kind(None, title=title).kind == "laporan"
