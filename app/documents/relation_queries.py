"""Selects on relations and on what proposes them, for the rules in `relating`, `proposals` and `standing`."""

from collections.abc import Collection, Sequence
from functools import cache

from sqlalchemy import Select, and_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, or_, select

from app.accounts.models import User
from app.accounts.permissions import Actor
from app.core.places import filled, is_among, size_for
from app.documents.access import is_visible_to
from app.documents.models import Document, Lifecycle, Relation, RelationType
from app.documents.read_models import ProposalState, ProposedRelation

_SAME = and_(
    col(ProposedRelation.document_id) == col(Relation.document_id),
    col(ProposedRelation.type) == col(Relation.type),
    col(ProposedRelation.target) == col(Relation.target),
)


def relation(session: Session, document_id: int, type_: RelationType, target: str) -> Relation | None:
    wanted = select(Relation).where(Relation.document_id == document_id)
    return session.exec(wanted.where(Relation.type == type_, Relation.target == target)).first()


def proposal(session: Session, document_id: int, type_: RelationType, target: str) -> ProposedRelation | None:
    wanted = select(ProposedRelation).where(ProposedRelation.document_id == document_id)
    return session.exec(wanted.where(ProposedRelation.type == type_, ProposedRelation.target == target)).first()


def proposals(session: Session, document_id: int) -> list[ProposedRelation]:
    wanted = select(ProposedRelation).where(ProposedRelation.document_id == document_id)
    return list(session.exec(wanted.order_by(col(ProposedRelation.id))))


def waiting_count(session: Session, document_id: int) -> int:
    wanted = select(func.count()).select_from(ProposedRelation).where(ProposedRelation.document_id == document_id)
    return session.exec(wanted.where(ProposedRelation.state == ProposalState.SUGGESTED)).one()


def proposals_with_deciders(session: Session, document_id: int) -> list[tuple[ProposedRelation, User | None]]:
    wanted = (
        select(ProposedRelation, User)
        .join(User, col(User.id) == col(ProposedRelation.decided_by), isouter=True)
        .where(ProposedRelation.document_id == document_id)
        .order_by(col(ProposedRelation.id))
    )
    return [(proposal, user) for proposal, user in session.exec(wanted)]


def partial_ids(session: Session, relation_ids: Sequence[int]) -> set[int]:
    """Those of the relations that, by the document's own words, touch a part of the other rule only."""
    if not relation_ids:
        return set()
    wanted = select(Relation.id).join(ProposedRelation, _SAME).where(col(ProposedRelation.is_partial).is_(True))
    return {key for key in session.exec(wanted.where(col(Relation.id).in_(relation_ids))) if key is not None}


def told_of(session: Session, document_id: int) -> list[Relation]:
    """Relations that change or end the rule: its own ("dicabut dengan"), and those of others outside the trash."""
    by_others = and_(
        col(Relation.target_document_id) == document_id,
        col(Relation.type).in_((RelationType.AMENDS, RelationType.REVOKES)),
        col(Document.lifecycle) != Lifecycle.TRASHED,
    )
    by_itself = and_(
        col(Relation.document_id) == document_id,
        col(Relation.type).in_((RelationType.AMENDED_BY, RelationType.REVOKED_BY)),
    )
    wanted = select(Relation).join(Document, col(Document.id) == col(Relation.document_id))
    return list(session.exec(wanted.where(or_(by_others, by_itself)).order_by(col(Relation.id))))


def changed_among(session: Session, ids: Collection[int]) -> set[int]:
    """Those of the rules about which any relation says that they were changed or ended, whoever may see it."""
    asked = [int(document_id) for document_id in ids]
    size = size_for(asked)
    found = session.connection().execute(_changed(size), filled(asked, size)) if asked else ()
    return {document_id for pair in found for document_id in pair}.intersection(asked)


@cache
def _changed(size: int) -> Select[int | None, int]:
    """Asked by every search, and mostly without an answer: one short statement, made once."""
    target, own, type_ = col(Relation.target_document_id), col(Relation.document_id), col(Relation.type)
    by_others = and_(is_among(target, size), or_(type_ == RelationType.AMENDS, type_ == RelationType.REVOKES))
    by_itself = and_(is_among(own, size), or_(type_ == RelationType.AMENDED_BY, type_ == RelationType.REVOKED_BY))
    return sql_select(target, own).where(or_(by_others, by_itself))


def changers_of(session: Session, actor: Actor, ids: Collection[int]) -> list[tuple[int, Relation, Document]]:
    """(rule, relation, the visible document that changes or ends it) for several rules at once."""
    wanted = (
        select(Relation, Document)
        .join(Document, col(Document.id) == col(Relation.document_id))
        .where(col(Relation.target_document_id).in_(ids), is_visible_to(actor))
        .where(col(Relation.type).in_((RelationType.AMENDS, RelationType.REVOKES)))
        .order_by(col(Relation.id))
    )
    return [(relation.target_document_id or 0, relation, document) for relation, document in session.exec(wanted)]


def own_changes_of(session: Session, actor: Actor, ids: Collection[int]) -> list[tuple[int, Relation, Document | None]]:
    """What the rules' own pages say: "dicabut dengan …"; with the other document where the actor may see it."""
    target = and_(col(Document.id) == col(Relation.target_document_id), is_visible_to(actor))
    wanted = (
        select(Relation, Document)
        .join(Document, target, isouter=True)
        .where(col(Relation.document_id).in_(ids))
        .where(col(Relation.type).in_((RelationType.AMENDED_BY, RelationType.REVOKED_BY)))
        .order_by(col(Relation.id))
    )
    return [(relation.document_id, relation, document) for relation, document in session.exec(wanted)]


def targets_of(session: Session, document_id: int) -> list[int]:
    """The held rules that a document changes or ends."""
    wanted = select(Relation.target_document_id).where(
        Relation.document_id == document_id,
        col(Relation.type).in_((RelationType.AMENDS, RelationType.REVOKES)),
        col(Relation.target_document_id).is_not(None),
    )
    return sorted({key for key in session.exec(wanted) if key is not None})
