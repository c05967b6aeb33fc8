"""Selects for the legal life of a rule: the relations around some documents, as far as the actor may see their ends."""

from collections.abc import Collection

from sqlalchemy import and_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from app.accounts.permissions import Actor
from app.documents.access import is_visible_to, visible_to
from app.documents.models import Document, Relation, RelationType

Joined = tuple[Relation, Document, Document | None]

_CHANGES = (RelationType.AMENDS, RelationType.REVOKES, RelationType.ENACTS)
_MOST = 2000  # relations of one step: a picture of more tells nobody anything


def around(session: Session, actor: Actor, ids: Collection[int], *, built_on: Collection[int]) -> list[Joined]:
    """What the documents say, what others change in them, and what builds on those named in `built_on`.

    The saying document is visible always; a target that the actor may not see comes as its written name only.
    """
    held = aliased(Document, visible_to(actor).subquery())
    told = or_(
        col(Relation.document_id).in_(ids),
        and_(col(Relation.target_document_id).in_(ids), col(Relation.type).in_(_CHANGES)),
        col(Relation.target_document_id).in_(built_on),
    )
    wanted = (
        select(Relation, Document, held)
        .join(Document, col(Document.id) == col(Relation.document_id))
        .join(held, held.id == col(Relation.target_document_id), isouter=True)  # type: ignore[arg-type]
        .where(told, is_visible_to(actor))
        .order_by(col(Relation.id))
        .limit(_MOST)
    )
    return [(relation, origin, target) for relation, origin, target in session.exec(wanted)]
