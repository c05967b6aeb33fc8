"""Selects for deciding on many: suggestions of a scope, walked by the number of their document."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, func, select

from app.accounts.models import User
from app.accounts.permissions import Actor
from app.curation.queries import of_queue
from app.curation.schemas import BulkScope
from app.documents.access import is_visible_to
from app.documents.models import Document, Tag, TagState
from app.instruments.models import Indicator

TagWithAll = tuple[Tag, Indicator, User | None, Document]


def by_indicator(session: Session, actor: Actor, scope: BulkScope) -> list[tuple[int, str, int]]:
    """(number, short name, suggestions) of every indicator that the scope touches, the most first."""
    counted = func.count().label("suggestions")
    wanted = _in_scope(select(Indicator.number, Indicator.short_name, counted), actor, scope)
    grouped = wanted.group_by(col(Indicator.id), col(Indicator.number), col(Indicator.short_name))
    found = session.execute(grouped.order_by(counted.desc(), col(Indicator.number)))
    return [(number, name, count) for number, name, count in found]


def count_documents(session: Session, actor: Actor, scope: BulkScope, *, up_to: int | None = None) -> int:
    wanted = _in_scope(select(func.count(func.distinct(Tag.document_id))), actor, scope)
    return int(session.execute(wanted if up_to is None else wanted.where(Tag.document_id <= up_to)).scalar_one())


def document_ids(session: Session, actor: Actor, scope: BulkScope, *, after: int, limit: int) -> list[int]:
    wanted = _in_scope(select(col(Tag.document_id)).distinct(), actor, scope).where(Tag.document_id > after)
    return list(session.scalars(wanted.order_by(col(Tag.document_id)).limit(limit)))


def proposed(session: Session, actor: Actor, scope: BulkScope, ids: Sequence[int]) -> list[TagWithAll]:
    """The suggestions of these documents, the strongest of each first."""
    wanted = _in_scope(select(Tag, Indicator, Document), actor, scope).where(col(Tag.document_id).in_(ids))
    order = (col(Tag.document_id), func.coalesce(Tag.score, 0.0).desc(), col(Indicator.number))
    return [(tag, indicator, None, document) for tag, indicator, document in session.execute(wanted.order_by(*order))]


def labels_of(session: Session, actor: Actor, ids: Sequence[int]) -> list[TagWithAll]:
    """All labels of those documents that the actor may see, with who decided on them."""
    wanted = (
        select(Tag, Indicator, User, Document)
        .join(Indicator, col(Indicator.id) == col(Tag.indicator_id))
        .join(Document, col(Document.id) == col(Tag.document_id))
        .join(User, col(User.id) == col(Tag.decided_by), isouter=True)
        .where(col(Tag.document_id).in_(ids), is_visible_to(actor))
    )
    return [tuple(row) for row in session.execute(wanted)]


def _in_scope(wanted: Any, actor: Actor, scope: BulkScope) -> Any:
    """Open suggestions of the scope. Of a filter those of documents that wait, else those of the given documents."""
    if scope.where is not None:
        found = of_queue(wanted, actor, scope.where).join(Tag, col(Tag.document_id) == col(Document.id))
    else:
        joined = wanted.select_from(Document).join(Tag, col(Tag.document_id) == col(Document.id))
        found = joined.where(is_visible_to(actor), col(Document.id).in_(scope.document_ids))
    score = func.coalesce(Tag.score, 0.0)
    is_chosen = score >= scope.strength if scope.is_confirming else score < scope.strength
    named = found.join(Indicator, col(Indicator.id) == col(Tag.indicator_id))
    return named.where(col(Tag.state) == TagState.SUGGESTED, is_chosen)
