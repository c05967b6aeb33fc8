"""One's own notices: the list, the bell in the head of every page, opening them, and what one wants to be told."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.accounts.access import ActorDep
from app.core.runtime import RuntimeDep, SessionDep
from app.notices import service as notices
from app.notices.topics import BY_KEY
from frontend.addresses import Number
from frontend.contexts.notices import PLACE, NoticeChoicesPage, NoticeGroupPage, NoticesPage
from frontend.forms import FormDep
from frontend.list_state import asked_part, pages_address
from frontend.rendering import redirect, render

router = APIRouter()
_STATES = {"belum": False, "sudah": True}


@router.get("/pemberitahuan")
def list_notices(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    state, topic = request.query_params.get("status", ""), request.query_params.get("topik", "")
    state, topic = state if state in _STATES else "", topic if topic in BY_KEY else ""
    rows = notices.listing(
        session, actor, part=asked_part(request), is_read=_STATES.get(state), topic=BY_KEY.get(topic)
    )
    href = pages_address(PLACE, {"status": state, "topik": topic})
    return render(
        request,
        "notices/list.html",
        NoticesPage(rows, notices.unread_count(session, actor), state, topic, href),
    )


@router.get("/pemberitahuan/lonceng")
def show_bell(request: Request, actor: ActorDep) -> Response:
    """Asked for once a minute by every open page, so it is a line of markup behind one small query."""
    actor.require("account.own")
    return render(request, "notices/_bell.html", None)


@router.get("/pemberitahuan/pilihan")
def show_choices(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    return render(request, "notices/choices.html", NoticeChoicesPage(notices.choices(session, actor)))


@router.post("/pemberitahuan/pilihan")
def save_choices(form: FormDep, session: SessionDep, actor: ActorDep) -> Response:
    notices.choose(session, actor, wanted=form.all("topik"))
    return redirect("/pemberitahuan/pilihan", message="Pilihan pemberitahuan tersimpan.")


@router.post("/pemberitahuan/dibaca")
def mark_read(form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    with runtime.database.write() as session:
        notices.mark_read(session, actor, up_to=form.number("sampai") or 0)
    return redirect(PLACE, message="Pemberitahuan ditandai sudah dibaca.")


@router.post("/pemberitahuan/{number}/dibaca")
def mark_one_read(_form: FormDep, session: SessionDep, actor: ActorDep, number: Number) -> Response:
    notices.open_one(session, actor, notice_id=number)
    return redirect(PLACE)


@router.get("/pemberitahuan/{number}")
def show_group(request: Request, session: SessionDep, actor: ActorDep, number: Number) -> Response:
    """What is folded into one notice."""
    rows = notices.folded(session, actor, notice_id=number, part=asked_part(request))
    heading = rows.items[0].topic.label if rows.items else BY_KEY["lain"].label
    page = NoticeGroupPage(heading, rows, pages_address(f"{PLACE}/{number}"))
    return render(request, "notices/group.html", page)


@router.get("/pemberitahuan/{number}/buka")
def open_notice(runtime: RuntimeDep, actor: ActorDep, number: Number) -> Response:
    """A link, so that it opens in another tab as well; it changes nothing but one's own mark of what was read."""
    with runtime.database.write() as session:
        notice = notices.open_one(session, actor, notice_id=number)
        has_more = notices.is_group(session, notice)
        link = f"{PLACE}/{number}" if has_more else notice.link
    return redirect(link or PLACE)
