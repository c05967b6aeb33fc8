"""Taking back a contribution: its author takes it back or asks for it, curators decide."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.contributions import service, withdrawing
from app.contributions.withdrawing import DESK
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.runtime import RuntimeDep, SessionDep
from app.documents.models import Lifecycle
from frontend.addresses import Number
from frontend.contexts.contributions import PLACE, TakingBackPage, WithdrawalsPage
from frontend.forms import FormDep, errors_by_field
from frontend.list_state import asked_part
from frontend.pages.curation import desk_tabs
from frontend.rendering import redirect, render

router = APIRouter()


@router.get(PLACE + "/{number}/tarik")
def show(request: Request, session: SessionDep, actor: ActorDep, number: Number) -> Response:
    found = service.view(session, actor, number)
    if found.state not in {Lifecycle.IN_REVIEW, Lifecycle.PUBLISHED} or found.is_asked_back:
        return redirect(PLACE)
    is_published = found.state is Lifecycle.PUBLISHED
    page = TakingBackPage(number, found.contribution.title, is_published)
    return render(request, "contributions/take_back.html", page)


@router.post(PLACE + "/{number}/tarik")
def take_back(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, number: Number) -> Response:
    """At once while it waits; once it is published curators are asked."""
    reason = form.text("reason")
    try:
        with runtime.database.write() as session:
            found = service.view(session, actor, number)
            is_published, title = found.state is Lifecycle.PUBLISHED, found.contribution.title
            if is_published:
                withdrawing.ask(session, actor, number, reason=reason)
            else:
                withdrawing.take_back(session, actor, number)
    except InvalidInput as error:
        page = TakingBackPage(number, title, is_published, reason, errors_by_field(error))
        return render(request, "contributions/take_back.html", page, status=error.status)
    except Conflict as error:
        return redirect(PLACE, message=error.detail, kind="warning")
    if is_published:
        return redirect(PLACE, message="Kurator sudah diberi tahu dan memutuskan. Sampai itu sumbangan tetap terbit.")
    return redirect(f"{PLACE}/{number}", message="Ditarik kembali. Ubah seperlunya, lalu ajukan lagi.")


@router.get(DESK)
def list_requests(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("document.publish")
    return render(request, "contributions/withdrawals.html", _page(request, session, actor))


@router.post(DESK + "/{number}")
def decide(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, number: Number) -> Response:
    actor.require("document.publish")
    is_granted, answer = form.text("keputusan") == "tarik", form.text("answer")
    try:
        with runtime.database.write() as session:
            withdrawing.decide(session, actor, number, is_granted=is_granted, answer=answer)
    except NotFound as error:
        return redirect(DESK, message=error.detail, kind="warning")
    except (InvalidInput, Conflict) as error:
        said = errors_by_field(error).get("answer") or error.detail
        with runtime.database.read() as session:
            page = _page(request, session, actor, refused=number, answer=answer, error=said)
            return render(request, "contributions/withdrawals.html", page, status=error.status)
    said = "Ditarik dari terbitan; penyusunnya diberi tahu." if is_granted else "Tetap terbit; penyusunnya diberi tahu."
    return redirect(DESK, message=said)


def _page(
    request: Request, session: Session, actor: Actor, *, refused: int | None = None, answer: str = "", error: str = ""
) -> WithdrawalsPage:
    rows = withdrawing.waiting(session, actor, part=asked_part(request))
    return WithdrawalsPage(desk_tabs(session, actor), rows, refused, answer, error)
