"""The curators' desk: decide on suggested labels, mend readings, complete descriptions. Every list keeps its place."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import InvalidInput
from app.core.pagination import Slice
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.documents import checking, tagging
from app.documents import service as documents
from app.documents.models import Kind, TagState
from app.documents.schemas import Filters
from app.instruments import service as instruments
from app.searches import requests
from app.twins import reads as twins
from frontend.addresses import DocumentId, number_or_none
from frontend.contexts.assessments import Options
from frontend.contexts.curation import (
    BAD_READINGS,
    TABS,
    CurationPage,
    DocumentTagsPage,
    TagCard,
    TroublePage,
    card_of,
    cards_of,
)
from frontend.forms import Form, FormDep
from frontend.list_state import asked_number, asked_part, pages_address
from frontend.pages.accounts import local_path
from frontend.rendering import redirect, render

router = APIRouter()
_ONE = Slice(limit=1)
_PER_PAGE = 10
_THIN = Filters(kinds=(Kind.OTHER,))
_THIN_MINE = Filters(kinds=(Kind.OTHER,), mine=True)
_BAD = Filters(states=BAD_READINGS)
_SAID = {
    TagState.CONFIRMED: "Label dipastikan",
    TagState.REJECTED: "Usulan ditolak",
    TagState.SUGGESTED: "Keputusan ditarik kembali",
}


@router.get("/kurasi")
def show_queue(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    rows = tagging.waiting(session, actor, part=asked_part(request, size=_PER_PAGE))
    back = f"/kurasi?hal={rows.page}" if rows.page > 1 else "/kurasi"
    tags = tagging.tags_by_document(session, actor, [row.id for row in rows.items])
    page = CurationPage(
        tabs=desk_tabs(session, actor, waiting=rows.total),
        rows=rows,
        cards=cards_of(rows.items, tags, back=back),
        just_decided=_just_decided(request, session, actor, [row.id for row in rows.items], back),
        pages_href=pages_address("/kurasi"),
    )
    return render(request, "curation/queue.html", page)


@router.get("/kurasi/bacaan")
def show_bad_readings(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("tag.decide")
    page = TroublePage(
        current="/kurasi/bacaan",
        tabs=desk_tabs(session, actor),
        rows=documents.listing(session, actor, filters=_BAD, part=asked_part(request)),
        is_mine_only=False,
        pages_href=pages_address("/kurasi/bacaan"),
    )
    return render(request, "curation/readings.html", page)


@router.get("/kurasi/lengkapi")
def show_thin_ones(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("tag.decide")
    is_mine_only = request.query_params.get("milik") == "saya"
    filters = _THIN_MINE if is_mine_only else _THIN
    page = TroublePage(
        current="/kurasi/lengkapi",
        tabs=desk_tabs(session, actor),
        rows=documents.listing(session, actor, filters=filters, part=asked_part(request)),
        is_mine_only=is_mine_only,
        pages_href=pages_address("/kurasi/lengkapi", {"milik": "saya" if is_mine_only else None}),
    )
    return render(request, "curation/thin.html", page)


@router.get("/kurasi/dokumen/{document_id}")
def show_document(
    request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, document_id: DocumentId
) -> Response:
    """Every label of one document, also decided ones, and a way to add what no suggestion named."""
    actor.require("tag.decide")
    return render(request, "curation/document.html", _document_page(runtime, session, actor, document_id))


@router.post("/dokumen/{document_id}/label")
def decide(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, document_id: DocumentId) -> Response:
    """One or several indicators at once, all decided alike; then back to the same place in the list."""
    actor.require("tag.decide")
    try:
        state, indicators = _decision(form)
        with runtime.database.write() as session:
            for indicator_id in indicators:
                tagging.decide(
                    session,
                    actor,
                    document_id=document_id,
                    indicator_id=indicator_id,
                    state=state,
                    note=form.text("note"),
                )
            session.flush()
            left = [tag for tag in tagging.tags_of(session, actor, document_id) if tag.state is TagState.SUGGESTED]
    except InvalidInput as error:
        with runtime.database.read() as session:
            page = _document_page(runtime, session, actor, document_id, error=str(error))
        return render(request, "curation/document.html", page, status=error.status)
    said = _SAID[state] if len(indicators) == 1 else f"{_SAID[state]} untuk {len(indicators)} indikator"
    return redirect(_place(form, document_id, is_done=not left), message=f"{said}.")


def _decision(form: Form) -> tuple[TagState, list[int]]:
    given = form.text("keputusan")
    if given not in {state.value for state in TagState}:
        raise InvalidInput("Pilih apakah labelnya dipastikan atau ditolak.")
    indicators = [number for number in map(number_or_none, form.all("indikator")) if number is not None]
    if not indicators:
        raise InvalidInput("Pilih indikator yang didukung dokumen ini.")
    return TagState(given), indicators


def _place(form: Form, document_id: int, *, is_done: bool) -> str:
    """The list as it was left; where the document has gone from it, at the one that follows."""
    back = local_path(form.text("kembali")) or f"/kurasi/dokumen/{document_id}"
    if not back.startswith("/kurasi") or back.startswith("/kurasi/dokumen"):
        return back
    base = f"{back}{'&' if '?' in back else '?'}baru={document_id}"
    following = form.text("lanjut")
    is_anchor = following.replace("-", "").isalnum()
    return f"{base}#{following}" if is_done and is_anchor else f"{base}#dokumen-{document_id}"


def _just_decided(request: Request, session: Session, actor: Actor, shown: list[int], back: str) -> TagCard | None:
    document_id = asked_number(request, "baru")
    if document_id is None or document_id in shown:
        return None
    row = documents.rows_by_ids(session, actor, [document_id]).get(document_id)
    if row is None:
        return None
    tags = tagging.tags_of(session, actor, document_id)
    return card_of(row, tags, back=back, next_anchor=f"dokumen-{document_id}")


def desk_tabs(session: Session, actor: Actor, waiting: int | None = None) -> list[tuple[str, str, int]]:
    counts = (
        tagging.waiting(session, actor, part=_ONE).total if waiting is None else waiting,
        checking.counts(session, actor).waiting,
        documents.listing(session, actor, filters=_BAD, part=_ONE).total,
        documents.listing(session, actor, filters=_THIN, part=_ONE).total,
        twins.waiting(session, actor),
        requests.waiting(session, actor),
    )
    return [(text, href, count) for (text, href), count in zip(TABS, counts, strict=True)]


def _document_page(
    runtime: Runtime, session: Session, actor: Actor, document_id: int, *, error: str = ""
) -> DocumentTagsPage:
    row = documents.view(session, actor, document_id).row
    here = f"/kurasi/dokumen/{document_id}"
    card = card_of(row, tagging.tags_of(session, actor, document_id), back=here, next_anchor="")
    taken = {line.tag.indicator_id for line in card.lines}
    groups = _indicator_groups(session, instruments.default_id(session, runtime.settings), taken)
    return DocumentTagsPage(card, groups, error)


def _indicator_groups(session: Session, instrument_id: str, taken: set[int]) -> list[tuple[str, Options]]:
    """What the document has no label of yet, by aspect."""
    refs = [ref for ref in instruments.references(session, instrument_id) if ref.id not in taken]
    aspects = dict.fromkeys(ref.aspect_name for ref in refs)
    return [
        (name, [(str(ref.id), f"{ref.number}. {ref.short_name}") for ref in refs if ref.aspect_name == name])
        for name in aspects
    ]
