"""Who sees a pair, who decides on it, who is told, and where old links lead afterwards."""

from decimal import Decimal

import pytest
from sqlmodel import Session, select

from app.audit import service as audit
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.models import (
    Document,
    Visibility,
)
from app.documents.schemas import DocumentFields
from app.evidence import service as evidence
from app.evidence.schemas import ItemInput
from app.instruments import service as instruments
from app.notices.models import Notice
from app.twins import deciding, reads, service
from app.twins.handlers import DocumentMerged
from app.twins.models import Twin, TwinState
from app.twins.schemas import Decision
from tests.conftest import WorkQueue
from tests.support.copies import Pair, add_copies
from tests.support.library import INSTRUMENT
from tests.support.people import People


def indicator(session: Session, number: int) -> int:
    return {ref.number: ref.id for ref in instruments.references(session, INSTRUMENT)}[number]


def current_of(session: Session, document_id: int) -> int:
    return saved_id(session.get_one(Document, document_id).current_revision_id)


def test_links_lead_to_the_kept_document_for_those_who_may_see_it(runtime: Runtime, people: People, pair: Pair) -> None:
    curator, operator = people["kurator"], people["operator"]
    with runtime.database.write() as session:
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.MERGE, keep_id=pair.first)
    with runtime.database.read() as session, pytest.raises(DocumentMerged) as moved:
        documents.get(session, people["pengunjung"], pair.second)
    assert moved.value.link == f"/dokumen/{pair.first}"
    with runtime.database.write() as session:
        fields = DocumentFields(visibility=Visibility.RESTRICTED)
        documents.edit(session, curator, document_id=pair.first, fields=fields)
    with runtime.database.read() as session:
        assert service.successor(session, people["pengunjung"], pair.second) is None
        assert service.successor(session, operator, pair.second) is None
        assert service.successor(session, curator, pair.second) == pair.first
        with pytest.raises(NotFound) as hidden:
            documents.get(session, people["pengunjung"], pair.second)
        assert not isinstance(hidden.value, DocumentMerged)


def test_a_merged_document_comes_back_only_by_undoing(runtime: Runtime, people: People, pair: Pair) -> None:
    curator = people["kurator"]
    with runtime.database.write() as session:
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.MERGE, keep_id=pair.first)
    with pytest.raises(Conflict) as refused, runtime.database.write() as session:
        documents.restore(session, people["operator"], document_id=pair.second)
    assert refused.value.link == f"/kurasi/kembar/{pair.twin_id}"
    with runtime.database.write() as session:
        documents.trash(session, curator, document_id=pair.first, reason="Ternyata usang")
        documents.restore(session, people["operator"], document_id=pair.second)
        assert session.get_one(Twin, pair.twin_id).state is TwinState.SUGGESTED


def test_whoever_was_not_there_is_told(runtime: Runtime, people: People, pair: Pair) -> None:
    with runtime.database.write() as session:
        made = evidence.create_assessment(
            session, people["peninjau"], title="Penilaian", year=2026, instrument_id=INSTRUMENT
        )
        evidence.draft(
            session,
            people["operator2"],
            assessment_id=saved_id(made.id),
            indicator_id=indicator(session, 26),
            level=Decimal(2),
            items=[ItemInput(current_of(session, pair.second), 1, 1)],
        )
        deciding.decide(session, people["kurator"], twin_id=pair.twin_id, decision=Decision.MERGE, keep_id=pair.first)
    with runtime.database.read() as session:
        told = {row.user_id: row for row in session.exec(select(Notice).where(Notice.kind == "twin.merged"))}
    assert set(told) == {people["operator"].user_id, people["operator2"].user_id}
    assert {row.link for row in told.values()} == {f"/dokumen/{pair.first}"}


def test_what_is_more_closed_is_not_moved_into_what_is_more_open(runtime: Runtime, people: People, pair: Pair) -> None:
    curator = people["kurator"]
    with runtime.database.write() as session:
        fields = DocumentFields(visibility=Visibility.INTERNAL)
        documents.edit(session, curator, document_id=pair.second, fields=fields)
    for decision in (Decision.MERGE, Decision.NEWER, Decision.OLDER):
        with pytest.raises(Conflict, match="lebih tertutup"), runtime.database.write() as session:
            deciding.decide(session, curator, twin_id=pair.twin_id, decision=decision, keep_id=pair.first)
    with runtime.database.write() as session:
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.MERGE, keep_id=pair.second)


def test_who_may_decide(runtime: Runtime, people: People, pair: Pair) -> None:
    """The operator sees the pair, because one document is theirs; the other one is not theirs to change."""
    for decision in Decision:
        with pytest.raises(Forbidden), runtime.database.write() as session:
            deciding.decide(session, people["operator"], twin_id=pair.twin_id, decision=decision, keep_id=pair.second)
    with pytest.raises(NotFound), runtime.database.write() as session:
        deciding.decide(session, people["operator2"], twin_id=pair.twin_id, decision=Decision.DISTINCT)
    with pytest.raises(Forbidden), runtime.database.write() as session:
        deciding.decide(session, people["pembaca"], twin_id=pair.twin_id, decision=Decision.DISTINCT)


def test_decisions_ask_for_what_they_need_and_are_made_once(runtime: Runtime, people: People, pair: Pair) -> None:
    curator = people["kurator"]
    with pytest.raises(InvalidInput), runtime.database.write() as session:
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.MERGE, keep_id=9999)
    with pytest.raises(Conflict), runtime.database.write() as session:
        deciding.undo(session, curator, twin_id=pair.twin_id)
    with runtime.database.write() as session:
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.DISTINCT)
    with pytest.raises(Conflict), runtime.database.write() as session:
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.MERGE, keep_id=pair.first)
    with runtime.database.write() as session:
        deciding.undo(session, curator, twin_id=pair.twin_id)
        assert session.get_one(Twin, pair.twin_id).state is TwinState.SUGGESTED
    with runtime.database.read() as session:
        verbs = [row.verb for row in audit.history(session, object_type="twin", object_id=pair.twin_id)]
    assert verbs == ["twin.undo", "twin.distinct"]


def test_a_pair_with_a_hidden_document_does_not_exist(runtime: Runtime, people: People, work_queue: WorkQueue) -> None:
    first, second = add_copies(runtime, people, visibility=Visibility.RESTRICTED)
    work_queue()
    with runtime.database.read() as session:
        twin = session.exec(select(Twin)).one()
        assert reads.waiting(session, people["kurator"]) == 1
        assert reads.waiting(session, people["operator"]) == 0, f"{first} is not theirs to see"
        with pytest.raises(NotFound):
            reads.get(session, people["operator"], saved_id(twin.id))
    with runtime.database.write() as session:
        documents.edit(
            session, people["kurator"], document_id=first, fields=DocumentFields(visibility=Visibility.INTERNAL)
        )
    with runtime.database.read() as session:
        assert reads.waiting(session, people["operator"]) == 1, f"{second} is their own"
        assert reads.waiting(session, people["operator2"]) == 0
