"""The coverage of an instrument: which documents support which indicator, how fresh they are and up to which level."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.clock import now
from app.core.config import Settings
from app.core.errors import NotFound
from app.core.pagination import Listing, Slice
from app.coverage import queries
from app.coverage.cells import Standing
from app.coverage.queries import Asked, By, Group
from app.coverage.schemas import NO_AGENCY, NO_LEVEL, Cell, CoverageMap, Dated, Freshness, IndicatorCoverage
from app.documents import service as documents
from app.documents.models import Kind, TagState
from app.documents.schemas import DocumentRow
from app.instruments import service as instruments
from app.instruments.schemas import IndicatorNode

WITHOUT_AGENCY = ("Tanpa OPD", "Dokumen tanpa OPD pemilik, misalnya peraturan pusat")


def today(settings: Settings) -> date:
    return now().astimezone(settings.zone).date()


def read(session: Session, actor: Actor, settings: Settings, instrument_id: str) -> CoverageMap:
    """The whole map in a handful of statements, however many indicators there are."""
    tree = instruments.tree(session, instrument_id)
    nodes = [node for aspect in tree.aspects for node in aspect.indicators]
    asked = Asked(actor, instrument_id)
    lines = _lines(session, asked, settings, nodes, _accepted(session, actor, instrument_id))
    return CoverageMap(
        instrument=tree.instrument,
        domains=tree.domains,
        aspects=tree.aspects,
        lines=lines,
        levels=_levels(session, instrument_id, lines.values()),
        agencies=_agencies(session, lines.values()),
    )


def of_indicator(
    session: Session, actor: Actor, settings: Settings, instrument_id: str, number: int
) -> IndicatorCoverage:
    """One indicator by itself, without what is known of accepted evidence: its pages list that."""
    nodes = (node for aspect in instruments.tree(session, instrument_id).aspects for node in aspect.indicators)
    node = next((node for node in nodes if node.number == number), None)
    if node is None:
        raise NotFound(f"Indikator {number} tidak ada dalam instrumen ini. Pilih indikator dari daftarnya.")
    return _lines(session, Asked(actor, instrument_id, number), settings, [node], {})[number]


def documents_in(
    session: Session,
    actor: Actor,
    settings: Settings,
    *,
    indicator_id: int,
    cell: Cell,
    part: Slice,
) -> Listing[DocumentRow]:
    """What a number of the map stands for."""
    standing = Standing.on(today(settings))
    ids, total = queries.ids_in(session, actor, indicator_id, cell, standing, part)
    rows = documents.rows_by_ids(session, actor, ids)
    return Listing([rows[document_id] for document_id in ids], total, part.limit, part.offset)


def _lines(
    session: Session,
    asked: Asked,
    settings: Settings,
    nodes: Sequence[IndicatorNode],
    accepted: Mapping[int, Mapping[Decimal, int]],
) -> dict[int, IndicatorCoverage]:
    groups: defaultdict[int, list[Group]] = defaultdict(list)
    for group in queries.groups(session, asked, Standing.on(today(settings))):
        groups[group.number].append(group)
    return {
        node.number: replace(_line(node, groups[node.number]), accepted=accepted.get(node.number, {})) for node in nodes
    }


def _line(node: IndicatorNode, groups: Sequence[Group]) -> IndicatorCoverage:
    by_age = [group for group in groups if group.by is By.FRESHNESS]
    confirmed = [group for group in by_age if group.state is TagState.CONFIRMED]
    return IndicatorCoverage(
        node=node,
        confirmed=sum(group.count for group in confirmed),
        suggested=sum(group.count for group in by_age if group.state is TagState.SUGGESTED),
        freshness={Freshness(group.told): group.count for group in confirmed},
        newest=max(_dates(confirmed), default=None),
        kinds={Kind(group.told): group.count for group in groups if group.by is By.KIND},
        levels={Decimal(group.told).normalize(): group.count for group in groups if group.by is By.LEVEL},
        agencies={int(group.told): group.count for group in groups if group.by is By.AGENCY},
    )


def _dates(groups: Iterable[Group]) -> Iterable[Dated]:
    """What was revoked makes nothing young."""
    for group in groups:
        if group.told != Freshness.REVOKED:
            if group.newest_day is not None:
                yield Dated(group.newest_day)
            if group.newest_year is not None:
                yield Dated(date(group.newest_year, 1, 1), is_year_only=True)


def _accepted(session: Session, actor: Actor, instrument_id: str) -> dict[int, dict[Decimal, int]]:
    found: defaultdict[int, dict[Decimal, int]] = defaultdict(dict)
    if actor.can("assessment.see"):
        for number, level, count in queries.accepted_levels(session, actor, instrument_id):
            found[number][Decimal(level)] = count
    return found


def _levels(session: Session, instrument_id: str, lines: Iterable[IndicatorCoverage]) -> tuple[Decimal, ...]:
    """Those that the instrument describes, and whatever else a hint may name."""
    spec = instruments.spec_of(session, instrument_id)
    described = {level.value for indicator in spec.indicators for level in indicator.levels}
    return tuple(sorted((described | {level for line in lines for level in line.levels}) - {NO_LEVEL}))


def _agencies(session: Session, lines: Iterable[IndicatorCoverage]) -> tuple[tuple[int, str, str], ...]:
    counts: Counter[int] = Counter()
    for line in lines:
        counts.update(line.agencies)
    names = queries.agencies(session) | {NO_AGENCY: WITHOUT_AGENCY}
    ordered = sorted(counts, key=lambda agency_id: (agency_id == NO_AGENCY, -counts[agency_id], names[agency_id]))
    return tuple((agency_id, *names[agency_id]) for agency_id in ordered)
