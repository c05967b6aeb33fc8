"""The way from draft to publication, as a table: which move leads from where to where, and who may make it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.documents.models import Lifecycle
from app.publishing.models import Move


class Hand(StrEnum):
    """In what capacity somebody acts on a document: they made it, or they keep the library."""

    MAKER = "maker"
    KEEPER = "keeper"


@dataclass(frozen=True, slots=True)
class Rule:
    start: frozenset[Lifecycle]
    end: Lifecycle
    hands: frozenset[Hand]
    needs_note: bool = False


_DRAFT, _IN_REVIEW, _PUBLISHED = Lifecycle.DRAFT, Lifecycle.IN_REVIEW, Lifecycle.PUBLISHED
MOVES: Mapping[Move, Rule] = {
    Move.SUBMIT: Rule(frozenset({_DRAFT}), _IN_REVIEW, frozenset({Hand.MAKER, Hand.KEEPER})),
    Move.TAKE_BACK: Rule(frozenset({_IN_REVIEW}), _DRAFT, frozenset({Hand.MAKER})),
    Move.RETURN: Rule(frozenset({_IN_REVIEW}), _DRAFT, frozenset({Hand.KEEPER}), needs_note=True),
    Move.PUBLISH: Rule(frozenset({_DRAFT, _IN_REVIEW}), _PUBLISHED, frozenset({Hand.KEEPER})),
    Move.WITHDRAW: Rule(frozenset({_PUBLISHED}), _DRAFT, frozenset({Hand.KEEPER}), needs_note=True),
}


def may_follow(state: Lifecycle, hands: frozenset[Hand]) -> tuple[Move, ...]:
    """The moves that somebody in these capacities can make from this state."""
    return tuple(move for move, rule in MOVES.items() if state in rule.start and hands & rule.hands)
