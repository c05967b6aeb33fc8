# Whoosh's files as the evaluator wants them: term look-ups over one commit.
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Any

from whoosh.index import TOC
from whoosh.reading import SegmentReader, TermNotFound

from indexer.index.entries import FIELDS, Layout
from indexer.index.evidence import Occurrences
from indexer.index.vocabulary import is_word
from indexer.index.whoosh_files import NAME, SCHEMA, TidyStorage, commit_on_disk, untyped

MAX_SCAN = 5_000  # terms that a prefix looks through in each segment


@dataclass(frozen=True)
class SegmentTable:
    """What is stored per document of a segment. Segments never change, so this outlives the readers."""

    ids: list[int]
    stamps: list[str]
    layouts: list[Layout]

    @classmethod
    def read(cls, reader: Any) -> "SegmentTable":
        rows = [reader.stored_fields(number) for number in range(reader.doc_count_all())]
        layouts = [Layout.from_bytes(row["layout"]) for row in rows]
        return cls([row["id"] for row in rows], [row["stamp"] for row in rows], layouts)


@dataclass
class _Segment:
    reader: Any
    table: SegmentTable
    deleted: frozenset[int]
    offset: int

    def occurrences(self, field: str, term: bytes) -> Iterator[tuple[int, bytes]]:
        for number, packed in self._blocks(field, term):
            if number not in self.deleted:
                yield self.table.ids[number], packed

    def _blocks(self, field: str, term: bytes) -> Iterator[tuple[int, bytes]]:
        try:
            matcher = self.reader._terms.matcher(field, term, SCHEMA[field].format)
        except TermNotFound:
            return
        while matcher.is_active():
            matcher._read_ids()
            matcher._read_values()
            yield from zip(matcher._ids, matcher._values, strict=True)
            matcher._next_block()

    def live(self) -> Iterator[int]:
        return (number for number in range(len(self.table.ids)) if number not in self.deleted)

    def expand(self, prefix: bytes) -> Iterator[tuple[str, int]]:
        for term in self.reader.expand_prefix("exact", prefix):
            yield term.decode(), self.reader.doc_frequency("exact", term)

    def words(self) -> Iterator[str]:
        return (word for term in self.reader.lexicon("exact") if is_word(word := term.decode()))


class Snapshot:
    """One commit, opened: what the evaluator asks for. Used by one thread at a time, for files have one cursor."""

    def __init__(self, folder: Path, tables: dict[str, SegmentTable]) -> None:
        self._closing = ExitStack()
        self.segments: list[_Segment] = []
        try:
            self.commit = commit_on_disk(folder)
            self._open_all(TidyStorage(folder), tables)
        except BaseException:
            self.close()
            raise

    def _open_all(self, storage: TidyStorage, tables: dict[str, SegmentTable]) -> None:
        self._closing.callback(storage.close)
        for segment in untyped(TOC.read)(storage, NAME, gen=self.commit[0], schema=SCHEMA).segments:
            self._open(storage, segment, tables)

    def _open(self, storage: TidyStorage, segment: Any, tables: dict[str, SegmentTable]) -> None:
        reader = untyped(SegmentReader)(storage, SCHEMA, segment, generation=self.commit[0])
        self._closing.callback(reader.close)
        table = tables.get(segment.segment_id()) or SegmentTable.read(reader)
        tables[segment.segment_id()] = table
        offset = sum(len(known.table.ids) for known in self.segments)
        self.segments.append(_Segment(reader, table, frozenset(segment.deleted_docs()), offset))

    def close(self) -> None:
        self._closing.close()

    def exact(self, term: str) -> Occurrences:
        return self._occurrences("exact", term)

    def base(self, term: str) -> Occurrences:
        return self._occurrences("base", term)

    def _occurrences(self, field: str, term: str) -> Occurrences:
        key = term.encode()
        return dict(chain.from_iterable(segment.occurrences(field, key) for segment in self.segments))

    def holders(self, term: str) -> AbstractSet[int]:
        return self.exact(term).keys()

    def ids(self) -> AbstractSet[int]:
        return self._layouts.keys()

    def layout(self, document_id: int) -> Layout:
        return self._layouts[document_id]

    @cached_property
    def _layouts(self) -> dict[int, Layout]:
        return {part.table.ids[n]: part.table.layouts[n] for part in self.segments for n in part.live()}

    def average_lengths(self) -> Sequence[float]:
        return self._averages

    @cached_property
    def _averages(self) -> list[float]:
        rows = [layout.lengths for layout in self._layouts.values()]
        return [sum(column) / len(rows) for column in zip(*rows, strict=True)] if rows else [0.0] * len(FIELDS)

    def stamps(self) -> dict[int, str]:
        return {part.table.ids[n]: part.table.stamps[n] for part in self.segments for n in part.live()}

    def places(self) -> dict[int, int]:
        """Document id → its number across all segments, by which Whoosh deletes."""
        return {part.table.ids[n]: part.offset + n for part in self.segments for n in part.live()}

    def expand(self, prefix: str, limit: int) -> tuple[list[str], bool]:
        frequencies: dict[str, int] = {}
        is_cut = False
        for segment in self.segments:
            found = list(islice(segment.expand(prefix.encode()), MAX_SCAN + 1))
            is_cut = is_cut or len(found) > MAX_SCAN
            for term, count in found:
                frequencies[term] = frequencies.get(term, 0) + count
        ranked = sorted(frequencies, key=lambda term: (-frequencies[term], term))
        return ranked[:limit], is_cut or len(ranked) > limit

    def words(self) -> Iterable[str]:
        return {word for segment in self.segments for word in segment.words()}
