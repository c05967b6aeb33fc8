"""Other names of agencies on the curators' desk: kept only after a look at the searches that they change."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.accounts.access import ActorDep
from app.core.errors import InvalidInput, NotFound
from app.core.runtime import RuntimeDep, SessionDep
from app.taxonomies import agency_names
from frontend.addresses import number_or_none
from frontend.contexts.agency_names import FORM, PATH, AgencyNamesPage, AliasesPage
from frontend.forms import FormDep, errors_by_field
from frontend.list_state import asked_part, pages_address
from frontend.pages.curation import desk_tabs
from frontend.rendering import redirect, render
from storage.names import clean_line

router = APIRouter()


@router.get(PATH)
def show_agencies(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    q = clean_line(request.query_params.get("q", ""))
    rows = agency_names.listing(session, actor, text=q, part=asked_part(request))
    page = AgencyNamesPage(desk_tabs(session, actor), q, rows, pages_address(PATH, {"q": q}))
    return render(request, "vocabulary/agencies.html", page)


@router.get(FORM)
def show_agency(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    actor.require(agency_names.RIGHT)
    row = agency_names.find(session, actor, _asked(request.query_params.get("opd", "")))
    return render(request, "vocabulary/agency.html", AliasesPage(row, "\n".join(row.aliases)))


@router.post(FORM)
def look_or_keep(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    """Says what the names change; only the second button keeps them."""
    actor.require(agency_names.RIGHT)
    agency_id, typed = _asked(form.text("opd")), form.text("aliases")
    try:
        if form.text("langkah") == "simpan":
            with runtime.database.write() as session:
                row = agency_names.keep(session, actor, agency_id, typed.splitlines())
            return redirect(PATH, message=f"Sebutan lain {row.name} tersimpan dan langsung dipakai pencarian.")
        with runtime.database.read() as session:
            found = agency_names.preview(session, actor, runtime.settings, agency_id, typed.splitlines())
    except InvalidInput as error:
        with runtime.database.read() as session:
            row = agency_names.find(session, actor, agency_id)
        page = AliasesPage(row, typed, errors=errors_by_field(error))
        return render(request, "vocabulary/agency.html", page, status=error.status)
    return render(request, "vocabulary/agency.html", AliasesPage(found.row, typed, found))


def _asked(typed: str) -> int:
    agency_id = number_or_none(typed)
    if agency_id is None:
        raise NotFound("OPD itu tidak ditemukan. Pilih dari daftar.")
    return agency_id
