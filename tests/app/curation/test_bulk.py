"""Many suggestions at once: shown one by one, decided exactly as they were shown, taken back in one step."""

from collections.abc import Iterable, Mapping

import pytest
from sqlmodel import Session

from app.core.errors import InvalidInput
from app.core.runtime import Runtime
from app.curation import actions, bulk, service, undoing
from app.curation.bulk import Verb
from app.curation.schemas import BulkScope, Pair, Passed, Preview, QueueFilter
from app.documents import service as documents
from app.documents import tagging
from app.documents.models import Document, TagState
from app.documents.tagging import SuggestedTag
from app.instruments import service as instruments
from tests.support.counting import count_queries
from tests.support.library import INSTRUMENT
from tests.support.people import People

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


def confirming(document_ids: Iterable[int], strength: float = 0.5) -> BulkScope:
    return BulkScope(True, strength, document_ids=tuple(document_ids))


def pairs_of(shown: Preview) -> list[Pair]:
    return [Pair(group.row.id, one.tag.indicator_id, one.version) for group in shown.groups for one in group.proposals]


def states(session: Session, people: People, document_id: int) -> dict[int, TagState]:
    return {row.number: row.state for row in tagging.tags_of(session, people["kurator"], document_id)}


def is_waiting(session: Session, people: People, document_id: int) -> bool:
    return service.standing(session, people["kurator"], document_id).is_waiting


def test_each_is_shown_then_exactly_these_are_decided_and_all_come_back(
    library: Mapping[str, int], ids: Mapping[int, int], runtime: Runtime, people: People
) -> None:
    sop, scan, curator = library["sop"], library["pindaian"], people["kurator"]
    with runtime.database.write() as session:
        shown = bulk.preview(session, curator, scope=BulkScope(True, 0.5, QueueFilter()))
        assert (shown.documents, shown.tags, shown.shown_tags) == (2, 3, 3)
        assert [(number, count) for number, _name, count in shown.by_indicator] == [(27, 2), (5, 1)]
        by_document = {group.row.id: [one.tag.number for one in group.proposals] for group in shown.groups}
        assert by_document == {sop: [5, 27], scan: [27]}, "the strongest of each first"
        wanted = [pair for pair in pairs_of(shown) if pair.indicator_id != ids[5]]
        done = bulk.apply(session, curator, pairs=wanted, verb=Verb.CONFIRM)
        assert (done.documents, done.tags, done.skipped) == (2, 2, ())
        assert states(session, people, sop)[5] is TagState.SUGGESTED, "its box was not ticked"
        assert is_waiting(session, people, sop)
        assert not is_waiting(session, people, scan)
        actions.decide(session, people["admin"], document_id=sop, indicator_ids=[ids[27]], state=TagState.REJECTED)
        back = undoing.undo(session, curator, action_id=done.action_id)
        assert (back.tags, back.left) == (1, 1), "what somebody changed since stays"
        assert states(session, people, sop)[27] is TagState.REJECTED
        assert is_waiting(session, people, scan)


def test_rejecting_takes_the_weaker_ones(
    library: Mapping[str, int], ids: Mapping[int, int], runtime: Runtime, people: People
) -> None:
    with runtime.database.write() as session:
        shown = bulk.preview(session, people["kurator"], scope=BulkScope(False, 0.6, QueueFilter()))
        assert sorted(one.tag.number for group in shown.groups for one in group.proposals) == [27, 31]
        bulk.apply(session, people["kurator"], pairs=pairs_of(shown), verb=Verb.REJECT, finishes=False)
        assert states(session, people, library["sop"])[31] is TagState.REJECTED


def test_what_changed_since_it_was_shown_is_skipped_and_named(
    library: Mapping[str, int], ids: Mapping[int, int], runtime: Runtime, people: People
) -> None:
    sop, scan, curator = library["sop"], library["pindaian"], people["kurator"]
    with runtime.database.write() as session:
        seen = pairs_of(bulk.preview(session, curator, scope=confirming([sop, scan], 0)))
        actions.decide(session, people["admin"], document_id=sop, indicator_ids=[ids[5]], state=TagState.REJECTED)
        suggest(session, sop, {27: 0.71}, ids)
        done = bulk.apply(session, curator, pairs=seen, verb=Verb.CONFIRM)
        assert done.tags == 1, "the scanned minutes, which are as they were"
        assert {(one.number, one.why) for one in done.skipped} == {
            (5, Passed.DECIDED),
            (27, Passed.CHANGED),
            (31, Passed.GONE),
        }
        assert {one.document_id for one in done.skipped} == {sop}
        assert next(one for one in done.skipped if one.number == 5).decided_by_name == "Admin Uji"
        assert states(session, people, sop) == {5: TagState.REJECTED, 27: TagState.SUGGESTED}


def test_the_same_found_again_is_what_was_shown(
    library: Mapping[str, int], ids: Mapping[int, int], runtime: Runtime, people: People
) -> None:
    with runtime.database.write() as session:
        seen = pairs_of(bulk.preview(session, people["kurator"], scope=confirming([library["sop"]])))
        suggest(session, library["sop"], SCORES, ids)
        assert bulk.apply(session, people["kurator"], pairs=seen, verb=Verb.CONFIRM).tags == 2


def test_a_document_out_of_sight_is_skipped_without_its_name(
    library: Mapping[str, int], ids: Mapping[int, int], runtime: Runtime, people: People
) -> None:
    scan, curator = library["pindaian"], people["kurator"]
    with runtime.database.write() as session:
        seen = pairs_of(bulk.preview(session, curator, scope=confirming([scan])))
        done = bulk.apply(session, curator, pairs=seen, verb=Verb.CONFIRM)
        documents.trash(session, curator, document_id=scan, reason="Keliru")
        back = undoing.undo(session, curator, action_id=done.action_id)
        assert (back.tags, back.left, back.document_ids) == (0, 1, ())
        assert bulk.preview(session, curator, scope=confirming([scan])).tags == 0
        (skipped,) = bulk.apply(session, curator, pairs=seen, verb=Verb.CONFIRM).skipped
    assert (skipped.why, skipped.document_id, skipped.title) == (Passed.HIDDEN, None, "")


def test_pages_of_it_meet_each_document_once(
    library: Mapping[str, int], ids: Mapping[int, int], runtime: Runtime, people: People
) -> None:
    scope, met, after = BulkScope(True, 0.5, QueueFilter()), [], 0
    with runtime.database.read() as session:
        for before in (0, 1):
            shown = bulk.preview(session, people["kurator"], scope=scope, after=after, size=1)
            assert (shown.documents, shown.before, len(shown.groups)) == (2, before, 1)
            met.append(shown.groups[0].row.id)
            after = shown.next_after or 0
    assert (sorted(met), after) == (sorted((library["sop"], library["pindaian"])), 0)


def test_nothing_and_too_much_are_refused(runtime: Runtime, people: People) -> None:
    with runtime.database.write() as session:
        for count in (0, bulk.MOST + 1):
            with pytest.raises(InvalidInput):
                bulk.preview(session, people["kurator"], scope=confirming(range(1, count + 1)))
            pairs = [Pair(number, 1, "") for number in range(1, count + 1)]
            with pytest.raises(InvalidInput):
                bulk.apply(session, people["kurator"], pairs=pairs, verb=Verb.CONFIRM)


def test_more_documents_cost_no_more_queries(
    library: Mapping[str, int], ids: Mapping[int, int], runtime: Runtime, people: People
) -> None:
    def counted() -> int:
        with runtime.database.read() as session, count_queries(runtime.database.engine) as queries:
            bulk.preview(session, people["kurator"], scope=BulkScope(True, 0.1, QueueFilter()), size=20)
        return len(queries)

    few = counted()
    with runtime.database.write() as session:
        for key in ("perwal", "pedoman", "rahasia"):
            suggest(session, library[key], SCORES, ids)
    assert counted() == few
