"""Domains and aspects of an instrument with what the library holds on them; for home and for browsing."""

from collections.abc import Sequence
from urllib.parse import urlencode

from app.documents.tagging import Coverage
from app.instruments.schemas import AspectNode, DomainNode, InstrumentTree
from frontend.charts import CoverageRow


def instrument_url(instrument_id: str) -> str:
    return f"/instrumen/{instrument_id}"


def domain_url(instrument_id: str, number: int) -> str:
    return f"/instrumen/{instrument_id}/domain/{number}"


def aspect_url(instrument_id: str, number: int) -> str:
    return f"/instrumen/{instrument_id}/aspek/{number}"


def indicator_url(instrument_id: str, number: int) -> str:
    return f"/instrumen/{instrument_id}/indikator/{number}"


def coverage_rows(tree: InstrumentTree, coverage: Coverage) -> tuple[CoverageRow, ...]:
    """How many indicators of each domain – or aspect – have at least one confirmed document."""
    found = tree.instrument.id
    if tree.domains:
        return tuple(
            _row(domain.name, domain.aspects, coverage, domain_url(found, domain.number)) for domain in tree.domains
        )
    return aspect_rows(found, tree.aspects, coverage)


def aspect_rows(instrument_id: str, aspects: Sequence[AspectNode], coverage: Coverage) -> tuple[CoverageRow, ...]:
    return tuple(_row(one.name, (one,), coverage, aspect_url(instrument_id, one.number)) for one in aspects)


def indicator_total(node: DomainNode) -> int:
    return sum(len(aspect.indicators) for aspect in node.aspects)


def _row(name: str, aspects: Sequence[AspectNode], coverage: Coverage, url: str) -> CoverageRow:
    numbers = [indicator.number for aspect in aspects for indicator in aspect.indicators]
    return CoverageRow(name, sum(1 for number in numbers if coverage.indicators.get(number)), len(numbers), url)


def search_url(name: str, value: str | int) -> str:
    """The result page with one thing given."""
    return f"/cari?{urlencode({name: value})}"
