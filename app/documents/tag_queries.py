"""Every select on indicator tags: per document, per indicator, and the counts that browsing shows."""

from collections.abc import Collection
from typing import Any, Literal

from sqlalchemy import Select, String, and_, exists, type_coerce
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, func, select

from app.accounts.models import User
from app.accounts.permissions import Actor
from app.documents.access import is_visible_to
from app.documents.models import Document, Kind, Revision, Tag, TagState
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


def tags_of_documents(
    session: Session, actor: Actor, document_ids: Collection[int]
) -> list[tuple[Tag, Indicator, User | None]]:
    """The tags of those documents that the actor may see, the strongest first within each."""
    wanted = (
        select(Tag, Indicator, User)
        .join(Indicator, col(Indicator.id) == col(Tag.indicator_id))
        .join(Document, col(Document.id) == col(Tag.document_id))
        .join(User, col(User.id) == col(Tag.decided_by), isouter=True)
        .where(col(Tag.document_id).in_(document_ids), is_visible_to(actor))
        .order_by(col(Tag.document_id), func.coalesce(Tag.score, 1.0).desc(), col(Indicator.number))
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


def waiting_tags(session: Session, actor: Actor, *, limit: int, offset: int) -> tuple[list[Row], int]:
    """Documents with suggestions nobody has decided on, newest first."""
    waiting = exists().where(col(Tag.document_id) == col(Document.id), col(Tag.state) == TagState.SUGGESTED)
    condition = and_(is_visible_to(actor), waiting)
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


FacetRow = tuple[int, str, int | None, str, int | None, str | None]
_MOST_IN = 500  # ids that a statement names one by one; of more, everything visible is read and narrowed here


def facet_rows(session: Session, actor: Actor, ids: Collection[int]) -> list[FacetRow]:
    """(id, kind, year, status, agency, media type) of the visible ones among these documents.

    Read by the core alone and without turning texts into our enumerations: this is done for thousands of documents.
    """
    texts = (type_coerce(col(Document.kind), String), type_coerce(col(Document.legal_status), String))
    wanted: Select[Any] = (
        sql_select(col(Document.id), texts[0], col(Document.year), texts[1], col(Document.agency_id))
        .add_columns(col(Revision.media_type))
        .join(Revision, col(Revision.id) == col(Document.current_revision_id), isouter=True)
        .where(is_visible_to(actor))
    )
    return _among(session, wanted, col(Document.id), ids)


def tag_pairs(session: Session, ids: Collection[int]) -> list[tuple[int, int]]:
    """(document, indicator) of every confirmed tag on these documents, which the caller has found to be visible.

    Of all instruments: to pick one by the index on indicators takes longer than to read past the others.
    """
    wanted: Select[Any] = (
        sql_select(col(Tag.document_id)).add_columns(col(Tag.indicator_id)).where(col(Tag.state) == TagState.CONFIRMED)
    )
    return _among(session, wanted, col(Tag.document_id), ids)


def _among(session: Session, wanted: Select[Any], document: Mapped[Any], ids: Collection[int]) -> list[Any]:
    """Rows that begin with the id of one of these documents."""
    if len(ids) <= _MOST_IN:
        wanted = wanted.where(document.in_(ids))
    return [row for row in session.connection().execute(wanted).all() if row[0] in ids]
