"""The curators' queue as the API speaks it."""

from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from app.core.pagination import Listing, ListOut
from app.curation.bulk import MOST, Verb
from app.curation.schemas import Outcome, Preview, Undone, WaitingRow, Why
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
    finish: bool = True


class OutcomeOut(BaseModel):
    """`action` is the number by which it is taken back; `passed_over` had been decided by others."""

    action: int | None
    documents: int
    tags: int
    passed_over: list[int]

    @classmethod
    def of(cls, outcome: Outcome) -> "OutcomeOut":
        passed = [row.number for row in outcome.passed_over]
        return cls(action=outcome.action_id, documents=outcome.documents, tags=outcome.tags, passed_over=passed)


class PreviewOut(BaseModel):
    documents: int
    tags: int
    by_indicator: list[tuple[int, str, int]]

    @classmethod
    def of(cls, preview: Preview) -> "PreviewOut":
        return cls(documents=preview.affected, tags=preview.tags, by_indicator=list(preview.by_indicator))


class UndoneOut(BaseModel):
    """`left` is what somebody changed since: it stays as it is."""

    said: str
    documents: list[int]
    tags: int
    left: int

    @classmethod
    def of(cls, undone: Undone) -> "UndoneOut":
        return cls(said=undone.said, documents=list(undone.document_ids), tags=undone.tags, left=undone.left)
