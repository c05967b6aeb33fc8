"""Publishing over HTTP: how a document stands, the moves, what waits, and the administrator's choice."""

from datetime import datetime

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from app.accounts.access import ActorDep, require_header_token
from app.core.pagination import ListOut, PartDep
from app.core.runtime import SessionDep
from app.documents.models import Lifecycle
from app.documents.representations import DocumentBrief
from app.publishing import service
from app.publishing.models import Move
from app.publishing.schemas import Publishing, WaitingForPublication

router = APIRouter(prefix="/api/v1", tags=["publishing"], dependencies=[Depends(require_header_token)])


class StepOut(BaseModel):
    move: Move
    by: str | None
    at: datetime
    note: str


class PublishingOut(BaseModel):
    """`moves` are those that you may make now; `version` goes along with the move."""

    state: Lifecycle
    moves: list[Move]
    obstacle: str
    version: int
    steps: list[StepOut]

    @classmethod
    def of(cls, found: Publishing) -> "PublishingOut":
        steps = [StepOut(move=step.move, by=step.by_name, at=step.at, note=step.note) for step in found.steps]
        return cls(
            state=found.state, moves=list(found.moves), obstacle=found.obstacle, version=found.version, steps=steps
        )


class MoveIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    move: Move
    note: str = Field(default="", max_length=2000)
    version: int | None = None


class WaitingOut(BaseModel):
    document: DocumentBrief
    since: datetime
    note: str

    @classmethod
    def of(cls, one: WaitingForPublication) -> "WaitingOut":
        return cls(document=DocumentBrief.of(one.row), since=one.since, note=one.note)


class WaitingList(ListOut[WaitingOut]):
    pass


class Policy(BaseModel):
    model_config = ConfigDict(extra="forbid")

    has_four_eyes: bool


@router.get("/documents/{document_id}/publishing")
def read_publishing(session: SessionDep, actor: ActorDep, document_id: int) -> PublishingOut:
    return PublishingOut.of(service.view(session, actor, document_id))


@router.post("/documents/{document_id}/publishing")
def move(session: SessionDep, actor: ActorDep, document_id: int, body: MoveIn) -> PublishingOut:
    service.move(session, actor, document_id=document_id, move=body.move, note=body.note, version=body.version)
    session.flush()
    return PublishingOut.of(service.view(session, actor, document_id))


@router.get("/publishing/waiting")
def list_waiting(session: SessionDep, actor: ActorDep, part: PartDep) -> WaitingList:
    return WaitingList.of(service.waiting(session, actor, part=part).map(WaitingOut.of))


@router.get("/publishing/policy")
def read_policy(session: SessionDep, actor: ActorDep) -> Policy:
    actor.require("document.publish")
    return Policy(has_four_eyes=service.has_four_eyes(session))


@router.put("/publishing/policy")
def set_policy(session: SessionDep, actor: ActorDep, body: Policy) -> Policy:
    service.set_four_eyes(session, actor, wanted=body.has_four_eyes)
    return body
