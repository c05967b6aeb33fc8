"""Telling people what ended while they were elsewhere, in the caller's transaction: what is undone is never told."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, func, select

from app.accounts.permissions import Actor
from app.core.clock import now
from app.core.pagination import Listing, Slice
from app.notices.models import Notice


def tell(session: Session, user_ids: Iterable[int | None], *, kind: str, text: str, link: str = "") -> None:
    """One sentence for each of these people; unknown ones (the system, an import by command) are left out."""
    for user_id in dict.fromkeys(user_ids):
        if user_id is not None:
            session.add(Notice(user_id=user_id, kind=kind, text=text[:500], link=link[:300]))


def unread_count(session: Session, actor: Actor) -> int:
    if actor.user_id is None:
        return 0
    wanted = select(func.count()).select_from(Notice).where(*_unread_of(actor.user_id))
    return session.exec(wanted).one()


def listing(session: Session, actor: Actor, *, part: Slice) -> Listing[Notice]:
    """One's own, the newest first."""
    actor.require("account.own")
    mine = select(Notice).where(Notice.user_id == actor.user_id)
    total = session.exec(select(func.count()).select_from(mine.subquery())).one()
    rows = session.exec(mine.order_by(col(Notice.id).desc()).limit(part.limit).offset(part.offset)).all()
    return Listing(list(rows), total, part.limit, part.offset)


def mark_read(session: Session, actor: Actor, *, up_to: int) -> None:
    """Everything that stood on the page when it was drawn; what came since stays unread."""
    actor.require("account.own")
    if actor.user_id is not None:
        mine = (*_unread_of(actor.user_id), col(Notice.id) <= up_to)
        session.execute(update(Notice).where(*mine).values(read_at=now()).execution_options(synchronize_session=False))


def _unread_of(user_id: int) -> tuple[ColumnElement[bool], ...]:
    return col(Notice.user_id) == user_id, col(Notice.read_at).is_(None)
