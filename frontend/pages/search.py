"""The result page. It asks the same service as the API; whatever is typed, it answers."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.service import agencies
from app.core.pagination import Slice
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.instruments import service as instruments
from app.search import service
from app.search.schemas import Order, SearchRequest
from app.searches import noting
from frontend.contexts.listing import TIERS, Chosen, fixed_labels
from frontend.contexts.search import SearchContext
from frontend.rendering import redirect, render

router = APIRouter()

_PER_PAGE = 10
_ORDERS: Mapping[str, Order] = {"sesuai": "relevance", "terbaru": "newest", "judul": "title"}


@router.get("/cari")
def show_results(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    chosen = settled(session, runtime, Chosen.read("/cari", request.query_params, orders=tuple(_ORDERS)))
    wanted = SearchRequest(
        text=chosen.text,
        filters=chosen.filters(),
        order=_ORDERS[chosen.order],
        part=Slice.of_page(chosen.page, size=_PER_PAGE),
        is_exact=chosen.is_exact,
    )
    found = service.search(session, actor, runtime.generations.open_current, wanted)
    noting.note(runtime.search_log, actor, wanted, found)
    if found.total and found.page > found.pages:
        return redirect(chosen.url(page=str(found.pages)))
    page = SearchContext.of(chosen, found, labels_for(session, chosen), switch_of(session, chosen))
    return render(request, "search/results.html", page)


def settled(session: Session, runtime: Runtime, chosen: Chosen) -> Chosen:
    """With the instrument that the address names. Asks for the list of them only where it names one."""
    usual = instruments.default_id(session, runtime.settings)
    return chosen.by(instruments.known_ids(session) if chosen.instrument else (), usual)


def switch_of(session: Session, chosen: Chosen) -> tuple[tuple[str, str], ...]:
    """Ways to the same list by each instrument; none where there is nothing to choose."""
    rows = instruments.names(session)
    return tuple((name, chosen.switched(key)) for key, name in rows) if len(rows) > 1 else ()


def labels_for(session: Session, chosen: Chosen) -> dict[tuple[str, str], str]:
    """Names for what is chosen; asked for only as far as something of the kind is."""
    labels = fixed_labels()
    if chosen.of("opd"):
        labels |= {("opd", str(agency.id)): agency.name for agency in agencies(session, is_active_only=False)}
    if any(chosen.of(tier) for tier in TIERS) and instruments.is_known(session, chosen.instrument):
        for ref in instruments.references(session, chosen.instrument):
            labels["indikator", str(ref.number)] = f"{ref.number}. {ref.short_name}"
            labels["aspek", str(ref.aspect_number)] = f"{ref.aspect_number}. {ref.aspect_name}"
            labels["domain", str(ref.domain_number)] = f"{ref.domain_number}. {ref.domain_name}"
    return labels
