"""Selects of gaps: documents that lack something, rules that are cited and not held, as far as the actor may see."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, select

from app.accounts.models import User
from app.accounts.permissions import Actor
from app.core.pagination import Slice
from app.coverage.cells import SHOWN_STATES
from app.coverage.models import DocumentOpening, GapKind, PutAside
from app.documents.access import is_visible_to
from app.documents.models import Document, Mention, ReadingState, Revision, Tag, TagState

BAD_READINGS = tuple(state for state in ReadingState if state.is_final and state is not ReadingState.OK)
_FINAL = tuple(state for state in ReadingState if state.is_final)
_OF_DOCUMENT = col(Tag.document_id) == col(Document.id)
_opened: ColumnElement[Any] = (
    sql_select(func.coalesce(func.sum(DocumentOpening.opened), 0))
    .where(col(DocumentOpening.document_id) == col(Document.id))
    .scalar_subquery()
)
_supported: ColumnElement[Any] = (
    sql_select(func.count()).where(_OF_DOCUMENT, col(Tag.state) == TagState.CONFIRMED).scalar_subquery()
)


def documents(
    session: Session, actor: Actor, kind: GapKind, *, is_aside: bool, old_before: datetime, part: Slice
) -> tuple[list[tuple[int, int]], int]:
    """(document, the number that its kind is ordered by), the largest first; and how many in all."""
    weight = _supported if kind is GapKind.UNOPENED else _opened
    put_aside = exists().where(col(PutAside.kind) == kind, col(PutAside.document_id) == col(Document.id))
    lacking = (is_visible_to(actor), _lacks(kind, old_before), put_aside if is_aside else ~put_aside)
    total = session.execute(_with_revision(sql_select(func.count()).select_from(Document)).where(*lacking)).scalar_one()
    wanted = _with_revision(sql_select(col(Document.id), weight.label("weight"))).where(*lacking)
    ordered = wanted.order_by(weight.desc(), col(Document.created_at).desc(), col(Document.id).desc())
    found = session.execute(ordered.limit(part.limit).offset(part.offset)).all()
    return [(document_id, int(count)) for document_id, count in found], total


def missing_citations(session: Session, actor: Actor) -> list[tuple[str, str, str, int]]:
    """(key, place, what it is called, documents that cite it) of rules that the actor may not open here."""
    held = sql_select(col(Document.citation_key), func.coalesce(Document.citation_place, "")).where(
        is_visible_to(actor), col(Document.citation_key).is_not(None)
    )
    places: dict[str, set[str]] = {}
    for key, place in session.execute(held):
        places.setdefault(key, set()).add(place)
    cited = (
        sql_select(col(Mention.citation_key), col(Mention.place), func.min(Mention.short), func.count())
        .join(Document, col(Document.id) == col(Mention.document_id))
        .where(is_visible_to(actor))
        .group_by(col(Mention.citation_key), col(Mention.place))
    )
    return [
        (key, place, short, count)
        for key, place, short, count in session.execute(cited)
        if not (key in places and (not place or place in places[key]))
    ]


def citing(session: Session, actor: Actor, key: str, place: str, part: Slice) -> tuple[list[int], int]:
    """Documents that cite the rule, those that do it most often first."""
    wanted = (
        sql_select(col(Document.id))
        .join(Mention, col(Mention.document_id) == col(Document.id))
        .where(col(Mention.citation_key) == key, col(Mention.place) == place, is_visible_to(actor))
    )
    total = session.execute(sql_select(func.count()).select_from(wanted.subquery())).scalar_one()
    ordered = wanted.order_by(col(Mention.count).desc(), col(Document.id).desc())
    return list(session.execute(ordered.limit(part.limit).offset(part.offset)).scalars()), total


def cited_name(session: Session, actor: Actor, key: str, place: str) -> str | None:
    wanted = sql_select(func.min(Mention.short)).join(Document, col(Document.id) == col(Mention.document_id))
    same = (col(Mention.citation_key) == key, col(Mention.place) == place)
    return session.execute(wanted.where(*same, is_visible_to(actor))).scalar()


def put_aside(
    session: Session, kind: GapKind, keys: Collection[str] | None = None
) -> Mapping[str, tuple[PutAside, str | None]]:
    """By key, with who decided; of one kind, or of some of its keys."""
    wanted = select(PutAside, User.full_name).join(User, col(User.id) == col(PutAside.decided_by), isouter=True)
    asked = wanted.where(PutAside.kind == kind)
    if keys is not None:
        asked = asked.where(col(PutAside.key).in_(keys))
    return {row.key: (row, name) for row, name in session.exec(asked)}


def one_put_aside(session: Session, kind: GapKind, key: str) -> PutAside | None:
    return session.exec(select(PutAside).where(PutAside.kind == kind, PutAside.key == key)).first()


def first_opening(session: Session) -> date | None:
    return session.execute(sql_select(func.min(DocumentOpening.day))).scalar()


def _with_revision(wanted: Select[Any]) -> Select[Any]:
    return wanted.join(Revision, col(Revision.id) == col(Document.current_revision_id))


def _lacks(kind: GapKind, old_before: datetime) -> ColumnElement[bool]:
    if kind is GapKind.UNREADABLE:
        return col(Revision.state).in_(BAD_READINGS)
    if kind is GapKind.UNTAGGED:
        tagged = exists().where(_OF_DOCUMENT, col(Tag.state).in_(SHOWN_STATES))
        return and_(~tagged, col(Revision.state).in_(_FINAL))
    opened = exists().where(col(DocumentOpening.document_id) == col(Document.id))
    return and_(~opened, col(Document.created_at) < old_before)
