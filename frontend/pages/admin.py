"""Administration: the state of the system at a glance, people, agencies. Trail and roles are in `admin_trail`."""

from collections.abc import Mapping

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from app import upkeep
from app.accounts import service as accounts
from app.accounts.access import ActorDep
from app.accounts.models import Agency, Role
from app.accounts.permissions import Actor
from app.accounts.schemas import PersonInput, PersonRow
from app.core.errors import Conflict, FieldError, InvalidInput, PustakaError
from app.core.pagination import Slice
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from frontend.addresses import number_or_none
from frontend.contexts.admin import AgenciesPage, AgencyFormPage, OverviewPage, PeoplePage, PersonFormPage
from frontend.forms import Form, FormDep, errors_by_field, form_of
from frontend.list_state import asked_part, pages_address
from frontend.rendering import redirect, render

router = APIRouter()
_SENT = [Depends(form_of)]
_ONE = Slice(limit=1)
_PERSON = ("username", "full_name", "email", "role", "agency_id", "is_active")


@router.get("/admin")
def show_overview(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    page = OverviewPage(
        overview=upkeep.overview(runtime, session, actor),
        people_total=accounts.people(session, actor, part=_ONE).total,
        agency_total=len(accounts.agencies(session)),
    )
    return render(request, "admin/overview.html", page)


@router.post("/admin/pekerjaan/ulangi", dependencies=_SENT)
def retry_failed(runtime: RuntimeDep, actor: ActorDep) -> Response:
    with runtime.database.write() as session:
        started = upkeep.retry_failed_jobs(session, actor)
    return redirect("/admin", message=f"{started} pekerjaan yang gagal dimulai ulang.")


@router.post("/admin/indeks/susun-ulang", dependencies=_SENT)
def rebuild_index(runtime: RuntimeDep, actor: ActorDep) -> Response:
    with runtime.database.write() as session:
        upkeep.rebuild_index(session, actor)
    message = "Indeks akan disusun ulang di belakang layar. Indeks lama melayani pencarian sampai yang baru siap."
    return redirect("/admin", message=message)


@router.post("/admin/alarm/periksa-lagi", dependencies=_SENT)
def look_again(runtime: RuntimeDep, actor: ActorDep) -> Response:
    with runtime.database.write() as session:
        upkeep.look_again(session, actor)
    message = "Berkas yang beralarm dibaca ulang di belakang layar. Alarm hilang begitu berkasnya utuh kembali."
    return redirect("/admin", message=message)


@router.get("/admin/pengguna")
def list_people(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    q = request.query_params.get("q", "").strip()
    rows = accounts.people(session, actor, text=q, part=asked_part(request))
    return render(request, "admin/people.html", PeoplePage(rows, q, pages_address("/admin/pengguna", {"q": q})))


@router.get("/admin/pengguna/baru")
def new_person(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("people.manage")
    values = {"role": Role.READER.value, "is_active": "1"}
    return render(request, "admin/person.html", _person_page(session, None, values))


@router.post("/admin/pengguna/baru")
def add_person(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    actor.require("people.manage")
    try:
        with runtime.database.write() as session:
            made = accounts.add_person(session, actor, _given(form))
    except InvalidInput as error:
        return _person_again(request, runtime, actor, None, form, error)
    return redirect("/admin/pengguna", message=f"{made.full_name} ditambahkan. Sampaikan kata sandinya secara pribadi.")


@router.get("/admin/pengguna/{user_id:int}")
def edit_person(request: Request, session: SessionDep, actor: ActorDep, user_id: int) -> Response:
    person = accounts.person(session, actor, user_id=user_id)
    return render(request, "admin/person.html", _person_page(session, person, _values_of(person)))


@router.post("/admin/pengguna/{user_id:int}")
def change_person(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, user_id: int) -> Response:
    """A new password or role ends every sign-in of that person; the last administrator stays one."""
    actor.require("people.manage")
    try:
        with runtime.database.write() as session:
            changed = accounts.edit_person(session, actor, user_id=user_id, given=_given(form))
    except (InvalidInput, Conflict) as error:
        return _person_again(request, runtime, actor, user_id, form, error)
    return redirect("/admin/pengguna", message=f"Perubahan pada {changed.full_name} tersimpan.")


@router.get("/admin/opd")
def list_agencies(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("agency.manage")
    return render(request, "admin/agencies.html", AgenciesPage(accounts.agencies(session, is_active_only=False)))


@router.get("/admin/opd/baru")
def new_agency(request: Request, actor: ActorDep) -> Response:
    actor.require("agency.manage")
    return render(
        request, "admin/agency.html", AgencyFormPage(None, {"code": "", "name": "", "aliases": "", "is_active": "1"})
    )


@router.get("/admin/opd/{agency_id:int}")
def edit_agency(request: Request, session: SessionDep, actor: ActorDep, agency_id: int) -> Response:
    actor.require("agency.manage")
    row = accounts.agency(session, agency_id)
    is_active, aliases = "1" if row.is_active else "", "\n".join(row.aliases)
    values = {"code": row.code, "name": row.name, "aliases": aliases, "is_active": is_active}
    return render(request, "admin/agency.html", AgencyFormPage(row, values))


@router.post("/admin/opd/baru")
def add_agency(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    return _save_agency(request, form, runtime, actor, None)


@router.post("/admin/opd/{agency_id:int}")
def change_agency(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, agency_id: int) -> Response:
    return _save_agency(request, form, runtime, actor, agency_id)


def _save_agency(request: Request, form: Form, runtime: Runtime, actor: Actor, agency_id: int | None) -> Response:
    actor.require("agency.manage")
    values = {name: form.text(name) for name in ("code", "name", "aliases", "is_active")}
    try:
        with runtime.database.write() as session:
            saved = accounts.save_agency(
                session,
                actor,
                agency_id=agency_id,
                code=values["code"],
                name=values["name"],
                is_active=bool(values["is_active"]),
                aliases=values["aliases"].splitlines(),
            )
    except InvalidInput as error:
        page = AgencyFormPage(_known_agency(runtime, agency_id), values, errors_by_field(error))
        return render(request, "admin/agency.html", page, status=error.status)
    return redirect("/admin/opd", message=f"{saved.name} tersimpan.")


def _known_agency(runtime: Runtime, agency_id: int | None) -> Agency | None:
    if agency_id is None:
        return None
    with runtime.database.read() as session:
        return accounts.agency(session, agency_id)


def _given(form: Form) -> PersonInput:
    role = form.text("role")
    if role not in {known.value for known in Role}:
        raise InvalidInput("Pilih peran.", [FieldError("role", "Pilih salah satu peran dari daftar.")])
    return PersonInput(
        username=form.text("username"),
        full_name=form.text("full_name"),
        role=Role(role),
        agency_id=number_or_none(form.text("agency_id")),
        email=form.text("email") or None,
        password=form.texts.get("password") or None,
        is_active=bool(form.text("is_active")),
    )


def _person_again(
    request: Request, runtime: Runtime, actor: Actor, user_id: int | None, form: Form, error: PustakaError
) -> Response:
    with runtime.database.read() as session:
        person = None if user_id is None else accounts.person(session, actor, user_id=user_id)
        values = {name: form.text(name) for name in _PERSON}
        page = _person_page(session, person, values, error)
    return render(request, "admin/person.html", page, status=error.status)


def _person_page(
    session: Session, person: PersonRow | None, values: Mapping[str, str], error: PustakaError | None = None
) -> PersonFormPage:
    return PersonFormPage(
        person=person,
        values={name: values.get(name, "") for name in _PERSON},
        agencies=_agency_options(session, person),
        errors=errors_by_field(error) if error else {},
        alert=str(error) if error else "",
    )


def _agency_options(session: Session, person: PersonRow | None) -> list[tuple[str, str]]:
    """The active ones, and the one that the person already has: saving must not take it away unasked."""
    options = [(str(agency.id), agency.name) for agency in accounts.agencies(session)]
    own = str(person.agency_id) if person and person.agency_id else None
    if person is None or own is None or own in dict(options):
        return options
    return [*options, (own, f"{person.agency_name} (tidak aktif)")]


def _values_of(person: PersonRow) -> dict[str, str]:
    return {
        "username": person.username,
        "full_name": person.full_name,
        "email": person.email or "",
        "role": person.role.value,
        "agency_id": str(person.agency_id or ""),
        "is_active": "1" if person.is_active else "",
    }
