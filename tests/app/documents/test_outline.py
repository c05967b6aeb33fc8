"""Structure is stored per revision; an article means the one of the rule itself before any that it quotes."""

from collections.abc import Mapping

import pytest
from sqlmodel import Session

from app.core.db import Database
from app.core.tables import saved_id
from app.documents import outline
from app.documents.models import Document
from indexer.structure import Section
from tests.conftest import SignedIn


def article(number: str, page: int, part: str = "body", *, ordinal: int = 0) -> Section:
    return Section("pasal", f"Pasal {number}", number, "", 2, page, 0, ordinal, part)  # type: ignore[arg-type]


def revision_of(session: Session, document_id: int) -> int:
    return saved_id(session.get_one(Document, document_id).current_revision_id)


@pytest.mark.parametrize(
    ("sections", "page"),
    [
        ([article("27", 3), article("27", 40, "elucidation")], 3),
        ([article("27", 2, "amended"), article("27", 9)], 9),
        ([article("27", 40, "elucidation"), article("27", 30, "annex")], 30),
        ([article("27", 2, "amended")], 2),
        ([article("28", 2)], None),
        ([], None),
    ],
)
def test_an_article_is_looked_for_in_the_rule_first(
    sections: list[Section], page: int | None, library: Mapping[str, int], database: Database
) -> None:
    with database.write() as session:
        revision = revision_of(session, library["sop"])
        outline.record(session, revision, sections)
        session.flush()
        assert outline.page_of_article(session, revision, "27") == page


def test_a_new_reading_replaces_the_structure(library: Mapping[str, int], database: Database) -> None:
    with database.write() as session:
        revision = revision_of(session, library["sop"])
        chapter = Section("bab", "BAB I", "I", "KETENTUAN UMUM", 1, 1, 0, 0)
        outline.record(session, revision, [chapter, article("1A", 1)])
        outline.record(session, revision, [chapter, article("2", 1), article("3", 2)])
        session.flush()
        assert [row.label for row in outline.of(session, revision)] == ["BAB I", "Pasal 2", "Pasal 3"]


def test_the_structure_is_for_everybody_who_sees_the_document(library: Mapping[str, int], signed_in: SignedIn) -> None:
    path = f"/api/v1/documents/{library['perwal']}/outline"
    found = signed_in("pengunjung").get(path).json()
    pages = {row["label"]: row["page"] for row in found}
    assert (pages["Pasal 1"], pages["Pasal 2"]) == (1, 2)
    assert signed_in("pengunjung").get(path, params={"revision": 9}).status_code == 404
    assert signed_in("pengunjung").get(f"/api/v1/documents/{library['rahasia']}/outline").status_code == 404
