"""The worker itself, with handlers of our own: lanes, failures, postponing, stopping and keeping leases alive."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from app.core.config import Settings
from app.core.db import Database
from app.jobs import queue
from app.jobs.queue import Lease
from app.jobs.worker import URGENT, Handler, Lane, Postpone, Worker
from tests.conftest import settings_in

pytestmark = pytest.mark.slow


def make(database: Database, settings: Settings, handler: Handler, *, threads: int = 1, batch: int = 1) -> Worker:
    return Worker(database, settings, lanes=[Lane("uji", threads, batch)], handlers={"uji": handler})


def add(database: Database, count: int) -> None:
    with database.write() as session:
        for number in range(count):
            queue.enqueue(session, "uji", lane="uji", payload={"n": number})


def completing(database: Database, seen: list[int]) -> Handler:
    def handle(leases: Sequence[Lease]) -> None:
        with database.write() as session:
            for lease in leases:
                seen.append(lease.payload["n"])
                queue.complete(session, lease)

    return handle


def test_everything_waiting_is_done_in_batches(database: Database, settings: Settings) -> None:
    add(database, 7)
    seen: list[int] = []
    tally = make(database, settings, completing(database, seen), batch=3).run_until_empty()
    assert seen == list(range(7))
    assert (tally.done, tally.failed) == (7, 0)


def test_one_bad_job_does_not_stop_the_others(database: Database, settings: Settings) -> None:
    add(database, 3)
    seen: list[int] = []
    complete = completing(database, seen)

    def handle(leases: Sequence[Lease]) -> None:
        if leases[0].payload["n"] == 1:
            raise ValueError("tidak dapat dibaca")
        complete(leases)

    impatient = settings.model_copy(update={"job_attempts": 1})
    tally = make(database, impatient, handle).run_until_empty()
    assert seen == [0, 2]
    assert (tally.done, tally.failed) == (2, 1)


def test_a_busy_resource_is_waited_for(database: Database, settings: Settings) -> None:
    add(database, 1)
    seen: list[int] = []
    complete, tries = completing(database, seen), []

    def handle(leases: Sequence[Lease]) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise Postpone(0.05)
        complete(leases)

    tally = make(database, settings, handle).run_until_empty()
    assert (len(tries), tally.done, tally.failed) == (3, 1, 0)


@pytest.mark.slow
def test_a_long_job_is_kept_alive_by_the_heartbeat(database: Database, settings: Settings) -> None:
    """Its lease is shorter than the work; another worker beside it must not get it."""
    add(database, 1)
    brief = settings_in(settings.data_dir, lease_seconds=9)
    seen: list[int] = []
    complete = completing(database, seen)

    def slowly(leases: Sequence[Lease]) -> None:
        time.sleep(11)
        complete(leases)

    workers = [make(database, brief, slowly) for _ in range(2)]
    threads = [threading.Thread(target=worker.run_until_empty) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [0]


@pytest.mark.parametrize(
    ("patience", "urgent", "order"),
    [
        (None, 0, ["baca", "baca", "gambar"]),
        (None, URGENT, ["gambar", "baca", "baca"]),
        (0.0, 0, ["gambar", "baca", "baca"]),
        (60.0, 0, ["baca", "baca", "gambar"]),
    ],
)
def test_a_lane_yields_to_what_is_wanted_first(
    patience: float | None, urgent: int, order: list[str], database: Database, settings: Settings
) -> None:
    done: list[str] = []

    def handle(leases: Sequence[Lease]) -> None:
        while leases[0].kind == "baca" and order[0] == "gambar" and "gambar" not in done:
            time.sleep(0.01)
        with database.write() as session:
            done.append(leases[0].kind)
            queue.complete(session, leases[0])

    with database.write() as session:
        for lane, priority in (("baca", 0), ("baca", 0), ("gambar", urgent)):
            queue.enqueue(session, lane, lane=lane, priority=priority)
    lanes = [Lane("gambar", 1, yields_to="baca", patience=patience), Lane("baca", 1)]
    Worker(database, settings, lanes=lanes, handlers={"baca": handle, "gambar": handle}).run_until_empty()
    assert done == order


def test_stopping_ends_a_running_worker(database: Database, settings: Settings) -> None:
    seen: list[int] = []
    worker = make(database, settings, completing(database, seen), threads=2)
    thread = threading.Thread(target=worker.run)
    thread.start()
    add(database, 4)
    _wait(lambda: len(seen) == 4)
    worker.stop()
    thread.join(timeout=60)
    assert not thread.is_alive()
    with database.read() as session:
        assert queue.is_somebody_working(session) is False


def _wait(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _replaced_by_noise(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"bukan basis data " * 1000)


def _replaced_by_nothing(path: Path) -> None:
    """SQLite takes an empty file for an empty database: it is operational, it only has no tables."""
    path.unlink()
    path.touch()


@pytest.mark.parametrize("ruin", [_replaced_by_noise, _replaced_by_nothing])
def test_a_worker_that_can_no_longer_work_ends(
    database: Database, settings: Settings, ruin: Callable[[Path], None]
) -> None:
    """It must not sit there alive and idle: whoever started it starts another."""
    worker = make(database, settings, completing(database, []), threads=2)
    faults: list[Exception] = []

    def run() -> None:
        try:
            worker.run()
        except DatabaseError as fault:
            faults.append(fault)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        _wait(lambda: _is_somebody_working(database))
        for path in settings.data_dir.glob("pustaka.db-*"):
            path.unlink(missing_ok=True)
        ruin(settings.data_dir / "pustaka.db")
        database.dispose()
        thread.join(timeout=90)
        assert not thread.is_alive()
    finally:
        worker.stop()
    assert len(faults) == 1


def _is_somebody_working(database: Database) -> bool:
    with database.read() as session:
        return queue.is_somebody_working(session)
