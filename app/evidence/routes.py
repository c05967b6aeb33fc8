"""Assessments and evidence over HTTP; the pages call the same services."""

from datetime import date
from decimal import Decimal
from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from app.accounts.access import ActorDep, require_header_token
from app.core.pagination import Listing, PartDep
from app.core.runtime import SessionDep
from app.core.tables import saved_id
from app.evidence import service
from app.evidence.models import EvidenceState, Stage
from app.evidence.schemas import AssessmentRow, AssessmentScores, EvidenceFilter, EvidenceRow, ItemInput
from app.instruments import service as instruments

router = APIRouter(prefix="/api/v1", tags=["evidence"], dependencies=[Depends(require_header_token)])


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class AssessmentIn(_Body):
    title: str = Field(max_length=200)
    year: int
    instrument: str
    opens_on: date | None = None
    closes_on: date | None = None


class ItemIn(_Body):
    revision_id: int
    page_from: int | None = None
    page_to: int | None = None
    note: str = ""

    def as_input(self) -> ItemInput:
        return ItemInput(self.revision_id, self.page_from, self.page_to, self.note)


class EvidenceIn(_Body):
    """`indicator` is its number in the assessment's instrument; `agency_id` is for admins only."""

    indicator: int
    level: Decimal
    statement: str = ""
    items: list[ItemIn] = Field(default_factory=list)
    effective_on: date | None = None
    agency_id: int | None = None


class EvidenceChange(_Body):
    level: Decimal
    statement: str
    items: list[ItemIn] | None = None
    effective_on: date | None = None


class Decision(_Body):
    """`level` may lower what was claimed; lowering and returning need a reason."""

    level: Decimal | None = None
    reason: str = ""


def listed(listing: Listing[Any]) -> dict[str, Any]:
    return {"items": listing.items, "total": listing.total, "next": listing.next_offset}


@router.get("/assessments")
def list_assessments(session: SessionDep, actor: ActorDep, part: PartDep) -> dict[str, Any]:
    return listed(service.list_assessments(session, actor, part=part))


@router.post("/assessments", status_code=201)
def create_assessment(session: SessionDep, actor: ActorDep, body: AssessmentIn) -> AssessmentRow:
    made = service.create_assessment(
        session,
        actor,
        title=body.title,
        year=body.year,
        instrument_id=body.instrument,
        opens_on=body.opens_on,
        closes_on=body.closes_on,
    )
    return service.get_assessment(session, actor, assessment_id=saved_id(made.id))


@router.get("/assessments/{assessment_id}")
def read_assessment(session: SessionDep, actor: ActorDep, assessment_id: int) -> AssessmentRow:
    return service.get_assessment(session, actor, assessment_id=assessment_id)


@router.get("/assessments/{assessment_id}/scores")
def read_scores(
    session: SessionDep, actor: ActorDep, assessment_id: int, stage: Stage | None = None
) -> AssessmentScores:
    return service.scores(session, actor, assessment_id=assessment_id, stage=stage)


@router.get("/assessments/{assessment_id}/evidence")
def list_evidence(
    session: SessionDep,
    actor: ActorDep,
    assessment_id: int,
    part: PartDep,
    agency_id: int | None = None,
    state: EvidenceState | None = None,
) -> dict[str, Any]:
    where = EvidenceFilter(assessment_id=assessment_id, agency_id=agency_id, state=state)
    return listed(service.listing(session, actor, where=where, part=part))


@router.post("/assessments/{assessment_id}/evidence", status_code=201)
def draft_evidence(session: SessionDep, actor: ActorDep, assessment_id: int, body: EvidenceIn) -> EvidenceRow:
    assessment = service.get_assessment(session, actor, assessment_id=assessment_id)
    made = service.draft(
        session,
        actor,
        assessment_id=assessment_id,
        indicator_id=instruments.indicator_id(session, assessment.instrument_id, body.indicator),
        level=body.level,
        statement=body.statement,
        items=[item.as_input() for item in body.items],
        effective_on=body.effective_on,
        agency_id=body.agency_id,
    )
    return service.get_evidence(session, actor, evidence_id=saved_id(made.id))


@router.get("/evidence/{evidence_id}")
def read_evidence(session: SessionDep, actor: ActorDep, evidence_id: int) -> EvidenceRow:
    return service.get_evidence(session, actor, evidence_id=evidence_id)


@router.put("/evidence/{evidence_id}")
def change_evidence(session: SessionDep, actor: ActorDep, evidence_id: int, body: EvidenceChange) -> EvidenceRow:
    service.update_draft(
        session,
        actor,
        evidence_id=evidence_id,
        level=body.level,
        statement=body.statement,
        effective_on=body.effective_on,
        items=None if body.items is None else [item.as_input() for item in body.items],
    )
    return service.get_evidence(session, actor, evidence_id=evidence_id)


@router.delete("/evidence/{evidence_id}", status_code=204)
def delete_draft(session: SessionDep, actor: ActorDep, evidence_id: int) -> None:
    service.delete_draft(session, actor, evidence_id=evidence_id)


@router.post("/evidence/{evidence_id}/submit")
def submit(session: SessionDep, actor: ActorDep, evidence_id: int) -> EvidenceRow:
    service.submit(session, actor, evidence_id=evidence_id)
    return service.get_evidence(session, actor, evidence_id=evidence_id)


@router.post("/evidence/{evidence_id}/withdraw")
def withdraw(session: SessionDep, actor: ActorDep, evidence_id: int) -> EvidenceRow:
    service.withdraw(session, actor, evidence_id=evidence_id)
    return service.get_evidence(session, actor, evidence_id=evidence_id)


@router.post("/evidence/{evidence_id}/revise")
def revise(session: SessionDep, actor: ActorDep, evidence_id: int) -> EvidenceRow:
    service.revise(session, actor, evidence_id=evidence_id)
    return service.get_evidence(session, actor, evidence_id=evidence_id)


@router.post("/evidence/{evidence_id}/accept")
def accept(session: SessionDep, actor: ActorDep, evidence_id: int, body: Decision) -> EvidenceRow:
    service.accept(session, actor, evidence_id=evidence_id, level=body.level, note=body.reason)
    return service.get_evidence(session, actor, evidence_id=evidence_id)


@router.post("/evidence/{evidence_id}/return")
def return_(session: SessionDep, actor: ActorDep, evidence_id: int, body: Decision) -> EvidenceRow:
    service.return_(session, actor, evidence_id=evidence_id, reason=body.reason)
    return service.get_evidence(session, actor, evidence_id=evidence_id)


@router.get("/review")
def review_queue(session: SessionDep, actor: ActorDep, part: PartDep) -> dict[str, Any]:
    return listed(service.review_queue(session, actor, where=EvidenceFilter(), part=part))
