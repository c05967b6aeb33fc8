"""Deciding on labels of many documents at once: choose, see each with its reasons, decide on those, take it back."""

from collections.abc import Collection

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import InvalidInput
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.curation import bulk
from app.curation import service as curation
from app.curation.bulk import Verb
from app.curation.schemas import Outcome
from app.instruments import service as instruments
from frontend.contexts.labels import MANY, QueueState
from frontend.contexts.labels_many import PREVIEW, BulkAsk, ManyPage, PreviewPage, pair_of, said_of_skipped
from frontend.forms import Form, FormDep
from frontend.list_state import address, asked_part, pages_address
from frontend.pages.labels import choices_of
from frontend.rendering import redirect, render

router = APIRouter()
_PER_PAGE = 50


@router.get(MANY)
def show_many(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("tag.decide")
    return render(request, "curation/many.html", _page(request, session, actor))


@router.get(PREVIEW)
def show_preview(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    """What would be decided, a page of documents at a time; nothing is yet."""
    actor.require("tag.decide")
    given = request.query_params
    try:
        ask = BulkAsk.of(QueueState.asked(request), given, given.getlist("berkas"))
        page = _preview(runtime, session, actor, ask)
    except InvalidInput as error:
        return _refused(request, session, actor, error)
    return render(request, "curation/many_preview.html", page)


@router.post(MANY)
def decide_many(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    """Exactly the pairs that were ticked; then on to the next page of what was asked for."""
    actor.require("tag.decide")
    ticked = form.all("pasangan")
    pairs = [pair for pair in map(pair_of, ticked) if pair is not None]
    finishes = form.text("selesai") == "ya"
    try:
        ask = BulkAsk.of(QueueState.asked(request), form.texts, form.all("berkas"))
    except InvalidInput as error:
        with runtime.database.read() as session:
            return _refused(request, session, actor, error)
    try:
        with runtime.database.write() as session:
            done = bulk.apply(session, actor, pairs=pairs, verb=ask.verb, finishes=finishes)
    except InvalidInput as error:
        with runtime.database.read() as session:
            page = _preview(runtime, session, actor, ask, ticked=ticked, finishes=finishes, problem=error.detail)
            return render(request, "curation/many_preview.html", page, status=error.status)
    return _onwards(ask, form, done)


def _onwards(ask: BulkAsk, form: Form, done: Outcome) -> Response:
    """To the next page, or back to the list; what was skipped is named, with a way to look at it as it is now."""
    word = "dipastikan" if ask.verb is Verb.CONFIRM else "ditolak"
    said = f"{done.tags} label {word} pada {done.documents} dokumen." if done.tags else "Tidak ada yang berubah."
    left = list(dict.fromkeys(one.document_id for one in done.skipped if one.document_id is not None))
    again = address(PREVIEW, {"tindakan": ask.verb.value, "kekuatan": ask.strength, "berkas": left})
    following = form.number("berikut")
    return redirect(
        ask.url(following) if following else ask.state.url(path=MANY),
        message=said + said_of_skipped(done.skipped),
        kind="success" if done.tags and not done.skipped else "warning",
        links=[("Lihat lagi dokumen yang dilewati", again)] if left else [],
    )


def _refused(request: Request, session: Session, actor: Actor, error: InvalidInput) -> Response:
    page = _page(request, session, actor, problem=error.detail)
    return render(request, "curation/many.html", page, status=error.status)


def _page(request: Request, session: Session, actor: Actor, *, problem: str = "") -> ManyPage:
    state = QueueState.asked(request)
    part = asked_part(request, size=_PER_PAGE)
    return ManyPage(
        state=state,
        choices=choices_of(session, actor),
        rows=curation.listing(session, actor, where=state.where, order=state.order, part=part),
        pages_href=pages_address(MANY, state.values),
        last=curation.last_bulk(session, actor),
        problem=problem,
    )


def _preview(
    runtime: Runtime,
    session: Session,
    actor: Actor,
    ask: BulkAsk,
    *,
    ticked: Collection[str] | None = None,
    finishes: bool = True,
    problem: str = "",
) -> PreviewPage:
    found = bulk.preview(session, actor, scope=ask.scope, after=ask.after, size=_PER_PAGE)
    shown = {one.tag.instrument_id for group in found.groups for one in group.proposals}
    others = instruments.names_beside(session, runtime.settings, shown)
    return PreviewPage(ask, found, others, ticked=ticked, finishes=finishes, problem=problem)
