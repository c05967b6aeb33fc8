"""What the library lacks, as curators work through it: one row for whatever kind of gap."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.coverage.models import GapKind
from app.documents.models import ReadingState


@dataclass(frozen=True, slots=True)
class SetAside:
    reason: str
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class GapRow:
    """`key` names the gap; the numbers that do not belong to its kind are 0 or None.

    `times` is how often it is cited, opened, or how many indicators it supports: what its kind is ordered by.
    """

    kind: GapKind
    key: str
    title: str
    times: int = 0
    number: int | None = None
    weight: Decimal | None = None
    confirmed: int = 0
    suggested: int = 0
    document_id: int | None = None
    state: ReadingState | None = None
    aside: SetAside | None = None


@dataclass(frozen=True, slots=True)
class Counting:
    """Since when openings are known, if at all, and whether that is long enough to call a document unopened."""

    since: date | None
    is_long_enough: bool


@dataclass(frozen=True, slots=True)
class GapSummary:
    """How many of each kind wait, and how many were put aside."""

    waiting: Mapping[GapKind, int]
    aside: Mapping[GapKind, int]
    counting: Counting
