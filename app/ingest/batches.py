"""Files that came in together: their rows, how far they are, mending many at once, and telling their owner the end.

A row is written in the transaction that makes its document, so a batch never says more or less than is true.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Select
from sqlmodel import Session

from app.accounts.models import Agency
from app.accounts.permissions import SYSTEM, Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import Conflict, FieldError, InvalidInput, NotFound, PustakaError
from app.core.pagination import Listing, Slice
from app.core.tables import saved_id
from app.documents import citing
from app.documents import service as documents
from app.documents.access import may_edit
from app.documents.models import Document, Revision
from app.documents.schemas import DocumentFields
from app.ingest import batch_queries as queries
from app.ingest import service
from app.ingest.models import Batch, BatchItem, BatchSource, ItemOutcome
from app.ingest.schemas import BatchRow, Corrected, ItemRow, ItemState
from app.notices import service as notices
from storage.names import clean_line

FEW = 3
MOST_AT_ONCE = 1000  # mended in one transaction, while everybody else who writes waits
ABANDONED_AFTER = timedelta(hours=1)
_CLOSED = "batch.close"
_HIDDEN = "Kiriman itu tidak ada atau bukan kiriman Anda."


def open_batch(
    session: Session, actor: Actor, *, source: BatchSource, name: str = "", expected: int = 0, is_draft: bool = False
) -> Batch:
    """`expected` files are announced; until they are here, or `close` says that no more come, it is not at its end."""
    actor.require("document.upload")
    batch = Batch(source=source, name=clean_line(name)[:300], expected=expected, is_draft=is_draft)
    batch.created_by = actor.user_id
    session.add(batch)
    session.flush()
    return batch


def priority_of(count: int) -> int:
    """A few files are read before what came in by the hundred."""
    return service.SINGLE if count <= FEW else service.BULK


def note(
    session: Session,
    batch_id: int,
    *,
    file_name: str,
    outcome: ItemOutcome,
    reason: str = "",
    document_id: int | None = None,
    archive_sha256: str | None = None,
) -> BatchItem:
    item = BatchItem(
        batch_id=batch_id,
        position=queries.last_position(session, batch_id) + 1,
        file_name=file_name[-300:],
        outcome=outcome,
        reason=reason[:1000],
        document_id=document_id,
        archive_sha256=archive_sha256,
    )
    session.add(item)
    session.flush()
    return item


def open_for(session: Session, actor: Actor, *, batch_id: int) -> Batch:
    """The batch as the one into which its own sender puts another file. Raises Conflict once it was closed."""
    batch = _sent_by(session, actor, batch_id)
    if _is_closed(session, batch_id):
        raise Conflict("Kiriman ini sudah ditutup dan tidak menerima berkas lagi. Buka kiriman baru untuk berkas ini.")
    return batch


def close(session: Session, actor: Actor, *, batch_id: int) -> None:
    """No more files come: what has arrived is the batch."""
    batch = _sent_by(session, actor, batch_id)
    if not _is_closed(session, batch_id):
        audit.record(session, actor, _CLOSED, "batch", batch_id)
    _expect_what_came(session, batch)


def close_abandoned(session: Session) -> None:
    """Browsers that died while sending never said that they were through; their owners are told nevertheless."""
    for batch in queries.untold_before(session, now() - ABANDONED_AFTER):
        _expect_what_came(session, batch)


def tell_if_done(session: Session, document_id: int) -> None:
    """Call in the transaction in which the reading of a document ends, OCR included."""
    for batch in queries.untold_with(session, document_id):
        _tell(session, batch)


def tell_if_ended(session: Session, batch_id: int) -> None:
    """The same for an end that no reading brings: a zip that held nothing new, a sender who leaves."""
    batch = queries.locked(session, batch_id)
    if batch.told_at is None and batch.created_by is not None:
        _tell(session, batch)


def _expect_what_came(session: Session, batch: Batch) -> None:
    batch.expected = queries.arrived(session, saved_id(batch.id))
    session.add(batch)
    session.flush()
    tell_if_ended(session, saved_id(batch.id))


def _tell(session: Session, batch: Batch) -> None:
    batch_id = saved_id(batch.id)
    if queries.has_unfinished(session, batch_id) or queries.arrived(session, batch_id) < batch.expected:
        return
    batch.told_at = now()
    session.add(batch)
    row = _row(batch, None, queries.counts(session, SYSTEM, [batch_id])[batch_id])
    if row.total:
        text = _said(row, queries.first_file(session, batch_id))
        notices.tell(session, [batch.created_by], kind="batch", text=text, link=f"/impor/{batch_id}")


def _said(row: BatchRow, first_file: str) -> str:
    others = f" dan {row.total - 1} berkas lain" if row.total > 1 else ""
    name = f"“{row.name}”" if row.name else f"“{first_file}”{others}"
    return f"Kiriman {name[:300]} selesai: {row.outcome}."


def listing(session: Session, actor: Actor, *, part: Slice) -> Listing[BatchRow]:
    """One's own, the newest first; those who keep the library see all."""
    actor.require("document.upload")
    found, total = queries.listing(session, actor, part)
    counts = queries.counts(session, actor, [saved_id(batch.id) for batch, _ in found])
    rows = [_row(batch, name, counts[saved_id(batch.id)]) for batch, name in found]
    return Listing(rows, total, part.limit, part.offset)


def view(session: Session, actor: Actor, *, batch_id: int) -> BatchRow:
    actor.require("document.upload")
    found = queries.get(session, actor, batch_id)
    if found is None:
        raise NotFound(_HIDDEN)
    row = _row(*found, queries.counts(session, actor, [batch_id])[batch_id])
    unindexed, rereadable = queries.unindexed(session, actor, batch_id), queries.rereadable(session, actor, batch_id)
    return replace(row, unindexed=unindexed, rereadable=len(rereadable))


def documents_in(session: Session, actor: Actor, *, batch_id: int) -> Select[Any]:
    """Selects the ids of all documents of a batch that the actor may look at, for lists that show nothing else."""
    return queries.document_ids(saved_id(_own(session, actor, batch_id).id))


def items(
    session: Session, actor: Actor, *, batch: BatchRow, state: ItemState | None = None, part: Slice
) -> Listing[ItemRow]:
    """The files of a batch that the actor was shown, in the order in which they came."""
    total = batch.count(state) if state else sum(batch.counts.values())
    found = queries.rows(session, actor, batch.id, state, part)
    return Listing([_item(actor, *each) for each in found], total, part.limit, part.offset)


def retry(session: Session, actor: Actor, *, batch_id: int, item_id: int | None = None) -> int:
    """Read one file again, or all for which that may help; its end is told anew."""
    batch = _own(session, actor, batch_id)
    if item_id is None:
        wanted = queries.rereadable(session, actor, batch_id)
    else:
        wanted = queries.documents_of_items(session, actor, batch_id, [item_id])
    for document_id in wanted:
        service.read_again(session, actor, document_id=document_id)
    if not wanted:
        raise Conflict("Tidak ada berkas yang perlu dibaca ulang di kiriman ini.")
    batch.told_at = None
    session.add(batch)
    return len(wanted)


def correct(
    session: Session, actor: Actor, *, batch_id: int, item_ids: Sequence[int], fields: DocumentFields
) -> Corrected:
    """The same fields for many documents, each checked as if it stood alone; labels are added to what is there.

    One that the actor may not change stays as it is and is named; the others are changed.
    """
    _own(session, actor, batch_id)
    _refuse_too_many(item_ids)
    values = fields.given()
    if not values:
        raise InvalidInput("Isi sedikitnya satu keterangan yang akan diperbaiki.")
    documents.check_fields(session, actor, values)
    found = queries.documents_of_items(session, actor, batch_id, item_ids)
    if not found:
        raise InvalidInput("Pilih sedikitnya satu berkas yang sudah menjadi dokumen.")
    results = [_corrected(session, actor, document_id, fields) for document_id in found]
    skipped = [result for result in results if result is not None]
    after = {"documents": len(found) - len(skipped), **{name: str(value) for name, value in values.items()}}
    audit.record(session, actor, "batch.correct", "batch", batch_id, after=after)
    return Corrected(len(found) - len(skipped), skipped)


def _corrected(session: Session, actor: Actor, document_id: int, fields: DocumentFields) -> tuple[str, str] | None:
    document = documents.get(session, actor, document_id)
    given = fields.given()
    if fields.labels:
        given["labels"] = list(dict.fromkeys([*document.labels, *fields.labels]))[:50]
    try:
        documents.edit(session, actor, document_id=document_id, fields=DocumentFields(**given))
    except PustakaError as error:
        return document.title, str(error)
    return None


def _refuse_too_many(item_ids: Sequence[int]) -> None:
    if len(set(item_ids)) > MOST_AT_ONCE:
        most = f"{MOST_AT_ONCE:,}".replace(",", ".")
        message = f"Pilih paling banyak {most} berkas sekali perbaiki, lalu lanjutkan dengan sisanya."
        raise InvalidInput(message, errors=[FieldError("items", message)])


def _sent_by(session: Session, actor: Actor, batch_id: int) -> Batch:
    batch = _own(session, actor, batch_id)
    if batch.created_by != actor.user_id:
        raise NotFound(_HIDDEN)
    return batch


def _is_closed(session: Session, batch_id: int) -> bool:
    """Closing is in the trail, which is only ever added to; nothing else about a batch says it for certain."""
    found = audit.listing(session, SYSTEM, part=Slice(1), verb=_CLOSED, object_type="batch", object_id=str(batch_id))
    return found.total > 0


def _own(session: Session, actor: Actor, batch_id: int) -> Batch:
    actor.require("document.upload")
    found = queries.get(session, actor, batch_id)
    if found is None:
        raise NotFound(_HIDDEN)
    return found[0]


def _row(batch: Batch, owner_name: str | None, counts: Mapping[ItemState, int]) -> BatchRow:
    return BatchRow(
        id=saved_id(batch.id),
        source=batch.source,
        name=batch.name,
        owner_name=owner_name,
        created_at=batch.created_at,
        expected=batch.expected,
        counts=counts,
    )


def _item(
    actor: Actor,
    item: BatchItem,
    document: Document | None,
    revision: Revision | None,
    agency: Agency | None,
    state: ItemState,
    archive_name: str | None,
) -> ItemRow:
    bare = ItemRow(
        id=saved_id(item.id),
        position=item.position,
        file_name=item.file_name,
        state=state,
        reason=item.reason,
        is_archive=item.archive_sha256 is not None or item.outcome is ItemOutcome.UNPACKED,
        archive_name=archive_name,
    )
    if document is None or revision is None:
        return replace(bare, restore_id=item.document_id) if item.outcome is ItemOutcome.REFUSED else bare
    return replace(
        bare,
        document_id=document.id,
        title=document.title,
        citation=citing.short_of(document),
        kind=document.kind,
        visibility=document.visibility,
        agency_name=agency.name if agency else None,
        reading=revision.state,
        state_detail=revision.state_detail,
        page_total=revision.page_total,
        pages_read=revision.pages_read,
        size=revision.size,
        may_edit=may_edit(actor, document),
    )
