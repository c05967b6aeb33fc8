"""Zip archives for tests: honest ones, and those that people and attackers hand in."""

import io
import struct
import zipfile
from collections.abc import Mapping


def make_zip(files: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=compression)
    return written.getvalue()


def make_zip_with_link(name: str, target: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, target)
    return written.getvalue()


def make_locked_zip(files: Mapping[str, bytes]) -> bytes:
    """Marked as encrypted in every header, as archivers do when a password was given."""
    content = bytearray(make_zip(files, compression=zipfile.ZIP_STORED))
    for signature, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(signature, start)) >= 0:
            struct.pack_into("<H", content, start + flags_at, 1)
            start += 4
    return bytes(content)


def with_broken_member(content: bytes, inside: bytes) -> bytes:
    """One byte of a stored member is turned over, so that its checksum no longer fits."""
    at = content.index(inside)
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
