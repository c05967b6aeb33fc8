"""The tally of openings in the database: added to by every process, read by curators, and forgotten after a year."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy import select as sql_select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func

from app.accounts.permissions import Actor
from app.core.clock import now
from app.core.config import Settings
from app.coverage.models import DocumentOpening
from app.documents.models import Document

KEPT_DAYS = 365
_ROWS_AT_ONCE = 500
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def add(session: Session, counted: Mapping[tuple[date, int], int]) -> None:
    """Add to what other processes have counted. What was deleted for good meanwhile is left out.

    In the order of the key: two processes that write at once never wait crosswise.
    """
    there = _existing(session, {document_id for _, document_id in counted})
    rows = [
        {"day": day, "document_id": document_id, "opened": times}
        for (day, document_id), times in sorted(counted.items())
        if document_id in there
    ]
    for at in range(0, len(rows), _ROWS_AT_ONCE):
        made = _INSERT[session.get_bind().dialect.name](DocumentOpening).values(rows[at : at + _ROWS_AT_ONCE])
        summed = {"opened": DocumentOpening.opened + made.excluded.opened}
        session.execute(made.on_conflict_do_update(index_elements=["day", "document_id"], set_=summed))


def opened_times(session: Session, actor: Actor, document_id: int) -> int | None:
    """How often within the days that are kept; None for those who keep no library."""
    if not actor.can("document.edit_any"):
        return None
    wanted = sql_select(func.coalesce(func.sum(DocumentOpening.opened), 0))
    return int(session.execute(wanted.where(col(DocumentOpening.document_id) == document_id)).scalar_one())


def counted_since(session: Session) -> date | None:
    """The first day that is known; None while nothing has been opened."""
    return session.execute(sql_select(func.min(DocumentOpening.day))).scalar()


def forget_old(session: Session, settings: Settings) -> None:
    """Called once a day."""
    today = now().astimezone(settings.zone).date()
    session.execute(delete(DocumentOpening).where(col(DocumentOpening.day) <= today - timedelta(days=KEPT_DAYS)))


def _existing(session: Session, ids: set[int]) -> set[int]:
    asked = sorted(ids)
    found: set[int] = set()
    for at in range(0, len(asked), _ROWS_AT_ONCE):
        wanted = sql_select(col(Document.id)).where(col(Document.id).in_(asked[at : at + _ROWS_AT_ONCE]))
        found.update(session.execute(wanted).scalars())
    return found
