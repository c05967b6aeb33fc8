"""Blobs in a local folder: `blobs/ab/cd/<sha256>`, written so that a crash or a full disk leaves nothing half done.

Temp file on the same file system → hash while streaming → fsync → rename → fsync of the folder.
"""

import errno
import fcntl
import hashlib
import io
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from storage.blobs import (
    Blob,
    BlobMissing,
    BlobTooLarge,
    StoreFull,
    StoreNotEmpty,
    StoreNotInitialised,
    chunks_of,
    is_sha256,
)

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MARKER = "PUSTAKA-BLOBS"
MARKER_TEXT = "pustaka-blobs 1\n"
MIN_FREE_BYTES = 256 * 1024**2
_SPACE_CHECK_EVERY = 8 * 1024**2
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}


class LocalBlobStore:
    """The folder driver of `storage.blobs.BlobStore`. Several processes may use one folder at the same time."""

    def __init__(self, root: Path, *, min_free_bytes: int = MIN_FREE_BYTES) -> None:
        """Open an existing store; raises StoreNotInitialised rather than starting an empty one on a lost disk."""
        if not (root / MARKER).is_file():
            raise StoreNotInitialised(root)
        self.root = root
        self.min_free_bytes = min_free_bytes
        self._blobs = root / "blobs"
        self._temp = root / "tmp"
        self._remove_stale_temps()

    @classmethod
    def init(cls, root: Path, *, min_free_bytes: int = MIN_FREE_BYTES) -> "LocalBlobStore":
        """Create the store, or open the one that is there; raises StoreNotEmpty on a folder of something else."""
        root.mkdir(parents=True, exist_ok=True, mode=0o750)
        if not (root / MARKER).is_file():
            if any(root.iterdir()):
                raise StoreNotEmpty(root)
            with _space_errors():
                _write_marker(root)
        (root / "blobs").mkdir(exist_ok=True, mode=0o750)
        (root / "tmp").mkdir(exist_ok=True, mode=0o700)
        return cls(root, min_free_bytes=min_free_bytes)

    def put(self, source: BinaryIO | Iterable[bytes], *, max_bytes: int | None = None) -> Blob:
        self._require_space()
        with _space_errors(), self._temp_file() as (path, handle):
            blob = self._copy(source, handle, max_bytes)
            self._finish(path, handle, blob)
        return blob

    def open(self, sha256: str, *, start: int = 0, length: int | None = None) -> BinaryIO:
        try:
            handle = self._path(sha256).open("rb")
        except FileNotFoundError:
            raise BlobMissing(sha256) from None
        handle.seek(start)
        if length is None:
            return handle
        return cast("BinaryIO", io.BufferedReader(_Window(handle, length)))

    def stat(self, sha256: str) -> Blob | None:
        try:
            return Blob(sha256, self._path(sha256).stat().st_size)
        except (FileNotFoundError, BlobMissing):
            return None

    def iter_all(self) -> Iterator[Blob]:
        """In the order of their names, a folder at a time, so that a million files need no memory."""
        for shard in sorted(self._blobs.glob("??")):
            for folder in sorted(shard.glob("??")):
                for path in sorted(folder.iterdir()):
                    if is_sha256(path.name) and (blob := self.stat(path.name)):
                        yield blob

    def delete(self, sha256: str) -> None:
        path = self._path(sha256)
        with suppress(FileNotFoundError):
            path.unlink()
            _fsync_folder(path.parent)

    def discard(self, sha256: str, *, idle_seconds: float) -> bool:
        """Under the lock of the folder, so that no `put` can find the blob there and see it go the next moment."""
        path = self._path(sha256)
        with suppress(FileNotFoundError), _locked(path.parent):
            if time.time() - path.stat().st_mtime < idle_seconds:
                return False
            path.unlink()
            _fsync_folder(path.parent)
        return True

    def idle_seconds(self, sha256: str) -> float | None:
        try:
            return max(0.0, time.time() - self._path(sha256).stat().st_mtime)
        except (FileNotFoundError, BlobMissing):
            return None

    def free_bytes(self) -> int:
        return shutil.disk_usage(self.root).free

    @contextmanager
    def materialise(self, sha256: str) -> Iterator[Path]:
        path = self._path(sha256)
        if not path.is_file():
            raise BlobMissing(sha256)
        yield path

    def _path(self, sha256: str) -> Path:
        if not is_sha256(sha256):
            raise BlobMissing(sha256)
        return self._blobs / sha256[:2] / sha256[2:4] / sha256

    def _require_space(self) -> None:
        if self.free_bytes() < self.min_free_bytes:
            raise StoreFull

    def _copy(self, source: BinaryIO | Iterable[bytes], target: BinaryIO, max_bytes: int | None) -> Blob:
        digest, size, checked = hashlib.sha256(), 0, 0
        for chunk in chunks_of(source):
            size += len(chunk)
            if max_bytes is not None and size > max_bytes:
                raise BlobTooLarge(max_bytes)
            digest.update(chunk)
            target.write(chunk)
            if size - checked >= _SPACE_CHECK_EVERY:
                checked = size
                self._require_space()
        target.flush()
        return Blob(digest.hexdigest(), size)

    def _finish(self, temp: Path, handle: BinaryIO, blob: Blob) -> None:
        final = self._path(blob.sha256)
        self._make_shard(final.parent)
        with _locked(final.parent):
            if self.stat(blob.sha256) == blob:
                os.utime(final)  # a twin: it is wanted anew, which `discard` must know
            else:  # absent, or cut short by some accident: the whole one takes its place
                os.fchmod(handle.fileno(), 0o440)
                os.fsync(handle.fileno())
                temp.replace(final)
        # Also for a twin: the process that wrote it may not have come to this line yet.
        _fsync_folder(final.parent)

    def _make_shard(self, shard: Path) -> None:
        for folder in (shard.parent, shard):
            with suppress(FileExistsError):
                folder.mkdir(mode=0o750)
                _fsync_folder(folder.parent)

    @contextmanager
    def _temp_file(self) -> Iterator[tuple[Path, BinaryIO]]:
        path, handle = self._locked_temp()
        try:
            with handle:
                yield path, handle
        finally:
            path.unlink(missing_ok=True)

    def _locked_temp(self) -> tuple[Path, BinaryIO]:
        """The lock says that the writer lives; a cleaner that came between create and lock has unlinked the file."""
        while True:
            path = self._temp / secrets.token_hex(16)
            handle = path.open("xb")
            fcntl.flock(handle, fcntl.LOCK_EX)
            if os.fstat(handle.fileno()).st_nlink:
                return path, handle
            handle.close()

    def _remove_stale_temps(self) -> None:
        for path in self._temp.glob("*"):
            with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()


class _Window(io.RawIOBase):
    """The next `length` bytes of a file and no more, so that a range is never read past its end."""

    def __init__(self, handle: BinaryIO, length: int) -> None:
        super().__init__()
        self._handle, self._left = handle, length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        data = self._handle.read(min(len(view), self._left))
        view[: len(data)] = data
        self._left -= len(data)
        return len(data)

    def close(self) -> None:
        self._handle.close()
        super().close()


def _write_marker(root: Path) -> None:
    temp = root / f".{MARKER}.{secrets.token_hex(8)}"
    with temp.open("x", encoding="ascii") as handle:
        handle.write(MARKER_TEXT)
        handle.flush()
        os.fsync(handle.fileno())
    temp.replace(root / MARKER)
    _fsync_folder(root)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _space_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise StoreFull from error
        raise
