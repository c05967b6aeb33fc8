# What a person searched for, free of any engine's syntax: app/search/grammar.py builds it, every index
# (indexer/index/port.py) answers it and indexer/snippets.py marks it. Texts are literal; each reader analyses them.
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

FieldName = Literal["title", "citation", "headings", "meta", "body"]


@dataclass(frozen=True, slots=True)
class MatchAll:
    """Everything the actor may see: browsing."""


@dataclass(frozen=True, slots=True)
class Word:
    """One unit as typed; may analyse into several tokens ("PER-5/2018")."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """These exact forms, side by side."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every exact form that begins so."""

    text: str


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    node: "Node"


@dataclass(frozen=True, slots=True)
class Field:
    """The node, looked for in one field only."""

    name: FieldName
    node: "Node"


Leaf = Word | Phrase | Prefix
Node = MatchAll | Leaf | And | Or | Not | Field


def positive_leaves(node: Node) -> Iterator[Leaf]:
    """The words, phrases and prefixes that a hit should show; what is excluded is not among them."""
    if isinstance(node, Word | Phrase | Prefix):
        yield node
    elif isinstance(node, And | Or):
        for part in node.nodes:
            yield from positive_leaves(part)
    elif isinstance(node, Field):
        yield from positive_leaves(node.node)
