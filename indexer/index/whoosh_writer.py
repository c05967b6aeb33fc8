# The one writer of an index: documents and deletions within one commit. Whoosh's lock, tables of contents and names;
# our segments. What was killed before its commit leaves files that no table names, and the next commit removes them.
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from whoosh.index import TOC, clean_files
from whoosh.util.filelock import try_for

from indexer.index.helpers import Runs, runs_in
from indexer.index.port import IndexBusy, IndexDocument
from indexer.index.whoosh_codec import Codec, Fresh, Source, Written, write_segment
from indexer.index.whoosh_files import NAME, SCHEMA, TidyStorage, untyped

_RUN_CHARACTERS = 8_000_000  # text held in memory before it is put aside: bounds what a rebuild takes
_SMALLER = 2  # a segment stays as it is when those after it are together smaller by so much


class Writer:
    """Puts and deletes within one commit; a document put twice is there once."""

    def __init__(self, folder: Path, timeout: float) -> None:
        """IndexBusy when another process is writing."""
        self._folder = folder
        self._storage = TidyStorage(folder)
        self._lock = untyped(self._storage.lock)(f"{NAME}_WRITELOCK")
        if not untyped(try_for)(self._lock.acquire, timeout=timeout, delay=0.1):
            raise IndexBusy("Indeks pencarian sedang ditulis oleh proses lain. Coba lagi sebentar lagi.")
        self._places: dict[int, int] = {}
        self._batch: list[IndexDocument] = []
        self._characters = 0
        self._helpers: Runs | None = None
        self._put = 0
        self._numbers: dict[int, int] = {}  # of documents put in this commit
        self._put_twice: list[int] = []
        try:
            self._contents = untyped(TOC.read)(self._storage, NAME, schema=SCHEMA)
        except BaseException:
            self.cancel()
            raise

    def start(self, places: Mapping[int, int]) -> None:
        """`places`: document id → its number across all segments of the last commit."""
        self._places = dict(places)

    def put(self, document: IndexDocument) -> None:
        self.delete(document.id)
        self._numbers[document.id] = self._put
        self._put += 1
        self._batch.append(document)
        self._characters += sum(len(page) for _, page in document.pages)
        if self._characters >= _RUN_CHARACTERS:
            self._hand_over()

    def delete(self, document_id: int) -> None:
        place = self._places.pop(document_id, None)
        if place is not None:
            self._delete_committed(place)
        number = self._numbers.pop(document_id, None)
        if number is not None:
            self._put_twice.append(number)

    def _delete_committed(self, place: int) -> None:
        for segment in self._contents.segments:
            if place < segment.doc_count_all():
                segment.delete_document(place)
                return
            place -= segment.doc_count_all()

    def _hand_over(self) -> None:
        """Only who writes much has helpers: they take a while to start."""
        if self._helpers is None:
            self._helpers = runs_in(self._folder)
        self._helpers.give(self._batch, self._put - len(self._batch))
        self._batch, self._characters = [], 0

    def _sources(self) -> list[Source]:
        """The documents of this commit, in the order of their numbers."""
        if self._helpers is None:
            return [Fresh.of(self._batch)] if self._batch else []
        if self._batch:
            self._hand_over()
        return list(self._helpers.runs())

    def commit(self) -> None:
        segments = self._merged([segment for segment in self._contents.segments if not _is_empty(segment)])
        toc = untyped(TOC)(SCHEMA, segments, self._contents.generation + 1)
        toc.write(self._storage, NAME)
        untyped(clean_files)(self._storage, NAME, toc.generation, segments)
        self._close()

    def _merged(self, segments: list[Any]) -> list[Any]:
        """The new documents as a segment, together with those of the old ones that are too small to stay alone."""
        if not self._put:
            return segments
        kept, small = _parted(segments, self._put)
        sources: list[Source] = [*(Written(self._storage, segment) for segment in small), *self._sources()]
        joined = write_segment(self._storage, sources)
        for number in self._put_twice:
            joined.delete_document(joined.doc_count_all() - self._put + number)
        return [*kept, joined]

    def cancel(self) -> None:
        """Give up without hiding the error that made us: whatever fails here, the lock is let go."""
        self._end_helpers()
        with suppress(Exception):
            contents = untyped(TOC.read)(self._storage, NAME, schema=SCHEMA)
            untyped(clean_files)(self._storage, NAME, contents.generation, contents.segments)
        self._close()

    def _end_helpers(self) -> None:
        if self._helpers is not None:
            self._helpers.close()
            self._helpers = None

    def _close(self) -> None:
        self._end_helpers()
        self._storage.close()
        if self._lock.fd is not None:
            self._lock.release()


def _parted(segments: list[Any], fresh: int) -> tuple[list[Any], list[Any]]:
    """Those that stay, and those to be joined with so many new documents: few segments, and little written twice."""
    together, small = fresh, list[Any]()
    for segment in sorted(segments, key=_live_count):
        if _live_count(segment) >= _SMALLER * together or not isinstance(segment.codec(), Codec):
            break
        small.append(segment)
        together += _live_count(segment)
    return [segment for segment in segments if segment not in small], [one for one in segments if one in small]


def _live_count(segment: Any) -> int:
    count: int = segment.doc_count_all() - segment.deleted_count()
    return count


def _is_empty(segment: Any) -> bool:
    return _live_count(segment) == 0
