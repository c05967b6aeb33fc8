"""Several articles of one rule in a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.citation_articles import MOST_ARTICLES, first_of_several
from indexer.citation_typed import readings


@pytest.mark.parametrize(
    ("query", "others"),
    [
        ("pasal 5 dan pasal 7 perwali 12/2023", ("7",)),
        ("pasal 5 dan 7 perwali 12/2023", ("7",)),
        ("pasal 5, 7, dan 9 perwali 12/2023", ("7", "9")),
        ("pasal 5-7 perwali 12/2023", ("6", "7")),
        ("pasal 5 s.d. 7 perwali 12/2023", ("6", "7")),
        ("pasal 5 s/d 7 perwali 12/2023", ("6", "7")),
        ("pasal 5 sampai dengan pasal 7 perwali 12/2023", ("6", "7")),
        ("perwali 12/2023 pasal 5 dan 7", ("7",)),
        ("perwali 12/2023 pasal 5 ayat (1) dan pasal 7 ayat (2)", ("7",)),
        ("pasal 5 & 5a perwali 12/2023", ("5A",)),
        ("pasal 5 dan 5 perwali 12/2023", ()),
        ("pasal 5 perwali 12/2023", ()),
        ("perwali 12/2023", ()),
    ],
)
def test_the_first_is_asked_for_and_the_others_are_known(query: str, others: tuple[str, ...]) -> None:
    one, found = first_of_several(query)
    assert found == others
    first = readings(one)[0]
    assert (first.citation.rule.short, first.rest) == ("Perwali 12/2023", "")
    assert first.citation.article == (None if query == "perwali 12/2023" else "5")


@pytest.mark.parametrize("query", ["pasal 5, 12/2023 perwali", "pasal 5 dan 12 tahun 2023", "pasal 5 dan 2023"])
def test_the_number_of_a_rule_is_no_article(query: str) -> None:
    assert first_of_several(query) == (query, ())


def test_a_long_range_is_cut() -> None:
    assert len(first_of_several("pasal 1-999 perwali 12/2023")[1]) <= MOST_ARTICLES


@given(st.text(alphabet="pasl 0123456789-,()dan/.", max_size=80))
def test_any_text_is_read(query: str) -> None:
    first_of_several(f"pasal 1 {query}")
