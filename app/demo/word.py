"""Samples as Word files: real headings, lists and tables, with fixed properties."""

import io
from typing import Any

import docx
from docx.shared import Pt

from app.demo.dialect import Block, parse, pieces
from app.demo.packing import with_fixed_times
from app.demo.samples import FOOTER, MADE_ON, SampleSource


def docx_bytes(source: SampleSource) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    facts = document.core_properties
    facts.title, facts.author, facts.comments = source.title, source.author, f"{FOOTER}. {source.description}"
    facts.created = facts.modified = MADE_ON
    facts.keywords, facts.language, facts.last_modified_by = ", ".join(("dokumen contoh", *source.labels)), "id-ID", ""
    document.sections[0].footer.paragraphs[0].text = FOOTER
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Times New Roman", Pt(12)
    for block in parse(source.body):
        _write(document, block)
    document.save(out)
    return with_fixed_times(out.getvalue())


def _write(document: Any, block: Block) -> None:
    if block.kind == "page":
        document.add_page_break()
    elif block.kind in {"terms", "table"}:
        _write_rows(document, block)
    elif block.kind != "rule":
        bullet = "List Bullet" if block.marker == "-" else "List Paragraph"
        style = {"heading": f"Heading {block.level}", "item": bullet}.get(block.kind, "Normal")
        paragraph = document.add_paragraph(style=style)
        paragraph.alignment = 1 if block.kind in {"centre", "sign"} or style == "Heading 1" else None
        paragraph.paragraph_format.left_indent = Pt(216) if block.marker == ">" else None
        _fill(paragraph, " | ".join(row[0] for row in block.rows) or f"{block.marker} {block.text}".lstrip("- "))


def _write_rows(document: Any, block: Block) -> None:
    is_table = block.kind == "table"
    rows = (block.rows[0], *block.rows[2:]) if is_table else block.rows
    shares = [len(cell) for cell in block.rows[1]] if is_table else [5, 1, 18]
    table = document.add_table(0, len(shares), "Table Grid" if is_table else "Normal Table")
    for row in rows:
        for cell, text, share in zip(table.add_row().cells, row, shares, strict=True):
            cell.width = Pt(432 * share / sum(shares))
            _fill(cell.paragraphs[0], f"**{text}**" if is_table and row is rows[0] else text)


def _fill(paragraph: Any, text: str) -> None:
    for mark, words in pieces(text.replace(" | ", "\n")):
        run = paragraph.add_run(words)
        run.bold, run.italic = mark == "b" or None, mark == "i" or None
