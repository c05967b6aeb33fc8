"""Changing what the library says of a document: its metadata, its relations, and the trail of both."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.accounts.service import agencies, agency_names
from app.audit import service as audit
from app.core.errors import Conflict, FieldError, InvalidInput
from app.core.runtime import RuntimeDep, SessionDep
from app.documents import proposals, relating
from app.documents import service as documents
from app.documents.models import LegalStatus, RelationType
from app.documents.read_models import ProposalState
from app.documents.schemas import DocumentView, fields_from_form
from app.instruments import service as instruments
from app.taxonomies import topics
from frontend.addresses import DocumentId
from frontend.contexts.cards import shortened
from frontend.contexts.editing import FIELD_LABELS, EditContext, RelationsContext, texts_of
from frontend.contexts.history import HistoryContext, in_words, indicator_ids_in, line_of
from frontend.contexts.proposals import proposal_lines
from frontend.contexts.relations import RelationLine
from frontend.ended import SEEN, Stake, ask_about, marked_by, marked_by_proposals, stakes_of, uses_of_ended
from frontend.forms import Form, FormDep, errors_by_field
from frontend.rendering import redirect, render

router = APIRouter()

_SEEN = "semula:"  # before the name of a field: what the form showed first
_DECIDED = {
    "benar": (ProposalState.CONFIRMED, "Hubungan dengan {} dicatat."),
    "bukan": (ProposalState.REJECTED, "Usulan hubungan dengan {} ditolak dan tidak diusulkan lagi."),
    "tarik": (ProposalState.SUGGESTED, "Keputusan tentang {} ditarik kembali."),
}
_OVERTAKEN = "Sudah diubah sejak halaman ini dibuka menjadi {}. Periksa, lalu simpan sekali lagi."
_ENDING = frozenset({LegalStatus.REVOKED, LegalStatus.AMENDED})
_SAID = 180
_SAVED = "Perubahan tersimpan. Hasil pencarian menyusul dalam beberapa detik."


class Overtaken(Conflict):
    """Somebody else changed, since the form was opened, what it is about to overwrite."""


@router.get("/dokumen/{document_id}/ubah")
def show_edit(request: Request, session: SessionDep, actor: ActorDep, document_id: DocumentId) -> Response:
    view = _editable_view(session, actor, document_id)
    values = texts_of(view)
    return render(request, "documents/edit.html", _edit_page(session, actor, view, values, values, {}))


@router.post("/dokumen/{document_id}/ubah")
def edit(
    request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, document_id: DocumentId, form: FormDep
) -> Response:
    actor.require("document.edit_own")
    changed, newer = changed_fields(form), newer_values(session, actor, document_id, form)
    try:
        refuse_overtaken(session, newer)
        if changed.get("title") == "":
            raise InvalidInput(errors=[FieldError("title", "Isi judul dokumen.")])
        if changed.get("legal_status") in _ENDING and not form.text(SEEN):
            stakes = stakes_of(session, actor, [(document_id, LegalStatus(changed["legal_status"]))])
            if stakes:
                return ask_about(request, form, stakes, back=f"/dokumen/{document_id}/ubah")
        documents.edit(session, actor, document_id=document_id, fields=fields_from_form(changed))
    except (InvalidInput, Overtaken) as error:
        session.rollback()
        with runtime.database.read() as fresh:
            view, shown = _editable_view(fresh, actor, document_id), caught_up(form, newer)
            values = texts_of(view) | given_fields(shown)
            page = _edit_page(fresh, actor, view, values, seen_fields(shown), errors_by_field(error))
            return render(request, "documents/edit.html", page, status=error.status)
    return redirect(f"/dokumen/{document_id}", message=_SAVED if changed else "Tidak ada isian yang berubah.")


@router.get("/dokumen/{document_id}/relasi")
def show_relations(request: Request, session: SessionDep, actor: ActorDep, document_id: DocumentId) -> Response:
    return _relations_page(request, session, actor, document_id, None, {})


@router.post("/dokumen/{document_id}/relasi")
def add_relation(
    request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, document_id: DocumentId, form: FormDep
) -> Response:
    actor.require("document.edit_own")
    try:
        type_ = _relation_type(form)
        documents.editable(session, actor, document_id)
        stakes = marked_by(session, actor, document_id, type_, form.text("target"))
        if stakes and not form.text(SEEN):
            return ask_about(request, form, stakes, back=f"/dokumen/{document_id}/relasi")
        added = relating.add(session, actor, document_id=document_id, type_=type_, target=form.text("target"))
    except (InvalidInput, Conflict) as error:
        session.rollback()
        with runtime.database.read() as fresh:
            errors = errors_by_field(error) or {"target": error.detail}
            return _relations_page(request, fresh, actor, document_id, form, errors)
    return redirect(f"/dokumen/{document_id}/relasi", message=f"Hubungan dengan {added.target} dicatat.")


@router.post("/dokumen/{document_id}/relasi/hapus")
def remove_relation(session: SessionDep, actor: ActorDep, document_id: DocumentId, form: FormDep) -> Response:
    actor.require("document.edit_own")
    relating.remove(session, actor, document_id=document_id, relation_id=form.number("relasi") or 0)
    return redirect(f"/dokumen/{document_id}/relasi", message="Hubungan itu dihapus.")


@router.post("/dokumen/{document_id}/relasi/usulan")
def decide_proposals(
    request: Request, session: SessionDep, actor: ActorDep, document_id: DocumentId, form: FormDep
) -> Response:
    """One proposal ("Benar", "Bukan", or a decision taken back), or all that wait at once."""
    actor.require("document.edit_own")
    place, asked = f"/dokumen/{document_id}/relasi", form.text("keputusan")
    stakes = _stakes_of_proposals(session, actor, document_id, form) if asked in {"semua", "benar"} else []
    if stakes and not form.text(SEEN):
        return ask_about(request, form, stakes, back=place)
    if asked == "semua":
        confirmed = proposals.confirm_all(session, actor, document_id=document_id)
        return redirect(place, message=f"{len(confirmed)} hubungan dicatat.")
    if asked not in _DECIDED:
        raise InvalidInput("Pilih Benar atau Bukan untuk usulan hubungan itu.")
    state, said = _DECIDED[asked]
    number = form.number("usulan") or 0
    decided = proposals.decide(session, actor, document_id=document_id, proposal_id=number, state=state)
    return redirect(place, message=said.format(decided.target))


def _stakes_of_proposals(session: Session, actor: Actor, document_id: int, form: Form) -> list[Stake]:
    stated = proposals.rows(session, actor, document_id)
    waiting = [row for row in stated if row.state is ProposalState.SUGGESTED]
    number = form.number("usulan")
    chosen = waiting if form.text("keputusan") == "semua" else [row for row in waiting if row.id == number]
    return marked_by_proposals(session, actor, chosen, document_id)


@router.get("/dokumen/{document_id}/riwayat")
def show_history(request: Request, session: SessionDep, actor: ActorDep, document_id: DocumentId) -> Response:
    view = _editable_view(session, actor, document_id)
    entries = audit.history(session, object_type="document", object_id=document_id)
    refs = instruments.indicators_by_id(session, indicator_ids_in(entries))
    owners = {agency.id: agency.name for agency in agencies(session, is_active_only=False)}
    page = HistoryContext(document_id, view.row.title, tuple(line_of(entry, refs, owners) for entry in entries))
    return render(request, "documents/history.html", page)


def _editable_view(session: Session, actor: Actor, document_id: int) -> DocumentView:
    documents.editable(session, actor, document_id)
    return documents.view(session, actor, document_id)


def _edit_page(
    session: Session,
    actor: Actor,
    view: DocumentView,
    values: Mapping[str, str],
    seen: Mapping[str, str],
    errors: Mapping[str, str],
) -> EditContext:
    return EditContext(
        document_id=view.row.id,
        heading=view.row.title,
        values=values,
        seen=seen,
        errors=errors,
        agencies=_owners(session, actor, view),
        labels=FIELD_LABELS,
        topics=topics.offered(session, actor),
    )


def _owners(session: Session, actor: Actor, view: DocumentView) -> tuple[tuple[str, str], ...]:
    """Curators choose among all agencies; others may name their own, or leave what stands there."""
    allowed = {actor.agency_id, view.row.agency_id}
    chooses_any = actor.can("document.edit_any")
    return tuple((str(one.id), one.name) for one in agencies(session) if chooses_any or one.id in allowed)


def changed_fields(form: Form) -> dict[str, str]:
    """What this person changed, against what the form had shown."""
    seen = seen_fields(form)
    return {name: value for name, value in given_fields(form).items() if value != seen.get(name)}


def given_fields(form: Form) -> dict[str, str]:
    return {name: _plain(value) for name, value in form.texts.items() if name in FIELD_LABELS}


def seen_fields(form: Form) -> dict[str, str]:
    return {name.removeprefix(_SEEN): _plain(value) for name, value in form.fields if name.startswith(_SEEN)}


def newer_values(
    session: Session, actor: Actor, document_id: int, form: Form, *, vouched: Iterable[str] = ()
) -> dict[str, str]:
    """What is stored now, for each field that somebody else changed and this person would overwrite or has `vouched`.

    Who may see the document is among them even where this person left it alone: what they write may not be for those.
    """
    stored, given = texts_of(_editable_view(session, actor, document_id)), given_fields(form)
    at_stake = {*changed_fields(form), *vouched, "visibility"} & seen_fields(form).keys() & given.keys()
    known = {name: (seen_fields(form)[name].split(), given[name].split()) for name in at_stake}
    # compared word by word: browsers do not send every blank back as it stood there
    return {name: text for name, text in stored.items() if name in known and text.split() not in known[name]}


def refuse_overtaken(session: Session, newer: Mapping[str, str]) -> None:
    if newer:
        owners = agency_names(session)
        raise Overtaken(errors=[FieldError(name, _overtaken(name, text, owners)) for name, text in newer.items()])


def caught_up(form: Form, newer: Mapping[str, str]) -> Form:
    """The form as if it had shown what is stored now, so that saving it once more overwrites knowingly."""
    changed = changed_fields(form)
    shown = [(_SEEN + name, text) for name, text in newer.items()]
    untouched = [(name, text) for name, text in newer.items() if name not in changed]
    return replace(form, fields=(*form.fields, *shown, *untouched))


def _overtaken(name: str, text: str, owners: Mapping[int, str]) -> str:
    if not text:
        return _OVERTAKEN.format("kosong")
    said = owners[int(text)] if name == "agency_id" else in_words(name, text)
    return _OVERTAKEN.format(f"“{shortened(said, _SAID)}”")


def _plain(value: str) -> str:
    return value.replace("\r\n", "\n").strip()


def _relations_page(
    request: Request,
    session: Session,
    actor: Actor,
    document_id: int,
    form: Form | None,
    errors: Mapping[str, str],
) -> Response:
    view = _editable_view(session, actor, document_id)
    stated = proposals.rows(session, actor, document_id)
    page = RelationsContext(
        document_id=document_id,
        heading=view.row.title,
        relations=tuple(RelationLine.of(row) for row in view.relations),
        proposals=proposal_lines(document_id, stated, uses_of_ended(session, actor, stated)),
        type=form.text("type") if form else "",
        target=form.text("target") if form else "",
        errors=errors,
    )
    return render(request, "documents/relations.html", page, status=422 if errors else 200)


def _relation_type(form: Form) -> RelationType:
    given = form.text("type")
    if given not in set(RelationType):
        raise InvalidInput(errors=[FieldError("type", "Pilih hubungannya.")])
    return RelationType(given)
