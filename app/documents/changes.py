"""For lists: which rule changed or ended another, so that a row does not only say "Dicabut" but by what."""

from collections.abc import Collection

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.tables import saved_id
from app.documents import citing, relation_queries
from app.documents.labels import relation_label
from app.documents.models import Document, Relation
from app.documents.schemas import ChangedBy


def changes_of(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, tuple[ChangedBy, ...]]:
    """Document → what changed or ended it, under the actor's rights; one query, or four where any was changed."""
    changed = relation_queries.changed_among(session, ids) if ids else set()
    if not changed:
        return {}
    by_others = relation_queries.changers_of(session, actor, changed)
    by_itself = relation_queries.own_changes_of(session, actor, changed)
    partial = relation_queries.partial_ids(session, [saved_id(row[1].id) for row in (*by_others, *by_itself)])
    found: dict[int, list[ChangedBy]] = {}
    for document_id, relation, other in by_others:
        found.setdefault(document_id, []).append(_told(relation, other, partial, is_inverse=True))
    for document_id, relation, held in by_itself:
        found.setdefault(document_id, []).append(_told(relation, held, partial, is_inverse=False))
    return {document_id: tuple(dict.fromkeys(told)) for document_id, told in found.items()}


def _told(relation: Relation, other: Document | None, partial: set[int], *, is_inverse: bool) -> ChangedBy:
    label = relation_label(relation.type, is_inverse=is_inverse, is_partial=relation.id in partial)
    name = (citing.short_of(other) or other.title) if other is not None and is_inverse else relation.target
    return ChangedBy(label, name, other.id if other else None)
