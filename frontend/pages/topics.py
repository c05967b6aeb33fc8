"""Topics on the curators' desk: renamed, merged or taken away, after a look at how many documents that changes."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.accounts.access import ActorDep
from app.core.errors import Conflict, InvalidInput
from app.core.runtime import RuntimeDep, SessionDep
from app.taxonomies import topics
from frontend.contexts.topics import FORM, PATH, TopicPage, TopicsPage
from frontend.forms import FormDep, errors_by_field
from frontend.list_state import asked_part, pages_address
from frontend.pages.curation import desk_tabs
from frontend.rendering import redirect, render
from storage.names import clean_line

router = APIRouter()


@router.get(PATH)
def show_topics(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    q = clean_line(request.query_params.get("q", ""))
    rows = topics.listing(session, actor, text=q, part=asked_part(request))
    page = TopicsPage(desk_tabs(session, actor), q, rows, pages_address(PATH, {"q": q}))
    return render(request, "vocabulary/topics.html", page)


@router.get(FORM)
def show_topic(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    asked = topics.find(session, actor, name=request.query_params.get("topik", "")).name
    return render(request, "vocabulary/topic.html", TopicPage(asked, asked))


@router.post(FORM)
def look_or_change(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    """Says what the change does; only the second button makes it."""
    actor.require(topics.RIGHT)
    old, name = form.text("topik"), form.text("name") if form.text("langkah") != "lepas" else ""
    try:
        if form.text("langkah") == "simpan":
            with runtime.database.write() as session:
                made = topics.change(session, actor, old=old, name=name)
            return redirect(PATH, message=f"Topik pada {len(made.documents)} dokumen sudah diubah.")
        with runtime.database.read() as session:
            wanted = topics.looked_at(session, actor, old=old, name=name)
    except (InvalidInput, Conflict) as error:
        page = TopicPage(old, name, errors=errors_by_field(error), alert=str(error))
        return render(request, "vocabulary/topic.html", page, status=error.status)
    return render(request, "vocabulary/topic.html", TopicPage(old, wanted.name, wanted))
