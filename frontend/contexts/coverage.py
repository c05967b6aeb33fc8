"""What the coverage map shows: the counts of an instrument as a table of shaded cells, grouped as it groups itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from app.coverage.schemas import CoverageMap, IndicatorCoverage
from app.instruments.schemas import AspectNode, DomainNode, InstrumentRow
from frontend.contexts.coverage_addresses import cell_url, map_url
from frontend.contexts.coverage_views import AGENCIES_AT_ONCE, LEGEND, VIEWS, Columns, Drawing, HeatCell, shade_of
from frontend.contexts.tiers import aspect_url, domain_url, indicator_url
from frontend.rendering import number

NARROWED: Mapping[str, tuple[str, Callable[[IndicatorCoverage], bool]]] = {
    "punya": ("sudah punya dokumen", lambda line: line.confirmed > 0),
    "lama": ("tanpa dokumen di bawah dua tahun", lambda line: line.is_only_old),
    "usulan": ("baru punya usulan", lambda line: line.is_only_suggested),
    "kosong": ("belum punya dokumen", lambda line: not line.confirmed),
}


@dataclass(frozen=True, slots=True)
class HeatRow:
    number: int
    name: str
    url: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatBlock:
    """An aspect with those of its indicators that the view asks for."""

    number: int
    name: str
    url: str
    covered: int
    total: int
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    number: int
    name: str
    count: int
    shade: int
    url: str


@dataclass(frozen=True, slots=True)
class MosaicPart:
    """An aspect at a glance: all of its indicators, whatever the view below asks for."""

    name: str
    covered: int
    tiles: tuple[Tile, ...]

    @property
    def total(self) -> int:
        return len(self.tiles)

    @classmethod
    def of(cls, found: CoverageMap, aspect: AspectNode) -> "MosaicPart":
        lines = [found.lines[node.number] for node in aspect.indicators]
        made = (
            Tile(
                line.node.number,
                line.node.short_name,
                line.confirmed,
                shade_of(line.confirmed),
                cell_url(found.instrument.id, line.node.number),
            )
            for line in lines
        )
        return cls(aspect.name, sum(line.confirmed > 0 for line in lines), tuple(made))


@dataclass(frozen=True, slots=True)
class MosaicDomain:
    """`number` is 0 and `name` empty for an instrument without domains."""

    number: int
    name: str
    url: str
    parts: tuple[MosaicPart, ...]


@dataclass(frozen=True, slots=True)
class HeatDomain:
    """`number` is 0 and `name` empty for an instrument without domains."""

    number: int
    name: str
    url: str
    blocks: tuple[HeatBlock, ...]


@dataclass(frozen=True, slots=True)
class MapPage:
    instrument: InstrumentRow
    instruments: tuple[tuple[str, str, None], ...]
    here: str
    view: str
    views: tuple[tuple[str, str, None], ...]
    narrowed: str
    legend: tuple[tuple[int, str], ...]
    columns: tuple[tuple[str, str], ...]
    mosaic: tuple[MosaicDomain, ...]
    domains: tuple[HeatDomain, ...]
    stats: tuple[tuple[str, str, str], ...]
    shown: int
    covered: int
    total: int
    table_url: str
    workbook_url: str
    agency_page: int
    agency_pages: int
    agency_pages_url: str
    carried: int

    @property
    def carry_url(self) -> str:
        return f"/kurasi/alih?{urlencode({'instrumen': self.instrument.id})}"

    @property
    def view_url(self) -> str:
        return _view_url(self.instrument.id, self.view, self.narrowed)

    @property
    def narrowed_words(self) -> str:
        return NARROWED[self.narrowed][0] if self.narrowed else ""

    @property
    def cleared_url(self) -> str:
        return map_url(self.instrument.id, tampilan=self.view)


def map_page(
    found: CoverageMap,
    instruments: Sequence[InstrumentRow],
    *,
    view: str,
    narrowed: str,
    agency_page: int,
    carried: int = 0,
) -> MapPage:
    pages = max(1, -(-len(found.agencies) // AGENCIES_AT_ONCE))
    drawing = Drawing(found, view, min(agency_page, pages))
    domains = _domains(drawing, narrowed)
    views = VIEWS.items()
    instrument_id, shown = found.instrument.id, sum(len(b.rows) for d in domains for b in d.blocks)
    tabs = tuple((row.short_citation, map_url(row.id, tampilan=view), None) for row in instruments)
    return MapPage(
        instrument=found.instrument,
        instruments=tabs if len(tabs) > 1 else (),
        here=map_url(instrument_id, tampilan=view),
        view=view,
        views=tuple((text, _view_url(instrument_id, name, narrowed), None) for name, text in views),
        narrowed=narrowed,
        legend=LEGEND,
        columns=tuple((head, title) for head, title, _ in drawing.columns),
        mosaic=_mosaic(found),
        domains=domains,
        stats=_stats(found, view),
        shown=shown,
        covered=found.covered,
        total=len(found.lines),
        table_url=f"/api/v1/instruments/{instrument_id}/coverage.csv",
        workbook_url=f"/api/v1/instruments/{instrument_id}/coverage.xlsx",
        agency_page=drawing.agency_page,
        agency_pages=pages if view == "opd" else 1,
        agency_pages_url=map_url(instrument_id, tampilan=view, saring=narrowed, hal="{page}"),
        carried=carried,
    )


def _view_url(instrument_id: str, view: str, narrowed: str) -> str:
    return f"{map_url(instrument_id, tampilan=view, saring=narrowed)}#rinci"


def _stats(found: CoverageMap, view: str) -> tuple[tuple[str, str, str], ...]:
    """(words, number, the map narrowed to these indicators)"""
    counts = {"punya": found.covered, "lama": found.only_old, "usulan": found.only_suggested, "kosong": found.empty}
    return tuple(
        (NARROWED[name][0], number(count), f"{map_url(found.instrument.id, tampilan=view, saring=name)}#rinci")
        for name, count in counts.items()
    )


def _mosaic(found: CoverageMap) -> tuple[MosaicDomain, ...]:
    if not found.domains:
        return (MosaicDomain(0, "", "", _parts(found, found.aspects)),)
    return tuple(
        MosaicDomain(one.number, one.name, domain_url(found.instrument.id, one.number), _parts(found, one.aspects))
        for one in found.domains
    )


def _parts(found: CoverageMap, aspects: Iterable[AspectNode]) -> tuple[MosaicPart, ...]:
    return tuple(MosaicPart.of(found, aspect) for aspect in aspects)


def _domains(drawing: Drawing, narrowed: str) -> tuple[HeatDomain, ...]:
    found = drawing.found
    if not found.domains:
        return (HeatDomain(0, "", "", _blocks(drawing, found.aspects, narrowed)),)
    made = (_domain(drawing, one, narrowed) for one in found.domains)
    return tuple(domain for domain in made if domain.blocks)


def _domain(drawing: Drawing, domain: DomainNode, narrowed: str) -> HeatDomain:
    url = domain_url(drawing.found.instrument.id, domain.number)
    return HeatDomain(domain.number, domain.name, url, _blocks(drawing, domain.aspects, narrowed))


def _blocks(drawing: Drawing, aspects: Iterable[AspectNode], narrowed: str) -> tuple[HeatBlock, ...]:
    columns = drawing.columns
    made = (_block(drawing.found, aspect, columns, narrowed) for aspect in aspects)
    return tuple(block for block in made if block.rows)


def _block(found: CoverageMap, aspect: AspectNode, columns: Columns, narrowed: str) -> HeatBlock:
    lines = [found.lines[node.number] for node in aspect.indicators]
    shown = [line for line in lines if not narrowed or NARROWED[narrowed][1](line)]
    return HeatBlock(
        number=aspect.number,
        name=aspect.name,
        url=aspect_url(found.instrument.id, aspect.number),
        covered=sum(line.confirmed > 0 for line in lines),
        total=len(lines),
        rows=tuple(_row(found, line, columns) for line in shown),
    )


def _row(found: CoverageMap, line: IndicatorCoverage, columns: Columns) -> HeatRow:
    node = line.node
    url = indicator_url(found.instrument.id, node.number)
    return HeatRow(node.number, node.short_name, url, tuple(make(line) for _, _, make in columns))
