"""Topics on the curators' desk: renamed, merged or taken away, after a look at how many documents that changes."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.accounts.access import ActorDep
from app.core.errors import Conflict, InvalidInput
from app.core.runtime import RuntimeDep, SessionDep
from app.taxonomies import topic_words, topics
from app.taxonomies.previewing import tried
from frontend.contexts.topics import FORM, PATH, WORDS, TopicPage, TopicsPage
from frontend.contexts.vocabulary import EffectBlock
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
    held = topic_words.of_topic(session, actor, asked)
    page = TopicPage(asked, asked, terms="\n".join(held.terms), description=held.description)
    return render(request, "vocabulary/topic.html", page)


@router.post(WORDS)
def look_or_keep(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    """What a topic means and is called: tried out on searches first; only the second button keeps it."""
    actor.require(topics.RIGHT)
    name, terms, description = form.text("topik"), form.text("terms"), form.text("description")
    try:
        if form.text("langkah") == "simpan":
            with runtime.database.write() as session:
                topic_words.keep(session, actor, name=name, description=description, terms=[terms])
            return redirect(PATH, message=f"Keterangan dan sebutan topik “{name}” tersimpan.")
        with runtime.database.read() as session:
            meaning = topic_words.checked(session, actor, name=name, description=description, terms=[terms])
            future, opened = topic_words.after(session, meaning), runtime.generations.open_current
            found = tried(session, actor, opened, runtime.settings, future, ["\n".join(meaning.terms)])
    except (InvalidInput, Conflict) as error:
        shown = errors_by_field(error)
        page = TopicPage(name, name, errors=shown, alert=str(error), terms=terms, description=description)
        return render(request, "vocabulary/topic.html", page, status=error.status)
    effects = [EffectBlock(one) for one in found.effects]
    page = TopicPage(name, name, terms=terms, description=description, effects=effects)
    return render(request, "vocabulary/topic.html", page)


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
