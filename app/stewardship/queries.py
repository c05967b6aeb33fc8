"""Selects on who looks after documents and when; every one that is shown starts from what the actor may see."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from app.accounts.models import Agency, Role, User
from app.accounts.permissions import Actor
from app.core.pagination import Slice
from app.documents.access import is_visible_to
from app.documents.models import Document, Kind, Lifecycle
from app.stewardship.models import ReviewInterval, ReviewRound, Stewardship, Told
from app.stewardship.schemas import DueFilter, DueSort, Scope

Found = tuple[Document, Stewardship | None, User | None, Agency | None]

AGENCY_ID = func.coalesce(col(Stewardship.agency_id), col(Document.agency_id))
_ORDERS: dict[DueSort, tuple[Any, ...]] = {
    DueSort.DATE: (col(Document.review_on), col(Document.id)),
    DueSort.TITLE: (func.lower(col(Document.title)), col(Document.id)),
    DueSort.AGENCY: (col(Agency.name), col(Document.review_on), col(Document.id)),
}


def planned(
    session: Session, actor: Actor, where: DueFilter, *, until: date | None, since: date | None, part: Slice | None
) -> tuple[list[Found], int]:
    """Those with a date, narrowed; `until` is the last day that counts, `since` the first."""
    wanted = _with_owner().where(is_visible_to(actor), col(Document.review_on).is_not(None), _of(actor, where.scope))
    if until is not None:
        wanted = wanted.where(col(Document.review_on) <= until)
    if since is not None:
        wanted = wanted.where(col(Document.review_on) >= since)
    if where.kind is not None:
        wanted = wanted.where(Document.kind == where.kind)
    ids = wanted.with_only_columns(col(Document.id)).order_by(None)
    total = session.exec(select(func.count()).select_from(ids.subquery())).one()
    wanted = wanted.order_by(*_ORDERS[where.sort])
    return list(session.exec(wanted if part is None else wanted.limit(part.limit).offset(part.offset))), total


def one(session: Session, document_id: int) -> Found:
    return session.exec(_with_owner().where(Document.id == document_id)).one()


def untold(session: Session, until: date) -> list[Found]:
    """Published ones whose day has come or is near, for the round that reminds; whoever may see them."""
    published = Document.lifecycle == Lifecycle.PUBLISHED
    told_all = func.coalesce(col(Stewardship.told), Told.NOTHING) != Told.OVERDUE
    wanted = _with_owner().where(published, col(Document.review_on) <= until, told_all)
    return list(session.exec(wanted.order_by(col(Document.review_on), col(Document.id))))


def without_date(session: Session, kinds: Collection[Kind]) -> list[Document]:
    """Published documents of these kinds for which nobody has ever laid down anything."""
    wanted = select(Document).join(Stewardship, col(Stewardship.document_id) == col(Document.id), isouter=True)
    fresh = (col(Document.review_on).is_(None), col(Stewardship.document_id).is_(None))
    published = Document.lifecycle == Lifecycle.PUBLISHED
    return list(session.exec(wanted.where(*fresh, published, col(Document.kind).in_(kinds))))


def rounds(session: Session, document_id: int) -> list[tuple[ReviewRound, User | None]]:
    wanted = (
        select(ReviewRound, User)
        .join(User, col(User.id) == col(ReviewRound.reviewed_by), isouter=True)
        .where(ReviewRound.document_id == document_id)
        .order_by(col(ReviewRound.id).desc())
    )
    return list(session.exec(wanted))


def chosen_months(session: Session) -> dict[Kind, int]:
    return {row.kind: row.months for row in session.exec(select(ReviewInterval))}


def active_people(session: Session, role: Role, agency_id: int | None = None) -> list[int]:
    wanted = select(User.id).where(User.role == role, col(User.is_active).is_(True))
    if agency_id is not None:
        wanted = wanted.where(User.agency_id == agency_id)
    return [user_id for user_id in session.exec(wanted.order_by(col(User.id))) if user_id is not None]


def owners_to_choose(session: Session, agency_id: int | None) -> list[User]:
    """Active people, of one agency where it is named."""
    wanted = select(User).where(col(User.is_active).is_(True))
    if agency_id is not None:
        wanted = wanted.where(User.agency_id == agency_id)
    return list(session.exec(wanted.order_by(col(User.full_name))))


def seen_among(session: Session, actor: Actor, ids: Collection[int]) -> set[int]:
    found = session.exec(select(Document.id).where(is_visible_to(actor), col(Document.id).in_(ids)))
    return {document_id for document_id in found if document_id is not None}


def _with_owner() -> Select[Document, Stewardship | None, User | None, Agency | None]:
    return (
        select(Document, Stewardship, User, Agency)
        .join(Stewardship, col(Stewardship.document_id) == col(Document.id), isouter=True)
        .join(User, col(User.id) == col(Stewardship.user_id), isouter=True)
        .join(Agency, col(Agency.id) == AGENCY_ID, isouter=True)
    )


def _of(actor: Actor, scope: Scope) -> ColumnElement[bool]:
    if scope is Scope.MINE:
        return col(Stewardship.user_id) == actor.user_id
    if scope is Scope.AGENCY:
        return AGENCY_ID.is_not_distinct_from(actor.agency_id)
    return col(Document.id).is_not(None)
