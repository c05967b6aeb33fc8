# Whoosh's files: our fields, the folder and its commits. The rest of Whoosh (its analysis, query classes, scoring,
# writing) is not used; whoosh_codec.py says how a segment lies in the folder. Pinned to 2.7.4, whose classes we extend.
import re
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its sources hold old string escapes, which newer Pythons warn of at byte-compile
    for name in ("codec.whoosh3", "filedb.filetables", "util.filelock"):  # what whoosh_codec and whoosh_writer take
        import_module(f"whoosh.{name}")
    from whoosh.fields import STORED, FieldType, Schema
    from whoosh.filedb.filestore import FileStorage
    from whoosh.formats import Format
    from whoosh.index import FileIndex

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
    """Whoosh wants one of each field; ours are written by indexer/index/postings.py."""

    posting_size = -1


class PackedField(FieldType):
    """A field that takes no text: analysis has happened already, once."""

    def __init__(self) -> None:
        untyped(super().__init__)(untyped(PackedFormat)(), analyzer=None)


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
