"""Files that came in together, and what became of each: one row a file, also for those that were refused."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, false
from sqlmodel import Field

from app.core.clock import now
from app.core.tables import Table, TextEnum, UtcDateTime


class BatchSource(StrEnum):
    UPLOAD = "upload"
    ARCHIVE = "archive"
    FOLDER = "folder"
    WATCHED = "watched"


class ItemOutcome(StrEnum):
    WAITING = "waiting"
    STORED = "stored"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    UNPACKED = "unpacked"


class Batch(Table, table=True):
    """`expected` is how many files its sender announced; `told_at` when its owner was told that all are read.

    With `is_draft` its documents begin as drafts, also those that a zip still holds.
    """

    __tablename__ = "batch"

    id: int | None = Field(default=None, primary_key=True)
    source: BatchSource = Field(sa_type=TextEnum(BatchSource))
    name: str = Field(default="", max_length=300)
    expected: int = 0
    created_by: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_draft: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class BatchItem(Table, table=True):
    """One file. `archive_sha256` names a stored zip that is still to be unpacked; what came out of it has `archive_id`
    and its number in the zip's directory.
    """

    __tablename__ = "batch_item"
    __table_args__ = (Index(None, "batch_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="batch.id")
    position: int
    file_name: str = Field(max_length=300)
    outcome: ItemOutcome = Field(sa_type=TextEnum(ItemOutcome))
    reason: str = Field(default="", max_length=1000)
    document_id: int | None = Field(default=None, foreign_key="document.id", index=True, ondelete="SET NULL")
    archive_sha256: str | None = Field(default=None, max_length=64)
    archive_id: int | None = Field(default=None, foreign_key="batch_item.id", index=True)
    member: int | None = None
