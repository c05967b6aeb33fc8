"""Reads zip archives that people hand in to upload many files at once; names in them are shown, never used as paths.

The directory must pass the caps before a member is touched, and a member is never longer than the directory says.
"""

import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast

from storage.blobs import BlobTooLarge
from storage.containers import Container, ContainerBomb, ContainerBroken, ContainerLocked, ZipCaps
from storage.names import extension_of, safe_file_name

CAPS = ZipCaps(directory_bytes=16 * 1024**2, members=10_000, total_bytes=8 * 1024**3, ratio=200)
_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_CLUTTER = re.compile(r"(?i)^(\.ds_store|thumbs\.db|desktop\.ini|__macosx|\._.*|~\$.*)$")
_NESTED = frozenset({"zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "xz"})
_OFFICE_MARKS = ("[Content_Types].xml", "mimetype")
_IN_MEMORY = 4 * 1024**2
_CHUNK = 1024**2
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


class ArchiveRefused(Exception):
    """The archive as a whole is not opened; the reason is Indonesian and says what to do."""


class MemberBroken(Exception):
    """The bytes of one member do not fit what the archive says of it."""

    def __init__(self) -> None:
        super().__init__("Berkas ini rusak di dalam zip. Buat ulang zip dari berkas aslinya, lalu unggah kembali.")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in the archive. `path` is what people see; `reason` says why it is not taken, if it is not."""

    number: int
    path: str
    size: int
    reason: str = ""

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


def is_archive(stream: BinaryIO, file_name: str) -> bool:
    """A zip by its name and its first bytes; what merely calls itself one is refused by the look at its type."""
    if extension_of(file_name) != "zip":
        return False
    stream.seek(0)
    head = stream.read(4)
    stream.seek(0)
    return head in _SIGNATURES


def is_clutter(path: str) -> bool:
    """What operating systems leave in folders; nobody means to upload it."""
    return any(_CLUTTER.match(part) for part in re.split(r"[/\\]", path) if part not in {".", ".."})


class Archive:
    """An opened zip whose directory has passed the caps. Raises ArchiveRefused."""

    def __init__(self, stream: BinaryIO, caps: ZipCaps = CAPS) -> None:
        _check(stream, caps)
        self._zip = zipfile.ZipFile(stream)
        self._entries = self._zip.infolist()

    def members(self) -> Iterator[Member]:
        """Every file but clutter, in the order of the directory."""
        for number, entry in enumerate(self._entries):
            if not entry.is_dir() and not is_clutter(entry.filename):
                path = shown_path(entry.filename)
                yield Member(number, path, entry.file_size, _reason_against(entry, path))

    @contextmanager
    def opened(self, number: int, *, max_bytes: int) -> Iterator[BinaryIO]:
        """One member as a seekable stream. Raises MemberBroken, BlobTooLarge."""
        if self._entries[number].file_size > max_bytes:
            raise BlobTooLarge(max_bytes)
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
            unpacked = cast("BinaryIO", copy)
            self._copy(number, unpacked, max_bytes)
            unpacked.seek(0)
            yield unpacked

    def _copy(self, number: int, target: BinaryIO, max_bytes: int) -> None:
        try:
            with self._zip.open(self._entries[number]) as source:
                while chunk := source.read(_CHUNK):
                    target.write(chunk)
                    if target.tell() > max_bytes:
                        raise BlobTooLarge(max_bytes)
        except _BROKEN as error:
            raise MemberBroken from error


def shown_path(name: str) -> str:
    """The path in the archive as a row shows it: cleaned part by part, without ways up or roots."""
    parts = [part for part in re.split(r"[/\\]", name) if part.strip(" .")]
    return "/".join(safe_file_name(part) for part in parts) or safe_file_name(name)


def _check(stream: BinaryIO, caps: ZipCaps) -> None:
    try:
        names = Container(stream, caps).names
    except ContainerLocked:
        raise ArchiveRefused(
            "Zip ini dikunci kata sandi. Buka dengan kata sandinya, lalu unggah isinya atau zip tanpa sandi."
        ) from None
    except ContainerBomb:
        raise ArchiveRefused(
            f"Isi zip ini melebihi batas aman ({caps.members} berkas, {caps.total_bytes // 1024**3} GiB, "
            f"pemampatan {caps.ratio} kali). Bagi menjadi beberapa zip yang lebih kecil."
        ) from None
    except ContainerBroken:
        raise ArchiveRefused(
            "Zip ini rusak, terpotong, atau dimampatkan dengan cara yang belum didukung. "
            "Ekstrak di komputer Anda, lalu unggah foldernya."
        ) from None
    if any(mark in names for mark in _OFFICE_MARKS):
        raise ArchiveRefused(
            "Isi berkas ini dokumen Office, bukan zip. "
            "Kembalikan akhiran namanya, misalnya menjadi .docx, lalu unggah kembali."
        )


def _reason_against(entry: zipfile.ZipInfo, path: str) -> str:
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "Tautan di dalam zip tidak diambil. Masukkan berkas aslinya ke dalam zip."
    if extension_of(path) in _NESTED:
        return "Arsip di dalam zip tidak dibuka. Ekstrak lebih dahulu, atau unggah arsip itu tersendiri."
    return ""
