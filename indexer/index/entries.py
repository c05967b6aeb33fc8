# One document as postings, the same for every engine of ours: each term's occurrences are one short byte string.
# The fields share one row of positions, each in a range of its own, so that one look-up finds a term in all of them.
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, pairwise
from operator import sub

from indexer import text
from indexer.index.port import IndexDocument
from indexer.query import FieldName

SCHEMA_VERSION = "2"  # raise when postings or layouts change their shape
VERSION = f"{text.VERSION}.{SCHEMA_VERSION}"  # an index of another version still answers, but wants a rebuild

FIELDS: tuple[FieldName, ...] = ("title", "citation", "headings", "meta", "body")
BODY = FIELDS.index("body")
HEADINGS = FIELDS.index("headings")
NAMES = (FIELDS.index("title"), FIELDS.index("citation"))
RANGE = 1 << 24  # positions per field; the body has what is left of 32 bits
BODY_START = BODY * RANGE
PASSAGE = 300  # positions; what stands so near together is about one thing
NO_HEADS = bytes(BODY)  # how a posting begins that is in the body only
GAP = 2  # between parts of a field (two citations, two pages' worth of headings): no phrase crosses it


PAGE_BYTES = 8  # what a page adds to a layout: its number and where it begins


@dataclass(frozen=True)
class Layout:
    """How long each field is, and at which position each page begins."""

    lengths: tuple[int, ...]
    page_numbers: tuple[int, ...]
    page_starts: tuple[int, ...]

    @cached_property
    def passages(self) -> tuple[int, ...]:
        """Where each passage begins: a page is one, a long page several of about the same length."""
        borders = (*self.page_starts, self.body_end)
        return tuple(start for begin, end in pairwise(borders) for start in _cut(begin, end))

    @property
    def body_end(self) -> int:
        return BODY_START + self.lengths[BODY]

    def to_bytes(self) -> bytes:
        return array("I", (*self.lengths, *self.page_numbers, *self.page_starts)).tobytes()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Layout":
        values = array("I", raw)
        count = (len(values) - len(FIELDS)) // 2
        split = len(FIELDS) + count
        return cls(tuple(values[: len(FIELDS)]), tuple(values[len(FIELDS) : split]), tuple(values[split:]))


def _cut(begin: int, end: int) -> Iterable[int]:
    parts = max(1, round((end - begin) / PASSAGE))
    return (begin + number * (end - begin) // parts for number in range(parts))


@dataclass(frozen=True, slots=True)
class Entry:
    """What an index keeps of a document. `base` holds only forms that differ from the word as written."""

    exact: dict[str, bytes]
    base: dict[str, bytes]
    layout: Layout


def entry_of(document: IndexDocument) -> Entry:
    exact: dict[str, list[int]] = {}
    base: dict[str, list[int]] = {}
    parts = ((document.title,), document.citations, (document.headings,), (document.meta,))
    lengths = [_read_parts(part, number * RANGE, exact, base) for number, part in enumerate(parts)]
    position = BODY_START
    starts: list[int] = []
    for _, page in document.pages:
        starts.append(position)
        position = text.occurrences(page, position, exact, base)
    layout = Layout((*lengths, position - BODY_START), tuple(number for number, _ in document.pages), tuple(starts))
    return Entry(_packed(exact), _packed(base), layout)


def _read_parts(parts: Iterable[str], first: int, exact: dict[str, list[int]], base: dict[str, list[int]]) -> int:
    position = first
    for part in parts:
        position = text.occurrences(part, position, exact, base) + GAP
    return max(0, position - first - GAP)


def _packed(found: dict[str, list[int]]) -> dict[str, bytes]:
    return {term: pack(positions) for term, positions in found.items()}


def pack(positions: Sequence[int]) -> bytes:
    """Ascending positions as: one byte for each field's hits but the body's, then 32-bit steps."""
    heads = NO_HEADS if positions[0] >= BODY_START else _head_counts(positions)
    return heads + array("I", map(sub, positions, chain((0,), positions))).tobytes()


def _head_counts(positions: Sequence[int]) -> bytes:
    counts = [0] * (BODY + 1)
    for position in positions:
        counts[min(position // RANGE, BODY)] += 1
    return bytes(min(count, 255) for count in counts[:BODY])


def unpack(packed: bytes) -> list[int]:
    return list(accumulate(array("I", packed[BODY:])))


def body_count(packed: bytes) -> int:
    total = len(packed) // 4 - 1
    return total if packed.startswith(NO_HEADS) else total - sum(packed[:BODY])


def head_counts(packed: bytes) -> Iterable[tuple[int, int]]:
    """Field number and hits, of the fields before the body that have any.

    A count stops at 255: more hits than that in a list of headings count as if in the body, and no ranking turns on it.
    """
    return () if packed.startswith(NO_HEADS) else [(n, count) for n, count in enumerate(packed[:BODY]) if count]


def field_of(position: int) -> int:
    return min(position // RANGE, BODY)
