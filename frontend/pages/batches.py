"""Batches: what came in together, a row a file, with live progress, another try, and one form to mend many."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts import service as accounts
from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import InvalidInput
from app.core.runtime import RuntimeDep, SessionDep
from app.documents import checking
from app.documents.schemas import DocumentFields, fields_from_form
from app.ingest import batches
from app.ingest.schemas import Corrected, ItemState
from app.twins import reads as twins
from frontend.addresses import number_in, number_or_none
from frontend.contexts.assessments import Options
from frontend.contexts.batches import CORRECTIONS, NOBODYS, NOBODYS_NAME, BatchesPage, BatchPage, corrected_words
from frontend.forms import Form, FormDep, errors_by_field
from frontend.list_state import asked_choice, asked_part
from frontend.pages.accounts import local_path
from frontend.rendering import redirect, render

router = APIRouter()
_PER_PAGE = 50
_NAMED = 3


def _batch_id(batch_id: str) -> int:
    return number_in(batch_id)


BatchId = Annotated[int, Depends(_batch_id)]


@router.get("/impor")
def list_batches(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    rows = batches.listing(session, actor, part=asked_part(request))
    return render(request, "batches/list.html", BatchesPage(rows, actor.can("document.edit_any")))


@router.get("/impor/{batch_id}")
def show_batch(request: Request, session: SessionDep, actor: ActorDep, batch_id: BatchId) -> Response:
    return render(request, "batches/show.html", _page(request, session, actor, batch_id))


@router.get("/impor/{batch_id}/bagian")
def show_rows(request: Request, session: SessionDep, actor: ActorDep, batch_id: BatchId) -> Response:
    """The rows alone, asked for again and again until all are final; then the bell is told to look."""
    page = _page(request, session, actor, batch_id)
    answer = render(request, "batches/_rows.html", page)
    if page.batch.is_final:
        answer.headers["HX-Trigger"] = "pemberitahuan"
    return answer


@router.post("/impor/{batch_id}/ulangi")
def retry(form: FormDep, runtime: RuntimeDep, actor: ActorDep, batch_id: BatchId) -> Response:
    """One row, or all whose reading did not end well."""
    with runtime.database.write() as session:
        queued = batches.retry(session, actor, batch_id=batch_id, item_id=form.number("baris"))
    return redirect(_back(form, batch_id), message=f"{queued} berkas dibaca ulang. Kemajuannya terlihat di sini.")


@router.post("/impor/{batch_id}/perbaiki")
def correct(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, batch_id: BatchId) -> Response:
    """The same fields for every chosen row; what was left empty stays as it is."""
    chosen = [number for number in map(number_or_none, form.all("berkas")) if number is not None]
    try:
        with runtime.database.write() as session:
            done = batches.correct(session, actor, batch_id=batch_id, item_ids=chosen, fields=_fields(form))
    except InvalidInput as error:
        with runtime.database.read() as session:
            page = _page(request, session, actor, batch_id, form=form, error=error)
        return render(request, "batches/show.html", page, status=error.status)
    kind = "warning" if done.skipped else "success"
    return redirect(_back(form, batch_id), message=_said(done, form), kind=kind)


def _fields(form: Form) -> DocumentFields:
    given = {name: form.text(name) for name in CORRECTIONS if form.text(name)}
    return fields_from_form({name: "" if value == NOBODYS else value for name, value in given.items()})


def _said(done: Corrected, form: Form) -> str:
    """How many, and what: one looks at the rows that are named on the same page."""
    said = f"{done.changed} dokumen diperbaiki: {corrected_words(form.text)}."
    if not done.skipped:
        return said
    named = "; ".join(f"“{title[:60]}”: {reason}" for title, reason in done.skipped[:_NAMED])
    return f"{said} {len(done.skipped)} dilewati: {named}"


def _agencies(session: Session) -> Options:
    return [(NOBODYS, NOBODYS_NAME), *((str(agency.id), agency.name) for agency in accounts.agencies(session))]


def _back(form: Form, batch_id: int) -> str:
    here = f"/impor/{batch_id}"
    asked = local_path(form.text("kembali")) or here
    return asked if asked == here or asked.startswith(f"{here}?") else here


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    batch_id: int,
    *,
    form: Form | None = None,
    error: InvalidInput | None = None,
) -> BatchPage:
    state = asked_choice(request, "keadaan", ItemState)
    row = batches.view(session, actor, batch_id=batch_id)
    part = asked_part(request, size=_PER_PAGE)
    is_free = actor.can("document.edit_any")
    checked = [number_or_none(value) for value in form.all("berkas")] if form else []
    rows = batches.items(session, actor, batch=row, state=state, part=part)
    shown = [item.document_id for item in rows.items if item.document_id is not None]
    among = batches.documents_in(session, actor, batch_id=batch_id)
    return BatchPage(
        batch=row,
        rows=rows,
        state=state,
        agencies=_agencies(session) if is_free else (),
        typed={name: form.text(name) if form else "" for name in CORRECTIONS},
        errors=errors_by_field(error) if error else {},
        error=str(error) if error else "",
        checked=frozenset(number for number in checked if number is not None),
        waiting=checking.counts(session, actor, among=among).waiting,
        doubtful=checking.doubtful_counts(session, actor, shown),
        twins=twins.suggested_among(session, actor, shown),
    )
