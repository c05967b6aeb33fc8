"""Which of many candidates are headings: those that form the weightiest rising row of numbers.

A mention of an article at the start of a line is out of order sooner or later; a heading never is.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import TypeVar

from indexer.structure_numbers import Number

FARTHEST_JUMP = 5
_T = TypeVar("_T")


def rising(candidates: Sequence[tuple[Number, float, _T]]) -> list[_T]:
    """The candidates of the heaviest strictly rising row, the earlier of two equals; n log n."""
    keys = sorted({number for number, _, _ in candidates})
    best = _PrefixMaximum(len(keys))
    before: list[int] = []
    for at, (number, weight, _) in enumerate(candidates):
        rank = bisect_left(keys, number)
        total, previous = best.up_to(rank)
        before.append(previous)
        best.offer(rank, total + weight, at)
    return [candidates[at][2] for at in _trimmed(candidates, _walk(before, best.up_to(len(keys))[1]))]


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


class _PrefixMaximum:
    """A Fenwick tree of (total, index): the best row that ends below a rank."""

    def __init__(self, size: int) -> None:
        self._tree = [(0.0, -1)] * (size + 1)

    def up_to(self, rank: int) -> tuple[float, int]:
        best = (0.0, -1)
        while rank > 0:
            if self._tree[rank][0] > best[0]:
                best = self._tree[rank]
            rank -= rank & -rank
        return best

    def offer(self, rank: int, total: float, at: int) -> None:
        node = rank + 1
        while node < len(self._tree):
            if total > self._tree[node][0]:
                self._tree[node] = (total, at)
            node += node & -node
