"""Documents read for the index: all that may be found, whole, whatever the sizes, and in few queries."""

from collections.abc import Mapping

import pytest

from app.core.runtime import Runtime
from app.search import loading
from app.search.indexing import Indexer
from app.search.loading import load
from indexer.index.port import IndexDocument
from indexer.query import Field, Word
from tests.support.counting import count_queries


def loaded(runtime: Runtime, *ids: int) -> list[IndexDocument]:
    return list(load(runtime.database, ids))


def test_a_document_comes_with_its_words_pages_and_headings(library: Mapping[str, int], runtime: Runtime) -> None:
    (rule,) = loaded(runtime, library["perwal"])
    assert rule.title == "Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik"
    assert "Perwali Tirta Kencana 12/2023" in rule.citations
    assert [number for number, _ in rule.pages] == [1, 2, 3, 4]
    assert "BAB I" not in rule.headings
    assert "KETENTUAN UMUM" in rule.headings.upper().splitlines()


def test_a_word_of_a_heading_is_found_as_such(library: Mapping[str, int], runtime: Runtime) -> None:
    Indexer(runtime.database, runtime.generations).rebuild()
    node = Field("headings", Word("ketentuan"))
    found = runtime.generations.open_current().search(node, allowed={library["perwal"]})
    assert [hit.id for hit in found.hits] == [library["perwal"]]


@pytest.mark.parametrize(("at_once", "most_pages"), [(1, 2_000), (3, 2_000), (200, 1), (200, 5)])
def test_the_size_of_a_reading_changes_nothing(
    at_once: int, most_pages: int, library: Mapping[str, int], runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = loaded(runtime, *library.values())
    assert {document.id for document in whole} == {*library.values()} - {library["buangan"]}
    monkeypatch.setattr(loading, "_AT_ONCE", at_once)
    monkeypatch.setattr(loading, "_MOST_PAGES", most_pages)
    assert sorted(loaded(runtime, *library.values()), key=lambda document: document.id) == whole


def test_what_is_in_the_trash_or_unknown_is_left_out(library: Mapping[str, int], runtime: Runtime) -> None:
    found = loaded(runtime, library["buangan"], 999_999, library["pedoman"])
    assert [document.id for document in found] == [library["pedoman"]]


def test_many_documents_take_few_queries(library: Mapping[str, int], runtime: Runtime) -> None:
    with count_queries(runtime.database.engine) as counted:
        loaded(runtime, *library.values())
    assert len(counted) <= 3
