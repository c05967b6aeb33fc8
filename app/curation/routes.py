"""The curators' queue over HTTP: what waits, deciding, calling done, many at once, taking back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.accounts.access import ActorDep, require_header_token
from app.core.pagination import PartDep
from app.core.runtime import SessionDep
from app.curation import actions, bulk, service, undoable, undoing
from app.curation.representations import (
    BulkDecisionIn,
    BulkIn,
    DecisionIn,
    DoneIn,
    OutcomeOut,
    PreviewOut,
    UndoableOut,
    UndoneOut,
    WaitingList,
)
from app.curation.schemas import Order, Pair, QueueFilter
from app.documents.models import Kind
from app.instruments import service as instruments

router = APIRouter(prefix="/api/v1/curation", tags=["curation"], dependencies=[Depends(require_header_token)])


@router.get("")
def list_waiting(
    session: SessionDep,
    actor: ActorDep,
    part: PartDep,
    agency: int | None = None,
    kind: Kind | None = None,
    batch: int | None = None,
    strength: Annotated[float | None, Query(ge=0, le=1)] = None,
    order: Order = Order.NEWEST,
) -> WaitingList:
    where = QueueFilter(agency_id=agency, kind=kind, batch_id=batch, strength=strength)
    return WaitingList.of_rows(service.listing(session, actor, where=where, order=order, part=part))


@router.post("/documents/{document_id}/decisions")
def decide(session: SessionDep, actor: ActorDep, document_id: int, body: DecisionIn) -> OutcomeOut:
    actor.require("tag.decide")
    wanted = [instruments.indicator_id(session, body.instrument, number) for number in body.indicators]
    outcome = actions.decide(
        session,
        actor,
        document_id=document_id,
        indicator_ids=wanted,
        state=body.state,
        note=body.note,
        is_from_queue=not body.overwrite,
    )
    return OutcomeOut.of(outcome)


@router.post("/documents/{document_id}/done")
def call_done(session: SessionDep, actor: ActorDep, document_id: int, body: DoneIn) -> OutcomeOut:
    return OutcomeOut.of(actions.finish(session, actor, document_id=document_id, is_none=body.supports_none))


@router.post("/bulk/preview")
def preview_bulk(session: SessionDep, actor: ActorDep, body: BulkIn) -> PreviewOut:
    return PreviewOut.of(bulk.preview(session, actor, scope=body.scope))


@router.post("/bulk")
def decide_many(session: SessionDep, actor: ActorDep, body: BulkDecisionIn) -> OutcomeOut:
    actor.require("tag.decide")
    known = {name: instruments.keys_by_number(session, name) for name in {pair.instrument for pair in body.pairs}}
    pairs = [Pair(one.document, known[one.instrument].get(one.indicator, 0), one.version) for one in body.pairs]
    return OutcomeOut.of(bulk.apply(session, actor, pairs=pairs, verb=body.verb, finishes=body.finish))


@router.get("/undo")
def read_undoable(session: SessionDep, actor: ActorDep) -> UndoableOut | None:
    """One's own last action that still stands; null where there is none."""
    found = undoable.last(session, actor)
    return UndoableOut.of(found) if found else None


@router.post("/undo")
def undo_last(session: SessionDep, actor: ActorDep) -> UndoneOut:
    """One's own last action that still stands."""
    return UndoneOut.of(undoing.undo(session, actor))


@router.post("/actions/{action_id}/undo")
def undo_action(session: SessionDep, actor: ActorDep, action_id: int) -> UndoneOut:
    return UndoneOut.of(undoing.undo(session, actor, action_id=action_id))
