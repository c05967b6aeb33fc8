"""Every select on the log, on requests and on saved searches; of what belongs to a person only their own."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, func, update
from sqlalchemy import select as sql_select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.accounts.models import User
from app.core.matching import ESCAPE, literal
from app.core.pagination import Slice
from app.searches.models import (
    DocumentRequest,
    RecentSearch,
    RequestState,
    SavedSearch,
    SearchMemory,
    SearchTally,
)

_ROWS_AT_ONCE = 500
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def add_tallies(session: Session, rows: Sequence[dict[str, object]]) -> None:
    """Add to what other processes have counted already."""
    for at in range(0, len(rows), _ROWS_AT_ONCE):
        made = _insert(session, SearchTally).values(rows[at : at + _ROWS_AT_ONCE])
        new = made.excluded
        most = case((new.found > SearchTally.found, new.found), else_=SearchTally.found)
        counts = {"sought": SearchTally.sought + new.sought, "missed": SearchTally.missed + new.missed, "found": most}
        session.execute(made.on_conflict_do_update(index_elements=["day", "query"], set_=counts))


def missed(
    session: Session, *, since: date, is_handled: bool, part: Slice
) -> tuple[list[tuple[str, int, int, date, int]], int]:
    """(query, misses that wait, searches, last day, misses dealt with), the most missed first; and how many in all."""
    waiting = func.sum(SearchTally.missed - SearchTally.handled)
    handled = func.sum(SearchTally.handled)
    last = func.max(SearchTally.day)
    wanted = (
        sql_select(col(SearchTally.query), waiting, func.sum(SearchTally.sought), last, handled)
        .where(col(SearchTally.day) >= since)
        .group_by(col(SearchTally.query))
        .having((handled > 0) & (waiting == 0) if is_handled else waiting > 0)
    )
    total = session.execute(sql_select(func.count()).select_from(wanted.subquery())).scalar_one()
    ordered = wanted.order_by(waiting.desc(), last.desc(), col(SearchTally.query))
    found = session.execute(ordered.limit(part.limit).offset(part.offset)).all()
    return [(query, int(open_), int(sought), day, int(done)) for query, open_, sought, day, done in found], total


def set_handled(session: Session, query: str, *, is_handled: bool) -> int:
    """All misses of these words that there are; returns on how many days."""
    same = (col(SearchTally.query) == query, col(SearchTally.missed) > 0)
    value = col(SearchTally.missed) if is_handled else 0
    return _count(session.execute(update(SearchTally).where(*same).values(handled=value)))


def delete_before(session: Session, *, day: date, moment: datetime) -> None:
    session.execute(delete(SearchTally).where(col(SearchTally.day) < day))
    session.execute(delete(RecentSearch).where(col(RecentSearch.at) < moment))


def remembered_since(session: Session, user_ids: Collection[int]) -> dict[int, datetime]:
    """Those among these people who want their searches kept, each with the moment from which."""
    if not user_ids:
        return {}
    wanted = select(SearchMemory).where(SearchMemory.is_kept, col(SearchMemory.user_id).in_(user_ids))
    return {memory.user_id: memory.cleared_at for memory in session.exec(wanted)}


def put_recent(session: Session, rows: Sequence[dict[str, object]]) -> None:
    for at in range(0, len(rows), _ROWS_AT_ONCE):
        made = _insert(session, RecentSearch).values(rows[at : at + _ROWS_AT_ONCE])
        session.execute(made.on_conflict_do_update(index_elements=["user_id", "query"], set_={"at": made.excluded.at}))


def trim_recent(session: Session, user_id: int, most: int) -> None:
    mine = sql_select(col(RecentSearch.at)).where(col(RecentSearch.user_id) == user_id)
    oldest_kept = session.execute(mine.order_by(col(RecentSearch.at).desc()).offset(most - 1).limit(1)).scalar()
    if oldest_kept is not None:
        older = (col(RecentSearch.user_id) == user_id, col(RecentSearch.at) < oldest_kept)
        session.execute(delete(RecentSearch).where(*older))


def recent(session: Session, user_id: int, *, beginning: str = "", limit: int) -> list[RecentSearch]:
    wanted = select(RecentSearch).where(RecentSearch.user_id == user_id)
    if beginning:
        pattern = f"{literal(beginning.lower())}%"
        wanted = wanted.where(func.lower(RecentSearch.query).like(pattern, escape=ESCAPE))
    return list(session.exec(wanted.order_by(col(RecentSearch.at).desc()).limit(limit)))


def delete_recent(session: Session, user_id: int, query: str | None = None) -> None:
    mine = [col(RecentSearch.user_id) == user_id]
    session.execute(delete(RecentSearch).where(*mine, *([] if query is None else [col(RecentSearch.query) == query])))


def requests(
    session: Session, *, owner: int | None, is_open: bool | None, part: Slice
) -> tuple[list[tuple[DocumentRequest, str, str | None]], int]:
    """Requests with who asked and who answered; of one person, or of everybody. Open ones are shown oldest first."""
    conditions: list[ColumnElement[bool]] = []
    if owner is not None:
        conditions.append(col(DocumentRequest.user_id) == owner)
    if is_open is not None:
        opened = col(DocumentRequest.state) == RequestState.OPEN
        conditions.append(opened if is_open else ~opened)
    total = session.execute(sql_select(func.count()).select_from(DocumentRequest).where(*conditions)).scalar_one()
    key = col(DocumentRequest.id)
    wanted = _requests().where(*conditions).order_by(key.asc() if is_open else key.desc())
    found = session.execute(wanted.limit(part.limit).offset(part.offset)).all()
    return [(request, asker, decider) for request, asker, decider in found], total


def request(session: Session, request_id: int) -> tuple[DocumentRequest, str, str | None] | None:
    found = session.execute(_requests().where(col(DocumentRequest.id) == request_id)).first()
    return None if found is None else (found[0], found[1], found[2])


def open_count(session: Session) -> int:
    opened = col(DocumentRequest.state) == RequestState.OPEN
    return session.exec(select(func.count()).select_from(DocumentRequest).where(opened)).one()


def open_request(session: Session, user_id: int, query: str) -> DocumentRequest | None:
    same = (DocumentRequest.user_id == user_id, func.lower(DocumentRequest.query) == query.lower())
    return session.exec(select(DocumentRequest).where(*same, DocumentRequest.state == RequestState.OPEN)).first()


def saved(session: Session, user_id: int, part: Slice) -> tuple[list[SavedSearch], int]:
    mine = col(SavedSearch.user_id) == user_id
    total = session.execute(sql_select(func.count()).select_from(SavedSearch).where(mine)).scalar_one()
    ordered = select(SavedSearch).where(mine).order_by(func.lower(SavedSearch.name), col(SavedSearch.id))
    return list(session.exec(ordered.limit(part.limit).offset(part.offset))), total


def saved_one(session: Session, user_id: int, saved_id: int) -> SavedSearch | None:
    return session.exec(select(SavedSearch).where(SavedSearch.id == saved_id, SavedSearch.user_id == user_id)).first()


def saved_named(session: Session, user_id: int, name: str) -> SavedSearch | None:
    same = (SavedSearch.user_id == user_id, func.lower(SavedSearch.name) == name.lower())
    return session.exec(select(SavedSearch).where(*same)).first()


def saved_with_feed(session: Session, fingerprint: str) -> tuple[SavedSearch, User] | None:
    """The search behind a feed, while its owner may use the library at all."""
    joined = select(SavedSearch, User).join(User, col(User.id) == col(SavedSearch.user_id))
    return session.exec(joined.where(SavedSearch.feed_fingerprint == fingerprint, User.is_active)).first()


def _requests() -> Select[DocumentRequest, str, str]:
    asker, decider = aliased(User), aliased(User)
    return (
        sql_select(DocumentRequest, col(asker.full_name), col(decider.full_name))
        .join(asker, col(asker.id) == col(DocumentRequest.user_id))
        .join(decider, col(decider.id) == col(DocumentRequest.decided_by), isouter=True)
    )


def _insert(session: Session, table: type[SearchTally | RecentSearch]) -> Any:
    return _INSERT[session.get_bind().dialect.name](table)


def _count(result: Any) -> int:
    return int(result.rowcount)


def most_sought(session: Session, *, since: date, limit: int) -> list[tuple[str, int]]:
    """(query, how often), equals by their words."""
    sought = func.sum(SearchTally.sought)
    wanted = sql_select(col(SearchTally.query), sought).where(col(SearchTally.day) >= since)
    ordered = wanted.group_by(col(SearchTally.query)).order_by(sought.desc(), col(SearchTally.query))
    return [(query, int(count)) for query, count in session.execute(ordered.limit(limit)).all()]
