# Which words of the index a typed word may have meant, and which begin as typed. Only words of documents that the
# person may see are ever offered: a suggestion leaks as easily as a hit.
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer import text
from indexer.ids import IdArray, Ids
from indexer.index.lexicon import MIN_LETTERS

MAX_SCAN = 500  # words that a completion looks through, the most frequent first
_CANDIDATES = 50

_distance: Any = OSA.distance  # swapped neighbours are one slip; its overloads are more than mypy can follow

Near = Callable[[str, int], Iterable[str]]  # words of which some may differ from one in so many letters, no more
Holders = Callable[[str], IdArray]  # the documents that hold a term


def like(word: str, near: Near, holders: Holders, *, allowed: AbstractSet[int] | None, limit: int) -> tuple[str, ...]:
    """The nearest words that occur where the person may look; none for numbers and for words that occur already."""
    typed = text.normalise(word.strip())
    if len(typed) < MIN_LETTERS or text.has_digit(typed) or _visible(holders(typed), allowed):
        return ()
    reach = _reach(typed)
    words = sorted(near(typed, reach))
    nearest = process.extract(typed, words, scorer=_distance, score_cutoff=reach, limit=_CANDIDATES)
    weighed = ((distance, -_visible(holders(term), allowed), term) for term, distance, _ in nearest)
    return tuple(term for _, count, term in sorted(weighed) if count)[:limit]


def begin_so(
    terms: Iterable[str], holders: Holders, *, allowed: AbstractSet[int] | None, limit: int
) -> tuple[str, ...]:
    """The first `limit` of these terms that occur where the person may look; one place is enough."""
    found: Iterator[str] = (term for term in terms if _is_visible(holders(term), allowed))
    return tuple(term for term, _ in zip(found, range(limit), strict=False))


def typed_prefix(prefix: str) -> str:
    return text.normalise(prefix.strip())


def _reach(typed: str) -> int:
    return 1 if len(typed) <= 5 else 2


def _visible(holders: IdArray, allowed: AbstractSet[int] | None) -> int:
    if isinstance(allowed, Ids):
        return int(np.count_nonzero(allowed.holds(holders)))
    return len(holders) if allowed is None else sum(number in allowed for number in holders.tolist())


def _is_visible(holders: IdArray, allowed: AbstractSet[int] | None) -> bool:
    if isinstance(allowed, Ids):
        return bool(allowed.holds(holders).any())
    return allowed is None or not allowed.isdisjoint(holders.tolist())
