"""Descriptions: headings of rules read, citations not mistaken for them, all else named sensibly, never an error."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.facts import DOUBTFUL_BELOW
from indexer.citations import parse_citation
from indexer.metadata import Evidence, describe
from indexer.metadata_kinds import library_kind
from indexer.metadata_signature import read_date
from indexer.metadata_titles import readable_file_name, title_case

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "../shared/corpus"
BENCHMARK = ROOT / "benchmarks/metadata.py"

PERWALI = """
WALI KOTA SAGARA
PROVINSI NUSA RAYA
PERATURAN WALI KOTA SAGARA
NOMOR 14 TAHUN 2023
TENTANG
MANAJEMEN DATA SPBE DI LINGKUNGAN
PEMERINTAH KOTA SAGARA
DENGAN RAHMAT TUHAN YANG MAHA ESA
WALI KOTA SAGARA,
Menimbang : a. bahwa data perlu dikelola;
Mengingat : 1. Peraturan Presiden Nomor 95 Tahun 2018 tentang SPBE;
"""
PERWALI_END = """
Ditetapkan di Sagara
pada tanggal 9 Mei 2023
WALI KOTA SAGARA,
ttd
RATNA DEWI LESTARI
Diundangkan di Sagara
pada tanggal 10 Mei 2023
SEKRETARIS DAERAH KOTA SAGARA,
ttd
BAYU PRANATA
BERITA DAERAH KOTA SAGARA TAHUN 2023 NOMOR 14
"""


def test_a_rule_is_read_from_heading_and_end() -> None:
    description = describe([(1, PERWALI), (2, "Pasal 1"), (3, PERWALI_END)], file_name="scan001.pdf")
    assert (description.kind, description.kind_abbrev) == ("Peraturan Walikota", "Perwali")
    assert (description.number, description.year) == ("14", 2023)
    assert description.title == "Manajemen Data SPBE di Lingkungan Pemerintah Kota Sagara"
    assert description.issuer == "Wali Kota Sagara"
    assert (description.enacted_on, description.enacted_place) == (date(2023, 5, 9), "Sagara")
    assert description.promulgated_on == date(2023, 5, 10)
    assert description.gazette == "BD Kota Sagara 2023/14"
    assert description.signer == "Ratna Dewi Lestari"
    assert description.document_kind == "regulasi"
    assert description.citation is not None
    assert description.citation.short == "Perwali Sagara 14/2023"


def test_every_value_has_confidence_and_evidence() -> None:
    description = describe([(4, PERWALI), (9, PERWALI_END)], file_name="a.pdf")
    assert description.evidence.keys() == description.confidence.keys()
    assert all(0 < confidence <= 1 for confidence in description.confidence.values())
    assert description.evidence["number"] == Evidence(4, "NOMOR 14 TAHUN 2023")
    assert description.evidence["enacted_on"].page == 9
    assert "9 Mei 2023" in description.evidence["enacted_on"].text


MINISTERIAL = "PERATURAN MENTERI PENDAYAGUNAAN APARATUR NEGARA DAN\nREFORMASI BIROKRASI REPUBLIK INDONESIA\n"


@pytest.mark.parametrize(
    ("text", "kind", "number", "year", "title"),
    [
        (f"{MINISTERIAL}NOMOR 7 TAHUN 2022\nTENTANG\nSISTEM KERJA\nMenimbang:", "Permen", "7", 2022, "Sistem Kerja"),
        (
            "P R E S I D E N\nREPUBLIK INOONESIA\nPERATURAN PRESTDEN REPUBLIK INDONESIA\nNOMOR 8 TAHUN 2O2l\nTENTANG\n"
            "LAYANAN DIGITAL\nMenimbang",
            "Perpres",
            "8",
            2021,
            "Layanan Digital",
        ),
        (
            "K E P U T U S A N  B U P A T I  S A G A R A\nNOMOR : 555/12/KOMINFO/2022\nTENTANG\nTIM KOORDINASI\n"
            "BUPATI SAGARA,\nMenimbang",
            "Kepbup",
            "555/12/KOMINFO/2022",
            2022,
            "Tim Koordinasi",
        ),
        (
            "RANCANGAN\nPERATURAN BUPATI SAGARA\nNOMOR      TAHUN 2024\nTENTANG\nAUDIT TIK\nMenimbang",
            "Perbup",
            None,
            2024,
            "Audit TIK",
        ),
        (
            "UNDANG-UNDANG REPUBLIK INDONESIA\nNOMOR 5TAHUN2019\nTENTANG\nPERUBAHAN ATAS UNDANG-UNDANG NOMOR 4 TAHUN\n"
            "2011 TENTANG PETA\nDENGAN RAHMAT TUHAN YANG MAHA ESA",
            "UU",
            "5",
            2019,
            "Perubahan atas Undang-Undang Nomor 4 Tahun 2011 tentang Peta",
        ),
        (
            "SURAT EDARAN\nSEKRETARIS DAERAH KOTA SAGARA\nNOMOR 3 TAHUN 2024\nTENTANG\nSANDI AMAN\nSehubungan dengan",
            "SE",
            "3",
            2024,
            "Sandi Aman",
        ),
    ],
)
def test_headings_of_many_kinds(text: str, kind: str, number: str | None, year: int, title: str) -> None:
    description = describe([(1, text)], file_name="x.pdf")
    assert (description.kind_abbrev, description.number, description.year) == (kind, number, year)
    assert description.title == title


@pytest.mark.parametrize(
    "text",
    [
        "LAPORAN PELAKSANAAN SPBE KOTA SAGARA\nSesuai Peraturan Presiden Nomor 95 Tahun 2018 tentang Sistem "
        "Pemerintahan Berbasis Elektronik, laporan ini disusun.",
        "NOTULEN RAPAT EVALUASI LAYANAN\nDasar:\n1. Peraturan Menteri PANRB Nomor 59 Tahun 2020 tentang Evaluasi\n",
        "PANDUAN PENGGUNA APLIKASI ARSIP\nPeraturan Wali Kota Sagara Nomor 1 Tahun 2020 tentang Arsip menjadi acuan.",
        "PROPOSAL KEGIATAN PELATIHAN\nPERATURAN YANG BERLAKU\nadalah aturan dinas.",
    ],
)
def test_a_document_that_only_cites_a_rule_is_none(text: str) -> None:
    description = describe([(1, text)], file_name="x.pdf")
    assert description.kind is None
    assert description.number is None
    assert description.citation is None
    assert description.document_kind not in {"regulasi", "keputusan"}
    assert description.title
    assert description.title.split()[0].upper() in text.splitlines()[0]


def test_a_letter_is_named_by_its_subject() -> None:
    text = (
        "PEMERINTAH KOTA SAGARA\nNomor : 005/7\nSifat : Biasa\nHal : Undangan rapat koordinasi SPBE\nYth. Kepala Dinas"
    )
    description = describe([(1, text)], file_name="x.pdf")
    assert description.title == "Undangan rapat koordinasi SPBE"
    assert description.document_kind == "surat"


def test_a_letter_read_by_columns_is_named_too() -> None:
    text = (
        "Nomor\nSifat\nPerihal\n:\n:\n:\n005/7\nPenting\nPermohonan data\npengguna layanan\nKepada Yth.\nKepala Dinas"
    )
    assert describe([(1, text)], file_name="x.pdf").title == "Permohonan data pengguna layanan"


def test_a_scan_without_text_is_named_by_its_file() -> None:
    description = describe([(1, "")], file_name="0b2d71b8_1751436780_Perwali_14_Tahun_2023_tentang_Manajemen_Data.pdf")
    assert (description.kind_abbrev, description.number, description.year) == ("Perwali", "14", 2023)
    assert description.confidence["number"] < 0.5
    assert description.evidence["number"].page is None


def test_properties_name_a_file_only_when_a_person_wrote_them() -> None:
    named = describe([], file_name="a.pdf", core_properties={"/Title": "Rencana Aksi Layanan Digital"})
    assert named.title == "Rencana Aksi Layanan Digital"
    made_up = describe([], file_name="rencana_aksi.docx", core_properties={"title": "Microsoft Word - Document1"})
    assert made_up.title == "Rencana aksi"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("0b2d71b8_Perpres_Nomor_82_Tahun_2023.pdf", "Perpres Nomor 82 Tahun 2023"),
        ("20180522010032_Laporan_Aset_2017.pdf", "Laporan Aset 2017"),
        ("1753241804_Laporan.pdf", "Laporan"),
        ("C:\\berkas\\SOP-Layanan-Data.docx", "SOP Layanan Data"),
        ("sop-layanan-1719228857-36keBt7sTQ.pdf", "Sop layanan"),
        ("dekade.pdf", "Dekade"),
        (".pdf", ""),
    ],
)
def test_file_names_are_made_readable(name: str, expected: str) -> None:
    assert readable_file_name(name) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("PETA RENCANA SPBE DAN APBD DI KOTA SAGARA", "Peta Rencana SPBE dan APBD di Kota Sagara"),
        ("LAMPIRAN II TENTANG DATA", "Lampiran II tentang Data"),
        ("Sudah Rapi di sini", "Sudah Rapi di sini"),
        ("", ""),
    ],
)
def test_capitals_are_set_down_with_care(printed: str, expected: str) -> None:
    assert title_case(printed) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9 Mei 2023", date(2023, 5, 9)),
        ("L7 Oktober 2O22", date(2022, 10, 17)),
        ("1 Nopember 1999", date(1999, 11, 1)),
        ("31 Februari 2020", None),
        ("12 Pebruarl 2020", date(2020, 2, 12)),
        ("tanggal lima", None),
        ("", None),
    ],
)
def test_dates_in_words(text: str, expected: date | None) -> None:
    assert read_date(text) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("SK Tim Koordinasi SPBE", "keputusan"),
        ("Notulen Rapat Penyusunan Perwali", "laporan"),
        ("Perwali Pengaduan", "regulasi"),
        ("SOP Pusat Data", "sop"),
        ("Manual Book Aplikasi", "manual"),
        ("Template SK Tim", "templat"),
        ("Roadmap Kota Cerdas", "rencana"),
        ("Praktik Baik Layanan", "praktik_baik"),
        ("Foto Kegiatan", "lainnya"),
    ],
)
def test_the_shelf_follows_the_first_word_that_tells(title: str, expected: str) -> None:
    assert library_kind(None, title=title).kind == expected


@pytest.mark.parametrize(
    ("title", "file_name", "opening", "expected"),
    [
        ("SOP Pencadangan", "", "", ("sop", True)),
        ("", "sop pencadangan", "", ("sop", False)),
        ("Pencadangan", "", "STANDAR OPERASIONAL PROSEDUR\nPencadangan data", ("sop", False)),
        ("Catatan", "", "", ("lainnya", False)),
    ],
)
def test_a_shelf_is_sure_only_where_the_title_names_it(
    title: str, file_name: str, opening: str, expected: tuple[str, bool]
) -> None:
    shelf = library_kind(None, title=title, file_name=file_name, opening=opening)
    assert (shelf.kind, shelf.confidence >= DOUBTFUL_BELOW) == expected


@given(st.lists(st.tuples(st.integers(1, 500), st.text(max_size=400)), max_size=6), st.text(max_size=60))
def test_any_pages_and_any_name_give_a_description(pages: list[tuple[int, str]], name: str) -> None:
    description = describe(pages, file_name=name, core_properties={"title": name})
    assert description.evidence.keys() == description.confidence.keys()


LINES = st.sampled_from(
    [
        *["PERATURAN WALI KOTA SAGARA", "NOMOR 1 TAHUN 2020", "NOMOR", "TENTANG", "Menimbang :", "LAMPIRAN", "Hal :"],
        *["KEPUTUSAN BERSAMA", "Ditetapkan di", "pada tanggal 99 Mei 2020", "BERITA DAERAH TAHUN NOMOR", "PRESIDEN,"],
        *["TAMBAHAN LEMBARAN NEGARA NOMOR", "Perihal", ":", "ttd", "BAB I", "M A J U", "NOMOR IV/MPR/1999", ""],
    ]
)


@given(st.lists(LINES, max_size=40).map("\n".join))
def test_broken_rules_give_a_description(text: str) -> None:
    description = describe([(1, text)], file_name="x.pdf")
    if description.citation:
        assert parse_citation(description.citation.short) is not None


def test_long_documents_are_described_quickly() -> None:
    pages = [
        (number, PERWALI_END if number == 150 else "Pasal 5 data dan layanan kota. " * 90) for number in range(2, 300)
    ]
    assert describe([(1, PERWALI), *pages], file_name="x.pdf").signer == "Ratna Dewi Lestari"


@pytest.mark.corpus
@pytest.mark.slow
def test_the_benchmark_finds_kind_number_year_and_title_of_real_rules(tmp_path: Path) -> None:
    """On judged rules that have text: nine of ten found, and nine of ten that are said are right."""
    gold = tmp_path / "gold.jsonl"
    gold.write_text("\n".join((CORPUS / "gold-metadata.jsonl").read_text().splitlines()[:12]))
    command: list[str | Path] = [sys.executable, BENCHMARK, gold, CORPUS / "pdfs", "--no-ocr", "--json"]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["with_text"]
    assert report["documents"] >= 8
    for name in ("kind", "number", "year", "title"):
        assert report["fields"][name]["precision"] >= 0.9, name
        assert report["fields"][name]["recall"] >= 0.9, name
