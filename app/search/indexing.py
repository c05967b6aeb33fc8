"""Keeps the index equal to the database: single documents as they change, the whole when it is missing or outdated."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

import structlog
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from app.core.db import Database
from app.core.tables import saved_id
from app.documents.models import Document, Lifecycle
from app.jobs import queue
from app.jobs.queue import Lease
from app.jobs.worker import Postpone
from app.search.loading import load, stamp_of
from indexer.index.generations import Generations
from indexer.index.port import IndexBusy, IndexDocument, IndexStats, IndexUnavailable

log = structlog.get_logger(__name__)

LANE = "index"
BATCH = 200
PATIENCE = 2.0  # seconds that a text may wait for others during an import, so that fewer commits disturb the searchers
_BUSY_PAUSE = 2.0


class Indexer:
    """The only writer of the index. Jobs come in batches, so that many uploads cost few commits."""

    def __init__(self, database: Database, generations: Generations) -> None:
        self.database, self.generations = database, generations

    def update(self, leases: Sequence[Lease]) -> None:
        """Bring the documents of these jobs up to date. A missing index is built anew instead: it will hold them."""
        try:
            self._write({lease.payload["document_id"] for lease in leases})
        except IndexBusy as busy:
            raise Postpone(_BUSY_PAUSE) from busy
        except IndexUnavailable:
            log.warning("no usable index, asking for a new one")
            self._complete(leases, rebuild=True)
            return
        self._complete(leases, rebuild=False)

    def rebuild_job(self, leases: Sequence[Lease]) -> None:
        try:
            self.rebuild()
        except IndexBusy as busy:
            raise Postpone(_BUSY_PAUSE) from busy
        self._complete(leases, rebuild=False)

    def rebuild(self) -> IndexStats:
        """Build a new generation beside the old one; what changes meanwhile is replayed before the swap."""
        return self.generations.rebuild(self.all_documents(), changed_since=self.changed_since)

    def reconcile_job(self, leases: Sequence[Lease]) -> None:
        """Commits are not synced to disk and a swap may miss a late one: compare all stamps, mend what differs."""
        try:
            index = self.generations.open_current()
            if index.stats().needs_rebuild:
                raise IndexUnavailable("the index was made by another version")
            stale, gone = self._differences(index.stamps())
            if stale or gone:
                self._write({*stale, *gone})
        except IndexBusy as busy:
            raise Postpone(_BUSY_PAUSE) from busy
        except IndexUnavailable:
            self._complete(leases, rebuild=True)
            return
        self._complete(leases, rebuild=False)

    def all_documents(self) -> Iterator[IndexDocument]:
        """Every document that may be found by somebody."""
        with self.database.read() as session:
            wanted = select(Document.id).where(Document.lifecycle != Lifecycle.TRASHED).order_by(col(Document.id))
            ids = [document_id for document_id in session.exec(wanted) if document_id is not None]
        yield from load(self.database, ids)

    def changed_since(self, stamps: dict[int, str]) -> tuple[Iterator[IndexDocument], list[int]]:
        """Documents whose stamp differs from these, and ids that have no place in the index any more."""
        stale, gone = self._differences(stamps)
        return load(self.database, stale), gone

    def _differences(self, stamps: dict[int, str]) -> tuple[list[int], list[int]]:
        current = self.current_stamps()
        stale = [document_id for document_id, stamp in current.items() if stamps.get(document_id) != stamp]
        return stale, [document_id for document_id in stamps if document_id not in current]

    def current_stamps(self) -> dict[int, str]:
        with self.database.read() as session:
            wanted = select(Document.id, Document.version).where(Document.lifecycle != Lifecycle.TRASHED)
            return {saved_id(document_id): stamp_of(version) for document_id, version in session.exec(wanted)}

    def _write(self, ids: set[int]) -> None:
        index = self.generations.open_current()
        loaded = list(load(self.database, sorted(ids)))
        with index.write() as writer:
            for document in loaded:
                writer.put(document)
            for gone in ids - {document.id for document in loaded}:
                writer.delete(gone)

    def _complete(self, leases: Sequence[Lease], *, rebuild: bool) -> None:
        with self.database.write() as session:
            for lease in leases:
                queue.complete(session, lease)
            if rebuild:
                request_rebuild(session)


def request_rebuild(session: Session) -> None:
    """Ask the worker for a new index; asking twice builds once."""
    queue.enqueue(session, "rebuild", lane=LANE, subject="index", priority=1)


def ask_for_new_index(database: Database) -> None:
    """From a request that had to do without: nobody waits for it, and a busy database is asked by the next one."""
    with database.read() as session:
        if queue.is_under_way(session, "rebuild", "index"):
            return
    with suppress(OperationalError), database.write() as session:
        request_rebuild(session)


def request_reconcile(session: Session) -> None:
    """Ask the worker to compare index and database, as it does whenever it starts."""
    queue.enqueue(session, "reconcile", lane=LANE, subject="index")
