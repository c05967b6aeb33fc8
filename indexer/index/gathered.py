# The many words that a prefix stands for, as if they were one. How often they stand in each document is added up once;
# their positions stay as they were read, and are worked out in the few documents that a search looks into.
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.index.decoding import Hits, decoded
from indexer.index.entries import BODY
from indexer.index.rows import FEW, Numbers, by_field, key, place_of, places_of


@dataclass(frozen=True, eq=False)
class _Words:
    """The hits of some words in the documents of one segment: an item for each word and document that holds it."""

    documents: NDArray[np.int32]
    borders: NDArray[np.uint32]  # where the steps of an item begin, and those of the last one end
    steps: NDArray[np.uint32]
    offset: int = 0  # number of the segment's first document

    @classmethod
    def of(cls, hits: Hits) -> Self:
        borders = np.append(hits.starts, len(hits.steps)).astype(np.uint32)
        return cls(hits.documents.astype(np.int32), borders, hits.steps)

    @property
    def nbytes(self) -> int:
        return self.documents.nbytes + self.borders.nbytes + self.steps.nbytes

    def keys(self, place_of_document: NDArray[np.int32]) -> Numbers:
        """Every hit, in no order, in the documents that have a place; a document goes by its place."""
        places = place_of_document[self.offset :][self.documents]
        items = np.flatnonzero(places >= 0)
        begins, ends = self.borders[items].astype(np.int64), self.borders[items + 1].astype(np.int64)
        counts = ends - begins
        firsts = np.cumsum(counts) - counts
        steps = self.steps[np.repeat(begins - firsts, counts) + np.arange(int(counts.sum()))]
        rising = np.cumsum(steps, dtype=np.uint32)  # wraps around, and so does the difference
        positions = rising - np.repeat(rising[firsts] - steps[firsts], counts)
        return key(np.repeat(places[items].astype(np.int64), counts), positions.astype(np.int64))


@dataclass(frozen=True, eq=False)
class Counts:
    """Parallel arrays, one item for each document, ascending."""

    documents: Numbers
    body: NDArray[np.int32]
    heads: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.documents)


@dataclass(frozen=True, eq=False)
class Gathered(Counts):
    """What a row tells of one word, of all of them; of places where several begin, one."""

    words: tuple[_Words, ...]

    @classmethod
    def of(cls, hits: Hits) -> Self:
        held = np.flatnonzero(np.bincount(hits.documents))
        headed = np.flatnonzero(hits.heads)
        fields = by_field(hits.heads[headed])
        body = hits.counts.copy()
        body[headed] -= fields.sum(axis=1, dtype=np.int32)
        size = len(held) and int(held[-1]) + 1
        sums = [np.bincount(hits.documents[headed], fields[:, number], size)[held] for number in range(BODY)]
        heads = np.minimum(np.column_stack(sums), 255).astype(np.uint8).view(np.uint32).ravel()
        return cls(held, np.bincount(hits.documents, body)[held].astype(np.int32), heads, (_Words.of(hits),))

    @property
    def nbytes(self) -> int:
        own = self.documents.nbytes + self.body.nbytes + self.heads.nbytes
        return own + sum(words.nbytes for words in self.words)

    def among(self, documents: Numbers) -> Counts:
        """As that of a row."""
        if len(documents) * FEW >= len(self):
            return self
        kept = places_of(documents, self.documents)
        return Counts(self.documents[kept], self.body[kept], self.heads[kept])

    def keys_in(self, documents: Numbers) -> Numbers:
        """As those of a row."""
        if not len(self):
            return np.zeros(0, np.int64)
        places = np.full(int(self.documents[-1]) + 1, -1, np.int32)
        known = documents[: documents.searchsorted(len(places))]
        places[known] = np.arange(len(known))
        keys = np.sort(np.concatenate([words.keys(places) for words in self.words]))
        found: Numbers = keys[np.diff(keys, prepend=-1) != 0]
        return found

    def read(self, documents: Sequence[int]) -> dict[int, list[int]]:
        """As a row does."""
        ascending = np.unique(np.array(documents, np.int64))
        keys = self.keys_in(ascending)
        borders = np.searchsorted(keys, key(np.arange(len(ascending) + 1), 0)).tolist()
        positions = place_of(keys).tolist()
        cuts = zip(ascending.tolist(), pairwise(borders), strict=True)
        return {document: positions[begin:end] for document, (begin, end) in cuts if begin < end}


def joined(parts: Sequence[tuple[Gathered, int]]) -> Gathered:
    """Of several segments; each with the number of its first document."""
    if not parts:
        return Gathered.of(decoded(()))
    if len(parts) == 1 and not parts[0][1]:
        return parts[0][0]
    words = [replace(words, offset=offset) for found, offset in parts for words in found.words]
    return Gathered(
        np.concatenate([found.documents + offset for found, offset in parts]),
        np.concatenate([found.body for found, _ in parts]),
        np.concatenate([found.heads for found, _ in parts]),
        tuple(words),
    )
