"""The legal life of a rule over HTTP: its relations as nodes and edges, and what happened to it over the years."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.accounts.access import ActorDep
from app.core.runtime import SessionDep
from app.documents.legal_life import LegalLife, RuleNode, Side, legal_life
from app.documents.models import LegalStatus, RelationType

router = APIRouter()


class NodeOut(BaseModel):
    key: str
    name: str
    title: str | None
    document_id: int | None = Field(description="null for a rule that is not in the library, or not open to you")
    status: LegalStatus | None
    year: int | None
    side: Side | None = Field(description="null for the document that was asked for")
    step: int

    @classmethod
    def of(cls, node: RuleNode, side: Side | None, step: int) -> "NodeOut":
        names = ("key", "name", "title", "document_id", "status", "year")
        return cls(side=side, step=step, **{name: getattr(node, name) for name in names})


class EdgeOut(BaseModel):
    source: str
    target: str
    type: RelationType
    is_partial: bool
    label: str


class ChangeOut(BaseModel):
    """`name` is empty where the rule itself was made."""

    label: str
    name: str
    year: int | None
    document_id: int | None


class LegalLifeOut(BaseModel):
    nodes: list[NodeOut]
    edges: list[EdgeOut]
    timeline: list[ChangeOut]

    @classmethod
    def of(cls, life: LegalLife) -> "LegalLifeOut":
        around = [NodeOut.of(place.node, place.side, place.step) for place in life.places]
        edges = [
            EdgeOut(source=one.source, target=one.target, type=one.type, is_partial=one.is_partial, label=one.label)
            for one in life.edges
        ]
        timeline = [
            ChangeOut(
                label=one.label, name=one.name, year=one.year, document_id=one.node.document_id if one.node else None
            )
            for one in life.story
        ]
        return cls(nodes=[NodeOut.of(life.middle, None, 0), *around], edges=edges, timeline=timeline)


@router.get("/{document_id}/legal-life")
def read_legal_life(session: SessionDep, actor: ActorDep, document_id: int) -> LegalLifeOut:
    return LegalLifeOut.of(legal_life(session, actor, document_id))
