"""The job behind an uploaded zip: list its files as rows, take each through the one way in, then let the zip go.

Listing is one transaction and each file another, always with its row: killed anywhere and begun anew, nothing comes
twice and nothing is left out. The zip itself stays in the store until every row is settled.
"""

from dataclasses import dataclass

import structlog
from sqlmodel import Session

from app.accounts import service as accounts
from app.accounts.models import User
from app.accounts.permissions import SYSTEM, Actor
from app.core.config import Settings
from app.core.db import Database
from app.core.errors import NotFound, PustakaError
from app.core.tables import saved_id
from app.documents.schemas import DocumentFields
from app.ingest import batch_queries, batches, service
from app.ingest.archives import Archive, ArchiveRefused, Member, MemberBroken
from app.ingest.models import Batch, BatchItem, ItemOutcome
from app.ingest.pace import Pace
from app.jobs import queue
from app.jobs.queue import Lease
from app.preservation import released
from storage.blobs import BlobMissing, BlobStore, BlobTooLarge
from storage.sniff import TypeRefused

KIND = "unpack"
PRIORITY = 5  # before the reading of bulk, so that all rows show early; after single uploads
_EMPTY = "Arsip zip ini kosong. Periksa isinya di komputer Anda, lalu unggah lagi."
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """What is unpacked, for whom and with what chosen for all its files; copied out of its transaction."""

    item_id: int
    batch_id: int
    sha256: str
    user_id: int | None
    fields: DocumentFields


def request(session: Session, item: BatchItem, fields: DocumentFields) -> None:
    """Queue the unpacking in the transaction that writes the zip's row."""
    payload = {"item_id": item.id, "fields": fields.model_dump(mode="json", exclude_unset=True)}
    queue.enqueue(session, KIND, lane=service.LANE, payload=payload, subject=f"batch_item:{item.id}", priority=PRIORITY)


class Unpacker:
    """Unpacks zips, one `run` per job; safe to use from several threads."""

    def __init__(self, database: Database, store: BlobStore, settings: Settings) -> None:
        self.database, self.store, self.settings = database, store, settings

    def run(self, lease: Lease) -> None:
        task = self._begin(lease)
        if task is None:
            return
        listed = self._listed(task)
        try:
            if not listed or any(item.outcome is ItemOutcome.WAITING for item in listed):
                self._unpack(lease, task)
        except ArchiveRefused as refused:
            self._finish(lease, task, ItemOutcome.REFUSED, str(refused))
        except BlobMissing as missing:
            self._finish(lease, task, ItemOutcome.REFUSED, str(missing))
        else:
            self._finish(lease, task, *self._end(task))

    def _end(self, task: Task) -> tuple[ItemOutcome, str]:
        return (ItemOutcome.UNPACKED, "") if self._listed(task) else (ItemOutcome.REFUSED, _EMPTY)

    def _begin(self, lease: Lease) -> Task | None:
        with self.database.write() as session:
            queue.guard(session, lease)
            item = session.get(BatchItem, lease.payload["item_id"])
            if item is None or item.archive_sha256 is None:
                queue.complete(session, lease)
                return None
            batch = session.get_one(Batch, item.batch_id)
            fields = DocumentFields.model_validate(lease.payload["fields"])
            return Task(saved_id(item.id), item.batch_id, item.archive_sha256, batch.created_by, fields)

    def _listed(self, task: Task) -> list[BatchItem]:
        with self.database.read() as session:
            return batch_queries.members(session, task.item_id)

    def _unpack(self, lease: Lease, task: Task) -> None:
        with self.store.materialise(task.sha256) as path, path.open("rb") as stream:
            archive = Archive(stream)
            self._list(lease, task, list(archive.members()))
            rows = self._listed(task)
            priority, pace = batches.priority_of(len(rows)), Pace()
            for row in rows:
                if row.outcome is ItemOutcome.WAITING:
                    self._take(lease, task, archive, row, priority)
                    pace.rest()

    def _list(self, lease: Lease, task: Task, members: list[Member]) -> None:
        """All rows or none: a half list would be taken for the whole one after a restart."""
        with self.database.write() as session:
            queue.guard(session, lease)
            if batch_queries.members(session, task.item_id):
                return
            position = batch_queries.last_position(session, task.batch_id)
            session.add_all(
                BatchItem(
                    batch_id=task.batch_id,
                    position=position + place,
                    file_name=member.path[-300:],
                    outcome=ItemOutcome.REFUSED if member.reason else ItemOutcome.WAITING,
                    reason=member.reason,
                    archive_id=task.item_id,
                    member=member.number,
                )
                for place, member in enumerate(members, start=1)
            )

    def _take(self, lease: Lease, task: Task, archive: Archive, row: BatchItem, priority: int) -> None:
        try:
            with archive.opened(row.member or 0, max_bytes=self.settings.max_upload_bytes) as stream:
                name = row.file_name.rpartition("/")[2]
                stored = service.store_file(self.store, self.settings, stream=stream, file_name=name)
            with self.database.write() as session:
                queue.guard(session, lease)
                item = session.get_one(BatchItem, row.id)
                received = service.receive_or_find(
                    session, _actor(session, task.user_id), stored=stored, fields=task.fields, priority=priority
                )
                item.outcome, item.document_id = ItemOutcome(received.outcome), received.document_id
        except service.DocumentInTrash as error:
            self._refuse(lease, row, str(error), error.document_id)
        except (TypeRefused, BlobTooLarge, MemberBroken, PustakaError) as error:
            self._refuse(lease, row, str(error))

    def _refuse(self, lease: Lease, row: BatchItem, reason: str, trashed_id: int | None = None) -> None:
        with self.database.write() as session:
            queue.guard(session, lease)
            item = session.get_one(BatchItem, row.id)
            item.outcome, item.reason = ItemOutcome.REFUSED, reason[:1000]
            item.document_id = trashed_id

    def _finish(self, lease: Lease, task: Task, outcome: ItemOutcome, reason: str) -> None:
        """The row lets go of the zip's bytes: a round of care deletes them, never beside a backup."""
        with self.database.write() as session:
            queue.guard(session, lease)
            item = session.get_one(BatchItem, task.item_id)
            item.outcome, item.reason, item.archive_sha256 = outcome, reason, None
            session.flush()
            released.mark(session, [task.sha256])
            batches.tell_if_ended(session, task.batch_id)
            queue.complete(session, lease)
        log.info("archive unpacked", item=task.item_id, outcome=outcome.value)


def _actor(session: Session, user_id: int | None) -> Actor:
    if user_id is None:
        return SYSTEM
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("Pengunggah zip ini sudah tidak ada.")
    return accounts.actor_named(session, user.username)
