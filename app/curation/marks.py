"""Who waits in the queue: what nobody has called done yet, what changed since, and what has a new suggestion."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from app.core.clock import now
from app.core.tables import saved_id
from app.curation.models import CurationMark
from app.documents.models import Document, Tag, TagState

_AT_ONCE = 500  # values in one statement, which databases limit
Noted = dict[str, Any]


def renew(session: Session, document_ids: Sequence[int]) -> None:
    """Look again at these documents: their suggestions may have come, gone, or been decided on."""
    session.flush()
    for ids in parts(document_ids):
        marks, opened = of(session, ids), _open_tags(session, ids)
        for document_id, revision_id in _revisions(session, ids):
            mark = marks.get(document_id) or CurationMark(document_id=document_id)
            mark.best, mark.open_tags = opened.get(document_id, (None, 0))
            mark.waiting_since = None if _is_done(mark, revision_id) else mark.waiting_since or now()
            session.add(mark)
    session.flush()


def call_done(session: Session, document_ids: Sequence[int], *, by: int | None) -> None:
    """A person has looked at the labels of these documents as they are now."""
    for ids in parts(document_ids):
        marks = of(session, ids)
        for document_id, revision_id in _revisions(session, ids):
            mark = marks.get(document_id) or CurationMark(document_id=document_id)
            mark.revision_id, mark.done_by, mark.done_at = revision_id, by, now()
            session.add(mark)
    renew(session, document_ids)


def of(session: Session, document_ids: Sequence[int]) -> dict[int, CurationMark]:
    wanted = select(CurationMark).where(col(CurationMark.document_id).in_(document_ids))
    return {mark.document_id: mark for mark in session.exec(wanted)}


def noted(mark: CurationMark) -> Noted:
    """What of a mark is a person's word, for taking back."""
    return {
        "document": mark.document_id,
        "waiting_since": _text(mark.waiting_since),
        "revision": mark.revision_id,
        "done_by": mark.done_by,
        "done_at": _text(mark.done_at),
    }


def put_back(mark: CurationMark, before: Noted) -> None:
    mark.waiting_since, mark.done_at = moment(before["waiting_since"]), moment(before["done_at"])
    mark.revision_id, mark.done_by = before["revision"], before["done_by"]


def parts(ids: Iterable[int]) -> Iterator[list[int]]:
    every = list(dict.fromkeys(ids))
    return (every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE))


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _text(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _is_done(mark: CurationMark, revision_id: int | None) -> bool:
    return mark.open_tags == 0 and mark.revision_id is not None and mark.revision_id == revision_id


def _revisions(session: Session, ids: Sequence[int]) -> list[tuple[int, int | None]]:
    wanted = select(Document.id, Document.current_revision_id).where(col(Document.id).in_(ids))
    return [(saved_id(document_id), revision_id) for document_id, revision_id in session.exec(wanted)]


def _open_tags(session: Session, ids: Sequence[int]) -> dict[int, tuple[float | None, int]]:
    wanted = (
        select(Tag.document_id, func.max(Tag.score), func.count())
        .where(col(Tag.document_id).in_(ids), Tag.state == TagState.SUGGESTED)
        .group_by(col(Tag.document_id))
    )
    return {document_id: (best, count) for document_id, best, count in session.execute(wanted)}
