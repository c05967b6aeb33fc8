"""Browsing an instrument: its tree, a domain, an aspect, an indicator with everything the library holds on it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import NotFound
from app.core.pagination import Listing, Slice
from app.core.runtime import RuntimeDep, SessionDep
from app.coverage import service as coverage_map
from app.coverage.schemas import IndicatorCoverage
from app.documents import service as documents
from app.documents import tagging
from app.documents.models import TagState
from app.documents.schemas import Filters
from app.evidence import service as evidence
from app.evidence.models import AssessmentState
from app.evidence.schemas import EvidenceFilter, EvidenceRow
from app.instruments import service as instruments
from app.instruments import uploading
from app.instruments.representations import yaml_response
from app.instruments.schemas import IndicatorDetail, InstrumentTree
from frontend.addresses import Number, number_or_none
from frontend.contexts.browse import (
    Crumbs,
    IndicatorContext,
    LevelLine,
    PartContext,
    aspect_blocks,
    level_text,
    tree_context,
)
from frontend.contexts.cards import DocumentCard
from frontend.contexts.coverage_cell import coverage_in_small, newest_of
from frontend.contexts.tiers import (
    aspect_rows,
    aspect_url,
    domain_url,
    indicator_url,
    instrument_url,
    search_url,
)
from frontend.rendering import redirect, render

router = APIRouter()

_SHOWN, _SUGGESTED, _EVIDENCE = 10, 5, 20


@router.get("/telusuri")
def show_default_tree(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    return _tree_page(request, session, actor, instruments.default_id(session, runtime.settings))


@router.get("/domain/{number}")
def to_domain(runtime: RuntimeDep, session: SessionDep, number: Number) -> Response:
    return redirect(domain_url(instruments.default_id(session, runtime.settings), number))


@router.get("/aspek/{number}")
def to_aspect(runtime: RuntimeDep, session: SessionDep, number: Number) -> Response:
    return redirect(aspect_url(instruments.default_id(session, runtime.settings), number))


@router.get("/indikator/{number}")
def to_indicator(runtime: RuntimeDep, session: SessionDep, number: Number) -> Response:
    return redirect(indicator_url(instruments.default_id(session, runtime.settings), number))


@router.get("/instrumen/{instrument_id}")
def show_tree(request: Request, session: SessionDep, actor: ActorDep, instrument_id: str) -> Response:
    return _tree_page(request, session, actor, instrument_id)


@router.get("/instrumen/{instrument_id}/berkas")
def download(session: SessionDep, instrument_id: str) -> Response:
    return yaml_response(uploading.source(session, instrument_id), instrument_id)


@router.get("/instrumen/{instrument_id}/domain/{number}")
def show_domain(request: Request, session: SessionDep, actor: ActorDep, instrument_id: str, number: Number) -> Response:
    tree = instruments.tree(session, instrument_id)
    domain = next((one for one in tree.domains if one.number == number), None)
    if domain is None:
        raise NotFound("Domain itu tidak ada dalam instrumen ini. Pilih dari daftarnya.")
    coverage = tagging.coverage(session, actor, instrument_id)
    page = PartContext.of(
        domain,
        tree.instrument,
        (*_crumbs(tree), (f"Domain {number}", None)),
        aspects=aspect_blocks(instrument_id, domain.aspects, coverage),
        rows=aspect_rows(instrument_id, domain.aspects, coverage),
        found=_newest(session, actor, Filters(instrument_id=instrument_id, domains=(number,))),
    )
    return render(request, "browse/part.html", page)


@router.get("/instrumen/{instrument_id}/aspek/{number}")
def show_aspect(request: Request, session: SessionDep, actor: ActorDep, instrument_id: str, number: Number) -> Response:
    tree = instruments.tree(session, instrument_id)
    aspect = next((one for one in tree.aspects if one.number == number), None)
    if aspect is None:
        raise NotFound("Aspek itu tidak ada dalam instrumen ini. Pilih dari daftarnya.")
    coverage = tagging.coverage(session, actor, instrument_id)
    page = PartContext.of(
        aspect,
        tree.instrument,
        (*_crumbs(tree, aspect.domain_number), (f"Aspek {number}", None)),
        aspects=aspect_blocks(instrument_id, (aspect,), coverage),
        rows=(),
        found=_newest(session, actor, Filters(instrument_id=instrument_id, aspects=(number,))),
    )
    return render(request, "browse/part.html", page)


@router.get("/instrumen/{instrument_id}/indikator/{number}")
def show_indicator(
    request: Request,
    runtime: RuntimeDep,
    session: SessionDep,
    actor: ActorDep,
    instrument_id: str,
    number: Number,
    hal: str = "",
) -> Response:
    detail = instruments.indicator(session, instrument_id, number)
    part = Slice.of_page(number_or_none(hal) or 1, size=_SHOWN)
    tree = instruments.tree(session, instrument_id)
    line = coverage_map.of_indicator(session, actor, runtime.settings, instrument_id, number)
    page = _indicator_page(session, actor, detail, tree, part, line)
    return render(request, "browse/indicator.html", page)


def _tree_page(request: Request, session: Session, actor: Actor, instrument_id: str) -> Response:
    tree = instruments.tree(session, instrument_id)
    coverage = tagging.coverage(session, actor, instrument_id)
    return render(request, "browse/tree.html", tree_context(tree, coverage, instruments.listing(session)))


def _indicator_page(
    session: Session,
    actor: Actor,
    detail: IndicatorDetail,
    tree: InstrumentTree,
    part: Slice,
    line: IndicatorCoverage,
) -> IndicatorContext:
    ref = detail.ref
    found = tagging.documents_with(session, actor, ref.id, part=part)
    suggested = tagging.documents_with(session, actor, ref.id, state=TagState.SUGGESTED, part=Slice(_SUGGESTED))
    claims = _claims(session, actor, ref.id)
    here = indicator_url(ref.instrument_id, ref.number)
    beside = [n and indicator_url(ref.instrument_id, n) for n in (detail.previous_number, detail.next_number)]
    return IndicatorContext(
        detail=detail,
        instrument=tree.instrument,
        crumbs=(
            *_crumbs(tree, ref.domain_number),
            (ref.aspect_name, aspect_url(ref.instrument_id, ref.aspect_number)),
            (f"Indikator {ref.number}", None),
        ),
        levels=tuple(LevelLine.of(level) for level in detail.levels),
        target=level_text(detail.target_level),
        cards=tuple(DocumentCard.of(row) for row in found.items),
        total=found.total,
        page=found.page,
        pages=found.pages,
        page_url=f"{here}?hal={{page}}",
        suggested=tuple(DocumentCard.of(row) for row in suggested.items),
        suggested_total=suggested.total,
        evidence=tuple(claims.items),
        evidence_total=claims.total,
        search_url=search_url("q", ref.short_name),
        claim_url=_claim_url(session, actor, ref.instrument_id, ref.number),
        previous_url=beside[0] or None,
        next_url=beside[1] or None,
        coverage=coverage_in_small(ref.instrument_id, line),
        newest=newest_of(line),
        related_counts=tagging.confirmed_for(
            session, actor, {(one.instrument_id, one.number) for one in (*detail.continues, *detail.continued_by)}
        ),
    )


def _crumbs(tree: InstrumentTree, domain_number: int | None = None) -> Crumbs:
    found = tree.instrument
    crumbs: Crumbs = (("Beranda", "/"), (found.short_citation, instrument_url(found.id)))
    domain = next((one for one in tree.domains if one.number == domain_number), None)
    return crumbs if domain is None else (*crumbs, (domain.name, domain_url(found.id, domain.number)))


def _newest(session: Session, actor: Actor, filters: Filters) -> Listing[DocumentCard]:
    return documents.listing(session, actor, filters=filters, part=Slice(_SHOWN)).map(DocumentCard.of)


def _claims(session: Session, actor: Actor, indicator_id: int) -> Listing[EvidenceRow]:
    part = Slice(_EVIDENCE)
    if not actor.can("assessment.see"):
        return Listing((), 0, part.limit, part.offset)
    return evidence.listing(session, actor, part=part, where=EvidenceFilter(indicator_id=indicator_id))


def _claim_url(session: Session, actor: Actor, instrument_id: str, number: int) -> str | None:
    """Where an operator goes on from here: the newest running assessment by this instrument."""
    if not actor.can("evidence.write"):
        return None
    running = evidence.list_assessments(session, actor, part=Slice(_EVIDENCE), state=AssessmentState.OPEN).items
    fitting = next((row for row in running if row.instrument_id == instrument_id), None)
    return f"/penilaian/{fitting.id}/indikator/{number}" if fitting else None
