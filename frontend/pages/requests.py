"""From a search that found nothing to the document: asking for it, and the curators' queue where it is answered."""

import re

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import Conflict, FieldError, InvalidInput, NotFound
from app.core.pagination import Slice
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.search import service as search
from app.search.schemas import SearchRequest
from app.searches import requests, unanswered
from app.searches.access import CURATING, owner_id
from frontend.addresses import number_in, number_or_none
from frontend.contexts.requests import (
    DESK,
    OWN,
    AnswerPage,
    AskForm,
    DeskPage,
    MissedLine,
    OwnRequestsPage,
    RequestLine,
)
from frontend.forms import Form, FormDep, errors_by_field, form_of
from frontend.list_state import asked_part, pages_address
from frontend.pages.curation import desk_tabs
from frontend.rendering import redirect, render
from storage.names import clean_line

router = APIRouter()
_OFFERS = Slice(limit=5)
_REQUESTS_SHOWN = Slice(limit=50)
_DOCUMENT = re.compile(r"(?:.*/dokumen/)?#?(\d{1,9})(?:[/?#].*)?")
_ASKED = "Permintaan terkirim. Anda diberi tahu begitu kurator menjawabnya."


@router.get(OWN)
def list_own(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    rows = requests.own(session, actor, part=asked_part(request))
    page = OwnRequestsPage(tuple(RequestLine(row) for row in rows.items), rows, pages_address(OWN))
    return render(request, "searches/requests.html", page)


@router.get(OWN + "/baru")
def show_ask_form(request: Request, actor: ActorDep, q: str = "") -> Response:
    owner_id(actor)
    return render(request, "searches/ask.html", AskForm(clean_line(q)))


@router.post(OWN)
def ask(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    query, note = form.text("query"), form.text("note")
    try:
        with runtime.database.write() as session:
            requests.ask(session, actor, query=query, note=note)
    except InvalidInput as error:
        return render(request, "searches/ask.html", AskForm(query, note, errors_by_field(error)), status=error.status)
    except Conflict as error:
        return redirect(OWN, message=error.detail, kind="info")
    return redirect(OWN, message=_ASKED)


@router.post(OWN + "/{request_id}/tarik", dependencies=[Depends(form_of)])
def withdraw(session: SessionDep, actor: ActorDep, request_id: str) -> Response:
    requests.withdraw(session, actor, request_id=number_in(request_id))
    return redirect(OWN, message="Permintaan ditarik.")


@router.get(DESK)
def show_desk(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    actor.require(CURATING)
    is_done = request.query_params.get("keadaan") == "selesai"
    waiting = requests.listing(session, actor, part=_REQUESTS_SHOWN, is_open=not is_done)
    rows = unanswered.listing(session, actor, runtime.settings, part=asked_part(request), is_handled=is_done)
    page = DeskPage(
        tabs=desk_tabs(session, actor),
        is_done=is_done,
        requests=tuple(RequestLine(row) for row in waiting.items),
        request_total=waiting.total,
        missed=tuple(MissedLine(row) for row in rows.items),
        rows=rows,
        pages_href=pages_address(DESK, {"keadaan": "selesai" if is_done else None}),
        days=runtime.settings.search_log_days if runtime.settings.search_log else None,
    )
    return render(request, "searches/desk.html", page)


@router.post(DESK + "/tangani")
def settle(form: FormDep, session: SessionDep, actor: ActorDep) -> Response:
    is_handled = form.text("batal") != "ya"
    unanswered.settle(session, actor, query=form.texts.get("kata", ""), is_handled=is_handled)
    said = "Ditandai sudah ditangani. Bila dicari lagi tanpa hasil, kata ini muncul kembali."
    return redirect(DESK, message=said if is_handled else "Kata itu kembali ke daftar.")


@router.get("/kurasi/permintaan/{request_id}")
def show_request(
    request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, request_id: str
) -> Response:
    actor.require(CURATING)
    return render(request, "searches/answer.html", _answer_page(runtime, session, actor, number_in(request_id)))


@router.post("/kurasi/permintaan/{request_id}/penuhi")
def fulfil(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, request_id: str) -> Response:
    actor.require(CURATING)
    asked = number_in(request_id)
    try:
        document_id = _document_in(form)
        with runtime.database.write() as session:
            requests.fulfil(session, actor, request_id=asked, document_id=document_id, answer=form.text("answer"))
    except (InvalidInput, NotFound) as error:
        return _refused(request, runtime, actor, asked, form, error)
    return redirect(DESK, message="Permintaan dijawab. Peminta diberi tahu dengan tautan ke dokumennya.")


@router.post("/kurasi/permintaan/{request_id}/tolak")
def decline(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, request_id: str) -> Response:
    actor.require(CURATING)
    asked = number_in(request_id)
    try:
        with runtime.database.write() as session:
            requests.decline(session, actor, request_id=asked, reason=form.text("reason"))
    except InvalidInput as error:
        return _refused(request, runtime, actor, asked, form, error)
    return redirect(DESK, message="Permintaan ditutup. Peminta diberi tahu alasannya.")


def _document_in(form: Form) -> int:
    """The one chosen among the offers, or the number in an address that was pasted; the pasted one goes first."""
    typed = _DOCUMENT.fullmatch(form.text("alamat"))
    found = number_or_none(typed[1]) if typed else None if form.text("alamat") else form.number("dokumen")
    if not found:
        raise InvalidInput(
            "Perbaiki isian yang ditandai, lalu kirim lagi.",
            errors=[FieldError("document", "Pilih dokumennya, atau tulis nomor atau alamat halamannya.")],
        )
    return found


def _refused(
    request: Request, runtime: Runtime, actor: Actor, request_id: int, form: Form, error: InvalidInput | NotFound
) -> Response:
    """The same page with everything that was typed; a document that is not there is a mistake in the field."""
    errors = errors_by_field(error) or {"document": error.detail}
    with runtime.database.read() as session:
        page = _answer_page(runtime, session, actor, request_id, form, errors)
    return render(request, "searches/answer.html", page, status=422)


def _answer_page(
    runtime: Runtime,
    session: Session,
    actor: Actor,
    request_id: int,
    form: Form | None = None,
    errors: dict[str, str] | None = None,
) -> AnswerPage:
    row = requests.get(session, actor, request_id)
    found = search.search(session, actor, runtime.generations.open_current, SearchRequest(row.query, part=_OFFERS))
    typed = form.texts if form else {}
    return AnswerPage(
        line=RequestLine(row),
        offers=tuple(hit.row for hit in found.hits),
        chosen=typed.get("dokumen", ""),
        address=typed.get("alamat", ""),
        answer=typed.get("answer", ""),
        reason=typed.get("reason", ""),
        errors=errors or {},
    )
