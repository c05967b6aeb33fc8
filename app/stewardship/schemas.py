"""What the stewardship slice takes and gives."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.documents.models import Kind

LONGEST_NOTE = 500
MOST_MONTHS = 120
# How often a kind is looked at again until an admin chooses otherwise; the other kinds only where somebody says so.
USUAL_MONTHS = {Kind.SOP: 12, Kind.GUIDELINE: 24, Kind.TEMPLATE: 24}


class Scope(StrEnum):
    """Whose documents: those that one looks after oneself, those of one's agency, or everybody's (for curators)."""

    MINE = "saya"
    AGENCY = "opd"
    ALL = "semua"


class When(StrEnum):
    DUE = "lewat"
    SOON = "segera"
    EVERY = "semua"


class DueSort(StrEnum):
    DATE = "tanggal"
    TITLE = "judul"
    AGENCY = "opd"


@dataclass(frozen=True, slots=True)
class DueFilter:
    scope: Scope = Scope.MINE
    when: When = When.DUE
    kind: Kind | None = None
    sort: DueSort = DueSort.DATE


@dataclass(frozen=True, slots=True)
class Owner:
    """Who looks after a document: a person where one is named, else the agency. `is_gone`: the account is closed."""

    user_id: int | None
    user_name: str | None
    agency_id: int | None
    agency_name: str | None
    is_gone: bool = False

    @property
    def label(self) -> str:
        person = f"{self.user_name} (akun tidak aktif)" if self.is_gone else self.user_name
        return person or self.agency_name or "Kurator"


@dataclass(frozen=True, slots=True)
class DueRow:
    document_id: int
    title: str
    kind: Kind
    review_on: date
    owner: Owner
    days_over: int

    @property
    def is_due(self) -> bool:
        return self.days_over >= 0


@dataclass(frozen=True, slots=True)
class RoundRow:
    at: datetime
    by_name: str | None
    note: str
    due_on: date | None
    next_on: date | None


@dataclass(frozen=True, slots=True)
class ReviewState:
    """`months` is what stands for this document; `usual_months` what its kind has, 0 for never."""

    document_id: int
    title: str
    kind: Kind
    owner: Owner
    review_on: date | None
    months: int | None
    usual_months: int
    is_due: bool
    may_plan: bool
    may_review: bool
    rounds: tuple[RoundRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person lays down; without a date the interval counts from today."""

    user_id: int | None = None
    agency_id: int | None = None
    months: int | None = None
    review_on: date | None = None
