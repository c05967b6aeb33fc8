"""Kinds of documents on the curators' desk: what they are called, changed only after a look at what that does."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import Conflict, InvalidInput
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.documents.models import Kind
from app.taxonomies import kinds
from app.taxonomies.kind_preview import preview
from app.taxonomies.kind_schemas import KindChange, KindDeed, KindPreview, KindRow
from frontend.contexts.kinds import FIRST, FORM, PATH, KindLine, KindPage, KindsPage
from frontend.forms import Form, FormDep, errors_by_field
from frontend.pages.curation import desk_tabs
from frontend.rendering import redirect, render

router = APIRouter()
_FIELDS = ("label", "description", "words", "after", "taken_for", "is_offered")
_SAID = {
    KindDeed.SAVE: "Jenis “{}” tersimpan dan langsung dipakai di seluruh pustaka.",
    KindDeed.RESET: "Jenis “{}” kembali seperti bawaannya.",
    KindDeed.RETIRE: "Jenis “{}” diakhiri. Dokumen yang memakainya tetap.",
    KindDeed.REVIVE: "Jenis “{}” dipakai lagi.",
}


@router.get(PATH)
def show_kinds(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    lines = [KindLine(row) for row in kinds.listing(session, actor)]
    return render(request, "vocabulary/kinds.html", KindsPage(desk_tabs(session, actor), lines))


@router.get(FORM)
def show_kind(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    """Without a kind in the address: an empty form for a new one."""
    asked = request.query_params.get("jenis", "")
    row = kinds.find(session, actor, asked) if asked else None
    page = KindPage(row, kinds.listing(session, actor), KindDeed.SAVE, _values(row, kinds.listing(session, actor)))
    return render(request, "vocabulary/kind.html", page)


@router.post(FORM)
def look_or_change(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    """Says what the change does; only the second button makes it."""
    actor.require(kinds.RIGHT)
    change = _change(form)
    try:
        if form.text("langkah") == "simpan":
            with runtime.database.write() as session:
                made = kinds.apply(session, actor, change)
            said = _SAID[change.deed].format(made.word.label) if made else "Jenis itu dihapus."
            return redirect(PATH, message=said)
        with runtime.database.read() as session:
            sure = kinds.checked(session, actor, change)
            found = preview(session, actor, runtime.generations.open_current, sure)
        return render(request, "vocabulary/kind.html", _page(runtime, actor, form, change, found))
    except (InvalidInput, Conflict) as error:
        page = _page(runtime, actor, form, change, None, error)
        return render(request, "vocabulary/kind.html", page, status=error.status)


def _change(form: Form) -> KindChange:
    asked = form.text("tindakan")
    deed = KindDeed(asked) if asked in set(KindDeed) else KindDeed.SAVE
    after = form.text("after")
    return KindChange(
        deed,
        _kind(form.text("jenis")),
        form.text("label"),
        form.text("description"),
        tuple(form.text("words").splitlines()),
        bool(form.text("is_offered")),
        _kind(form.text("taken_for")) or Kind.OTHER,
        "" if after == FIRST else after or None,
    )


def _kind(code: str) -> Kind | None:
    try:
        return Kind(code)
    except ValueError:
        return None


def _page(
    runtime: Runtime,
    actor: Actor,
    form: Form,
    change: KindChange,
    found: KindPreview | None,
    error: InvalidInput | Conflict | None = None,
) -> KindPage:
    with runtime.database.read() as session:
        rows = kinds.listing(session, actor)
        row = _row(session, actor, change)
    values = {name: form.text(name) for name in _FIELDS}
    errors, alert = (errors_by_field(error), str(error)) if error else ({}, "")
    return KindPage(row, rows, change.deed, values, found, errors, alert)


def _row(session: Session, actor: Actor, change: KindChange) -> KindRow | None:
    return kinds.find(session, actor, change.kind) if change.kind is not None else None


def _values(row: KindRow | None, rows: list[KindRow]) -> Mapping[str, str]:
    if row is None:
        last = rows[-1].word.kind.value
        return dict.fromkeys(_FIELDS, "") | {"is_offered": "1", "after": last, "taken_for": Kind.OTHER.value}
    before = [one.word.kind.value for one in rows if one.place < row.place]
    return {
        "label": row.word.label,
        "description": row.word.description,
        "words": "\n".join(row.word.words),
        "is_offered": "1" if row.word.is_offered else "",
        "after": before[-1] if before else FIRST,
        "taken_for": row.word.like.value,
    }
