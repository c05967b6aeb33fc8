# Postings of postings.py as arrays. All blocks of all terms that are asked for are read at once: a word of a large
# library has dozens of blocks and a prefix stands for many words, and each array takes longer to make than to fill.
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.index.entries import BODY_START
from indexer.index.postings import COUNT, FEW, MANY, NARROW, WIDE
from indexer.index.rows import Numbers, Row

_AT_ONCE = 1 << 20  # bytes
_PLAIN = [struct.Struct(f"<{2 * count}I") for count in range(FEW + 1)]  # documents and counts of a block of few


@dataclass(frozen=True, eq=False)
class Hits:
    """Parallel arrays, one item for each document of each block; the hits as steps from one position to the next.

    The first step of an item without heads begins where the body does.
    """

    documents: NDArray[np.int32]
    counts: NDArray[np.int32]
    heads: NDArray[np.uint32]
    steps: NDArray[np.uint32]

    def row(self) -> Row:
        """Of one term."""
        starts = np.cumsum(self.counts, dtype=np.int64) - self.counts
        positions = risen(self.steps, starts, self.counts, self.heads == 0)
        documents = self.documents.astype(np.int64)
        order = slice(None) if (np.diff(documents) > 0).all() else np.argsort(documents)
        return Row(documents[order], starts.astype(np.uint32)[order], self.counts[order], self.heads[order], positions)

    def and_of(self, few: "Hits") -> "Hits":
        if not len(few.documents):
            return self
        return Hits(
            np.concatenate((self.documents, few.documents)),
            np.concatenate((self.counts, few.counts)),
            np.concatenate((self.heads, few.heads)),
            np.concatenate((self.steps, few.steps)),
        )


def risen(
    steps: NDArray[np.uint32], starts: Numbers, counts: NDArray[Any], is_in_body: NDArray[np.bool_]
) -> NDArray[np.uint32]:
    """The positions of items whose steps begin there and follow each other."""
    rising = np.cumsum(steps, dtype=np.uint32)  # wraps around, and so does the difference
    before = rising[starts] - steps[starts] - np.where(is_in_body, np.uint32(BODY_START), np.uint32(0))
    found: NDArray[np.uint32] = rising - np.repeat(before, counts)
    return found


def decode(blob: bytes) -> Row:
    """One term alone."""
    blocks = _Blocks()
    blocks.add(blob)
    return blocks.hits().row()


def decoded(blobs: Iterable[bytes]) -> Iterator[Hits]:
    """Several terms, as many at once as the processor has at hand."""
    blocks, size = _Blocks(), 0
    for blob in blobs:
        blocks.add(blob)
        size += len(blob)
        if size > _AT_ONCE:
            yield blocks.hits()
            blocks, size = _Blocks(), 0
    yield blocks.hits()


class _Blocks:
    def __init__(self) -> None:
        self._many, self._few = _Many(), _Few()

    def add(self, blob: bytes) -> None:
        place, size = 0, len(blob)
        while place < size:
            (count,) = COUNT.unpack_from(blob, place)
            place = self._few.take(blob, place, count) if count <= FEW else self._many.take(blob, place)

    def hits(self) -> Hits:
        return self._many.hits().and_of(self._few.hits())


class _Many:
    """The streams of blocks of many documents, all blocks one behind the other."""

    def __init__(self) -> None:
        self._sizes: list[tuple[int, int, int]] = []  # items, first document, those with hits in heads
        self._heads, self._gaps, self._counts, self._steps = (list[bytes]() for _ in range(4))
        self._large_gaps, self._large_counts, self._large_steps = (list[bytes]() for _ in range(3))

    def take(self, blob: bytes, place: int) -> int:
        """Where the next block begins. Called thousands of times for a prefix."""
        count, first, hits, gaps, counts, headed, steps = MANY.unpack_from(blob, place)
        self._sizes.append((count, first, headed))
        place += MANY.size
        if headed:
            self._heads.append(blob[place : place + 8 * headed])
            place += 8 * headed
        self._gaps.append(blob[place : (place := place + 2 * count)])
        if gaps:
            self._large_gaps.append(blob[place : (place := place + 4 * gaps)])
        self._counts.append(blob[place : (place := place + count)])
        if counts:
            self._large_counts.append(blob[place : (place := place + 4 * counts)])
        self._steps.append(blob[place : (place := place + 2 * hits)])
        if steps:
            self._large_steps.append(blob[place : (place := place + 4 * steps)])
        return place

    def hits(self) -> Hits:
        sizes, firsts, headed = np.array(self._sizes, np.int64).reshape(-1, 3).T
        begins = np.cumsum(sizes) - sizes
        documents = np.cumsum(_numbers(self._gaps, WIDE, self._large_gaps), dtype=np.int32)
        documents += np.repeat((firsts - documents[begins]).astype(np.int32), sizes)
        counts = _numbers(self._counts, NARROW, self._large_counts).astype(np.int32)
        heads = np.zeros(len(counts), np.uint32)
        places, found = np.frombuffer(b"".join(self._heads), "<u4").reshape(-1, 2).T
        heads[np.repeat(begins, headed) + places] = found
        return Hits(documents, counts, heads, _numbers(self._steps, WIDE, self._large_steps))


def _numbers(small: list[bytes], limit: int, large: list[bytes]) -> NDArray[np.uint32]:
    """Those that are too large for one or two bytes stand apart."""
    found = np.frombuffer(b"".join(small), "<u2" if limit == WIDE else "u1").astype(np.uint32)
    if large:
        found[found == limit] = np.frombuffer(b"".join(large), "<u4")
    return found


class _Few:
    """Blocks of few documents: plain numbers."""

    def __init__(self) -> None:
        self._documents, self._counts = list[int](), list[int]()
        self._words: list[bytes] = []

    def take(self, blob: bytes, place: int, count: int) -> int:
        plain = _PLAIN[count]
        numbers = plain.unpack_from(blob, place + COUNT.size)
        self._documents += numbers[:count]
        self._counts += numbers[count:]
        begin = place + COUNT.size + plain.size
        end: int = begin + 4 * (count + sum(numbers[count:]))
        self._words.append(blob[begin:end])
        return end

    def hits(self) -> Hits:
        counts = np.array(self._counts, np.int32)
        words = np.frombuffer(b"".join(self._words), "<u4").copy()
        begins = np.cumsum(counts + 1, dtype=np.int64) - counts - 1  # of each item first its heads
        heads = words[begins]
        words[begins + 1] -= np.where(heads == 0, np.uint32(BODY_START), np.uint32(0))
        return Hits(np.array(self._documents, np.int32), counts, heads, np.delete(words, begins))
