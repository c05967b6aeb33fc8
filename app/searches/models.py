"""What was sought and not found, what people asked for, and the searches that they keep."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, UniqueConstraint
from sqlmodel import Column, Field

from app.core.clock import now
from app.core.tables import Table, TextEnum, UtcDateTime

LONGEST_QUERY = 200


class RequestState(StrEnum):
    OPEN = "open"
    FULFILLED = "fulfilled"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class SearchTally(Table, table=True):
    """How often the same words were searched on a day, by anybody: nothing here says by whom, or at what hour.

    `missed` of them found nothing, of which curators have dealt with `handled`; `found` is the most that any of them
    found.
    """

    __tablename__ = "search_tally"

    day: date = Field(primary_key=True)
    query: str = Field(primary_key=True, max_length=LONGEST_QUERY)
    sought: int = 0
    missed: int = 0
    handled: int = 0
    found: int = 0


class SearchMemory(Table, table=True):
    """Whether a person wants their own searches remembered. What came before `cleared_at` is never written any more."""

    __tablename__ = "search_memory"

    user_id: int = Field(foreign_key="user_account.id", primary_key=True)
    is_kept: bool = False
    cleared_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class RecentSearch(Table, table=True):
    """One's own searches, remembered for oneself only."""

    __tablename__ = "recent_search"
    __table_args__ = (Index(None, "user_id", "at"),)

    user_id: int = Field(foreign_key="user_account.id", primary_key=True)
    query: str = Field(primary_key=True, max_length=LONGEST_QUERY)
    at: datetime = Field(sa_type=UtcDateTime)


class SavedSearch(Table, table=True):
    """A search with a name. `seen` packs the documents that it found when its owner last looked.

    Of a feed's address only the fingerprint of its secret part is kept; without one there is no feed.
    """

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id")
    name: str = Field(max_length=120)
    text: str = ""
    filters: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    sort: str = Field(default="relevance", max_length=20)
    seen: bytes = Field(default=b"", sa_type=LargeBinary)
    seen_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    feed_fingerprint: str | None = Field(default=None, max_length=64, unique=True)
    feed_made_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class DocumentRequest(Table, table=True):
    """Somebody searched, found nothing, and asks for it. `answer` is a reason, or a word beside the document."""

    __tablename__ = "document_request"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    query: str = Field(max_length=LONGEST_QUERY)
    note: str = Field(default="", max_length=1000)
    state: RequestState = Field(default=RequestState.OPEN, sa_type=TextEnum(RequestState), index=True)
    answer: str = Field(default="", max_length=500)
    document_id: int | None = Field(default=None, foreign_key="document.id", index=True)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, foreign_key="user_account.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
