"""Numbers are as good as sure only where they are printed plainly or said twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.metadata import describe
from indexer.metadata_lines import Line
from indexer.metadata_trust import cited_in_name, settled_number

HEAD = "KEPUTUSAN WALI KOTA SAGARA\nNOMOR {}\nTENTANG\nTIM DATA\nWALI KOTA SAGARA,\nMenimbang : a. bahwa data;\n"
ANNEX = "LAMPIRAN\nKEPUTUSAN WALI KOTA SAGARA\nNOMOR {}\nTENTANG\nTIM DATA\n"


def sure(text: str, *, file_name: str = "x.pdf", scanned: tuple[int, ...] = ()) -> float:
    return describe([(1, text)], file_name=file_name, scanned=scanned).confidence["number"]


def test_a_plainly_printed_number_is_trusted() -> None:
    assert sure(HEAD.format("5 TAHUN 2020")) >= 0.9
    assert sure(HEAD.format("5 TAHUN 2020"), file_name="Kepwal 5 Tahun 2020.pdf") > sure(HEAD.format("5 TAHUN 2020"))


@pytest.mark.parametrize(
    ("text", "file_name", "scanned"),
    [
        (HEAD.format("5 TAHUN 2020"), "Kepwal 6 Tahun 2020.pdf", ()),
        (HEAD.format("5 TAHUN 2020"), "x.pdf", (1,)),
        (HEAD.format("1l TAHUN 2020"), "x.pdf", ()),
        (HEAD.format("18/HK/1/2020"), "x.pdf", ()),
        (HEAD.format("5 TAHUN 2020") + ANNEX.format("6 TAHUN 2020"), "x.pdf", ()),
        (ANNEX.format("5 TAHUN 2020"), "x.pdf", ()),
    ],
)
def test_doubtful_numbers_are_never_sure(text: str, file_name: str, scanned: tuple[int, ...]) -> None:
    assert sure(text, file_name=file_name, scanned=scanned) < 0.9


def test_a_scanned_number_that_the_file_name_confirms_is_sure() -> None:
    assert sure(HEAD.format("5 TAHUN 2020"), file_name="Kepwal_5_Tahun_2020.pdf", scanned=(1,)) >= 0.9


def test_a_lone_one_is_roman_where_other_numbers_are() -> None:
    roman = [Line("Keputusan Menteri Nomor 494/M/Kp/VIII/2015", 1)]
    assert settled_number("228/KPT/1/2017", roman, "x.pdf") == "228/KPT/I/2017"
    assert settled_number("0140/K/1/2020", [], "SE.140KI2020.pdf") == "0140/K/I/2020"
    assert settled_number("15/M.PAN/1/2008", [Line("PER/05/M.PAN/4/2009", 1)], "x.pdf") == "15/M.PAN/1/2008"
    assert settled_number("15", roman, "x.pdf") == "15"
    assert settled_number(None, roman, "x.pdf") is None


def test_names_of_files_name_rules() -> None:
    found = cited_in_name("0b2d_Perpres-Nomor-95-Tahun-2018-SPBE")
    assert found is not None
    assert found.key == "perpres:95:2018"
    assert cited_in_name("laporan 2020") is None


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_number_and_name_settle(number: str, name: str) -> None:
    assert settled_number(number, [], name) in {
        number,
        *[number[:i] + "I" + number[i + 1 :] for i in range(len(number))],
    }
    cited_in_name(name)
