"""Enqueue, lease, renew and finish. A job's effect and its completion are one transaction, guarded by the fence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import CursorResult, update
from sqlmodel import Session, col, func, or_, select

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


def lease(session: Session, *, worker: str, lane: str, seconds: int, limit: int = 1, kind: str = "") -> list[Lease]:
    """Take up to `limit` jobs that wait or whose holder fell silent; each gets a new fence.

    On PostgreSQL rows that another worker is taking are skipped; on SQLite the write transaction itself queues.
    """
    moment = now()
    is_free = or_(
        (col(Job.state) == JobState.QUEUED) & (col(Job.run_after) <= moment),
        (col(Job.state) == JobState.RUNNING) & (col(Job.lease_until) < moment),
    )
    wanted = select(Job).where(Job.lane == lane, is_free)
    if kind:
        wanted = wanted.where(Job.kind == kind)
    ordered = wanted.order_by(col(Job.priority).desc(), col(Job.id)).limit(limit)
    jobs = session.exec(ordered.with_for_update(skip_locked=True)).all()
    return [_take(job, worker=worker, seconds=seconds) for job in jobs]


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
    """Retry later with growing pauses, or fail for good. Returns whether it will be tried again."""
    if held.attempts >= attempts_allowed:
        fail(session, held, error=error)
        return False
    pause = timedelta(seconds=min(300, 2**held.attempts))
    _update_held(session, held, state=JobState.QUEUED, run_after=now() + pause, lease_until=None, error=error[:2000])
    return True


def postpone(session: Session, held: Lease, *, seconds: float) -> None:
    """Put back without counting an attempt: somebody else is busy with what it needs."""
    _update_held(
        session,
        held,
        state=JobState.QUEUED,
        run_after=now() + timedelta(seconds=seconds),
        lease_until=None,
        attempts=col(Job.attempts) - 1,
    )


def fail(session: Session, held: Lease, *, error: str) -> None:
    _update_held(session, held, state=JobState.FAILED, finished_at=now(), lease_until=None, error=error[:2000])


def unfinished(session: Session) -> int:
    open_states = [JobState.QUEUED, JobState.RUNNING]
    return session.exec(select(func.count()).select_from(Job).where(col(Job.state).in_(open_states))).one()


def beat(session: Session, worker: str) -> None:
    session.merge(WorkerBeat(worker=worker, seen_at=now()))


def forget(session: Session, worker: str) -> None:
    known = session.get(WorkerBeat, worker)
    if known is not None:
        session.delete(known)


def is_somebody_working(session: Session) -> bool:
    newest = session.exec(select(func.max(WorkerBeat.seen_at))).one()
    return newest is not None and newest > now() - BEAT_IS_STALE_AFTER


def _is_waiting(session: Session, kind: str, subject: str) -> bool:
    waiting = select(Job.id).where(Job.kind == kind, Job.subject == subject, Job.state == JobState.QUEUED)
    return session.exec(waiting.limit(1)).first() is not None


def _take(job: Job, *, worker: str, seconds: int) -> Lease:
    job.state, job.worker = JobState.RUNNING, worker
    job.attempts, job.fence = job.attempts + 1, job.fence + 1
    job.lease_until = now() + timedelta(seconds=seconds)
    return Lease(saved_id(job.id), job.fence, job.kind, job.attempts, dict(job.payload))


def _update_held(session: Session, held: Lease, **values: Any) -> None:
    mine = (col(Job.id) == held.job_id) & (col(Job.fence) == held.fence) & (col(Job.state) == JobState.RUNNING)
    result: CursorResult[Any] = session.execute(  # type: ignore[assignment]
        update(Job).where(mine).values(**values).execution_options(synchronize_session=False)
    )
    if result.rowcount != 1:
        raise LeaseLost(f"job {held.job_id}")
