"""Procedures and letters: numbers, dates and units from labelled lines; a document that only mentions one is none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.metadata import describe
from indexer.metadata_forms import facts_of_letter, facts_of_procedure, is_procedure
from indexer.metadata_lines import lines_of

SOP = """PEMERINTAH KOTA SAGARA
DINAS KOMUNIKASI DAN INFORMATIKA
Nomor SOP : 065/21/SOP/KOMINFO/2023
Tanggal Pembuatan : 2 Januari 2023
Tanggal Revisi : 01-02-2023
Tanggal Efektif : 5 Maret 2023
Disahkan oleh : KEPALA DINAS,
Ir. RATNA DEWI, M.T. Drs. BAYU PRANATA
NIP. 19700101
Nama SOP : PEMULIHAN LAYANAN DATA
Dasar Hukum :
1. Peraturan Presiden Nomor 95 Tahun 2018 tentang SPBE
2. Peraturan Wali Kota Sagara Nomor 7 Tahun 2021 tentang Data
"""


def test_a_procedure_says_who_what_and_when() -> None:
    description = describe([(1, SOP)], file_name="x.pdf")
    assert description.document_kind == "sop"
    assert description.number == "065/21/SOP/KOMINFO/2023"
    assert description.title == "Pemulihan Layanan Data"
    assert description.issuer == "Dinas Komunikasi dan Informatika"
    assert description.enacted_on == date(2023, 3, 5)
    assert description.signer == "Ir. Ratna Dewi, M.T."
    assert [relation.target for relation in description.relations] == ["Perpres 95/2018", "Perwali Sagara 7/2021"]
    assert description.kind is None
    assert all(confidence < 0.9 for confidence in description.confidence.values())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Nomor SOP: 12/SOP/2020", "12/SOP/2020"),
        ("No. Dokumen : SOP-07.2", "SOP-07.2"),
        ("C-004/UN2.9/SOP", "C-004/UN2.9/SOP"),
        ("No. B-004/UN2.9/SOP Tgl. 01-11-2021", "B-004/UN2.9/SOP"),
        ("Nomor telepon 021", None),
    ],
)
def test_numbers_of_procedures(line: str, expected: str | None) -> None:
    numbers = [fact.value for fact in facts_of_procedure(lines_of([(1, line)])) if fact.field == "number"]
    assert (numbers[0] if numbers else None) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("Tgl. 01-11-2021", date(2021, 11, 1)),
        ("Tanggal Pengesahan\n3 Mei 2022", date(2022, 5, 3)),
        ("Tanggal Revisi : 40/13/2021", None),
    ],
)
def test_dates_of_procedures(lines: str, expected: date | None) -> None:
    found = [fact.value for fact in facts_of_procedure(lines_of([(1, lines)])) if fact.field == "enacted_on"]
    assert (found[0] if found else None) == expected


def test_a_mere_mention_makes_no_procedure() -> None:
    lines = lines_of([(1, "LAPORAN TAHUNAN\nDinas telah menyusun SOP layanan data.")])
    assert not is_procedure(lines, "laporan.pdf")
    assert is_procedure(lines, "SOP layanan.pdf")


LETTER = "Sagara, 9 Mei 2023\nNomor : 005/ 123/2023\nSifat : Biasa\nHal : Undangan rapat data\nYth. Kepala Dinas\n"


def test_a_letter_has_number_place_and_day() -> None:
    description = describe([(1, LETTER)], file_name="x.pdf")
    assert (description.number, description.document_kind) == ("005/123/2023", "surat")
    assert (description.enacted_place, description.enacted_on) == ("Sagara", date(2023, 5, 9))
    assert description.citation is None


def test_a_letter_read_by_columns_has_its_number_too() -> None:
    text = "Nomor\nSifat\nPerihal\n:\n:\n:\n556/ 0147/2020\nPenting\nPermohonan data layanan\nKepada Yth.\nKepala Dinas"
    assert describe([(1, text)], file_name="x.pdf").number == "556/0147/2020"


PIECES = st.sampled_from(
    [
        *["Nomor SOP :", "Nama SOP :", "SOP DATA", "Tanggal Efektif", "Disahkan oleh", "Dr. A B, M.Si.", "1/SOP/2020"],
        *["DINAS X", "Nomor :", "Sifat :", "Yth.", "01-02-2020", ":", "99-99-9999", "Perihal"],
    ]
)


@given(st.lists(PIECES | st.text(max_size=30), max_size=30).map("\n".join))
def test_facts_of_any_text_name_fields(text: str) -> None:
    lines = lines_of([(1, text)])
    for fact in [*facts_of_procedure(lines), *facts_of_letter(lines)]:
        assert fact.field in {"number", "title", "issuer", "enacted_on", "signer"}
        assert 0 < fact.confidence < 0.9
        assert fact.value
        assert fact.line in lines


def test_a_procedure_is_of_the_year_of_its_date_and_of_those_who_own_it() -> None:
    text = (
        "STANDARD OPERATING PROCEDURE\nSOP LAYANAN TAMU\nB-7/UN1/SOP\nSOP ini adalah milik Fakultas Ilmu Sagara\n"
        "No. B-7/UN1/SOP Tgl. 01-11-2021"
    )
    description = describe([(1, text)], file_name="sop.pdf")
    assert (description.number, description.enacted_on, description.year) == ("B-7/UN1/SOP", date(2021, 11, 1), 2021)
    assert description.issuer == "Fakultas Ilmu Sagara"
    assert description.confidence["year"] < 0.8


def test_the_name_of_a_unit_goes_on_where_it_ends_open() -> None:
    text = "PEMERINTAH KOTA SAGARA\nPEJABAT PENGELOLA INFORMASI DAN\nDOKUMENTASI UTAMA\nSOP PELAYANAN INFORMASI PUBLIK"
    assert describe([(1, text)], file_name="x.pdf").issuer == "Pejabat Pengelola Informasi dan Dokumentasi Utama"
