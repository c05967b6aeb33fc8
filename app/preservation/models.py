"""Keeping bytes true over the years: when each was last re-read, what was wrong, and what was deleted for good."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from app.core.clock import now
from app.core.tables import Table, UtcDateTime


class FixityCheck(Table, table=True):
    """The last re-reading of a stored file; `problem` is empty when every byte is as it was stored.

    `since` is when the present problem was first seen; an orphan is a file that no document has.
    """

    __tablename__ = "fixity_check"

    sha256: str = Field(primary_key=True, max_length=64)
    checked_at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
    problem: str = Field(default="", max_length=20, index=True)
    since: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Tombstone(Table, table=True):
    """What remains of a document that was deleted for good: its number answers 410 with the reason."""

    __tablename__ = "tombstone"

    document_id: int = Field(primary_key=True)
    title: str = Field(max_length=1000)
    reason: str = Field(max_length=500)
    visibility: str = Field(max_length=32)
    agency_id: int | None = None
    created_by: int | None = None
    deleted_by: int | None = Field(default=None, foreign_key="user_account.id")
    deleted_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class BackupRecord(Table, table=True):
    """One finished backup, so that an administrator is told when the last one lies too far back.

    `lacking` files were missing or damaged in the store by then: the archive does not hold them.
    """

    __tablename__ = "backup_record"

    id: int | None = Field(default=None, primary_key=True)
    finished_at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
    file_name: str = Field(max_length=300)
    size: int = Field(sa_type=BigInteger)
    documents: int
    blobs: int
    lacking: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    fingerprint: str = Field(max_length=64)
