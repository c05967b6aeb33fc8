"""Works the queue: lanes of threads take leases, one heartbeat keeps them. Knows no slice; handlers are given."""

import os
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlmodel import Session

from app.core.config import Settings
from app.core.db import Database
from app.core.ids import request_id
from app.jobs import queue
from app.jobs.mishaps import is_mishap
from app.jobs.queue import Lease, LeaseLost

log = structlog.get_logger(__name__)

T = TypeVar("T")
MISHAP_PAUSE = 15.0  # before work begins anew that a full disk or a locked database had stopped
UNREACHABLE_PAUSE = 1.0
URGENT = 1  # a job of this priority yields to no other lane: somebody is waiting for it
# A handler gets jobs of one kind and completes each in the transaction that holds its effect.
Handler = Callable[[Sequence[Lease]], None]


class Postpone(Exception):
    """Raised by a handler when what it needs is busy: try again soon, nothing is wrong."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"postponed by {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Lane:
    """Jobs of one lane share threads; `batch` is how many are taken at once.

    Two entries of the same name add up. One with `least_priority` keeps its threads for urgent jobs, so that what a
    person waits for never stands behind a long file of an import. One that `yields_to` another lane leaves what is not
    urgent until that has nothing to do: both would only share the same processors. With `patience` it only waits until
    one of its jobs has waited that many seconds, and then takes all it may, so that a batch is worth its commit.
    """

    name: str
    threads: int
    batch: int = 1
    least_priority: int | None = None
    yields_to: str | None = None
    patience: float | None = None


@dataclass(slots=True)
class Tally:
    done: int = 0
    failed: int = 0


class Worker:
    """One process's share of the work. `run()` until told to stop, `run_until_empty()` for scripts and tests."""

    def __init__(
        self, database: Database, settings: Settings, *, lanes: Sequence[Lane], handlers: Mapping[str, Handler]
    ) -> None:
        self.database, self.settings = database, settings
        self.lanes, self.handlers = lanes, handlers
        self.name = f"{socket.gethostname()}:{os.getpid()}:{request_id()}"
        self.tally = Tally()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._held: dict[int, Lease] = {}
        self._fault: Exception | None = None

    def run(self) -> None:
        """Raises when a lane broke down: a process that no longer works must end, so that it is started again."""
        self._start_up()
        threads = self._threads(until_empty=False)
        self._stopping.wait()
        self._finish(threads)

    def run_until_empty(self) -> Tally:
        self._start_up()
        threads = self._threads(until_empty=True)
        for thread in threads:
            thread.join()
        self._stopping.set()
        self._finish([])
        return self.tally

    def stop(self) -> None:
        self._stopping.set()

    def _start_up(self) -> None:
        with self.database.write() as session:
            queue.reclaim(session, is_dead_here)
            queue.beat(session, self.name)
        threading.Thread(target=self._beat, name="heartbeat", daemon=True).start()

    def _threads(self, *, until_empty: bool) -> list[threading.Thread]:
        threads = [
            threading.Thread(target=self._run_lane, args=(lane, until_empty), name=f"{lane.name}-{number}", daemon=True)
            for lane in self.lanes
            for number in range(lane.threads)
        ]
        for thread in threads:
            thread.start()
        return threads

    def _finish(self, threads: Sequence[threading.Thread]) -> None:
        for thread in threads:
            thread.join(timeout=self.settings.extract_wall_seconds)
        with suppress(SQLAlchemyError), self.database.write() as session:
            queue.forget(session, self.name)
        if self._fault is not None:
            raise self._fault

    def _run_lane(self, lane: Lane, until_empty: bool) -> None:
        try:
            self._work(lane, until_empty)
        except Exception as fault:
            log.error("lane broke down", lane=lane.name, exc_info=fault)
            self._fault = fault
            self._stopping.set()

    def _work(self, lane: Lane, until_empty: bool) -> None:
        while not self._stopping.is_set():
            try:
                leases = self._take(lane)
            except OperationalError as error:
                if not is_mishap(error):
                    raise
                log.warning("queue is not reachable, waiting", lane=lane.name, error=str(error.orig))
                self._stopping.wait(UNREACHABLE_PAUSE)
                continue
            if leases:
                self._handle_all(leases)
            elif until_empty and self._is_empty():
                return
            else:
                self._stopping.wait(self.settings.worker_poll_seconds if not until_empty else 0.05)

    def _take(self, lane: Lane) -> list[Lease]:
        with self.database.read() as session:
            yields = lane.yields_to is not None and queue.has_free(session, lane.yields_to)
            least_priority = URGENT if yields and lane.patience is None else lane.least_priority
            waited = lane.patience or 0.0 if yields else 0.0
            if not queue.has_free(session, lane.name, least_priority=least_priority, waited_seconds=waited):
                return []
        with self.database.write() as session:
            leases = queue.lease(
                session,
                worker=self.name,
                lane=lane.name,
                seconds=self.settings.lease_seconds,
                limit=lane.batch,
                least_priority=least_priority,
            )
        with self._lock:
            self._held.update({lease.job_id: lease for lease in leases})
        return leases

    def _handle_all(self, leases: Sequence[Lease]) -> None:
        by_kind: dict[str, list[Lease]] = defaultdict(list)
        for lease in leases:
            by_kind[lease.kind].append(lease)
        for kind, group in by_kind.items():
            self._handle(kind, group)
        with self._lock:
            for lease in leases:
                self._held.pop(lease.job_id, None)

    def _handle(self, kind: str, leases: list[Lease]) -> None:
        started = time.monotonic()
        try:
            self.handlers[kind](leases)
        except LeaseLost:
            log.warning("lease lost, effect dropped", kind=kind)
        except Postpone as pause:
            self._postpone(leases, pause.seconds)
        except Exception as error:
            if is_mishap(error):
                log.warning("disk or database in the way, trying again", kind=kind, error=str(error))
                self._postpone(leases, MISHAP_PAUSE)
                return
            log.error("job failed", kind=kind, jobs=[lease.job_id for lease in leases], exc_info=error)
            self._give_back(leases, repr(error))
        else:
            self._count(done=len(leases))
            log.info("jobs done", kind=kind, count=len(leases), seconds=round(time.monotonic() - started, 2))

    def _postpone(self, leases: Sequence[Lease], seconds: float) -> None:
        for lease in leases:
            self._tell(partial(queue.postpone, held=lease, seconds=seconds))

    def _give_back(self, leases: Sequence[Lease], error: str) -> None:
        allowed = self.settings.job_attempts
        for lease in leases:
            again = self._tell(partial(queue.give_back, held=lease, error=error, attempts_allowed=allowed))
            self._count(failed=1 if again is False else 0)

    def _tell(self, write: Callable[[Session], T]) -> T | None:
        """Tell how a job went until the database hears it; None when the job is no longer ours or we have to go."""
        while True:
            try:
                with self.database.write() as session:
                    return write(session)
            except LeaseLost:
                return None
            except OperationalError as error:
                if not is_mishap(error):
                    raise
                log.warning("queue is not reachable, waiting", error=str(error.orig))
                if self._stopping.wait(UNREACHABLE_PAUSE):
                    return None

    def _count(self, *, done: int = 0, failed: int = 0) -> None:
        with self._lock:
            self.tally.done += done
            self.tally.failed += failed

    def _is_empty(self) -> bool:
        with self.database.read() as session:
            return queue.unfinished(session) == 0

    def _beat(self) -> None:
        pause = min(queue.BEAT_SECONDS, self.settings.lease_seconds / 3)
        while not self._stopping.wait(pause):
            with suppress(SQLAlchemyError), self.database.write() as session:
                queue.beat(session, self.name)
                for lease in self._current():
                    with suppress(LeaseLost):
                        queue.renew(session, [lease], seconds=self.settings.lease_seconds)

    def _current(self) -> list[Lease]:
        with self._lock:
            return list(self._held.values())


def is_dead_here(worker: str) -> bool:
    """Whether the worker ran on this machine and its process is gone; others are left to their lease."""
    host, pid = (*worker.rsplit(":", 2), "")[:2]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return int(pid) == os.getpid()
