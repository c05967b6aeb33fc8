"""The legal life of a rule as a graph: what it rests on, what it changed, what changed it, what builds on it.

Two steps deep. A rule that the library does not hold, or that the actor may not see, is there by its written name only
and leads no further; a hidden document that tells something of the rule is not there at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.tables import saved_id
from app.documents import citing, legal_queries, relation_queries, service
from app.documents.labels import relation_label
from app.documents.models import Document, LegalStatus, RelationType
from indexer.citations import parse_citation


class Side(StrEnum):
    """Where another rule stands to this one: what it rests on, what it changed, what changed it, what builds on it."""

    ABOVE = "above"
    BEFORE = "before"
    AFTER = "after"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class RuleNode:
    """`document_id` is None for a rule that the library does not hold, or not for this actor."""

    key: str
    name: str
    title: str | None
    document_id: int | None
    status: LegalStatus | None
    year: int | None


@dataclass(frozen=True, slots=True)
class RuleEdge:
    """`source` does to `target` what `type` says; the passive relations have been turned round."""

    source: str
    target: str
    type: RelationType
    is_partial: bool = False

    @property
    def label(self) -> str:
        return relation_label(self.type, is_partial=self.is_partial)

    @property
    def passive_label(self) -> str:
        return relation_label(self.type, is_inverse=True, is_partial=self.is_partial)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands around the one in the middle, and in how many steps."""

    node: RuleNode
    side: Side
    step: int


@dataclass(frozen=True, slots=True)
class Change:
    """A step in the life of a rule; without another rule where it was made."""

    label: str
    node: RuleNode | None
    year: int | None

    @property
    def name(self) -> str:
        return self.node.name if self.node else ""


@dataclass(frozen=True, slots=True)
class LegalLife:
    middle: RuleNode
    places: tuple[Place, ...]
    edges: tuple[RuleEdge, ...]

    def beside(self, side: Side) -> list[RuleNode]:
        """The rules that stand to this one directly, the older ones first."""
        return [place.node for place in self.places if place.side is side and place.step == 1]

    def between(self, one: str, other: str) -> list[RuleEdge]:
        return [edge for edge in self.edges if {edge.source, edge.target} == {one, other}]

    @property
    def changes(self) -> list[tuple[RuleEdge, RuleNode]]:
        """What other rules did to the one in the middle, in the order of the years."""
        return [(edge, node) for node in self._direct for edge in self._changing(node, self.middle)]

    @property
    def story(self) -> list[Change]:
        """How the rule in the middle came, what it changed by that, and what happened to it since, in order of years.

        Nothing for a rule that neither changed another nor was changed.
        """
        middle = self.middle
        own = [Change(e.label, node, middle.year) for node in self._direct for e in self._changing(middle, node)]
        since = [Change(edge.passive_label, node, node.year) for edge, node in self.changes]
        made = [Change(_MADE, None, middle.year)] if own or since else []
        return sorted([*made, *own, *since], key=lambda change: change.year or _UNKNOWN_YEAR)

    @property
    def _direct(self) -> list[RuleNode]:
        return [place.node for place in self.places if place.step == 1]

    def _changing(self, source: RuleNode, target: RuleNode) -> list[RuleEdge]:
        pair = (source.key, target.key)
        return [edge for edge in self.edges if (edge.source, edge.target) == pair and edge.type in _CHANGING]


_MADE = "Ditetapkan"
_UNKNOWN_YEAR = 9999  # stands last
_CHANGING = frozenset({RelationType.AMENDS, RelationType.REVOKES})
_BUILDING = frozenset({RelationType.IMPLEMENTS, RelationType.BASED_ON})
_TURNED = {RelationType.AMENDED_BY: RelationType.AMENDS, RelationType.REVOKED_BY: RelationType.REVOKES}
_FROM_SOURCE = {RelationType.ENACTS: Side.BELOW} | dict.fromkeys(_BUILDING, Side.ABOVE)
_FROM_TARGET = {RelationType.ENACTS: Side.ABOVE} | dict.fromkeys(_BUILDING, Side.BELOW)
_STRONGEST = (Side.AFTER, Side.BEFORE, Side.ABOVE, Side.BELOW)


def legal_life(session: Session, actor: Actor, document_id: int) -> LegalLife:
    """What is drawn; raises like any page of a document when the actor may not see it."""
    middle = _held(service.get(session, actor, document_id))
    near = _read(session, actor, [document_id], built_on=[document_id])
    placed = dict(_placed(middle.key, near, known={middle.key}))
    first = list(placed.items())
    ids = [node.document_id for node in near.nodes.values() if node.document_id and node.key != middle.key]
    below = [near.nodes[key].document_id for key, side in first if side is Side.BELOW]
    far = _read(session, actor, ids, built_on=[one for one in below if one]) if ids else _Read({}, [])
    steps = {key: (side, 1) for key, side in first}
    for key, side in first:
        for other, its_side in _placed(key, far, known={middle.key, *steps}):
            if its_side in {side, Side.AFTER}:
                steps[other] = (side, 2)
    nodes = far.nodes | near.nodes
    shown = {middle.key, *steps}
    edges = _strongest(edge for edge in (*near.edges, *far.edges) if edge.source in shown and edge.target in shown)
    places = [Place(nodes[key], side, step) for key, (side, step) in steps.items()]
    return LegalLife(middle, tuple(sorted(places, key=_in_time)), edges)


@dataclass(frozen=True, slots=True)
class _Read:
    nodes: dict[str, RuleNode]
    edges: list[RuleEdge]


def _read(session: Session, actor: Actor, ids: Sequence[int], *, built_on: Sequence[int]) -> _Read:
    found = legal_queries.around(session, actor, ids, built_on=built_on)
    partial = relation_queries.partial_ids(session, [saved_id(relation.id) for relation, _, _ in found])
    nodes: dict[str, RuleNode] = {}
    edges = []
    for relation, origin, target in found:
        one, other = _held(origin), _held(target) if target else _written(relation.target)
        nodes |= {one.key: one, other.key: other}
        is_turned, is_partial = relation.type in _TURNED, relation.id in partial
        source, end = (other, one) if is_turned else (one, other)
        edges.append(RuleEdge(source.key, end.key, _TURNED.get(relation.type, relation.type), is_partial))
    return _Read(nodes, edges)


def _placed(key: str, read: _Read, *, known: set[str]) -> Iterable[tuple[str, Side]]:
    """The neighbours of a rule that have no place yet; one that stands on two sides is placed by the stronger."""
    sides: dict[str, set[Side]] = {}
    for edge in read.edges:
        if key in (edge.source, edge.target) and edge.source != edge.target:
            other = edge.target if edge.source == key else edge.source
            side = (
                _FROM_SOURCE.get(edge.type, Side.BEFORE)
                if edge.source == key
                else _FROM_TARGET.get(edge.type, Side.AFTER)
            )
            sides.setdefault(other, set()).add(side)
    return [(other, min(found, key=_STRONGEST.index)) for other, found in sides.items() if other not in known]


def _strongest(edges: Iterable[RuleEdge]) -> tuple[RuleEdge, ...]:
    """What both documents state stands once; whoever implements, changes or ends a rule names it as a basis as well."""
    known = dict.fromkeys(edges)
    stronger = {(edge.source, edge.target) for edge in known if edge.type is not RelationType.BASED_ON}
    return tuple(
        edge for edge in known if edge.type is not RelationType.BASED_ON or (edge.source, edge.target) not in stronger
    )


def _held(document: Document) -> RuleNode:
    return RuleNode(
        key=f"d{document.id}",
        name=citing.short_of(document) or document.title,
        title=document.title,
        document_id=document.id,
        status=document.legal_status,
        year=document.year,
    )


def _written(target: str) -> RuleNode:
    citation = parse_citation(target)
    return RuleNode(f"c{target}", target, None, None, None, citation.year if citation else None)


def _in_time(place: Place) -> tuple[int, int, str]:
    return place.step, place.node.year or 0, place.node.name
