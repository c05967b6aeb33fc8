"""Rules as people type them: spellings that no document prints, nicknames, and rules among other words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.citation_typed import numbered, readings


def read(query: str) -> list[str]:
    return [f"{asked.citation.short}|{asked.rest}" for asked in readings(query)]


@pytest.mark.parametrize(
    ("query", "understood"),
    [
        ("perpres no 95 thn 2018 ttg SPBE", "Perpres 95/2018|"),
        ("perpres 95 thn 18", "Perpres 95/2018|"),
        ("perpres 95/18", "Perpres 95/2018|"),
        ("uu 11 th 99", "UU 11/1999|"),
        ("UU.No.23 thn.2014", "UU 23/2014|"),
        ("per pres 95/2018", "Perpres 95/2018|"),
        ("per 5/2018", "Nomor PER-5/2018|"),
        ("pm kominfo 5/2020", "Permenkominfo 5/2020|"),
        ("km keuangan 5/2020", "KMK 5/2020|"),
        ("perbssn 4 tahun 2021", "Peraturan BSSN 4/2021|"),
        ("undang-undang pelindungan data pribadi pasal 5", "UU 27/2022 Pasal 5|"),
        ("perpres spbe 95/2018 pasal 3", "Perpres 95/2018 Pasal 3|"),
        ("apa bunyi pasal 27 perpres spbe?", "Perpres 95/2018 Pasal 27|"),
        ("tata kelola menurut perpres 95/2018", "Perpres 95/2018|tata kelola"),
        ("uu no 27 tahun 2022 pdp", "UU 27/2022|pdp"),
        ("Perpres_No_95_Tahun_2018.pdf", "Perpres 95/2018|"),
    ],
)
def test_a_rule_however_it_is_typed(query: str, understood: str) -> None:
    assert read(query) == [understood]


def test_where_a_place_may_be_the_subject_both_are_read() -> None:
    first, second = readings("perwali spbe 12/2023")
    assert (first.citation.place, first.titled) == ("Spbe", "")
    assert (second.citation.place, second.titled) == (None, "Spbe")


@pytest.mark.parametrize(
    "query", ["", "sop pencadangan", "rapat pm 10 2020", "perpres", "data -perpres 95/2018", "per bidang 2020", "uu"]
)
def test_other_words_name_no_rule(query: str) -> None:
    assert readings(query) == ()


@pytest.mark.parametrize(
    ("query", "understood"),
    [
        ("perpres 95", ("Perpres", "95", None)),
        ("pasal 27 permenpan no. 59", ("Permen PANRB", "59", "27")),
        ("uu 11 pasal 5", ("UU", "11", "5")),
    ],
)
def test_a_rule_without_its_year(query: str, understood: tuple[str, str, str | None]) -> None:
    asked = numbered(query)
    assert asked is not None
    assert (asked.kind, asked.number, asked.article) == understood


@pytest.mark.parametrize("query", ["", "95", "perpres", "perpres 95 manajemen", "data perpres 95", "perpres 95/2018"])
def test_more_or_less_than_a_rule_without_its_year(query: str) -> None:
    assert numbered(query) is None


PIECES = [
    "perpres",
    "uu",
    "pm",
    "per",
    "spbe",
    "ite",
    "no",
    "95",
    "2018",
    "/",
    "-",
    ".",
    " ",
    "pasal",
    "27",
    "thn",
    "_",
]


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join)))
def test_any_text_is_read(query: str) -> None:
    for asked in readings(query):
        assert asked.citation.short
    numbered(query)


@pytest.mark.parametrize("query", ["perpres " * 50, "uu ite " * 57, "1/2018 " * 57, "pasal " * 66, "x" * 10_000])
def test_long_texts_cost_little(query: str) -> None:
    assert len(readings(query)) <= 4
