"""Deleting for good: every row of a document in one transaction, its files after the commit. A stone stays behind.

A crash between the two leaves files that are marked as released; the next round lets them go.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import Enum

from sqlalchemy import ColumnElement, delete, or_, update
from sqlalchemy import Table as SqlTable
from sqlmodel import Session, SQLModel, col, func, select

from app.accounts.permissions import SYSTEM, Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import Conflict, FieldError, InvalidInput, NotFound
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents.models import Document, Lifecycle, Revision
from app.evidence.models import EvidenceItem
from app.jobs import queue
from app.jobs.models import Job
from app.preservation import released
from app.preservation.models import Tombstone
from app.search.indexing import LANE as INDEX_LANE


class Fate(Enum):
    """What becomes of a row that refers to a document or a file of it."""

    DELETED = "deleted"
    CLEARED = "cleared"
    REFUSES = "refuses"


# Every foreign key to document and revision. A test compares it with the schema: a new table has to be decided upon.
FATES: Mapping[tuple[str, str], Fate] = {
    ("batch_item", "document_id"): Fate.CLEARED,
    ("contribution", "document_id"): Fate.DELETED,
    ("curation_mark", "document_id"): Fate.DELETED,
    ("document_opening", "document_id"): Fate.DELETED,
    ("document_request", "document_id"): Fate.CLEARED,
    ("evidence_item", "revision_id"): Fate.REFUSES,
    ("fact", "document_id"): Fate.DELETED,
    ("fingerprint", "revision_id"): Fate.DELETED,
    ("fingerprint_band", "revision_id"): Fate.DELETED,
    ("gap_put_aside", "document_id"): Fate.DELETED,
    ("learned_reading", "document_id"): Fate.DELETED,
    ("mention", "document_id"): Fate.DELETED,
    ("page", "revision_id"): Fate.DELETED,
    ("page_raw", "revision_id"): Fate.DELETED,
    ("page_scan", "revision_id"): Fate.DELETED,
    ("proposed_relation", "document_id"): Fate.DELETED,
    ("publishing_step", "document_id"): Fate.DELETED,
    ("relation", "document_id"): Fate.DELETED,
    ("relation", "target_document_id"): Fate.CLEARED,
    ("review_round", "document_id"): Fate.DELETED,
    ("revision", "document_id"): Fate.DELETED,
    ("section", "revision_id"): Fate.DELETED,
    ("stewardship", "document_id"): Fate.DELETED,
    ("tag", "document_id"): Fate.DELETED,
    ("twin", "first_id"): Fate.DELETED,
    ("twin", "first_revision_id"): Fate.DELETED,
    ("twin", "kept_id"): Fate.DELETED,
    ("twin", "second_id"): Fate.DELETED,
    ("twin", "second_revision_id"): Fate.DELETED,
}
_RESTS = "Bukti dukung bertumpu pada dokumen ini, jadi tidak dapat dihapus tetap. Dokumen tetap di tempat sampah."


def purge(session: Session, actor: Actor, *, document_id: int, reason: str) -> None:
    """Delete a trashed document for good. Call `released.let_go` once this is committed."""
    document = purgeable(session, actor, document_id)
    given = reason.strip()[:500]
    if not given:
        message = "Tulis alasan; hanya alasan ini yang tersisa bersama judulnya."
        raise InvalidInput("Perbaiki isian yang ditandai, lalu kirim lagi.", [FieldError("reason", message)])
    files = list(session.exec(select(Revision).where(Revision.document_id == document_id)))
    revisions = [saved_id(revision.id) for revision in files]
    if rests_evidence(session, revisions):
        raise Conflict(_RESTS)
    session.add(_stone_of(document, given, actor))
    _delete_rows(session, document_id, revisions)
    session.flush()
    released.mark(session, {revision.sha256 for revision in files})
    _tell_the_index(session, document_id)
    after = {"title": document.title, "reason": given}
    audit.record(session, actor, "document.purge", "document", document_id, after=after)


def purgeable(session: Session, actor: Actor, document_id: int) -> Document:
    actor.require("system.manage")
    document = session.get(Document, document_id)
    if document is None or document.lifecycle is not Lifecycle.TRASHED:
        raise NotFound("Dokumen itu tidak ada di tempat sampah.")
    return document


def rests_evidence(session: Session, revisions: Sequence[int]) -> bool:
    wanted = select(EvidenceItem.id).where(col(EvidenceItem.revision_id).in_(revisions)).limit(1)
    return session.exec(wanted).first() is not None


def purge_expired(runtime: Runtime) -> int:
    """What lay in the trash longer than the setting allows; what evidence rests on stays. Returns how many went."""
    days = runtime.settings.trash_days
    if days == 0:
        return 0
    with runtime.database.read() as session:
        before = now() - timedelta(days=days)
        wanted = select(Document.id).where(Document.lifecycle == Lifecycle.TRASHED, col(Document.trashed_at) < before)
        ids = [saved_id(document_id) for document_id in session.exec(wanted.order_by(col(Document.id)))]
    return sum(_purge_expired_one(runtime, document_id) for document_id in ids)


def expired_from_now(session: Session, days: int) -> int:
    """How many documents the next daily round will delete."""
    if days == 0:
        return 0
    limit = now() - timedelta(days=days)
    wanted = select(func.count()).select_from(Document)
    trashed = (Document.lifecycle == Lifecycle.TRASHED, col(Document.trashed_at) < limit)
    return session.exec(wanted.where(*trashed)).one()


def _purge_expired_one(runtime: Runtime, document_id: int) -> bool:
    days = runtime.settings.trash_days
    try:
        with runtime.database.write() as session:
            document = session.get(Document, document_id)
            old = document.trash_reason if document else ""
            purge(session, SYSTEM, document_id=document_id, reason=f"{old} (lewat {days} hari di tempat sampah)")
    except (Conflict, NotFound):  # evidence rests on it, or somebody was quicker
        return False
    return True


def _stone_of(document: Document, reason: str, actor: Actor) -> Tombstone:
    return Tombstone(
        document_id=saved_id(document.id),
        title=document.title,
        reason=reason,
        visibility=document.visibility.value,
        agency_id=document.agency_id,
        created_by=document.created_by,
        deleted_by=actor.user_id,
    )


def _delete_rows(session: Session, document_id: int, revisions: Sequence[int]) -> None:
    """From the leaves to the trunk, as the foreign keys say."""
    keys: dict[str, Sequence[int]] = {"document": [document_id], "revision": revisions}
    for table in reversed(SQLModel.metadata.sorted_tables):
        for name in (name for owner, name in FATES if owner == table.name and FATES[owner, name] is Fate.CLEARED):
            session.execute(update(table).where(_refers(table, name, keys)).values({name: None}))
        doomed = [name for owner, name in FATES if owner == table.name and FATES[owner, name] is Fate.DELETED]
        if doomed:
            session.execute(delete(table).where(or_(*(_refers(table, name, keys) for name in doomed))))
    jobs = [f"document:{document_id}", *(f"revision:{revision_id}" for revision_id in revisions)]
    session.execute(delete(Job).where(col(Job.subject).in_(jobs)))
    session.execute(delete(Document).where(col(Document.id) == document_id))


def _refers(table: SqlTable, name: str, keys: Mapping[str, Sequence[int]]) -> ColumnElement[bool]:
    column = table.c[name]
    (key,) = column.foreign_keys
    return column.in_(keys[key.column.table.name])


def _tell_the_index(session: Session, document_id: int) -> None:
    payload, subject = {"document_id": document_id}, f"document:{document_id}"
    queue.enqueue(session, "index", lane=INDEX_LANE, payload=payload, subject=subject)
