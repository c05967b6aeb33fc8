"""The home page: the search box, and ways in for those who do not know the words yet."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.pagination import Slice
from app.core.runtime import RuntimeDep, SessionDep
from app.documents import service as documents
from app.documents import tagging
from app.documents.labels import KIND_LABELS
from app.documents.models import Kind
from app.documents.schemas import Filters
from app.documents.tagging import Coverage
from app.instruments import service as instruments
from app.instruments.schemas import InstrumentTree
from frontend.charts import coverage_chart
from frontend.contexts.cards import DocumentCard
from frontend.contexts.home import HomeContext, Tile
from frontend.contexts.tiers import aspect_url, coverage_rows, domain_url
from frontend.rendering import render

router = APIRouter()

_NEWEST, _PRACTICES = 5, 3
_DOMAIN_ICONS = ("gavel", "building-community", "settings", "users")
_KIND_ICONS: Mapping[Kind, str] = {
    Kind.REGULATION: "gavel",
    Kind.DECREE: "certificate",
    Kind.SOP: "list-check",
    Kind.GUIDELINE: "book-2",
    Kind.TEMPLATE: "template",
    Kind.GOOD_PRACTICE: "bulb",
    Kind.REPORT: "report",
    Kind.PLAN: "route",
    Kind.LETTER: "mail",
    Kind.MANUAL: "help-circle",
    Kind.DATA: "database",
    Kind.OTHER: "files",
}


@router.get("/")
def show_home(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    tree = instruments.tree(session, instruments.default_id(session, runtime.settings))
    coverage = tagging.coverage(session, actor, tree.instrument.id)
    kinds = documents.count_by_kind(session, actor)
    rows = coverage_rows(tree, coverage)
    page = HomeContext(
        instrument=tree.instrument,
        tier="domain" if tree.domains else "aspek",
        total=sum(kinds.values()),
        tiles=_tiles(tree, coverage),
        kinds=kind_tiles(kinds),
        newest=_cards(session, actor, Filters(), _NEWEST),
        practices=_cards(session, actor, Filters(kinds=(Kind.GOOD_PRACTICE,)), _PRACTICES),
        coverage=coverage_chart(rows, "Indikator yang sudah memiliki dokumen"),
        coverage_rows=rows,
    )
    return render(request, "home/home.html", page)


def kind_tiles(kinds: Mapping[Kind, int]) -> tuple[Tile, ...]:
    present = [kind for kind in KIND_LABELS if kinds.get(kind)]
    return tuple(
        Tile(KIND_LABELS[kind], f"/jenis/{kind}", "", kinds[kind], _KIND_ICONS.get(kind, "files")) for kind in present
    )


def _tiles(tree: InstrumentTree, coverage: Coverage) -> tuple[Tile, ...]:
    found = tree.instrument.id
    if not tree.domains:
        return tuple(
            Tile(one.name, aspect_url(found, one.number), "", coverage.aspects.get(one.number, 0), "target")
            for one in tree.aspects
        )
    return tuple(
        Tile(
            title=domain.name,
            url=domain_url(found, domain.number),
            text=", ".join(aspect.name for aspect in domain.aspects),
            count=coverage.domains.get(domain.number, 0),
            icon=_DOMAIN_ICONS[(domain.number - 1) % len(_DOMAIN_ICONS)],
            eyebrow=f"Domain {domain.number}",
        )
        for domain in tree.domains
    )


def _cards(session: Session, actor: Actor, filters: Filters, most: int) -> tuple[DocumentCard, ...]:
    found = documents.listing(session, actor, filters=filters, part=Slice(most))
    return tuple(DocumentCard.of(row) for row in found.items)
