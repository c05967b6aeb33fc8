"""Every select about what rests on an instrument and what corresponds in another."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Integer, Subquery, and_, literal, or_, union_all
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from app.accounts.permissions import Actor
from app.documents.access import is_visible_to
from app.documents.models import Document, Tag, TagState
from app.evidence.models import Evidence
from app.instruments.models import Indicator

Pair = tuple[int, int]  # earlier indicator, corresponding one
Found = tuple[int, str, int, bool]  # document, its title, indicator, whether it is suggested already


def candidates(
    session: Session,
    actor: Actor,
    pairs: Sequence[Pair],
    *,
    limit: int,
    offset: int = 0,
    only: Collection[tuple[int, int]] | None = None,
    is_unproposed_only: bool = False,
) -> tuple[list[Found], int]:
    """Visible documents with a confirmed earlier tag whose corresponding one nobody has decided on."""
    if not pairs:
        return [], 0
    table, own = _table(pairs), aliased(Tag)
    is_own = and_(col(own.document_id) == col(Tag.document_id), col(own.indicator_id) == table.c.later)
    is_open: ColumnElement[bool] = col(own.id).is_(None)
    if not is_unproposed_only:
        is_open = or_(is_open, col(own.state) == TagState.SUGGESTED)
    conditions: list[ColumnElement[bool]] = [col(Tag.state) == TagState.CONFIRMED, is_open, is_visible_to(actor)]
    if only is not None:
        conditions.append(or_(*(and_(col(Tag.document_id) == d, table.c.later == i) for d, i in only)))
    wanted = (
        sql_select(col(Document.id), col(Document.title), table.c.later, func.max(col(own.id)))
        .select_from(Tag)
        .join(table, table.c.earlier == col(Tag.indicator_id))
        .join(Document, col(Document.id) == col(Tag.document_id))
        .join(own, is_own, isouter=True)
        .where(*conditions)
        .group_by(col(Document.id), col(Document.title), table.c.later)
    )
    total = session.execute(sql_select(func.count()).select_from(wanted.subquery())).scalar_one()
    ordered = wanted.order_by(col(Document.id).desc(), table.c.later).limit(limit).offset(offset)
    return [(d, title, i, own_id is not None) for d, title, i, own_id in session.execute(ordered)], total


def confirmed_indicators(
    session: Session, document_ids: Collection[int], indicator_ids: Collection[int]
) -> dict[int, set[int]]:
    """Document → which of these indicators are confirmed for it; callers have narrowed the documents."""
    wanted = select(Tag.document_id, Tag.indicator_id).where(
        col(Tag.document_id).in_(document_ids),
        col(Tag.indicator_id).in_(indicator_ids),
        Tag.state == TagState.CONFIRMED,
    )
    found: dict[int, set[int]] = {}
    for document_id, indicator_id in session.exec(wanted):
        found.setdefault(document_id, set()).add(indicator_id)
    return found


def tags_on(session: Session, instrument_id: str) -> Mapping[int, int]:
    """Indicator number → tags that nobody rejected, of all documents: a count for those who keep the instrument."""
    wanted = (
        select(Indicator.number, func.count())
        .select_from(Tag)
        .join(Indicator, col(Indicator.id) == col(Tag.indicator_id))
        .where(Indicator.instrument_id == instrument_id, Tag.state != TagState.REJECTED)
        .group_by(col(Indicator.number))
    )
    return dict(session.execute(wanted).all())


def claims_on(session: Session, instrument_id: str) -> Mapping[int, int]:
    wanted = (
        select(Indicator.number, func.count())
        .select_from(Evidence)
        .join(Indicator, col(Indicator.id) == col(Evidence.indicator_id))
        .where(Indicator.instrument_id == instrument_id)
        .group_by(col(Indicator.number))
    )
    return dict(session.execute(wanted).all())


def _table(pairs: Sequence[Pair]) -> Subquery:
    rows = (sql_select(literal(a, Integer).label("earlier"), literal(b, Integer).label("later")) for a, b in pairs)
    return union_all(*rows).subquery("correspondence")
