"""Headings as they really come: on one line, of several offices, over an annex, broken by labels of another column."""

from datetime import date

import pytest

from indexer.metadata import describe

GRACE = "DENGAN RAHMAT TUHAN YANG MAHA ESA"


def test_a_heading_may_stand_on_one_line() -> None:
    text = (
        f"PERATURAN BUPATI SAGARA NOMOR 36 TAHUN 2019 TENTANG TATA NASKAH {GRACE} BUPATI SAGARA,\nMenimbang : a. bahwa"
    )
    description = describe([(1, text)], file_name="x.pdf")
    assert (description.kind_abbrev, description.number, description.year) == ("Perbup", "36", 2019)
    assert description.title == "Tata Naskah"


def test_labels_of_the_column_beside_do_not_end_a_title() -> None:
    text = (
        "KEPUTUSAN WALIKOTA SAGARA\nNOMOR 188/2/HK/2016\nTENTANG\nPELAYANAN DATA TERPADU DAN\n"
        "Menimbang\nMengingat\n: @.\n"
        "PENANAMAN MODAL KOTA SAGARA\nWALIKOTA SAGARA,\nbahwa data perlu dikelola;"
    )
    description = describe([(1, text)], file_name="x.pdf")
    assert description.title == "Pelayanan Data Terpadu dan Penanaman Modal Kota Sagara"
    assert description.issuer == "Walikota Sagara"


def test_a_joint_decision_has_a_number_of_each_office() -> None:
    text = (
        "KEPUTUSAN BERSAMA\nMENTERI AGAMA, MENTERI KETENAGAKERJAAN,\nDAN MENTERI KEUANGAN\nREPUBLIK INDONESIA\n"
        "NOMOR : 281 TAHUN 2021\n"
        f"NOMOR : 1 TAHUN 2021\nNOMOR : 3 TAHUN 2021\nTENTANG\nCUTI\n{GRACE}\nMENTERI AGAMA, MENTERI KETENAGAKERJAAN,\n"
        "DAN MENTERI KEUANGAN,\nMenimbang : a. bahwa"
    )
    description = describe([(1, text)], file_name="x.pdf")
    assert (description.kind_abbrev, description.number, description.title) == ("SKB", "281; 1; 3", "Cuti")
    assert description.issuer == "Menteri Agama, Menteri Ketenagakerjaan, dan Menteri Keuangan"
    assert description.citation is not None
    assert description.citation.short == "SKB 281/2021, 1/2021, 3/2021"


def test_what_stands_over_an_annex_is_less_sure() -> None:
    text = "LAMPIRAN I\nPERATURAN GUBERNUR SAGARA\nNOMOR I TAHUN 2021\nTENTANG\nKELAS JABATAN\nNO NAMA"
    description = describe([(1, text)], file_name="x.pdf")
    assert description.number == "1"
    assert description.confidence["number"] < 0.9


def test_a_listed_basis_on_the_first_page_is_no_heading() -> None:
    text = "- 2 -\n2. Peraturan Pemerintah Nomor 54 Tahun 2012 tentang\nKeselamatan (Lembaran Negara);\nMEMUTUSKAN:"
    assert describe([(1, text)], file_name="x.pdf").number is None


@pytest.mark.parametrize(
    ("office", "place"),
    [
        ("BUPATI SAGARA", "Kabupaten Sagara"),
        ("WALI KOTA SAGARA", "Kota Sagara"),
        ("GUBERNUR SAGARA", "Provinsi Sagara"),
    ],
)
def test_a_regional_rule_is_of_the_region_of_its_head(office: str, place: str) -> None:
    heading = f"{office}\nPERATURAN DAERAH\nNOMOR 6 TAHUN 2023\nTENTANG\nCAGAR BUDAYA\n{GRACE}\n{office},"
    text = f"{heading}\nMenimbang : a. bahwa"
    description = describe([(1, text)], file_name="x.pdf")
    assert description.citation is not None
    assert description.citation.short == f"Perda {place} 6/2023"


def test_a_circular_takes_office_and_day_from_its_letterhead() -> None:
    text = (
        "BUPATI SAGARA\nSagara, 6 April 2018\nKepada :\nYth. Pelaku Usaha\nSURAT EDARAN\nNOMOR 180/53\nTENTANG\nUSAHA\n"
        "Bahwa berdasarkan Undang-Undang Nomor 10 Tahun 2009 tentang Wisata dan Peraturan Menteri Pariwisata Nomor 18 "
        "Tahun 2016, diberitahukan hal berikut."
    )
    description = describe([(1, text)], file_name="x.pdf")
    assert (description.issuer, description.number, description.year) == ("Bupati Sagara", "180/53", 2018)
    assert (description.enacted_on, description.enacted_place) == (date(2018, 4, 6), "Sagara")
    assert description.confidence["year"] < 0.9
    assert [relation.target for relation in description.relations] == ["UU 10/2009", "Permenpar 18/2016"]


def test_a_title_that_is_missing_above_is_taken_from_the_decision() -> None:
    text = (
        "KEPUTUSAN BUPATI SAGARA\nNOMOR 7 TAHUN 2020\nMenimbang : a. bahwa\nMEMUTUSKAN :\n"
        "Menetapkan : KEPUTUSAN BUPATI TENTANG TIM\nPENGELOLA DATA.\nKESATU : Membentuk tim"
    )
    description = describe([(1, text)], file_name="x.pdf")
    assert description.title == "Tim Pengelola Data"
    assert description.confidence["title"] < 0.9


def test_split_set_words_and_misprinted_capitals_are_read() -> None:
    text = (
        f"PERATURAN GUBERNUR SAGARA\nNOM OR 76 TAHUN 2 018\nTENTANG\nSTAF AHLI\n{GRACE}\nGUBERNUR SAGARA,\nMenimbang\n"
        "Ditetapkan di Jakata\npada tanggal 25 Januari 2018\n"
    )
    description = describe([(1, text)], file_name="x.pdf")
    assert (description.number, description.year, description.enacted_place) == ("76", 2018, "Jakarta")


def test_a_scan_whose_first_page_is_a_picture_is_named_by_its_file() -> None:
    pages = [
        (1, "jdih.contoh.go.id"),
        (2, "2. Peraturan Pemerintah Nomor 54 Tahun 2012 tentang\nKeselamatan Instalasi;"),
    ]
    description = describe(pages, file_name="Perban_1_Tahun_2020_-_Proteksi Radiasi.pdf")
    assert (description.kind_abbrev, description.number, description.year) == ("Perban", "1", 2020)
    assert description.confidence["number"] < 0.5


DRAFT = (
    "RANCANGAN\nPERATURAN BUPATI SAGARA\nNOMOR 7 TAHUN 2024\nTENTANG\nAUDIT TIK\nMenimbang : a. bahwa\nMEMUTUSKAN:\n"
    "Pasal 9\nPada saat Peraturan Bupati ini mulai berlaku, Peraturan Bupati Sagara Nomor 3 Tahun 2019 tentang Audit "
    "dicabut dan dinyatakan tidak berlaku."
)


def test_a_draft_is_not_the_rule_that_it_may_become() -> None:
    draft, rule = (describe([(1, text)], file_name="x.pdf") for text in (DRAFT, DRAFT.removeprefix("RANCANGAN\n")))
    assert (draft.is_draft, draft.citation, draft.number, draft.year) == (True, None, "7", 2024)
    assert draft.confidence["number"] < 0.5 <= rule.confidence["number"]
    assert "mencabut" in {found.type for found in draft.relations}, "its words say so; nobody is asked to believe it"
    assert not rule.is_draft
    assert rule.citation is not None
    assert "mencabut" in {found.type for found in rule.relations}


@pytest.mark.parametrize("head", ["RANCANGAN PERATURAN BUPATI SAGARA", "DRAFT 2\nPERATURAN BUPATI SAGARA"])
def test_a_draft_says_so_in_the_line_or_above_it(head: str) -> None:
    assert describe([(1, f"{head}\nNOMOR 7 TAHUN 2024\nTENTANG\nAUDIT\nMenimbang")], file_name="x.pdf").is_draft
