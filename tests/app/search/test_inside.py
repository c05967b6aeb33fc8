"""Search inside one document: by the index, without it, in an old revision; and a page's text as safe HTML."""

import re
from collections.abc import Mapping
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import NotFound
from app.core.runtime import Runtime
from app.search.grammar import parse
from app.search.inside import Inside, find_inside, marked_text
from app.search.service import OpenIndex
from indexer.index.port import IndexUnavailable, SearchIndex
from tests.support.people import People


def ask(
    runtime: Runtime,
    people: People,
    document_id: int,
    text: str,
    *,
    who: str = "kurator",
    index: OpenIndex | None = None,
) -> Inside:
    with runtime.database.read() as session:
        return find_inside(
            session,
            people[who],
            index or runtime.generations.open_current,
            document_id=document_id,
            ordinal=None,
            text=text,
        )


def no_index() -> SearchIndex:
    raise IndexUnavailable


@pytest.mark.parametrize("index", [None, no_index], ids=["index", "pages"])
def test_pages_come_in_reading_order_with_the_words_that_stand_there(
    index: OpenIndex | None, library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    found = ask(runtime, people, library["perwal"], "peraturan", index=index)
    assert [page.number for page in found.pages] == [1, 2, 4]
    assert found.total == 3
    assert {"PERATURAN", "Peraturan", "peraturan"} <= set(found.words)
    assert all("<mark>" in page.snippet and page.hits > 0 for page in found.pages)


@pytest.mark.parametrize("index", [None, no_index], ids=["index", "pages"])
@pytest.mark.parametrize("text", ["", "*", "zirkonium", "- - -"])
def test_nothing_to_look_for_finds_nothing(
    text: str, index: OpenIndex | None, library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    assert ask(runtime, people, library["perwal"], text, index=index) == Inside()


def test_most_words_are_enough_inside_one_document(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    found = ask(runtime, people, library["perwal"], "manajemen pengetahuan zirkonium")
    assert [page.number for page in found.pages] == [3]


@pytest.mark.parametrize("key", ["rahasia", "buangan"])
def test_a_hidden_document_is_not_searched(
    key: str, library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    with pytest.raises(NotFound):
        ask(runtime, people, library[key], "zirkonium molibdenum", who="pembaca")


@given(st.text(), st.text())
def test_a_pages_text_is_safe_and_complete(text: str, query: str) -> None:
    shown = marked_text(text, parse(query).node)
    bare = re.sub(r"</?mark>", "", shown)
    assert "<" not in bare
    assert ">" not in bare
    assert unescape(bare) == "".join(c if c.isprintable() or c in "\n\t" else " " for c in text)


def test_lines_stay_lines() -> None:
    assert marked_text("BAB I\nUmum", parse("umum").node) == "BAB I\n<mark>Umum</mark>"


def test_a_slip_of_the_pen_is_offered_as_the_document_writes_it(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    assert ask(runtime, people, library["perwal"], "pengtahuan").suggestion == "pengetahuan"
    assert ask(runtime, people, library["perwal"], "manajemen pengtahuan").suggestion == "manajemen pengetahuan"
    for known in ("pengetahuan", "zirkonium", "Pasal 27", ""):
        assert ask(runtime, people, library["perwal"], known).suggestion is None, known


def test_the_words_of_other_documents_are_no_suggestion(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    """ "Klinik" stands in the guideline only."""
    assert ask(runtime, people, library["pedoman"], "klinnik").suggestion == "klinik"
    assert ask(runtime, people, library["perwal"], "klinnik").suggestion is None


@pytest.mark.parametrize("index", [None, no_index], ids=["index", "pages"])
@pytest.mark.parametrize("text", ["Pasal 99", "pasal sembilan puluh sembilan", "Pasal 99 Perwali 12/2023"])
def test_a_missing_article_is_said(
    text: str, index: OpenIndex | None, library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    found = ask(runtime, people, library["perwal"], text, index=index)
    assert "Pasal 99 tidak ditemukan dalam dokumen ini." in found.notices
    assert (found.pages, found.words) == ((), ())
    assert "<mark>" not in marked_text("Pasal 1\nPerwali 12/2023", found.node)
    assert ask(runtime, people, library["perwal"], "Pasal 27", index=index).notices == ()


def test_the_language_gives_its_hints_here_too(library: Mapping[str, int], runtime: Runtime, people: People) -> None:
    assert any("kutip" in notice for notice in ask(runtime, people, library["perwal"], '"peraturan').notices)
