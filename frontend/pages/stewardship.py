"""Review dates: what falls due, one document's plan and rounds, and how often each kind is looked at."""

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.accounts.service import agencies
from app.core.errors import FieldError, InvalidInput
from app.core.runtime import RuntimeDep, SessionDep
from app.documents.labels import KIND_LABELS
from app.documents.models import Kind
from app.stewardship import service
from app.stewardship.exporting import MEDIA_TYPE, due_table
from app.stewardship.schemas import DueFilter, DueSort, Plan, ReviewState, Scope, When
from frontend.addresses import DocumentId, number_or_none
from frontend.contexts.stewardship import PLACE, DuePage, IntervalsPage, ReviewPage, scopes_of, values_of
from frontend.forms import Form, FormDep, errors_by_field
from frontend.list_state import asked_choice, asked_part, pages_address
from frontend.rendering import redirect, render

router = APIRouter()
_INTERVALS = "/admin/jadwal-tinjau"
_WRONG = "Perbaiki isian yang ditandai, lalu kirim lagi."


@router.get("/jadwal-tinjau")
def list_due(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("account.own")
    where = _asked(request, actor)
    rows = service.listing(session, actor, runtime.settings, where=where, part=asked_part(request))
    page = DuePage(rows, where, scopes_of(actor), pages_address(PLACE, values_of(where)))
    return render(request, "stewardship/list.html", page)


@router.get("/jadwal-tinjau.csv")
def export_due(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("account.own")
    rows = service.listing(session, actor, runtime.settings, where=_asked(request, actor), part=None)
    named = {"Content-Disposition": 'attachment; filename="jadwal-tinjau.csv"'}
    return Response(due_table(rows.items), media_type=MEDIA_TYPE, headers=named)


@router.get("/dokumen/{document_id}/tinjau")
def show_review(
    request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, document_id: DocumentId
) -> Response:
    """Any signed-in person who may see the document reads its rounds; the forms are for those who may use them."""
    found = service.state(session, actor, runtime.settings, document_id)
    actor.require("account.own")
    return _review_page(request, session, actor, found, {}, {})


@router.post("/dokumen/{document_id}/tinjau")
def plan_review(
    request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, document_id: DocumentId, form: FormDep
) -> Response:
    actor.require("document.edit_own")
    try:
        given = _plan_of(form)
        service.plan(session, actor, runtime.settings, document_id=document_id, given=given)
    except InvalidInput as error:
        session.rollback()
        with runtime.database.read() as fresh:
            found = service.state(fresh, actor, runtime.settings, document_id)
            return _review_page(request, fresh, actor, found, form.texts, errors_by_field(error))
    return redirect(f"/dokumen/{document_id}/tinjau", message="Jadwal tinjau tersimpan.")


@router.post("/dokumen/{document_id}/tinjau/selesai")
def finish_review(
    request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, document_id: DocumentId, form: FormDep
) -> Response:
    try:
        day = _day(form, "next_on")
        service.done(session, actor, runtime.settings, document_id=document_id, note=form.text("note"), next_on=day)
    except InvalidInput as error:
        session.rollback()
        with runtime.database.read() as fresh:
            found = service.state(fresh, actor, runtime.settings, document_id)
            return _review_page(request, fresh, actor, found, form.texts, errors_by_field(error))
    return redirect(f"/dokumen/{document_id}/tinjau", message="Dokumen ditandai sudah ditinjau.")


@router.get("/admin/jadwal-tinjau")
def show_intervals(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("system.manage")
    months = {kind.value: str(value) for kind, value in service.months_by_kind(session).items()}
    return _intervals_page(request, months, {})


@router.post("/admin/jadwal-tinjau")
def save_intervals(request: Request, session: SessionDep, actor: ActorDep, form: FormDep) -> Response:
    actor.require("system.manage")
    typed = {kind: form.text(kind.value) for kind in KIND_LABELS if kind.value in form.texts}
    wrong = {kind.value: "Isi angka bulan, 0 bila tidak perlu." for kind, text in typed.items() if not _is_number(text)}
    if wrong:
        return _intervals_page(request, form.texts, wrong)
    try:
        service.set_months(session, actor, {kind: int(text) for kind, text in typed.items()})
    except InvalidInput as error:
        session.rollback()
        return _intervals_page(request, form.texts, errors_by_field(error))
    return redirect(_INTERVALS, message="Jadwal tinjau bawaan tersimpan.")


def _asked(request: Request, actor: Actor) -> DueFilter:
    """What the address asks for; a scope that this person does not have becomes the widest that they have."""
    allowed = scopes_of(actor)
    scope = asked_choice(request, "milik", Scope)
    return DueFilter(
        scope=scope if scope in allowed else allowed[0],
        when=asked_choice(request, "keadaan", When) or When.DUE,
        kind=asked_choice(request, "jenis", Kind),
        sort=asked_choice(request, "urut", DueSort) or DueSort.DATE,
    )


def _plan_of(form: Form) -> Plan:
    months = form.text("months")
    if months and not _is_number(months):
        raise InvalidInput(_WRONG, errors=[FieldError("months", "Isi angka bulan, atau kosongkan.")])
    return Plan(
        user_id=number_or_none(form.text("user_id")),
        agency_id=number_or_none(form.text("agency_id")),
        months=int(months) if months else None,
        review_on=_day(form, "review_on"),
    )


def _day(form: Form, name: str) -> date | None:
    text = form.text(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput(_WRONG, errors=[FieldError(name, "Tulis tanggal seperti 2027-03-31.")]) from None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _review_page(
    request: Request,
    session: Session,
    actor: Actor,
    found: ReviewState,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> Response:
    people, owners = [], []
    if found.may_plan:
        people = [(str(key), name) for key, name in service.owners_to_choose(session, actor, found.document_id)]
        owners = [(str(one.id), one.name) for one in agencies(session)]
    owner = found.owner
    if owner.user_id is not None and str(owner.user_id) not in dict(people):
        people = [(str(owner.user_id), owner.label), *people]
    stored = {
        "user_id": str(owner.user_id or ""),
        "agency_id": str(owner.agency_id or ""),
        "months": str(found.months or ""),
        "review_on": found.review_on.isoformat() if found.review_on else "",
        "note": "",
        "next_on": "",
    }
    page = ReviewPage(found, {**stored, **typed}, people, owners, errors)
    return render(request, "stewardship/document.html", page, status=422 if errors else 200)


def _intervals_page(request: Request, months: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    rows = [(kind.value, label, months.get(kind.value, "0")) for kind, label in KIND_LABELS.items()]
    return render(request, "stewardship/intervals.html", IntervalsPage(rows, errors), status=422 if errors else 200)
