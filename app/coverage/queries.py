"""Selects of the map: one counts all documents of an instrument at once, one lists those of a cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, Select, String, cast, literal, null, union_all
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
from app.coverage.schemas import Cell
from app.documents.access import is_visible_to
from app.documents.models import Document, Tag, TagState
from app.evidence import access as evidence_access
from app.evidence.models import Evidence, EvidenceState
from app.instruments.models import Indicator


class By(StrEnum):
    """What documents of an indicator are counted by."""

    FRESHNESS = "freshness"
    KIND = "kind"
    LEVEL = "level"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Group:
    """Documents of one indicator that are alike in how sure they are and in what they are counted by.

    The newest day and year are told by freshness alone.
    """

    by: By
    number: int
    state: TagState
    told: str
    count: int
    newest_day: date | None
    newest_year: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose map of which instrument; of all its indicators, or of one."""

    actor: Actor
    instrument_id: str
    number: int | None = None


def groups(session: Session, asked: Asked, standing: Standing) -> list[Group]:
    """Four countings in one statement: labels are joined with documents once, which is what costs.

    What is counted by is text, since the parts of a union have one type.
    """
    labels = _labels(asked, standing)
    newest = (func.max(labels.c.day), func.max(labels.c.year))
    nothing = (cast(null(), String), cast(null(), Integer))
    is_confirmed = labels.c.state == TagState.CONFIRMED.value
    counted = union_all(
        _counted(labels, By.FRESHNESS, *newest),
        *(_counted(labels, by, *nothing).where(is_confirmed) for by in (By.KIND, By.LEVEL, By.AGENCY)),
    )
    return [
        Group(By(by), number, TagState(state), told, count, date.fromisoformat(day) if day else None, year)
        for by, number, state, told, count, day, year in session.execute(counted)
    ]


def _counted(labels: CTE, by: By, *newest: ColumnElement[Any]) -> Select[Any]:
    alike = (labels.c.number, labels.c.state, labels.c[by.value])
    return sql_select(literal(by.value), *alike, func.count(), *newest).group_by(*alike)


def _labels(asked: Asked, standing: Standing) -> CTE:
    """One row for each label of the documents that the actor may see."""
    wanted = (
        sql_select(
            col(Indicator.number).label("number"),
            cast(Tag.state, String).label("state"),
            standing.freshness.label(By.FRESHNESS),
            cast(Document.kind, String).label(By.KIND),
            cast(level_of_tag, String).label(By.LEVEL),
            cast(agency_of_document, String).label(By.AGENCY),
            cast(day_of_document, String).label("day"),
            year_without_day.label("year"),
        )
        .select_from(Indicator)
        .join(Tag, col(Tag.indicator_id) == col(Indicator.id))
        .join(Document, col(Document.id) == col(Tag.document_id))
        .where(col(Indicator.instrument_id) == asked.instrument_id, is_visible_to(asked.actor))
        .where(col(Tag.state).in_(SHOWN_STATES))
    )
    found = wanted if asked.number is None else wanted.where(col(Indicator.number) == asked.number)
    return found.cte("labels")


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
