# Postings of postings.py as arrays. All blocks of all terms that are asked for are read at once: a word of a large
# library has dozens of blocks and a prefix stands for many words, and each array takes longer to make than to fill.
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.index.entries import BODY_START
from indexer.index.postings import COUNT, FEW, MANY, NARROW, WIDE
from indexer.index.rows import Numbers, Row

_PLAIN = [struct.Struct(f"<{2 * count}I") for count in range(FEW + 1)]  # documents and counts of a block of few


@dataclass(frozen=True, eq=False)
class Hits:
    """Parallel arrays, one item for each document of each block; the hits as steps from one position to the next."""

    documents: Numbers
    starts: Numbers  # where the item's steps begin, the first of which is a position
    counts: NDArray[np.int32]
    heads: NDArray[np.uint32]
    steps: NDArray[np.uint32]

    def row(self) -> Row:
        """Of one term."""
        rising = np.cumsum(self.steps, dtype=np.uint32)  # wraps around, and so does the difference
        positions = rising - np.repeat(rising[self.starts] - self.steps[self.starts], self.counts)
        order = slice(None) if (np.diff(self.documents) > 0).all() else np.argsort(self.documents)
        return Row(self.documents[order], self.starts[order], self.counts[order], self.heads[order], positions)


def decode(blob: bytes) -> Row:
    return decoded([blob]).row()


def decoded(blobs: Iterable[bytes]) -> Hits:
    """All postings of these terms; blocks of many documents first, then those of few."""
    blocks = _Blocks()
    for blob in blobs:
        blocks.add(blob)
    many, few = blocks.of_many(), blocks.of_few()
    counts: Numbers = _both(many[1], few[1])
    starts = np.cumsum(counts) - counts
    return Hits(_both(many[0], few[0]), starts, counts.astype(np.int32), _both(many[2], few[2]), _both(many[3], few[3]))


def _both(many: NDArray[Any], few: NDArray[Any]) -> NDArray[Any]:
    if not len(few):
        return many
    return np.concatenate((many, few)) if len(many) else few


Columns = tuple[Numbers, Numbers, NDArray[np.uint32], NDArray[np.uint32]]  # documents, counts, heads, steps


class _Stream:
    """One kind of number of all blocks, and what was too large for it."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._small, self._large = list[bytes](), list[bytes]()
        self._width = 2 if limit == WIDE else 1

    def take(self, blob: bytes, place: int, count: int, behind: int) -> int:
        """Where the next stream of the block begins."""
        middle = place + self._width * count
        self._small.append(blob[place:middle])
        if not behind:
            return middle
        end = middle + 4 * behind
        self._large.append(blob[middle:end])
        return end

    def numbers(self) -> NDArray[np.uint32]:
        found = np.frombuffer(b"".join(self._small), "<u2" if self._width == 2 else "u1").astype(np.uint32)
        if self._large:
            found[found == self._limit] = np.frombuffer(b"".join(self._large), "<u4")
        return found


@dataclass
class _Blocks:
    """The bytes of all blocks, sorted by what they hold."""

    _sizes: list[tuple[int, int, int]] = field(default_factory=list)  # items, first document, those with hits in heads
    _heads: list[bytes] = field(default_factory=list)
    _gaps: _Stream = field(default_factory=lambda: _Stream(WIDE))
    _counts: _Stream = field(default_factory=lambda: _Stream(NARROW))
    _steps: _Stream = field(default_factory=lambda: _Stream(WIDE))
    _few_documents: list[int] = field(default_factory=list)
    _few_counts: list[int] = field(default_factory=list)
    _few_words: list[bytes] = field(default_factory=list)

    def add(self, blob: bytes) -> None:
        place = 0
        while place < len(blob):
            (count,) = COUNT.unpack_from(blob, place)
            place = self._take_few(blob, place, count) if count <= FEW else self._take_many(blob, place)

    def _take_few(self, blob: bytes, place: int, count: int) -> int:
        plain = _PLAIN[count]
        numbers = plain.unpack_from(blob, place + COUNT.size)
        self._few_documents += numbers[:count]
        self._few_counts += numbers[count:]
        begin = place + COUNT.size + plain.size
        end: int = begin + 4 * (count + sum(numbers[count:]))
        self._few_words.append(blob[begin:end])
        return end

    def _take_many(self, blob: bytes, place: int) -> int:
        count, first, hits, gaps, counts, headed, steps = MANY.unpack_from(blob, place)
        self._sizes.append((count, first, headed))
        begin = place + MANY.size
        place = begin + 8 * headed
        self._heads.append(blob[begin:place])
        place = self._gaps.take(blob, place, count, gaps)
        place = self._counts.take(blob, place, count, counts)
        return self._steps.take(blob, place, hits, steps)

    def of_many(self) -> Columns:
        sizes, firsts, headed = np.array(self._sizes, np.int64).reshape(-1, 3).T
        begins = np.cumsum(sizes) - sizes
        documents = np.cumsum(self._gaps.numbers(), dtype=np.int64)
        documents += np.repeat(firsts - documents[begins], sizes)
        counts = self._counts.numbers().astype(np.int64)
        heads = np.zeros(len(counts), np.uint32)
        places, found = np.frombuffer(b"".join(self._heads), "<u4").reshape(-1, 2).T
        heads[np.repeat(begins, headed) + places] = found
        steps = self._steps.numbers()
        steps[np.cumsum(counts) - counts] += np.where(heads == 0, np.uint32(BODY_START), np.uint32(0))
        return documents, counts, heads, steps

    def of_few(self) -> Columns:
        counts = np.array(self._few_counts, np.int64)
        words = np.frombuffer(b"".join(self._few_words), "<u4")
        begins = np.cumsum(counts + 1) - counts - 1
        return np.array(self._few_documents, np.int64), counts, words[begins], np.delete(words, begins)
