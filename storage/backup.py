"""The archive of a backup: a plain tar of members with checksums, written so that it can go on where it was stopped.

Order: header, blobs, schema, tables, late blobs, manifest, seal. What is not whole has no seal.
See docs/decisions/0013-backup-format.md.
"""

import errno
import fcntl
import hashlib
import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from storage.blobs import CHUNK, StoreFull
from storage.manifest import FORMAT, BlobList, Manifest, TablePart
from storage.members import (
    BLOCK,
    ArchiveProblem,
    Bounded,
    Member,
    damaged,
    head_of,
    members,
    padding,
    sync_folder,
    told_when_full,
)

PARTIAL_SUFFIX = ".belum-selesai"
HEADER, SCHEMA, MANIFEST, SEAL = "PUSTAKA-CADANGAN.json", "database/schema.json", "manifest.json", "manifest.sha256"
_BLOB = re.compile(r"blobs/([0-9a-f]{2})/([0-9a-f]{2})/((?:\1\2)[0-9a-f]{60})")
_TABLE = re.compile(r"database/([a-z_]{1,60})/([0-9]{6})\.jsonl")


class ArchiveWriter:
    """Appends members to a file beside the target and renames it when all is in; goes on where another stopped."""

    def __init__(self, target: Path) -> None:
        self.target, self.partial = target, target.with_name(target.name + PARTIAL_SUFFIX)
        if target.exists():
            raise ArchiveProblem(f"{target} sudah ada. Pilih nama lain; cadangan lama tidak pernah ditimpa.")
        self.blobs, self.held = BlobList(), set[bytes]()
        with told_when_full():
            self._file: BinaryIO = self.partial.open("a+b")
        _lock(self._file, self.partial)
        self._file.seek(0)
        self._keep_what_is_whole()

    def __enter__(self) -> "ArchiveWriter":
        return self

    def __exit__(self, *_: object) -> None:
        with told_when_full():
            self._file.close()

    def holds(self, sha256: str) -> bool:
        return bytes.fromhex(sha256) in self.held

    def add_blob(self, sha256: str, size: int, source: IO[bytes]) -> bool:
        """False when the bytes are not those of the name: then nothing of them stays in the archive."""
        start = self._file.seek(0, io.SEEK_END)
        self._write(head_of(blob_name(sha256), size))
        digest, written = hashlib.sha256(), 0
        while written <= size and (chunk := source.read(CHUNK)):
            digest.update(chunk)
            written += len(chunk)
            self._write(chunk)
        if (digest.hexdigest(), written) != (sha256, size):
            self._cut(start)
            return False
        self._write(padding(size))
        self._count(sha256, size)
        return True

    def add(self, name: str, data: bytes) -> str:
        """The member's checksum."""
        for piece in (head_of(name, len(data)), data, padding(len(data))):
            self._write(piece)
        return hashlib.sha256(data).hexdigest()

    def finish(self, manifest: Manifest) -> str:
        """Seal, sync and rename; returns the fingerprint by which a person can tell this very archive."""
        manifest.blobs, manifest.blob_bytes = self.blobs.count, self.blobs.size
        manifest.blob_list_sha256 = self.blobs.sha256
        fingerprint = self.add(MANIFEST, manifest.as_json())
        self.add(SEAL, f"{fingerprint}  {MANIFEST}\n".encode())
        self._write(bytes(2 * BLOCK))
        with told_when_full():
            self._file.flush()
            os.fsync(self._file.fileno())
        self.partial.rename(self.target)
        sync_folder(self.target.parent)
        return fingerprint

    def _keep_what_is_whole(self) -> None:
        """Header and blobs that are whole stay; the first that is not, and any snapshot of the database, go."""
        end = 0
        try:
            for member in members(self._file):
                if not self._is_kept(member, is_first=end == 0):
                    break
                end += BLOCK + member.size + len(padding(member.size))
        except ArchiveProblem:
            pass
        self._cut(end)
        if end == 0:
            self.add(HEADER, json.dumps({"format": FORMAT}).encode())

    def _is_kept(self, member: Member, *, is_first: bool) -> bool:
        if is_first:
            return member.name == HEADER and _format_of(member) == FORMAT
        found = _BLOB.fullmatch(member.name)
        if found is None or member.stream.sha256() != found[3]:
            return False
        self._count(found[3], member.size)
        return True

    def _count(self, sha256: str, size: int) -> None:
        self.held.add(bytes.fromhex(sha256))
        self.blobs.add(sha256, size)

    def _write(self, data: bytes) -> None:
        with told_when_full():
            self._file.write(data)

    def _cut(self, end: int) -> None:
        with told_when_full():
            self._file.flush()
        self._file.truncate(end)


class Visitor(Protocol):
    """Who takes the members of an archive, in their order. Checksums are only certain when `walk` has returned."""

    def blob(self, sha256: str, size: int, stream: Bounded) -> None: ...

    def schema(self, revision: str) -> None: ...

    def rows(self, table: str, lines: Iterator[bytes]) -> None:
        """All lines must be taken."""
        ...


def walk(path: Path, visitor: Visitor) -> tuple[Manifest, str]:
    """Every member of a whole archive, verified; returns manifest and fingerprint. Raises ArchiveProblem."""
    try:
        with path.open("rb") as stream:
            return _Walk(visitor).through(stream)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StoreFull from error
        raise ArchiveProblem(f"{path} tidak dapat dibaca. Periksa nama berkas dan media penyimpanannya.") from error


def blob_name(sha256: str) -> str:
    return f"blobs/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def part_name(table: str, number: int) -> str:
    return f"database/{table}/{number:06}.jsonl"


class _Walk:
    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.blobs = visitor, BlobList()
        self.schema, self.parts = "", list[TablePart]()

    def through(self, stream: BinaryIO) -> tuple[Manifest, str]:
        found = members(stream)
        self._begin(next(found, None))
        for member in found:
            if member.name == MANIFEST:
                data = member.small()
                fingerprint = hashlib.sha256(data).hexdigest()
                self._end(found, stream, fingerprint)
                return self._agreeing(Manifest.of_json(data)), fingerprint
            self._take(member)
        raise damaged("daftar isinya tidak ada")

    def _begin(self, member: Member | None) -> None:
        if member is None or member.name != HEADER:
            raise ArchiveProblem("Berkas ini bukan cadangan Pustaka SPBE. Periksa nama berkasnya.")
        if _format_of(member) != FORMAT:
            raise ArchiveProblem("Cadangan ini dibuat Pustaka yang lebih baru. Mutakhirkan programnya lebih dahulu.")

    def _take(self, member: Member) -> None:
        if blob := _BLOB.fullmatch(member.name):
            self._take_blob(blob[3], member)
        elif member.name == SCHEMA and not self.schema:
            self.schema = _word_in(member, "schema")
            self.visitor.schema(self.schema)
        elif (table := _TABLE.fullmatch(member.name)) and self.schema:
            self._take_rows(table[1], member)
        else:
            raise damaged(f"ada isi yang tidak dikenal, “{member.name[:80]}”")

    def _take_blob(self, sha256: str, member: Member) -> None:
        self.visitor.blob(sha256, member.size, member.stream)
        if member.stream.sha256() != sha256:
            raise damaged(f"isi berkas {sha256[:12]}… tidak sama dengan sidik jarinya")
        self.blobs.add(sha256, member.size)

    def _take_rows(self, table: str, member: Member) -> None:
        count = 0

        def counted() -> Iterator[bytes]:
            nonlocal count
            for line in member.lines():
                count += 1
                yield line

        self.visitor.rows(table, counted())
        self.parts.append(TablePart(member.name, count, member.size, member.stream.sha256()))

    def _end(self, rest: Iterator[Member], stream: BinaryIO, fingerprint: str) -> None:
        seal = next(rest, None)
        if seal is None or seal.name != SEAL or seal.small() != f"{fingerprint}  {MANIFEST}\n".encode():
            raise damaged("segelnya tidak cocok dengan daftar isinya")
        if next(rest, None) is not None:
            raise damaged("ada isi sesudah segelnya")
        while chunk := stream.read(CHUNK):
            if chunk.strip(b"\0"):
                raise damaged("ada isi sesudah akhirnya")

    def _agreeing(self, manifest: Manifest) -> Manifest:
        seen = (self.schema, self.parts, self.blobs.count, self.blobs.size, self.blobs.sha256)
        told = (manifest.schema, manifest.parts, manifest.blobs, manifest.blob_bytes, manifest.blob_list_sha256)
        if seen != told:
            raise damaged("isinya tidak sama dengan daftar isinya")
        return manifest


def _format_of(member: Member) -> int:
    found = _object_in(member).get("format")
    if not isinstance(found, int):
        raise damaged("kepalanya tidak terbaca")
    return found


def _word_in(member: Member, key: str) -> str:
    found = _object_in(member).get(key)
    if not isinstance(found, str) or not found:
        raise damaged(f"“{member.name}” tidak terbaca")
    return found


def _object_in(member: Member) -> dict[str, object]:
    try:
        found = json.loads(member.small())
    except (ValueError, RecursionError) as error:
        raise damaged(f"“{member.name}” tidak terbaca") from error
    return found if isinstance(found, dict) else {}


def _lock(file: BinaryIO, path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise ArchiveProblem(f"Cadangan lain sedang ditulis ke {path}. Tunggu sampai selesai.") from None
