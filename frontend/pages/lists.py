"""Lists of documents: all of them, the rules, the good practices, and one kind. Their whole state is in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import NotFound
from app.core.pagination import Slice
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.documents import facets, kinds
from app.documents import service as documents
from app.documents.changes import changes_of
from app.documents.models import Kind
from app.documents.schemas import Sort
from frontend.contexts.browse import Crumbs, ListContext
from frontend.contexts.cards import DocumentCard
from frontend.contexts.listing import FACETS, Chosen, chips_of, facets_of
from frontend.contexts.tier_filters import asked_tiers
from frontend.pages.search import labels_for, settled, switch_of, tier_words_for
from frontend.rendering import redirect, render

router = APIRouter()

_PER_PAGE = 20
_ORDERS: Mapping[str, tuple[Sort, str]] = {
    "terbaru": ("newest", "Terbaru masuk"),
    "tahun": ("year", "Tahun terbit"),
    "judul": ("title", "Judul A–Z"),
    "terlama": ("oldest", "Terlama masuk"),
}


@dataclass(frozen=True, slots=True)
class _Shelf:
    """One list: its address, its words, and the kinds it holds (all when empty)."""

    path: str
    heading: str
    lead: str
    kinds: tuple[Kind, ...] = ()


_ALL = _Shelf("/dokumen", "Semua dokumen", "Seluruh isi pustaka yang terbuka bagi Anda.")
_RULES = _Shelf(
    "/regulasi", "Regulasi", "Peraturan dan keputusan beserta status berlakunya.", (Kind.REGULATION, Kind.DECREE)
)
_PRACTICES = _Shelf(
    "/praktik-baik",
    "Praktik baik",
    kinds.BUILTIN_WORDS[Kind.GOOD_PRACTICE].description,
    (Kind.GOOD_PRACTICE,),
)


@router.get("/dokumen")
def show_all(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    return _show(request, runtime, session, actor, _ALL)


@router.get("/regulasi")
def show_rules(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    return _show(request, runtime, session, actor, _RULES)


@router.get("/praktik-baik")
def show_practices(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    return _show(request, runtime, session, actor, _PRACTICES)


@router.get("/jenis/{kind}")
def show_kind(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, kind: str) -> Response:
    word = next((word for one, word in kinds.current().words.items() if one == kind), None)
    if word is None:
        raise NotFound("Jenis dokumen itu tidak dikenal. Pilih dari beranda.")
    shelf = _Shelf(f"/jenis/{word.kind}", word.label, word.description, (word.kind,))
    return _show(request, runtime, session, actor, shelf)


def _show(request: Request, runtime: Runtime, session: Session, actor: Actor, shelf: _Shelf) -> Response:
    chosen = settled(session, runtime, Chosen.read(shelf.path, request.query_params, orders=tuple(_ORDERS)))
    filters = chosen.filters(kinds=shelf.kinds)
    part = Slice.of_page(chosen.page, size=_PER_PAGE)
    found = documents.listing(session, actor, filters=filters, sort=_ORDERS[chosen.order][0], part=part)
    if found.total and found.page > found.pages:
        return redirect(chosen.url(page=str(found.pages)))
    counted = facets.narrowed(session, actor, filters, facets.field_ids(session, actor, filters)).counts
    labels = labels_for(session, chosen)
    changes = changes_of(session, actor, [row.id for row in found.items])
    page = ListContext(
        heading=shelf.heading,
        lead=shelf.lead,
        crumbs=_crumbs(shelf),
        chosen=chosen,
        cards=tuple(DocumentCard.of(row, changes.get(row.id, ())) for row in found.items),
        notices=chosen.said_dropped,
        total=found.total,
        page=found.page,
        pages=found.pages,
        facets=facets_of(chosen, counted, labels, names=_facet_names(shelf)),
        chips=chips_of(chosen, labels),
        switch=switch_of(session, chosen),
        tiers=tier_words_for(session, chosen, asked_tiers(chosen), labels),
        orders=tuple((name, label) for name, (_, label) in _ORDERS.items()),
    )
    return render(request, "browse/list.html", page)


def _facet_names(shelf: _Shelf) -> Sequence[str]:
    """On a shelf with one kind there is no kind to choose."""
    return [name for name in FACETS if name != "jenis" or len(shelf.kinds) != 1]


def _crumbs(shelf: _Shelf) -> Crumbs:
    lead: Crumbs = (("Beranda", "/"),)
    return (*lead, (shelf.heading, None)) if shelf is _ALL else (*lead, ("Dokumen", "/dokumen"), (shelf.heading, None))
