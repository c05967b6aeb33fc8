"""The rules of the library: finding, describing, changing, trashing documents. Hidden documents do not exist."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.models import Agency, User
from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core import events
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Forbidden, InvalidInput, NotFound
from app.core.pagination import Listing, Slice
from app.core.tables import saved_id
from app.documents import citing, column_store, kinds, missing, ordering, queries, rows, standing, tag_queries, views
from app.documents.access import may_edit, may_trash, visible_to
from app.documents.events import DocumentRestoring, DocumentTrashing
from app.documents.models import DRAFT_LABEL, Document, Kind, Lifecycle, Page, Revision
from app.documents.schemas import DocumentFields, DocumentRow, DocumentView, Filters, Sort
from app.jobs import queue
from indexer.citations import parse_citation
from indexer.ids import Ids

INDEX_LANE = "index"
_FILE_GONE = (
    "Berkas dokumen ini sudah dihapus tetap bersama dokumen yang memuatnya, jadi tidak dapat dipulihkan. Bila masih "
    "memerlukannya, unggah lagi berkasnya sebagai dokumen baru."
)
_DRAFT = "draft"


def get(session: Session, actor: Actor, document_id: int) -> Document:
    document = queries.visible(session, actor, document_id)
    if document is None:
        raise missing.answer(session, actor, document_id)
    return document


def row(session: Session, actor: Actor, document_id: int) -> DocumentRow:
    """A document as a list shows it, for pages that need no more of it."""
    found = queries.rows_by_ids(session, actor, [document_id]).get(document_id)
    if found is None:
        raise missing.answer(session, actor, document_id)
    return views.row_of(found)


def view(session: Session, actor: Actor, document_id: int) -> DocumentView:
    document = get(session, actor, document_id)
    row = queries.rows_by_ids(session, actor, [document_id])[document_id]
    creator = session.get(User, document.created_by) if document.created_by else None
    return views.view_of(session, actor, row, creator)


def listing(
    session: Session, actor: Actor, *, filters: Filters | None = None, sort: Sort = "newest", part: Slice
) -> Listing[DocumentRow]:
    chosen = filters or Filters()
    found, total = queries.rows(session, actor, chosen, sort=sort, limit=part.limit, offset=part.offset)
    return Listing([views.row_of(row) for row in found], total, part.limit, part.offset)


def trash_listing(session: Session, actor: Actor, *, part: Slice) -> Listing[DocumentRow]:
    actor.require("document.edit_own")
    found, total = queries.trash_rows(session, actor, limit=part.limit, offset=part.offset)
    return Listing([views.row_of(row) for row in found], total, part.limit, part.offset)


def trash_reasons(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, str]:
    """Why each was put aside, for the trash that the actor may see."""
    return queries.trash_reasons(session, actor, ids)


def rows_by_ids(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, DocumentRow]:
    """Only what the actor may see; missing ids were hidden, trashed or never there."""
    return rows.by_ids(session, actor, ids)


def count_by_kind(session: Session, actor: Actor) -> dict[Kind, int]:
    return tag_queries.count_by_kind(session, actor)


def revision(session: Session, actor: Actor, document_id: int, ordinal: int | None = None) -> Revision:
    """The revision asked for, or the current one."""
    document = get(session, actor, document_id)
    if ordinal is None:
        found = session.get(Revision, document.current_revision_id)
    else:
        found = queries.revision_by_ordinal(session, document_id, ordinal)
    if found is None:
        raise NotFound("Revisi itu tidak ada pada dokumen ini.")
    return found


def page(session: Session, actor: Actor, document_id: int, number: int, ordinal: int | None = None) -> Page:
    found = queries.page(session, saved_id(revision(session, actor, document_id, ordinal).id), number)
    if found is None:
        raise NotFound("Halaman itu tidak ada atau belum terbaca.")
    return found


def edit(session: Session, actor: Actor, *, document_id: int, fields: DocumentFields) -> Document:
    """Change metadata. What a person wrote is marked so that re-reading the file never overwrites it."""
    document = editable(session, actor, document_id)
    values = fields.given()
    check_fields(session, actor, values, former=document.kind)
    before = {name: getattr(document, name) for name in values}
    set_fields(document, values, by="person")
    old, new = audit.changed(before, {name: getattr(document, name) for name in values})
    if new:
        touch(session, document)
        audit.record(session, actor, "document.edit", "document", document_id, before=old, after=new)
        standing.announce(session, document, before.get("legal_status", document.legal_status))
    return document


def set_fields(document: Document, values: Mapping[str, Any], *, by: str) -> None:
    """Write values and their provenance, then derive the citation that search and relations go by."""
    for name, value in values.items():
        setattr(document, name, value if value != "" or name in {"description", "scope"} else None)
    document.provenance = {**document.provenance, **dict.fromkeys(values, by)}
    _derive_citation(document)


def set_missing(document: Document, values: Mapping[str, Any], *, by: str) -> list[str]:
    """Fill what no person has filled; returns the names that changed."""
    free = {
        name: value
        for name, value in values.items()
        if value not in (None, "") and document.provenance.get(name) != "person" and getattr(document, name) != value
    }
    set_fields(document, free, by=by)
    return list(free)


def note_draft(document: Document, *, is_draft: bool) -> None:
    """Label what calls itself a draft, once: a person who takes the label away knows better than the next reading."""
    was_noted = _DRAFT in document.provenance
    if is_draft and not was_noted:
        document.labels = list(dict.fromkeys([*document.labels, DRAFT_LABEL]))
        document.provenance = {**document.provenance, _DRAFT: "document"}
    elif was_noted and not is_draft:
        document.labels = [label for label in document.labels if label != DRAFT_LABEL]
        document.provenance = {name: by for name, by in document.provenance.items() if name != _DRAFT}
    _derive_citation(document)


def check_fields(session: Session, actor: Actor, values: Mapping[str, Any], *, former: Kind | None = None) -> None:
    """A kind that nobody gives any more stays on the documents that have it."""
    kind = values.get("kind")
    if kind is not None and kind != former and not kinds.current().may_be_given(kind):
        raise _invalid("kind", "Jenis itu tidak ada atau sudah tidak dipakai. Pilih dari daftar.")
    agency_id = values.get("agency_id")
    if agency_id is not None and session.get(Agency, agency_id) is None:
        raise _invalid("agency_id", "OPD itu tidak ditemukan. Pilih dari daftar.")
    is_foreign = agency_id is not None and agency_id != actor.agency_id
    if is_foreign and not actor.can("document.edit_any"):
        raise _invalid("agency_id", "Anda hanya dapat memilih OPD Anda sendiri.")


def touch(session: Session, document: Document) -> None:
    """The index must look at this document again; in the same transaction, so it is never lost and never early."""
    citing.link_relations(session, document)
    document.version += 1
    document.updated_at = now()
    session.add(document)
    queue.enqueue(
        session,
        "index",
        lane=INDEX_LANE,
        payload={"document_id": document.id},
        subject=f"document:{document.id}",
    )


def trash(session: Session, actor: Actor, *, document_id: int, reason: str) -> Document:
    """Put aside with a reason. Evidence that rests on the document refuses it (see the evidence slice)."""
    document = get(session, actor, document_id)
    if not may_trash(actor, document):
        actor.require("document.edit_own")
        raise Forbidden("Hanya pengunggah dan kurator yang dapat membuang dokumen ini.")
    if not reason.strip():
        raise _invalid("reason", "Tulis alasan singkat agar orang lain memahami mengapa dokumen ini dibuang.")
    events.emit(session, DocumentTrashing(document_id))
    document.trashed_from = document.lifecycle
    document.lifecycle, document.trashed_at, document.trash_reason = Lifecycle.TRASHED, now(), reason.strip()[:500]
    touch(session, document)
    standing.follow_targets(session, actor, document_id)
    audit.record(session, actor, "document.trash", "document", document_id, after={"reason": document.trash_reason})
    return document


def trash_obstacle(session: Session, actor: Actor, document_id: int) -> str:
    """Why it may not be put aside now, to be said before anybody writes a reason; empty when it may."""
    document = get(session, actor, document_id)
    try:
        events.emit(session, DocumentTrashing(saved_id(document.id)))
    except Conflict as refused:
        return refused.detail
    return ""


def restore(session: Session, actor: Actor, *, document_id: int) -> Document:
    document = queries.trashed(session, actor, document_id)
    if document is None:
        raise NotFound("Dokumen itu tidak ada di tempat sampah Anda.")
    if not may_trash(actor, document):
        raise Forbidden("Hanya pengunggah dan kurator yang dapat memulihkan dokumen ini.")
    if session.get(Revision, document.current_revision_id) is None:
        raise Conflict(_FILE_GONE)
    events.emit(session, DocumentRestoring(actor, document_id))
    document.lifecycle = document.trashed_from or Lifecycle.PUBLISHED  # what was no more than a draft stays one
    document.trashed_from, document.trashed_at, document.trash_reason = None, None, None
    touch(session, document)
    standing.follow_targets(session, actor, document_id)
    audit.record(session, actor, "document.restore", "document", document_id)
    return document


def holder_of_blob(session: Session, actor: Actor, sha256: str) -> Document | None:
    """The visible document that already holds these bytes; one the actor may not see is never told of.

    Asked before a document is added, so it also makes a second upload of the same bytes wait for the first.
    """
    queries.lock_bytes(session, sha256)
    return queries.holder_of_blob(session, actor, sha256)


def own_trash_with_blob(session: Session, actor: Actor, sha256: str) -> list[Document]:
    """The actor's own uploads of these bytes that lie in the trash, the last one thrown away first."""
    return queries.own_trash_with_blob(session, actor, sha256)


def lock_bytes(session: Session, sha256: str) -> None:
    """Others that come with the same bytes, or let them go, wait until this transaction ends."""
    queries.lock_bytes(session, sha256)


def unread_count(session: Session, actor: Actor) -> int:
    """How many visible documents still wait to be read; search says that these are not in it yet."""
    waiting = column_store.columns_of(session).waiting
    return len(waiting) and int(column_store.visible_ids(session, actor, Filters()).holds(waiting).sum())


def years(session: Session, actor: Actor) -> list[int]:
    wanted = visible_to(actor).with_only_columns(col(Document.year)).where(col(Document.year).is_not(None))
    return sorted(set(session.execute(wanted).scalars().all()), reverse=True)


def revision_pages(session: Session, revision_id: int) -> list[Page]:
    """For the index and the pipeline, which act as the system."""
    return list(session.exec(select(Page).where(Page.revision_id == revision_id).order_by(col(Page.number))))


def editable(session: Session, actor: Actor, document_id: int) -> Document:
    """Visible, and the actor may change it; also for other slices."""
    document = get(session, actor, document_id)
    if not may_edit(actor, document):
        actor.require("document.edit_own")
        raise Forbidden("Hanya kurator, pengunggah, dan OPD pemilik yang dapat mengubah dokumen ini.")
    return document


def _derive_citation(document: Document) -> None:
    """A draft is not the rule that it may become, so nothing that cites the rule means it."""
    citation = None
    if DRAFT_LABEL not in document.labels and document.kind_abbrev and document.number and document.year:
        citation = parse_citation(f"{document.kind_abbrev} Nomor {document.number} Tahun {document.year}")
    document.citation_key = citation.key if citation else None
    document.citation_place = citation.place if citation else None


def _invalid(field: str, message: str) -> InvalidInput:
    return InvalidInput("Perbaiki isian yang ditandai, lalu kirim lagi.", errors=[FieldError(field, message)])


def visible_ids(session: Session, actor: Actor, filters: Filters) -> Ids:
    """The ids that exist for this actor under these filters; search narrows the index to them."""
    return column_store.visible_ids(session, actor, filters)


def sorted_ids(session: Session, actor: Actor, ids: Iterable[int], order: Sort) -> list[int]:
    """The visible ones among the ids, in the order asked for."""
    found: list[int] = ordering.sorted_ids(session, actor, ids, order).tolist()
    return found


def page_texts(session: Session, wanted: list[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Texts of (revision, page) pairs that the caller has found through visible documents."""
    return rows.page_texts(session, wanted)
