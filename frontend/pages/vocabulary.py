"""The library's own words on the curators' desk: groups of synonyms, changed only after a look at what that does."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import Conflict, InvalidInput
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.taxonomies import synonyms
from app.taxonomies.previewing import preview
from app.taxonomies.schemas import Change, Deed, GroupRow
from frontend.addresses import number_or_none
from frontend.contexts.vocabulary import FORM, GroupLine, GroupPage, GroupsPage
from frontend.contexts.vocabulary_parts import PATH
from frontend.forms import Form, FormDep, errors_by_field
from frontend.list_state import asked_part, pages_address
from frontend.pages.curation import desk_tabs
from frontend.rendering import redirect, render
from storage.names import clean_line

router = APIRouter()
_DEEDS = {deed.value: deed for deed in Deed}
_SAID = {
    Deed.SAVE: "Kelompok sinonim tersimpan dan langsung dipakai pencarian.",
    Deed.OFF: "Kelompok bawaan dimatikan. Pencarian langsung mengikutinya.",
    Deed.REMOVE: "Kelompok kembali seperti semula. Pencarian langsung mengikutinya.",
}


@router.get(PATH)
def show_groups(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    q = clean_line(request.query_params.get("q", ""))
    rows = synonyms.listing(session, actor, text=q, part=asked_part(request))
    page = GroupsPage(desk_tabs(session, actor), q, rows.map(GroupLine), pages_address(PATH, {"q": q}))
    return render(request, "vocabulary/list.html", page)


@router.get(FORM)
def show_group(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    asked = request.query_params
    actor.require(synonyms.RIGHT)
    row = _row(session, actor, number_or_none(asked.get("id", "")), asked.get("bawaan") or None)
    change = Change(Deed.SAVE, row.id if row else None, row.builtin if row else None)
    terms = "\n".join((row.terms or row.builtin_terms) if row else ())
    return render(request, "vocabulary/form.html", GroupPage(row, change, terms, ""))


@router.post(FORM)
def look_or_change(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    """Shows what the change would do; only the second button makes it."""
    actor.require(synonyms.RIGHT)
    change = _change(form)
    try:
        if form.text("langkah") == "simpan":
            with runtime.database.write() as session:
                synonyms.apply(session, actor, change)
            return redirect(PATH, message=_SAID[change.deed])
        return render(request, "vocabulary/form.html", _looked_at(runtime, actor, form, change))
    except (InvalidInput, Conflict) as error:
        page = _again(runtime, actor, form, change, error)
        return render(request, "vocabulary/form.html", page, status=error.status)


def _change(form: Form) -> Change:
    deed = _DEEDS.get(form.text("tindakan"), Deed.SAVE)
    terms = tuple(form.text("terms").splitlines()) if deed is Deed.SAVE else ()
    return Change(deed, number_or_none(form.text("id")), form.text("bawaan") or None, terms)


def _looked_at(runtime: Runtime, actor: Actor, form: Form, change: Change) -> GroupPage:
    typed = form.text("queries")
    with runtime.database.read() as session:
        sure = synonyms.checked(session, actor, change)
        row = _row(session, actor, change.id, change.builtin)
        found = preview(session, actor, runtime.generations.open_current, runtime.settings, sure, [typed])
    return GroupPage(row, change, form.text("terms"), typed, preview=found)


def _again(runtime: Runtime, actor: Actor, form: Form, change: Change, error: InvalidInput | Conflict) -> GroupPage:
    with runtime.database.read() as session:
        row = _row(session, actor, change.id, change.builtin)
    kept = form.text("terms"), form.text("queries")
    return GroupPage(row, change, *kept, errors=errors_by_field(error), alert=str(error))


def _row(session: Session, actor: Actor, group_id: int | None, builtin: str | None) -> GroupRow | None:
    if group_id is None and builtin is None:
        return None
    return synonyms.find(session, actor, group_id=group_id, builtin=builtin)
