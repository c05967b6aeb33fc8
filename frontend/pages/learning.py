"""Learning on the curators' desk: train now, look at what was learned, switch to another version or off."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import Conflict
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.instruments import service as instruments
from app.learning import service
from app.learning.schemas import VersionRow
from frontend.addresses import number_in
from frontend.contexts.learning import LearningPage, VersionLine, VersionPage
from frontend.forms import FormDep
from frontend.pages.curation import desk_tabs
from frontend.rendering import redirect, render

router = APIRouter()
_PATH = "/kurasi/belajar"


@router.get(_PATH)
def show_learning(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("tag.decide")
    asked = request.query_params.get("instrumen") or instruments.default_id(session, runtime.settings)
    return render(request, "learning/list.html", _page(runtime, session, actor, asked))


@router.post(_PATH + "/latih")
def train(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    actor.require("tag.decide")
    asked = form.text("instrumen")
    try:
        with runtime.database.write() as session:
            service.request_training(session, actor, asked)
    except Conflict as error:
        with runtime.database.read() as session:
            page = _page(runtime, session, actor, asked, error=str(error))
        return render(request, "learning/list.html", page, status=error.status)
    return redirect(_address(asked), message="Belajar dimulai di belakang layar. Hasilnya dikabarkan lewat lonceng.")


@router.post(_PATH + "/matikan")
def switch_off(form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    actor.require("tag.decide")
    asked = form.text("instrumen")
    with runtime.database.write() as session:
        service.switch_off(session, actor, asked)
    message = "Hasil belajar dimatikan. Usulan yang belum diputuskan dihitung ulang dari aturan saja."
    return redirect(_address(asked), message=message)


@router.get(_PATH + "/{version_id}")
def show_version(request: Request, session: SessionDep, actor: ActorDep, version_id: str) -> Response:
    asked = number_in(version_id)
    row = service.version(session, actor, asked)
    return render(request, "learning/show.html", _version_page(session, actor, row))


@router.post(_PATH + "/{version_id}/pakai")
def activate(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, version_id: str) -> Response:
    asked = number_in(version_id)
    try:
        with runtime.database.write() as session:
            row = service.activate(session, actor, asked, knowingly=form.text("paham") == "1")
    except Conflict as error:
        with runtime.database.read() as session:
            page = _version_page(session, actor, service.version(session, actor, asked), error=str(error))
        return render(request, "learning/show.html", page, status=error.status)
    message = f"Versi {row.number} dipakai. Usulan yang belum diputuskan dihitung ulang di belakang layar."
    return redirect(_address(row.instrument_id), message=message)


def _version_page(session: Session, actor: Actor, row: VersionRow, *, error: str = "") -> VersionPage:
    return VersionPage(_line(actor, row), service.words(session, actor, row.id), error)


def _line(actor: Actor, row: VersionRow) -> VersionLine:
    return VersionLine(row, may_override=actor.can(service.OVERRIDE))


def _page(runtime: Runtime, session: Session, actor: Actor, instrument_id: str, *, error: str = "") -> LearningPage:
    return LearningPage(
        tabs=desk_tabs(session, actor),
        instruments=instruments.listing(session),
        standing=service.standing(session, actor, instrument_id, threshold=runtime.settings.learn_after),
        lines=[_line(actor, row) for row in service.versions(session, actor, instrument_id)],
        least=service.ENOUGH_DECISIONS,
        error=error,
    )


def _address(instrument_id: str) -> str:
    return f"{_PATH}?instrumen={instrument_id}"
