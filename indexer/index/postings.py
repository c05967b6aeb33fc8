# Postings on disk: all hits of one term as one string of bytes, made for whole segments at once; decoding.py reads it.
# A string is a row of blocks, each with document numbers of its own start, so that segments are joined by copying.
import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from indexer.index.entries import BODY_START
from indexer.index.rows import Numbers, Row, heads_of

FEW = 4  # documents; a block of so few is kept as plain numbers: count, documents, counts, heads and steps
COUNT = struct.Struct("<I")
# A block of many: documents, the first of them, hits, and how many of the gaps, counts, heads and steps stand behind.
MANY = struct.Struct("<7I")
WIDE, NARROW = 0xFFFF, 0xFF  # what says that a number is too large for its two or one bytes, and stands behind


def encode(terms: Numbers, documents: Numbers, positions: NDArray[np.uint32]) -> Iterator[tuple[int, int, bytes]]:
    """Hits in the order of term, document and position → each term, how many documents hold it, and its bytes."""
    is_first = _differs(terms) | _differs(documents)
    starts = np.flatnonzero(is_first)
    counts = np.diff(starts, append=len(terms))
    heads = heads_of(positions, starts)
    borders = np.append(np.flatnonzero(_differs(terms[starts])), len(starts))
    columns = _Columns(documents[starts], starts, counts, heads, positions, borders)
    for number, term in enumerate(terms[starts[borders[:-1]]].tolist()):
        yield term, *columns.term(number)


def encoded(row: Row) -> bytes:
    """One term alone."""
    documents, positions = row.hits()
    return b"".join(blob for _, _, blob in encode(np.zeros(len(documents), np.int64), documents, positions))


def moved(blob: bytes, offset: int) -> bytes:
    """The same hits in documents whose numbers are higher by so much."""
    found = bytearray(blob)
    for begin, _ in _blocks(blob):
        (count,) = COUNT.unpack_from(blob, begin)
        numbers = struct.Struct(f"<{count if count <= FEW else 1}I")
        shifted = (number + offset for number in numbers.unpack_from(blob, begin + 4))
        numbers.pack_into(found, begin + 4, *shifted)
    return bytes(found)


class _Columns:
    """The hits of a whole segment as the streams of bytes that the terms are cut from."""

    def __init__(
        self,
        documents: Numbers,
        starts: Numbers,
        counts: Numbers,
        heads: NDArray[np.uint32],
        positions: NDArray[np.uint32],
        borders: Numbers,
    ) -> None:
        """`starts` and `borders` say where each document begins among the hits, each term among the documents."""
        self._borders = borders.tolist()
        self._hits = np.append(starts, len(positions))[borders].tolist()
        self._firsts = documents[borders[:-1]].tolist()
        steps = np.diff(positions, prepend=np.uint32(0))
        steps[starts] = positions[starts]
        self._plain = _bytes_of(documents), _bytes_of(counts), _bytes_of(_interleaved(heads, steps, starts))
        gaps = np.diff(documents, prepend=0)
        gaps[borders[:-1]] = 0
        steps[starts] -= np.where(heads == 0, np.uint32(BODY_START), np.uint32(0))
        self._gaps = _Stream(gaps, WIDE, borders)
        self._counts = _Stream(counts, NARROW, borders)
        self._steps = _Stream(steps, WIDE, np.append(starts, len(positions))[borders])
        places = np.flatnonzero(heads)
        self._headed = np.searchsorted(places, borders).tolist()
        relative = places - np.repeat(borders[:-1], np.diff(self._headed))
        self._heads = _bytes_of(np.column_stack((relative, heads[places].astype(np.int64))))

    def term(self, number: int) -> tuple[int, bytes]:
        begin, end = self._borders[number], self._borders[number + 1]
        first, last = self._hits[number], self._hits[number + 1]
        if end - begin <= FEW:
            documents, counts, words = self._plain
            cut = slice(4 * begin, 4 * end)
            parts = (
                COUNT.pack(end - begin),
                documents[cut],
                counts[cut],
                words[4 * (first + begin) : 4 * (last + end)],
            )
            return end - begin, b"".join(parts)
        headed = slice(8 * self._headed[number], 8 * self._headed[number + 1])
        streams = (self._gaps, self._counts, self._steps)
        gaps, counts, steps = (stream.behind[number] for stream in streams)
        heads = (headed.stop - headed.start) // 8
        header = MANY.pack(end - begin, self._firsts[number], last - first, gaps, counts, heads, steps)
        ranges = ((begin, end), (begin, end), (first, last))
        cuts = (part for stream, cut in zip(streams, ranges, strict=True) for part in stream.cut(number, *cut))
        return end - begin, b"".join((header, self._heads[headed], *cuts))


class _Stream:
    """Numbers in two bytes or one each; those that do not fit in four bytes each behind them."""

    def __init__(self, numbers: NDArray[np.int64] | NDArray[np.uint32], limit: int, borders: Numbers) -> None:
        self._width = 2 if limit == WIDE else 1
        places = np.flatnonzero(numbers >= limit)
        self._large = _bytes_of(numbers[places])
        self._starts = np.searchsorted(places, borders).tolist()
        self._small = np.minimum(numbers, limit).astype("<u2" if self._width == 2 else "u1").tobytes()
        self.behind = np.diff(self._starts).tolist()

    def cut(self, number: int, begin: int, end: int) -> tuple[bytes, bytes]:
        large = self._large[4 * self._starts[number] : 4 * self._starts[number + 1]]
        return self._small[self._width * begin : self._width * end], large


def _differs(numbers: Numbers) -> NDArray[np.bool_]:
    """From the one before; the first differs."""
    found = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=found[1:])
    return found


def _interleaved(heads: NDArray[np.uint32], steps: NDArray[np.uint32], starts: Numbers) -> NDArray[np.uint32]:
    """Before the steps of each document its head."""
    return np.insert(steps, starts, heads)


def _bytes_of(numbers: NDArray[np.int64] | NDArray[np.uint32]) -> bytes:
    return numbers.astype("<u4").tobytes()


def _blocks(blob: bytes) -> Iterator[tuple[int, int]]:
    """Where each block begins and ends."""
    begin = 0
    while begin < len(blob):
        end = begin + _size(blob, begin)
        yield begin, end
        begin = end


def _size(blob: bytes, begin: int) -> int:
    count: int = COUNT.unpack_from(blob, begin)[0]
    if count <= FEW:
        hits: int = sum(struct.unpack_from(f"<{count}I", blob, begin + 4 + 4 * count))
        return 4 * (1 + 3 * count + hits)
    _, _, hits, gaps, counts, heads, steps = MANY.unpack_from(blob, begin)
    return int(MANY.size + 3 * count + 2 * hits + 8 * heads + 4 * (gaps + counts + steps))
