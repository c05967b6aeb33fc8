"""A rule is looked for by every name of its kind, and the same however it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import snippets
from indexer.citation_forms import written_as
from indexer.citations import Citation, parse_citation
from indexer.index.memory_index import MemoryIndex
from indexer.index.port import IndexDocument
from indexer.query import And


def marked(query: str, text: str) -> list[str]:
    citation = parse_citation(query)
    assert citation is not None
    return list(snippets.mark_words(And(written_as(citation)), text))


def found(query: str, text: str) -> bool:
    citation = parse_citation(query)
    assert citation is not None
    index = MemoryIndex()
    with index.write() as writer:
        writer.put(IndexDocument(1, "1", "", pages=((1, text),)))
    return index.search(And(written_as(citation)), allowed={1}).total == 1


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("perwali 12/2023", "Peraturan Walikota Nomor 12 Tahun 2023"),
        ("perwali 12/2023", "Peraturan Wali Kota Tirta Kencana Nomor 12 Tahun 2023"),
        ("perwali 12/2023", "Perwal No. 12/2023"),
        ("perpres 95/2018", "Peraturan Presiden Republik Indonesia Nomor 95 Tahun 2018"),
        ("uu 11/2008", "Undang-Undang Nomor 11 Tahun 2008"),
        ("permenpanrb 59/2020", "Permenpan RB 59/2020"),
        ("permenpanrb 59/2020", "Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi Nomor 59 Tahun 2020"),
        ("pmk 27/2020", "Menteri Keuangan Nomor 27 Tahun 2020"),
        ("peraturan bssn 4/2021", "Badan Siber dan Sandi Negara Nomor 4 Tahun 2021"),
    ],
)
def test_it_is_found_by_any_name_of_its_kind(query: str, text: str) -> None:
    assert found(query, text)
    assert len(marked(query, text)) == 1, "the number is marked, and the kind is not"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("perwali 12/2023", "Peraturan Bupati Nomor 12 Tahun 2023"),
        ("perwali 12/2023", "Peraturan Wali Kota Nomor 13 Tahun 2023"),
        ("permenpanrb 59/2020", "Peraturan Menteri Dalam Negeri Nomor 59 Tahun 2020"),
    ],
)
def test_another_rule_is_not_found(query: str, text: str) -> None:
    assert not found(query, text)


def test_a_law_is_looked_for_by_its_nickname_too() -> None:
    assert marked("uu 11/2008", "sesuai UU ITE") == ["UU ITE"]


def test_every_spelling_of_a_rule_asks_for_the_same() -> None:
    spellings = ("perwal no 012 tahun 2023", "peraturan wali kota nomor 12 tahun 2023", "Perwali 12/2023")
    asked = {written_as(citation) for spelling in spellings if (citation := parse_citation(spelling))}
    assert len(asked) == 1


@pytest.mark.parametrize("query", ["uud 1945", "skb nomor 281; 1; 1 tahun 2021"])
def test_what_is_not_written_in_one_way_is_left_as_it_was_typed(query: str) -> None:
    citation = parse_citation(query)
    assert citation is not None
    assert written_as(citation) == ()


@given(st.text(max_size=20), st.text(min_size=1, max_size=20), st.integers(1940, 2100))
def test_any_citation_has_a_form(kind: str, number: str, year: int) -> None:
    written_as(Citation(kind, number, year))
