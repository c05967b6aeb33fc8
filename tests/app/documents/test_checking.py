"""The queue of what nobody has checked: doubtful ones first, under one's rights, at the same cost however long."""

from collections.abc import Mapping

import pytest
from sqlmodel import Session

from app.audit import service as audit
from app.core.db import Database
from app.core.errors import Forbidden, SignInRequired
from app.core.pagination import Slice
from app.documents import checking, facts
from app.documents.models import Document
from app.documents.schemas import DocumentFields
from tests.support.counting import count_queries
from tests.support.people import People
from tests.support.reading import described

NOTHING = DocumentFields()


@pytest.fixture(autouse=True)
def readings(library: Mapping[str, int], database: Database) -> None:
    """Everything was read surely, but the guideline's signer."""
    with database.write() as session:
        for document_id in library.values():
            facts.record(session, session.get_one(Document, document_id), described(issuer=("Dinas", 0.9)))
        pedoman = session.get_one(Document, library["pedoman"])
        facts.record(session, pedoman, described(issuer=("Dinas", 0.9), signer=("Sari", 0.5)))


def waiting(session: Session, people: People, username: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(one.row.id, one.doubtful) for one in checking.queue(session, people[username], part=Slice()).items]


def test_the_doubtful_come_first_and_each_sees_their_own(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    with database.read() as session:
        of_curator = waiting(session, people, "kurator")
        assert of_curator[0] == (library["pedoman"], ("signer",))
        assert [row[0] for row in of_curator[1:3]] == [library["perwal"], library["sop"]]
        assert library["buangan"] not in dict(of_curator)
        assert waiting(session, people, "operator") == [(library["pedoman"], ("signer",))]
        assert [row[0] for row in waiting(session, people, "operator2")] == [library["rahasia"]]
        counted = checking.counts(session, people["kurator"])
        assert (counted.waiting, counted.doubtful) == (len(of_curator), 1)
        assert checking.counts(session, people["pembaca"]) == checking.Counts(0, 0)
        with pytest.raises(Forbidden):
            checking.queue(session, people["pembaca"], part=Slice())
        with pytest.raises(SignInRequired):
            checking.queue(session, people["pengunjung"], part=Slice())


def test_one_word_makes_all_of_it_a_persons_word(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    pedoman = library["pedoman"]
    with database.write() as session:
        document = checking.approve(
            session, people["operator"], document_id=pedoman, fields=DocumentFields(signer="Sari Wulandari")
        )
        assert (document.signer, document.checked_by) == ("Sari Wulandari", people["operator"].user_id)
        assert document.checked_at is not None
        assert {document.provenance[name] for name in facts.FIELDS} == {"person"}
        assert [entry.verb for entry in audit.history(session, object_type="document", object_id=pedoman)][:2] == [
            "document.check",
            "document.edit",
        ]
        assert waiting(session, people, "operator") == []
        checking.reopen(session, people["operator"], document_id=pedoman)
        assert waiting(session, people, "operator") == [(pedoman, ())], "its values are a person's, so none is doubtful"


def test_the_next_follows_in_the_order_of_the_queue_and_begins_anew(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    with database.write() as session:
        order = [row[0] for row in waiting(session, people, "kurator")]
        nexts = [checking.following(session, people["kurator"], document_id) for document_id in order]
        assert nexts == [*order[1:], order[0]]
        for document_id in order[1:]:
            checking.approve(session, people["kurator"], document_id=document_id, fields=NOTHING)
        assert checking.following(session, people["kurator"], order[0]) is None
        assert checking.following(session, people["operator"], library["perwal"]) == order[0]


def test_who_may_not_change_may_not_approve(library: Mapping[str, int], database: Database, people: People) -> None:
    with database.write() as session, pytest.raises(Forbidden):
        checking.approve(session, people["operator2"], document_id=library["perwal"], fields=NOTHING)


@pytest.mark.parametrize("username", ["operator", "kurator"])
def test_the_queue_costs_the_same_however_long_it_is(
    username: str, library: Mapping[str, int], database: Database, people: People
) -> None:
    with database.read() as session, count_queries(database.engine) as short:
        checking.queue(session, people[username], part=Slice(limit=1))
    with database.write() as session:
        for document_id in library.values():
            session.get_one(Document, document_id).agency_id = people["operator"].agency_id
    with database.read() as session, count_queries(database.engine) as longer:
        assert len(checking.queue(session, people[username], part=Slice()).items) > 3
    assert len(longer) == len(short) <= 3
