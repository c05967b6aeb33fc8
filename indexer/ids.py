# A set of document ids as one sorted row of numbers: what a viewer may see of a hundred thousand documents is asked
# with every search, and Python's own sets cost milliseconds to build and to intersect.
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Self

import numpy as np
from numpy.typing import NDArray

IdArray = NDArray[np.int64]
_FEW = 256  # of fewer ids each is searched for
_SPARSEST = 64


class Ids(AbstractSet[int]):
    """Immutable. `array` is ascending and holds each id once; whoever has it must not write to it."""

    __slots__ = ("_table", "array")

    def __init__(self, array: IdArray) -> None:
        """Takes an ascending array without repetitions, as it is."""
        self.array = array
        self._table: NDArray[np.bool_] | None = None

    @classmethod
    def of(cls, ids: Iterable[int]) -> Self:
        return cls(np.unique(as_array(ids)))

    @classmethod
    def _from_iterable(cls, it: Iterable[int]) -> Self:  # type: ignore[override]
        return cls.of(it)

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int):
            return False
        place = int(np.searchsorted(self.array, number))
        return place < len(self.array) and bool(self.array[place] == number)

    def __iter__(self) -> Iterator[int]:
        return iter(self.array.tolist())

    def __len__(self) -> int:
        return len(self.array)

    def __hash__(self) -> int:
        return hash(self.array.tobytes())

    def holds(self, ids: IdArray) -> NDArray[np.bool_]:
        """For each of these, in any order, whether it is in the set."""
        if not len(self.array):
            return np.zeros(len(ids), dtype=np.bool_)
        if len(ids) > _FEW and self.array[0] >= 0 and self.array[-1] < _SPARSEST * len(self.array) + _FEW:
            return self._holds_by_table(ids)
        places = np.minimum(np.searchsorted(self.array, ids), len(self.array) - 1)
        found: NDArray[np.bool_] = self.array[places] == ids
        return found

    def _holds_by_table(self, ids: IdArray) -> NDArray[np.bool_]:
        """A look instead of a search for each, where ids are numbered closely; the ends stand for all others."""
        table = self._table
        if table is None:
            table = np.zeros(int(self.array[-1]) + 3, dtype=np.bool_)
            table[self.array + 1] = True
            self._table = table
        found: NDArray[np.bool_] = table[np.clip(ids, -1, len(table) - 2) + 1]
        return found


def as_array(ids: Iterable[int]) -> IdArray:
    """In the order given; what is an array already is not copied."""
    if isinstance(ids, Ids):
        return ids.array
    if isinstance(ids, np.ndarray):
        return ids.astype(np.int64, copy=False)
    return np.fromiter(ids, dtype=np.int64)
