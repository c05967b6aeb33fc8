"""What routes, pages and the services of this slice exchange."""

from dataclasses import dataclass
from datetime import date, datetime

from app.documents.schemas import DocumentRow, Filters
from app.search.schemas import Order
from app.searches.models import RequestState


@dataclass(frozen=True, slots=True)
class Note:
    """One search as the log takes it in; `user_id` is looked at only for those who want their own ones remembered."""

    text: str
    found: int
    is_missing: bool
    user_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class MissedRow:
    """Words that found nothing: how often since they were last dealt with, in how many searches in all, and when."""

    query: str
    missed: int
    sought: int
    last_day: date
    was_handled: bool


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as its owner and the curators see it. `document` is what it was answered with, where one may see it."""

    id: int
    query: str
    note: str
    state: RequestState
    answer: str
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    document: DocumentRow | None


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A saved search with what it finds now: `fresh` of `total` were not there when its owner last looked.

    Both are None where the search cannot be run any more, because its filters are of another time.
    """

    id: int
    name: str
    text: str
    filters: Filters
    order: Order
    total: int | None
    fresh: int | None
    seen_at: datetime
    created_at: datetime
    feed_made_at: datetime | None


@dataclass(frozen=True, slots=True)
class History:
    """One's own searches, the latest first; none where they are not kept. `is_allowed` is the admin's word."""

    is_allowed: bool
    is_kept: bool
    queries: tuple[tuple[str, datetime], ...]
