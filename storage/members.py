"""The members of a backup's tar, one after the other: headers of regular files only, nothing is ever unpacked by name.

We read the 512-byte headers ourselves, so that no link, path, sparse map or extension of tar can mean anything.
"""

import errno
import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from storage.blobs import CHUNK, StorageError, StoreFull

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK = 512
_SMALL = 64 * 1024**2
_LONGEST_LINE = 512 * 1024**2
_PLAIN = (tarfile.REGTYPE, tarfile.AREGTYPE)


class ArchiveProblem(StorageError):
    """The archive cannot be used; the text is Indonesian and says what to do."""


def damaged(how: str) -> ArchiveProblem:
    return ArchiveProblem(f"Cadangan ini rusak atau diubah: {how}. Pakai cadangan lain; tidak ada yang dipulihkan.")


class Bounded(io.RawIOBase):
    """The next `size` bytes of a file, hashed as they pass; an end that comes too early is damage."""

    def __init__(self, source: IO[bytes], size: int) -> None:
        super().__init__()
        self._source, self._left = source, size
        self._digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        data = self._source.read(min(len(view), self._left))
        if not data and self._left and view:
            raise damaged("arsip ini terpotong")
        view[: len(data)] = data
        self._digest.update(data)
        self._left -= len(data)
        return len(data)

    def sha256(self) -> str:
        """Of everything: what nobody has read yet is read now."""
        while self.read(CHUNK):
            pass
        return self._digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    size: int
    stream: Bounded

    def small(self) -> bytes:
        if self.size > _SMALL:
            raise damaged(f"“{self.name[:80]}” terlalu besar")
        return io.BufferedReader(self.stream).read()

    def lines(self) -> Iterator[bytes]:
        reader = io.BufferedReader(self.stream, CHUNK)
        while line := reader.readline(_LONGEST_LINE):
            if not line.endswith(b"\n"):
                raise damaged(f"baris di “{self.name[:80]}” tidak utuh")
            yield line


def members(source: BinaryIO) -> Iterator[Member]:
    """Until the two empty blocks of the end. A member that was not read to its end is skipped by reading it."""
    while (head := _block(source)) != bytes(BLOCK):
        member = _member(head, source)
        yield member
        member.stream.sha256()
        if source.read(-member.size % BLOCK).strip(b"\0"):
            raise damaged("ada isi di antara dua berkas")
    if _block(source) != bytes(BLOCK):
        raise damaged("akhirnya tidak utuh")


def head_of(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o440
    return info.tobuf(tarfile.GNU_FORMAT, "ascii", "strict")


def padding(size: int) -> bytes:
    return bytes(-size % BLOCK)


@contextmanager
def told_when_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise StoreFull from error
        raise


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _block(source: BinaryIO) -> bytes:
    block = source.read(BLOCK)
    if len(block) < BLOCK:
        raise damaged("arsip ini terpotong")
    return block


def _member(head: bytes, source: BinaryIO) -> Member:
    try:
        info = tarfile.TarInfo.frombuf(head, "ascii", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError, ValueError) as error:
        raise damaged("kepala berkas di dalamnya tidak terbaca") from error
    if info.type not in _PLAIN or info.size < 0:
        raise damaged(f"“{info.name[:80]}” bukan berkas biasa")
    return Member(info.name, info.size, Bounded(source, info.size))
