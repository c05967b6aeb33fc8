"""What the curators' queue exchanges with routes and pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.documents.models import Kind, TagState
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
class Onward:
    """What comes after a document; `begins_again`: it was the last one, the queue starts over with what was left."""

    document_id: int
    begins_again: bool


class Passed(StrEnum):
    """Why a pair of a step was left alone: it is no longer what was shown, or can no longer be decided upon."""

    DECIDED = "decided"
    CHANGED = "changed"
    GONE = "gone"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Skipped:
    """One pair that was left alone. Of a document that is out of sight neither title nor indicator is told."""

    why: Passed
    document_id: int | None = None
    title: str = ""
    number: int | None = None
    name: str = ""
    decided_by_name: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a decision. `passed_over` had been decided by somebody else meanwhile and stays as they said.

    `said` names what was decided; `skipped` are the pairs of a step on many that were no longer as they had been shown.
    """

    action_id: int | None
    documents: int
    tags: int
    passed_over: tuple[TagRow, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class Undone:
    """`left` is how many things somebody has changed since, which stay as they are."""

    said: str
    document_ids: tuple[int, ...]
    tags: int
    left: int


@dataclass(frozen=True, slots=True)
class UndoLine:
    """One label that would be put back. `before` is None for one that was added by hand and would go."""

    document_id: int
    name: str
    before: TagState | None


@dataclass(frozen=True, slots=True)
class Undoable:
    """What taking back would be about. `titles` are of those documents that the actor still sees.

    `has_to_ask`: it lies long back, or is about other documents than the one at hand.
    """

    action_id: int
    said: str
    at: datetime
    documents: int
    titles: dict[int, str]
    has_to_ask: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """One suggestion as somebody saw it; `version` says which file, score and reasons that were."""

    document_id: int
    indicator_id: int
    version: str


@dataclass(frozen=True, slots=True)
class BulkScope:
    """Which suggestions a step on many is about: those of the filter, or of the documents that were ticked.

    Confirming takes what is at least so strong; rejecting takes every open suggestion that is weaker.
    """

    is_confirming: bool
    strength: float
    where: QueueFilter | None = None
    document_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    tag: TagRow
    version: str


@dataclass(frozen=True, slots=True)
class ProposalGroup:
    """One document with those of its suggestions that the step is about, the strongest first."""

    row: DocumentRow
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision on many would do: a stretch of documents, and how much there is in all, by indicator.

    `before` documents stand ahead of the stretch; the next one begins behind `next_after`.
    """

    groups: tuple[ProposalGroup, ...]
    documents: int
    tags: int
    by_indicator: tuple[tuple[int, str, int], ...]
    before: int
    next_after: int | None

    @property
    def shown_tags(self) -> int:
        return sum(len(group.proposals) for group in self.groups)
