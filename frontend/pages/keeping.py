"""Newer files, another reading, the trash and the way back from it."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.errors import Conflict, FieldError, InvalidInput, PustakaError
from app.core.pagination import Slice
from app.core.problems import translate
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.documents import service as documents
from app.documents.models import Recognition
from app.evidence import service as evidence
from app.ingest import service as ingest
from app.ingest.uploads import store_upload
from app.preservation import purging, released
from app.twins import service as twins
from frontend.addresses import DocumentId, number_or_none
from frontend.contexts.keeping import RevisionContext, TrashContext, TrashedLine, TrashListContext
from frontend.forms import Form, FormDep, form_of
from frontend.rendering import redirect, render
from storage.blobs import StorageError
from storage.sniff import TypeRefused

router = APIRouter()

_NO_ERROR = PustakaError()
_UNDERSTOOD = "paham"
_REVISED = "Revisi baru tersimpan dan sedang dibaca. Berkas lama tetap dapat diunduh."


@router.get("/dokumen/{document_id}/revisi")
def show_new_revision(request: Request, runtime: RuntimeDep, actor: ActorDep, document_id: DocumentId) -> Response:
    page = _revision_page(runtime, actor, document_id, "", _NO_ERROR)
    return render(request, "documents/revision.html", page)


@router.post("/dokumen/{document_id}/revisi")
def add_revision(
    request: Request, runtime: RuntimeDep, actor: ActorDep, document_id: DocumentId, form: FormDep
) -> Response:
    """The file is stored before any transaction opens; whatever is refused, the note stays in the form."""
    actor.require("document.edit_own")
    try:
        _add_revision(runtime, actor, document_id, form)
    except (InvalidInput, Conflict, StorageError, TypeRefused) as error:
        known = translate(error)
        page = _revision_page(runtime, actor, document_id, form.text("note"), known)
        return render(request, "documents/revision.html", page, status=known.status)
    return redirect(f"/dokumen/{document_id}", message=_REVISED)


@router.post("/dokumen/{document_id}/baca-ulang")
def read_again(session: SessionDep, actor: ActorDep, document_id: DocumentId, form: FormDep) -> Response:
    """Without a choice for pages that are pictures, the one that is on stays."""
    actor.require("document.edit_own")
    chosen = form.text("pengenalan")
    if chosen and chosen not in set(Recognition):
        raise InvalidInput("Pilih salah satu cara mengenali halaman hasil pindai, lalu kirim lagi.")
    recognition = Recognition(chosen) if chosen else None
    ingest.read_again(session, actor, document_id=document_id, recognition=recognition)
    return redirect(f"/dokumen/{document_id}", message="Berkas menunggu giliran untuk dibaca ulang.")


@router.get("/dokumen/{document_id}/buang")
def ask_to_trash(request: Request, session: SessionDep, actor: ActorDep, document_id: DocumentId) -> Response:
    view = documents.view(session, actor, document_id)
    if not view.may_trash:
        actor.require("document.trash_any")
    obstacle = documents.trash_obstacle(session, actor, document_id)
    page = TrashContext(document_id, view.row.title, "", "", obstacle)
    return render(request, "documents/trash.html", page)


@router.post("/dokumen/{document_id}/buang")
def trash(
    request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, document_id: DocumentId, form: FormDep
) -> Response:
    actor.require("document.edit_own")
    reason = form.text("reason")
    try:
        documents.trash(session, actor, document_id=document_id, reason=reason)
    except (InvalidInput, Conflict) as error:
        session.rollback()
        with runtime.database.read() as fresh:
            title = documents.get(fresh, actor, document_id).title
        is_refused = isinstance(error, Conflict)
        page = TrashContext(document_id, title, reason, *(("", error.detail) if is_refused else (_said(error), "")))
        return render(request, "documents/trash.html", page, status=error.status)
    return redirect("/sampah", message="Dokumen dipindahkan ke sampah. Anda dapat memulihkannya di sini.")


@router.post("/dokumen/{document_id}/pulihkan", dependencies=[Depends(form_of)])
def restore(session: SessionDep, actor: ActorDep, document_id: DocumentId) -> Response:
    actor.require("document.edit_own")
    documents.restore(session, actor, document_id=document_id)
    return redirect(f"/dokumen/{document_id}", message="Dokumen dipulihkan.")


@router.get("/dokumen/{document_id}/hapus-tetap")
def ask_to_purge(request: Request, session: SessionDep, actor: ActorDep, document_id: DocumentId) -> Response:
    document = purging.purgeable(session, actor, document_id)
    return render(request, "documents/purge.html", TrashContext(document_id, document.title, "", ""))


@router.post("/dokumen/{document_id}/hapus-tetap")
def purge(request: Request, runtime: RuntimeDep, actor: ActorDep, document_id: DocumentId, form: FormDep) -> Response:
    """The files go once the rows are gone for certain."""
    reason = form.text("reason")
    try:
        with runtime.database.write() as session:
            title = purging.purgeable(session, actor, document_id).title
            purging.purge(session, actor, document_id=document_id, reason=reason)
    except (InvalidInput, Conflict) as error:
        page = TrashContext(document_id, title, reason, _said(error))
        return render(request, "documents/purge.html", page, status=error.status)
    released.let_go(runtime)
    return redirect("/sampah", message=f"“{title}” dihapus tetap. Judul dan alasannya tetap tercatat.")


@router.get("/sampah")
def show_trash(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, hal: str = "") -> Response:
    found = documents.trash_listing(session, actor, part=Slice.of_page(number_or_none(hal) or 1))
    reasons = twins.trash_reasons(session, actor, [row.id for row in found.items])
    by = audit.last_actors(session, "document.trash", "document", [row.id for row in found.items])
    lines = tuple(TrashedLine.of(row, reasons.get(row.id, ""), by.get(row.id, "")) for row in found.items)
    page = TrashListContext(
        lines, found.total, found.page, found.pages, runtime.settings.trash_days, actor.can("system.manage")
    )
    return render(request, "documents/trash_list.html", page)


def _add_revision(runtime: Runtime, actor: Actor, document_id: int, form: Form) -> None:
    with runtime.database.read() as session:
        documents.editable(session, actor, document_id)
        lapsing = evidence.would_lapse(session, actor, document_id=document_id)
    if lapsing and not form.text(_UNDERSTOOD):
        message = "Beri tanda bahwa Anda memahami akibatnya bagi bukti dukung."
        raise InvalidInput(message, errors=[FieldError(_UNDERSTOOD, message)])
    stored = store_upload(runtime, _file_of(form))
    with runtime.database.write() as session:
        ingest.add_revision(session, actor, document_id=document_id, stored=stored, note=form.text("note"))


def _file_of(form: Form) -> UploadFile | None:
    return next((file for name, file in form.files if name == "file"), None)


def _revision_page(runtime: Runtime, actor: Actor, document_id: int, note: str, error: PustakaError) -> RevisionContext:
    with runtime.database.read() as session:
        documents.editable(session, actor, document_id)
        view = documents.view(session, actor, document_id)
        lapsing = evidence.would_lapse(session, actor, document_id=document_id)
    field = error.errors[0].field if error.errors else "file"
    return RevisionContext(
        document_id=document_id,
        heading=view.row.title,
        current_file=view.current.file_name,
        current_ordinal=view.current.ordinal,
        lapsing=lapsing,
        note=note,
        error=_said(error),
        error_field=field,
        link=error.link,
    )


def _said(error: PustakaError) -> str:
    return error.errors[0].message if error.errors else error.detail
