"""One way in for every file: form, API, command line and sample library all end here.

Order of safety: bytes are checked and stored durably first, then one short transaction makes them a document with its
reading job. A crash in between leaves an unreferenced blob, never a document without its file.
"""

from dataclasses import dataclass
from typing import Any, BinaryIO

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core import events
from app.core.clock import now
from app.core.config import Settings
from app.core.errors import Conflict
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.events import RevisionAdded
from app.documents.models import Document, Lifecycle, ReadingState, Recognition, Revision
from app.documents.schemas import DocumentFields
from app.ingest.schemas import Received, StoredFile
from app.jobs import queue
from app.publishing import service as publishing
from app.twins import service as twins
from indexer.metadata_titles import readable_file_name
from storage.blobs import BlobStore
from storage.names import safe_file_name
from storage.sniff import sniff

LANE = "ingest"
SINGLE, BULK = 10, 0
# Bytes have been sent and stored: whoever waited in vain to write the row queues once more before giving up.
TRIES = 2


class DocumentAlreadyStored(Conflict):
    slug = "sudah-tersimpan"
    title = "Berkas ini sudah ada di pustaka"


@dataclass
class DocumentInTrash(DocumentAlreadyStored):
    """The same bytes lie in the uploader's own trash; bringing that document back keeps all that is known of it."""

    document_id: int = 0

    slug = "ada-di-sampah"
    title = "Berkas ini ada di tempat sampah Anda"


def store_file(store: BlobStore, settings: Settings, *, stream: BinaryIO, file_name: str) -> StoredFile:
    """Check the type, then store. Raises TypeRefused, BlobTooLarge or StoreFull; nothing half-written stays."""
    name = safe_file_name(file_name)
    media_type = sniff(stream, name)
    stream.seek(0)
    blob = store.put(stream, max_bytes=settings.max_upload_bytes)
    return StoredFile(blob, media_type, name)


def receive(
    session: Session,
    actor: Actor,
    *,
    stored: StoredFile,
    fields: DocumentFields,
    priority: int = SINGLE,
    lifecycle: Lifecycle | None = None,
    permission: str = "document.upload",
) -> Received:
    """Make a stored file a document and queue its reading.

    Raises DocumentAlreadyStored only when the actor may see the twin, DocumentInTrash when it lies in their own trash;
    otherwise the new document shares the bytes. Without a `lifecycle` it begins as publishing wants it.
    """
    actor.require(permission)
    twin = _holder(session, actor, stored.blob.sha256)
    if twin is not None:
        raise DocumentAlreadyStored(
            f"Berkas yang sama sudah tersimpan sebagai “{twin.title}”. Buka dokumen itu; tidak perlu mengunggah ulang.",
            link=f"/dokumen/{twin.id}",
        )
    _offer_from_trash(session, actor, stored.blob.sha256)
    document = _new_document(session, actor, stored, fields, lifecycle or publishing.first_state(session, actor))
    revision = _add_file(session, actor, document, stored, ordinal=1, note="", priority=priority)
    after = {"title": document.title, "file_name": revision.file_name, "sha256": revision.sha256}
    audit.record(session, actor, "document.add", "document", document.id, after=after)
    return Received(saved_id(document.id), "stored", document.title)


def receive_or_find(
    session: Session,
    actor: Actor,
    *,
    stored: StoredFile,
    fields: DocumentFields,
    priority: int = BULK,
    lifecycle: Lifecycle | None = None,
) -> Received:
    """As `receive`, but a twin is an answer and not an error: for imports, which may run again."""
    twin = _holder(session, actor, stored.blob.sha256)
    if twin is not None:
        return Received(saved_id(twin.id), "duplicate", twin.title)
    return receive(session, actor, stored=stored, fields=fields, priority=priority, lifecycle=lifecycle)


def add_revision(session: Session, actor: Actor, *, document_id: int, stored: StoredFile, note: str = "") -> Revision:
    """A newer file of the same document. The old one stays, with everything that rests on it."""
    document = _revisable(session, actor, document_id)
    current = documents.revision(session, actor, document_id)
    if current.sha256 == stored.blob.sha256:
        raise DocumentAlreadyStored(
            "Berkas ini sama persis dengan revisi yang sekarang.", link=f"/dokumen/{document_id}"
        )
    revision = _add_file(session, actor, document, stored, ordinal=current.ordinal + 1, note=note, priority=SINGLE)
    events.emit(session, RevisionAdded(document_id, saved_id(current.id), saved_id(revision.id)))
    after = {"ordinal": revision.ordinal, "file_name": revision.file_name, "sha256": revision.sha256, "note": note}
    audit.record(session, actor, "document.revision", "document", document_id, after=after)
    return revision


def read_again(session: Session, actor: Actor, *, document_id: int, recognition: Recognition | None = None) -> Revision:
    """Queue the current file for another reading, for instance after limits were raised.

    `recognition` also says what shall be done with pages that are pictures, from now on.
    """
    document = documents.editable(session, actor, document_id)
    revision = documents.revision(session, actor, document_id)
    if not revision.state.is_final:
        raise Conflict("Berkas ini masih menunggu atau sedang dibaca. Tunggu sampai selesai.")
    revision.state, revision.state_detail = ReadingState.QUEUED, ""
    revision.recognition = recognition or revision.recognition
    revision.cleared_at = None
    _queue_reading(session, revision, priority=SINGLE)
    after = {"recognition": revision.recognition}
    audit.record(session, actor, "document.read_again", "document", document.id, after=after)
    return revision


def _revisable(session: Session, actor: Actor, document_id: int) -> Document:
    """Who made a draft may mend it, also without the right to change documents."""
    document = documents.get(session, actor, document_id)
    is_own_draft = document.lifecycle is Lifecycle.DRAFT and document.created_by == actor.user_id
    return document if is_own_draft and actor.is_signed_in else documents.editable(session, actor, document_id)


def _holder(session: Session, actor: Actor, sha256: str) -> Document | None:
    """The document that holds these bytes, or into which one that held them was merged; only if it may be seen."""
    held = documents.holder_of_blob(session, actor, sha256)
    return held or twins.successor_of_bytes(session, actor, sha256)


def _offer_from_trash(session: Session, actor: Actor, sha256: str) -> None:
    """Not what was merged away: it comes back only with its merge, so its uploader gets a document of these bytes."""
    own = documents.own_trash_with_blob(session, actor, sha256)
    trashed = next((one for one in own if twins.may_come_back(session, saved_id(one.id))), None)
    if trashed is not None:
        raise DocumentInTrash(
            f"Berkas yang sama ada di tempat sampah Anda sebagai “{trashed.title}”. Pulihkan dokumen itu dari halaman "
            "Sampah; tidak perlu mengunggah ulang.",
            link="/sampah",
            document_id=saved_id(trashed.id),
        )


def _new_document(
    session: Session, actor: Actor, stored: StoredFile, fields: DocumentFields, lifecycle: Lifecycle
) -> Document:
    values: dict[str, Any] = fields.given()
    if actor.agency_id is not None and not actor.can("document.edit_any"):  # curators keep what is everybody's, too
        values.setdefault("agency_id", actor.agency_id)
    documents.check_fields(session, actor, values)
    document = Document(title="", created_by=actor.user_id, lifecycle=lifecycle)
    documents.set_fields(document, values, by="person")
    if not document.title:
        documents.set_fields(document, {"title": readable_file_name(stored.file_name)[:1000]}, by="file_name")
    session.add(document)
    session.flush()
    return document


def _add_file(
    session: Session, actor: Actor, document: Document, stored: StoredFile, *, ordinal: int, note: str, priority: int
) -> Revision:
    revision = Revision(
        document_id=saved_id(document.id),
        ordinal=ordinal,
        sha256=stored.blob.sha256,
        size=stored.blob.size,
        media_type=stored.media_type.name,
        file_name=stored.file_name,
        note=note.strip()[:500],
        created_by=actor.user_id,
    )
    session.add(revision)
    session.flush()
    document.current_revision_id, document.updated_at = revision.id, now()
    _queue_reading(session, revision, priority=priority)
    documents.touch(session, document)
    return revision


def _queue_reading(session: Session, revision: Revision, *, priority: int) -> None:
    queue.enqueue(
        session,
        "read",
        lane=LANE,
        payload={"revision_id": revision.id},
        subject=f"revision:{revision.id}",
        priority=priority,
    )
