"""The curators' queue: what waits, what stands around one document in it, and what follows."""

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.pagination import Listing, Slice
from app.core.tables import saved_id
from app.curation import queries
from app.curation.models import CurationAction, CurationMark
from app.curation.schemas import Onward, Order, QueueFilter, Standing, WaitingRow, Why, Window
from app.documents import service as documents
from app.documents import views
from app.documents.models import ReadingState
from app.documents.schemas import Filters

AHEAD, BEHIND = 5, 14  # rows of the queue shown before and after the document that is looked at


def listing(
    session: Session, actor: Actor, *, where: QueueFilter | None = None, order: Order = Order.NEWEST, part: Slice
) -> Listing[WaitingRow]:
    actor.require("tag.decide")
    chosen = where or QueueFilter()
    found = queries.rows(session, actor, chosen, order, limit=part.limit, offset=part.offset)
    total = queries.count(session, actor, chosen)
    return Listing([_row(row) for row in found], total, part.limit, part.offset)


def count(session: Session, actor: Actor, *, where: QueueFilter | None = None) -> int:
    return queries.count(session, actor, where or QueueFilter()) if actor.can("tag.decide") else 0


def window(
    session: Session, actor: Actor, *, where: QueueFilter, order: Order = Order.NEWEST, at: int | None = None
) -> Window:
    """Around the document `at`, also when it has left the queue; without one, the beginning."""
    actor.require("tag.decide")
    total = queries.count(session, actor, where)
    mark = session.get(CurationMark, at) if at else None
    if mark is None or (mark.waiting_since is None and order is Order.NEWEST):
        found = [_row(row) for row in queries.rows(session, actor, where, order, limit=AHEAD + BEHIND)]
        return Window(found, total, 0, None, _first_other(found, at))
    key = queries.key_of(mark, order)
    ahead = queries.rows_before(session, actor, where, order, key, limit=AHEAD)
    after = queries.rows_after(session, actor, where, order, key, limit=BEHIND)
    own = queries.rows_at(session, actor, where, mark.document_id)
    before = queries.count_ahead(session, actor, where, order, key) - len(ahead)
    return Window(
        [_row(row) for row in (*ahead, *own, *after)],
        total,
        before,
        _id(ahead[-1]) if ahead else None,
        _id(after[0]) if after else None,
    )


def following(session: Session, actor: Actor, document_id: int, *, where: QueueFilter, order: Order) -> Onward | None:
    """The next of the queue, from the top again after the last; never the document itself."""
    mark = session.get(CurationMark, document_id)
    was_in_line = mark is not None and (mark.waiting_since is not None or order is not Order.NEWEST)
    if mark is not None and was_in_line:
        after = queries.rows_after(session, actor, where, order, queries.key_of(mark, order), limit=1)
        if after:
            return Onward(_id(after[0]), begins_again=False)
    first = queries.rows(session, actor, where, order, limit=2)
    other = next((_id(row) for row in first if _id(row) != document_id), None)
    return None if other is None else Onward(other, begins_again=was_in_line)


def being_read(session: Session, actor: Actor) -> int:
    """How many documents come to the queue once they have been read."""
    under_way = tuple(state for state in ReadingState if not state.is_final)
    return documents.listing(session, actor, filters=Filters(states=under_way), part=Slice(limit=1)).total


def last_bulk(session: Session, actor: Actor) -> CurationAction | None:
    return queries.last_bulk(session, actor.user_id) if actor.user_id is not None else None


def standing(session: Session, actor: Actor, document_id: int) -> Standing:
    document = documents.get(session, actor, document_id)
    mark = session.get(CurationMark, document_id)
    if mark is None:
        return Standing(False, None, None, None)
    who = queries.decider(session, mark)
    why = why_of(mark, document.current_revision_id) if mark.waiting_since else None
    return Standing(mark.waiting_since is not None, why, who.full_name if who else None, mark.done_at)


def why_of(mark: CurationMark, revision_id: int | None) -> Why:
    if mark.revision_id is None:
        return Why.NEW
    return Why.SUGGESTED if mark.revision_id == revision_id else Why.CHANGED


def _row(row: queries.Row) -> WaitingRow:
    document, revision, agency, mark = row
    since = mark.waiting_since or document.created_at
    why = why_of(mark, document.current_revision_id)
    return WaitingRow(views.row_of((document, revision, agency)), why, since, mark.best, mark.open_tags)


def _id(row: queries.Row) -> int:
    return saved_id(row[0].id)


def _first_other(rows: list[WaitingRow], document_id: int | None) -> int | None:
    """What comes next where nothing is looked at is the second; where that has gone from the queue, the first."""
    if document_id is None:
        return rows[1].row.id if len(rows) > 1 else None
    return next((row.row.id for row in rows if row.row.id != document_id), None)
