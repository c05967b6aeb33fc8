"""Selects on notices: one's own, folded ones under their heads, and who does not want to hear of a topic."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, false, or_, update
from sqlmodel import Session, col, func, select

from app.core.pagination import Slice
from app.notices.models import Notice, NoticeChoice
from app.notices.topics import OTHER, TOPICS, Topic

_MAX_KEY = 2**31 - 1


def unread_of(user_id: int) -> tuple[ColumnElement[bool], ...]:
    return col(Notice.user_id) == user_id, col(Notice.read_at).is_(None)


def unread_count(session: Session, user_id: int) -> int:
    wanted = select(func.count()).select_from(Notice).where(*unread_of(user_id), col(Notice.head_id).is_(None))
    return session.exec(wanted).one()


def own(session: Session, user_id: int, notice_id: int) -> Notice | None:
    if not 0 < notice_id <= _MAX_KEY:
        return None
    return session.exec(select(Notice).where(Notice.id == notice_id, Notice.user_id == user_id)).first()


def heads(
    session: Session, user_id: int, *, is_read: bool | None, topic: Topic | None, part: Slice
) -> tuple[list[Notice], int]:
    wanted = [col(Notice.user_id) == user_id, col(Notice.head_id).is_(None)]
    if is_read is not None:
        wanted.append(col(Notice.read_at).is_not(None) if is_read else col(Notice.read_at).is_(None))
    if topic is not None:
        wanted.append(_about(topic))
    return _page(session, wanted, part)


def group(session: Session, head_id: int, *, part: Slice) -> tuple[list[Notice], int]:
    return _page(session, [or_(col(Notice.id) == head_id, col(Notice.head_id) == head_id)], part)


def folded_under(session: Session, head_ids: Sequence[int]) -> dict[int, int]:
    wanted = select(Notice.head_id, func.count()).where(col(Notice.head_id).in_(head_ids)).group_by(col(Notice.head_id))
    return {head_id: count for head_id, count in session.exec(wanted) if head_id is not None}


def with_many(session: Session, user_ids: Collection[int], kind: str, *, since: datetime, many: int) -> list[int]:
    """Those of the people who have so many unread ones of the kind since then."""
    wanted = (
        select(Notice.user_id)
        .where(col(Notice.user_id).in_(user_ids), col(Notice.read_at).is_(None))
        .where(Notice.kind == kind, col(Notice.created_at) > since)
        .group_by(col(Notice.user_id))
        .having(func.count() >= many)
    )
    return list(session.exec(wanted))


def fold(session: Session, user_id: int, kind: str, *, since: datetime, under: int) -> None:
    near = (col(Notice.kind) == kind, col(Notice.created_at) > since, col(Notice.id) != under)
    folding = update(Notice).where(*unread_of(user_id), *near).values(head_id=under)
    session.execute(folding.execution_options(synchronize_session=False))


def not_wanting(session: Session, user_ids: Collection[int], topic: Topic) -> set[int]:
    if not topic.may_be_off:
        return set()
    declined = (NoticeChoice.topic == topic.key, col(NoticeChoice.is_wanted).is_(False))
    return set(session.exec(select(NoticeChoice.user_id).where(col(NoticeChoice.user_id).in_(user_ids), *declined)))


def declined_topics(session: Session, user_id: int) -> set[str]:
    wanted = select(NoticeChoice.topic).where(NoticeChoice.user_id == user_id, col(NoticeChoice.is_wanted).is_(False))
    return set(session.exec(wanted))


def _page(session: Session, wanted: Sequence[ColumnElement[bool]], part: Slice) -> tuple[list[Notice], int]:
    total = session.exec(select(func.count()).select_from(Notice).where(*wanted)).one()
    rows = select(Notice).where(*wanted).order_by(col(Notice.id).desc()).limit(part.limit).offset(part.offset)
    return list(session.exec(rows)), total


def _about(topic: Topic) -> ColumnElement[bool]:
    if topic is OTHER:
        known = [kind for each in TOPICS for kind in each.kinds]
        return ~or_(false(), *(col(Notice.kind).startswith(kind, autoescape=True) for kind in known))
    return or_(false(), *(col(Notice.kind).startswith(kind, autoescape=True) for kind in topic.kinds))
