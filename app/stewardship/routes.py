"""Review dates over HTTP: what falls due, one document's plan and rounds, and how often a kind is looked at."""

from datetime import date, datetime
from typing import Self

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from app.accounts.access import ActorDep, require_header_token
from app.core.pagination import ListOut, PartDep
from app.core.runtime import RuntimeDep, SessionDep
from app.documents.models import Kind
from app.stewardship import service
from app.stewardship.schemas import DueFilter, DueRow, DueSort, Owner, Plan, ReviewState, RoundRow, Scope, When

router = APIRouter(prefix="/api/v1", tags=["reviews"], dependencies=[Depends(require_header_token)])


class OwnerOut(BaseModel):
    user_id: int | None
    user_name: str | None
    agency_id: int | None
    agency_name: str | None
    is_gone: bool

    @classmethod
    def of(cls, owner: Owner) -> Self:
        return cls(**{name: getattr(owner, name) for name in cls.model_fields})


class DueOut(BaseModel):
    document_id: int
    title: str
    kind: Kind
    review_on: date
    days_over: int = Field(description="below zero: the day is still to come")
    owner: OwnerOut

    @classmethod
    def of(cls, row: DueRow) -> Self:
        names = ("document_id", "title", "kind", "review_on", "days_over")
        return cls(owner=OwnerOut.of(row.owner), **{name: getattr(row, name) for name in names})


class DueList(ListOut[DueOut]):
    pass


class RoundOut(BaseModel):
    at: datetime
    by_name: str | None
    note: str
    due_on: date | None
    next_on: date | None

    @classmethod
    def of(cls, row: RoundRow) -> Self:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class ReviewOut(BaseModel):
    document_id: int
    review_on: date | None
    is_due: bool
    months: int | None
    usual_months: int
    owner: OwnerOut | None
    rounds: list[RoundOut]

    @classmethod
    def of(cls, state: ReviewState, *, is_signed_in: bool) -> Self:
        names = ("document_id", "review_on", "is_due", "months", "usual_months")
        return cls(
            **{name: getattr(state, name) for name in names},
            owner=OwnerOut.of(state.owner) if is_signed_in else None,
            rounds=[RoundOut.of(row) for row in state.rounds],
        )


class PlanIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    user_id: int | None = Field(default=None, ge=1, le=2**31 - 1)
    agency_id: int | None = Field(default=None, ge=1, le=2**31 - 1)
    months: int | None = None
    review_on: date | None = None


class DoneIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    note: str = ""
    next_on: date | None = None


@router.get("/reviews")
def list_due(
    runtime: RuntimeDep,
    session: SessionDep,
    actor: ActorDep,
    part: PartDep,
    scope: Scope = Scope.MINE,
    when: When = When.DUE,
    kind: Kind | None = None,
    sort: DueSort = DueSort.DATE,
) -> DueList:
    where = DueFilter(scope, when, kind, sort)
    return DueList.of(service.listing(session, actor, runtime.settings, where=where, part=part).map(DueOut.of))


@router.get("/documents/{document_id}/review")
def read_review(runtime: RuntimeDep, session: SessionDep, actor: ActorDep, document_id: int) -> ReviewOut:
    found = service.state(session, actor, runtime.settings, document_id)
    return ReviewOut.of(found, is_signed_in=actor.is_signed_in)


@router.put("/documents/{document_id}/review")
def plan_review(runtime: RuntimeDep, session: SessionDep, actor: ActorDep, document_id: int, body: PlanIn) -> ReviewOut:
    given = Plan(body.user_id, body.agency_id, body.months, body.review_on)
    service.plan(session, actor, runtime.settings, document_id=document_id, given=given)
    session.flush()
    return read_review(runtime, session, actor, document_id)


@router.post("/documents/{document_id}/review/done", status_code=201)
def finish_review(
    runtime: RuntimeDep, session: SessionDep, actor: ActorDep, document_id: int, body: DoneIn
) -> ReviewOut:
    service.done(session, actor, runtime.settings, document_id=document_id, note=body.note, next_on=body.next_on)
    session.flush()
    return read_review(runtime, session, actor, document_id)


@router.get("/review-intervals")
def read_intervals(session: SessionDep, actor: ActorDep) -> dict[Kind, int]:
    """Months between reviews for each kind; 0 is never."""
    actor.require("system.manage")
    return service.months_by_kind(session)


@router.put("/review-intervals")
def set_intervals(session: SessionDep, actor: ActorDep, body: dict[Kind, int]) -> dict[Kind, int]:
    service.set_months(session, actor, body)
    session.flush()
    return service.months_by_kind(session)
