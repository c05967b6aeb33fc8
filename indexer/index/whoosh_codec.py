# How our segments lie in Whoosh's folder: its hash of terms (.trm), our postings (.pst), what is stored of documents
# (.tab). Whoosh's own codec spends most of an indexing on things that nobody here reads: weights, lengths, pickles.
import marshal
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader, W3Segment, W3TermsReader
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.reading import SegmentReader
from whoosh.util import random_name

from indexer.index.building import BASE, EXACT, Collected, Columns, Table, Words
from indexer.index.decoding import Hits, decode, decoded
from indexer.index.port import IndexDocument
from indexer.index.postings import encoded, moved
from indexer.index.rows import NOWHERE, Mask, Row
from indexer.index.whoosh_files import NAME, SCHEMA, untyped

FIELD_NUMBERS = {BASE: 0, EXACT: 1}
_FIELD = struct.Struct("!H")
_TERM = struct.Struct("!BfIQI")  # two that Whoosh has there, documents that hold it, where its postings are, their size
_CHUNK = 1_000  # terms read from a run at once
_TABLE_EXT, _RUN_EXT = ".tab", ".run"

Term = tuple[bytes, int, bytes]  # field number and term, documents that hold it, postings


class Source(Protocol):
    """Documents to be written to a segment."""

    @property
    def table(self) -> Table: ...

    @property
    def live(self) -> Mask | None:
        """Which of them; None for all."""

    @property
    def first(self) -> int:
        """The number by which its postings call its first document."""

    def terms(self) -> Iterator[Term]:
        """Ascending."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """Documents as they were read, in memory."""

    columns: Columns
    table: Table
    first: int = 0
    live: None = None

    @classmethod
    def of(cls, documents: Iterable[IndexDocument], words: Words | None = None, first: int = 0) -> "Fresh":
        collected = Collected(words or Words())
        for document in documents:
            collected.add(document)
        columns = collected.columns()
        return cls(columns, columns.table(), first)

    def terms(self) -> Iterator[Term]:
        return ((_key(field, term), count, blob) for field, term, count, blob in self.columns.terms(self.first))


@dataclass(frozen=True, slots=True)
class Run:
    """The same put aside on disk, so that memory stays bounded."""

    path: Path
    table: Table
    first: int
    live: None = None

    @classmethod
    def write(cls, folder: Path, fresh: Fresh) -> "Run":
        path = folder / f"{NAME}_{untyped(random_name)()}{_RUN_EXT}"
        terms = fresh.terms()
        with path.open("wb") as file:
            while chunk := list(islice(terms, _CHUNK)):
                marshal.dump(chunk, file)
        return cls(path, fresh.table, fresh.first)

    def terms(self) -> Iterator[Term]:
        with self.path.open("rb") as file:
            yield from _chunks(file)


def _chunks(file: BinaryIO) -> Iterator[Term]:
    while True:
        try:
            chunk: list[Term] = marshal.load(file)  # noqa: S302 - the folder is as trusted as code
        except EOFError:
            return
        yield from chunk


class Codec(W3Codec):
    """Reading, as Whoosh asks for it."""

    def terms_reader(self, storage: Any, segment: Any) -> "Terms":
        name = segment.make_filename(self.TERMS_EXT)
        postings = segment.open_file(storage, self.POSTS_EXT)
        terms: Terms = untyped(Terms)(self, storage.open_file(name), storage.file_length(name), postings)
        return terms

    def per_document_reader(self, storage: Any, segment: Any) -> "Stored":
        stored: Stored = untyped(Stored)(storage, segment)
        return stored


def _codec() -> Codec:
    made: Codec = untyped(Codec)()
    return made


class Terms(W3TermsReader):
    def row(self, field: str, term: bytes) -> Row:
        """Where the term stands in all documents of the segment, deleted ones too."""
        blob = self._postings(field, term)
        return decode(blob) if blob else NOWHERE

    def hits(self, field: str, terms: Iterable[bytes]) -> Iterator[Hits]:
        """The same of several terms."""
        return decoded(self._postings(field, term) for term in terms)

    def _postings(self, field: str, term: bytes) -> bytes:
        found = untyped(self._tindex.get)(untyped(self._keycoder)(field, term))
        if found is None:
            return b""
        *_, place, size = _TERM.unpack(found)
        return bytes(self._postfile.get(place, size))

    def every(self) -> Iterator[Term]:
        for key, value in self._tindex:
            _, _, count, place, size = _TERM.unpack(value)
            yield bytes(key), count, bytes(self._postfile.get(place, size))


class Stored(W3PerDocReader):
    @cached_property
    def table(self) -> Table:
        return self.read()

    def read(self) -> Table:
        with closing(self._segment.open_file(self._storage, _TABLE_EXT)) as file:
            return Table(*marshal.loads(file.read()))  # noqa: S302 - the folder is as trusted as code

    def stored_fields(self, number: int) -> dict[str, Any]:
        table = self.table
        return {"id": table.ids[number], "stamp": table.stamps[number], "layout": table.layouts[number]}


class Written:
    """A segment on disk as the source of a larger one."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._storage, self._segment = storage, segment
        self.first = 0
        with closing(self._reader()) as reader:
            self.table: Table = reader._perdoc.table
        self.live: Mask | None = None
        if segment.has_deletions():
            self.live = np.ones(segment.doc_count_all(), np.bool_)
            self.live[list(segment.deleted_docs())] = False

    def terms(self) -> Iterator[Term]:
        with closing(self._reader()) as reader:
            yield from reader._terms.every()

    def _reader(self) -> Any:
        return untyped(SegmentReader)(self._storage, SCHEMA, self._segment)


def write_segment(storage: Any, sources: Sequence[Source]) -> Any:
    """All their live documents in one segment, in this order."""
    segment = untyped(W3Segment)(_codec(), NAME)
    segment.set_doc_count(sum(map(_count, sources)))
    terms = untyped(OrderedHashWriter)(segment.create_file(storage, Codec.TERMS_EXT))
    terms.extras["fieldmap"] = FIELD_NUMBERS
    with closing(segment.create_file(storage, Codec.POSTS_EXT)) as postings, closing(terms):
        place = 0
        for key, count, blob in _joined(sources):
            postings.write(blob)
            terms.add(key, _TERM.pack(0, 0.0, count, place, len(blob)))
            place += len(blob)
    with closing(segment.create_file(storage, _TABLE_EXT)) as stored:
        stored.write(marshal.dumps(_live_tables(sources)))
    segment.create_compound_file(storage)  # one file, and none left open: what is read of it is mapped
    return segment


def _count(source: Source) -> int:
    return len(source.table.ids) if source.live is None else int(np.count_nonzero(source.live))


def _live_tables(sources: Sequence[Source]) -> tuple[tuple[Any, ...], ...]:
    rows = [row for source in sources for row in _live_rows(source)]
    return tuple(zip(*rows, strict=True)) if rows else ((), (), ())


def _live_rows(source: Source) -> Iterable[tuple[int, str, bytes]]:
    table = source.table
    rows = zip(table.ids, table.stamps, table.layouts, strict=True)
    return rows if source.live is None else (row for row, is_live in zip(rows, source.live, strict=True) if is_live)


def _joined(sources: Sequence[Source]) -> Iterator[Term]:
    offset, streams = 0, []
    for source in sources:
        streams.append(_renumbered(source, offset))
        offset += _count(source)
    if len(streams) == 1:
        yield from streams[0]
        return
    for key, group in groupby(merge(*streams, key=itemgetter(0)), key=itemgetter(0)):
        parts = list(group)
        yield key, sum(count for _, count, _ in parts), b"".join([blob for _, _, blob in parts])


def _renumbered(source: Source, offset: int) -> Iterator[Term]:
    if source.live is None:
        further = offset - source.first
        return (
            ((key, count, moved(blob, further)) for key, count, blob in source.terms()) if further else source.terms()
        )
    return _without_deleted(source.terms(), source.live, offset)


def _without_deleted(terms: Iterable[Term], live: Mask, offset: int) -> Iterator[Term]:
    numbers = np.cumsum(live) - 1 + offset
    for key, _, blob in terms:
        row = decode(blob)
        left = row.where(live[row.documents])
        if len(left):
            yield key, len(left), encoded(replace(left, documents=numbers[left.documents]))


def _key(field: str, term: str) -> bytes:
    return _FIELD.pack(FIELD_NUMBERS[field]) + term.encode()
