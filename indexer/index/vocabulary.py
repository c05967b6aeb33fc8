# Which words of the index a typed word may have meant, and which begin as typed. Only words of documents that the
# person may see are ever offered: a suggestion leaks as easily as a hit.
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer import text

MIN_LETTERS = 4  # shorter words have too many neighbours
MAX_SCAN = 500  # words that a completion looks through, the most frequent first
_CANDIDATES = 50

_distance: Any = OSA.distance  # swapped neighbours are one slip; its overloads are more than mypy can follow

Holders = Callable[[str], AbstractSet[int]]  # the documents that hold a term


def like(
    word: str, vocabulary: Iterable[str], holders: Holders, *, allowed: AbstractSet[int] | None, limit: int
) -> tuple[str, ...]:
    """The nearest words that occur where the person may look; none for numbers and for words that occur already."""
    typed = text.normalise(word.strip())
    if len(typed) < MIN_LETTERS or text.has_digit(typed) or _visible(holders(typed), allowed):
        return ()
    reach = _reach(typed)
    near = [term for term in vocabulary if abs(len(term) - len(typed)) <= reach]
    nearest = process.extract(typed, near, scorer=_distance, score_cutoff=reach, limit=_CANDIDATES)
    weighed = ((distance, -_visible(holders(term), allowed), term) for term, distance, _ in nearest)
    return tuple(term for _, count, term in sorted(weighed) if count)[:limit]


def begin_so(
    terms: Iterable[str], holders: Holders, *, allowed: AbstractSet[int] | None, limit: int
) -> tuple[str, ...]:
    """The first `limit` of these terms that occur where the person may look; one place is enough."""
    found: Iterator[str] = (term for term in terms if allowed is None or not allowed.isdisjoint(holders(term)))
    return tuple(term for term, _ in zip(found, range(limit), strict=False))


def typed_prefix(prefix: str) -> str:
    return text.normalise(prefix.strip())


def is_word(term: str) -> bool:
    """Worth offering as a correction: letters only, and not too short."""
    return len(term) >= MIN_LETTERS and term.isalpha()


def _reach(typed: str) -> int:
    return 1 if len(typed) <= 5 else 2


def _visible(holders: AbstractSet[int], allowed: AbstractSet[int] | None) -> int:
    return len(holders if allowed is None else holders & allowed)
