"""Spec → rows. Called by `service`; keyed by number, so tags and evidence keep pointing at the same indicator."""

import hashlib
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlmodel import Session

from app.core.clock import now
from app.core.tables import saved_id
from app.instruments import queries
from app.instruments.models import Aspect, Domain, Indicator, Instrument, Level
from app.instruments.spec import IndicatorSpec, InstrumentSpec, LevelSpec

R = TypeVar("R", Domain, Aspect, Indicator, Level)


def checksum_of(source_yaml: str) -> str:
    return hashlib.sha256(source_yaml.encode()).hexdigest()


def install(session: Session, spec: InstrumentSpec, *, source_yaml: str) -> bool:
    """Bring the rows up to the spec; False when they already are.

    A domain, aspect or indicator that the spec no longer names keeps its row, since tags and evidence may point
    at it; it is merely no longer listed.
    """
    checksum = checksum_of(source_yaml)
    if queries.checksum(session, spec.id) == checksum:
        return False
    _instrument(session, spec, checksum, source_yaml)
    domain_ids = _domains(session, spec)
    aspect_ids = _aspects(session, spec, domain_ids)
    indicator_ids = _indicators(session, spec, aspect_ids)
    _levels(session, spec, indicator_ids)
    return True


def _instrument(session: Session, spec: InstrumentSpec, checksum: str, source_yaml: str) -> None:
    row = session.get(Instrument, spec.id) or Instrument(
        id=spec.id, title="", regulation="", checksum="", source_yaml=""
    )
    values = {"title": spec.title, "regulation": spec.regulation, "in_force_from": spec.in_force_from}
    row.sqlmodel_update(values | {"checksum": checksum, "source_yaml": source_yaml, "installed_at": now()})
    session.add(row)
    session.flush()


def _domains(session: Session, spec: InstrumentSpec) -> dict[int, int]:
    rows = queries.domains_by_number(session, spec.id)
    for domain in spec.domains:
        values = {"number": domain.number, "name": domain.name, "weight": domain.weight}
        rows[domain.number] = _put(session, rows.get(domain.number), Domain, values | {"instrument_id": spec.id})
    return _ids(session, rows)


def _aspects(session: Session, spec: InstrumentSpec, domain_ids: dict[int, int]) -> dict[int, int]:
    rows = queries.aspects_by_number(session, spec.id)
    for aspect in spec.aspects:
        domain_id = None if aspect.domain is None else domain_ids[aspect.domain]
        values = {"number": aspect.number, "name": aspect.name, "weight": aspect.weight, "domain_id": domain_id}
        rows[aspect.number] = _put(session, rows.get(aspect.number), Aspect, values | {"instrument_id": spec.id})
    return _ids(session, rows)


def _indicators(session: Session, spec: InstrumentSpec, aspect_ids: dict[int, int]) -> dict[int, int]:
    rows = queries.indicators_by_number(session, spec.id)
    for indicator in spec.indicators:
        values = _indicator_values(indicator) | {"instrument_id": spec.id, "aspect_id": aspect_ids[indicator.aspect]}
        rows[indicator.number] = _put(session, rows.get(indicator.number), Indicator, values)
    return _ids(session, rows)


def _levels(session: Session, spec: InstrumentSpec, indicator_ids: dict[int, int]) -> None:
    """Evidence keeps a level by its value, so a level that the spec dropped may go."""
    known = queries.levels_by_indicator(session, spec.id)
    for indicator in spec.indicators:
        indicator_id = indicator_ids[indicator.number]
        _levels_of(session, indicator, indicator_id, known.get(indicator_id, []))


def _levels_of(session: Session, indicator: IndicatorSpec, indicator_id: int, known: Sequence[Level]) -> None:
    rows = {level.value: level for level in known}
    for level in indicator.levels:
        _put(session, rows.pop(level.value, None), Level, _level_values(level) | {"indicator_id": indicator_id})
    for dropped in rows.values():
        session.delete(dropped)


def _indicator_values(indicator: IndicatorSpec) -> dict[str, Any]:
    names = ("number", "code", "name", "short_name", "weight", "scale", "explanation")
    return {name: getattr(indicator, name) for name in names}


def _level_values(level: LevelSpec) -> dict[str, Any]:
    hints = [{"kind": hint.kind, "text": hint.text, "optional": hint.optional} for hint in level.evidence]
    return {"value": level.value, "label": level.label, "criterion": level.criterion, "evidence": hints}


def _put(session: Session, row: R | None, table: type[R], values: dict[str, Any]) -> R:
    row = row or table(**values)
    row.sqlmodel_update(values)
    session.add(row)
    return row


def _ids(session: Session, rows: dict[int, Any]) -> dict[int, int]:
    session.flush()
    return {number: saved_id(row.id) for number, row in rows.items()}
