"""Selects of the map: some group all documents of an instrument at once, one lists those of a cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func

from app.accounts.models import Agency
from app.accounts.permissions import Actor
from app.core.pagination import Slice
from app.coverage.cells import (
    SHOWN_STATES,
    Standing,
    day_of_document,
    year_without_day,
)
from app.coverage.schemas import Cell, Freshness
from app.documents.access import is_visible_to
from app.documents.models import Document, Tag, TagState
from app.evidence import access as evidence_access
from app.evidence.models import Evidence, EvidenceState
from app.instruments.models import Indicator


@dataclass(frozen=True, slots=True)
class Group:
    """Documents of one indicator that are alike in how sure and how fresh they are."""

    number: int
    state: TagState
    freshness: Freshness
    count: int
    newest_day: date | None
    newest_year: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose map of which instrument; of all its indicators, or of one."""

    actor: Actor
    instrument_id: str
    number: int | None = None

    def tagged(self, wanted: Select[Any]) -> Select[Any]:
        """Labels of the documents that the actor may see, joined with both."""
        joined = (
            wanted.select_from(Indicator)
            .join(Tag, col(Tag.indicator_id) == col(Indicator.id))
            .join(Document, col(Document.id) == col(Tag.document_id))
            .where(col(Indicator.instrument_id) == self.instrument_id, is_visible_to(self.actor))
        )
        return joined if self.number is None else joined.where(col(Indicator.number) == self.number)


def groups(session: Session, asked: Asked, standing: Standing) -> list[Group]:
    """Grouped by name: PostgreSQL takes an expression with parameters for another one each time."""
    columns = (col(Indicator.number), col(Tag.state), standing.freshness.label("freshness_told"))
    counted = sql_select(*columns, func.count(), func.max(day_of_document), func.max(year_without_day))
    wanted = asked.tagged(counted).where(col(Tag.state).in_(SHOWN_STATES))
    grouped = wanted.group_by(col(Indicator.number), col(Tag.state), "freshness_told")
    return [
        Group(number, state, Freshness(freshness), count, day, year)
        for number, state, freshness, count, day, year in session.execute(grouped)
    ]


def confirmed_by(session: Session, asked: Asked, value: Any) -> dict[int, dict[Any, int]]:
    """Indicator number → how many confirmed documents have each value."""
    counted = sql_select(col(Indicator.number), value.label("value_told"), func.count())
    wanted = asked.tagged(counted).where(col(Tag.state) == TagState.CONFIRMED)
    found: dict[int, dict[Any, int]] = {}
    for number, told, count in session.execute(wanted.group_by(col(Indicator.number), "value_told")):
        found.setdefault(number, {})[told] = count
    return found


def accepted_levels(session: Session, actor: Actor, instrument_id: str) -> Sequence[Any]:
    """(indicator number, level, how many accepted claims) of what the actor may see."""
    level = func.coalesce(Evidence.verified_level, Evidence.level)
    wanted = (
        sql_select(col(Indicator.number), level, func.count())
        .join(Indicator, col(Indicator.id) == col(Evidence.indicator_id))
        .where(col(Indicator.instrument_id) == instrument_id, col(Evidence.state) == EvidenceState.ACCEPTED)
        .where(evidence_access.is_visible_to(actor))
        .group_by(col(Indicator.number), level)
    )
    return session.execute(wanted).all()


def agencies(session: Session) -> dict[int, tuple[str, str]]:
    wanted = sql_select(col(Agency.id), col(Agency.code), col(Agency.name))
    return {agency_id: (code, name) for agency_id, code, name in session.execute(wanted) if agency_id is not None}


def ids_in(
    session: Session, actor: Actor, indicator_id: int, cell: Cell, standing: Standing, part: Slice
) -> tuple[list[int], int]:
    """Documents of a cell, the youngest first."""
    conditions = (col(Tag.indicator_id) == indicator_id, is_visible_to(actor), *standing.conditions(cell))
    joined: Select[Any] = sql_select(col(Document.id)).join(Tag, col(Tag.document_id) == col(Document.id))
    found = joined.where(*conditions)
    total = session.execute(sql_select(func.count()).select_from(found.subquery())).scalar_one()
    year = func.coalesce(func.extract("year", day_of_document), Document.year, 0)
    ordered = found.order_by(year.desc(), day_of_document.desc().nulls_last(), col(Document.id).desc())
    return list(session.execute(ordered.limit(part.limit).offset(part.offset)).scalars()), total
