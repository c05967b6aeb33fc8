# Which passage of a document answers best: the words of the query counted passage by passage or page by page, each
# passage weighed like a small document of its own. ranking.py ranks documents and their pages by this.
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from typing import TypeVar

from indexer.index.rows import Scores

SATURATION = 1.2
LENGTH = 0.5  # how much the length of a passage counts
AT_ONCE = 10  # words from the beginning within which a passage may come to its subject
FAR_ANSWER = 9  # words from a subject to "adalah", with "sebagaimana dimaksud pada ayat (1) huruf f" between them
APART = 0.7  # what a word of the subject counts there, beside one right before the answer
INFLECTED = 0.8  # what another form of it counts beside the form as typed


@dataclass(frozen=True, slots=True)
class Part:
    """One word of the query in one document: how much it says, and where it stands in the body."""

    rarity: float
    positions: Sequence[int]
    typed: Sequence[int] = ()  # of these, where it stands as typed


Frequency = TypeVar("Frequency", float, Scores)


def saturated(frequency: Frequency) -> Frequency:
    return frequency * (SATURATION + 1) / (SATURATION + frequency)


def spread(positions: Sequence[int], starts: Sequence[int]) -> Mapping[int, int]:
    """Number of the passage, from one → how many of these positions it holds. Asks whichever row is shorter."""
    if len(positions) <= len(starts):
        found: dict[int, int] = {}
        for number in map(bisect_right, repeat(starts), positions):
            found[number] = found.get(number, 0) + 1
        return found
    cuts = [*map(bisect_left, repeat(positions), starts), len(positions)]
    return {number: after - before for number, (before, after) in enumerate(pairwise(cuts), start=1) if after > before}


def scores(
    parts: Iterable[Part], starts: Sequence[int], end: int, average: float, typed_bonus: float
) -> dict[int, float]:
    """BM25 of each passage that holds anything, by its number from one."""
    borders = (*starts, end)
    found: dict[int, float] = {}
    for part in parts:
        counts = spread(part.positions, starts)
        typed = counts if len(part.typed) == len(part.positions) else spread(part.typed, starts)
        for number, count in counts.items():
            length = borders[number] - borders[number - 1]
            frequency = (count + typed_bonus * typed.get(number, 0)) / (1 - LENGTH + LENGTH * length / average)
            found[number] = found.get(number, 0.0) + part.rarity * saturated(frequency)
    return found


def promptness(position: int, start: int) -> float:
    """How soon a passage comes to its subject: one at its first word, less and less behind it."""
    return AT_ONCE / (AT_ONCE + position - start)


def answered(subject: Sequence[Part], answers: Mapping[int, float]) -> dict[int, float]:
    """Position of an answering word → the share of the subject (by rarity, 0 to 1) that stands shortly before it.

    `answers` says how surely an answer goes on at each of its positions.
    """
    full = sum(part.rarity for part in subject)
    found: dict[int, float] = {}
    for behind, part in enumerate(reversed(subject)):
        for answer, surely in answers.items():
            nearness = _nearness(part.positions, answer, behind)
            if nearness:
                nearness = max(INFLECTED * nearness, _nearness(part.typed, answer, behind))
                found[answer] = found.get(answer, 0.0) + surely * nearness * part.rarity / full
    return found


def _nearness(positions: Sequence[int], answer: int, behind: int) -> float:
    """Of a word that so many others of the subject follow: these alone do not put it apart from the answer."""
    before = bisect_left(positions, answer) - 1
    distance = answer - behind - positions[before] if before >= 0 else FAR_ANSWER + 1
    if distance > FAR_ANSWER:
        return 0.0
    return APART if distance > 1 else 1.0
