"""A cell of the map as conditions, shared by what counts and what lists, so that a number is what its link shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Numeric, and_, case, literal, or_
from sqlmodel import col, func

from app.coverage.schemas import FRESH_YEARS, NO_AGENCY, NO_LEVEL, Cell, Freshness
from app.documents.models import Document, LegalStatus, Tag, TagState

SHOWN_STATES = (TagState.CONFIRMED, TagState.SUGGESTED)
level_of_tag: ColumnElement[Any] = func.coalesce(Tag.level, literal(NO_LEVEL, Numeric(5, 2)))
agency_of_document: ColumnElement[Any] = func.coalesce(Document.agency_id, NO_AGENCY)
day_of_document: ColumnElement[Any] = func.coalesce(Document.enacted_on, Document.promulgated_on)
year_without_day: ColumnElement[Any] = case((day_of_document.is_(None), col(Document.year)))


@dataclass(frozen=True, slots=True)
class Standing:
    """From where age is counted: what is from before `fresh_since` is old."""

    fresh_since: date

    @classmethod
    def on(cls, today: date) -> "Standing":
        year = today.year - FRESH_YEARS
        is_leap_day = (today.month, today.day) == (2, 29)
        return cls(date(year, 3, 1) if is_leap_day else today.replace(year=year))

    @property
    def freshness(self) -> ColumnElement[Any]:
        since = self.fresh_since
        first_whole_year = since.year + (0 if (since.month, since.day) == (1, 1) else 1)
        by_year = and_(day_of_document.is_(None), col(Document.year) >= first_whole_year)
        return case(
            (col(Document.legal_status) == LegalStatus.REVOKED, Freshness.REVOKED.value),
            (or_(day_of_document >= since, by_year), Freshness.FRESH.value),
            (and_(day_of_document.is_(None), col(Document.year).is_(None)), Freshness.UNDATED.value),
            else_=Freshness.OLD.value,
        )

    def conditions(self, cell: Cell) -> Iterator[ColumnElement[bool]]:
        """On tags joined with documents."""
        yield col(Tag.state) == cell.state
        if cell.kind is not None:
            yield col(Document.kind) == cell.kind
        if cell.freshness is not None:
            yield self.freshness == cell.freshness.value
        if cell.level is not None:
            yield level_of_tag == cell.level
        if cell.agency_id is not None:
            yield agency_of_document == cell.agency_id
