"""What was learned from curators' decisions, version by version, and the readings of documents that it rests on."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlmodel import Column, Field

from app.core.clock import now
from app.core.tables import Table, UtcDateTime
from indexer.tag_learning import FORMAT


class LearnedVersion(Table, table=True):
    """One training of one instrument. `figures` compares the rules alone with the rules and what was learned.

    It also holds the objections to using it, and the form of the weights. `weights` is JSON of
    `indexer/tag_learning.py`; old versions lose theirs, so that they can be read but not chosen. `activated_by` is None
    where the worker switched by itself.
    """

    __tablename__ = "learned_version"
    __table_args__ = (UniqueConstraint("instrument_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    instrument_id: str = Field(foreign_key="instrument.id", max_length=60)
    number: int
    trained_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    confirmations: int
    rejections: int
    documents: int
    figures: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    weights: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    is_active: bool = False
    activated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    activated_by: int | None = Field(default=None, foreign_key="user_account.id")

    @property
    def is_of_today(self) -> bool:
        """Weights that were learned in a former way are not judged with any more."""
        return self.figures.get("format") == FORMAT


class LearnedReading(Table, table=True):
    """The terms of a document and what the rules alone say of it; `stamp` says from which text and rules."""

    __tablename__ = "learned_reading"

    document_id: int = Field(foreign_key="document.id", primary_key=True)
    instrument_id: str = Field(foreign_key="instrument.id", max_length=60, primary_key=True)
    stamp: str = Field(max_length=80)
    terms: dict[str, float] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    rules: dict[str, float] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
