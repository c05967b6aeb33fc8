"""What browsing shows: an instrument as a tree with counts, its parts, one indicator, and lists of documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from markupsafe import Markup

from app.core.pagination import Listing
from app.documents.tagging import Coverage
from app.evidence.schemas import EvidenceRow
from app.instruments.schemas import AspectNode, DomainNode, IndicatorDetail, InstrumentRow, InstrumentTree, LevelRow
from frontend.charts import CoverageRow, coverage_chart
from frontend.contexts.cards import DocumentCard
from frontend.contexts.listing import Chosen, Facet
from frontend.contexts.tier_filters import NO_TIERS, TierWords
from frontend.contexts.tiers import aspect_url, domain_url, indicator_url

Crumbs = tuple[tuple[str, str | None], ...]
_STATUSES = {
    "in_force": "Masih berlaku.",
    "amended": "Sebagian isinya telah diubah.",
    "revoked": "Sudah dicabut; dipakai untuk membaca penilaian pada masa berlakunya.",
}


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    number: int
    name: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class AspectBlock:
    number: int
    name: str
    url: str
    description: str
    count: int
    indicators: tuple[IndicatorLine, ...]


@dataclass(frozen=True, slots=True)
class DomainBlock:
    """`number` is 0 and `name` empty for an instrument without domains."""

    number: int
    name: str
    url: str
    description: str
    count: int
    aspects: tuple[AspectBlock, ...]


@dataclass(frozen=True, slots=True)
class TreeContext:
    instrument: InstrumentRow
    status: str
    others: tuple[tuple[str, str, None], ...]
    current_url: str
    domains: tuple[DomainBlock, ...]


@dataclass(frozen=True, slots=True)
class PartContext:
    """A domain or an aspect with what lies in it; `coverage_rows` is empty for an aspect, whose list says it all."""

    heading: str
    eyebrow: str
    description: str
    crumbs: Crumbs
    aspects: tuple[AspectBlock, ...]
    coverage: Markup
    coverage_rows: tuple[CoverageRow, ...]
    cards: tuple[DocumentCard, ...]
    total: int
    instrument: InstrumentRow

    @classmethod
    def of(
        cls,
        node: DomainNode | AspectNode,
        instrument: InstrumentRow,
        crumbs: Crumbs,
        *,
        aspects: tuple[AspectBlock, ...],
        rows: tuple[CoverageRow, ...],
        found: Listing[DocumentCard],
    ) -> "PartContext":
        tier = "Domain" if isinstance(node, DomainNode) else "Aspek"
        return cls(
            heading=node.name,
            eyebrow=f"{tier} {node.number}",
            description=node.description,
            crumbs=crumbs,
            aspects=aspects,
            coverage=coverage_chart(rows, "Indikator yang sudah memiliki dokumen"),
            coverage_rows=rows,
            cards=tuple(found.items),
            total=found.total,
            instrument=instrument,
        )


@dataclass(frozen=True, slots=True)
class LevelLine:
    """In the shape that the ladder of levels asks for."""

    level: str
    name: str
    criteria: str
    evidence: tuple[str, ...]

    @classmethod
    def of(cls, row: LevelRow) -> "LevelLine":
        hints = tuple(hint.text + (" (bila ada)" if hint.optional else "") for hint in row.evidence)
        return cls(level_text(row.value), row.label[:1].upper() + row.label[1:], row.criterion, hints)


@dataclass(frozen=True, slots=True)
class IndicatorContext:
    detail: IndicatorDetail
    instrument: InstrumentRow
    crumbs: Crumbs
    levels: tuple[LevelLine, ...]
    target: str
    cards: tuple[DocumentCard, ...]
    total: int
    page: int
    pages: int
    page_url: str
    suggested: tuple[DocumentCard, ...]
    suggested_total: int
    evidence: tuple[EvidenceRow, ...]
    evidence_total: int
    search_url: str
    claim_url: str | None
    previous_url: str | None
    next_url: str | None
    coverage: tuple[tuple[str, tuple[tuple[str, str, int, bool], ...]], ...]
    newest: str
    related_counts: Mapping[tuple[str, int], int]

    @property
    def legal_basis(self) -> tuple[tuple[str, str, str], ...]:
        """(reference, what it is about, where to look for it)."""
        return tuple(
            (basis.reference, basis.about, f"/cari?{urlencode({'q': basis.reference})}")
            for basis in self.detail.legal_basis
        )


@dataclass(frozen=True, slots=True)
class ListContext:
    heading: str
    lead: str
    crumbs: Crumbs
    chosen: Chosen
    cards: tuple[DocumentCard, ...]
    total: int
    page: int
    pages: int
    facets: tuple[Facet, ...]
    chips: tuple[tuple[str, str], ...]
    orders: tuple[tuple[str, str], ...]
    switch: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()
    tiers: TierWords = NO_TIERS


def level_text(value: Decimal) -> str:
    """3 or 3,25."""
    return f"{value.normalize():f}".replace(".", ",")


def tree_context(tree: InstrumentTree, coverage: Coverage, all_of_them: Sequence[InstrumentRow]) -> TreeContext:
    found = tree.instrument
    rows = all_of_them if found.id in {row.id for row in all_of_them} else (*all_of_them, found)
    tabs = tuple((row.short_citation, f"/instrumen/{row.id}", None) for row in rows)
    return TreeContext(
        instrument=found,
        status=found.status_note or _STATUSES.get(found.status, ""),
        others=tabs if len(tabs) > 1 else (),
        current_url=f"/instrumen/{found.id}",
        domains=_domains(tree, coverage),
    )


def aspect_blocks(instrument_id: str, nodes: Sequence[AspectNode], coverage: Coverage) -> tuple[AspectBlock, ...]:
    return tuple(_aspect_block(instrument_id, node, coverage) for node in nodes)


def _aspect_block(instrument_id: str, node: AspectNode, coverage: Coverage) -> AspectBlock:
    lines = tuple(
        IndicatorLine(
            one.number, one.short_name, indicator_url(instrument_id, one.number), coverage.indicators.get(one.number, 0)
        )
        for one in node.indicators
    )
    count = coverage.aspects.get(node.number, 0)
    return AspectBlock(node.number, node.name, aspect_url(instrument_id, node.number), node.description, count, lines)


def _domains(tree: InstrumentTree, coverage: Coverage) -> tuple[DomainBlock, ...]:
    found = tree.instrument.id
    if not tree.domains:
        return (DomainBlock(0, "", "", "", 0, aspect_blocks(found, tree.aspects, coverage)),)
    return tuple(
        DomainBlock(
            number=one.number,
            name=one.name,
            url=domain_url(found, one.number),
            description=one.description,
            count=coverage.domains.get(one.number, 0),
            aspects=aspect_blocks(found, one.aspects, coverage),
        )
        for one in tree.domains
    )
