"""Pictures and other pieces made from blobs, which can be made again: `<folder>/ab/cd/<sha256>/<name>`.

A cache beside the blobs, never in a backup. It may be deleted at any time, and failing to keep something here is no
error: whoever asked has the bytes in hand.
"""

import os
import re
import secrets
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from storage.blobs import is_sha256

MIN_FREE_BYTES = 512 * 1024**2  # the last room on the disk belongs to originals
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_TEMP, _TEMP_SECONDS = ".tmp-", 3600.0


class DerivedStore:
    """Several threads and processes may use one folder at the same time. Names are like `page-12-w1000.webp`."""

    def __init__(self, folder: Path, *, min_free_bytes: int = MIN_FREE_BYTES) -> None:
        self.folder = folder
        self.min_free_bytes = min_free_bytes

    def put(self, sha256: str, name: str, data: bytes) -> bool:
        """Keep it, whole or not at all, in place of what had that name; False when there is no room or no access."""
        target = self._path(sha256, name)
        temp = target.with_name(f"{_TEMP}{secrets.token_hex(8)}")
        try:
            if not self._has_room(len(data)):
                return False
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            with temp.open("xb") as handle:
                handle.write(data)
            temp.replace(target)
        except OSError:
            with suppress(OSError):
                temp.unlink(missing_ok=True)
            return False
        return True

    def open(self, sha256: str, name: str) -> BinaryIO | None:
        """None when it is not there (any more), or cannot be read: make it again."""
        try:
            return self._path(sha256, name).open("rb")
        except OSError:
            return None

    def get(self, sha256: str, name: str) -> bytes | None:
        try:
            return self._path(sha256, name).read_bytes()
        except OSError:
            return None

    def has(self, sha256: str, name: str) -> bool:
        return self._path(sha256, name).is_file()

    def forget(self, sha256: str) -> None:
        """All that was made from this blob; what cannot be deleted now the next sweep will try again."""
        shutil.rmtree(self._home(sha256), ignore_errors=True)

    def size(self) -> int:
        """Bytes of all files. Others may be writing meanwhile."""
        return sum(_size(Path(folder) / name) for folder, _, names in os.walk(self.folder) for name in names)

    def sweep(self, live: Collection[str]) -> int:
        """Forget what was made from blobs that are no more; how many those were. What killed writers left goes too."""
        gone = self.gone(live)
        for sha256 in gone:
            self.forget(sha256)
        self._remove_stale_temps()
        return len(gone)

    def gone(self, live: Collection[str]) -> list[str]:
        """The names of the blobs that are no more, but have pieces here."""
        return [sha256 for sha256 in self._all() if sha256 not in live]

    def _remove_stale_temps(self) -> None:
        """Writing takes a moment: what has lain for an hour is nobody's."""
        for path in self.folder.glob(f"??/??/*/{_TEMP}*"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _TEMP_SECONDS:
                    path.unlink()

    def _all(self) -> Iterator[str]:
        for path in self.folder.glob("??/??/*"):
            if is_sha256(path.name):
                yield path.name

    def _has_room(self, size: int) -> bool:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        return shutil.disk_usage(self.folder).free - size >= self.min_free_bytes

    def _path(self, sha256: str, name: str) -> Path:
        """A name that could lead elsewhere is a mistake of the caller."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a name for a derived piece: {name!r}")
        return self._home(sha256) / name

    def _home(self, sha256: str) -> Path:
        if not is_sha256(sha256):
            raise ValueError(f"not the name of a blob: {sha256!r}")
        return self.folder / sha256[:2] / sha256[2:4] / sha256


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
