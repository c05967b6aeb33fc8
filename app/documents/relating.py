"""Legal relations between documents, entered or confirmed by a person; those that change or end a rule mark it."""

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Forbidden, InvalidInput, NotFound
from app.core.tables import saved_id
from app.documents import citing, relation_queries, service, standing
from app.documents.access import may_edit
from app.documents.models import Document, Relation, RelationType
from app.documents.read_models import ProposalState
from indexer.citations import parse_citation

CHANGES_ANOTHER = frozenset({RelationType.AMENDS, RelationType.REVOKES})
_CHANGES_ITSELF = frozenset({RelationType.AMENDED_BY, RelationType.REVOKED_BY})


def add(session: Session, actor: Actor, *, document_id: int, type_: RelationType, target: str) -> Relation:
    """`target` is a citation as people write it; the document it means is linked when the library holds it."""
    document = service.editable(session, actor, document_id)
    citation = parse_citation(target)
    if citation is None:
        message = "Tulis regulasi beserta nomor dan tahunnya, misalnya Perpres 95/2018."
        raise InvalidInput("Perbaiki isian yang ditandai.", errors=[FieldError("target", message)])
    if relation_queries.relation(session, document_id, type_, citation.short) is not None:
        raise Conflict(f"Hubungan dengan {citation.short} itu sudah tercatat pada dokumen ini.")
    relation = enter(session, actor, document, type_=type_, target=citation.short)
    proposal = relation_queries.proposal(session, document_id, type_, citation.short)
    if proposal is not None:
        proposal.state, proposal.decided_by, proposal.decided_at = ProposalState.CONFIRMED, actor.user_id, now()
    return relation


def remove(session: Session, actor: Actor, *, document_id: int, relation_id: int) -> None:
    """What a person takes away is not proposed again by the next reading."""
    document = service.editable(session, actor, document_id)
    relation = session.get(Relation, relation_id)
    if relation is None or relation.document_id != document_id:
        raise NotFound("Relasi itu tidak ada pada dokumen ini.")
    proposal = relation_queries.proposal(session, document_id, relation.type, relation.target)
    if proposal is not None:
        proposal.state, proposal.decided_by, proposal.decided_at = ProposalState.REJECTED, actor.user_id, now()
    end(session, actor, document, relation)


def enter(session: Session, actor: Actor, document: Document, *, type_: RelationType, target: str) -> Relation:
    """Record the relation and let it take effect; also for proposals, whose `target` was read from the document."""
    document_id = saved_id(document.id)
    citation = parse_citation(target)
    held = citing.documents_cited_as(session, actor, citation) if citation else []
    other = next((one for one in held if one.id != document_id), None)
    _refuse_foreign_change(actor, type_, other)
    relation = Relation(
        document_id=document_id,
        type=type_,
        target=target,
        target_key=citation.key if citation else None,
        target_document_id=other.id if other else None,
    )
    session.add(relation)
    session.flush()
    service.touch(session, document)
    after = {"type": type_, "target": relation.target}
    audit.record(session, actor, "relation.add", "document", document_id, after=after)
    _follow(session, actor, relation, is_partial=_is_partial(session, relation))
    return relation


def end(session: Session, actor: Actor, document: Document, relation: Relation) -> None:
    """The relation goes, and with it what it did to the other rule."""
    before = {"type": relation.type, "target": relation.target}
    is_partial = _is_partial(session, relation)
    session.delete(relation)
    session.flush()
    audit.record(session, actor, "relation.remove", "document", document.id, before=before)
    _follow(session, actor, relation, is_partial=is_partial, is_undone=True)


def may_enter(actor: Actor, type_: RelationType) -> bool:
    """Whether a page may offer it without knowing the other rule."""
    return type_ not in CHANGES_ANOTHER or actor.can("document.edit_any")


def _refuse_foreign_change(actor: Actor, type_: RelationType, other: Document | None) -> None:
    """Nobody marks a rule as changed or revoked that they could not edit themselves."""
    if may_enter(actor, type_) or (other is not None and may_edit(actor, other)):
        return
    raise Forbidden(
        "Hubungan mengubah dan mencabut menandai peraturan lain, jadi dipastikan oleh kurator. "
        "Minta kurator mencatat hubungan ini."
    )


def _is_partial(session: Session, relation: Relation) -> bool:
    return relation.id in relation_queries.partial_ids(session, [saved_id(relation.id)])


def _follow(session: Session, actor: Actor, relation: Relation, *, is_partial: bool, is_undone: bool = False) -> None:
    changed = relation.document_id if relation.type in _CHANGES_ITSELF else None
    if relation.type in CHANGES_ANOTHER:
        changed = relation.target_document_id
    if changed is not None:
        standing.follow_one(session, actor, changed, relation, is_partial=is_partial, is_undone=is_undone)
