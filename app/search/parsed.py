"""A query as understood: its tree, its filters, and what of it stands where. Made by `grammar.py`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.search.narrowing import TypedFilter
from app.search.writing import OR, render
from indexer.citations import LONGEST_QUERY, read_at
from indexer.query import MatchAll, Node, Word, positive_leaves

_SPACES = re.compile(r"\s+")
_EXCLUDED = re.compile(r'(?P<quoted>(?<!\S)"[^"]*")|(?<!\S)-+(?P<minus>"[^"]*"|[^\s"-]\S*)')
_LONE_OR = re.compile(rf"^(?:{OR}\b\s*)+|(?:\s*\b{OR})+$")


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter as it was typed, and where it stands in the query. `typed` is None for words of a title."""

    label: str
    start: int
    end: int
    typed: TypedFilter | None = None


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """`cleaned` is the query in readable characters; what it asks for are the words of `node` and the filters."""

    cleaned: str
    node: Node
    filters: tuple[TypedFilter, ...]
    chips: tuple[Chip, ...]
    notices: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The plain words looked for, as typed: what a spelling suggestion may correct."""
        return tuple(leaf.text for leaf in positive_leaves(self.node) if isinstance(leaf, Word))

    @property
    def has_words(self) -> bool:
        return not isinstance(self.node, MatchAll)

    @property
    def interpreted(self) -> str:
        """The query as understood, in our own syntax: parsing it again gives the same node and filters."""
        return self.reading(self.node)

    def reading(self, node: Node) -> str:
        """This query with another node in the place of its own."""
        return " ".join(part for part in (render(node), *(one.render() for one in self.filters)) if part)

    def without(self, chip: Chip) -> str:
        """The query as typed but for one of its filters."""
        return _without(self.cleaned, [chip])

    @property
    def unfiltered(self) -> str:
        """The query as typed but for its filters: what a reader of one document is told."""
        return _without(self.cleaned, self.chips)

    @property
    def wanted(self) -> str:
        """The query as typed but for its filters and what it excludes: where a rule that is asked for is named."""
        return without_excluded(self.unfiltered)


def without_excluded(query: str) -> str:
    """A minus before a rule takes out all of its citation, so that its number is not read as asked for.

    Nothing is left of what is too long to name a rule.
    """
    kept = query if len(query) <= LONGEST_QUERY else ""
    while found := next((match for match in _EXCLUDED.finditer(kept) if match["minus"]), None):
        start = found.start("minus")
        cited = read_at(kept, start, typed=True)
        kept = f"{kept[: found.start()]} {kept[max(found.end(), cited[-1].end if cited else 0) :]}"
    return _SPACES.sub(" ", kept).strip()


def _without(query: str, chips: Sequence[Chip]) -> str:
    for chip in reversed(chips):
        query = f"{query[: chip.start]} {query[chip.end :]}"
    return _LONE_OR.sub("", _SPACES.sub(" ", query).strip())
