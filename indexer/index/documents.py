# The documents of one state of the index, by their number: what every search asks of them, as columns.
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.ids import IdArray
from indexer.index.rows import Mask, Numbers


@dataclass(frozen=True, eq=False)
class Documents:
    """A number may be that of a deleted document: only what `live` says is there may be counted or returned."""

    ids: IdArray
    live: Mask
    lengths: NDArray[np.int64]  # field × document

    def __len__(self) -> int:
        """How many there are."""
        return len(self.newest_first)

    @property
    def size(self) -> int:
        """How many numbers are given out."""
        return len(self.ids)

    @cached_property
    def newest_first(self) -> Numbers:
        """Numbers of those that are there, the highest id first: the order of what ranks alike."""
        numbers = np.flatnonzero(self.live)
        return numbers[np.argsort(-self.ids[numbers])]

    @cached_property
    def average_lengths(self) -> list[float]:
        totals = self.lengths[:, self.live].sum(axis=1)
        return [float(total / max(1, len(self))) for total in totals]
