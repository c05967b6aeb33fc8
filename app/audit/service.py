"""Writes and reads the trail. A change and its entry share one transaction, so neither exists without the other."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from app.accounts.permissions import Actor
from app.audit.models import AuditEntry
from app.core.pagination import Listing, Slice


def record(
    session: Session,
    actor: Actor,
    verb: str,
    object_type: str,
    object_id: object,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add one entry. `before` and `after` hold only what changed; secrets never go in."""
    session.add(
        AuditEntry(
            actor_id=actor.user_id,
            actor_name=actor.name,
            verb=verb,
            object_type=object_type,
            object_id=str(object_id),
            before=_plain(before),
            after=_plain(after),
            request_id=actor.request_id,
        )
    )


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields whose values differ, old and new."""
    keys = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}


def listing(
    session: Session,
    actor: Actor,
    *,
    part: Slice,
    verb: str | None = None,
    actor_id: int | None = None,
    object_type: str | None = None,
    object_id: str | None = None,
) -> Listing[AuditEntry]:
    """The newest first, narrowed to whatever is given; a verb like "evidence." stands for all that begin so."""
    actor.require("audit.read")
    wanted = select(AuditEntry)
    if verb:
        wanted = wanted.where(_is_verb(verb))
    given = {AuditEntry.actor_id: actor_id, AuditEntry.object_type: object_type, AuditEntry.object_id: object_id}
    wanted = wanted.where(*(col(column) == value for column, value in given.items() if value is not None))
    total = session.exec(select(func.count()).select_from(wanted.subquery())).one()
    rows = session.exec(wanted.order_by(col(AuditEntry.id).desc()).limit(part.limit).offset(part.offset)).all()
    return Listing(rows, total, part.limit, part.offset)


def history(session: Session, *, object_type: str, object_id: object, limit: int = 50) -> list[AuditEntry]:
    """The newest entries of one thing; the caller has already checked that the actor may see the thing."""
    wanted = select(AuditEntry).where(AuditEntry.object_type == object_type, AuditEntry.object_id == str(object_id))
    return list(session.exec(wanted.order_by(col(AuditEntry.id).desc()).limit(limit)))


def last_actors(session: Session, verb: str, object_type: str, object_ids: Sequence[int]) -> dict[int, str]:
    """Thing → who did this to it last; the caller has already checked that the actor may see these things."""
    wanted = select(AuditEntry.object_id, AuditEntry.actor_name).where(
        AuditEntry.verb == verb,
        AuditEntry.object_type == object_type,
        col(AuditEntry.object_id).in_([str(object_id) for object_id in object_ids]),
    )
    return {int(object_id): name for object_id, name in session.exec(wanted.order_by(col(AuditEntry.id)))}


def _is_verb(verb: str) -> ColumnElement[bool]:
    return (
        col(AuditEntry.verb).startswith(verb, autoescape=True) if verb.endswith(".") else col(AuditEntry.verb) == verb
    )


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if values is None else {key: _json(value) for key, value in values.items()}


def _json(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
