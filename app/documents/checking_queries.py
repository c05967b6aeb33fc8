"""Selects for the queue of documents that no person has checked: the doubtful ones first, then the longest waiting."""

from sqlalchemy import ColumnElement, and_, case, exists, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func

from app.accounts.permissions import Actor
from app.documents.access import is_editable_by, is_visible_to
from app.documents.facts import DOUBTFUL_BELOW, FIELDS
from app.documents.models import Document, ReadingState, Revision
from app.documents.queries import Row, as_rows, row_select
from app.documents.read_models import Fact

_UNDER_WAY = tuple(state for state in ReadingState if not state.is_final)


def rows(session: Session, actor: Actor, *, limit: int, offset: int) -> list[Row]:
    wanted = row_select().where(*_waiting(actor)).order_by(_rank().desc(), col(Document.id))
    return as_rows(session.execute(wanted.limit(limit).offset(offset)))


def counts(session: Session, actor: Actor) -> tuple[int, int]:
    """(all that wait, the doubtful among them)"""
    wanted = (
        sql_select(func.count(), func.coalesce(func.sum(_rank()), 0)).select_from(Document).join(Revision, _CURRENT)
    )
    total, doubtful = session.execute(wanted.where(*_waiting(actor))).one()
    return total, int(doubtful)


def doubtful_fields(session: Session, ids: list[int]) -> dict[int, list[str]]:
    """Document → the fields that nobody should believe unseen."""
    wanted = sql_select(col(Fact.document_id), col(Fact.field)).join(
        Document, col(Document.id) == col(Fact.document_id)
    )
    found: dict[int, list[str]] = {document_id: [] for document_id in ids}
    for document_id, name in session.execute(wanted.where(col(Fact.document_id).in_(ids), _is_doubtful())):
        found[document_id].append(name)
    return {key: sorted(names, key=FIELDS.index) for key, names in found.items()}


def following(session: Session, actor: Actor, document_id: int) -> int | None:
    """The next in the queue after this document, from the top again after the last; never the document itself."""
    own = session.execute(sql_select(_rank()).where(col(Document.id) == document_id)).scalar() or 0
    later = or_(_rank() < own, and_(_rank() == own, col(Document.id) > document_id))
    wanted = sql_select(col(Document.id)).join(Revision, _CURRENT).where(*_waiting(actor))
    wanted = wanted.where(col(Document.id) != document_id)
    in_order = wanted.order_by(case((later, 0), else_=1), _rank().desc(), col(Document.id)).limit(1)
    return session.execute(in_order).scalar()


_CURRENT = col(Revision.id) == col(Document.current_revision_id)


def _waiting(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        is_visible_to(actor),
        is_editable_by(actor),
        col(Document.checked_at).is_(None),
        col(Revision.state).not_in(_UNDER_WAY),
    )


def _rank() -> ColumnElement[int]:
    """1 for a document with a doubtful field, else 0."""
    return case((exists().where(col(Fact.document_id) == col(Document.id), _is_doubtful()), 1), else_=0)


def _is_doubtful() -> ColumnElement[bool]:
    """As `facts.is_doubtful`; whatever a person wrote is believed."""
    is_persons = or_(
        *(and_(col(Fact.field) == name, _provenance(name) == "person") for name in FIELDS),
    )
    return and_(col(Fact.confidence) < DOUBTFUL_BELOW, ~is_persons)


def _provenance(name: str) -> ColumnElement[str]:
    return func.coalesce(col(Document.provenance)[name].as_string(), "")
