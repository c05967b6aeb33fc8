"""The result page. It asks the same service as the API; whatever is typed, it answers."""

from collections.abc import Mapping, Sequence

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
from frontend.contexts.listing import CITATION, Chosen, Labels, fixed_labels
from frontend.contexts.search import SearchContext
from frontend.contexts.tier_filters import Asked, TierWords, asked_tiers, is_there, tier_words
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
    asked = asked_tiers(chosen, (chip.typed for chip in found.chips if chip.typed))
    labels = labels_for(session, chosen, has_tiers=bool(asked))
    tiers = tier_words_for(session, chosen, asked, labels)
    page = SearchContext.of(chosen, found, labels, switch_of(session, chosen), tiers)
    return render(request, "search/results.html", page)


def settled(session: Session, runtime: Runtime, chosen: Chosen) -> Chosen:
    """With the instrument that the address names. Asks for the list of them only where it names one."""
    usual = instruments.default_id(session, runtime.settings)
    return chosen.by(instruments.known_ids(session) if chosen.instrument else (), usual)


def switch_of(session: Session, chosen: Chosen) -> tuple[tuple[str, str], ...]:
    """Ways to the same list by each instrument; none where there is nothing to choose."""
    rows = instruments.names(session)
    return tuple((name, chosen.switched(key)) for key, name in rows) if len(rows) > 1 else ()


def labels_for(session: Session, chosen: Chosen, *, has_tiers: bool = False) -> dict[tuple[str, str], str]:
    """Names for what is chosen; asked for only as far as something of the kind is. `has_tiers`: also typed ones."""
    labels = fixed_labels()
    if chosen.of("opd"):
        labels |= {("opd", str(agency.id)): agency.name for agency in agencies(session, is_active_only=False)}
    if (has_tiers or asked_tiers(chosen)) and instruments.is_known(session, chosen.instrument):
        labels |= _tier_labels(session, chosen.instrument)
    return labels


def tier_words_for(session: Session, chosen: Chosen, asked: Sequence[Asked], labels: Labels) -> TierWords:
    """The other instruments are read only where a number is missing in the one of the list."""
    others: dict[str, Labels] = {}
    if not all(is_there(one, labels) for one in asked):
        offered = [key for key, _ in instruments.names(session) if key != chosen.instrument]
        others = {key: _tier_labels(session, key) for key in offered}
    return tier_words(chosen, asked, labels, others)


def _tier_labels(session: Session, instrument_id: str) -> dict[tuple[str, str], str]:
    labels = {CITATION: instruments.spec_of(session, instrument_id).short_citation}
    for ref in instruments.references(session, instrument_id):
        labels["indikator", str(ref.number)] = f"{ref.number}. {ref.short_name}"
        labels["aspek", str(ref.aspect_number)] = f"{ref.aspect_number}. {ref.aspect_name}"
        if ref.domain_number:
            labels["domain", str(ref.domain_number)] = f"{ref.domain_number}. {ref.domain_name}"
    return labels
