"""Puts the parts together, once, for web, worker and command line alike; only this room knows them all."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from app.core import migrations
from app.core.config import Settings
from app.core.db import Database
from app.core.errors import Unavailable
from app.core.runtime import Runtime
from app.coverage.openings import Openings
from app.curation import handlers as curation_handlers
from app.documents import kinds, naming
from app.documents.column_store import ColumnStore
from app.evidence import handlers as evidence_handlers
from app.ingest import clearing as scanning
from app.ingest.clearing import Clearing
from app.ingest.pictures import LANE as PICTURES_LANE
from app.ingest.pictures import Pictures
from app.ingest.pipeline import Pipeline
from app.ingest.recognising import LANE as OCR_LANE
from app.ingest.recognising import Recognition
from app.ingest.service import LANE as INGEST_LANE
from app.ingest.service import SINGLE
from app.ingest.suggesting import Suggester
from app.ingest.unpacking import Unpacker
from app.instruments import service as instruments
from app.jobs.worker import Handler, Lane, Worker
from app.learning import service as learning
from app.learning.handlers import Learning, by_the_clock
from app.preservation import handlers as preservation_handlers
from app.preservation import service as care
from app.search import indexing
from app.search.indexing import Indexer
from app.search.remembering import RememberedAnswers
from app.search.waiting import Settled
from app.searches.logbook import SearchLog
from app.stewardship import handlers as stewardship_handlers
from app.taxonomies.kinds_now import KindsNow, called_rightly
from app.taxonomies.spoken import SpokenWords
from app.twins import handlers as twin_handlers
from indexer.extract.sandbox import Sandbox
from indexer.index.generations import Generations
from indexer.ocr import Recogniser
from storage.local import MARKER, LocalBlobStore
from storage.scratch import scratch


class DataFolderRefused(Unavailable):
    """The data folder is not one of ours, or has lost its store."""

    slug = "folder-data-ditolak"
    title = "Folder data tidak dapat dipakai"


def is_initialised(settings: Settings) -> bool:
    return (settings.blob_dir / MARKER).is_file()


def initialise(settings: Settings) -> bool:
    """Create or upgrade everything; True when it was created. Refuses a folder that holds something else."""
    is_new = not is_initialised(settings)
    if is_new:
        _refuse_foreign_folder(settings)
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o750)
        LocalBlobStore.init(settings.blob_dir, min_free_bytes=settings.min_free_bytes)
    database = Database(settings.resolved_database_url)
    try:
        migrations.upgrade(database)
        with database.write() as session:
            instruments.install_builtin(session)
    finally:
        database.dispose()
    return is_new


@contextmanager
def runtime(settings: Settings) -> Iterator[Runtime]:
    """An initialised installation, opened. Raises StoreNotInitialised when the store has lost its marker."""
    naming.register_handlers()
    evidence_handlers.register_handlers()
    twin_handlers.register_handlers()
    curation_handlers.register_handlers()
    stewardship_handlers.register_handlers()
    preservation_handlers.register_handlers()
    store = LocalBlobStore(settings.blob_dir, min_free_bytes=settings.min_free_bytes)
    database = Database(settings.resolved_database_url)
    database.keep(ColumnStore(), Settled(), RememberedAnswers(settings.search_cache_entries), SpokenWords())
    kinds_now = KindsNow(database)
    database.keep(kinds_now)
    kinds_now.bring()
    generations = Generations(settings.index_dir)
    try:
        with SearchLog(database, settings) as search_log, Openings(database, settings) as openings:
            yield Runtime(settings, database, store, generations, search_log, openings)
    finally:
        kinds.use(kinds.USUAL)
        generations.close()
        database.dispose()


@contextmanager
def worker(parts: Runtime) -> Iterator[Worker]:
    """A worker with its own extraction helper; it begins by comparing the index with the database."""
    with parts.database.write() as session:
        indexing.request_reconcile(session)
        if parts.settings.clamd:
            scanning.request_missing(session)
    with (
        scratch(parts.settings.scratch_dir) as folder,
        Sandbox(scratch=folder) as sandbox,
        care.by_the_clock(parts),
        by_the_clock(parts),
    ):
        yield worker_with(parts, sandbox)


def worker_with(parts: Runtime, sandbox: Sandbox) -> Worker:
    """A worker on a helper that somebody else ends; lanes keep indexing going while large files are read."""
    settings = parts.settings
    recogniser, suggester = Recogniser(), Suggester(parts.database, settings)
    pipeline = Pipeline(parts.database, parts.store, sandbox, settings, suggester, recogniser)
    recognition = Recognition(parts.database, parts.store, sandbox, settings, suggester, recogniser)
    pictures = Pictures(parts.database, parts.store, sandbox, parts.derived, settings)
    clearing = Clearing(parts.database, parts.store, settings)
    unpacker = Unpacker(parts.database, parts.store, settings)
    indexer = Indexer(parts.database, parts.generations)
    rounds = care.Care(parts)
    learner = Learning(parts.database, suggester)
    handlers: Mapping[str, Handler] = {
        "read": lambda leases: pipeline.run(leases[0]),
        "recognise": lambda leases: recognition.run(leases[0]),
        "draw": lambda leases: pictures.run(leases[0]),
        "clear": lambda leases: clearing.run(leases[0]),
        "unpack": lambda leases: unpacker.run(leases[0]),
        "index": indexer.update,
        "rebuild": indexer.rebuild_job,
        "reconcile": indexer.reconcile_job,
        care.FIXITY: rounds.fixity_job,
        care.DAILY: rounds.daily_job,
        learning.TRAIN: learner.train_job,
        learning.RECOMPUTE: learner.recompute_job,
    }
    lanes = (
        Lane(INGEST_LANE, threads=settings.worker_threads),
        Lane(INGEST_LANE, threads=1, least_priority=SINGLE),
        Lane(OCR_LANE, threads=settings.ocr_threads),
        Lane(PICTURES_LANE, threads=1, yields_to=INGEST_LANE),
        Lane(indexing.LANE, threads=1, batch=indexing.BATCH, yields_to=INGEST_LANE, patience=indexing.PATIENCE),
        Lane(care.LANE, threads=1),
        Lane(learning.LANE, threads=1),
    )
    return Worker(
        parts.database,
        settings,
        lanes=lanes,
        handlers={name: called_rightly(parts.database, handler) for name, handler in handlers.items()},
    )


def _refuse_foreign_folder(settings: Settings) -> None:
    folder = settings.data_dir
    ours = {settings.blob_dir.name}
    if folder.exists() and any(entry.name not in ours for entry in folder.iterdir()):
        raise DataFolderRefused(
            f"Folder {folder} sudah berisi berkas lain atau kehilangan penanda penyimpanannya. "
            "Periksa apakah media penyimpanan sudah terpasang, atau pilih folder kosong."
        )
