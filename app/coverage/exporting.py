"""Tables for spreadsheets: CSV in UTF-8 with a mark that Excel knows, and no cell that a spreadsheet would compute."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from app.coverage.gap_schemas import GapRow
from app.coverage.schemas import NO_LEVEL, CoverageMap, Freshness, IndicatorCoverage
from app.documents.labels import KIND_LABELS

MEDIA_TYPE = "text/csv; charset=utf-8"
_BYTE_ORDER_MARK = "\ufeff"
_COMPUTED = ("=", "+", "-", "@", "\t", "\r")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return _BYTE_ORDER_MARK + written.getvalue()


def coverage_table(found: CoverageMap) -> str:
    """One row an indicator; a column for each kind, level and age that the map tells apart."""
    head = ["Domain", "Aspek", "Indikator", "Nama", "Bobot", "Dokumen", "Usulan", "Terbaru"]
    head += ["Di bawah dua tahun", "Lebih tua", "Tanpa tanggal", "Dicabut"]
    head += KIND_LABELS.values()
    head += [f"Tingkat {_decimal(level)}" for level in found.levels] + ["Tingkat belum diketahui", "Bukti diterima"]
    return table(head, (_row(found, domain, aspect, line) for domain, aspect, line in in_order(found)))


def gap_table(rows: Iterable[GapRow]) -> str:
    head = ["Kesenjangan", "Kunci", "Nama", "Kali", "Indikator", "Bobot", "Dokumen", "Usulan", "Nomor dokumen"]
    return table(head, (_gap_row(row) for row in rows))


def _gap_row(row: GapRow) -> list[object]:
    weight = "" if row.weight is None else _decimal(row.weight)
    numbers = (row.times, row.number or "", weight, row.confirmed, row.suggested, row.document_id or "")
    return [row.kind.value, row.key, row.title, *numbers]


def in_order(found: CoverageMap) -> Iterable[tuple[str, str, IndicatorCoverage]]:
    names = {domain.number: domain.name for domain in found.domains}
    for aspect in found.aspects:
        for node in aspect.indicators:
            yield names.get(aspect.domain_number or 0, ""), aspect.name, found.lines[node.number]


def _row(found: CoverageMap, domain: str, aspect: str, line: IndicatorCoverage) -> list[object]:
    newest = line.newest
    newest_text = "" if newest is None else str(newest.day.year) if newest.is_year_only else newest.day.isoformat()
    return [
        *(domain, aspect, line.node.number, line.node.short_name, _decimal(line.node.weight)),
        *(line.confirmed, line.suggested, newest_text),
        *(line.freshness.get(age, 0) for age in Freshness),
        *(line.kinds.get(kind, 0) for kind in KIND_LABELS),
        *(line.levels.get(level, 0) for level in (*found.levels, NO_LEVEL)),
        sum(line.accepted.values()),
    ]


def _decimal(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_COMPUTED) else value
