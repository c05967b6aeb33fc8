# One segment of Whoosh's files: what is stored per document, its words, and its postings as rows. A segment never
# changes, so its table is read once and kept for every state of the index that has the segment.
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from indexer.ids import IdArray
from indexer.index.building import Table
from indexer.index.entries import FIELDS, PAGE_BYTES, Layout
from indexer.index.gathered import Gathered
from indexer.index.lexicon import Lexicon
from indexer.index.mapped_files import OpenSegment
from indexer.index.row_cache import Cache
from indexer.index.rows import Mask, Numbers, Row

_LENGTHS = 4 * len(FIELDS)  # bytes with which a layout begins
_KEY, _FIELD = 8, 2  # in the file of terms: where a key begins in its entry, and how long its field number is
_MOST_OPENED = 5_000  # layouts kept as objects, about a kilobyte each
_AT_ONCE = 1 << 16  # terms; the arrays for all of a large segment would take ten times what is kept of them
_HOLDERS = 5  # where the number of documents stands in what follows the key


@dataclass(eq=False)
class SegmentTable:
    """What is stored per document of a segment, and what was found out about the segment since."""

    ids: IdArray
    lengths: NDArray[np.uint32]  # field × document
    layouts: bytes  # one behind the other: a hundred thousand objects would take twice the memory
    ends: Numbers
    opened: dict[int, Layout] = field(default_factory=dict)
    lexicon: Lexicon | None = None

    @classmethod
    def read(cls, files: OpenSegment) -> Self:
        stored: Table = files.stored.read()
        lengths = np.frombuffer(b"".join(layout[:_LENGTHS] for layout in stored.layouts), np.uint32)
        ends = np.cumsum(np.fromiter(map(len, stored.layouts), np.int64, len(stored.layouts)))
        by_field = lengths.reshape(-1, len(FIELDS)).T
        return cls(np.array(stored.ids, np.int64), by_field, b"".join(stored.layouts), ends)

    def layout(self, number: int) -> Layout:
        known = self.opened.get(number)
        if known is None:
            if len(self.opened) >= _MOST_OPENED:
                self.opened.clear()
            begin = int(self.ends[number - 1]) if number else 0
            known = self.opened[number] = Layout.from_bytes(self.layouts[begin : int(self.ends[number])])
        return known

    @property
    def page_counts(self) -> Numbers:
        """Of each document, without opening its layout."""
        sizes = np.diff(self.ends, prepend=0)
        return (sizes - _LENGTHS) // PAGE_BYTES


@dataclass(frozen=True, eq=False)
class Segment:
    """A segment as one commit sees it."""

    files: OpenSegment
    table: SegmentTable
    offset: int  # number of its first document
    cache: Cache

    def live(self) -> Mask:
        found = np.ones(len(self.table.ids), np.bool_)
        found[self.files.deleted] = False
        return found

    def row(self, field: str, term: str) -> Row:
        """Of all documents that the segment was written with: who asks leaves out what was deleted since."""
        return self.cache.rows.get((self.files.name, field, term), lambda: self.files.terms.row(field, term.encode()))

    def any_of(self, terms: Sequence[str]) -> Gathered:
        """The same of several words, as if they were one."""
        return self.cache.gathered.get(
            (self.files.name, *terms),
            lambda: Gathered.of(self.files.terms.hits("exact", map(str.encode, terms)), len(self.table.ids)),
        )

    @property
    def lexicon(self) -> Lexicon:
        if self.table.lexicon is None:
            self.table.lexicon = _read_lexicon(self.files.terms)
        return self.table.lexicon


def _read_lexicon(terms: Any) -> Lexicon:
    """Whoosh's file of terms in one go; asked term by term it takes a hundred times as long."""
    index = terms._tindex
    raw = np.frombuffer(index.dbfile._buf, np.uint8)
    kind = np.dtype(index.extras["indextype"]).newbyteorder(">")
    places = np.frombuffer(raw, kind, index.indexlen, index.indexbase)
    wanted = terms._fieldmap.get("exact", -1)
    cuts = range(0, len(places), _AT_ONCE)
    return Lexicon.joined(_terms_at(raw, places[cut : cut + _AT_ONCE].astype(np.int64), wanted) for cut in cuts)


def _terms_at(raw: NDArray[np.uint8], places: Numbers, wanted: int) -> Lexicon:
    """Of the terms that are there those of one field."""
    places = places[raw[places + _KEY].astype(np.int64) * 256 + raw[places + _KEY + 1] == wanted]
    lengths = _big_endian(raw, places).astype(np.int64) - _FIELD
    begins = places + _KEY + _FIELD
    ends = np.cumsum(lengths)
    letters = raw[np.repeat(begins - ends + lengths, lengths) + np.arange(int(lengths.sum()))]
    return Lexicon(letters.tobytes(), ends.astype(np.uint32), _big_endian(raw, begins + lengths + _HOLDERS))


def _big_endian(raw: NDArray[np.uint8], places: Numbers) -> NDArray[np.uint32]:
    """The 32-bit numbers at these places."""
    found = np.zeros(len(places), np.uint32)
    for digit in range(4):
        found = found << np.uint32(8) | raw[places + digit]
    return found
