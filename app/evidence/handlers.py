"""What the evidence slice answers when the library below it changes; the composition calls `register_handlers`."""

from sqlmodel import Session

from app.core.errors import Conflict
from app.core.events import on
from app.documents.events import DocumentTrashing, RevisionAdded, RuleAmended, RuleRestored, RuleRevoked
from app.evidence import queries, reviews, telling
from app.evidence.models import EvidenceState

_IN_USE = (EvidenceState.SUBMITTED, EvidenceState.ACCEPTED)


def register_handlers() -> None:
    on(DocumentTrashing, refuse_trash_of_used_document)
    on(RevisionAdded, lapse_evidence_on_old_revision)
    on(RuleRevoked, tell_of_revoked_rule)
    on(RuleAmended, tell_of_amended_rule)
    on(RuleRestored, tell_of_restored_rule)


def refuse_trash_of_used_document(session: Session, event: DocumentTrashing) -> None:
    """What a submitted or accepted claim rests on stays, also in assessments that are closed."""
    uses = queries.uses_of(session, document_id=event.document_id, states=_IN_USE)
    if uses:
        raise Conflict(
            f"Dokumen ini menjadi dasar {uses} bukti dukung yang diajukan atau diterima, jadi tidak dapat dibuang. "
            "Bila isinya tidak berlaku lagi, ubah status hukumnya atau unggah revisi barunya."
        )


def lapse_evidence_on_old_revision(session: Session, event: RevisionAdded) -> None:
    ended = reviews.lapse_on_new_revision(session, old_revision_id=event.old_revision_id)
    telling.lapsed(session, event.document_id, ended)


def tell_of_revoked_rule(session: Session, event: RuleRevoked) -> None:
    """Whether a claim still stands is for people to judge; it keeps its state and shows a warning."""
    telling.rule_revoked(session, event.document_id)


def tell_of_amended_rule(session: Session, event: RuleAmended) -> None:
    telling.rule_amended(session, event.document_id, event.amendment, is_undone=event.is_undone)


def tell_of_restored_rule(session: Session, event: RuleRestored) -> None:
    telling.rule_restored(session, event.document_id)
