"""Batches and their files as the API speaks them."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.core.pagination import ListOut
from app.documents.models import ReadingState
from app.documents.schemas import DocumentFields
from app.ingest.models import BatchSource, ItemOutcome
from app.ingest.schemas import BatchRow, Corrected, ItemRow, ItemState, Taken


class BatchIn(BaseModel):
    """`expected` is how many files will be sent; the batch is at its end when they are here and read."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(default="", max_length=300)
    expected: int = Field(default=0, ge=0, le=1_000_000)
    is_draft: bool = False


class BatchOut(BaseModel):
    id: int
    source: BatchSource
    name: str
    owner: str | None
    created_at: datetime
    expected: int
    total: int
    counts: Mapping[ItemState, int]
    is_final: bool
    unindexed: int | None = Field(description="documents that search has still to take up; null in lists")
    url: str

    @classmethod
    def of(cls, row: BatchRow) -> "BatchOut":
        return cls(
            id=row.id,
            source=row.source,
            name=row.name,
            owner=row.owner_name,
            created_at=row.created_at,
            expected=row.expected,
            total=row.total,
            counts={state: row.counts.get(state, 0) for state in ItemState},
            is_final=row.is_final,
            unindexed=row.unindexed,
            url=f"/impor/{row.id}",
        )


class UnsuggestedOut(BaseModel):
    """`none_because` is empty where there are suggestions or decisions."""

    none_because: str


class BatchList(ListOut[BatchOut]):
    pass


class ItemOut(BaseModel):
    id: int
    position: int
    file_name: str
    state: ItemState
    reason: str
    is_archive: bool
    document_id: int | None
    title: str | None
    reading: ReadingState | None
    pages_read: int
    page_total: int | None

    @classmethod
    def of(cls, row: ItemRow) -> "ItemOut":
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class ItemList(ListOut[ItemOut]):
    pass


class TakenOut(BaseModel):
    """What became of a file that was sent; `waiting` is a zip whose files get rows of their own.

    `restore_id` is the uploader's own document in the trash that holds the bytes of a refused one.
    """

    id: int
    file_name: str
    outcome: ItemOutcome
    reason: str
    document_id: int | None
    restore_id: int | None
    title: str
    batch: int

    @classmethod
    def of(cls, taken: Taken, batch_id: int) -> "TakenOut":
        return cls(
            id=taken.item_id,
            file_name=taken.file_name,
            outcome=taken.outcome,
            reason=taken.reason,
            document_id=taken.document_id,
            restore_id=taken.restore_id,
            title=taken.title,
            batch=batch_id,
        )


class RetryIn(BaseModel):
    """One row, or, without it, all whose reading did not end well."""

    model_config = ConfigDict(extra="forbid")

    item_id: int | None = None


class RetryOut(BaseModel):
    queued: int


class CorrectIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    items: list[int] = Field(min_length=1)
    fields: DocumentFields


class SkippedOut(BaseModel):
    title: str
    reason: str


class CorrectOut(BaseModel):
    changed: int
    skipped: list[SkippedOut]

    @classmethod
    def of(cls, done: Corrected) -> "CorrectOut":
        skipped = [SkippedOut(title=title, reason=reason) for title, reason in done.skipped]
        return cls(changed=done.changed, skipped=skipped)
