"""What a page of a search shows of its documents, by their ids: rows, and the texts of pages.

Every search asks for these, so only the columns that are shown are read, and the statements are made once.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from app.accounts.models import Agency
from app.accounts.permissions import Actor
from app.core.places import filled, is_among, size_for
from app.documents import citing
from app.documents.access import is_visible_to, standpoint
from app.documents.models import Document, Page, Revision
from app.documents.schemas import DocumentRow

_SHOWN: Mapping[str, Any] = {
    "id": Document.id,
    "title": Document.title,
    "kind": Document.kind,
    "year": Document.year,
    "legal_status": Document.legal_status,
    "visibility": Document.visibility,
    "lifecycle": Document.lifecycle,
    "agency_id": Document.agency_id,
    "agency_name": Agency.name,
    "description": Document.description,
    "created_at": Document.created_at,
    "updated_at": Document.updated_at,
    "revision_id": Revision.id,
    "media_type": Revision.media_type,
    "size": Revision.size,
    "state": Revision.state,
    "page_total": Revision.page_total,
    "pages_read": Revision.pages_read,
    "file_name": Revision.file_name,
    "review_on": Document.review_on,
}
_CITED: tuple[Any, ...] = (Document.citation_key, Document.kind_abbrev, Document.number, Document.labels)
_AT_ONCE = 30  # page texts of one statement

PageKey = tuple[int, int]  # revision, page number


def by_ids(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, DocumentRow]:
    """Only what the actor may see; missing ids were hidden, trashed or never there."""
    if not ids:
        return {}
    size = size_for(ids)
    found = session.connection().execute(_rows_seen_by(standpoint(actor), size), filled(ids, size))
    return {row.id: _shown(row) for row in found}


def page_texts(session: Session, wanted: Sequence[PageKey]) -> dict[PageKey, str]:
    """Texts of (revision, page) pairs, for the rows that are shown."""
    keys = iter(dict.fromkeys(wanted))
    found: dict[PageKey, str] = {}
    while some := list(islice(keys, _AT_ONCE)):
        rows = session.connection().execute(_texts(), dict(_bound(some)))
        found |= {(revision_id, number): text for revision_id, number, text in rows}
    return found


@lru_cache(maxsize=256)
def _rows_seen_by(actor: Actor, size: int) -> Select[Any]:
    columns = [column.label(name) for name, column in _SHOWN.items()]
    wanted: Select[Any] = (
        sql_select(*columns, *_CITED)
        .join(Revision, col(Revision.id) == col(Document.current_revision_id))
        .join(Agency, col(Agency.id) == col(Document.agency_id), isouter=True)
        .where(is_visible_to(actor), is_among(col(Document.id), size))
    )
    return wanted


def _shown(row: Row[Any]) -> DocumentRow:
    return DocumentRow(citation=citing.short_of(row), **dict(zip(_SHOWN, row, strict=False)))


@lru_cache(maxsize=1)
def _texts() -> Select[int, int, str]:
    """Pair by pair: SQLite reads the whole table for a list of pairs, and looks each of these up."""
    pairs = (
        and_(col(Page.revision_id) == bindparam(f"revision_{at}"), col(Page.number) == bindparam(f"number_{at}"))
        for at in range(_AT_ONCE)
    )
    return sql_select(col(Page.revision_id), col(Page.number), col(Page.text)).where(or_(*pairs))


def _bound(keys: Sequence[PageKey]) -> Iterator[tuple[str, int]]:
    """What is left of the places is filled with the first key."""
    for at in range(_AT_ONCE):
        revision_id, number = keys[at] if at < len(keys) else keys[0]
        yield f"revision_{at}", revision_id
        yield f"number_{at}", number
