"""Carrying over between instruments, over HTTP; pages call the same functions."""

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from app.accounts.access import ActorDep, require_header_token
from app.core.pagination import ListOut, PartDep
from app.core.runtime import SessionDep
from app.evidence.schemas import EvidenceRow
from app.instruments import service as instruments
from app.instruments.schemas import InstrumentRow
from app.succession import service
from app.succession.representations import CandidateOut
from app.succession.schemas import CarryDecision, Resting

router = APIRouter(prefix="/api/v1/instruments", tags=["instruments"], dependencies=[Depends(require_header_token)])


class PairIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    document_id: int = Field(ge=1, le=2**31 - 1)
    indicator: int = Field(ge=1, le=2**31 - 1)


class CarryIn(BaseModel):
    """Without `chosen`, everything is proposed; only a selection can be confirmed or rejected."""

    model_config = ConfigDict(extra="forbid")

    decision: CarryDecision
    chosen: list[PairIn] | None = None


class VerificationIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    verified: bool


@router.get("/{instrument_id}/carry-over")
def list_candidates(session: SessionDep, actor: ActorDep, instrument_id: str, part: PartDep) -> ListOut[CandidateOut]:
    """Confirmed tags of earlier instruments that speak for an indicator of this one."""
    return ListOut.of(service.candidates(session, actor, instrument_id=instrument_id, part=part).map(CandidateOut.of))


@router.post("/{instrument_id}/carry-over")
def carry(session: SessionDep, actor: ActorDep, instrument_id: str, body: CarryIn) -> dict[str, int]:
    chosen = None if body.chosen is None else [(pair.document_id, pair.indicator) for pair in body.chosen]
    done = service.carry(session, actor, instrument_id=instrument_id, decision=body.decision, chosen=chosen)
    return {"done": done}


@router.get("/{instrument_id}/indicators/{number}/earlier-evidence")
def list_earlier_evidence(
    session: SessionDep, actor: ActorDep, instrument_id: str, number: int, part: PartDep
) -> ListOut[EvidenceRow]:
    """Accepted evidence of past assessments for the indicators that this one goes on from."""
    return ListOut.of(service.earlier_evidence(session, actor, instrument_id=instrument_id, number=number, part=part))


@router.get("/{instrument_id}/uses")
def list_uses(session: SessionDep, actor: ActorDep, instrument_id: str) -> list[Resting]:
    """How many tags and how much evidence rest on each indicator."""
    return list(service.resting_on(session, actor, instrument_id=instrument_id).values())


@router.post("/{instrument_id}/verification")
def verify(session: SessionDep, actor: ActorDep, instrument_id: str, body: VerificationIn) -> InstrumentRow:
    """Say that the file was compared with its regulation, which must be in the library; or take it back."""
    service.confirm(session, actor, instrument_id=instrument_id, is_confirmed=body.verified)
    return instruments.instrument(session, instrument_id)
