"""Selects for the queue of documents that no person has checked: the most doubtful first, then the newest.

Doubtful is a field that was read unsurely, one that every rule has and nobody found, and an unsure relation.
"""

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, exists, literal, literal_column, or_, union_all
from sqlalchemy import String as Text
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func

from app.accounts.permissions import Actor
from app.documents.access import is_editable_by, is_visible_to
from app.documents.facts import DOUBTFUL_BELOW, EXPECTED, EXPECTED_OF, FIELDS
from app.documents.models import DRAFT_LABEL, Document, ReadingState, Revision
from app.documents.queries import Row, as_rows, row_select
from app.documents.read_models import Fact, ProposalState, ProposedRelation

Among = Select[Any]  # of document ids, made where the rows lie that name them
_UNDER_WAY = tuple(state for state in ReadingState if not state.is_final)


def rows(session: Session, actor: Actor, among: Among | None, *, limit: int, offset: int) -> list[Row]:
    wanted = row_select().where(*_waiting(actor, among)).order_by(_rank().desc(), col(Document.id).desc())
    return as_rows(session.execute(wanted.limit(limit).offset(offset)))


def counts(session: Session, actor: Actor, among: Among | None = None) -> tuple[int, int]:
    """(all that wait, the doubtful among them)"""
    doubtful_ones = func.coalesce(func.sum(case((_rank() > 0, 1), else_=0)), 0)
    wanted = sql_select(func.count(), doubtful_ones).select_from(Document).join(Revision, _CURRENT)
    total, doubtful = session.execute(wanted.where(*_waiting(actor, among))).one()
    return total, int(doubtful)


def doubtful_fields(session: Session, ids: list[int]) -> dict[int, list[str]]:
    """Document → the fields that nobody should believe unseen, or that nobody found."""
    read = sql_select(col(Fact.document_id), col(Fact.field)).join(Document, col(Document.id) == col(Fact.document_id))
    unsure = read.where(col(Fact.document_id).in_(ids), _is_doubtful())
    missed = [
        sql_select(literal_column("document.id", Integer), literal(name))
        .select_from(Document)
        .where(col(Document.id).in_(ids), _is_missed(name))
        for name in EXPECTED
    ]
    found: dict[int, list[str]] = {document_id: [] for document_id in ids}
    for document_id, name in session.execute(union_all(unsure, *missed)):
        found[document_id].append(name)
    return {key: sorted(names, key=FIELDS.index) for key, names in found.items()}


def unsure_relations(session: Session, ids: list[int]) -> dict[int, int]:
    """Document → how many of its stated relations are unsure, where there are any."""
    mine = col(ProposedRelation.document_id).in_(ids)
    wanted = sql_select(col(ProposedRelation.document_id), func.count()).where(mine, *_IS_UNSURE)
    return {row[0]: row[1] for row in session.execute(wanted.group_by(col(ProposedRelation.document_id)))}


def following(session: Session, actor: Actor, document_id: int, among: Among | None = None) -> int | None:
    """The next in the queue after this document, from the top again after the last; never the document itself."""
    own = session.execute(sql_select(_rank()).where(col(Document.id) == document_id)).scalar() or 0
    later = or_(_rank() < own, and_(_rank() == own, col(Document.id) < document_id))
    wanted = sql_select(col(Document.id)).join(Revision, _CURRENT).where(*_waiting(actor, among))
    wanted = wanted.where(col(Document.id) != document_id)
    in_order = wanted.order_by(case((later, 0), else_=1), _rank().desc(), col(Document.id).desc()).limit(1)
    return session.execute(in_order).scalar()


def doubtful_counts(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, int]:
    """Of those that wait: document → how many of its fields are doubtful, where there are any."""
    wanted = sql_select(col(Document.id), _field_count()).join(Revision, _CURRENT)
    found = session.execute(wanted.where(*_waiting(actor, None), col(Document.id).in_(ids), _field_count() > 0))
    return {row[0]: row[1] for row in found}


_CURRENT = col(Revision.id) == col(Document.current_revision_id)
_IS_UNSURE = (
    col(ProposedRelation.state) == ProposalState.SUGGESTED,
    col(ProposedRelation.confidence) < DOUBTFUL_BELOW,
)


def _waiting(actor: Actor, among: Among | None) -> tuple[ColumnElement[bool], ...]:
    only = () if among is None else (col(Document.id).in_(among),)
    return (
        *only,
        is_visible_to(actor),
        is_editable_by(actor),
        col(Document.checked_at).is_(None),
        col(Revision.state).not_in(_UNDER_WAY),
    )


def _rank() -> ColumnElement[int]:
    """How many things of the document a person has to make sure of."""
    stated = sql_select(func.count()).select_from(ProposedRelation)
    unsure = stated.where(col(ProposedRelation.document_id) == col(Document.id), *_IS_UNSURE)
    return _field_count() + unsure.correlate(Document).scalar_subquery()


def _field_count() -> ColumnElement[int]:
    read = sql_select(func.count()).select_from(Fact).where(col(Fact.document_id) == col(Document.id), _is_doubtful())
    missed = [case((_is_missed(name), 1), else_=0) for name in EXPECTED]
    return reduce(add, missed, read.correlate(Document).scalar_subquery())


def _is_missed(name: str) -> ColumnElement[bool]:
    """As `facts.is_missed`."""
    read = exists().where(col(Fact.document_id) == col(Document.id), col(Fact.field) == name).correlate(Document)
    return and_(
        col(Document.kind).in_(EXPECTED_OF),
        cast(col(Document.labels), Text).not_like(f'%"{DRAFT_LABEL}"%'),
        getattr(Document, name).is_(None),
        _provenance(name) != "person",
        ~read,
    )


def _is_doubtful() -> ColumnElement[bool]:
    """As `facts.is_doubtful`; whatever a person wrote is believed."""
    is_persons = or_(
        *(and_(col(Fact.field) == name, _provenance(name) == "person") for name in FIELDS),
    )
    return and_(col(Fact.confidence) < DOUBTFUL_BELOW, ~is_persons)


def _provenance(name: str) -> ColumnElement[str]:
    return func.coalesce(col(Document.provenance)[name].as_string(), "")
