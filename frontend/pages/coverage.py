"""The coverage map of an instrument, and what stands behind each of its numbers."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts import service as accounts
from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.config import Settings
from app.core.pagination import Listing, Slice
from app.core.runtime import RuntimeDep, SessionDep
from app.coverage import service as coverage
from app.evidence import service as evidence
from app.evidence.models import EvidenceState
from app.evidence.schemas import EvidenceFilter, EvidenceRow
from app.instruments import service as instruments
from app.succession import service as succession
from frontend.addresses import Number
from frontend.contexts.cards import DocumentCard
from frontend.contexts.coverage import NARROWED, map_page
from frontend.contexts.coverage_addresses import cell_of
from frontend.contexts.coverage_cell import (
    CellPage,
    agency_words,
    coverage_in_small,
    crumbs_of,
    indicator_page_of,
    newest_of,
    page_url_of,
    said_of,
    ways_from,
)
from frontend.contexts.coverage_views import VIEWS
from frontend.list_state import asked_number, asked_part
from frontend.rendering import render

router = APIRouter()
_EVIDENCE = Slice(20)


@router.get("/cakupan")
def show_default_map(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    settings = runtime.settings
    return _map(request, settings, session, actor, instruments.default_id(session, settings))


@router.get("/instrumen/{instrument_id}/cakupan")
def show_map(
    request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, instrument_id: str
) -> Response:
    return _map(request, runtime.settings, session, actor, instrument_id)


@router.get("/instrumen/{instrument_id}/cakupan/{number}")
def show_cell(
    request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, instrument_id: str, number: Number
) -> Response:
    detail = instruments.indicator(session, instrument_id, number)
    line = coverage.of_indicator(session, actor, runtime.settings, instrument_id, number)
    instrument = instruments.tree(session, instrument_id).instrument
    cell = cell_of(request.query_params)
    found = coverage.documents_in(
        session, actor, runtime.settings, indicator_id=detail.ref.id, cell=cell, part=asked_part(request)
    ).map(DocumentCard.of)
    claims = _accepted(session, actor, detail.ref.id)
    names = {agency.id or 0: agency.name for agency in accounts.agencies(session)} if cell.agency_id else {}
    page = CellPage(
        detail=detail,
        instrument=instrument,
        crumbs=crumbs_of(detail, instrument),
        said=said_of(cell, agency_words(cell.agency_id, names)),
        is_suggested=cell.state != "confirmed",
        cards=tuple(found.items),
        found=found,
        page_url=page_url_of(detail, cell),
        newest=newest_of(line),
        groups=coverage_in_small(instrument_id, line, cell),
        ways=ways_from(detail, instrument, cell, may_upload=actor.can("document.upload")),
        evidence=tuple(claims.items),
        evidence_total=claims.total,
        indicator_url=indicator_page_of(detail),
    )
    return render(request, "coverage/cell.html", page)


def _map(request: Request, settings: Settings, session: Session, actor: Actor, instrument_id: str) -> Response:
    """Views and filters that nothing is known of are the usual ones."""
    view, narrowed = request.query_params.get("tampilan", ""), request.query_params.get("saring", "")
    page = map_page(
        coverage.read(session, actor, settings, instrument_id),
        instruments.listing(session),
        view=view if view in VIEWS else "",
        narrowed=narrowed if narrowed in NARROWED else "",
        agency_page=asked_number(request, "hal") or 1,
        carried=succession.carried_total(session, actor, instrument_id=instrument_id),
    )
    return render(request, "coverage/map.html", page)


def _accepted(session: Session, actor: Actor, indicator_id: int) -> Listing[EvidenceRow]:
    """Nothing for those who see no evidence."""
    if not actor.can("assessment.see"):
        return Listing((), 0, _EVIDENCE.limit, _EVIDENCE.offset)
    where = EvidenceFilter(indicator_id=indicator_id, state=EvidenceState.ACCEPTED)
    return evidence.listing(session, actor, part=_EVIDENCE, where=where)
