"""What a query means as a whole, where that may be another thing than was hoped: the reach of ATAU, what is at odds."""

import re
from collections.abc import Iterator, Sequence

from app.search import hints
from app.search.narrowing import TypedFilter
from app.search.writing import OR
from indexer import text
from indexer.citation_typed import MOST_NAMED
from indexer.citation_usual import usual
from indexer.citations import LONGEST_QUERY, parse_citation
from indexer.query import And, Field, Leaf, Node, Not

_BETWEEN = re.compile(rf"(?<!\S){OR}(?!\S)")
_ITEM = re.compile(r'\S*"[^"]*"|[^\s"]+')


def rules_apart(unfiltered: str) -> tuple[str, ...]:
    """The sides of ATAU where each of them is a rule and nothing else: any of these rules is looked for."""
    sides = [side.strip() for side in _BETWEEN.split(unfiltered)] if len(unfiltered) <= LONGEST_QUERY else []
    is_apart = 1 < len(sides) <= MOST_NAMED and all(
        parse_citation(usual(side)) or parse_citation(side) for side in sides
    )
    return tuple(sides) if is_apart else ()


def how_far_or_reaches(unfiltered: str) -> str | None:
    """ATAU binds only the words beside it: said where more words stand on one of its sides."""
    sides = [_ITEM.findall(side) for side in _BETWEEN.split(unfiltered)] if len(unfiltered) <= LONGEST_QUERY else []
    if len(sides) < 2 or not all(sides) or not any(map(_has_words_left, sides)) or rules_apart(unfiltered):
        return None
    return hints.or_between(" + ".join(_bound(sides)), f" {OR} ".join(map(_quoted, sides)))


def at_odds(node: Node, filters: Sequence[TypedFilter]) -> Iterator[str]:
    """What is asked for and excluded at once."""
    parts = node.nodes if isinstance(node, And) else (node,)
    wanted = {_same(part) for part in parts}
    for part in parts:
        if isinstance(part, Not) and _same(part.node) in wanted:
            yield hints.at_odds(_shown(part.node))
    excluded = {one.name: set(one.values) for one in filters if one.is_excluded}
    for one in filters:
        if not one.is_excluded and set(one.values) <= excluded.get(one.name, set()):
            yield hints.at_odds(one.render())


def _has_words_left(side: Sequence[str]) -> bool:
    return len(side) > 1 and any(_is_plain(item) for item in side)


def _is_plain(item: str) -> bool:
    return not item.startswith("-") and '"' not in item


def _bound(sides: Sequence[Sequence[str]]) -> Iterator[str]:
    """Each clause as it is read: a side of one word hands its clause on to the next ATAU."""
    together = [sides[0][-1]]
    yield from sides[0][:-1]
    for side in sides[1:]:
        together.append(side[0])
        if len(side) > 1:
            yield f"({f' {OR} '.join(together)})"
            yield from side[1:-1]
            together = [side[-1]]
    yield f"({f' {OR} '.join(together)})" if len(together) > 1 else together[0]


def _quoted(side: Sequence[str]) -> str:
    return f'"{" ".join(side)}"' if len(side) > 1 and all(map(_is_plain, side)) else " ".join(side)


def _same(node: Node) -> tuple[object, ...]:
    """Equal for what means the same."""
    if isinstance(node, Field):
        return (node.name, _same(node.node))
    return (type(node), text.normalise(node.text)) if isinstance(node, Leaf) else (node,)


def _shown(node: Node) -> str:
    if isinstance(node, Field):
        return _shown(node.node)
    return node.text if isinstance(node, Leaf) else ""
