"""One file of a batch becomes a document and a row in the same transaction; shared by every way in.

`take` leaves a zip to the worker, so that whoever uploads it need not wait; `take_now` opens it on the spot, for
commands and the watched folder, which keep the zip themselves until its last file is in.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO

from sqlmodel import Session

from app.accounts.permissions import SYSTEM, Actor
from app.core.errors import PustakaError
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.models import Lifecycle
from app.documents.schemas import DocumentFields
from app.ingest import batches, service, unpacking
from app.ingest.archives import Archive, ArchiveRefused, Member, MemberBroken, is_archive, shown_path
from app.ingest.models import Batch, BatchItem, ItemOutcome
from app.ingest.pace import Pace
from app.ingest.schemas import Taken
from storage.blobs import BlobStore, StorageError, StoreFull
from storage.sniff import TypeRefused

Describe = Callable[[str], DocumentFields]
_REFUSALS = (TypeRefused, ArchiveRefused, MemberBroken, StorageError, PustakaError)


def take(
    runtime: Runtime,
    actor: Actor,
    *,
    batch_id: int,
    stream: BinaryIO,
    path: str,
    fields: DocumentFields,
    priority: int,
) -> Taken:
    """One file; a zip waits to be unpacked. `path` may have folders, which are only shown."""
    path = shown_path(path)
    try:
        if is_archive(stream, path):
            return _taken(_keep_archive(runtime, batch_id, stream, path, fields))
        return _take_file(runtime, actor, batch_id, stream, path, fields, priority)
    except _REFUSALS as error:
        return refuse(runtime, batch_id, path, str(error))


def take_now(
    runtime: Runtime, actor: Actor, *, batch_id: int, stream: BinaryIO, path: str, describe: Describe
) -> Iterator[Taken]:
    """One file, or each file of a zip with what `describe` says of its path in there, and "" means the file itself.

    Raises StoreFull: no file is to blame for it.
    """
    path = shown_path(path)
    try:
        if is_archive(stream, path):
            archive, pace = Archive(stream), Pace()
            for member in archive.members():
                taken = _take_member(runtime, actor, batch_id, archive, member, path, describe)
                yield replace(taken, member=member.path)
                pace.rest()
        else:
            yield _take_file(runtime, actor, batch_id, stream, path, describe(""), service.BULK)
    except StoreFull:
        raise
    except _REFUSALS as error:
        yield refuse(runtime, batch_id, path, str(error))


def _take_member(
    runtime: Runtime,
    actor: Actor,
    batch_id: int,
    archive: Archive,
    member: Member,
    zip_path: str,
    describe: Describe,
) -> Taken:
    path = f"{zip_path}/{member.path}"
    try:
        if member.reason:
            return refuse(runtime, batch_id, path, member.reason)
        with archive.opened(member.number, max_bytes=runtime.settings.max_upload_bytes) as stream:
            return _take_file(runtime, actor, batch_id, stream, path, describe(member.path), service.BULK)
    except StoreFull:
        raise
    except _REFUSALS as error:
        return refuse(runtime, batch_id, path, str(error))


def _take_file(
    runtime: Runtime,
    actor: Actor,
    batch_id: int,
    stream: BinaryIO,
    path: str,
    fields: DocumentFields,
    priority: int,
) -> Taken:
    name = path.rpartition("/")[2]
    stored = service.store_file(runtime.store, runtime.settings, stream=stream, file_name=name)
    try:
        with runtime.database.write(tries=service.TRIES) as session:
            lifecycle = Lifecycle.DRAFT if session.get_one(Batch, batch_id).is_draft else None
            received = service.receive_or_find(
                session, actor, stored=stored, fields=fields, priority=priority, lifecycle=lifecycle
            )
            outcome = ItemOutcome(received.outcome)
            item = batches.note(session, batch_id, file_name=path, outcome=outcome, document_id=received.document_id)
            return _taken(item, received.title)
    except service.DocumentInTrash as error:
        return refuse(runtime, batch_id, path, str(error), trashed_id=error.document_id)


def refuse(runtime: Runtime, batch_id: int, path: str, reason: str, trashed_id: int | None = None) -> Taken:
    """A row for a file that is not taken, with the reason, and the document in the trash that it could bring back."""
    refused, shown = ItemOutcome.REFUSED, shown_path(path)
    with runtime.database.write(tries=service.TRIES) as session:
        item = batches.note(session, batch_id, file_name=shown, outcome=refused, reason=reason, document_id=trashed_id)
        return replace(_taken(item), document_id=None, restore_id=trashed_id)


def _keep_archive(runtime: Runtime, batch_id: int, stream: BinaryIO, path: str, fields: DocumentFields) -> BatchItem:
    Archive(stream)
    while True:
        stream.seek(0)
        blob = runtime.store.put(stream, max_bytes=runtime.settings.max_upload_bytes)
        with runtime.database.write(tries=service.TRIES) as session:
            if _is_kept(session, runtime.store, blob.sha256):
                item = batches.note(
                    session, batch_id, file_name=path, outcome=ItemOutcome.WAITING, archive_sha256=blob.sha256
                )
                unpacking.request(session, item, fields)
                return item


def _is_kept(session: Session, store: BlobStore, sha256: str) -> bool:
    """An unpacking of the same zip may have ended, and let its bytes go, since they were put there again."""
    documents.holder_of_blob(session, SYSTEM, sha256)
    return store.stat(sha256) is not None


def _taken(item: BatchItem, title: str = "") -> Taken:
    return Taken(saved_id(item.id), item.file_name, item.outcome, item.reason, item.document_id, title)
