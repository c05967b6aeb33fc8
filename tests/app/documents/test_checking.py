"""The queue of what nobody has checked: doubtful ones first, under one's rights, at the same cost however long."""

from collections.abc import Mapping
from datetime import date

import pytest
from sqlmodel import Session

from app.audit import service as audit
from app.core.db import Database
from app.core.errors import Forbidden, SignInRequired
from app.core.pagination import Slice
from app.documents import checking, facts, proposals, service
from app.documents.models import Document
from app.documents.schemas import DocumentFields
from indexer.citations import Citation
from tests.support.counting import count_queries
from tests.support.people import People
from tests.support.reading import described, stated

NOTHING = DocumentFields()


@pytest.fixture(autouse=True)
def readings(library: Mapping[str, int], database: Database) -> None:
    """Everything was read surely, but the guideline's signer."""
    with database.write() as session:
        for document_id in library.values():
            document = session.get_one(Document, document_id)
            facts.record(session, document, described(issuer=("Dinas", 0.9)))
            proposals.record(session, document, [])
        session.get_one(Document, library["perwal"]).enacted_on = date(2023, 3, 1)
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
        rest = [row[0] for row in of_curator[1:]]
        assert rest == sorted(rest, reverse=True), "the newest first where nothing is in doubt"
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
        assert checking.following(session, people["operator"], library["rahasia"]) == order[0]


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
    assert len(longer) == len(short) <= 4


def test_what_every_rule_has_is_missed_where_nobody_found_it(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    """Two things are in doubt in the rule, one in the guideline: the rule comes first, until it is called a draft."""
    with database.write() as session:
        perwal, pedoman = (session.get_one(Document, library[name]) for name in ("perwal", "pedoman"))
        for name in ("number", "year", "enacted_on"):
            setattr(perwal, name, None)
            perwal.provenance = {key: by for key, by in perwal.provenance.items() if key != name}
        facts.record(session, perwal, described(number=("7", 0.9)))
        assert checking.doubts(session, perwal) == ("year", "enacted_on")
        assert checking.doubts(session, pedoman) == ("signer",)
        curator = people["kurator"]
        assert waiting(session, people, "kurator")[:2] == [
            (library["perwal"], ("year", "enacted_on")),
            (library["pedoman"], ("signer",)),
        ]
        assert checking.counts(session, curator).doubtful == 2
        assert checking.doubtful_counts(session, curator, list(library.values())) == {
            library["perwal"]: 2,
            library["pedoman"]: 1,
        }
        service.note_draft(perwal, is_draft=True)
        session.flush()
        assert (checking.doubts(session, perwal), checking.counts(session, curator).doubtful) == ((), 1)


def test_unsure_relations_count_for_the_order(library: Mapping[str, int], database: Database, people: People) -> None:
    with database.write() as session:
        sop = session.get_one(Document, library["sop"])
        proposals.record(session, sop, [stated("dasar", Citation("UU", str(n), 2008), confidence=0.6) for n in (1, 2)])
        session.flush()
        first = checking.queue(session, people["kurator"], part=Slice()).items[0]
        assert (first.row.id, first.doubtful, first.unsure_relations) == (library["sop"], (), 2)
