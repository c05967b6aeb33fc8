"""Who looks after a document, how often it is looked at again, and each time that it was."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field

from app.core.clock import now
from app.core.tables import Table, TextEnum, UtcDateTime
from app.documents.models import Kind


class Told(StrEnum):
    """How far the owner has been reminded of the date that stands now; each step is told once."""

    NOTHING = "nothing"
    SOON = "soon"
    DUE = "due"
    OVERDUE = "overdue"


class Stewardship(Table, table=True):
    """The owner of a document: a person, or the agency when that is None. The date stands on the document itself."""

    __tablename__ = "stewardship"

    document_id: int = Field(foreign_key="document.id", primary_key=True)
    user_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    agency_id: int | None = Field(default=None, foreign_key="agency.id", index=True)
    months: int | None = None
    told: Told = Field(default=Told.NOTHING, sa_type=TextEnum(Told))


class ReviewRound(Table, table=True):
    """Somebody looked at the document again: who, when, what they noted, and until when it counts."""

    __tablename__ = "review_round"

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", index=True)
    reviewed_by: int | None = Field(default=None, foreign_key="user_account.id")
    reviewed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    note: str = Field(default="", max_length=500)
    due_on: date | None = None
    next_on: date | None = None


class ReviewInterval(Table, table=True):
    """How often documents of a kind are looked at again, where an admin has chosen; 0 months is never."""

    __tablename__ = "review_interval"

    kind: Kind = Field(sa_type=TextEnum(Kind), primary_key=True)
    months: int
