"""Publishing: the page of one document's way there, what waits for it, and the administrator's choice."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import Conflict, Forbidden, InvalidInput
from app.core.runtime import RuntimeDep, SessionDep
from app.documents import service as documents
from app.publishing import service
from app.publishing.models import Move
from frontend.addresses import DocumentId
from frontend.contexts.publishing import DONE, WAITING, PolicyPage, PublishingPage, WaitingPage
from frontend.forms import FormDep, errors_by_field
from frontend.list_state import asked_part
from frontend.pages.curation import desk_tabs
from frontend.rendering import redirect, render

router = APIRouter()


@router.get(WAITING)
def show_waiting(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("document.publish")
    rows = service.waiting(session, actor, part=asked_part(request))
    page = WaitingPage(desk_tabs(session, actor), rows, service.has_four_eyes(session))
    return render(request, "publishing/waiting.html", page)


@router.get("/dokumen/{document_id}/penerbitan")
def show_document(request: Request, session: SessionDep, actor: ActorDep, document_id: DocumentId) -> Response:
    actor.require("account.own")
    return render(request, "publishing/document.html", _page(session, actor, document_id))


@router.post("/dokumen/{document_id}/penerbitan")
def move(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, document_id: DocumentId) -> Response:
    actor.require("account.own")
    note = form.text("note")
    try:
        with runtime.database.write() as session:
            given = form.text("gerak")
            documents.get(session, actor, document_id)
            if given not in {one.value for one in Move}:
                raise InvalidInput("Pilih apa yang hendak dilakukan.")
            chosen, version = Move(given), form.number("versi")
            service.move(session, actor, document_id=document_id, move=chosen, note=note, version=version)
    except (InvalidInput, Conflict, Forbidden) as error:
        with runtime.database.read() as session:
            errors = errors_by_field(error) or {"note": error.detail}
            page = _page(session, actor, document_id, note, errors)
            return render(request, "publishing/document.html", page, status=error.status)
    return redirect(f"/dokumen/{document_id}", message=DONE[chosen])


@router.get("/admin/penerbitan")
def show_policy(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("system.manage")
    return render(request, "admin/publishing.html", PolicyPage(service.has_four_eyes(session)))


@router.post("/admin/penerbitan")
def set_policy(session: SessionDep, actor: ActorDep, form: FormDep) -> Response:
    service.set_four_eyes(session, actor, wanted=form.text("dua_pasang_mata") == "1")
    return redirect("/admin/penerbitan", message="Pilihan tersimpan.")


def _page(
    session: Session, actor: Actor, document_id: int, note: str = "", errors: Mapping[str, str] | None = None
) -> PublishingPage:
    row = documents.row(session, actor, document_id)
    return PublishingPage(document_id, row.title, service.view(session, actor, document_id), note, errors or {})
