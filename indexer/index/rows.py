# Where one term stands in all documents, as arrays: what an engine hands to the evaluator and phrases are made of.
# Documents go by their number in one state of the index, not by their id; numbers are dense, so a set is a mask.
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from operator import and_

import numpy as np
from numpy.typing import NDArray

from indexer.index.entries import BODY, BODY_START

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Scores = NDArray[np.float64]

_SHIFT = 33  # a key is document and position in one number; positions have 32 bits, so no step crosses documents


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Parallel arrays, one item for each document, ascending; `positions` may also hold what belongs to none."""

    documents: Numbers
    starts: Numbers  # where the document's positions begin
    counts: NDArray[np.int32]
    heads: NDArray[np.uint32]  # hits in each field but the body, one byte each
    positions: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def nbytes(self) -> int:
        return sum(part.nbytes for part in (self.documents, self.starts, self.counts, self.heads, self.positions))

    def head_counts(self) -> NDArray[np.uint8]:
        """Document × field."""
        return self.heads.view(np.uint8).reshape(-1, BODY)

    def body_counts(self) -> Numbers:
        found = self.counts.astype(np.int64)
        headed = np.flatnonzero(self.heads)
        found[headed] -= self.head_counts()[headed].sum(axis=1, dtype=np.int64)
        return found

    def at(self, document: int) -> int | None:
        """The item of this document."""
        place = int(self.documents.searchsorted(document))
        return place if place < len(self.documents) and self.documents[place] == document else None

    def of(self, document: int) -> list[int]:
        """Its positions, in reading order."""
        place = self.at(document)
        if place is None:
            return []
        start = int(self.starts[place])
        found: list[int] = self.positions[start : start + int(self.counts[place])].tolist()
        return found

    def fields(self, document: int) -> set[int]:
        """Numbers of the fields in which it stands there."""
        place = self.at(document)
        if place is None:
            return set()
        heads = self.heads[place].tobytes()
        found = {number for number, count in enumerate(heads) if count}
        return found | {BODY} if self.counts[place] > sum(heads) else found

    def where(self, kept: Mask) -> "Row":
        return Row(self.documents[kept], self.starts[kept], self.counts[kept], self.heads[kept], self.positions)

    def mask(self, size: int) -> Mask:
        found = np.zeros(size, np.bool_)
        found[self.documents] = True
        return found

    def hits(self) -> tuple[Numbers, NDArray[np.uint32]]:
        """Of every hit the document and the position."""
        keys = self.keys()
        return keys >> _SHIFT, _positions_of(keys)

    def keys(self) -> Numbers:
        """Every hit as one number, ascending."""
        begins = np.cumsum(self.counts) - self.counts
        places = np.repeat(self.starts - begins, self.counts) + np.arange(int(self.counts.sum()))
        found: Numbers = np.repeat(self.documents << _SHIFT, self.counts) + self.positions[places].astype(np.int64)
        return found


def from_packed(documents: Sequence[int], packed: Sequence[bytes]) -> Row:
    """Postings as indexer.index.entries packs them, of ascending documents."""
    counts = np.fromiter(map(len, packed), np.int64, len(packed)) // 4 - 1
    return from_words(np.array(documents, np.int64), counts, np.frombuffer(b"".join(packed), np.uint32))


def from_words(documents: Numbers, counts: Numbers, words: NDArray[np.uint32]) -> Row:
    """`words`: for each document its head, then the steps from one of its positions to the next."""
    sizes = counts + 1
    begins = np.cumsum(sizes) - sizes
    heads = words[begins]
    steps = words.copy()
    steps[begins] = 0
    places = np.cumsum(steps, dtype=np.uint32)  # wraps around, and so does the difference
    positions = places - np.repeat(places[begins], sizes)
    return Row(documents, begins + 1, counts.astype(np.int32), heads, positions)


def from_keys(keys: Numbers) -> Row:
    documents, positions = keys >> _SHIFT, _positions_of(keys)
    starts = np.flatnonzero(np.diff(documents, prepend=-1))
    counts = np.diff(starts, append=len(keys)).astype(np.int32)
    return Row(documents[starts], starts, counts, heads_of(positions, starts), positions)


def _positions_of(keys: Numbers) -> NDArray[np.uint32]:
    return (keys & ((1 << 32) - 1)).astype(np.uint32)


def heads_of(positions: NDArray[np.uint32], starts: Numbers) -> NDArray[np.uint32]:
    """Hits in each field but the body, of the documents whose positions begin there."""
    found = np.zeros((len(starts), BODY), np.uint32)
    headed = np.flatnonzero(positions < BODY_START)
    fields = positions[headed] // (BODY_START // BODY)
    np.add.at(found, (np.searchsorted(starts, headed, "right") - 1, fields), 1)
    return np.minimum(found, 255).astype(np.uint8).view(np.uint32).ravel()


NOWHERE = from_keys(np.zeros(0, np.int64))


def joined(rows: Sequence[tuple[Row, int]]) -> Row:
    """Rows over different documents as one; each with what is added to its numbers."""
    rows = [(row, offset) for row, offset in rows if len(row)]
    if not rows:
        return NOWHERE
    if len(rows) == 1 and not rows[0][1]:
        return rows[0][0]
    begins = accumulate((len(row.positions) for row, _ in rows[:-1]), initial=0)
    return Row(
        np.concatenate([row.documents + offset for row, offset in rows]),
        np.concatenate([row.starts + begin for (row, _), begin in zip(rows, begins, strict=True)]),
        np.concatenate([row.counts for row, _ in rows]),
        np.concatenate([row.heads for row, _ in rows]),
        np.concatenate([row.positions for row, _ in rows]),
    )


def united(rows: Sequence[Row]) -> Row:
    """Rows over the same documents as one; what several of them hold is there several times."""
    kept = [row.keys() for row in rows if len(row)]
    return from_keys(np.sort(np.concatenate(kept))) if kept else NOWHERE


def side_by_side(rows: Sequence[Row], reach: int, among: Mask, most: int | None = None) -> Row:
    """Hits of the first row from which one can step through all the others, at most `reach` at a time.

    Nothing when more than `most` documents would have to be looked through.
    """
    shared = reduce(and_, (row.mask(len(among)) for row in rows), among)
    if most is not None and np.count_nonzero(shared) > most:
        return NOWHERE
    *before, alive = (row.where(shared[row.documents]).keys() for row in rows)
    for keys in reversed(before):
        alive = _leading(keys, alive, reach)
    return from_keys(alive)


def _leading(keys: Numbers, after: Numbers, reach: int) -> Numbers:
    """Of the keys, those that one of the others follows."""
    if not len(after):
        return after
    places = np.searchsorted(after, keys, "right")
    following = after[np.minimum(places, len(after) - 1)]
    return keys[(places < len(after)) & (following - keys <= reach)]
