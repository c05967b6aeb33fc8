"""What the worker does by the clock: re-reading in slices, and once a day what has had its time is let go."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, delete, func, select

from app.core.clock import now
from app.core.runtime import Runtime
from app.coverage import tallies
from app.documents import changelog
from app.jobs import queue
from app.jobs.models import Job, JobState
from app.jobs.queue import Lease
from app.notices import service as notices
from app.preservation import purging, released, rounds
from app.searches import keeping
from app.stewardship import reminding

log = structlog.get_logger(__name__)

LANE = "care"
FIXITY, DAILY = "fixity", "daily"
_TICK_SECONDS = 60.0
_DAY = timedelta(hours=23)  # a little less than a day, so that the hour does not wander


class Care:
    """The handlers of the lane; one thread, which is idle nearly always."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime

    def fixity_job(self, leases: Sequence[Lease]) -> None:
        rounds.read_due(self.runtime)
        self._complete(leases)

    def daily_job(self, leases: Sequence[Lease]) -> None:
        gone = purging.purge_expired(self.runtime)
        freed = released.let_go(self.runtime)
        rounds.look_for_orphans(self.runtime)
        swept = rounds.sweep_pictures(self.runtime)
        with self.runtime.database.write() as session:
            keeping.forget_old(session, self.runtime.settings)
            tallies.forget_old(session, self.runtime.settings)
            changelog.prune(session)
            reminding.daily(session, self.runtime.settings)
            notices.forget_old(session, self.runtime.settings.notice_days)
        log.info("daily round", purged=gone, freed=freed, pictures=swept)
        self._complete(leases)

    def _complete(self, leases: Sequence[Lease]) -> None:
        with self.runtime.database.write() as session:
            for lease in leases:
                queue.complete(session, lease)
            _forget_done_rounds(session)


@contextmanager
def by_the_clock(runtime: Runtime) -> Iterator[None]:
    """While the block runs, rounds are asked for as their time comes; asking costs one look a minute."""
    stop = threading.Event()

    def ring() -> None:
        while True:
            try:
                ask_for_rounds(runtime)
            except SQLAlchemyError:
                log.warning("database not reachable, rounds wait")
            if stop.wait(_TICK_SECONDS):
                return

    ask_for_rounds(runtime)
    thread = threading.Thread(target=ring, name="rounds", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def ask_for_rounds(runtime: Runtime) -> None:
    with runtime.database.read() as session:
        wanted = [
            kind
            for kind, is_due in ((FIXITY, rounds.is_anything_due(session, runtime)), (DAILY, _is_a_day_over(session)))
            if is_due
        ]
    if wanted:
        with runtime.database.write() as session:
            for kind in wanted:
                ask_for(session, kind)


def ask_for(session: Session, kind: str) -> None:
    """After everything that people wait for: rounds have a lane of their own and the least priority."""
    queue.enqueue(session, kind, lane=LANE, subject=kind, priority=-10)


def _is_a_day_over(session: Session) -> bool:
    last = session.exec(select(func.max(Job.finished_at)).where(Job.kind == DAILY, Job.state == JobState.DONE)).one()
    return last is None or last < now() - _DAY


def _forget_done_rounds(session: Session) -> None:
    """Sixty slices an hour would fill the queue's table with nothing that anybody asks for."""
    old = (col(Job.kind).in_((FIXITY, DAILY)), col(Job.state) == JobState.DONE, col(Job.finished_at) < now() - 2 * _DAY)
    session.execute(delete(Job).where(*old))
