"""Leases, fences and retries: nothing is lost, nothing is done twice, and a worker that lost its job writes nothing."""

import threading
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import Session, col, select

from app.core.clock import now
from app.core.db import Database
from app.jobs import queue
from app.jobs.models import Job, JobState
from app.jobs.queue import Lease, LeaseLost
from app.jobs.worker import is_dead_here


def add(database: Database, count: int = 1, *, kind: str = "uji", lane: str = "uji", priority: int = 0) -> None:
    with database.write() as session:
        for number in range(count):
            queue.enqueue(session, kind, lane=lane, payload={"n": number}, priority=priority)


def take(database: Database, worker: str = "a", *, limit: int = 1, seconds: int = 30) -> list[Lease]:
    with database.write() as session:
        return queue.lease(session, worker=worker, lane="uji", seconds=seconds, limit=limit)


def job(database: Database) -> Job:
    with database.read() as session:
        return session.exec(select(Job).order_by(col(Job.id).desc())).one()


def test_the_most_urgent_comes_first_then_the_oldest(database: Database) -> None:
    add(database, 2)
    add(database, 1, priority=5)
    assert [lease.payload["n"] for lease in take(database, limit=3)] == [0, 0, 1]
    assert [lease.payload["n"] for lease in take(database)] == []


def test_whether_one_has_waited_so_long(database: Database) -> None:
    add(database)
    with database.read() as session:
        assert queue.has_free(session, "uji")
        assert not queue.has_free(session, "uji", waited_seconds=10)
        with time_machine.travel(now() + timedelta(seconds=11), tick=True):
            assert queue.has_free(session, "uji", waited_seconds=10)


def test_a_job_is_held_by_one_worker_until_its_lease_runs_out(database: Database) -> None:
    add(database)
    first = take(database, "a")
    assert take(database, "b") == []
    with time_machine.travel(now() + timedelta(seconds=31), tick=True):
        second = take(database, "b")
    assert second[0].job_id == first[0].job_id
    assert second[0].fence == first[0].fence + 1


@pytest.mark.parametrize("act", ["guard", "complete", "renew", "give_back", "fail", "postpone"])
def test_a_lost_lease_cannot_write_anything(act: str, database: Database) -> None:
    add(database)
    lost = take(database, "a")[0]
    with time_machine.travel(now() + timedelta(seconds=31), tick=True):
        assert take(database, "b")
    with pytest.raises(LeaseLost):
        _write_and(act, database, lost)
    found = job(database)
    assert (found.kind, found.worker, found.state, found.attempts) == ("uji", "b", JobState.RUNNING, 0)


def _write_and(act: str, database: Database, lost: Lease) -> None:
    with database.write() as session:
        queue.enqueue(session, "akibat", lane="uji")
        _act(session, act, lost)


def _act(session: Session, act: str, lease: Lease) -> None:
    if act == "guard":
        queue.guard(session, lease)
    elif act == "complete":
        queue.complete(session, lease)
    elif act == "renew":
        queue.renew(session, [lease], seconds=30)
    elif act == "give_back":
        queue.give_back(session, lease, error="", attempts_allowed=3)
    elif act == "fail":
        queue.fail(session, lease, error="")
    else:
        queue.postpone(session, lease, seconds=1)


def test_a_finished_job_stays_finished(database: Database) -> None:
    add(database)
    lease = take(database)[0]
    with database.write() as session:
        queue.complete(session, lease)
    with time_machine.travel(now() + timedelta(days=1), tick=True):
        assert take(database) == []
    with pytest.raises(LeaseLost), database.write() as session:
        queue.complete(session, lease)


def test_renewing_keeps_it(database: Database) -> None:
    add(database)
    lease = take(database)[0]
    with time_machine.travel(now() + timedelta(seconds=20), tick=True), database.write() as session:
        queue.renew(session, [lease], seconds=30)
    with time_machine.travel(now() + timedelta(seconds=40), tick=True):
        assert take(database, "b") == []


def test_failures_are_tried_again_ever_later_and_then_given_up(database: Database) -> None:
    add(database)
    moment = now()
    for attempt in range(1, 4):
        moment += timedelta(minutes=10)
        with time_machine.travel(moment, tick=True):
            lease = take(database)[0]
            with database.write() as session:
                again = queue.give_back(session, lease, error="rusak " * 1000, attempts_allowed=3)
            assert again is (attempt < 3)
            assert take(database) == [], "not at once"
    assert job(database).state is JobState.FAILED
    assert len(job(database).error) == 2000
    with database.write() as session:
        assert queue.retry_failed(session) == 1
    assert take(database)


def test_postponing_counts_no_attempt(database: Database) -> None:
    add(database)
    with database.write() as session:
        queue.postpone(session, queue.lease(session, worker="a", lane="uji", seconds=30)[0], seconds=5)
    assert take(database) == []
    with time_machine.travel(now() + timedelta(seconds=6), tick=True):
        assert take(database)[0].attempts == 0


def test_jobs_of_the_dead_are_free_at_once_those_of_the_living_are_not(database: Database) -> None:
    add(database, 2)
    take(database, "mati")
    take(database, "hidup")
    with database.write() as session:
        assert queue.reclaim(session, lambda worker: worker == "mati") == 1
    assert [lease.payload["n"] for lease in take(database, "b", limit=5)] == [0]


def test_one_waiting_job_for_one_thing_is_enough(database: Database) -> None:
    def ask() -> None:
        with database.write() as session:
            queue.enqueue(session, "index", lane="uji", subject="document:1")

    ask()
    ask()
    with database.read() as session:
        assert queue.unfinished(session) == 1
    take(database)
    ask()
    with database.read() as session:
        assert queue.unfinished(session) == 2, "a change during the work needs another look"


def test_a_job_appears_with_its_transaction_or_not_at_all(database: Database) -> None:
    with database.write() as session:
        queue.enqueue(session, "uji", lane="uji")
        session.flush()
        session.rollback()
    assert take(database) == []


def test_two_workers_never_do_one_job_twice(database: Database) -> None:
    """Real threads on a real database: every job is taken exactly once."""
    total = 60
    add(database, total)
    done: list[int] = []
    lock = threading.Lock()

    def work(name: str) -> None:
        while leases := take(database, name, limit=3):
            for lease in leases:
                with database.write() as session:
                    queue.complete(session, lease)
                with lock:
                    done.append(lease.payload["n"])

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == list(range(total))


def test_who_is_dead_is_known_on_this_machine_only() -> None:
    assert is_dead_here("lain-mesin:1:abc") is False
    assert is_dead_here("tanpa-bentuk") is False


def test_a_beat_tells_that_somebody_works(database: Database) -> None:
    with database.write() as session:
        assert queue.is_somebody_working(session) is False
        queue.beat(session, "a")
    with database.write() as session:
        assert queue.is_somebody_working(session) is True
        queue.forget(session, "a")
    with database.write() as session:
        assert queue.is_somebody_working(session) is False
        queue.beat(session, "b")
    with time_machine.travel(now() + timedelta(minutes=1), tick=True), database.read() as session:
        assert queue.is_somebody_working(session) is False
