"""Which of many candidates are headings: those that form the weightiest rising row of numbers.

A mention of an article at the start of a line is out of order sooner or later; a heading never is.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from indexer.structure_numbers import Number

FARTHEST_JUMP = 5
_BONUS_OF_STEP = 3.0  # for the number that follows its predecessor: 7 after 6 rather than after 4
_COST_OF_HEIGHT = 1e-4  # of two rows of the same weight the one that climbs less
_T = TypeVar("_T")


def rising(candidates: Sequence[tuple[Number, float, _T]]) -> list[_T]:
    """The candidates of the heaviest strictly rising row, the earlier of two equals; n log n."""
    keys = sorted({number for number, _, _ in candidates})
    below = _PrefixMaximum(len(keys))
    ending: dict[int, _Best] = {}  # the best row that ends with a number, whatever its letter
    before: list[int] = []
    for at, (number, weight, _) in enumerate(candidates):
        rank = bisect_left(keys, number)
        found = max(below.up_to(rank), _stepped(ending.get(number.value - 1)))
        before.append(found.at)
        total = found.total + weight
        row = _Best(total - _COST_OF_HEIGHT * number.value, total, at)
        below.offer(rank, row)
        ending[number.value] = max(row, ending.get(number.value, _NOTHING))
    return [candidates[at][2] for at in _trimmed(candidates, _walk(before, below.up_to(len(keys)).at))]


def _walk(before: Sequence[int], last: int) -> list[int]:
    row: list[int] = []
    while last >= 0:
        row.append(last)
        last = before[last]
    return row[::-1]


def _trimmed(candidates: Sequence[tuple[Number, float, _T]], row: list[int]) -> list[int]:
    """Without short ends that lie far beyond the rest: mentions of another rule's articles."""
    end = len(row)
    for place in range(len(row) - 1, 0, -1):
        jump = candidates[row[place]][0].value - candidates[row[place - 1]][0].value
        if jump > FARTHEST_JUMP and end - place < jump:
            end = place
    return row[:end]


class _Best(NamedTuple):
    """The end of a row: its worth among rows, its weight, and the index of its last candidate."""

    worth: float
    total: float
    at: int


_NOTHING = _Best(-math.inf, 0.0, -1)


def _stepped(row: _Best | None) -> _Best:
    return _Best(row.worth + _BONUS_OF_STEP, row.total + _BONUS_OF_STEP, row.at) if row else _NOTHING


class _PrefixMaximum:
    """A Fenwick tree: the best row that ends below a rank."""

    def __init__(self, size: int) -> None:
        self._tree = [_NOTHING] * (size + 1)

    def up_to(self, rank: int) -> _Best:
        best = _NOTHING
        while rank > 0:
            if self._tree[rank].worth > best.worth:
                best = self._tree[rank]
            rank -= rank & -rank
        return best

    def offer(self, rank: int, row: _Best) -> None:
        node = rank + 1
        while node < len(self._tree):
            if row.worth > self._tree[node].worth:
                self._tree[node] = row
            node += node & -node
