"""Selects for the queue. It is walked by keys, not by counting rows off, so that 5,000 waiting cost what 50 do."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, type_coerce
from sqlmodel import Session, col, func, select

from app.accounts.models import Agency, User
from app.accounts.permissions import Actor
from app.core.tables import UtcDateTime
from app.curation.models import ActionKind, CurationAction, CurationMark
from app.curation.schemas import Order, QueueFilter
from app.documents.access import is_visible_to
from app.documents.models import Document, ReadingState, Revision, Tag
from app.ingest.models import BatchItem

Row = tuple[Document, Revision, Agency | None, CurationMark]
Key = tuple[Any, int]  # where a document stands in an order
_UNDER_WAY = tuple(state for state in ReadingState if not state.is_final)


def rows(session: Session, actor: Actor, where: QueueFilter, order: Order, *, limit: int, offset: int = 0) -> list[Row]:
    wanted = _select(actor, where).order_by(*_sorting(order)).limit(limit).offset(offset)
    return [tuple(row) for row in session.execute(wanted)]


def rows_after(session: Session, actor: Actor, where: QueueFilter, order: Order, key: Key, *, limit: int) -> list[Row]:
    wanted = _select(actor, where).where(_beyond(order, key)).order_by(*_sorting(order)).limit(limit)
    return [tuple(row) for row in session.execute(wanted)]


def rows_before(session: Session, actor: Actor, where: QueueFilter, order: Order, key: Key, *, limit: int) -> list[Row]:
    """In the order of the queue, those nearest to the key."""
    wanted = _select(actor, where).where(_ahead(order, key)).order_by(*_sorting(order, backwards=True)).limit(limit)
    return [tuple(row) for row in session.execute(wanted)][::-1]


def rows_at(session: Session, actor: Actor, where: QueueFilter, document_id: int) -> list[Row]:
    """The row of one document, if it waits and the filter lets it through."""
    return [tuple(row) for row in session.execute(_select(actor, where).where(Document.id == document_id))]


def count(session: Session, actor: Actor, where: QueueFilter) -> int:
    return int(session.execute(_counting(actor, where)).scalar_one())


def count_ahead(session: Session, actor: Actor, where: QueueFilter, order: Order, key: Key) -> int:
    return int(session.execute(_counting(actor, where).where(_ahead(order, key))).scalar_one())


def key_of(mark: CurationMark, order: Order) -> Key:
    value = mark.waiting_since if order is Order.NEWEST else (mark.best or 0.0)
    return value, mark.document_id


def decider(session: Session, mark: CurationMark) -> User | None:
    return session.get(User, mark.done_by) if mark.done_by else None


def tags_of(session: Session, document_ids: Sequence[int]) -> list[Tag]:
    return list(session.exec(select(Tag).where(col(Tag.document_id).in_(document_ids))))


def visible_ids(session: Session, actor: Actor, document_ids: Sequence[int]) -> set[int]:
    wanted = select(Document.id).where(is_visible_to(actor), col(Document.id).in_(document_ids))
    return {found for found in session.exec(wanted) if found is not None}


def titles(session: Session, actor: Actor, document_ids: Sequence[int]) -> dict[int, str]:
    """Of those documents that the actor may see."""
    wanted = select(Document.id, Document.title).where(col(Document.id).in_(document_ids), is_visible_to(actor))
    return {number: title for number, title in session.exec(wanted) if number is not None}


def last_action(session: Session, actor_id: int) -> CurationAction | None:
    """What this person did last and has not taken back."""
    mine = select(CurationAction).where(CurationAction.actor_id == actor_id, col(CurationAction.undone_at).is_(None))
    return session.exec(mine.order_by(col(CurationAction.id).desc()).limit(1)).first()


def latest_action(session: Session, actor_id: int) -> CurationAction | None:
    """What this person did last, also when it has been taken back."""
    mine = select(CurationAction).where(CurationAction.actor_id == actor_id)
    return session.exec(mine.order_by(col(CurationAction.id).desc()).limit(1)).first()


def last_bulk(session: Session, actor_id: int) -> CurationAction | None:
    """The last decision on many that still stands, whatever this person did since."""
    mine = select(CurationAction).where(CurationAction.actor_id == actor_id, CurationAction.kind == ActionKind.BULK)
    standing = mine.where(col(CurationAction.undone_at).is_(None))
    return session.exec(standing.order_by(col(CurationAction.id).desc()).limit(1)).first()


def _select(actor: Actor, where: QueueFilter) -> Any:
    return of_queue(select(Document, Revision, Agency, CurationMark), actor, where).join(
        Agency, col(Agency.id) == col(Document.agency_id), isouter=True
    )


def _counting(actor: Actor, where: QueueFilter) -> Any:
    return of_queue(select(func.count()), actor, where)


def of_queue(wanted: Any, actor: Actor, where: QueueFilter) -> Any:
    """Begins at what waits, which is little, and looks the documents up."""
    joined = (
        wanted.select_from(CurationMark)
        .join(Document, col(Document.id) == col(CurationMark.document_id))
        .join(Revision, col(Revision.id) == col(Document.current_revision_id))
    )
    return joined.where(
        col(CurationMark.waiting_since).is_not(None),
        is_visible_to(actor),
        col(Revision.state).not_in(_UNDER_WAY),
        *_chosen(where),
    )


def _chosen(where: QueueFilter) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if where.agency_id is not None:
        chosen.append(col(Document.agency_id) == where.agency_id)
    if where.kind is not None:
        chosen.append(col(Document.kind) == where.kind)
    if where.batch_id is not None:
        among = select(BatchItem.document_id).where(BatchItem.batch_id == where.batch_id)
        chosen.append(col(Document.id).in_(among))
    if where.strength is not None:
        chosen.append(col(CurationMark.best) >= where.strength)
    return chosen


def _value(order: Order) -> ColumnElement[Any]:
    if order is Order.NEWEST:
        return type_coerce(col(CurationMark.waiting_since), UtcDateTime)
    return func.coalesce(CurationMark.best, 0.0)


def _sorting(order: Order, *, backwards: bool = False) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The number of the document settles what is equal, in the same direction."""
    both = (_value(order), col(CurationMark.document_id))
    rises = (order is Order.DOUBTFUL) != backwards
    return (both[0].asc(), both[1].asc()) if rises else (both[0].desc(), both[1].desc())


def _beyond(order: Order, key: Key) -> ColumnElement[bool]:
    return _past(order, key, order is Order.DOUBTFUL)


def _ahead(order: Order, key: Key) -> ColumnElement[bool]:
    return _past(order, key, order is not Order.DOUBTFUL)


def _past(order: Order, key: Key, rises: bool) -> ColumnElement[bool]:
    value, number = _value(order), col(CurationMark.document_id)
    if rises:
        return or_(value > key[0], and_(value == key[0], number > key[1]))
    return or_(value < key[0], and_(value == key[0], number < key[1]))
