"""What an old Office container (OLE2) holds: the names in its directory and whether a password guards it.

Reads the header, the table of sectors and the directory, each within a cap; follows no loop.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from storage.containers import ContainerBroken

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
_IN_HEADER = 109  # sectors of the table that the header itself lists
_MAX_DIRECTORY_SECTORS = 4096
_END = 0xFFFFFFFC  # from here on a number means an end, not a sector
_STREAM = 2


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the directory; the numbers are those of its neighbours in the tree."""

    name: str
    is_stream: bool
    before: int
    after: int
    child: int
    start: int
    size: int


class Compound:
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        stream.seek(0)
        header = stream.read(512)
        if len(header) < 512 or not header.startswith(SIGNATURE):
            raise ContainerBroken
        shift = struct.unpack_from("<H", header, 30)[0]
        if shift not in {9, 12}:
            raise ContainerBroken
        self._sector_size = 1 << shift
        self._table: tuple[int, ...] = struct.unpack_from(f"<{_IN_HEADER}L", header, 76)
        self._next_table, self._cutoff = (
            struct.unpack_from("<L", header, 68)[0],
            struct.unpack_from("<L", header, 56)[0],
        )
        first = struct.unpack_from("<L", header, 48)[0]
        self._entries = {entry.name: entry for entry in _top(list(self._directory(first))) if entry.is_stream}

    @property
    def names(self) -> frozenset[str]:
        """Names of the document's own streams, not of what is embedded in it."""
        return frozenset(self._entries)

    def head(self, name: str) -> bytes:
        """The first sector of a stream; nothing where it is so short that it lies among the small ones."""
        entry = self._entries.get(name)
        if entry is None or entry.size < self._cutoff:
            return b""
        return self._sector(entry.start)[: entry.size]

    def _directory(self, sector: int) -> Iterator[_Entry]:
        seen: set[int] = set()
        while sector < _END:
            if sector in seen or len(seen) >= _MAX_DIRECTORY_SECTORS:
                raise ContainerBroken
            seen.add(sector)
            data = self._sector(sector)
            for start in range(0, len(data) - _ENTRY + 1, _ENTRY):
                yield _entry(data[start : start + _ENTRY])
            sector = self._after(sector)

    def _after(self, sector: int) -> int:
        """The next sector of a chain, by the table of sectors."""
        number, place = divmod(sector, self._sector_size // 4)
        found: int = struct.unpack_from("<L", self._sector(self._table_sector(number)), place * 4)[0]
        return found

    def _table_sector(self, number: int) -> int:
        """The header lists the first; a chain of sectors lists the rest, as in files of more than some 7 MB."""
        if number < _IN_HEADER:
            return self._table[number]
        links = self._sector_size // 4 - 1
        hops, place = divmod(number - _IN_HEADER, links)
        sector = self._next_table
        for _ in range(min(hops, _MAX_DIRECTORY_SECTORS)):
            sector = struct.unpack_from("<L", self._sector(sector), links * 4)[0]
        found: int = struct.unpack_from("<L", self._sector(sector), place * 4)[0]
        return found

    def _sector(self, number: int) -> bytes:
        if number >= _END:
            raise ContainerBroken
        self._stream.seek((number + 1) * self._sector_size)
        data = self._stream.read(self._sector_size)
        if len(data) < min(self._sector_size, 512):
            raise ContainerBroken
        return data.ljust(self._sector_size, b"\0")


def _entry(data: bytes) -> _Entry:
    length, kind = struct.unpack_from("<H", data, 64)[0], data[66]
    name = data[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    before, after, child = struct.unpack_from("<LLL", data, 68)
    start, size = struct.unpack_from("<LL", data, 116)
    return _Entry(name, kind == _STREAM, before, after, child, start, size)


def _top(entries: list[_Entry]) -> Iterator[_Entry]:
    """What lies directly under the root, which is the first entry: a tree of neighbours."""
    waiting = [entries[0].child] if entries else []
    seen: set[int] = set()
    while waiting:
        number = waiting.pop()
        if number < len(entries) and number not in seen:
            seen.add(number)
            yield entries[number]
            waiting += [entries[number].before, entries[number].after]


def is_locked(compound: Compound) -> bool:
    """A modern file with a password is wrapped in an old container; an old one says so at its beginning."""
    if "EncryptedPackage" in compound.names or "EncryptedSummary" in compound.names:
        return True
    word = compound.head("WordDocument")
    if len(word) >= 12 and struct.unpack_from("<H", word, 10)[0] & 0x0100:
        return True
    return _has_file_pass(compound.head("Workbook") or compound.head("Book"))


def _has_file_pass(book: bytes) -> bool:
    """Excel's records, among the first of which the one of a password would stand."""
    at = 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        if kind == 0x002F:
            return True
        at += 4 + length
    return False
