"""Addresses of the coverage map: the map itself, and each of its cells with what its number counts."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from urllib.parse import quote, urlencode

from starlette.datastructures import QueryParams

from app.coverage.schemas import NO_LEVEL, Cell, Freshness
from app.documents.labels import KIND_LABELS
from app.documents.models import Kind, TagState
from frontend.addresses import number_or_none

SUGGESTED, UNKNOWN_LEVEL = "usulan", "tanpa"
AGE_NAMES: Mapping[Freshness, str] = {
    Freshness.FRESH: "muda",
    Freshness.OLD: "tua",
    Freshness.UNDATED: "tanpa-tanggal",
    Freshness.REVOKED: "dicabut",
}
_AGES = {name: age for age, name in AGE_NAMES.items()}
_LONGEST_LEVEL = 6


def map_url(instrument_id: str, **chosen: str) -> str:
    return _with(f"/instrumen/{quote(instrument_id, safe='')}/cakupan", chosen)


def cell_url(instrument_id: str, number: int, **chosen: str) -> str:
    """`jenis`, `umur`, `tingkat`, `opd` and `keadaan`, as far as the number tells them apart."""
    return _with(f"/instrumen/{quote(instrument_id, safe='')}/cakupan/{number}", chosen)


def cell_of(params: QueryParams) -> Cell:
    """What means nothing is left out: an address that people edited shows more, never an error."""
    kind = params.get("jenis", "")
    return Cell(
        state=TagState.SUGGESTED if params.get("keadaan") == SUGGESTED else TagState.CONFIRMED,
        kind=Kind(kind) if kind in KIND_LABELS else None,
        freshness=_AGES.get(params.get("umur", "")),
        level=_level(params.get("tingkat", "")),
        agency_id=number_or_none(params.get("opd", "")),
    )


def values_of(cell: Cell) -> dict[str, str]:
    """The same cell as parts of an address."""
    given: Mapping[str, object] = {
        "keadaan": SUGGESTED if cell.state is TagState.SUGGESTED else None,
        "jenis": cell.kind,
        "umur": AGE_NAMES[cell.freshness] if cell.freshness else None,
        "tingkat": None if cell.level is None else level_in_address(cell.level),
        "opd": cell.agency_id,
    }
    return {name: str(value) for name, value in given.items() if value is not None}


def level_in_address(level: Decimal) -> str:
    return UNKNOWN_LEVEL if level == NO_LEVEL else f"{level.normalize():f}"


def _level(text: str) -> Decimal | None:
    if text == UNKNOWN_LEVEL:
        return NO_LEVEL
    try:
        found = Decimal(text) if len(text) <= _LONGEST_LEVEL else Decimal("NaN")
    except InvalidOperation:
        return None
    return found if found.is_finite() and NO_LEVEL < found < 100 else None


def _with(path: str, chosen: Mapping[str, str]) -> str:
    given = urlencode({name: value for name, value in chosen.items() if value}, safe="{}")
    return f"{path}?{given}" if given else path
