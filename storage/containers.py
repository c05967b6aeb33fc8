"""What a zip container holds, read from its directory alone and within caps, before any parser opens it."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

_TAIL = 65_557  # the end record and the longest comment it may carry
_END, _END64, _LOCATOR64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # all that the office formats allow
_SMALL_MEMBER = 4 * 1024**2


@dataclass(frozen=True, slots=True)
class ZipCaps:
    """How much a container may promise to become."""

    directory_bytes: int = 4 * 1024**2
    members: int = 10_000
    total_bytes: int = 512 * 1024**2
    ratio: int = 200
    ratio_from_bytes: int = 16 * 1024**2


class ContainerBroken(Exception):
    """Not a whole zip file."""


class ContainerLocked(Exception):
    """Members are encrypted."""


class ContainerBomb(Exception):
    """It would unpack to more than the caps allow."""


class Container:
    """An opened zip whose directory has passed the caps; members are read whole, and only small ones."""

    def __init__(self, stream: BinaryIO, caps: ZipCaps | None = None) -> None:
        caps = caps or ZipCaps()
        if _directory_size(stream) > caps.directory_bytes:
            raise ContainerBomb
        try:
            self._zip = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
            raise ContainerBroken from error
        self._check(caps, _length(stream))

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._zip.namelist())

    def read(self, name: str) -> bytes:
        try:
            if self._zip.getinfo(name).file_size > _SMALL_MEMBER:
                raise ContainerBomb
            return self._zip.read(name)
        except KeyError:
            return b""
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, zlib.error) as error:
            raise ContainerBroken from error

    def content_types(self) -> frozenset[str]:
        """The part types that an Office package declares for its named parts."""
        return frozenset(
            element.get("ContentType", "")
            for element in _xml(self.read("[Content_Types].xml"))
            if element.tag.endswith("Override")
        )

    def _check(self, caps: ZipCaps, packed: int) -> None:
        members = self._zip.infolist()
        total = sum(member.file_size for member in members)
        if len(members) > caps.members or total > caps.total_bytes:
            raise ContainerBomb
        if total > caps.ratio_from_bytes and total > packed * caps.ratio:
            raise ContainerBomb
        if any(member.flag_bits & 1 for member in members):
            raise ContainerLocked
        if any(member.compress_type not in _METHODS for member in members):
            raise ContainerBroken


def _xml(data: bytes):  # type: ignore[no-untyped-def]
    try:
        return fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise ContainerBroken from error


def _length(stream: BinaryIO) -> int:
    return stream.seek(0, io.SEEK_END)


def _directory_size(stream: BinaryIO) -> int:
    """The directory's own size: zipfile would read it whole, whatever it is, before it can be counted."""
    start = max(0, _length(stream) - _TAIL)
    stream.seek(start)
    tail = stream.read(_TAIL)
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + 22:
        raise ContainerBroken
    size: int = struct.unpack_from("<L", tail, end + 12)[0]
    if end >= 20 and tail[end - 20 : end - 16] == _LOCATOR64:
        size = max(size if size != 0xFFFFFFFF else 0, _directory_size_64(tail, end, start))
    return size


def _directory_size_64(tail: bytes, end: int, start: int) -> int:
    record: int = struct.unpack_from("<Q", tail, end - 12)[0] - start
    if record < 0 or tail[record : record + 4] != _END64 or len(tail) < record + 56:
        raise ContainerBroken
    size: int = struct.unpack_from("<Q", tail, record + 40)[0]
    return size
