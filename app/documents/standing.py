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
from app.documents.events import Amendment, RuleAmended, RuleRestored, RuleRevoked
from app.documents.models import Document, LegalStatus, Relation, RelationType

BY_RELATION = "relation"
_BEFORE = "legal_status_before"
_REVOKING = frozenset({RelationType.REVOKES, RelationType.REVOKED_BY})
_RANK = {LegalStatus.UNKNOWN: 0, LegalStatus.IN_FORCE: 0, LegalStatus.AMENDED: 1, LegalStatus.REVOKED: 2}


def follow(session: Session, actor: Actor, document_id: int) -> bool:
    """Bring the rule's status in line with the relations that are confirmed now; whether that moved it."""
    document = session.get(Document, document_id)
    if document is None:
        return False
    before = document.legal_status
    status, relation = _told(session, document_id)
    is_ours = document.provenance.get("legal_status") == BY_RELATION
    if relation is None:
        if is_ours:
            _restore(session, actor, document)
    elif document.legal_status is not status and (is_ours or _RANK[status] > _RANK[document.legal_status]):
        _mark(session, actor, document, status, relation)
    return document.legal_status is not before


def follow_one(
    session: Session, actor: Actor, document_id: int, relation: Relation, *, is_partial: bool, is_undone: bool
) -> None:
    """The same after one relation came or went; where the status stays, what it did to the rule is told nevertheless.

    Not where it is news to nobody: the rule has ended anyway, or the same other rule is known to change it.
    """
    if follow(session, actor, document_id):
        return
    document = session.get(Document, document_id)
    if document is None or document.legal_status is LegalStatus.REVOKED:
        return
    others = [one for one in relation_queries.told_of(session, document_id) if one.id != relation.id]
    known = {_other_rule(one, document_id) for one in others}
    is_ending = is_partial and relation.type in _REVOKING
    if _other_rule(relation, document_id) not in known and (is_ending or known):
        amendment = Amendment.IN_PART if is_ending else Amendment.AGAIN
        events.emit(session, RuleAmended(document_id, is_undone, amendment))


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


def _other_rule(relation: Relation, document_id: int) -> int | str:
    """The rule at the other end; by its written name where the library does not hold it."""
    if relation.document_id != document_id:
        return relation.document_id
    return relation.target_document_id or relation.target


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
