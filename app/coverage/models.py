"""What coverage and gaps remember beside the library: how often documents were opened, and gaps that were put aside."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.core.clock import now
from app.core.tables import Table, TextEnum, UtcDateTime


class GapKind(StrEnum):
    """What the library lacks. A gap is named by a key: an indicator, a citation, or the number of a document."""

    INDICATOR = "indicator"
    CITATION = "citation"
    UNOPENED = "unopened"
    UNTAGGED = "untagged"
    UNREADABLE = "unreadable"


class DocumentOpening(Table, table=True):
    """How often a document was opened on a day, by anybody: nothing here says by whom, or at what hour."""

    __tablename__ = "document_opening"

    day: date = Field(primary_key=True)
    document_id: int = Field(foreign_key="document.id", primary_key=True, index=True)
    opened: int = 0


class PutAside(Table, table=True):
    """A gap that a curator says is none, with the reason; taking it back deletes the row.

    `document_id` is set where the key is that of a document, so that the row goes when the document goes for good.
    """

    __tablename__ = "gap_put_aside"
    __table_args__ = (UniqueConstraint("kind", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: GapKind = Field(sa_type=TextEnum(GapKind))
    key: str = Field(max_length=420)
    document_id: int | None = Field(default=None, foreign_key="document.id", index=True)
    reason: str = Field(max_length=300)
    decided_by: int | None = Field(default=None, foreign_key="user_account.id")
    decided_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
