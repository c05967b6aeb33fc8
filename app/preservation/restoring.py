"""From an archive to a library, in an empty place only. All is built beside, checked, and appears with one last rename.

`composition.is_initialised` looks for the marker among the blobs, and these come last: what is half done is no library.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, inspect
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlmodel import Session, SQLModel, col, func, select

from alembic import command
from app.core import migrations
from app.core.config import Settings
from app.core.db import Database
from app.core.tables import TextEnum
from app.documents.models import Document
from app.jobs.models import Job, JobState
from app.preservation import portable, wanted
from app.search.indexing import request_rebuild
from storage.backup import walk
from storage.blobs import CHUNK, StorageError, StoreFull, is_sha256
from storage.local import LocalBlobStore
from storage.manifest import Manifest
from storage.members import Bounded, damaged, sync_folder, told_when_full

STAGE = ".pemulihan"
_DATABASE = "pustaka.db"
_BEGUN = "basis-data-dimulai"
_NEXT_TO_NOTHING = 1024**2


class PlaceNotEmpty(StorageError):
    def __init__(self, where: object) -> None:
        super().__init__(f"{where} sudah berisi sesuatu. Cadangan hanya dipulihkan ke tempat yang kosong.")


@dataclass(frozen=True, slots=True)
class Restored:
    """`lacking` are files that were already missing when the backup was made."""

    documents: int
    blobs: int
    schema: str
    lacking: tuple[str, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Checked:
    created_at: str
    version: str
    schema: str
    rows: int
    blobs: int
    blob_bytes: int
    lacking: tuple[str, ...]
    fingerprint: str


class _Looking:
    """Takes nothing: for checking an archive without restoring it."""

    def blob(self, sha256: str, size: int, stream: Bounded) -> None:
        """Its checksum is what counts."""

    def schema(self, revision: str) -> None:
        """Any will do."""

    def rows(self, table: str, lines: Iterator[bytes]) -> None:
        for _ in lines:
            pass


def check(archive: Path) -> Checked:
    """Every checksum of an archive. Raises ArchiveProblem."""
    manifest, fingerprint = walk(archive, _Looking())
    return Checked(
        created_at=manifest.created_at,
        version=manifest.version,
        schema=manifest.schema,
        rows=sum(part.rows for part in manifest.parts),
        blobs=manifest.blobs,
        blob_bytes=manifest.blob_bytes,
        lacking=tuple(manifest.lacking),
        fingerprint=fingerprint,
    )


def restore(archive: Path, settings: Settings) -> Restored:
    """Raises PlaceNotEmpty, ArchiveProblem or StoreFull; whatever it raises, there is no library afterwards."""
    stage = _prepare(settings)
    database = Database(settings.database_url or f"sqlite:///{(stage / _DATABASE).resolve()}")
    try:
        with told_when_full():
            restored = _fill(archive, settings, stage, database)
    except BaseException as error:
        database.dispose()
        is_full = isinstance(error, OperationalError) and shutil.disk_usage(stage).free < _NEXT_TO_NOTHING
        _clear(settings, stage)
        if is_full:  # SQLite says so in several ways, of which one is an I/O error
            raise StoreFull from error
        raise
    database.dispose()
    _publish(settings, stage)
    return restored


def _prepare(settings: Settings) -> Path:
    """An empty stage; what an interrupted restore of ours left is cleared away, and nothing else."""
    stage = settings.data_dir / STAGE
    if stage.is_dir():
        _clear(settings, stage)
    if settings.data_dir.exists() and any(settings.data_dir.iterdir()):
        raise PlaceNotEmpty(settings.data_dir)
    if settings.database_url:
        _require_empty_database(settings.database_url)
    stage.mkdir(parents=True, mode=0o750)
    return stage


def _clear(settings: Settings, stage: Path) -> None:
    """The blobs are published last: where they are, the place holds a library and is not ours to clear."""
    if settings.blob_dir.exists():
        raise PlaceNotEmpty(settings.data_dir)
    if (stage / _BEGUN).exists():
        _drop_everything(settings.database_url)
    for name in (_DATABASE, f"{_DATABASE}-wal", f"{_DATABASE}-shm"):
        (settings.data_dir / name).unlink(missing_ok=True)
    shutil.rmtree(stage)


def _require_empty_database(url: str) -> None:
    database = Database(url)
    try:
        if inspect(database.engine).get_table_names():
            raise PlaceNotEmpty("Basis data tujuan")
    finally:
        database.dispose()


def _drop_everything(url: str) -> None:
    database = Database(url)
    metadata = MetaData()
    metadata.reflect(database.engine)
    metadata.drop_all(database.engine)
    database.dispose()


def _fill(archive: Path, settings: Settings, stage: Path, database: Database) -> Restored:
    store = LocalBlobStore.init(stage / settings.blob_dir.name, min_free_bytes=settings.min_free_bytes)
    if settings.database_url:
        (stage / _BEGUN).touch()
        sync_folder(stage)
    with database.engine.execution_options(pustaka_write=True).connect() as connection:
        loading = _Loading(store, database, connection)
        manifest, fingerprint = walk(archive, loading)
        loading.finish()
    migrations.upgrade(database)
    _check_words(database)
    _check_blobs(database, store, manifest)
    with database.write() as session:
        _start_work_anew(session)
        documents = session.exec(select(func.count()).select_from(Document)).one()
    blobs = sum(1 for _ in store.iter_all())
    return Restored(documents, blobs, migrations.newest() or "", tuple(manifest.lacking), fingerprint)


class _Loading:
    """Puts blobs into the staged store and rows into a database with the schema that the archive was made with."""

    def __init__(self, store: LocalBlobStore, database: Database, connection: Connection) -> None:
        self.store, self.database, self.connection = store, database, connection
        self.tables: dict[str, Table] = {}

    def blob(self, sha256: str, size: int, stream: Bounded) -> None:
        if self.store.put(iter(lambda: stream.read(CHUNK), b"")).sha256 != sha256:
            raise damaged(f"isi berkas {sha256[:12]}… tidak sama dengan sidik jarinya")

    def schema(self, revision: str) -> None:
        _make_schema(self.connection, revision)
        self.tables = {table.name: table for table in portable.tables_of(self.connection)}
        for table in reversed(self.tables.values()):
            self.connection.execute(table.delete())  # what migrations put in comes from the archive, too

    def rows(self, table: str, lines: Iterator[bytes]) -> None:
        if table not in self.tables:
            raise damaged(f"tabel “{table}” tidak dikenal")
        try:
            portable.load(self.connection, self.tables[table], lines)
        except (SQLAlchemyError, OverflowError, UnicodeError) as error:
            if isinstance(error, OperationalError):  # the disk is full, or the server is gone: not the archive's fault
                raise
            raise damaged(f"data tabel “{table}” tidak dapat dimasukkan") from error

    def finish(self) -> None:
        portable.go_on_counting(self.connection, list(self.tables.values()))
        self.connection.commit()


def _make_schema(connection: Connection, revision: str) -> None:
    """By a whole name only: "head", and whatever else the migrations would take for one, is not what a backup says."""
    settings = migrations.config()
    if revision not in {known.revision for known in ScriptDirectory.from_config(settings).walk_revisions()}:
        raise damaged(f"skema “{revision[:40]}” tidak dikenal program ini; mungkin program pembuatnya lebih baru")
    settings.attributes["connection"] = connection
    command.upgrade(settings, revision)


def _check_words(database: Database) -> None:
    """Columns with a fixed choice of words hold one of them: another one would break every page that shows its row."""
    columns = [column for table in SQLModel.metadata.sorted_tables for column in table.columns]
    with database.engine.connect() as connection:
        for column in (column for column in columns if isinstance(column.type, TextEnum)):
            try:
                connection.execute(select(column).distinct()).all()
            except (LookupError, ValueError) as error:
                raise damaged(f"data tabel “{column.table.name}” memuat kata yang tidak dikenal") from error


def _check_blobs(database: Database, store: LocalBlobStore, manifest: Manifest) -> None:
    """Each file that a document has is there, unless it was already lost; what no document has is left out."""
    with database.engine.connect() as connection:
        needed = set(connection.execute(wanted.names()).scalars())
    if not all(is_sha256(sha256) for sha256 in needed):
        raise damaged("ada berkas dokumen yang sidik jarinya bukan sidik jari")
    missing = [sha256 for sha256 in needed.difference(manifest.lacking) if store.stat(sha256) is None]
    if missing:
        raise damaged(f"{len(missing)} berkas dokumen tidak ada di dalamnya")
    for blob in store.iter_all():
        if blob.sha256 not in needed:
            store.delete(blob.sha256)


def _start_work_anew(session: Session) -> None:
    """Nobody holds a job any more, and there is no index yet."""
    for job in session.exec(select(Job).where(col(Job.state) == JobState.RUNNING)):
        job.state, job.worker, job.lease_until = JobState.QUEUED, None, None
    request_rebuild(session)


def _publish(settings: Settings, stage: Path) -> None:
    """The database first, the blobs with their marker last."""
    if not settings.database_url:
        staged = stage / _DATABASE
        descriptor = os.open(staged, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
        staged.rename(settings.data_dir / _DATABASE)
        sync_folder(settings.data_dir)
    (stage / settings.blob_dir.name).rename(settings.blob_dir)
    sync_folder(settings.data_dir)
    shutil.rmtree(stage)
