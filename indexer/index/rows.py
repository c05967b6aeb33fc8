# Where one term stands in all documents, as arrays: what an engine hands to the evaluator and phrases are made of.
# Documents go by their number in one state of the index, not by their id; numbers are dense, so a set is a mask.
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from itertools import accumulate
from operator import and_
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.index.entries import BODY, BODY_START

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Scores = NDArray[np.float64]

_SHIFT = 33  # a key is document and position in one number; positions have 32 bits, so no step crosses documents
FEW = 8  # of documents that are so many times fewer than a row has, each is looked for


class Counted(Protocol):
    """How often something stands in each document that holds it, ascending."""

    def __len__(self) -> int: ...
    @property
    def documents(self) -> Numbers: ...
    @property
    def body(self) -> NDArray[np.int32]: ...
    @property
    def heads(self) -> NDArray[np.uint32]: ...


class Standing(Counted, Protocol):
    """And where: a row of one term, or of all that a prefix stands for."""

    def among(self, documents: Numbers) -> Counted: ...
    def keys_in(self, documents: Numbers) -> Numbers: ...
    def read(self, documents: Sequence[int]) -> dict[int, list[int]]: ...


@dataclass(frozen=True, eq=False)
class Row:
    """Parallel arrays, one item for each document, ascending; `positions` may also hold what belongs to none."""

    documents: Numbers
    starts: NDArray[np.integer[Any]]  # where the document's positions begin
    counts: NDArray[np.int32]
    heads: NDArray[np.uint32]  # hits in each field but the body, one byte each
    positions: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def nbytes(self) -> int:
        items = (self.documents, self.starts, self.counts, self.heads, self.positions)
        return sum(part.nbytes for part in items) + (0 if self.body is self.counts else self.body.nbytes)

    @cached_property
    def body(self) -> NDArray[np.int32]:
        """Hits in the body."""
        headed = np.flatnonzero(self.heads)
        if not len(headed):
            return self.counts
        found = self.counts.copy()
        found[headed] -= by_field(self.heads[headed]).sum(axis=1, dtype=np.int32)
        return found

    def read(self, documents: Sequence[int]) -> dict[int, list[int]]:
        """The positions in each of these documents that has any, in reading order."""
        places = places_of(np.array(documents, np.int64), self.documents)
        if not len(places):
            return {}
        starts = self.starts[places]
        ends = (starts + self.counts[places]).tolist()
        rows = zip(self.documents[places].tolist(), starts.tolist(), ends, strict=True)
        return {document: self.positions[start:end].tolist() for document, start, end in rows}

    def keys_in(self, documents: Numbers) -> Numbers:
        """Every hit in these ascending documents, each of which goes by its place among them."""
        places = places_of(documents, self.documents)
        if not len(places):
            return places
        found = self.where(places)
        return replace(found, documents=documents.searchsorted(found.documents)).keys()

    def among(self, documents: Numbers) -> "Row":
        """What stands in these ascending documents at least; of few documents, no more than that."""
        return self.where(places_of(documents, self.documents)) if len(documents) * FEW < len(self) else self

    def where(self, kept: Mask | Numbers) -> "Row":
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


def places_of(sought: Numbers, documents: Numbers) -> Numbers:
    """The items of those that are sought, where there are any; both ascend."""
    if not len(documents):
        return np.zeros(0, np.int64)
    places = np.minimum(documents.searchsorted(sought), len(documents) - 1)
    found: Numbers = places[documents[places] == sought]
    return found


def key(documents: Numbers, places: Numbers | int) -> Numbers:
    return (documents << _SHIFT) + places


def document_of(keys: Numbers) -> Numbers:
    return keys >> _SHIFT


def place_of(keys: Numbers) -> Numbers:
    return keys & ((1 << _SHIFT) - 1)


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
    headed = np.flatnonzero(positions < BODY_START)
    owners = np.searchsorted(starts, headed, "right") - 1
    fields = positions[headed] // (BODY_START // BODY)
    found = np.bincount(owners * BODY + fields, minlength=len(starts) * BODY)
    return np.minimum(found, 255).astype(np.uint8).view(np.uint32)


def by_field(heads: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Document × field."""
    return heads.view(np.uint8).reshape(-1, BODY)


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


def side_by_side(rows: Sequence[Row], reach: int, among: Mask, most: int | None = None) -> Row:
    """Hits of the first row from which one can step through all the others, at most `reach` at a time.

    Nothing when more than `most` documents would have to be looked through.
    """
    shared = reduce(and_, (row.mask(len(among)) for row in rows), among)
    if most is not None and np.count_nonzero(shared) > most:
        return NOWHERE
    *before, alive = (row.where(shared[row.documents]).keys() for row in rows)
    for keys in reversed(before):
        alive = leading(keys, alive, reach)
    return from_keys(alive)


def leading(keys: Numbers, after: Numbers, reach: int) -> Numbers:
    """Of the keys, those that one of the others follows."""
    if not len(after):
        return after
    places = np.searchsorted(after, keys, "right")
    following = after[np.minimum(places, len(after) - 1)]
    return keys[(places < len(after)) & (following - keys <= reach)]
