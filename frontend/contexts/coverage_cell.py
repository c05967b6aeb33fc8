"""What stands behind one number of the coverage map: its documents, its neighbours, and what to do where it is 0."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from app.core.pagination import Listing
from app.coverage.schemas import NO_AGENCY, NO_LEVEL, Cell, IndicatorCoverage
from app.documents.labels import KIND_LABELS
from app.documents.models import TagState
from app.evidence.schemas import EvidenceRow
from app.instruments.schemas import IndicatorDetail, InstrumentRow
from frontend.contexts.browse import Crumbs, level_text
from frontend.contexts.cards import DocumentCard
from frontend.contexts.coverage_addresses import AGE_NAMES, SUGGESTED, cell_url, level_in_address, map_url, values_of
from frontend.contexts.coverage_views import AGE_LABELS, dated_text
from frontend.contexts.tiers import indicator_url

Choices = tuple[tuple[str, str, int, bool], ...]  # words, address, how many, whether it is the one that is open


@dataclass(frozen=True, slots=True)
class Ways:
    """What one may do from a cell; an address is empty where one may not."""

    search: str
    documents: str
    request: str
    upload: str


@dataclass(frozen=True, slots=True)
class CellPage:
    detail: IndicatorDetail
    instrument: InstrumentRow
    crumbs: Crumbs
    said: str
    is_suggested: bool
    cards: tuple[DocumentCard, ...]
    found: Listing[DocumentCard]
    page_url: str
    newest: str
    groups: tuple[tuple[str, Choices], ...]
    ways: Ways
    evidence: tuple[EvidenceRow, ...]
    evidence_total: int
    indicator_url: str


def ways_from(detail: IndicatorDetail, instrument: InstrumentRow, cell: Cell, *, may_upload: bool) -> Ways:
    """With the words of the indicator, and the kind of document that the cell is about."""
    ref, kind = detail.ref, {"jenis": str(cell.kind)} if cell.kind else {}
    wanted = f"{KIND_LABELS[cell.kind]} tentang {ref.short_name}" if cell.kind else ref.short_name
    asked = f"{wanted} (indikator {ref.number} {instrument.short_citation})"
    place = {"instrumen": ref.instrument_id, "indikator": ref.number}
    return Ways(
        search=f"/cari?{urlencode({'q': ref.short_name} | kind)}",
        documents=f"/dokumen?{urlencode(place | kind)}",
        request=f"/permintaan/baru?{urlencode({'q': asked})}",
        upload=f"/unggah?{urlencode(place | kind)}" if may_upload else "",
    )


def said_of(cell: Cell, agency: str) -> str:
    """ "Laporan, lebih tua": what the number tells apart, in words."""
    parts = [
        KIND_LABELS[cell.kind] if cell.kind else "",
        AGE_LABELS[cell.freshness].lower() if cell.freshness else "",
        _level_words(cell) if cell.level is not None else "",
        agency,
    ]
    return ", ".join(part for part in parts if part)


def crumbs_of(detail: IndicatorDetail, instrument: InstrumentRow) -> Crumbs:
    return (
        ("Beranda", "/"),
        ("Peta cakupan", map_url(instrument.id)),
        (f"Indikator {detail.ref.number}", None),
    )


def page_url_of(detail: IndicatorDetail, cell: Cell) -> str:
    return cell_url(detail.ref.instrument_id, detail.ref.number, **values_of(cell), hal="{page}")


def indicator_page_of(detail: IndicatorDetail) -> str:
    return indicator_url(detail.ref.instrument_id, detail.ref.number)


def coverage_in_small(
    instrument_id: str, line: IndicatorCoverage, cell: Cell | None = None
) -> tuple[tuple[str, Choices], ...]:
    """The counts of one indicator as groups of links; those of the open cell are marked."""
    groups = (
        ("Keadaan", _states(instrument_id, line, cell)),
        ("Jenis", _kinds(instrument_id, line, cell)),
        ("Kesegaran", _ages(instrument_id, line, cell)),
        ("Tingkat", _levels(instrument_id, line, cell)),
    )
    return tuple((name, choices) for name, choices in groups if choices)


def newest_of(line: IndicatorCoverage) -> str:
    text = dated_text(line.newest)
    return f"{text}, tidak ada yang di bawah dua tahun" if text and line.is_only_old else text


def _states(instrument_id: str, line: IndicatorCoverage, cell: Cell | None) -> Choices:
    plain, suggested = Cell(), Cell(state=TagState.SUGGESTED)
    made = [("Dipastikan", cell_url(instrument_id, line.node.number), line.confirmed, cell == plain)]
    if line.suggested:
        url = cell_url(instrument_id, line.node.number, keadaan=SUGGESTED)
        made.append(("Usulan sistem", url, line.suggested, cell == suggested))
    return tuple(made)


def _kinds(instrument_id: str, line: IndicatorCoverage, cell: Cell | None) -> Choices:
    made = (
        (KIND_LABELS[kind], {"jenis": kind.value}, line.kinds[kind], Cell(kind=kind))
        for kind in KIND_LABELS
        if kind in line.kinds
    )
    return _choices(instrument_id, line, cell, made)


def _ages(instrument_id: str, line: IndicatorCoverage, cell: Cell | None) -> Choices:
    ages = [age for age in AGE_LABELS if age in line.freshness]
    made = ((AGE_LABELS[age], {"umur": AGE_NAMES[age]}, line.freshness[age], Cell(freshness=age)) for age in ages)
    return _choices(instrument_id, line, cell, made)


def _levels(instrument_id: str, line: IndicatorCoverage, cell: Cell | None) -> Choices:
    known = [level for level in sorted(line.levels) if level != NO_LEVEL]
    levels = [*known, *([NO_LEVEL] if known and NO_LEVEL in line.levels else [])]
    made = (
        (
            _level_words(Cell(level=level)).capitalize(),
            {"tingkat": level_in_address(level)},
            line.levels[level],
            Cell(level=level),
        )
        for level in levels
    )
    return _choices(instrument_id, line, cell, made)


def _choices(
    instrument_id: str,
    line: IndicatorCoverage,
    open_cell: Cell | None,
    made: Iterable[tuple[str, dict[str, str], int, Cell]],
) -> Choices:
    return tuple(
        (words, cell_url(instrument_id, line.node.number, **values), count, cell == open_cell)
        for words, values, count, cell in made
    )


def _level_words(cell: Cell) -> str:
    return "tingkat belum diketahui" if cell.level == NO_LEVEL else f"tingkat {level_text(cell.level or NO_LEVEL)}"


def agency_words(agency_id: int | None, names: dict[int, str]) -> str:
    if agency_id is None:
        return ""
    return "tanpa OPD" if agency_id == NO_AGENCY else names.get(agency_id, "OPD lain")
