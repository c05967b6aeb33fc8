"""The queue as a table: leased, fenced, and finished in the transaction of its effect."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Column, Field

from app.core.clock import now
from app.core.tables import Table, TextEnum, UtcDateTime


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Table, table=True):
    """`fence` grows with every lease: a worker that lost its lease can no longer write under the old number."""

    __tablename__ = "job"
    __table_args__ = (Index(None, "lane", "state", "priority", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=40)
    lane: str = Field(max_length=20)
    payload: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    subject: str | None = Field(default=None, max_length=80, index=True)
    state: JobState = Field(default=JobState.QUEUED, sa_type=TextEnum(JobState))
    priority: int = 0
    attempts: int = 0
    fence: int = 0
    worker: str | None = Field(default=None, max_length=80)
    run_after: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str = Field(default="", max_length=2000)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WorkerBeat(Table, table=True):
    """A sign of life of each worker process; a stale one tells pages and `import --wait` that nobody works."""

    __tablename__ = "worker_beat"

    worker: str = Field(primary_key=True, max_length=80)
    started_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    seen_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
