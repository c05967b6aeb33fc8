"""Selects of the map: one groups all documents of an instrument at once, one lists those of a cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
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
    agency_of_document,
    day_of_document,
    level_of_tag,
    year_without_day,
)
from app.coverage.schemas import Cell, Freshness
from app.documents.access import is_visible_to
from app.documents.models import Document, Kind, Tag, TagState
from app.evidence import access as evidence_access
from app.evidence.models import Evidence, EvidenceState
from app.instruments.models import Indicator


@dataclass(frozen=True, slots=True)
class Group:
    """Documents of one indicator that are alike in everything that the map tells apart."""

    number: int
    state: TagState
    kind: Kind
    freshness: Freshness
    level: Decimal
    agency_id: int
    count: int
    newest_day: date | None
    newest_year: int | None


def groups(
    session: Session, actor: Actor, instrument_id: str, standing: Standing, number: int | None = None
) -> list[Group]:
    """The documents that the actor may see, counted by all that the map tells apart; a single statement.

    Of the whole instrument, or of one indicator.
    """
    made = {"freshness_told": standing.freshness, "level_told": level_of_tag, "agency_told": agency_of_document}
    columns = (col(Indicator.number), col(Tag.state), col(Document.kind))
    values = (expression.label(name) for name, expression in made.items())
    wanted = (
        sql_select(*columns, *values, func.count(), func.max(day_of_document), func.max(year_without_day))
        .select_from(Indicator)
        .join(Tag, col(Tag.indicator_id) == col(Indicator.id))
        .join(Document, col(Document.id) == col(Tag.document_id))
        .where(col(Indicator.instrument_id) == instrument_id, col(Tag.state).in_(SHOWN_STATES), is_visible_to(actor))
        .group_by(*columns, *made)  # by name: PostgreSQL takes a value with parameters for another one each time
    )
    asked = wanted if number is None else wanted.where(col(Indicator.number) == number)
    return [_group(*row) for row in session.execute(asked)]


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


def _group(
    number: int,
    state: TagState,
    kind: Kind,
    freshness: str,
    level: Decimal,
    agency_id: int,
    count: int,
    day: date | None,
    year: int | None,
) -> Group:
    return Group(number, state, kind, Freshness(freshness), Decimal(level), agency_id, count, day, year)
