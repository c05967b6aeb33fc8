# The many words that a prefix stands for, as if they were one. How often they stand in each document is added up once;
# their positions stay as they were read, and are worked out in the few documents that a search looks into.
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.index.decoding import Hits, risen
from indexer.index.entries import BODY
from indexer.index.rows import FEW, Numbers, by_field, key, place_of, places_of


@dataclass(frozen=True, eq=False)
class _Words:
    """The hits of some words in the documents of one segment: an item for each word and document that holds it."""

    documents: NDArray[np.int32]
    borders: NDArray[np.uint32]  # where the steps of an item begin, and those of the last one end
    headed: Numbers  # items with hits in heads
    steps: NDArray[np.uint32]
    offset: int = 0  # number of the segment's first document

    @classmethod
    def of(cls, hits: Hits, headed: Numbers) -> Self:
        borders = np.zeros(len(hits.counts) + 1, np.uint32)
        np.cumsum(hits.counts, out=borders[1:])
        return cls(hits.documents, borders, headed, hits.steps)

    @property
    def nbytes(self) -> int:
        return self.documents.nbytes + self.borders.nbytes + self.headed.nbytes + self.steps.nbytes

    def keys(self, place_of_document: NDArray[np.int32]) -> Numbers:
        """Every hit, in no order, in the documents that have a place; a document goes by its place."""
        places = place_of_document[self.offset :][self.documents]
        items = np.flatnonzero(places >= 0)
        begins, ends = self.borders[items].astype(np.int64), self.borders[items + 1].astype(np.int64)
        counts = ends - begins
        firsts = np.cumsum(counts) - counts
        steps = self.steps[np.repeat(begins - firsts, counts) + np.arange(int(counts.sum()))]
        positions = risen(steps, firsts, counts, ~np.isin(items, self.headed, assume_unique=True))
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
    def of(cls, parts: Iterable[Hits], size: int) -> Self:
        """All these hits in so many documents."""
        hits, words = np.zeros(size), list[_Words]()
        owners, fields = [np.zeros(0, np.int32)], [np.zeros((0, BODY), np.uint8)]
        for part in parts:
            hits += np.bincount(part.documents, part.counts, size)
            headed = np.flatnonzero(part.heads)
            owners.append(part.documents[headed])
            fields.append(by_field(part.heads[headed]))
            words.append(_Words.of(part, headed))
        held = np.flatnonzero(hits)
        body, heads = hits[held].astype(np.int32), np.zeros(len(held), np.uint32)
        places, in_heads = _added_up(held.searchsorted(np.concatenate(owners)), np.concatenate(fields))
        body[places] -= in_heads.sum(axis=1)
        heads[places] = np.minimum(in_heads, 255).astype(np.uint8).view(np.uint32).ravel()
        return cls(held, body, heads, tuple(words))

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


def _added_up(owners: Numbers, fields: NDArray[np.uint8]) -> tuple[Numbers, NDArray[np.int32]]:
    """Each owner once, and what it has in each field."""
    found, places = np.unique(owners, return_inverse=True)
    sums = [np.bincount(places, fields[:, number], len(found)) for number in range(BODY)]
    return found, np.column_stack(sums).astype(np.int32)


def joined(parts: Sequence[tuple[Gathered, int]]) -> Gathered:
    """Of several segments; each with the number of its first document."""
    if not parts:
        return Gathered.of((), 0)
    if len(parts) == 1 and not parts[0][1]:
        return parts[0][0]
    words = [replace(words, offset=offset) for found, offset in parts for words in found.words]
    return Gathered(
        np.concatenate([found.documents + offset for found, offset in parts]),
        np.concatenate([found.body for found, _ in parts]),
        np.concatenate([found.heads for found, _ in parts]),
        tuple(words),
    )
