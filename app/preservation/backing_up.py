"""Makes a backup while web and worker go on: blobs, then the database in one snapshot, then what came meanwhile."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Table
from sqlmodel import Session, col, func, select

from app.core.clock import now
from app.core.runtime import Runtime
from app.documents.models import Document
from app.preservation import portable, wanted
from app.preservation.keeping import blobs_kept
from app.preservation.models import BackupRecord
from storage.backup import PARTIAL_SUFFIX, SCHEMA, ArchiveWriter, part_name
from storage.blobs import BlobMissing, StorageError
from storage.manifest import Manifest, TablePart

NAME = "pustaka-{:%Y%m%d-%H%M%S}.tar"
_NAMES = "pustaka-*.tar"
_PART_BYTES = 4 * 1024**2
OLD_AFTER = timedelta(days=7)
Progress = Callable[[int, int], None]  # how many files of how many have been looked at


def _in_silence(_done: int, _total: int) -> None:
    """Nobody watches."""


class NoPlaceForBackup(StorageError):
    def __init__(self, where: object) -> None:
        super().__init__(f"Folder untuk {where} tidak ada. Buat foldernya atau pasang media penyimpanannya.")


@dataclass(frozen=True, slots=True)
class Made:
    """`lacking` are files that the library itself no longer has whole; everything else is in the archive."""

    path: Path
    size: int
    documents: int
    blobs: int
    blob_bytes: int
    taken_over: int
    lacking: tuple[str, ...]
    fingerprint: str


def back_up(runtime: Runtime, where: Path, *, tell: Progress = _in_silence) -> Made:
    """Into a file, or into a folder under a name of its own; an interrupted backup there is carried on."""
    target = _target_in(where)
    if not target.parent.is_dir():
        raise NoPlaceForBackup(target)
    with blobs_kept(runtime.settings), ArchiveWriter(target) as writer:
        taken_over = writer.blobs.count
        with runtime.database.engine.connect() as connection:
            stored = _names(connection)
        _add_blobs(runtime, writer, stored, tell)
        manifest = Manifest(version=version("pustaka-spbe"))
        with _snapshot(runtime) as connection:
            manifest.created_at = now().isoformat()
            documents = _add_tables(connection, writer, manifest)
            manifest.lacking = _add_blobs(runtime, writer, _names(connection), tell)
        fingerprint = writer.finish(manifest)
    return _record(
        runtime,
        Made(
            target,
            target.stat().st_size,
            documents,
            manifest.blobs,
            manifest.blob_bytes,
            taken_over,
            tuple(manifest.lacking),
            fingerprint,
        ),
    )


def last(session: Session) -> BackupRecord | None:
    return session.exec(select(BackupRecord).order_by(col(BackupRecord.finished_at).desc()).limit(1)).first()


def is_overdue(record: BackupRecord | None) -> bool:
    return record is None or record.finished_at < now() - OLD_AFTER


def _target_in(where: Path) -> Path:
    """The interrupted one in the folder, the latest first, or a new name; a file is what it says."""
    if not where.is_dir():
        return where
    begun = sorted(where.glob(f"{_NAMES}{PARTIAL_SUFFIX}"))
    if begun:
        return begun[-1].with_name(begun[-1].name.removesuffix(PARTIAL_SUFFIX))
    return where / NAME.format(now())


def _names(connection: Connection) -> list[str]:
    return sorted(connection.execute(wanted.names()).scalars())


def _add_blobs(runtime: Runtime, writer: ArchiveWriter, names: list[str], tell: Progress) -> list[str]:
    """Those that are not in yet; returns the names of what is missing or damaged in the store."""
    failed = list[str]()
    for number, sha256 in enumerate(names, start=1):
        if not writer.holds(sha256) and not _add_blob(runtime, writer, sha256):
            failed.append(sha256)
        tell(number, len(names))
    return failed


def _add_blob(runtime: Runtime, writer: ArchiveWriter, sha256: str) -> bool:
    found = runtime.store.stat(sha256)
    if found is None:
        return False
    try:
        with runtime.store.open(sha256) as source:
            return writer.add_blob(sha256, found.size, source)
    except BlobMissing:
        return False


@contextmanager
def _snapshot(runtime: Runtime) -> Iterator[Connection]:
    """One state of the whole database, however long it takes to write down; SQLite's transactions are so anyway."""
    engine = runtime.database.engine
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with engine.connect() as connection:
        yield connection


def _add_tables(connection: Connection, writer: ArchiveWriter, manifest: Manifest) -> int:
    manifest.schema = MigrationContext.configure(connection).get_current_revision() or ""
    writer.add(SCHEMA, json.dumps({"schema": manifest.schema}).encode())
    for table in portable.tables_of(connection):
        manifest.parts += _add_table(connection, writer, table)
    return int(connection.execute(select(func.count()).select_from(Document)).scalar_one())


def _add_table(connection: Connection, writer: ArchiveWriter, table: Table) -> Iterator[TablePart]:
    """In parts of a few megabytes: a member of tar says its size first, and memory stays flat."""
    waiting, size, number = list[bytes](), 0, 0
    for line in portable.lines_of(connection, table):
        waiting.append(line)
        size += len(line)
        if size >= _PART_BYTES:
            number += 1
            yield _add_part(writer, table.name, number, waiting)
            waiting, size = [], 0
    if waiting:
        yield _add_part(writer, table.name, number + 1, waiting)


def _add_part(writer: ArchiveWriter, table: str, number: int, lines: list[bytes]) -> TablePart:
    name, data = part_name(table, number), b"".join(lines)
    return TablePart(name, len(lines), len(data), writer.add(name, data))


def _record(runtime: Runtime, made: Made) -> Made:
    """The archive is whole by now; a library that cannot note it says so the next time it is asked for a backup."""
    with runtime.database.write() as session:
        session.add(
            BackupRecord(
                file_name=made.path.name,
                size=made.size,
                documents=made.documents,
                blobs=made.blobs,
                lacking=len(made.lacking),
                fingerprint=made.fingerprint,
            )
        )
    return made
