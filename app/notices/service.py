"""Telling people what ended while they were elsewhere, in the caller's transaction: what is undone is never told."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col

from app.accounts.permissions import Actor
from app.core import events
from app.core.clock import now
from app.core.errors import InvalidInput, NotFound
from app.core.pagination import Listing, Slice
from app.core.tables import saved_id
from app.notices import queries
from app.notices.models import Notice, NoticeChoice
from app.notices.schemas import NamesAsked, NoticeRow
from app.notices.topics import BY_KEY, TOPICS, Topic, topic_of

DOCUMENT = "{dokumen}"  # in a text: the title of `document_id`, for whoever may see it when they read
FOLD_FROM = 4
_NEAR = timedelta(days=1)


def tell(
    session: Session,
    user_ids: Iterable[int | None],
    *,
    kind: str,
    text: str,
    link: str = "",
    document_id: int | None = None,
) -> None:
    """One sentence for each of these people; unknown ones (the system, an import by command) are left out.

    Whoever does not want to hear of the topic is left out too. Many of one kind within a day are folded into one.
    """
    known = {user_id for user_id in user_ids if user_id is not None}
    people = sorted(known - queries.not_wanting(session, known, topic_of(kind)))
    told = [
        Notice(user_id=user_id, kind=kind, text=text[:500], link=link[:300], document_id=document_id)
        for user_id in people
    ]
    session.add_all(told)
    session.flush()
    since = now() - _NEAR
    for user_id in queries.with_many(session, people, kind, since=since, many=FOLD_FROM):
        newest = next(saved_id(notice.id) for notice in told if notice.user_id == user_id)
        queries.fold(session, user_id, kind, since=since, under=newest)


def unread_count(session: Session, actor: Actor) -> int:
    """What the bell says: many that are folded into one count once."""
    return 0 if actor.user_id is None else queries.unread_count(session, actor.user_id)


def listing(
    session: Session, actor: Actor, *, part: Slice, is_read: bool | None = None, topic: Topic | None = None
) -> Listing[NoticeRow]:
    """One's own, the newest first."""
    actor.require("account.own")
    found, total = queries.heads(session, actor.user_id or 0, is_read=is_read, topic=topic, part=part)
    counts = queries.folded_under(session, [saved_id(notice.id) for notice in found])
    rows = [_row(notice, names, counts) for notice, names in _named(session, actor, found)]
    return Listing(rows, total, part.limit, part.offset)


def folded(session: Session, actor: Actor, *, notice_id: int, part: Slice) -> Listing[NoticeRow]:
    """All that are folded into one notice, itself first."""
    head = _own(session, actor, notice_id)
    found, total = queries.group(session, saved_id(head.id), part=part)
    return Listing(
        [_row(one, names, {}) for one, names in _named(session, actor, found)], total, part.limit, part.offset
    )


def open_one(session: Session, actor: Actor, *, notice_id: int) -> Notice:
    """Mark it as read, with what is folded into it; its link says where it leads."""
    notice = _own(session, actor, notice_id)
    _mark(session, actor, (col(Notice.id) == notice_id) | (col(Notice.head_id) == notice_id))
    return notice


def is_group(session: Session, notice: Notice) -> bool:
    return bool(queries.folded_under(session, [saved_id(notice.id)]))


def mark_read(session: Session, actor: Actor, *, up_to: int) -> None:
    """Everything that stood on the page when it was drawn; what came since stays unread."""
    actor.require("account.own")
    _mark(session, actor, col(Notice.id) <= up_to)


def choices(session: Session, actor: Actor) -> list[tuple[Topic, bool]]:
    """Each topic, with whether this person wants to be told of it."""
    actor.require("account.own")
    declined = queries.declined_topics(session, actor.user_id or 0)
    return [(topic, not topic.may_be_off or topic.key not in declined) for topic in TOPICS]


def choose(session: Session, actor: Actor, *, wanted: Collection[str]) -> None:
    """The topics that this person wants to be told of; those that warn of damage cannot be left out."""
    actor.require("account.own")
    if set(wanted) - BY_KEY.keys():
        raise InvalidInput("Pilih topik dari daftar.")
    for topic in TOPICS:
        if topic.may_be_off and actor.user_id is not None:
            session.merge(NoticeChoice(user_id=actor.user_id, topic=topic.key, is_wanted=topic.key in wanted))


def forget_old(session: Session, days: int) -> int:
    """Read ones that have had their time, called once a day; what nobody has read yet stays."""
    old = delete(Notice).where(col(Notice.read_at) < now() - timedelta(days=days)).returning(col(Notice.id))
    return len(session.execute(old.execution_options(synchronize_session=False)).all())


def _mark(session: Session, actor: Actor, condition: ColumnElement[bool]) -> None:
    if actor.user_id is not None:
        mine = update(Notice).where(*queries.unread_of(actor.user_id), condition)
        session.execute(mine.values(read_at=now()).execution_options(synchronize_session=False))


def _own(session: Session, actor: Actor, notice_id: int) -> Notice:
    actor.require("account.own")
    notice = queries.own(session, actor.user_id or 0, notice_id)
    if notice is None:
        raise NotFound("Pemberitahuan itu tidak ada. Mungkin sudah dibersihkan karena lama dibaca.")
    return notice


def _named(session: Session, actor: Actor, found: Sequence[Notice]) -> list[tuple[Notice, dict[int, str]]]:
    ids = frozenset(notice.document_id for notice in found if notice.document_id is not None)
    asked = NamesAsked(actor, ids)
    if ids:
        events.emit(session, asked)
    return [(notice, asked.names) for notice in found]


def _row(notice: Notice, names: dict[int, str], counts: dict[int, int]) -> NoticeRow:
    notice_id = saved_id(notice.id)
    count = 1 + counts.get(notice_id, 0)
    text = topic_of(notice.kind).many.format(count) if count > 1 else _text(notice, names)
    link = f"/pemberitahuan/{notice_id}" if count > 1 else notice.link
    return NoticeRow(notice_id, notice.kind, text, link, notice.created_at, notice.read_at, count)


def _text(notice: Notice, names: dict[int, str]) -> str:
    if notice.document_id is None:
        return notice.text
    known = names.get(notice.document_id)
    name = f"dokumen nomor {notice.document_id}" if known is None else f"“{known}”"
    text = notice.text.replace(DOCUMENT, name)
    return text[:1].upper() + text[1:]
