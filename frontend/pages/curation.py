"""The curators' desk: its tabs, readings that ended badly, descriptions that are still thin. Lists keep their place."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.contributions import withdrawing
from app.core.pagination import Slice
from app.core.runtime import SessionDep
from app.curation import service as curation
from app.documents import checking
from app.documents import service as documents
from app.documents.models import Kind
from app.documents.schemas import Filters
from app.publishing import service as publishing
from app.searches import requests
from app.twins import reads as twins
from frontend.contexts.curation import BAD_READINGS, TABS, TroublePage
from frontend.list_state import asked_part, pages_address
from frontend.rendering import render

router = APIRouter()
_ONE = Slice(limit=1)
_THIN = Filters(kinds=(Kind.OTHER,))
_THIN_MINE = Filters(kinds=(Kind.OTHER,), mine=True)
_BAD = Filters(states=BAD_READINGS)


@router.get("/kurasi/bacaan")
def show_bad_readings(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("tag.decide")
    page = TroublePage(
        current="/kurasi/bacaan",
        tabs=desk_tabs(session, actor),
        rows=documents.listing(session, actor, filters=_BAD, part=asked_part(request)),
        is_mine_only=False,
        pages_href=pages_address("/kurasi/bacaan"),
    )
    return render(request, "curation/readings.html", page)


@router.get("/kurasi/lengkapi")
def show_thin_ones(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("tag.decide")
    is_mine_only = request.query_params.get("milik") == "saya"
    filters = _THIN_MINE if is_mine_only else _THIN
    page = TroublePage(
        current="/kurasi/lengkapi",
        tabs=desk_tabs(session, actor),
        rows=documents.listing(session, actor, filters=filters, part=asked_part(request)),
        is_mine_only=is_mine_only,
        pages_href=pages_address("/kurasi/lengkapi", {"milik": "saya" if is_mine_only else None}),
    )
    return render(request, "curation/thin.html", page)


def desk_tabs(session: Session, actor: Actor) -> list[tuple[str, str, int | None]]:
    counts = (
        curation.count(session, actor),
        publishing.waiting_count(session, actor),
        withdrawing.waiting_count(session, actor),
        checking.counts(session, actor).waiting,
        documents.listing(session, actor, filters=_BAD, part=_ONE).total,
        documents.listing(session, actor, filters=_THIN, part=_ONE).total,
        twins.waiting(session, actor),
        requests.waiting(session, actor),
        None,  # gaps of several kinds: no one number says how much waits
        None,  # counted for each instrument on its page
        None,
        None,
    )
    return [(text, href, count) for (text, href), count in zip(TABS, counts, strict=True)]


def quick_tabs(waiting: int) -> list[tuple[str, str, int | None]]:
    """For pages that somebody walks through by the hundred: without counting what waits behind the other tabs."""
    return [(text, href, waiting if href == "/kurasi" else None) for text, href in TABS]
