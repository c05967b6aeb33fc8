"""The curators' queue as the API speaks it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.core.pagination import Listing, ListOut
from app.curation.bulk import MOST, MOST_PAIRS, Verb
from app.curation.schemas import BulkScope, Outcome, Passed, Preview, Skipped, Undoable, Undone, WaitingRow, Why
from app.documents.models import TagState
from app.documents.representations import DocumentBrief


class WaitingOut(BaseModel):
    """`best` is the score of the strongest suggestion that nobody has decided on."""

    document: DocumentBrief
    why: Why
    since: datetime
    best: float | None
    open_tags: int

    @classmethod
    def of(cls, row: WaitingRow) -> "WaitingOut":
        brief = DocumentBrief.of(row.row)
        return cls(document=brief, why=row.why, since=row.since, best=row.best, open_tags=row.open_tags)


class WaitingList(ListOut[WaitingOut]):
    @classmethod
    def of_rows(cls, rows: Listing[WaitingRow]) -> "WaitingList":
        return cls.of(rows.map(WaitingOut.of))


class DecisionIn(BaseModel):
    """`indicators` are numbers of the instrument. Without `overwrite`, what was decided meanwhile stays."""

    model_config = ConfigDict(extra="forbid")

    instrument: str
    indicators: list[int] = Field(min_length=1, max_length=200)
    state: TagState
    note: str = Field(default="", max_length=500)
    overwrite: bool = False


class DoneIn(BaseModel):
    """`supports_none` says that no indicator is supported; without it something must have been confirmed."""

    model_config = ConfigDict(extra="forbid")

    supports_none: bool = False


class BulkIn(BaseModel):
    """Confirming takes suggestions scored at least `strength`, rejecting those below it."""

    model_config = ConfigDict(extra="forbid")

    documents: list[int] = Field(min_length=1, max_length=MOST)
    verb: Verb
    strength: Decimal = Field(ge=0, le=1)

    @property
    def scope(self) -> BulkScope:
        return BulkScope(self.verb is Verb.CONFIRM, float(self.strength), document_ids=tuple(self.documents))


class PairIn(BaseModel):
    """One suggestion as the preview showed it. `version` comes from there and goes back as it is."""

    model_config = ConfigDict(extra="forbid")

    document: int
    instrument: str = Field(max_length=100)
    indicator: int
    version: str = Field(max_length=64)


class BulkDecisionIn(BaseModel):
    """Exactly these suggestions are decided; one that is no longer as it was shown is skipped and named."""

    model_config = ConfigDict(extra="forbid")

    verb: Verb
    pairs: list[PairIn] = Field(min_length=1, max_length=MOST_PAIRS)
    finish: bool = True


class SkippedOut(BaseModel):
    """`document` is null for one that you cannot see any more."""

    why: Passed
    document: int | None
    title: str
    indicator: int | None
    decided_by: str | None

    @classmethod
    def of(cls, one: Skipped) -> "SkippedOut":
        return cls(
            why=one.why,
            document=one.document_id,
            title=one.title,
            indicator=one.number,
            decided_by=one.decided_by_name,
        )


class OutcomeOut(BaseModel):
    """`action` is the number by which it is taken back; `passed_over` had been decided by others."""

    action: int | None
    documents: int
    tags: int
    passed_over: list[int]
    skipped: list[SkippedOut]

    @classmethod
    def of(cls, outcome: Outcome) -> "OutcomeOut":
        return cls(
            action=outcome.action_id,
            documents=outcome.documents,
            tags=outcome.tags,
            passed_over=[row.number for row in outcome.passed_over],
            skipped=[SkippedOut.of(one) for one in outcome.skipped],
        )


class PairOut(BaseModel):
    document: int
    title: str
    instrument: str
    indicator: int
    name: str
    score: float | None
    reasons: list[dict[str, Any]]
    version: str


class PreviewOut(BaseModel):
    """What would be decided. Send back those `pairs` that you mean."""

    documents: int
    tags: int
    by_indicator: list[tuple[int, str, int]]
    pairs: list[PairOut]

    @classmethod
    def of(cls, preview: Preview) -> "PreviewOut":
        pairs = [
            PairOut(
                document=group.row.id,
                title=group.row.title,
                instrument=one.tag.instrument_id,
                indicator=one.tag.number,
                name=one.tag.short_name,
                score=one.tag.score,
                reasons=[dict(reason) for reason in one.tag.reasons],
                version=one.version,
            )
            for group in preview.groups
            for one in group.proposals
        ]
        counted = list(preview.by_indicator)
        return cls(documents=preview.documents, tags=preview.tags, by_indicator=counted, pairs=pairs)


class UndoableOut(BaseModel):
    """What taking back would be about. `has_to_ask`: it lies long back, or is about several or other documents."""

    action: int
    said: str
    at: datetime
    documents: int
    titles: dict[int, str]
    has_to_ask: bool

    @classmethod
    def of(cls, found: Undoable) -> "UndoableOut":
        return cls(
            action=found.action_id,
            said=found.said,
            at=found.at,
            documents=found.documents,
            titles=found.titles,
            has_to_ask=found.has_to_ask,
        )


class UndoneOut(BaseModel):
    """`left` is what somebody changed since: it stays as it is."""

    said: str
    documents: list[int]
    tags: int
    left: int

    @classmethod
    def of(cls, undone: Undone) -> "UndoneOut":
        return cls(said=undone.said, documents=list(undone.document_ids), tags=undone.tags, left=undone.left)
