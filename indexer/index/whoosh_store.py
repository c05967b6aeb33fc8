# Whoosh's files as the evaluator wants them: term look-ups over one commit.
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.index import TOC

from indexer.ids import IdArray
from indexer.index import gathered
from indexer.index.documents import Documents
from indexer.index.entries import FIELDS, Layout
from indexer.index.gathered import Gathered
from indexer.index.mapped_files import OpenSegment
from indexer.index.row_cache import Cache
from indexer.index.rows import Row, joined
from indexer.index.whoosh_files import NAME, SCHEMA, Commit, TidyStorage, commit_on_disk, untyped
from indexer.index.whoosh_segment import Segment, SegmentTable

MAX_SCAN = 5_000  # terms that a prefix looks through in each segment


@dataclass
class Kept:
    """What outlives an opening of the files, shared by all who read one index. What is in here is never changed."""

    cache: Cache = field(default_factory=Cache)
    tables: dict[str, SegmentTable] = field(default_factory=dict)
    documents: tuple[Commit, Documents] | None = None


class Snapshot:
    """One commit, opened: what the evaluator asks for. Used by one thread at a time, for files have one cursor."""

    def __init__(self, folder: Path, kept: Kept) -> None:
        self._closing = ExitStack()
        self.segments: list[Segment] = []
        try:
            self.commit = commit_on_disk(folder)
            self._open_all(TidyStorage(folder), kept)
            self.documents = self._documents(kept)
        except BaseException:
            self.close()
            raise

    def _open_all(self, storage: TidyStorage, kept: Kept) -> None:
        self._closing.callback(storage.close)
        for segment in untyped(TOC.read)(storage, NAME, gen=self.commit[0], schema=SCHEMA).segments:
            self._open(storage, segment, kept)
        kept.tables = {segment.files.name: segment.table for segment in self.segments}

    def _open(self, storage: TidyStorage, segment: Any, kept: Kept) -> None:
        files = OpenSegment(storage, segment)
        self._closing.callback(files.close)
        table = kept.tables.get(files.name) or SegmentTable.read(files)
        offset = sum(len(known.table.ids) for known in self.segments)
        self.segments.append(Segment(files, table, offset, kept.cache))

    def _documents(self, kept: Kept) -> Documents:
        known = kept.documents
        if known is None or known[0] != self.commit:
            known = kept.documents = (self.commit, _columns(self.segments))
        return known[1]

    def close(self) -> None:
        self._closing.close()

    def exact(self, term: str) -> Row:
        return self._row("exact", term)

    def base(self, term: str) -> Row:
        return self._row("base", term)

    def _row(self, field: str, term: str) -> Row:
        return joined([(segment.row(field, term), segment.offset) for segment in self.segments])

    def any_of(self, terms: Sequence[str]) -> Gathered:
        return gathered.joined([(segment.any_of(terms), segment.offset) for segment in self.segments])

    def holders(self, term: str) -> IdArray:
        numbers = self.exact(term).documents
        return self.documents.ids[numbers[self.documents.live[numbers]]]

    def layout(self, document: int) -> Layout:
        segment = self.segments[bisect_right(self.segments, document, key=lambda segment: segment.offset) - 1]
        return segment.table.layout(document - segment.offset)

    def stamps(self) -> dict[int, str]:
        stamps = (stamp for segment in self.segments for stamp in segment.files.stored.read().stamps)
        rows = zip(self.documents.ids.tolist(), stamps, self.documents.live.tolist(), strict=True)
        return {number: stamp for number, stamp, is_live in rows if is_live}

    def page_count(self) -> int:
        """Of all documents that are there."""
        counts = [segment.table.page_counts[segment.live()] for segment in self.segments]
        return sum(int(found.sum()) for found in counts)

    def places(self) -> dict[int, int]:
        """Document id → its number, by which Whoosh deletes."""
        numbers = np.flatnonzero(self.documents.live)
        return dict(zip(self.documents.ids[numbers].tolist(), numbers.tolist(), strict=True))

    def expand(self, prefix: str, limit: int) -> tuple[list[str], bool]:
        found = [segment.lexicon.beginning(prefix.encode(), MAX_SCAN + 1) for segment in self.segments]
        is_cut = any(len(terms) > MAX_SCAN for terms in found)
        frequencies = dict(found[0]) if found else {}
        for term, count in chain.from_iterable(found[1:]):
            frequencies[term] = frequencies.get(term, 0) + count
        ranked = sorted(frequencies.items(), key=itemgetter(0))
        ranked.sort(key=itemgetter(1), reverse=True)
        return [term.decode() for term, _ in ranked[:limit]], is_cut or len(ranked) > limit

    def near(self, typed: str, reach: int) -> Iterable[str]:
        return {word for segment in self.segments for word in segment.lexicon.near(typed, reach)}


def _columns(segments: list[Segment]) -> Documents:
    return Documents(
        np.concatenate([np.zeros(0, np.int64), *(segment.table.ids for segment in segments)]),
        np.concatenate([np.zeros(0, np.bool_), *(segment.live() for segment in segments)]),
        np.hstack([np.zeros((len(FIELDS), 0), np.int64), *(segment.table.lengths for segment in segments)]),
    )
