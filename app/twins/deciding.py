"""What people decide about two near-copies: merge them, call one a revision of the other, tell them apart, undo.

One transaction each. Whatever rests on an exact file keeps resting on it: see docs/decisions/0011-near-copies.md.
"""

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core import events
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Forbidden, InvalidInput
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents import standing
from app.documents.events import RevisionAdded
from app.documents.models import Document, Lifecycle, Visibility
from app.evidence import reinstating
from app.ingest import service as ingest
from app.twins import access, carrying, queries, service, telling
from app.twins.carrying import Note
from app.twins.models import Twin, TwinState
from app.twins.reads import unknown_pair
from app.twins.schemas import Decision

_CLOSEDNESS = {Visibility.PUBLIC: 0, Visibility.INTERNAL: 1, Visibility.RESTRICTED: 2}
_STATES = {
    Decision.MERGE: TwinState.MERGED,
    Decision.NEWER: TwinState.REVISION,
    Decision.OLDER: TwinState.REVISION,
    Decision.DISTINCT: TwinState.DISTINCT,
}


def decide(session: Session, actor: Actor, *, twin_id: int, decision: Decision, keep_id: int | None = None) -> Twin:
    """`keep_id` names the document that stays; NEWER and OLDER say what the other's file is beside its own."""
    twin = _held(session, actor, twin_id)
    if twin.state is not TwinState.SUGGESTED:
        raise Conflict("Pasangan ini sudah diputuskan. Batalkan dahulu keputusan itu bila keliru.")
    if decision is Decision.DISTINCT:
        _tell_apart(session, actor, twin)
    else:
        _settle(session, actor, twin, decision, keep_id)
    twin.state, twin.decided_by, twin.decided_at = _STATES[decision], actor.user_id, now()
    session.flush()
    return twin


def undo(session: Session, actor: Actor, *, twin_id: int) -> Twin:
    """Everything as it was; only what people changed since then stays as they left it."""
    twin = _held(session, actor, twin_id)
    if twin.state is TwinState.SUGGESTED:
        raise Conflict("Belum ada keputusan tentang pasangan ini, jadi tidak ada yang dibatalkan.")
    was, twin.state = twin.state, TwinState.SUGGESTED
    if was is TwinState.DISTINCT:
        _require_both(session, actor, twin)
        audit.record(session, actor, "twin.undo", "twin", twin.id)
    else:
        _unsettle(session, actor, twin)
    twin.undo, twin.kept_id, twin.decided_by, twin.decided_at = {}, None, None, None
    session.flush()
    return twin


def _held(session: Session, actor: Actor, twin_id: int) -> Twin:
    actor.require("document.edit_own")
    twin = queries.visible(session, actor, twin_id)
    if twin is None:
        raise unknown_pair()
    return twin


def _tell_apart(session: Session, actor: Actor, twin: Twin) -> None:
    _require_both(session, actor, twin)
    audit.record(session, actor, "twin.distinct", "twin", twin.id)


def _require_both(session: Session, actor: Actor, twin: Twin) -> None:
    both = (session.get_one(Document, twin.first_id), session.get_one(Document, twin.second_id))
    if not access.may_tell_apart(actor, *both):
        raise Forbidden("Salah satu dokumen ini bukan milik Anda. Minta kurator memutuskan pasangan ini.")


def _settle(session: Session, actor: Actor, twin: Twin, decision: Decision, keep_id: int | None) -> None:
    kept, gone = _chosen(session, twin, keep_id)
    _refuse_unfit(actor, kept, gone)
    noted: Note = {"lifecycle": gone.lifecycle.value, "decision": decision.value, "acceptances": []}
    if decision is Decision.NEWER:
        noted["before"] = carrying.snapshot(kept)
    noted["fields"] = carrying.describe(kept, gone)
    noted["tags"] = carrying.tag(session, kept, gone)
    _tell(session, actor, kept, gone, decision)
    if decision is not Decision.MERGE:
        noted |= _as_revision(session, kept, gone, as_newer=decision is Decision.NEWER)
    _put_aside(session, actor, gone, decision)
    noted["relations"] = carrying.relate(session, kept, gone)
    standing.follow(session, actor, saved_id(kept.id))
    documents.touch(session, kept)
    if decision is Decision.NEWER:
        ingest.read_again(session, actor, document_id=saved_id(kept.id))
    twin.kept_id, twin.undo = kept.id, noted
    before = {name: was["old"] for name, was in noted["fields"].items()}
    after = {name: was["new"] for name, was in noted["fields"].items()} | {"merged": _named(gone)}
    audit.record(session, actor, f"twin.{decision.value}", "document", kept.id, before=before, after=after)


def _chosen(session: Session, twin: Twin, keep_id: int | None) -> tuple[Document, Document]:
    if keep_id not in (twin.first_id, twin.second_id):
        message = "Pilih dokumen mana yang dipertahankan."
        raise InvalidInput(message, errors=[FieldError("keep_id", message)])
    gone_id = twin.second_id if keep_id == twin.first_id else twin.first_id
    return session.get_one(Document, keep_id), session.get_one(Document, gone_id)


def _refuse_unfit(actor: Actor, kept: Document, gone: Document) -> None:
    if not access.may_settle(actor, kept, gone):
        raise Forbidden(
            "Anda hanya dapat menggabungkan dokumen yang boleh Anda ubah dan buang. Minta kurator membantu."
        )
    same_agency = kept.agency_id == gone.agency_id or gone.visibility is not Visibility.RESTRICTED
    if _CLOSEDNESS[gone.visibility] > _CLOSEDNESS[kept.visibility] or not same_agency:
        raise Conflict(
            f"“{gone.title}” lebih tertutup daripada “{kept.title}”, jadi isinya akan terbuka bagi lebih banyak orang. "
            "Samakan dahulu siapa yang boleh melihat keduanya, atau pertahankan yang lebih tertutup."
        )


def _as_revision(session: Session, kept: Document, gone: Document, *, as_newer: bool) -> Note:
    """What was accepted on the file that is now the old one has to be looked at again, as after any new revision."""
    old, new = (kept, gone) if as_newer else (gone, kept)
    old_id, new_id = saved_id(old.current_revision_id), saved_id(new.current_revision_id)
    files = carrying.move_files(session, kept, gone, as_newer=as_newer)
    acceptances = reinstating.acceptances_on(session, old_id)
    events.emit(session, RevisionAdded(saved_id(kept.id), old_id, new_id))
    return {"files": files, "acceptances": acceptances}


def _put_aside(session: Session, actor: Actor, gone: Document, decision: Decision) -> None:
    """The reason names nothing: whoever may see the trash need not be one who may see what is kept."""
    try:
        documents.trash(session, actor, document_id=saved_id(gone.id), reason=service.reason_of(_STATES[decision]))
    except Conflict as refused:
        raise Conflict(
            f"“{gone.title}” dipakai sebagai bukti dukung yang diajukan atau diterima, jadi tidak dapat digabungkan "
            "ke dokumen lain. Pertahankan dokumen itu, atau jadikan salah satunya revisi.",
            link=f"/dokumen/{gone.id}",
        ) from refused


def _tell(session: Session, actor: Actor, kept: Document, gone: Document, decision: Decision) -> None:
    """Whoever uploaded what goes, and whoever has it in an unfinished claim, may not be here."""
    if gone.created_by != actor.user_id:
        telling.tell_uploader(session, kept, gone)
    if decision is Decision.MERGE:
        authors = reinstating.authors_of_unfinished(session, saved_id(gone.id))
        telling.tell_claimants(session, authors, kept, gone)


def _unsettle(session: Session, actor: Actor, twin: Twin) -> None:
    kept, gone = _chosen(session, twin, twin.kept_id)
    if not access.may_settle(actor, kept, gone):
        raise Forbidden("Penggabungan ini hanya dapat dibatalkan oleh kurator atau pemilik kedua dokumen.")
    noted = twin.undo
    session.flush()  # the pair is open again: the document may come back
    documents.restore(session, actor, document_id=saved_id(gone.id))
    gone.lifecycle = Lifecycle(noted["lifecycle"])
    if "files" in noted:
        carrying.move_files_back(session, kept, gone, noted["files"])
    carrying.unrelate(session, noted["relations"], gone)
    for document in (kept, gone):
        standing.follow(session, actor, saved_id(document.id))
    carrying.untag(session, noted["tags"], gone)
    carrying.undescribe(kept, noted["fields"])
    carrying.rewind(kept, noted.get("before", {}))
    documents.touch(session, kept)
    documents.touch(session, gone)
    reinstating.reinstate(session, actor, noted["acceptances"])
    if noted["decision"] == Decision.NEWER:
        ingest.read_again(session, actor, document_id=saved_id(kept.id))
    audit.record(session, actor, "twin.undo", "document", kept.id, after={"merged": _named(gone)})


def _named(document: Document) -> str:
    return f"{document.title} (nomor {document.id})"
