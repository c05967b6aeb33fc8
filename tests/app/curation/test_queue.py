"""What waits for a curator, and what no longer does: new, changed, newly suggested; done, and taken back."""

import io
from collections.abc import Mapping

import pytest
from sqlmodel import Session

from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.curation import actions, service, undoing
from app.curation.models import CurationMark
from app.curation.schemas import Order, QueueFilter, Why
from app.documents import tagging
from app.documents.models import Document, Kind, TagState
from app.documents.tagging import SuggestedTag
from app.ingest import service as ingest
from app.instruments import service as instruments
from tests.conftest import WorkQueue
from tests.support.counting import count_queries
from tests.support.files import make_pdf
from tests.support.library import INSTRUMENT, add_document
from tests.support.people import People

ALL = Slice(limit=50)
SCORES = {5: 0.9, 27: 0.7, 31: 0.3}


@pytest.fixture
def ids(library: Mapping[str, int], runtime: Runtime) -> Mapping[int, int]:
    """Indicators by number; the SOP has three suggestions, the scanned minutes one, no other any."""
    with runtime.database.write() as session:
        found = {ref.number: ref.id for ref in instruments.references(session, INSTRUMENT)}
        for document_id in library.values():
            suggest(session, document_id, {}, found)
        suggest(session, library["sop"], SCORES, found)
        suggest(session, library["pindaian"], {27: 0.5}, found)
    return found


def suggest(session: Session, document_id: int, scores: Mapping[int, float], ids: Mapping[int, int]) -> None:
    found = [SuggestedTag(ids[number], score) for number, score in scores.items()]
    tagging.replace_suggestions(session, session.get_one(Document, document_id), found)


def waiting(
    session: Session, people: People, where: QueueFilter | None = None, order: Order = Order.NEWEST
) -> list[int]:
    rows = service.listing(session, people["kurator"], where=where, order=order, part=ALL)
    return [row.row.id for row in rows.items]


def states(session: Session, people: People, document_id: int) -> dict[int, TagState]:
    return {row.number: row.state for row in tagging.tags_of(session, people["kurator"], document_id)}


def test_all_that_was_read_waits_also_without_suggestions(
    library: Mapping[str, int], ids: Mapping[int, int], runtime: Runtime, people: People
) -> None:
    with runtime.database.read() as session:
        seen = {library[key] for key in library if key != "buangan"}
        assert set(waiting(session, people)) == seen, "what lies in the trash waits for nobody"
        first = service.listing(session, people["kurator"], order=Order.CONFIDENT, part=ALL).items[0]
    assert (first.row.id, first.best, first.open_tags, first.why) == (library["sop"], 0.9, 3, Why.NEW)


def test_orders_and_filters(
    library: Mapping[str, int], ids: Mapping[int, int], runtime: Runtime, people: People
) -> None:
    sop, scan = library["sop"], library["pindaian"]
    with runtime.database.read() as session:
        assert waiting(session, people, order=Order.CONFIDENT)[:2] == [sop, scan]
        assert waiting(session, people, order=Order.DOUBTFUL)[-2:] == [scan, sop]
        assert waiting(session, people, QueueFilter(strength=0.6)) == [sop]
        assert waiting(session, people, QueueFilter(kind=Kind.SOP)) == [sop]
        assert waiting(session, people, QueueFilter(batch_id=1)) == [library["pedoman"]]
        assert waiting(session, people, QueueFilter(agency_id=people.agencies["DINKES"])) == [library["rahasia"]]


@pytest.mark.parametrize("order", Order)
def test_walking_by_keys_meets_each_once(
    library: Mapping[str, int], ids: Mapping[int, int], runtime: Runtime, people: People, order: Order
) -> None:
    with runtime.database.read() as session:
        everything = waiting(session, people, order=order)
        place: int | None = everything[0]
        walked = []
        while place is not None and place not in walked:
            walked.append(place)
            onward = service.following(session, people["kurator"], place, where=QueueFilter(), order=order)
            assert onward is not None
            assert onward.begins_again == (place == everything[-1])
            place = onward.document_id
        assert walked == everything, "and from the last one to the first again"
        window = service.window(session, people["kurator"], where=QueueFilter(), order=order, at=everything[2])
    assert [row.row.id for row in window.rows] == everything
    assert (window.previous_id, window.next_id, window.before) == (everything[1], everything[3], 0)


def test_done_rejects_what_is_left_and_leaves_the_queue(
    library: Mapping[str, int], ids: Mapping[int, int], runtime: Runtime, people: People
) -> None:
    sop, curator = library["sop"], people["kurator"]
    with runtime.database.write() as session:
        actions.decide(session, curator, document_id=sop, indicator_ids=[ids[5]], state=TagState.CONFIRMED)
        assert sop in waiting(session, people), "one decision is not done"
        outcome = actions.finish(session, curator, document_id=sop)
        assert outcome.tags == 2
        assert sop not in waiting(session, people)
        assert states(session, people, sop) == {
            5: TagState.CONFIRMED,
            27: TagState.REJECTED,
            31: TagState.REJECTED,
        }
        standing = service.standing(session, curator, sop)
    assert (standing.is_waiting, standing.done_by_name) == (False, "Kurator Uji")


def test_nothing_confirmed_has_to_be_said(
    library: Mapping[str, int], ids: Mapping[int, int], runtime: Runtime, people: People
) -> None:
    sop, curator = library["sop"], people["kurator"]
    with runtime.database.write() as session:
        with pytest.raises(InvalidInput):
            actions.finish(session, curator, document_id=sop)
        actions.finish(session, curator, document_id=sop, is_none=True)
        assert set(states(session, people, sop).values()) == {TagState.REJECTED}
        actions.finish(session, curator, document_id=library["perwal"])
        assert library["perwal"] not in waiting(session, people), "where nothing is suggested nothing need be said"


def test_a_suggestion_that_came_meanwhile_is_not_rejected_unread(
    library: Mapping[str, int], ids: Mapping[int, int], runtime: Runtime, people: People
) -> None:
    sop = library["sop"]
    with runtime.database.write() as session:
        actions.finish(session, people["kurator"], document_id=sop, is_none=True, seen={ids[5], ids[27]})
        assert states(session, people, sop)[31] is TagState.SUGGESTED
        assert sop in waiting(session, people)


def test_a_new_suggestion_brings_a_document_back(
    library: Mapping[str, int], ids: Mapping[int, int], runtime: Runtime, people: People
) -> None:
    sop = library["sop"]
    with runtime.database.write() as session:
        actions.finish(session, people["kurator"], document_id=sop, is_none=True)
        suggest(session, sop, SCORES, ids)
        assert sop not in waiting(session, people), "the same again, rejected already"
        suggest(session, sop, {**SCORES, 44: 0.8}, ids)
        row = next(row for row in service.listing(session, people["kurator"], part=ALL).items if row.row.id == sop)
    assert (row.why, row.open_tags, row.best) == (Why.SUGGESTED, 1, 0.8)


def test_a_new_file_brings_a_document_back(runtime: Runtime, people: People, work_queue: WorkQueue) -> None:
    document_id = add_document(runtime, people["kurator"], make_pdf(("Catatan rapat bulanan.",)), "catatan.pdf")
    work_queue()
    with runtime.database.write() as session:
        actions.finish(session, people["kurator"], document_id=document_id, is_none=True)
        assert waiting(session, people) == []
    newer = make_pdf(("Catatan rapat bulanan, diperbaiki.",))
    stored = ingest.store_file(runtime.store, runtime.settings, stream=io.BytesIO(newer), file_name="catatan.pdf")
    with runtime.database.write() as session:
        ingest.add_revision(session, people["kurator"], document_id=document_id, stored=stored)
    work_queue()
    with runtime.database.read() as session:
        (row,) = service.listing(session, people["kurator"], part=ALL).items
    assert row.why is Why.CHANGED


def test_what_another_curator_decided_stays_and_is_told(
    library: Mapping[str, int], ids: Mapping[int, int], runtime: Runtime, people: People
) -> None:
    sop = library["sop"]
    with runtime.database.write() as session:
        actions.decide(session, people["admin"], document_id=sop, indicator_ids=[ids[5]], state=TagState.REJECTED)
        outcome = actions.decide(
            session,
            people["kurator"],
            document_id=sop,
            indicator_ids=[ids[5], ids[27]],
            state=TagState.CONFIRMED,
            is_from_queue=True,
        )
        assert [row.decided_by_name for row in outcome.passed_over] == ["Admin Uji"]
        assert outcome.tags == 1
        assert states(session, people, sop)[5] is TagState.REJECTED


def test_undo_brings_back_exactly_what_was_there(
    library: Mapping[str, int], ids: Mapping[int, int], runtime: Runtime, people: People
) -> None:
    sop, curator = library["sop"], people["kurator"]
    with runtime.database.write() as session:
        since = session.get_one(CurationMark, sop).waiting_since
        actions.decide(session, curator, document_id=sop, indicator_ids=[ids[5]], state=TagState.CONFIRMED)
        actions.decide(session, curator, document_id=sop, indicator_ids=[ids[40]], state=TagState.CONFIRMED)
        actions.finish(session, curator, document_id=sop)
        undoing.undo(session, curator)
        assert sop in waiting(session, people)
        assert session.get_one(CurationMark, sop).waiting_since == since, "at its old place"
        assert states(session, people, sop)[27] is TagState.SUGGESTED
        undoing.undo(session, curator)
        assert 40 not in states(session, people, sop), "what was added by hand is gone"
        undoing.undo(session, curator)
        assert set(states(session, people, sop).values()) == {TagState.SUGGESTED}
        with pytest.raises(NotFound):
            undoing.undo(session, curator)


def test_nobody_takes_back_what_another_did(
    library: Mapping[str, int], ids: Mapping[int, int], runtime: Runtime, people: People
) -> None:
    sop = library["sop"]
    with runtime.database.write() as session:
        done = actions.decide(
            session, people["kurator"], document_id=sop, indicator_ids=[ids[5]], state=TagState.CONFIRMED
        )
        with pytest.raises(NotFound):
            undoing.undo(session, people["admin"], action_id=done.action_id)
        undoing.undo(session, people["kurator"], action_id=done.action_id)
        with pytest.raises(Conflict):
            undoing.undo(session, people["kurator"], action_id=done.action_id)


def test_a_longer_queue_costs_no_more_queries(
    library: Mapping[str, int], ids: Mapping[int, int], runtime: Runtime, people: People
) -> None:
    with runtime.database.write() as session:
        for key in ("perwal", "pedoman", "rahasia"):
            actions.finish(session, people["kurator"], document_id=library[key])

    def counted() -> int:
        with runtime.database.read() as session, count_queries(runtime.database.engine) as queries:
            service.window(session, people["kurator"], where=QueueFilter(), at=library["sop"])
            service.listing(session, people["kurator"], part=ALL)
        return len(queries)

    short = counted()
    with runtime.database.write() as session:
        for key in ("perwal", "pedoman", "rahasia"):
            suggest(session, library[key], {5: 0.4}, ids)
    assert counted() == short
