# Segments read where they lie: Whoosh copies each file that it opens out of the mapped segment into memory, which for
# a hundred thousand documents takes a third of a second and 200 MiB, for every reader and after every commit.
import io
from contextlib import ExitStack, closing
from typing import Any

from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.structfile import BufferFile

from indexer.index.whoosh_files import TidyStorage, untyped


class _Window(io.RawIOBase):
    """A part of a mapped file, as a file."""

    def __init__(self, part: memoryview) -> None:
        super().__init__()
        self._part = part
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: len(self._part)}[whence]
        return self._place

    def readinto(self, into: Any) -> int:
        found = self._part[self._place : self._place + len(into)]
        into[: len(found)] = found
        self._place += len(found)
        return len(found)


class _MappedFile(BufferFile):
    def __init__(self, part: memoryview, name: str) -> None:  # all that its parent's does, but for the copy
        self._buf = part
        self._name = name
        self.file = io.BufferedReader(_Window(part), 512)
        self.onclose = None
        self.is_real = False
        self.is_closed = False


class _MappedStorage(CompoundStorage):
    def open_file(self, name: str, *_: Any, **__: Any) -> Any:
        if self._source is None:  # there was no address space left to map it
            return untyped(super().open_file)(name)
        offset, length = untyped(self.range)(name)
        return _MappedFile(memoryview(self._source)[offset : offset + length], name)


class OpenSegment:
    """The files of one segment, opened."""

    def __init__(self, storage: TidyStorage, segment: Any) -> None:
        self.name: str = segment.segment_id()
        self.deleted: list[int] = list(segment.deleted_docs())
        with ExitStack() as undoing:
            packed = storage.open_file(segment.make_filename(segment.COMPOUND_EXT))
            files = undoing.enter_context(closing(untyped(_MappedStorage)(packed)))
            codec = segment.codec()
            self.terms: Any = undoing.enter_context(closing(codec.terms_reader(files, segment)))
            self.stored: Any = undoing.enter_context(closing(codec.per_document_reader(files, segment)))
            self._closing = undoing.pop_all()

    def close(self) -> None:
        self._closing.close()
