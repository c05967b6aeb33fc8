"""Putting documents into the library: many files at once become a batch, whose page says what became of each.

Bytes are stored before any transaction opens; then one short transaction a file makes it a document.
"""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.datastructures import UploadFile

from app.accounts import service as accounts
from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import FieldError, InvalidInput, NotFound
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.labels import KIND_LABELS
from app.documents.models import Visibility
from app.documents.schemas import DocumentFields, fields_from_form
from app.ingest import aiming, batches
from app.ingest.models import BatchSource, ItemOutcome
from app.ingest.schemas import Taken
from app.ingest.taking import take
from app.instruments.schemas import IndicatorRef
from app.publishing import service as publishing
from frontend.contexts.uploads import CHOICES, UploadPage
from frontend.forms import Form, FormDep, errors_by_field
from frontend.rendering import redirect, render

router = APIRouter()
_NO_FILE = "Pilih sedikitnya satu berkas untuk diunggah."


@router.get("/unggah")
def ask_for_files(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("document.upload")
    return render(request, "uploads/form.html", _page(runtime, session, actor, None, given=request.query_params))


@router.post("/unggah")
def take_files(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    """The way without scripts. Whatever happens to one file, the others are stored and said so."""
    actor.require("document.upload")
    files = [file for name, file in form.files if name == "file"]
    try:
        aim = _aim(runtime, form.texts)
        fields = _fields(runtime, actor, form)
        if not files:
            raise InvalidInput(_NO_FILE, errors=[FieldError("file", _NO_FILE)])
    except InvalidInput as error:
        with runtime.database.read() as session:
            page = _page(runtime, session, actor, form, error=error)
        return render(request, "uploads/form.html", page, status=error.status)
    batch_id = _open(runtime, actor, files, is_draft=form.text("draf") == "1")
    taken = [_take(runtime, actor, batch_id, file, fields, len(files)) for file in files]
    for one in taken:
        aiming.suggest(runtime, one, aim)
    is_all_in = all(one.outcome is not ItemOutcome.REFUSED for one in taken)
    return redirect(f"/impor/{batch_id}", message=_said(taken), kind="success" if is_all_in else "warning")


@router.get("/unggah/hasil")
def show_results() -> Response:
    """Where earlier versions listed one's uploads; the address is in people's bookmarks."""
    return redirect("/impor")


def _open(runtime: Runtime, actor: Actor, files: list[UploadFile], *, is_draft: bool) -> int:
    name = files[0].filename or "" if len(files) == 1 else ""
    with runtime.database.write() as session:
        source, expected = BatchSource.UPLOAD, len(files)
        batch = batches.open_batch(session, actor, source=source, name=name, expected=expected, is_draft=is_draft)
        return saved_id(batch.id)


def _take(runtime: Runtime, actor: Actor, batch_id: int, file: UploadFile, fields: DocumentFields, count: int) -> Taken:
    return take(
        runtime,
        actor,
        batch_id=batch_id,
        stream=file.file,
        path=file.filename or "",
        fields=fields,
        priority=batches.priority_of(count),
    )


def _said(taken: list[Taken]) -> str:
    counts = {outcome: sum(one.outcome is outcome for one in taken) for outcome in ItemOutcome}
    parts = [
        f"{counts[outcome]} {words}"
        for outcome, words in (
            (ItemOutcome.STORED, "berkas tersimpan dan akan dibaca"),
            (ItemOutcome.WAITING, "zip tersimpan dan akan dibuka"),
            (ItemOutcome.DUPLICATE, "berkas sudah ada di pustaka"),
            (ItemOutcome.REFUSED, "berkas ditolak; alasannya tertulis di bawah"),
        )
        if counts[outcome]
    ]
    return ", ".join(parts) + "."


def _fields(runtime: Runtime, actor: Actor, form: Form) -> DocumentFields:
    """What was chosen for the whole batch, checked once before any byte is stored; what was left empty is read."""
    given = {name: form.text(name) for name in CHOICES if form.text(name)}
    fields = fields_from_form(given)
    with runtime.database.read() as session:
        documents.check_fields(session, actor, fields.given())
    return fields


def _aim(runtime: Runtime, given: Mapping[str, str]) -> IndicatorRef | None:
    """The indicator that the address or the form names; one that is not there is left out, and the files are taken."""
    try:
        with runtime.database.read() as session:
            return aiming.named(session, given)
    except NotFound:
        return None


def _page(
    runtime: Runtime,
    session: Session,
    actor: Actor,
    form: Form | None,
    *,
    given: Mapping[str, str] | None = None,
    error: InvalidInput | None = None,
) -> UploadPage:
    """Empty, as the address fills it in, or as it was sent."""
    is_free = actor.can("document.edit_any")
    typed = {name: form.text(name) if form else "" for name in (*CHOICES, "draf")}
    kind = (given or {}).get("jenis", "")
    if kind in KIND_LABELS:
        typed["kind"] = kind
    return UploadPage(
        typed=typed | {"visibility": typed["visibility"] or Visibility.INTERNAL},
        agencies=[(str(agency.id), agency.name) for agency in accounts.agencies(session)] if is_free else (),
        agency_name=actor.agency_name,
        aim=_aim(runtime, form.texts if form else given or {}),
        max_bytes=runtime.settings.max_upload_bytes,
        needs_look=publishing.has_four_eyes(session),
        errors=errors_by_field(error) if error else {},
    )
