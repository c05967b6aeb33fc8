"""A rule asked for by article stands first and opens at the article, with the index and without it."""

import shutil
from collections.abc import Mapping

import pytest

from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents import outline
from app.documents.models import Document
from indexer.structure import Section
from tests.conftest import SignedIn

ASKED = ["Perwali 12/2023 Pasal 27", "pasal 27 perwali kota tirta kencana nomor 12 tahun 2023"]


def keep_article(runtime: Runtime, document_id: int, *, page: int) -> None:
    with runtime.database.write() as session:
        revision = saved_id(session.get_one(Document, document_id).current_revision_id)
        outline.record(session, revision, [Section("pasal", "Pasal 27", "27", "", 1, page, 0, 0)])


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
