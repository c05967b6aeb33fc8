"""Samples as workbooks: a sheet for each chapter, cells that hold numbers, shares and dates as such."""

import io
import re
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.demo.dialect import Block, chapters, parse, plain
from app.demo.packing import with_fixed_times
from app.demo.samples import FOOTER, MADE_ON, SampleSource

_BOLD, _HEAD = Font(bold=True), PatternFill("solid", fgColor="EFF5FD")
_TOP = Alignment(vertical="top", wrap_text=True)
_WIDEST, _NARROWEST = 52, 9


def xlsx_bytes(source: SampleSource) -> bytes:
    book, out = Workbook(), io.BytesIO()
    _describe(book, source)
    (_, introduction), *rest = chapters(parse(source.body))
    for number, (name, blocks) in enumerate(rest):
        _fill(book.active if number == 0 else book.create_sheet(), name, introduction if number == 0 else [], blocks)
    book.save(out)
    return with_fixed_times(out.getvalue())


def _describe(book: Any, source: SampleSource) -> None:
    facts = book.properties
    facts.title, facts.creator, facts.created = source.title, source.author, MADE_ON.replace(tzinfo=None)
    facts.description, facts.language = f"{FOOTER}. {source.description}", "id-ID"
    facts.keywords = ", ".join(("dokumen contoh", *source.labels))


def _fill(sheet: Any, name: str, introduction: list[Block], blocks: list[Block]) -> None:
    sheet.title = name
    sheet.oddFooter.left.text = FOOTER
    for block in [*introduction, *blocks]:
        if block.kind == "table":
            _write_table(sheet, block)
        elif block.kind != "rule":
            sheet.append([plain(f"{block.marker} {block.text}".strip("#- "))])
            sheet.cell(sheet.max_row, 1).font = _BOLD if block.kind == "heading" else Font()


def _write_table(sheet: Worksheet, block: Block) -> None:
    head, _, *rows = block.rows
    sheet.append([plain(text) for text in head])
    top = sheet.max_row
    for cell in sheet[top]:
        cell.font, cell.fill, cell.alignment = _BOLD, _HEAD, _TOP
    for row in rows:
        sheet.append([plain(text) for text in row])
        for cell in sheet[sheet.max_row]:
            cell.value, cell.number_format = _typed(str(cell.value or ""))
            cell.alignment = _TOP
    if sheet.freeze_panes is None:
        sheet.freeze_panes = f"A{top + 1}"
    _set_widths(sheet, [head, *rows])
    sheet.append([])


def _typed(text: str) -> tuple[Any, str]:
    """A cell's value and how it is shown: "12/03/2024", "85%", "1.850" and "2,61" are not words."""
    if re.fullmatch(r"\d\d/\d\d/\d{4}", text):
        return datetime.strptime(text, "%d/%m/%Y").date(), "DD/MM/YYYY"  # noqa: DTZ007 - a day has no time zone
    if re.fullmatch(r"\d{1,3}(,\d+)?%", text):
        return float(text[:-1].replace(",", ".")) / 100, "0.0%" if "," in text else "0%"
    if re.fullmatch(r"\d{1,3}(\.\d{3})*", text):
        return int(text.replace(".", "")), "#,##0"
    if re.fullmatch(r"\d+,\d+", text):
        return float(text.replace(",", ".")), "0.00"
    return text or None, "General"


def _set_widths(sheet: Worksheet, rows: list[tuple[str, ...]]) -> None:
    for number, column in enumerate(zip(*rows, strict=True), 1):
        wanted = min(_WIDEST, max(_NARROWEST, *(len(text) + 2 for text in column)))
        shape = sheet.column_dimensions[get_column_letter(number)]
        shape.width = max(shape.width if shape.customWidth else 0, wanted)
