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
    """The signature of a revision's text (see indexer/likeness); `runs` is how many different runs of words it has."""

    __tablename__ = "fingerprint"

    revision_id: int = Field(foreign_key="revision.id", primary_key=True)
    runs: int
    signature: bytes = Field(sa_type=LargeBinary)


class FingerprintBand(Table, table=True):
    """A slice of a signature: revisions that share one are candidates, so that no pair is compared without cause."""

    __tablename__ = "fingerprint_band"
    __table_args__ = (Index(None, "band", "hash", "revision_id"),)

    revision_id: int = Field(foreign_key="revision.id", primary_key=True)
    band: int = Field(primary_key=True)
    hash: int = Field(sa_type=BigInteger)


class Twin(Table, table=True):
    """Two documents whose texts are nearly the same; the older one is `first`.

    The revisions are the two that are most alike. `kept_id` is the document that remained after a merge, or that the
    other became a revision of; `undo` holds what the decision changed.
    """

    __tablename__ = "twin"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    id: int | None = Field(default=None, primary_key=True)
    first_id: int = Field(foreign_key="document.id", index=True)
    second_id: int = Field(foreign_key="document.id", index=True)
    first_revision_id: int = Field(foreign_key="revision.id", index=True)
    second_revision_id: int = Field(foreign_key="revision.id", index=True)
    likeness: float
    state: TwinState = Field(default=TwinState.SUGGESTED, sa_type=TextEnum(TwinState), index=True)
    kept_id: int | None = Field(default=None, foreign_key="document.id")
    undo: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    decided_by: int | None = Field(default=None, foreign_key="user_account.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
