"""Enqueue, lease, renew and finish. A job's effect and its completion are one transaction, guarded by the fence."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, update
from sqlmodel import Session, col, func, select

from app.core.clock import now
from app.core.tables import saved_id
from app.jobs.models import Job, JobState, WorkerBeat

BEAT_SECONDS = 5
BEAT_IS_STALE_AFTER = timedelta(seconds=20)


class LeaseLost(Exception):
    """Another worker has taken the job over; whatever this one was doing must not be written."""


@dataclass(frozen=True, slots=True)
class Lease:
    job_id: int
    fence: int
    kind: str
    attempts: int
    payload: dict[str, Any] = field(hash=False)
    priority: int = 0


def enqueue(
    session: Session,
    kind: str,
    *,
    lane: str,
    payload: dict[str, Any] | None = None,
    subject: str | None = None,
    priority: int = 0,
) -> None:
    """Add a job in the caller's transaction. A waiting job of the same kind and subject is enough: no second one."""
    if subject is not None and _is_waiting(session, kind, subject):
        return
    session.add(Job(kind=kind, lane=lane, payload=payload or {}, subject=subject, priority=priority))


def lease(
    session: Session,
    *,
    worker: str,
    lane: str,
    seconds: int,
    limit: int = 1,
    kind: str = "",
    least_priority: int | None = None,
) -> list[Lease]:
    """Take up to `limit` jobs that wait or whose holder fell silent; each gets a new fence.

    Abandoned ones first, then by priority, then the oldest.
    On PostgreSQL rows that another worker is taking are skipped; on SQLite the write transaction itself queues.
    """
    wanted = (col(Job.lane) == lane, *_at_least(least_priority), *([col(Job.kind) == kind] if kind else []))
    abandoned = select(Job).where(*wanted, _is_abandoned()).limit(limit)
    jobs = list(session.exec(abandoned.with_for_update(skip_locked=True)))
    priorities = _priorities(session, wanted)
    while len(jobs) < limit and (priority := next(priorities, None)) is not None:
        waiting = select(Job).where(*wanted, _is_waiting_since(now()), Job.priority == priority).order_by(col(Job.id))
        jobs += session.exec(waiting.limit(limit - len(jobs)).with_for_update(skip_locked=True))
    return [_take(job, worker=worker, seconds=seconds) for job in jobs]


def _priorities(session: Session, wanted: Sequence[ColumnElement[bool]]) -> Iterator[int]:
    """Of the jobs that wait, the highest first; one step of the index each, however many jobs there are."""
    ordered = select(Job.priority).where(*wanted, _is_waiting_since(now())).order_by(col(Job.priority).desc()).limit(1)
    found = session.exec(ordered).first()
    while found is not None:
        yield found
        found = session.exec(ordered.where(col(Job.priority) < found)).first()


def has_free(session: Session, lane: str, *, least_priority: int | None = None, waited_seconds: float = 0.0) -> bool:
    """A look without a write lock, so that an idle worker disturbs nobody. Is one free that has waited so long?"""
    wanted = (col(Job.lane) == lane, *_at_least(least_priority))
    since = _is_waiting_since(now() - timedelta(seconds=waited_seconds))
    return any(
        session.exec(select(Job.id).where(*wanted, is_free).limit(1)).first() is not None
        for is_free in (since, _is_abandoned())
    )


def renew(session: Session, leases: Sequence[Lease], *, seconds: int) -> None:
    until = now() + timedelta(seconds=seconds)
    for held in leases:
        _update_held(session, held, lease_until=until)


def guard(session: Session, held: Lease) -> None:
    """Call first in every transaction of a job: raises LeaseLost unless the job is still ours."""
    _update_held(session, held, worker=Job.worker)


def complete(session: Session, held: Lease) -> None:
    _update_held(session, held, state=JobState.DONE, finished_at=now(), lease_until=None, error="")


def give_back(session: Session, held: Lease, *, error: str, attempts_allowed: int) -> bool:
    """Retry later with growing pauses, or fail for good. Returns whether it will be tried again.

    Only failures that a worker lived to report count: a worker that was killed says nothing about the job.
    """
    tried = held.attempts + 1
    if tried >= attempts_allowed:
        fail(session, held, error=error)
        return False
    run_after = now() + timedelta(seconds=min(300, 2**tried))
    _update_held(
        session,
        held,
        state=JobState.QUEUED,
        attempts=tried,
        run_after=run_after,
        lease_until=None,
        error=error[:2000],
    )
    return True


def postpone(session: Session, held: Lease, *, seconds: float) -> None:
    """Put back without counting an attempt: somebody else is busy with what it needs."""
    run_after = now() + timedelta(seconds=seconds)
    _update_held(session, held, state=JobState.QUEUED, run_after=run_after, lease_until=None)


def fail(session: Session, held: Lease, *, error: str) -> None:
    _update_held(session, held, state=JobState.FAILED, finished_at=now(), lease_until=None, error=error[:2000])


def reclaim(session: Session, is_dead: Callable[[str], bool]) -> int:
    """Make the jobs of workers that are known to be dead free at once, instead of when their lease runs out."""
    running = session.exec(select(Job).where(Job.state == JobState.RUNNING)).all()
    orphans = [job for job in running if job.worker and is_dead(job.worker)]
    for job in orphans:
        job.lease_until = now() - timedelta(seconds=1)
    return len(orphans)


def retry_failed(session: Session) -> int:
    """Give every failed job a new start; what its reason was stays in the log."""
    failed = session.exec(select(Job).where(Job.state == JobState.FAILED)).all()
    for job in failed:
        job.state, job.attempts, job.run_after, job.finished_at = JobState.QUEUED, 0, now(), None
    return len(failed)


def count_by_state(session: Session) -> dict[JobState, int]:
    wanted = select(Job.state, func.count()).group_by(col(Job.state))
    return dict(session.execute(wanted).all())


def failed(session: Session, *, limit: int) -> list[Job]:
    """What gave up, the latest first."""
    wanted = select(Job).where(Job.state == JobState.FAILED)
    return list(session.exec(wanted.order_by(col(Job.finished_at).desc(), col(Job.id).desc()).limit(limit)))


def unfinished(session: Session) -> int:
    open_states = [JobState.QUEUED, JobState.RUNNING]
    return session.exec(select(func.count()).select_from(Job).where(col(Job.state).in_(open_states))).one()


def is_under_way(session: Session, kind: str, subject: str) -> bool:
    open_states = [JobState.QUEUED, JobState.RUNNING]
    wanted = select(Job.id).where(Job.kind == kind, Job.subject == subject, col(Job.state).in_(open_states))
    return session.exec(wanted.limit(1)).first() is not None


def beat(session: Session, worker: str) -> None:
    session.merge(WorkerBeat(worker=worker, seen_at=now()))


def forget(session: Session, worker: str) -> None:
    known = session.get(WorkerBeat, worker)
    if known is not None:
        session.delete(known)


def last_beat(session: Session) -> datetime | None:
    """When any worker was last seen alive."""
    return session.exec(select(func.max(WorkerBeat.seen_at))).one()


def is_somebody_working(session: Session) -> bool:
    newest = last_beat(session)
    return newest is not None and newest > now() - BEAT_IS_STALE_AFTER


def _at_least(priority: int | None) -> tuple[ColumnElement[bool], ...]:
    return () if priority is None else (col(Job.priority) >= priority,)


def _is_waiting_since(moment: datetime) -> ColumnElement[bool]:
    return (col(Job.state) == JobState.QUEUED) & (col(Job.run_after) <= moment)


def _is_abandoned() -> ColumnElement[bool]:
    """Its holder fell silent."""
    return (col(Job.state) == JobState.RUNNING) & (col(Job.lease_until) < now())


def _is_waiting(session: Session, kind: str, subject: str) -> bool:
    waiting = select(Job.id).where(Job.kind == kind, Job.subject == subject, Job.state == JobState.QUEUED)
    return session.exec(waiting.limit(1)).first() is not None


def _take(job: Job, *, worker: str, seconds: int) -> Lease:
    job.state, job.worker = JobState.RUNNING, worker
    job.fence += 1
    job.lease_until = now() + timedelta(seconds=seconds)
    return Lease(saved_id(job.id), job.fence, job.kind, job.attempts, dict(job.payload), job.priority)


def _update_held(session: Session, held: Lease, **values: Any) -> None:
    mine = (col(Job.id) == held.job_id) & (col(Job.fence) == held.fence) & (col(Job.state) == JobState.RUNNING)
    result: CursorResult[Any] = session.execute(  # type: ignore[assignment]
        update(Job).where(mine).values(**values).execution_options(synchronize_session=False)
    )
    if result.rowcount != 1:
        raise LeaseLost(f"job {held.job_id}")
