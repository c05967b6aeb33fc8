"""What an administrator sees at a glance and may start from a page; `doctoring` looks deeper and takes longer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.runtime import Runtime
from app.jobs import queue
from app.jobs.models import Job, JobState
from app.preservation import rounds
from app.preservation import service as care
from app.preservation.summary import Summary, summary
from app.search.indexing import request_rebuild
from indexer.index.port import IndexProblem, IndexStats

_FAILED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Overview:
    """`index` is None with `index_problem` saying why; `free_bytes` is None where the store cannot tell."""

    index: IndexStats | None
    index_problem: str
    jobs: Mapping[JobState, int]
    failed: Sequence[Job]
    is_working: bool
    last_beat: datetime | None
    free_bytes: int | None
    reserved_bytes: int
    keeping: Summary

    @property
    def is_short_of_room(self) -> bool:
        return self.free_bytes is not None and self.free_bytes < 2 * self.reserved_bytes

    @property
    def is_rebuilding(self) -> bool:
        return self.index is None or self.index.needs_rebuild


def overview(runtime: Runtime, session: Session, actor: Actor) -> Overview:
    actor.require("system.manage")
    index, problem = _index(runtime)
    return Overview(
        index=index,
        index_problem=problem,
        jobs=queue.count_by_state(session),
        failed=queue.failed(session, limit=_FAILED_SHOWN),
        is_working=queue.is_somebody_working(session),
        last_beat=queue.last_beat(session),
        free_bytes=runtime.store.free_bytes(),
        reserved_bytes=runtime.settings.min_free_bytes,
        keeping=summary(runtime, session),
    )


def retry_failed_jobs(session: Session, actor: Actor) -> int:
    actor.require("system.manage")
    started = queue.retry_failed(session)
    audit.record(session, actor, "system.retry_jobs", "system", "jobs", after={"count": started})
    return started


def rebuild_index(session: Session, actor: Actor) -> None:
    """Ask the worker for a new generation; the old one serves until the new one is proved."""
    actor.require("system.manage")
    request_rebuild(session)
    audit.record(session, actor, "system.rebuild_index", "system", "index")


def look_again(session: Session, actor: Actor) -> None:
    """Have the worker re-read the files that an alarm stands for, after somebody has put them right."""
    actor.require("system.manage")
    rounds.look_again(session)
    care.ask_for(session, care.FIXITY)
    care.ask_for(session, care.DAILY)
    audit.record(session, actor, "system.fixity", "system", "files")


def _index(runtime: Runtime) -> tuple[IndexStats | None, str]:
    try:
        return runtime.generations.open_current().stats(), ""
    except IndexProblem as problem:
        return None, str(problem)
