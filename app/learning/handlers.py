"""The worker's share of learning: when enough was decided it trains, and after a switch it suggests anew in batches."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.accounts.permissions import SYSTEM
from app.core.clock import now
from app.core.db import Database
from app.core.runtime import Runtime
from app.documents import tagging
from app.documents.models import Document, Lifecycle
from app.ingest.suggesting import Suggester, made_on
from app.instruments import service as instruments
from app.jobs import queue
from app.jobs.queue import Lease
from app.learning import gathering, queries, service
from app.learning.models import LearnedVersion
from indexer.tag_training import learn

log = structlog.get_logger(__name__)

DOCUMENTS_AT_ONCE = 20
_TICK_SECONDS = 60.0


class Learning:
    """Handlers of the queue; each transaction begins by proving that the job is still ours."""

    def __init__(self, database: Database, suggester: Suggester) -> None:
        self.database, self.suggester = database, suggester

    def train_job(self, leases: Sequence[Lease]) -> None:
        lease = leases[0]
        train(self.database, lease.payload["instrument_id"], lease)

    def recompute_job(self, leases: Sequence[Lease]) -> None:
        """One batch of documents; the next one is a job of its own, so that a kill costs little."""
        lease = leases[0]
        version_id, after = lease.payload["version_id"], lease.payload["after"]
        with self.database.read() as session:
            is_chosen = version_id in queries.active_ids(session)
            ids = queries.undecided_documents(session, after=after, limit=DOCUMENTS_AT_ONCE) if is_chosen else []
        for document_id in ids:
            self._recompute(document_id, lease)
        with self.database.write() as session:
            queue.complete(session, lease)
            if ids:
                service.enqueue_recomputing(session, version_id, after=ids[-1])

    def _recompute(self, document_id: int, lease: Lease) -> None:
        with self.database.read() as session:
            document = session.get(Document, document_id)
            if document is None or document.current_revision_id is None:
                return
            revision_id = document.current_revision_id
            pages = queries.pages(session, revision_id)
            title, kind = document.title, document.kind.value
            day = made_on(document.enacted_on, document.year)
        found = self.suggester.suggest(pages, title=title, kind=kind, made_on=day)
        with self.database.write() as session:
            queue.guard(session, lease)
            fresh = session.get(Document, document_id)
            if fresh is None or fresh.lifecycle is Lifecycle.TRASHED or fresh.current_revision_id != revision_id:
                return
            decided = queries.decided_indicators(session, document_id)
            tagging.replace_suggestions(session, fresh, [one for one in found if one.indicator_id not in decided])


def train(database: Database, instrument_id: str, lease: Lease | None = None) -> LearnedVersion | None:
    """Read what is new, learn, measure, keep; None where too little is decided. Nothing is open while it learns."""

    def guard(session: Session) -> None:
        if lease is not None:
            queue.guard(session, lease)

    gathering.read_what_is_new(database, instrument_id, guard)
    with database.read() as session:
        examples = gathering.examples(session, instrument_id)
        number = service.next_number(session, instrument_id)
    confirmations = sum(len(example.confirmed) for example in examples)
    rejections = sum(len(example.rejected) for example in examples)
    is_enough = confirmations + rejections >= service.ENOUGH_DECISIONS
    made = learn(examples, version=number, everyday=gathering.everyday(database)) if is_enough else None
    with database.write() as session:
        guard(session)
        kept = None
        service.retire(session)
        if made is not None:
            counts = (confirmations, rejections, len(examples))
            kept = service.keep(session, SYSTEM, instrument_id, *made, counts)
        if lease is not None:
            queue.complete(session, lease)
    return kept


@contextmanager
def by_the_clock(runtime: Runtime) -> Iterator[None]:
    """While the block runs, training is asked for once enough was decided and curators have paused."""
    stop = threading.Event()

    def ring() -> None:
        while not stop.wait(_TICK_SECONDS):
            try:
                ask_for_training(runtime)
            except SQLAlchemyError:
                log.warning("database not reachable, learning waits")

    thread = threading.Thread(target=ring, name="learning", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _retire(database: Database) -> None:
    with database.read() as session:
        is_needed = bool(queries.of_former_ways(session))
    if is_needed:
        with database.write() as session:
            service.retire(session)


def ask_for_training(runtime: Runtime) -> list[str]:
    """The instruments for which another training is worth it now; what was learned in a former way is put away."""
    _retire(runtime.database)
    threshold, quiet = runtime.settings.learn_after, timedelta(minutes=runtime.settings.learn_quiet_minutes)
    if not threshold:
        return []
    with runtime.database.read() as session:
        due = [
            row.id
            for row in instruments.listing(session)
            if service.is_due(session, row.id, threshold=threshold, before=now() - quiet)
        ]
    if due:
        with runtime.database.write() as session:
            for instrument_id in due:
                service.enqueue_training(session, instrument_id)
    return due
