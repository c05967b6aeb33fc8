"""The protocol every blob driver keeps (local folder now, S3 later), its one value and its errors.

A blob is named by the SHA-256 of its bytes and never changes. Human names, media types and rights live in the
database; nothing here ever sees them.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

CHUNK = 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Blob:
    """What a store knows of one stored file."""

    sha256: str
    size: int


class StorageError(Exception):
    """Base of all storage errors; its text is Indonesian and fit to be shown."""


class BlobMissing(StorageError):
    def __init__(self, sha256: str) -> None:
        super().__init__(
            "Isi berkas tidak ditemukan di tempat penyimpanan. Jalankan `pustaka doctor` dan pulihkan dari cadangan."
        )
        self.sha256 = sha256


class BlobTooLarge(StorageError):
    def __init__(self, max_bytes: int) -> None:
        megabytes = f"{max_bytes / 10**6:.1f}".rstrip("0").rstrip(".").replace(".", ",")
        super().__init__(f"Berkas melebihi batas {megabytes} MB. Perkecil atau bagi berkas itu, lalu unggah kembali.")
        self.max_bytes = max_bytes


class StoreFull(StorageError):
    def __init__(self) -> None:
        super().__init__(
            "Ruang penyimpanan server hampir habis, sehingga berkas belum disimpan. "
            "Hubungi admin untuk menambah ruang, lalu unggah kembali."
        )


class StoreNotInitialised(StorageError):
    def __init__(self, where: object) -> None:
        super().__init__(
            f"{where} bukan tempat penyimpanan Pustaka: berkas penandanya tidak ada. "
            "Periksa apakah media penyimpanan sudah terpasang, atau jalankan `pustaka init` untuk membuat yang baru."
        )


class StoreNotEmpty(StorageError):
    def __init__(self, where: object) -> None:
        super().__init__(
            f"{where} sudah berisi berkas lain dan tidak memiliki penanda Pustaka. Pilih folder lain yang masih kosong."
        )


class BlobStore(Protocol):
    """What the application may ask of any driver. Every method is safe to call from several threads."""

    def put(self, source: BinaryIO | Iterable[bytes], *, max_bytes: int | None = None) -> Blob:
        """Store the bytes durably and return their name; storing the same bytes again changes nothing.

        Raises BlobTooLarge, StoreFull; whatever it raises, nothing half-written stays behind.
        """
        ...

    def open(self, sha256: str, *, start: int = 0, length: int | None = None) -> BinaryIO:
        """The bytes from `start`, at most `length` of them; not promised to be seekable. Raises BlobMissing."""
        ...

    def stat(self, sha256: str) -> Blob | None: ...

    def iter_all(self) -> Iterator[Blob]: ...

    def delete(self, sha256: str) -> None:
        """Forget the blob; one that is not there is no error."""
        ...

    def discard(self, sha256: str, *, idle_seconds: float) -> bool:
        """Forget the blob unless it was put less than this long ago, also as a twin: its row may be on the way."""
        ...

    def idle_seconds(self, sha256: str) -> float | None:
        """How long ago the blob was last put, or None when it is not there."""
        ...

    def free_bytes(self) -> int | None:
        """Room left, or None where the driver cannot know."""
        ...

    def materialise(self, sha256: str) -> AbstractContextManager[Path]:
        """A readable local file for as long as the block runs, for a child process. Raises BlobMissing."""
        ...


def is_sha256(name: str) -> bool:
    """Whether the name can be a blob's: anything else never reaches a path or a key."""
    return _SHA256.fullmatch(name) is not None


def chunks_of(source: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    """A file object would iterate by lines, and a PDF may be one line: read it in pieces of a known size."""
    if hasattr(source, "read"):
        while chunk := source.read(CHUNK):
            yield chunk
    else:
        yield from source
