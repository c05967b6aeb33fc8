"""Where two readings of nearly the same text differ: pages side by side, then the words that one of them lacks. Pure.

Bounded: pages beside each other are looked for only a few pages around, and of a page only so many words are compared.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

_AROUND = 3  # pages by which one copy may be shifted against the other: a cover, a blank page
_SAME_PAGE = 0.3  # of the words of both pages; below, a page stands alone
_MOST_WORDS = 2000
_CONTEXT = 6
_MOST_PASSAGES = 12
_LETTERS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A few words of context, what only the first text says here, and what only the second says."""

    before: str
    first: str
    second: str
    after: str


@dataclass(frozen=True, slots=True)
class PageDifference:
    """A pair of pages that differ; None where the other text has no such page. `more` counts passages left out."""

    first_page: int | None
    second_page: int | None
    passages: Sequence[Passage]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many pages were laid beside each other, and those of them that differ."""

    compared: int
    differing: Sequence[tuple[int | None, int | None]]


def compare(first: Mapping[int, str], second: Mapping[int, str]) -> Comparison:
    pairs = list(_beside(first, second))
    apart = [(a, b) for a, b in pairs if a is None or b is None or _key(first[a]) != _key(second[b])]
    return Comparison(len(pairs), apart)


def difference(
    first: Mapping[int, str], second: Mapping[int, str], pair: tuple[int | None, int | None]
) -> PageDifference:
    ours = first[pair[0]].split() if pair[0] is not None else []
    theirs = second[pair[1]].split() if pair[1] is not None else []
    passages = list(_passages(ours[:_MOST_WORDS], theirs[:_MOST_WORDS]))
    return PageDifference(*pair, passages[:_MOST_PASSAGES], max(0, len(passages) - _MOST_PASSAGES))


def _beside(first: Mapping[int, str], second: Mapping[int, str]) -> Iterator[tuple[int | None, int | None]]:
    """Pages in order, each with the page of the other text that shares most words within reach."""
    bags = {number: frozenset(_key(text)) for number, text in second.items()}
    last, shift = 0, 0
    for number in sorted(first):
        ours = frozenset(_key(first[number]))
        reach = range(max(last + 1, number + shift - _AROUND), number + shift + _AROUND + 1)
        best = max((n for n in reach if n in bags), key=lambda n: (_shared(ours, bags[n]), -n), default=None)
        if best is None or _shared(ours, bags[best]) < _SAME_PAGE:
            yield number, None
            continue
        yield from ((None, between) for between in range(last + 1, best) if between in bags)
        yield number, best
        last, shift = best, best - number
    yield from ((None, left) for left in sorted(bags) if left > last)


def _passages(ours: list[str], theirs: list[str]) -> Iterator[Passage]:
    """Words count as the same when their letters and digits are; what differs comes with what stands around it."""
    for a, b, c, d in _changed(_keys(ours), _keys(theirs)):
        before, after = ours[max(0, a - _CONTEXT) : a], ours[b : b + _CONTEXT]
        yield Passage(" ".join(before), " ".join(ours[a:b]), " ".join(theirs[c:d]), " ".join(after))


def _changed(ours: list[str], theirs: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of both that are not the same; what touches is one."""
    open_at: tuple[int, int] | None = None
    for step in Levenshtein.opcodes(ours, theirs):
        if step.tag != "equal":
            open_at = open_at or (step.src_start, step.dest_start)
        elif open_at is not None:
            yield open_at[0], step.src_start, open_at[1], step.dest_start
            open_at = None
    if open_at is not None:
        yield open_at[0], len(ours), open_at[1], len(theirs)


def _keys(words: list[str]) -> list[str]:
    return ["".join(_key(word)) or word for word in words]


def _key(text: str) -> list[str]:
    return _LETTERS.findall(text.casefold())


def _shared(ours: frozenset[str], theirs: frozenset[str]) -> float:
    union = len(ours | theirs)
    return len(ours & theirs) / union if union else 1.0
