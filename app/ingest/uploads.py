"""Files as they arrive over HTTP, one by one or many to a batch; shared by the API and the pages.

Whatever becomes of one file, it is a row of its batch and the others go on.
"""

from typing import Any, BinaryIO

from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile

from app.accounts.permissions import SYSTEM, Actor
from app.core.errors import FieldError, InvalidInput, PustakaError
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.schemas import DocumentFields
from app.ingest import batches, service, unpacking
from app.ingest.archives import Archive, ArchiveRefused, is_archive, shown_path
from app.ingest.models import BatchItem, ItemOutcome
from app.ingest.schemas import StoredFile, Taken
from storage.blobs import BlobStore, StorageError
from storage.sniff import TypeRefused

REFUSALS = (TypeRefused, ArchiveRefused, StorageError, PustakaError)


def texts_of(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def store_upload(runtime: Runtime, given: Any) -> StoredFile:
    file = file_of(given)
    return service.store_file(runtime.store, runtime.settings, stream=file.file, file_name=file.filename or "")


def file_of(given: Any) -> UploadFile:
    if not isinstance(given, UploadFile) or not given.filename:
        message = "Pilih satu berkas untuk diunggah."
        raise InvalidInput(message, errors=[FieldError("file", message)])
    return given


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
    """One file into a batch; a zip waits there to be unpacked. `path` may have folders, which are only shown."""
    path = shown_path(path)
    try:
        if is_archive(stream, path):
            return _taken(_take_archive(runtime, batch_id, stream, path, fields))
        return _take_file(runtime, actor, batch_id, stream, path, fields, priority)
    except REFUSALS as error:
        with runtime.database.write() as session:
            refused = ItemOutcome.REFUSED
            return _taken(batches.note(session, batch_id, file_name=path, outcome=refused, reason=str(error)))


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
    with runtime.database.write() as session:
        received = service.receive_or_find(session, actor, stored=stored, fields=fields, priority=priority)
        outcome = ItemOutcome(received.outcome)
        item = batches.note(session, batch_id, file_name=path, outcome=outcome, document_id=received.document_id)
        return _taken(item, received.title)


def _take_archive(runtime: Runtime, batch_id: int, stream: BinaryIO, path: str, fields: DocumentFields) -> BatchItem:
    Archive(stream)
    while True:
        stream.seek(0)
        blob = runtime.store.put(stream, max_bytes=runtime.settings.max_upload_bytes)
        with runtime.database.write() as session:
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
