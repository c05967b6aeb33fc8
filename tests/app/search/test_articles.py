"""A rule asked for by article stands first and opens at the article, with the index and without it."""

import shutil
from collections.abc import Mapping

import pytest

from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents import outline
from app.documents.models import Document
from app.search.articles import Sought
from app.search.inside import find_inside
from indexer.index.port import IndexUnavailable, SearchIndex
from indexer.query import Phrase
from indexer.structure import Section
from tests.conftest import SignedIn
from tests.frontend.pages.visiting import see
from tests.support.people import People

ASKED = ["Perwali 12/2023 Pasal 27", "pasal 27 perwali kota tirta kencana nomor 12 tahun 2023"]


def no_index() -> SearchIndex:
    raise IndexUnavailable


def keep_article(runtime: Runtime, document_id: int, *, page: int) -> None:
    keep_articles(runtime, document_id, {"27": page})


def keep_articles(runtime: Runtime, document_id: int, pages: Mapping[str, int]) -> None:
    sections = [Section("pasal", f"Pasal {number}", number, "", 1, page, 0, 0) for number, page in pages.items()]
    with runtime.database.write() as session:
        revision = saved_id(session.get_one(Document, document_id).current_revision_id)
        outline.record(session, revision, sections)


@pytest.mark.parametrize("query", ASKED)
@pytest.mark.parametrize("has_index", [True, False])
def test_the_page_of_the_article_comes_first(
    query: str, has_index: bool, library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn
) -> None:
    keep_article(runtime, library["perwal"], page=3)
    if not has_index:
        shutil.rmtree(runtime.settings.index_dir)
    found = signed_in("pembaca").get("/api/v1/search", params={"q": query}).json()
    assert found["hits"][0]["document_id"] == library["perwal"]
    assert found["hits"][0]["pages"][0]["number"] == 3


@pytest.mark.parametrize(
    ("query", "pages", "notices"),
    [
        ("pasal 28 dan pasal 2 perwali 12/2023", [4, 2], []),
        ("pasal 2 dan 27 perwali 12/2023", [2, 3], []),
        ("pasal 2, 27 dan 99 perwali 12/2023", [2, 3], ["Pasal 99 tidak ditemukan dalam Perwali"]),
        ("pasal 1 s.d. 2 perwali 12/2023", [1, 2], []),
        ("perwali 12/2023 pasal 28, 27, 2 dan 1", [4, 3, 2], ["Ditampilkan Pasal 28, 27 dan 2 dari Perwali"]),
    ],
)
def test_several_articles_of_a_rule(
    query: str,
    pages: list[int],
    notices: list[str],
    library: Mapping[str, int],
    runtime: Runtime,
    signed_in: SignedIn,
) -> None:
    keep_articles(runtime, library["perwal"], {"1": 1, "2": 2, "27": 3, "28": 4})
    found = signed_in("pembaca").get("/api/v1/search", params={"q": query}).json()
    assert found["hits"][0]["document_id"] == library["perwal"]
    assert [page["number"] for page in found["hits"][0]["pages"]] == pages
    told = [notice for notice in found["notices"] if "Pasal" in notice]
    assert [notice[: len(start)] for notice, start in zip(told, notices, strict=True)] == notices


def test_the_structure_knows_better_than_the_words(
    library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn
) -> None:
    """The words "Pasal 27" stand on page 3; the structure says that the article begins on page 4."""
    keep_article(runtime, library["perwal"], page=4)
    found = signed_in("pembaca").get("/api/v1/search", params={"q": ASKED[0]}).json()
    assert [page["number"] for page in found["hits"][0]["pages"]] == [4, 3]


def test_an_article_that_is_not_there_leaves_the_rule_first(library: Mapping[str, int], signed_in: SignedIn) -> None:
    found = signed_in("pembaca").get("/api/v1/search", params={"q": "Perwali 12/2023 Pasal 99"}).json()
    assert found["hits"][0]["document_id"] == library["perwal"]
    assert found["hits"][0]["pages"] == []
    assert any("Pasal 99 tidak ditemukan dalam Perwali" in notice for notice in found["notices"])


def test_an_article_that_is_there_is_not_said_to_be_missing(library: Mapping[str, int], signed_in: SignedIn) -> None:
    for query in (ASKED[0], "Perwali 12/2023", "Pasal 99 Perpres 95/2018", "Pasal 99"):
        found = signed_in("pembaca").get("/api/v1/search", params={"q": query}).json()
        assert not any("tidak ditemukan dalam" in notice for notice in found["notices"])


@pytest.mark.parametrize("query", [*ASKED, "Pasal 27", "pasal 27 ayat (2)"])
def test_a_document_opened_from_there_begins_at_the_article(
    query: str, library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    """The words "Pasal 27" stand on page 3; the numbers of the rule stand on page 1, and are not what is marked."""
    keep_article(runtime, library["perwal"], page=4)
    with runtime.database.read() as session:
        for open_index in (runtime.generations.open_current, no_index):
            found = find_inside(
                session, people["pembaca"], open_index, document_id=library["perwal"], ordinal=None, text=query
            )
            assert [page.number for page in found.pages] == [4, 3]
            assert found.total == 2
            assert {word.casefold() for word in found.words} == {"pasal 27"}


def test_another_document_shows_where_it_names_the_rule(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    """It writes the rule in another way than it was typed."""
    with runtime.database.read() as session:
        found = find_inside(
            session,
            people["pembaca"],
            runtime.generations.open_current,
            document_id=library["pedoman"],
            ordinal=None,
            text="Perwal No 12 Th 23",
        )
    assert {word.casefold() for word in found.words} == {"12 tahun 2023"}


def test_the_reader_opens_at_the_article(library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn) -> None:
    keep_article(runtime, library["perwal"], page=3)
    page = see(signed_in("pembaca"), f"/dokumen/{library['perwal']}/baca?q={ASKED[0].replace(' ', '+')}")
    assert 'data-page="3"' in page


PAGE = """(3) Sisa dari pasal sebelumnya.
Pasal 27
(1) Setiap orang mengelola data.
(2) Pengelolaan sebagaimana dimaksud pada ayat (1) dan ayat (3) dilakukan berkala.
( 3 ) Hasil pengelolaan dilaporkan.
Pasal 28
(4) Ayat dari pasal lain."""


@pytest.mark.parametrize(
    ("paragraph", "shown"),
    [
        ("1", "<mark>Pasal 27</mark> <mark>(1)</mark> Setiap orang"),
        ("3", "<mark>Pasal 27</mark> … <mark>( 3 )</mark> Hasil"),
        ("4", "(3) Sisa dari pasal sebelumnya. <mark>Pasal 27</mark> (1)"),
        (None, "(3) Sisa dari pasal sebelumnya. <mark>Pasal 27</mark> (1)"),
    ],
)
def test_a_passage_begins_at_the_paragraph_that_was_asked_for(paragraph: str | None, shown: str) -> None:
    sought = Sought(Phrase("pasal 27"), "27", paragraph)
    assert sought.snippet(PAGE).startswith(shown)
