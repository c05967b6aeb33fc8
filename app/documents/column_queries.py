"""What is read to keep columns and sets of ids as new as the database: all of it, or what the log names since then.

By the core alone and without turning texts into our enumerations: this is done for a hundred thousand documents.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, Executable, String, and_, bindparam, cast, func, type_coerce
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
# Made once: with every change each process asks these, and making a statement costs more than answering it.
_NAMED = sql_select(col(DocumentChange.document_id)).where(
    col(DocumentChange.seq) > bindparam("since", type_=BigInteger)
)
_CURRENT = col(Revision.id) == col(Document.current_revision_id)
_ROWS = sql_select(*_ROW).join(Revision, _CURRENT, isouter=True)
_ROWS_NAMED = _ROWS.where(col(Document.id).in_(_NAMED))
_TAGS = sql_select(col(Tag.document_id), col(Tag.indicator_id)).where(col(Tag.state) == TagState.CONFIRMED)
_TAGS_NAMED = _TAGS.where(col(Tag.document_id).in_(_NAMED))
_CHANGED = _NAMED.distinct()


def rows(session: Session, *, since: int | None = None) -> Sequence[Any]:
    return _all(session, _ROWS) if since is None else _all(session, _ROWS_NAMED, since=since)


def tags(session: Session, *, since: int | None = None) -> Sequence[Any]:
    """(document, indicator) of every confirmed tag."""
    return _all(session, _TAGS) if since is None else _all(session, _TAGS_NAMED, since=since)


def changed_ids(session: Session, since: int) -> list[int]:
    return [row[0] for row in _all(session, _CHANGED, since=since)]


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


def _ids(found: Iterable[int]) -> Ids:
    """Sorting numbers is cheaper than having the database sort rows."""
    return Ids(np.sort(np.fromiter(found, dtype=np.int64)))


def _all(session: Session, wanted: Executable, **given: int) -> Sequence[Any]:
    return session.connection().execute(wanted, given).all()
