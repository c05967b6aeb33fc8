"""Saved searches, requests and the log as the API speaks them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.core.pagination import ListOut
from app.documents.formats import Format
from app.documents.models import Kind, LegalStatus
from app.documents.schemas import Filters
from app.search.schemas import Order, SearchRequest
from app.searches.models import RequestState
from app.searches.schemas import History, MissedRow, RequestRow, SavedRow

Number = Annotated[int, Field(ge=0, le=2**31 - 1)]
# As `GET /search` calls a filter → what it chooses.
FILTERS: Mapping[str, str] = {
    "kind": "kinds",
    "domain": "domains",
    "aspect": "aspects",
    "indicator": "indicators",
    "year": "years",
    "status": "statuses",
    "agency": "agencies",
    "format": "formats",
}


class SavedIn(BaseModel):
    """A search by the names that `GET /search` uses."""

    model_config = ConfigDict(extra="forbid")

    name: str
    q: str = ""
    kind: list[Kind] = []
    domain: list[Number] = []
    aspect: list[Number] = []
    indicator: list[Number] = []
    year: list[Number] = []
    status: list[LegalStatus] = []
    agency: list[Number] = []
    format: list[Format] = []
    instrument: str | None = None
    sort: Order = "relevance"

    def request(self, default_instrument: str) -> SearchRequest:
        chosen: dict[str, Any] = {attribute: tuple(getattr(self, name)) for name, attribute in FILTERS.items()}
        filters = Filters(instrument_id=self.instrument or default_instrument, **chosen)
        return SearchRequest(self.q, filters, self.sort)


class NameIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str


class SavedOut(BaseModel):
    """`fresh` of `total` are new since the owner last looked; null where the search cannot be run any more."""

    id: int
    name: str
    q: str
    filters: dict[str, list[str | int]]
    instrument: str | None
    sort: Order
    total: int | None
    fresh: int | None
    seen_at: datetime
    created_at: datetime
    has_feed: bool

    @classmethod
    def of(cls, row: SavedRow) -> "SavedOut":
        return cls(
            id=row.id,
            name=row.name,
            q=row.text,
            filters={name: list(chosen) for name, path in FILTERS.items() if (chosen := getattr(row.filters, path))},
            instrument=row.filters.instrument_id,
            sort=row.order,
            total=row.total,
            fresh=row.fresh,
            seen_at=row.seen_at,
            created_at=row.created_at,
            has_feed=row.feed_made_at is not None,
        )


class SavedDetails(SavedOut):
    """`fresh_documents` are the newest of those that are new."""

    fresh_documents: list[int]


class SavedList(ListOut[SavedOut]):
    pass


class FeedOut(BaseModel):
    """Shown this once; a lost address is replaced by asking for a new one."""

    url: str


class MissedOut(BaseModel):
    query: str
    missed: int
    sought: int
    last_day: date
    was_handled: bool

    @classmethod
    def of(cls, row: MissedRow) -> "MissedOut":
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class MissedList(ListOut[MissedOut]):
    pass


class SettledIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    query: str
    is_handled: bool = True


class RequestIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    query: str
    note: str = ""


class FulfilIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    document: int = Field(ge=1, le=2**31 - 1)
    answer: str = ""


class DeclineIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str


class RequestOut(BaseModel):
    """`document` is what it was answered with, where the caller may see it."""

    id: int
    query: str
    note: str
    state: RequestState
    answer: str
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    document: int | None

    @classmethod
    def of(cls, row: RequestRow) -> "RequestOut":
        values = {name: getattr(row, name) for name in cls.model_fields if name != "document"}
        return cls(**values, document=row.document.id if row.document else None)


class RequestList(ListOut[RequestOut]):
    pass


class RecentOut(BaseModel):
    query: str
    at: datetime


class HistoryOut(BaseModel):
    """`is_allowed` is the admin's word, `is_kept` the person's own; without both nothing is remembered."""

    is_allowed: bool
    is_kept: bool
    items: list[RecentOut]

    @classmethod
    def of(cls, history: History) -> "HistoryOut":
        items = [RecentOut(query=query, at=at) for query, at in history.queries]
        return cls(is_allowed=history.is_allowed, is_kept=history.is_kept, items=items)


class ChoiceIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    is_kept: bool
