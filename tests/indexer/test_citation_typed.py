"""Rules as people type them: spellings that no document prints, nicknames, and rules among other words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.citation_typed import MOST_NAMED, article_alone, named, numbered, readings


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
        ("perpres ke-95 tahun 2018", "Perpres 95/2018|"),
        ("perpres #95/2018", "Perpres 95/2018|"),
        ("p.p. 71/2019", "PP 71/2019|"),
        ("perpres S.P.B.E", "Perpres 95/2018|"),
        ("pepres 95/2018", "Perpres 95/2018|"),
        ("permen kominfo xii/2020", "Permenkominfo 12/2020|"),
        ("perwali nomor dua belas tahun 2023", "Perwali 12/2023|"),
        ("perpres sembilan puluh lima tahun dua ribu delapan belas", "Perpres 95/2018|"),
        ("perpres sembilan puluh lima 2018", "Perpres 95/2018|"),
        ("perpres sembilan puluh lima tahun 2018", "Perpres 95/2018|"),
        ("perwali 12 '23", "Perwali 12/2023|"),
        ("perwali 12/'23", "Perwali 12/2023|"),
        ("perwali 12 th 23", "Perwali 12/2023|"),
        ("perpres no. 95 (2018)", "Perpres 95/2018|"),
        ("perpres tahun 2018 nomor 95", "Perpres 95/2018|"),
        ("perpres 2018 no 95", "Perpres 95/2018|"),
        ("95/2018 perpres", "Perpres 95/2018|"),
        ("no 95 th 2018 perpres", "Perpres 95/2018|"),
        ("perpres 95/2018 psl.2 ay.1", "Perpres 95/2018 Pasal 2 ayat (1)|"),
        ("pasal dua perpres 95/2018", "Perpres 95/2018 Pasal 2|"),
        ("ps 27 ay 2 perpres 95/2018", "Perpres 95/2018 Pasal 27 ayat (2)|"),
        ("pasal 27(2) perpres 95/2018", "Perpres 95/2018 Pasal 27 ayat (2)|"),
        ("pasal 27 ayat dua perpres 95/2018", "Perpres 95/2018 Pasal 27 ayat (2)|"),
        ("ayat (2) pasal 27 perpres 95/2018", "Perpres 95/2018 Pasal 27 ayat (2)|"),
        ("perpres 95/2018 pasal 27 ayat 2 huruf a", "Perpres 95/2018 Pasal 27 ayat (2)|"),
        ("pasal II uu 19/2016", "UU 19/2016 Pasal II|"),
        ("perpres satu data", "Perpres 39/2019|"),
    ],
)
def test_a_rule_however_it_is_typed(query: str, understood: str) -> None:
    assert read(query) == [understood]


def test_where_a_place_may_be_the_subject_both_are_read() -> None:
    first, second = readings("perwali spbe 12/2023")
    assert (first.citation.place, first.titled) == ("Spbe", "")
    assert (second.citation.place, second.titled) == (None, "Spbe")


def test_a_numeral_may_be_the_number_itself() -> None:
    assert read("perwali no. XII tahun 2023") == ["Perwali 12/2023|", "Perwali Nomor XII Tahun 2023|"]
    assert read("tap mpr nomor IV/MPR/1999") == ["Tap MPR IV/MPR/1999|"]


@pytest.mark.parametrize(
    ("query", "pieces"),
    [
        ("perpres 95/2018 dan permenpanrb 59/2020", ["Perpres 95/2018", "Permen PANRB 59/2020"]),
        ("uu pdp, uu ite; pp pste", ["UU 27/2022", "UU 11/2008", "PP 71/2019"]),
        ("perpres 95/2018, 39/2019 dan 132/2022", ["Perpres 95/2018", "Perpres 39/2019", "Perpres 132/2022"]),
        ("perpres spbe 95/2018 pasal 3 dan pasal 5 uu ite", ["Perpres 95/2018 Pasal 3", "UU 11/2008 Pasal 5"]),
        ("perpres spbe 95/2018", ["Perpres 95/2018"]),
        ("uu ite -perpres 95/2018", ["UU 11/2008"]),
        ("sop pencadangan", []),
        (
            "pasal 5 perwali 12/2023 pasal 7 perwali 21/2024",
            ["Perwali 12/2023 Pasal 5", "Perwali 21/2024 Pasal 7"],
        ),
        ("pasal 5 uu ite, pasal 7 uu pdp", ["UU 11/2008 Pasal 5", "UU 27/2022 Pasal 7"]),
        ("pasal 5 uu ite pasal 7 uu pdp", ["UU 11/2008 Pasal 5", "UU 27/2022 Pasal 7"]),
        (
            "perwali 12/2023 pasal 5 perwali 21/2024 pasal 7",
            ["Perwali 12/2023 Pasal 5", "Perwali 21/2024 Pasal 7"],
        ),
    ],
)
def test_several_rules_in_their_order(query: str, pieces: list[str]) -> None:
    assert [readings(piece)[0].citation.short for piece in named(query) if readings(piece)] == pieces


@pytest.mark.parametrize(
    ("query", "article", "rest"),
    [
        ("pasal 3 perwali", "3", "perwali"),
        ("perwali psl.3", "3", "perwali"),
        ("pasal dua puluh tujuh", "27", ""),
        ("Pasal II", "II", ""),
        ("perwali", None, "perwali"),
        ("pasal", None, "pasal"),
    ],
)
def test_an_article_beside_other_words(query: str, article: str | None, rest: str) -> None:
    found, others = article_alone(query)
    assert (found.article if found else None, others) == (article, rest)


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
    "ke-",
    "xii",
    "dua",
    "belas",
    "puluh",
    "'23",
    "ay.",
    "(",
    "dan",
    ",",
    "S.P.B.E",
]


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join)))
def test_any_text_is_read(query: str) -> None:
    for asked in readings(query):
        assert asked.citation.short
    numbered(query)
    article_alone(query)
    assert 1 <= len(named(query)) <= MOST_NAMED + 5


@pytest.mark.parametrize(
    "query", ["perpres " * 50, "uu ite " * 57, "1/2018 " * 57, "pasal " * 66, "dua " * 99, "x." * 190, "x" * 10_000]
)
def test_long_texts_cost_little(query: str) -> None:
    assert len(readings(query)) <= 6
    assert named(query)
    article_alone(query)
