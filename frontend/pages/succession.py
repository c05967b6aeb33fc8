"""Carrying confirmed labels over to another instrument: a list of what corresponds, decided by a person."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import InvalidInput, NotFound
from app.core.pagination import Slice
from app.core.runtime import RuntimeDep, SessionDep
from app.instruments import service as instruments
from app.succession import service
from app.succession.schemas import CarryDecision
from frontend.addresses import number_or_none
from frontend.contexts.succession import CarryPage
from frontend.forms import Form, FormDep
from frontend.list_state import address, asked_part, pages_address
from frontend.pages.curation import desk_tabs
from frontend.rendering import redirect, render

router = APIRouter()
PATH = "/kurasi/alih"
_PER_PAGE = 25
_SAID = {
    CarryDecision.PROPOSE: "{} label diusulkan dan kini menunggu di antrean kurasi.",
    CarryDecision.CONFIRM: "{} label dipastikan.",
    CarryDecision.REJECT: "{} usulan ditolak dan tidak akan diusulkan lagi.",
}


@router.get(PATH)
def show(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("tag.decide")
    asked = request.query_params.get("instrumen", "") or instruments.default_id(session, runtime.settings)
    return render(request, "curation/carry.html", _page(session, actor, asked, asked_part(request, size=_PER_PAGE)))


@router.post(PATH)
def decide(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    actor.require("tag.decide")
    instrument_id = form.text("instrumen")
    try:
        with runtime.database.write() as session:
            decision, chosen = _decision(form)
            done = service.carry(session, actor, instrument_id=instrument_id, decision=decision, chosen=chosen)
    except InvalidInput as error:
        with runtime.database.read() as session:
            page = _page(session, actor, instrument_id, Slice(limit=_PER_PAGE), error=str(error))
        return render(request, "curation/carry.html", page, status=error.status)
    return redirect(address(PATH, {"instrumen": instrument_id}), message=_SAID[decision].format(done))


def _decision(form: Form) -> tuple[CarryDecision, list[tuple[int, int]] | None]:
    given = form.text("keputusan")
    if given == "semua":
        return CarryDecision.PROPOSE, None
    if given not in {decision.value for decision in CarryDecision}:
        raise InvalidInput("Pilih apakah labelnya diusulkan, dipastikan, atau ditolak.")
    pairs = [_pair(text) for text in form.all("label")]
    return CarryDecision(given), [pair for pair in pairs if pair is not None]


def _pair(text: str) -> tuple[int, int] | None:
    document, _, number = text.partition("-")
    parts = number_or_none(document), number_or_none(number)
    return None if parts[0] is None or parts[1] is None else (parts[0], parts[1])


def _page(session: Session, actor: Actor, instrument_id: str, part: Slice, *, error: str = "") -> CarryPage:
    offered = instruments.listing(session)
    found = next((row for row in offered if row.id == instrument_id), None)
    if found is None:
        raise NotFound("Instrumen penilaian ini tidak ditemukan. Pilih salah satu dari daftar instrumen.")
    return CarryPage(
        instrument=found,
        desk=desk_tabs(session, actor),
        others=[
            (
                row.short_citation,
                address(PATH, {"instrumen": row.id}),
                service.carried_total(session, actor, instrument_id=row.id),
            )
            for row in offered
        ],
        rows=service.candidates(session, actor, instrument_id=instrument_id, part=part),
        pages_href=pages_address(PATH, {"instrumen": instrument_id}),
        error=error,
    )
