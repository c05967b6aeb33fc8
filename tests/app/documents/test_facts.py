"""Facts are what was read: replaced by every reading, doubted below a line, and news only when they say otherwise."""

from collections.abc import Mapping
from datetime import date

from app.core.clock import now
from app.core.db import Database
from app.documents import citing, facts, service
from app.documents.models import DRAFT_LABEL, Document
from indexer.metadata import Description
from tests.support.people import People
from tests.support.reading import described


def test_a_reading_replaces_what_the_one_before_said(library: Mapping[str, int], database: Database) -> None:
    sop = library["sop"]
    with database.write() as session:
        document = session.get_one(Document, sop)
        facts.record(session, document, described(number=("7", 0.9), signer=("Sari", 0.6)))
        facts.record(session, document, described(enacted_on=(date(2024, 3, 1), 0.9), signer=("Sari W.", 0.9)))
        session.flush()
        found = facts.of(session, sop)
    assert {name: fact.value for name, fact in found.items()} == {"enacted_on": "2024-03-01", "signer": "Sari W."}
    assert (found["signer"].page, found["signer"].words, found["signer"].confidence) == (1, "kata tentang signer", 0.9)


def test_doubt_ends_where_a_person_has_written(library: Mapping[str, int], database: Database) -> None:
    with database.write() as session:
        document = session.get_one(Document, library["sop"])
        facts.record(session, document, described(number=("7", 0.9), signer=("Sari", 0.6)))
        session.flush()
        found = facts.of(session, library["sop"])
        assert [facts.is_doubtful(document, found[name]) for name in ("number", "signer")] == [False, True]
        service.set_fields(document, {"signer": "Sari Wulandari"}, by="person")
        assert not facts.is_doubtful(document, found["signer"])


def test_a_kind_that_was_only_guessed_is_doubtful(library: Mapping[str, int], database: Database) -> None:
    """Named by the title it is believed, guessed from the opening words it is not."""
    with database.write() as session:
        document = session.get_one(Document, library["sop"])
        document.provenance = {}
        for confidence, is_doubtful in ((0.5, True), (0.85, False)):
            facts.record(session, document, Description(document_kind="sop", shelf_confidence=confidence))
            session.flush()
            found = facts.of(session, library["sop"])["kind"]
            assert (found.value, facts.is_doubtful(document, found)) == ("sop", is_doubtful)


def test_only_news_asks_a_person_to_look_again(library: Mapping[str, int], database: Database, people: People) -> None:
    with database.write() as session:
        document = session.get_one(Document, library["sop"])
        facts.record(session, document, described(number=("7", 0.9)))
        session.flush()
        document.number, document.checked_at, document.checked_by = "8", now(), people["kurator"].user_id
        facts.record(session, document, described(number=("7", 0.95)))
        session.flush()
        assert document.checked_at is not None, "the same reading as before, corrected by a person since"
        facts.record(session, document, described(number=("8", 0.95)))
        session.flush()
        assert document.checked_at is not None, "the reading now agrees with the person"
        facts.record(session, document, described(number=("9", 0.95)))
        session.flush()
        session.expire(document)
        found = session.get_one(Document, library["sop"])
        assert (found.checked_at, found.checked_by) == (None, None)


def test_a_draft_is_labelled_once_and_no_citation_means_it(library: Mapping[str, int], database: Database) -> None:
    rule = {"kind_abbrev": "Perwali Kota Tirta Kencana", "number": "5", "year": 2019}
    with database.write() as session:
        document = session.get_one(Document, library["pedoman"])
        service.set_fields(document, rule, by="document")
        as_rule = document.citation_key
        service.note_draft(document, is_draft=True)
        assert as_rule is not None
        assert (document.citation_key, DRAFT_LABEL in document.labels) == (None, True)
        assert citing.short_of(document) == "Rancangan Perwali Kota Tirta Kencana 5 Tahun 2019"
        service.set_fields(document, {"labels": []}, by="person")
        service.note_draft(document, is_draft=True)
        assert (document.citation_key, document.labels) == (as_rule, []), "a person has said that it is none"
        document.labels = [DRAFT_LABEL, "lain"]
        service.note_draft(document, is_draft=False)
        assert (document.citation_key, document.labels) == (as_rule, ["lain"])
