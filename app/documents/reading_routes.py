"""What reading found, over HTTP: structure for everybody, facts and proposed relations for those who correct them."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.core.pagination import ListOut, PartDep
from app.core.runtime import SessionDep
from app.core.tables import saved_id
from app.documents import checking, facts, outline, proposals, scans, service
from app.documents.models import Document, RelationType
from app.documents.read_models import ProposalState
from app.documents.representations import DocumentBrief
from app.documents.schemas import DocumentFields

router = APIRouter()


class SectionOut(BaseModel):
    kind: str
    label: str
    number: str
    title: str
    level: int
    page: int


class WordOut(BaseModel):
    """A word of a scanned page; its box as shares (0 to 1) of the picture's width and height."""

    text: str
    left: float
    top: float
    width: float
    height: float


class WordsOut(BaseModel):
    """`rotation` degrees clockwise would turn the picture upright; `confidence` (0 to 1) is the mean of the words."""

    rotation: int
    confidence: float
    words: list[WordOut]


class FactOut(BaseModel):
    """`value` is what was read; what the document holds is in the document itself."""

    value: str
    confidence: float
    page: int | None
    words: str
    is_doubtful: bool


class FactsOut(BaseModel):
    checked_at: datetime | None
    fields: dict[str, FactOut]


class ProposalOut(BaseModel):
    id: int
    type: RelationType
    target: str
    document_id: int | None
    is_partial: bool
    confidence: float
    page: int | None
    words: str
    state: ProposalState
    may_decide: bool


class ProposalDecision(BaseModel):
    """`suggested` takes a decision back."""

    state: ProposalState


class WaitingOut(BaseModel):
    document: DocumentBrief
    doubtful: list[str]

    @classmethod
    def of(cls, waiting: checking.Waiting) -> "WaitingOut":
        return cls(document=DocumentBrief.of(waiting.row), doubtful=list(waiting.doubtful))


class WaitingList(ListOut[WaitingOut]):
    pass


@router.get("/unchecked")
def list_unchecked(session: SessionDep, actor: ActorDep, part: PartDep) -> WaitingList:
    return WaitingList.of(checking.queue(session, actor, part=part).map(WaitingOut.of))


@router.get("/{document_id}/outline")
def read_outline(
    session: SessionDep, actor: ActorDep, document_id: int, revision: Annotated[int | None, Query()] = None
) -> list[SectionOut]:
    """Headings in reading order; `level` is their depth."""
    found = service.revision(session, actor, document_id, revision)
    names = SectionOut.model_fields
    return [
        SectionOut(**{name: getattr(section, name) for name in names})
        for section in outline.of(session, saved_id(found.id))
    ]


@router.get("/{document_id}/pages/{number}/words")
def read_words(
    session: SessionDep, actor: ActorDep, document_id: int, number: int, revision: int | None = None
) -> WordsOut:
    """What recognition saw on a scanned page, in reading order; nothing on a page that has its own text."""
    found = service.revision(session, actor, document_id, revision)
    scan = scans.of(session, saved_id(found.id), number)
    if scan is None:
        return WordsOut(rotation=0, confidence=0.0, words=[])
    names = WordOut.model_fields
    words = [WordOut(**{name: getattr(word, name) for name in names}) for word in scan.words]
    return WordsOut(rotation=scan.rotation, confidence=scan.confidence, words=words)


@router.get("/{document_id}/facts")
def read_facts(session: SessionDep, actor: ActorDep, document_id: int) -> FactsOut:
    return _facts(session, service.editable(session, actor, document_id))


@router.post("/{document_id}/facts/confirm")
def confirm_facts(session: SessionDep, actor: ActorDep, document_id: int, fields: DocumentFields) -> FactsOut:
    """What is sent is written first; then everything that was read stands as a person's word."""
    return _facts(session, checking.approve(session, actor, document_id=document_id, fields=fields))


@router.get("/{document_id}/proposals")
def list_proposals(session: SessionDep, actor: ActorDep, document_id: int) -> list[ProposalOut]:
    names = ProposalOut.model_fields
    rows = proposals.rows(session, actor, document_id)
    return [ProposalOut(**{name: getattr(row, name) for name in names}) for row in rows]


@router.post("/{document_id}/proposals/{proposal_id}")
def decide_proposal(
    session: SessionDep, actor: ActorDep, document_id: int, proposal_id: int, body: ProposalDecision
) -> list[ProposalOut]:
    proposals.decide(session, actor, document_id=document_id, proposal_id=proposal_id, state=body.state)
    return list_proposals(session, actor, document_id)


def _facts(session: Session, document: Document) -> FactsOut:
    found = {
        name: FactOut(
            value=fact.value,
            confidence=fact.confidence,
            page=fact.page,
            words=fact.words,
            is_doubtful=facts.is_doubtful(document, fact),
        )
        for name, fact in facts.of(session, saved_id(document.id)).items()
    }
    return FactsOut(checked_at=document.checked_at, fields=found)
