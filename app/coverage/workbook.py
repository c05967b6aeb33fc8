"""The map as a workbook: a sheet for each of its views, numbers as numbers, days as days, and nothing that computes."""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from app.coverage.exporting import in_order
from app.coverage.schemas import NO_LEVEL, CoverageMap, Freshness, IndicatorCoverage
from app.documents.labels import KIND_LABELS

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Column = tuple[str, Callable[[IndicatorCoverage], object]]
_PLACE, _PLACE_WIDTHS = ("Domain", "Aspek", "Indikator", "Nama", "Bobot"), (26, 30, 10, 44, 9)
_HEAD_FONT, _HEAD_FILL = Font(bold=True), PatternFill("solid", fgColor="EFF5FD")
_WRAPPED = Alignment(vertical="top", wrap_text=True)


def coverage_workbook(found: CoverageMap) -> bytes:
    book, out = Workbook(), io.BytesIO()
    del book[book.sheetnames[0]]
    for name, columns in _views(found).items():
        _fill(book.create_sheet(name), found, [("Dokumen", lambda line: line.confirmed), *columns])
    book.save(out)
    return out.getvalue()


def _views(found: CoverageMap) -> Mapping[str, Sequence[Column]]:
    ages = {"Di bawah dua tahun": Freshness.FRESH, "Lebih tua": Freshness.OLD}
    ages |= {"Tanpa tanggal": Freshness.UNDATED, "Dicabut": Freshness.REVOKED}
    levels = {f"Tingkat {_decimal(level)}": level for level in found.levels} | {"Tingkat belum diketahui": NO_LEVEL}
    return {
        "Jumlah": [
            ("Usulan", lambda line: line.suggested),
            ("Terbaru", _newest),
            ("Tingkat tertinggi", lambda line: line.top_level),
            ("Bukti diterima", lambda line: sum(line.accepted.values())),
        ],
        "Kesegaran": [(head, _of("freshness", age)) for head, age in ages.items()],
        "Tingkat": [(head, _of("levels", level)) for head, level in levels.items()],
        "Jenis dokumen": [(head, _of("kinds", kind)) for kind, head in KIND_LABELS.items()],
        "OPD": [(name, _of("agencies", agency_id)) for agency_id, _, name in found.agencies],
    }


def _of(counts: str, key: object) -> Callable[[IndicatorCoverage], object]:
    return lambda line: getattr(line, counts).get(key, 0)


def _newest(line: IndicatorCoverage) -> object:
    """Of some documents only the year is known."""
    if line.newest is None:
        return None
    return line.newest.day.year if line.newest.is_year_only else line.newest.day


def _fill(sheet: Worksheet, found: CoverageMap, columns: Sequence[Column]) -> None:
    for at, head in enumerate([*_PLACE, *(head for head, _ in columns)], 1):
        cell = _write(sheet, 1, at, head)
        cell.font, cell.fill, cell.alignment = _HEAD_FONT, _HEAD_FILL, _WRAPPED
        sheet.column_dimensions[get_column_letter(at)].width = _PLACE_WIDTHS[at - 1] if at <= len(_PLACE) else 14
    for row, (domain, aspect, line) in enumerate(in_order(found), 2):
        place = (domain, aspect, line.node.number, line.node.short_name, line.node.weight)
        for at, value in enumerate([*place, *(read(line) for _, read in columns)], 1):
            _write(sheet, row, at, value).alignment = _WRAPPED
    sheet.freeze_panes = f"{get_column_letter(len(_PLACE))}2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _write(sheet: Worksheet, row: int, at: int, value: object) -> Any:
    """Words stay words, whatever they begin with."""
    cell: Any = sheet.cell(row, at)
    if isinstance(value, str):
        cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", value), "s"
        return cell
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "DD/MM/YYYY"
    elif isinstance(value, Decimal):
        cell.number_format = "0.##"
    return cell


def _decimal(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")
