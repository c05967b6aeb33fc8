"""One's own notices: the list, the bell in the head of every page, and putting them aside."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.accounts.access import ActorDep
from app.core.runtime import RuntimeDep, SessionDep
from app.notices import service as notices
from frontend.contexts.notices import NoticesPage
from frontend.forms import FormDep
from frontend.list_state import asked_part, pages_address
from frontend.rendering import redirect, render

router = APIRouter()


@router.get("/pemberitahuan")
def list_notices(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    rows = notices.listing(session, actor, part=asked_part(request))
    page = NoticesPage(rows, notices.unread_count(session, actor), pages_address("/pemberitahuan"))
    return render(request, "notices/list.html", page)


@router.get("/pemberitahuan/lonceng")
def show_bell(request: Request, actor: ActorDep) -> Response:
    """Asked for once a minute by every open page, so it is a line of markup behind one small query."""
    actor.require("account.own")
    return render(request, "notices/_bell.html", None)


@router.post("/pemberitahuan/dibaca")
def mark_read(form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    with runtime.database.write() as session:
        notices.mark_read(session, actor, up_to=form.number("sampai") or 0)
    return redirect("/pemberitahuan", message="Pemberitahuan ditandai sudah dibaca.")
