"""Deciding on the labels of many documents at once: choose, see what would happen, do it, take it back."""

from decimal import Decimal, InvalidOperation

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import InvalidInput
from app.core.runtime import RuntimeDep, SessionDep
from app.curation import bulk
from app.curation import service as curation
from app.curation.bulk import Verb
from frontend.addresses import number_or_none
from frontend.contexts.labels import MANY, QueueState
from frontend.contexts.labels_many import ManyPage, PreviewPage
from frontend.forms import Form, FormDep
from frontend.list_state import asked_part, pages_address
from frontend.pages.labels import choices_of
from frontend.rendering import redirect, render

router = APIRouter()
_PER_PAGE = 50


@router.get(MANY)
def show_many(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("tag.decide")
    return render(request, "curation/many.html", _page(request, session, actor))


@router.post("/kurasi/banyak/pratinjau")
def show_preview(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    """What would be decided; nothing is yet."""
    actor.require("tag.decide")
    state = QueueState.asked(request)
    with runtime.database.read() as session:
        try:
            verb, strength = _asked(form)
            ids = _documents(session, actor, state, form)
            found = bulk.preview(session, actor, document_ids=ids, verb=verb, strength=strength)
        except InvalidInput as error:
            page = _page(request, session, actor, problem=error.detail)
            return render(request, "curation/many.html", page, status=error.status)
        total = curation.count(session, actor, where=state.where)
        shown = PreviewPage(state, verb, strength, found, is_cut=_is_all(form) and total > bulk.MOST)
        return render(request, "curation/many_preview.html", shown)


@router.post(MANY)
def decide_many(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    actor.require("tag.decide")
    state = QueueState.asked(request)
    try:
        with runtime.database.write() as session:
            verb, strength = _asked(form)
            ids = _chosen(form)
            finishes = form.text("selesai") == "ya"
            done = bulk.apply(session, actor, document_ids=ids, verb=verb, strength=strength, finishes=finishes)
    except InvalidInput as error:
        with runtime.database.read() as session:
            page = _page(request, session, actor, problem=error.detail)
            return render(request, "curation/many.html", page, status=error.status)
    word = "dipastikan" if verb is Verb.CONFIRM else "ditolak"
    said = f"{done.tags} label {word} pada {done.documents} dokumen." if done.tags else "Tidak ada yang berubah."
    return redirect(state.url(path=MANY), message=said, kind="success" if done.tags else "warning")


def _page(request: Request, session: Session, actor: Actor, *, problem: str = "") -> ManyPage:
    state = QueueState.asked(request)
    part = asked_part(request, size=_PER_PAGE)
    return ManyPage(
        state=state,
        choices=choices_of(session, actor),
        rows=curation.listing(session, actor, where=state.where, order=state.order, part=part),
        pages_href=pages_address(MANY, state.values),
        last=curation.last_bulk(session, actor),
        most=bulk.MOST,
        problem=problem,
    )


def _asked(form: Form) -> tuple[Verb, Decimal]:
    given = form.text("tindakan")
    if given not in {verb.value for verb in Verb}:
        raise InvalidInput("Pilih apakah usulannya dipastikan atau ditolak.")
    try:
        strength = Decimal(form.text("kekuatan"))
        is_share = 0 <= strength <= 1  # what is no number at all, NaN, cannot be compared
    except InvalidOperation:
        is_share = False
    if not is_share:
        raise InvalidInput("Pilih kekuatan usulannya.")
    return Verb(given), strength


def _documents(session: Session, actor: Actor, state: QueueState, form: Form) -> list[int]:
    return bulk.matching(session, actor, where=state.where) if _is_all(form) else _chosen(form)


def _chosen(form: Form) -> list[int]:
    return [number for number in map(number_or_none, form.all("berkas")) if number is not None]


def _is_all(form: Form) -> bool:
    return form.text("lingkup") == "saringan"
