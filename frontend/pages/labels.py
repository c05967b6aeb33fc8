"""The queue "Perlu ditinjau": one document at a time, its labels decided with a key, a click or a form."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts import service as accounts
from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import FieldError, InvalidInput
from app.core.pagination import Slice
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.core.tables import saved_id
from app.curation import actions, undoable
from app.curation import service as curation
from app.curation.schemas import Outcome
from app.documents import scans, tagging
from app.documents import service as documents
from app.documents.models import TagState
from app.documents.schemas import fields_from_form
from app.ingest import batches, unsuggested
from app.ingest.picturing import picture_state
from app.instruments import service as instruments
from app.search.grammar import parse
from app.search.inside import marked_text
from app.search.marking import marks_of
from frontend.addresses import DocumentId, number_or_none
from frontend.contexts.editing import texts_of
from frontend.contexts.label_lines import SuggestionLine, first_page, lines_of, pages_of, phrases_on
from frontend.contexts.labels import EDITED, QUEUE, Choices, LabelPage, QueueState, still_waiting
from frontend.contexts.page_text import page_parts
from frontend.contexts.pictures import PagePicture
from frontend.forms import Form, FormDep, errors_by_field
from frontend.list_state import asked_number
from frontend.pages.accounts import local_path
from frontend.pages.curation import quick_tabs
from frontend.pages.editing import (
    Overtaken,
    caught_up,
    changed_fields,
    given_fields,
    newer_values,
    refuse_overtaken,
    seen_fields,
)
from frontend.rendering import redirect, render

router = APIRouter()
_BATCHES = Slice(limit=20)
_MOST_MARKED = 20  # phrases on one page


@router.get(QUEUE)
def show_queue(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    """At `dokumen`, which need not wait any more; without one at the first of the queue."""
    actor.require("tag.decide")
    asked = asked_number(request, "dokumen")
    return render(request, "curation/labels.html", _page(request, runtime, session, actor, asked))


@router.get("/kurasi/dokumen/{document_id}")
def show_document(
    request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, document_id: DocumentId
) -> Response:
    """The labels of one document, whether it waits or not."""
    actor.require("tag.decide")
    return render(request, "curation/labels.html", _page(request, runtime, session, actor, document_id))


@router.post("/dokumen/{document_id}/label")
def decide(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, document_id: DocumentId) -> Response:
    """One or several indicators at once, all decided alike; then back to where one was."""
    actor.require("tag.decide")
    try:
        with runtime.database.write() as session:
            state, indicators = _decision(runtime, session, form)
            outcome = actions.decide(
                session,
                actor,
                document_id=document_id,
                indicator_ids=indicators,
                state=state,
                note=form.text("note"),
                is_from_queue=bool(form.text("antrean")),
            )
    except InvalidInput as error:
        return _with_problem(request, runtime, actor, document_id, error, form)
    text, kind = _said(outcome)
    return redirect(_place(form, document_id), message=text, kind=kind)


@router.post("/dokumen/{document_id}/label/selesai")
def finish(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, document_id: DocumentId) -> Response:
    """On to the next of the queue as it was looked at."""
    actor.require("tag.decide")
    state = QueueState.asked(request)
    seen = {number for number in map(number_or_none, form.all("terlihat")) if number is not None}
    try:
        with runtime.database.write() as session:
            was = curation.standing(session, actor, document_id)
            onward = curation.following(session, actor, document_id, where=state.where, order=state.order)
            is_none = form.text("tidak_ada") == "ya"
            if was.is_waiting or not was.done_at:
                actions.finish(session, actor, document_id=document_id, is_none=is_none, seen=seen)
            left = curation.count(session, actor, where=state.where)
    except InvalidInput as error:
        return _with_problem(request, runtime, actor, document_id, error)
    said = "Selesai" if was.is_waiting or not was.done_at else f"Sudah diselesaikan {was.done_by_name or 'orang lain'}"
    return redirect(state.url(onward.document_id if onward else None), message=f"{said}. {still_waiting(left, onward)}")


@router.post("/dokumen/{document_id}/label/keterangan")
def edit(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, document_id: DocumentId) -> Response:
    """The description of the document, corrected without leaving the queue."""
    actor.require("tag.decide")
    changed = changed_fields(form)
    newer: dict[str, str] = {}
    try:
        with runtime.database.write() as session:
            newer = newer_values(session, actor, document_id, form)
            refuse_overtaken(session, newer)
            if changed.get("title") == "":
                raise InvalidInput(errors=[FieldError("title", "Isi judul dokumen.")])
            documents.edit(session, actor, document_id=document_id, fields=fields_from_form(changed))
    except (InvalidInput, Overtaken) as error:
        return _with_problem(request, runtime, actor, document_id, error, caught_up(form, newer))
    said = "Keterangan tersimpan." if changed else "Tidak ada isian yang berubah."
    return redirect(_place(form, document_id), message=said)


def choices_of(session: Session, actor: Actor) -> Choices:
    owners = [(str(one.id), one.name) for one in accounts.agencies(session)]
    return Choices(owners, batches.listing(session, actor, part=_BATCHES).items)


def _decision(runtime: Runtime, session: Session, form: Form) -> tuple[TagState, list[int]]:
    given = form.text("keputusan")
    if given not in {state.value for state in TagState}:
        raise InvalidInput("Pilih apakah labelnya dipastikan atau ditolak.")
    indicators = [number for number in map(number_or_none, form.all("indikator")) if number is not None]
    if form.text("tambah"):
        indicators.append(_named(runtime, session, form.text("tambah")))
    if not indicators:
        raise InvalidInput("Pilih indikator yang didukung dokumen ini.")
    return TagState(given), indicators


def _named(runtime: Runtime, session: Session, typed: str) -> int:
    """The indicator that was typed: by its number, "26" or "26. Manajemen …", or by words that only one name has."""
    refs = instruments.references(session, instruments.default_id(session, runtime.settings))
    number = number_or_none(typed.split(".", maxsplit=1)[0].strip())
    words = typed.lower().split()
    by_words = [ref for ref in refs if all(word in f"{ref.short_name} {ref.name}".lower() for word in words)]
    found = [ref for ref in refs if ref.number == number] if number is not None else by_words
    if len(found) == 1:
        return found[0].id
    if found:
        named = ", ".join(str(ref.number) for ref in found[:6])
        raise InvalidInput(f"Kata itu cocok dengan beberapa indikator ({named}). Pilih salah satu dari daftarnya.")
    raise InvalidInput(f"Tidak ada indikator “{typed[:80]}”. Ketik nomornya, atau pilih dari daftarnya.")


def _said(outcome: Outcome) -> tuple[str, str]:
    """What happened, and whether somebody else had been quicker."""
    passed = outcome.passed_over
    if passed:
        words = "dipastikan" if passed[0].state is TagState.CONFIRMED else "ditolak"
        return f"Indikator {passed[0].number} sudah {words} {passed[0].decided_by_name or 'orang lain'}.", "warning"
    return f"{outcome.said}.", "success"


def _place(form: Form, document_id: int) -> str:
    return local_path(form.text("kembali")) or f"/kurasi/dokumen/{document_id}"


def _with_problem(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    document_id: int,
    error: InvalidInput | Overtaken,
    form: Form | None = None,
) -> Response:
    with runtime.database.read() as session:
        page = _page(request, runtime, session, actor, document_id, form=form, error=error)
        return render(request, "curation/labels.html", page, status=error.status)


def _page(
    request: Request,
    runtime: Runtime,
    session: Session,
    actor: Actor,
    asked: int | None,
    *,
    form: Form | None = None,
    error: InvalidInput | Overtaken | None = None,
) -> LabelPage:
    state = QueueState.asked(request)
    window = curation.window(session, actor, where=state.where, order=state.order, at=asked)
    choices = choices_of(session, actor)
    tabs = quick_tabs(curation.count(session, actor) if state.is_narrowed else window.total)
    document_id = asked or (window.rows[0].row.id if window.rows else None)
    last = undoable.last(session, actor, shown=document_id)
    if document_id is None:
        reading = curation.being_read(session, actor)
        everywhere = curation.count(session, actor) if state.is_narrowed else 0
        return LabelPage(tabs, state, choices, window, undoable=last, being_read=reading, waiting_elsewhere=everywhere)
    view = documents.view(session, actor, document_id)
    values = texts_of(view)
    tags = tagging.tags_of(session, actor, document_id)
    lines = lines_of(tags, instruments.names_beside(session, runtime.settings, {tag.instrument_id for tag in tags}))
    page = min(asked_number(request, "hlm") or first_page(lines), max(view.row.page_total or 1, 1))
    query = _query(phrases_on(lines, max(page, 1)))
    node = parse(query).node
    revision = documents.revision(session, actor, document_id)
    scan = scans.of(session, saved_id(revision.id), page)
    shown = picture_state(runtime, revision, page)
    texts = documents.page_texts(session, [(view.row.revision_id, page)])
    text = texts.get((view.row.revision_id, page), "")
    return LabelPage(
        tabs=tabs,
        state=state,
        choices=choices,
        window=window,
        row=view.row,
        standing=curation.standing(session, actor, document_id),
        lines=lines,
        page=page,
        pages=pages_of(lines),
        is_page_asked=asked_number(request, "hlm") is not None,
        picture=PagePicture.of(revision, page, scan, marks_of(scan.words, node) if scan else (), shown),
        text=page_parts(marked_text(text, node), "Halaman")[1],
        query=query,
        indicators=_indicators(runtime, session, lines),
        values=values | (given_fields(form) if form else {}),
        seen={name: values[name] for name in EDITED} | (seen_fields(form) if form else {}),
        errors=errors_by_field(error) if error else {},
        undoable=last,
        problem=error.detail if error and not error.errors else "",
        is_about_adding=request.url.path.endswith("/label") and request.method == "POST",
        adding=form.text("tambah") if form else "",
        none_because="" if lines else unsuggested.none_because(session, runtime.settings, actor, document_id),
    )


def _query(phrases: Sequence[str]) -> str:
    return " ATAU ".join(f'"{phrase}"' for phrase in phrases[:_MOST_MARKED] if '"' not in phrase)


def _indicators(runtime: Runtime, session: Session, lines: Sequence[SuggestionLine]) -> list[str]:
    """What the document has no label of yet."""
    taken: Mapping[int, SuggestionLine] = {line.tag.indicator_id: line for line in lines}
    refs = instruments.references(session, instruments.default_id(session, runtime.settings))
    return [f"{ref.number}. {ref.short_name}" for ref in refs if ref.id not in taken]
