"""Whether a rule still holds, as confirmed relations tell it: one that revokes another marks it, undoing unmarks it.

What a person set by hand is never weakened; what stood before is kept, so that it can come back. Emits `RuleRevoked`
`RuleAmended` and `RuleRestored` for the floors above.
"""

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core import events
from app.core.clock import now
from app.core.tables import saved_id
from app.documents import relation_queries
from app.documents.events import RuleAmended, RuleRestored, RuleRevoked
from app.documents.models import Document, LegalStatus, Relation, RelationType

BY_RELATION = "relation"
_BEFORE = "legal_status_before"
_REVOKING = frozenset({RelationType.REVOKES, RelationType.REVOKED_BY})
_RANK = {LegalStatus.UNKNOWN: 0, LegalStatus.IN_FORCE: 0, LegalStatus.AMENDED: 1, LegalStatus.REVOKED: 2}


def follow(session: Session, actor: Actor, document_id: int) -> None:
    """Bring the rule's status in line with the relations that are confirmed now."""
    document = session.get(Document, document_id)
    if document is None:
        return
    status, relation = _told(session, document_id)
    is_ours = document.provenance.get("legal_status") == BY_RELATION
    if relation is None:
        if is_ours:
            _restore(session, actor, document)
    elif document.legal_status is not status and (is_ours or _RANK[status] > _RANK[document.legal_status]):
        _mark(session, actor, document, status, relation)


def follow_targets(session: Session, actor: Actor, document_id: int) -> None:
    """The same for every rule that the document changes or ends."""
    for target_id in relation_queries.targets_of(session, document_id):
        follow(session, actor, target_id)


def announce(session: Session, document: Document, before: LegalStatus, *, by: int | None = None) -> None:
    """Tell the floors above when a rule ended or changed, or when that is taken back."""
    is_revoked, was_revoked = document.legal_status is LegalStatus.REVOKED, before is LegalStatus.REVOKED
    if is_revoked and not was_revoked:
        events.emit(session, RuleRevoked(saved_id(document.id), by))
    elif was_revoked and not is_revoked:
        events.emit(session, RuleRestored(saved_id(document.id)))
    elif not is_revoked and LegalStatus.AMENDED in {document.legal_status, before} and document.legal_status != before:
        is_undone = before is LegalStatus.AMENDED
        events.emit(session, RuleAmended(saved_id(document.id), is_undone))


def _told(session: Session, document_id: int) -> tuple[LegalStatus, Relation | None]:
    """The strongest that is said of the rule, and by which relation; ending a part of it leaves the rest in force."""
    found = relation_queries.told_of(session, document_id)
    partial = relation_queries.partial_ids(session, [saved_id(one.id) for one in found])
    ending = [one for one in found if one.type in _REVOKING and one.id not in partial]
    changing = [one for one in found if one.type not in _REVOKING]
    if ending:
        return LegalStatus.REVOKED, ending[0]
    return LegalStatus.AMENDED, (changing[0] if changing else None)


def _mark(session: Session, actor: Actor, document: Document, status: LegalStatus, relation: Relation) -> None:
    known = document.provenance if document.provenance.get("legal_status") == BY_RELATION else {}
    before = known.get(_BEFORE, document.legal_status.value)
    provenance = {**document.provenance, "legal_status": BY_RELATION, _BEFORE: before}
    by = relation.document_id if relation.document_id != document.id else relation.target_document_id
    _set(session, actor, document, status, provenance, by)


def _restore(session: Session, actor: Actor, document: Document) -> None:
    provenance = dict(document.provenance)
    before = LegalStatus(provenance.pop(_BEFORE, LegalStatus.UNKNOWN))
    provenance.pop("legal_status")
    _set(session, actor, document, before, provenance, None)


def _set(
    session: Session, actor: Actor, document: Document, status: LegalStatus, provenance: dict[str, str], by: int | None
) -> None:
    before, document.legal_status = document.legal_status, status
    document.provenance, document.updated_at = provenance, now()
    session.add(document)
    session.flush()
    old, new = {"legal_status": before}, {"legal_status": status, "by": by}
    audit.record(session, actor, "document.status", "document", document.id, before=old, after=new)
    announce(session, document, before, by=by)
