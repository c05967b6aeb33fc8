# Whoosh's files: our field type on the way in, the folder, its commits and its one writer. The rest of Whoosh (its
# analysis, query classes, scoring) is not used; whoosh_store.py reads. Pinned to 2.7.4, whose blocks we walk by hand.
import re
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from indexer.index.port import IndexBusy

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its sources hold old string escapes, which newer Pythons warn of at byte-compile
    from whoosh.codec.whoosh3 import W3Codec
    from whoosh.fields import STORED, FieldType, Schema
    from whoosh.filedb.filestore import FileStorage
    from whoosh.formats import Format
    from whoosh.index import FileIndex, LockError

NAME = "MAIN"
_TOC_NAME = re.compile(rf"^_{NAME}_([0-9]+)\.toc$")


def untyped(thing: Any) -> Any:
    """Whoosh has no types; what comes from it is checked where it is used."""
    return thing


class TidyStorage(FileStorage):
    """Remembers what it opened: Whoosh leaves files open when it stumbles over a damaged one."""

    def __init__(self, folder: Path) -> None:
        untyped(super().__init__)(str(folder))
        self._opened: list[Any] = []

    def open_file(self, name: str, **options: Any) -> Any:
        found = untyped(super().open_file)(name, **options)
        self._opened.append(found)
        return found

    def close(self) -> None:
        for opened in self._opened:
            if not opened.is_closed:
                opened.close()
        self._opened.clear()


class PackedFormat(Format):
    """Posting values as indexer.index.entries packs them; Whoosh only carries the bytes."""

    posting_size = -1


class PackedField(FieldType):
    """Takes finished postings (term → packed positions) instead of text: analysis has happened already, once."""

    def __init__(self) -> None:
        untyped(super().__init__)(untyped(PackedFormat)(), analyzer=None)

    def index(self, value: Mapping[str, bytes], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term, packed in value.items():
            count = len(packed) // 4 - 1
            yield term.encode(), count, float(count), packed


_STORED = untyped(STORED)()
SCHEMA = untyped(Schema)(id=_STORED, stamp=_STORED, layout=_STORED, exact=PackedField(), base=PackedField())

Commit = tuple[int, int, int]  # generation, inode and time of the table of contents: the very same commit, or not


def commit_on_disk(folder: Path) -> Commit:
    """Which commit a reader would open now. One listing and one stat: cheap enough for every request."""
    numbers = [int(found[1]) for name in _names(folder) if (found := _TOC_NAME.match(name))]
    if not numbers:
        raise FileNotFoundError(f"no index in {folder}")
    status = (folder / f"_{NAME}_{max(numbers)}.toc").stat()
    return max(numbers), status.st_ino, status.st_mtime_ns


def _names(folder: Path) -> Iterator[str]:
    return (path.name for path in folder.iterdir())


def create_files(folder: Path) -> None:
    storage = TidyStorage(folder)
    untyped(FileIndex.create)(storage, SCHEMA, NAME)
    storage.close()


def open_writer(folder: Path, timeout: float) -> Any:
    storage = TidyStorage(folder)
    try:
        files = untyped(FileIndex)(storage, schema=SCHEMA, indexname=NAME)
        return files.writer(timeout=timeout, limitmb=64, codec=untyped(W3Codec)())
    except LockError as error:
        raise IndexBusy("Indeks pencarian sedang ditulis oleh proses lain. Coba lagi sebentar lagi.") from error
    except BaseException:
        storage.close()
        raise
