"""What is read to keep columns and sets of ids as new as the database: all of it, or what the log names since then.

By the core alone and without turning texts into our enumerations: this is done for a hundred thousand documents.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Executable, Select, String, and_, cast, func, type_coerce
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from app.accounts.permissions import Actor
from app.documents.access import is_visible_to
from app.documents.changelog import DocumentChange
from app.documents.filtering import filter_conditions
from app.documents.models import Document, Revision, Tag, TagState
from app.documents.schemas import Filters
from indexer.ids import Ids

_ROW = (
    col(Document.id),
    type_coerce(col(Document.created_at), String),
    col(Document.title),
    col(Document.agency_id),
    col(Document.year),
    type_coerce(col(Document.kind), String),
    type_coerce(col(Document.legal_status), String),
    col(Revision.media_type),
    type_coerce(col(Revision.state), String),
)


def rows(session: Session, *, since: int | None = None) -> Sequence[Any]:
    current = col(Revision.id) == col(Document.current_revision_id)
    wanted = sql_select(*_ROW).join(Revision, current, isouter=True)
    return _all(session, wanted if since is None else wanted.where(col(Document.id).in_(_named(since))))


def tags(session: Session, *, since: int | None = None) -> Sequence[Any]:
    """(document, indicator) of every confirmed tag."""
    confirmed = col(Tag.state) == TagState.CONFIRMED
    wanted = sql_select(col(Tag.document_id), col(Tag.indicator_id)).where(confirmed)
    return _all(session, wanted if since is None else wanted.where(col(Tag.document_id).in_(_named(since))))


def changed_ids(session: Session, since: int) -> list[int]:
    return [row[0] for row in _all(session, _named(since).distinct())]


def visible_ids(session: Session, actor: Actor, filters: Filters) -> Ids:
    """As one line of text: to take a hundred thousand rows over one by one costs four times what finding them costs."""
    together = func.aggregate_strings(cast(col(Document.id), String), ",")
    wanted = sql_select(together).where(is_visible_to(actor), *filter_conditions(filters, actor))
    found = session.connection().execute(wanted).scalar()
    return Ids(np.sort(np.array(found.split(",") if found else [], dtype=np.int64)))


def visible_since(session: Session, actor: Actor, filters: Filters, since: int) -> tuple[Ids, Ids]:
    """What the log names since then, and what of it is visible now under the filters."""
    seen = and_(
        col(Document.id) == col(DocumentChange.document_id), is_visible_to(actor), *filter_conditions(filters, actor)
    )
    wanted = (
        sql_select(col(DocumentChange.document_id), col(Document.id))
        .select_from(DocumentChange)
        .join(Document, seen, isouter=True)
        .where(col(DocumentChange.seq) > since)
        .distinct()
    )
    found = _all(session, wanted)
    return _ids(row[0] for row in found), _ids(row[1] for row in found if row[1] is not None)


def _named(since: int) -> Select[Any]:
    return sql_select(col(DocumentChange.document_id)).where(col(DocumentChange.seq) > since)


def _ids(found: Iterable[int]) -> Ids:
    """Sorting numbers is cheaper than having the database sort rows."""
    return Ids(np.sort(np.fromiter(found, dtype=np.int64)))


def _all(session: Session, wanted: Executable) -> Sequence[Any]:
    return session.connection().execute(wanted).all()
