"""Every select on indicator tags: per document, per indicator, and the counts that browsing shows."""

from collections.abc import Collection
from typing import Literal

from sqlalchemy import and_, exists
from sqlmodel import Session, col, func, select

from app.accounts.models import User
from app.accounts.permissions import Actor
from app.documents.access import is_visible_to
from app.documents.models import Document, Kind, Tag, TagState
from app.documents.queries import Row, as_rows, order_of, row_select
from app.instruments.models import Aspect, Domain, Indicator


def tags(session: Session, document_id: int) -> list[tuple[Tag, Indicator, User | None]]:
    wanted = (
        select(Tag, Indicator, User)
        .join(Indicator, col(Indicator.id) == col(Tag.indicator_id))
        .join(User, col(User.id) == col(Tag.decided_by), isouter=True)
        .where(Tag.document_id == document_id)
        .order_by(col(Indicator.instrument_id), func.coalesce(Tag.score, 1.0).desc(), col(Indicator.number))
    )
    return [(tag, indicator, user) for tag, indicator, user in session.exec(wanted)]


def tag(session: Session, document_id: int, indicator_id: int) -> Tag | None:
    return session.exec(select(Tag).where(Tag.document_id == document_id, Tag.indicator_id == indicator_id)).first()


def tagged_rows(
    session: Session, actor: Actor, indicator_id: int, state: TagState, *, limit: int, offset: int
) -> tuple[list[Row], int]:
    tagged = exists().where(
        col(Tag.document_id) == col(Document.id), col(Tag.indicator_id) == indicator_id, col(Tag.state) == state
    )
    condition = and_(is_visible_to(actor), tagged)
    total = session.exec(select(func.count()).select_from(Document).where(condition)).one()
    wanted = row_select().where(condition).order_by(*order_of("newest"))
    return as_rows(session.execute(wanted.limit(limit).offset(offset))), total


def count_by_kind(session: Session, actor: Actor) -> dict[Kind, int]:
    wanted = select(Document.kind, func.count()).where(is_visible_to(actor)).group_by(col(Document.kind))
    return dict(session.execute(wanted).all())


def count_by_indicator(session: Session, actor: Actor, instrument_id: str) -> dict[int, int]:
    """Indicator number → visible documents with a confirmed tag."""
    wanted = (
        select(Indicator.number, func.count())
        .select_from(Tag)
        .join(Indicator, col(Indicator.id) == col(Tag.indicator_id))
        .join(Document, col(Document.id) == col(Tag.document_id))
        .where(Indicator.instrument_id == instrument_id, Tag.state == TagState.CONFIRMED, is_visible_to(actor))
        .group_by(col(Indicator.number))
    )
    return dict(session.execute(wanted).all())


def count_by_reference(
    session: Session, actor: Actor, wanted: Collection[tuple[str, int]]
) -> dict[tuple[str, int], int]:
    """(instrument, indicator number) → visible documents with a confirmed tag, for indicators of any instruments."""
    instruments, numbers = {of for of, _ in wanted}, {number for _, number in wanted}
    counted = (
        select(Indicator.instrument_id, Indicator.number, func.count())
        .select_from(Tag)
        .join(Indicator, col(Indicator.id) == col(Tag.indicator_id))
        .join(Document, col(Document.id) == col(Tag.document_id))
        .where(col(Indicator.instrument_id).in_(instruments), col(Indicator.number).in_(numbers))
        .where(Tag.state == TagState.CONFIRMED, is_visible_to(actor))
        .group_by(col(Indicator.instrument_id), col(Indicator.number))
    )
    return {(of, number): count for of, number, count in session.execute(counted) if (of, number) in set(wanted)}


def count_by_tier(
    session: Session, actor: Actor, instrument_id: str, tier: Literal["aspect", "domain"]
) -> dict[int, int]:
    """Aspect or domain number → distinct visible documents with a confirmed tag below it."""
    number = col(Aspect.number) if tier == "aspect" else col(Domain.number)
    wanted = (
        select(number, func.count(func.distinct(Tag.document_id)))
        .select_from(Tag)
        .join(Indicator, col(Indicator.id) == col(Tag.indicator_id))
        .join(Aspect, col(Aspect.id) == col(Indicator.aspect_id))
        .join(Domain, col(Domain.id) == col(Aspect.domain_id), isouter=tier == "aspect")
        .join(Document, col(Document.id) == col(Tag.document_id))
        .where(Indicator.instrument_id == instrument_id, Tag.state == TagState.CONFIRMED, is_visible_to(actor))
        .group_by(number)
    )
    return dict(session.execute(wanted).all())
