"""Where the labels of each document stand with the curators, and what a curator did, so that it can be taken back."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Column, Field

from app.core.clock import now
from app.core.tables import Table, TextEnum, UtcDateTime


class CurationMark(Table, table=True):
    """One row a document that has been read. It waits as long as `waiting_since` is set.

    `revision_id` is the revision that was in force when somebody last said "done"; `best` and `open_tags` are of the
    suggestions that nobody has decided on, kept here so that the queue is ordered without reading them.
    """

    __tablename__ = "curation_mark"

    document_id: int = Field(foreign_key="document.id", primary_key=True)
    waiting_since: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    best: float | None = None
    open_tags: int = 0
    revision_id: int | None = None
    done_by: int | None = Field(default=None, foreign_key="user_account.id")
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ActionKind(StrEnum):
    DECIDE = "decide"
    FINISH = "finish"
    BULK = "bulk"


class CurationAction(Table, table=True):
    """One thing a curator did, of one label or of thousands: `changes` says what was there before, and what is now."""

    __tablename__ = "curation_action"

    id: int | None = Field(default=None, primary_key=True)
    actor_id: int = Field(foreign_key="user_account.id", index=True)
    kind: ActionKind = Field(sa_type=TextEnum(ActionKind))
    said: str = Field(default="", max_length=300)
    changes: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
