"""Near-copies: fingerprints of texts, and pairs of documents that look alike until a person decides."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, LargeBinary, UniqueConstraint
from sqlmodel import Column, Field

from app.core.clock import now
from app.core.tables import Table, TextEnum, UtcDateTime


class TwinState(StrEnum):
    SUGGESTED = "suggested"
    MERGED = "merged"
    REVISION = "revision"
    DISTINCT = "distinct"


class Fingerprint(Table, table=True):
    """MinHash of a revision's word shingles; `shingles` is how many distinct ones the text has."""

    __tablename__ = "fingerprint"

    revision_id: int = Field(foreign_key="revision.id", primary_key=True)
    shingles: int
    signature: bytes = Field(sa_type=LargeBinary)


class FingerprintBand(Table, table=True):
    """A slice of a signature: revisions that share one are candidates, so that no pair is compared without cause."""

    __tablename__ = "fingerprint_band"
    __table_args__ = (Index(None, "band", "hash"),)

    revision_id: int = Field(foreign_key="revision.id", primary_key=True)
    band: int = Field(primary_key=True)
    hash: int = Field(sa_type=BigInteger)


class Twin(Table, table=True):
    """Two documents whose texts are nearly the same; the older one is `first`. `undo` holds what a decision changed."""

    __tablename__ = "twin"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    id: int | None = Field(default=None, primary_key=True)
    first_id: int = Field(foreign_key="document.id", index=True)
    second_id: int = Field(foreign_key="document.id", index=True)
    likeness: float
    state: TwinState = Field(default=TwinState.SUGGESTED, sa_type=TextEnum(TwinState))
    undo: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    decided_by: int | None = Field(default=None, foreign_key="user_account.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
