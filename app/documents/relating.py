"""Legal relations between documents, entered or confirmed by a person."""

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.errors import Conflict, FieldError, InvalidInput, NotFound
from app.documents import citing, queries, service
from app.documents.models import Relation, RelationType
from indexer.citations import parse_citation


def add(session: Session, actor: Actor, *, document_id: int, type_: RelationType, target: str) -> Relation:
    """`target` is a citation as people write it; the document it means is linked when the library holds it."""
    document = service.editable(session, actor, document_id)
    citation = parse_citation(target)
    if citation is None:
        message = "Tulis regulasi beserta nomor dan tahunnya, misalnya Perpres 95/2018."
        raise InvalidInput("Perbaiki isian yang ditandai.", errors=[FieldError("target", message)])
    if queries.has_relation(session, document_id, type_, citation.short):
        raise Conflict(f"Hubungan dengan {citation.short} itu sudah tercatat pada dokumen ini.")
    held = citing.documents_cited_as(session, actor, citation)
    linked = held[0].id if held and held[0].id != document_id else None
    relation = Relation(
        document_id=document_id,
        type=type_,
        target=citation.short,
        target_key=citation.key,
        target_document_id=linked,
    )
    session.add(relation)
    session.flush()
    service.touch(session, document)
    after = {"type": type_, "target": relation.target}
    audit.record(session, actor, "relation.add", "document", document_id, after=after)
    return relation


def remove(session: Session, actor: Actor, *, document_id: int, relation_id: int) -> None:
    service.editable(session, actor, document_id)
    relation = session.get(Relation, relation_id)
    if relation is None or relation.document_id != document_id:
        raise NotFound("Relasi itu tidak ada pada dokumen ini.")
    before = {"type": relation.type, "target": relation.target}
    session.delete(relation)
    audit.record(session, actor, "relation.remove", "document", document_id, before=before)
