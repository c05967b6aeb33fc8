"""Putting documents into the library: many files at once, each on its own, and how far their reading is.

Bytes are stored before any transaction opens; then one short transaction a file makes it a document.
"""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.datastructures import UploadFile

from app.accounts import service as accounts
from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import FieldError, InvalidInput, PustakaError
from app.core.pagination import Listing
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.documents import service as documents
from app.documents.models import Visibility
from app.documents.schemas import DocumentFields, Filters, fields_from_form
from app.ingest import service as ingest
from app.ingest.service import DocumentAlreadyStored, DocumentInTrash
from app.ingest.uploads import store_upload
from frontend.addresses import number_or_none
from frontend.contexts.uploads import CHOICES, Outcome, ResultsPage, UploadPage, results_address
from frontend.forms import Form, FormDep, errors_by_field
from frontend.list_state import asked_part, pages_address
from frontend.rendering import redirect, render
from storage.blobs import StorageError
from storage.sniff import TypeRefused

router = APIRouter()
_MOST_ASKED = 200  # rows of one batch on one page; one's own list has pages
_NO_FILE = "Pilih sedikitnya satu berkas untuk diunggah."


@router.get("/unggah")
def ask_for_files(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("document.upload")
    return render(request, "uploads/form.html", _page(runtime, session, actor, None))


@router.post("/unggah")
def take_files(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    """The way without scripts. Whatever happens to one file, the others are stored and said so."""
    actor.require("document.upload")
    files = [file for name, file in form.files if name == "file"]
    try:
        fields = _fields(runtime, actor, form)
        if not files:
            raise InvalidInput(_NO_FILE, errors=[FieldError("file", _NO_FILE)])
    except InvalidInput as error:
        return _again(request, runtime, actor, form, error=error)
    outcomes = [_take(runtime, actor, file, fields) for file in files]
    ids = [outcome.document_id for outcome in outcomes if outcome.document_id and outcome.state == "stored"]
    if len(ids) == len(outcomes):
        return redirect(results_address(ids), message=f"{len(ids)} berkas tersimpan. Pembacaannya berjalan sekarang.")
    return _again(request, runtime, actor, form, outcomes=outcomes)


@router.get("/unggah/hasil")
def show_results(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    return render(request, "uploads/results.html", _results(request, session, actor))


@router.get("/unggah/hasil/bagian")
def show_rows(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    """The rows alone, asked for again and again until all of them are final."""
    return render(request, "uploads/_rows.html", _results(request, session, actor))


def _take(runtime: Runtime, actor: Actor, file: UploadFile, fields: DocumentFields) -> Outcome:
    name = file.filename or "tanpa nama"
    try:
        stored = store_upload(runtime, file)
        with runtime.database.write() as session:
            received = ingest.receive(session, actor, stored=stored, fields=fields)
    except DocumentInTrash as error:
        return Outcome(name, "trashed", error.detail, error.link, error.document_id)
    except DocumentAlreadyStored as error:
        return Outcome(name, "duplicate", error.detail, error.link)
    except (TypeRefused, StorageError, PustakaError) as error:
        return Outcome(name, "refused", str(error))
    document_id = received.document_id
    return Outcome(name, "stored", received.title, f"/dokumen/{document_id}", document_id)


def _fields(runtime: Runtime, actor: Actor, form: Form) -> DocumentFields:
    """What was chosen for the whole batch, checked once before any byte is stored; what was left empty is read."""
    given = {name: form.text(name) for name in CHOICES if form.text(name)}
    fields = fields_from_form(given)
    with runtime.database.read() as session:
        documents.check_fields(session, actor, fields.given())
    return fields


def _again(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    form: Form,
    *,
    error: InvalidInput | None = None,
    outcomes: list[Outcome] | None = None,
) -> Response:
    """The form with its choices kept, and what became of every file; nothing stored at all is a refusal."""
    with runtime.database.read() as session:
        page = _page(runtime, session, actor, form, error=error, outcomes=outcomes)
    is_refused = all(outcome.state == "refused" for outcome in page.outcomes)
    return render(request, "uploads/form.html", page, status=422 if is_refused else 200)


def _page(
    runtime: Runtime,
    session: Session,
    actor: Actor,
    form: Form | None,
    *,
    error: InvalidInput | None = None,
    outcomes: list[Outcome] | None = None,
) -> UploadPage:
    is_free = actor.can("document.edit_any")
    typed = {name: form.text(name) if form else "" for name in CHOICES}
    return UploadPage(
        typed=typed | {"visibility": typed["visibility"] or Visibility.INTERNAL},
        agencies=[(str(agency.id), agency.name) for agency in accounts.agencies(session)] if is_free else (),
        agency_name=actor.agency_name,
        max_bytes=runtime.settings.max_upload_bytes,
        errors=errors_by_field(error) if error else {},
        outcomes=outcomes or (),
    )


def _results(request: Request, session: Session, actor: Actor) -> ResultsPage:
    """A batch keeps the order of its files; ids that are hidden or gone are left out silently."""
    actor.require("document.upload")
    asked = _asked_ids(request)
    if not asked:
        rows = documents.listing(session, actor, filters=Filters(mine=True), part=asked_part(request))
        return ResultsPage(rows, asked, pages_address("/unggah/hasil"))
    found = documents.rows_by_ids(session, actor, asked)
    batch = [found[key] for key in asked if key in found]
    return ResultsPage(Listing(batch, len(batch), _MOST_ASKED, 0), asked, "")


def _asked_ids(request: Request) -> list[int]:
    numbers = [number_or_none(part.strip()) for part in request.query_params.get("dokumen", "").split(",")]
    return list(dict.fromkeys(number for number in numbers if number is not None))[:_MOST_ASKED]
