"""What the curators' queue exchanges with routes and pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.documents.models import Kind
from app.documents.schemas import DocumentRow
from app.documents.tag_schemas import TagRow


class Order(StrEnum):
    NEWEST = "newest"
    CONFIDENT = "confident"
    DOUBTFUL = "doubtful"


class Why(StrEnum):
    """Why a document waits: nobody has looked yet, its file was replaced since, or only a suggestion was added."""

    NEW = "new"
    CHANGED = "changed"
    SUGGESTED = "suggested"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Empty means everything. `strength` is the least score that the best suggestion must have."""

    agency_id: int | None = None
    kind: Kind | None = None
    batch_id: int | None = None
    strength: float | None = None


@dataclass(frozen=True, slots=True)
class WaitingRow:
    row: DocumentRow
    why: Why
    since: datetime
    best: float | None
    open_tags: int


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the queue around one document. `before` is how many wait ahead of the first row shown."""

    rows: Sequence[WaitingRow]
    total: int
    before: int
    previous_id: int | None
    next_id: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a document waits, and who called it done last."""

    is_waiting: bool
    why: Why | None
    done_by_name: str | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a decision. `passed_over` had been decided by somebody else meanwhile and stays as they said."""

    action_id: int | None
    documents: int
    tags: int
    passed_over: tuple[TagRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Undone:
    """`left` is how many things somebody has changed since, which stay as they are."""

    said: str
    document_ids: tuple[int, ...]
    tags: int
    left: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision on many would do: how many labels on how many documents, by indicator, the most first."""

    document_ids: tuple[int, ...]
    affected: int
    tags: int
    by_indicator: tuple[tuple[int, str, int], ...]
