"""Samples as presentations: a slide for each chapter, its plain paragraphs as the notes of the speaker."""

import io
from typing import Any

from pptx import Presentation
from pptx.util import Inches, Pt

from app.demo.dialect import Block, chapters, parse, plain
from app.demo.packing import with_fixed_times
from app.demo.samples import FOOTER, MADE_ON, SampleSource

_TITLE, _LIST, _TITLE_ONLY = 0, 1, 5  # layouts of the library's own template
_BODY_SIZE, _CELL_SIZE, _FOOT_SIZE = Pt(20), Pt(13), Pt(10)


def pptx_bytes(source: SampleSource) -> bytes:
    deck, out = Presentation(), io.BytesIO()
    _describe(deck.core_properties, source)
    (_, opening), *rest = chapters(parse(source.body))
    _open(deck, source, opening)
    for heading, blocks in rest:
        _add(deck, heading, blocks)
    deck.save(out)
    return with_fixed_times(out.getvalue())


def _describe(facts: Any, source: SampleSource) -> None:
    facts.title, facts.author, facts.comments = source.title, source.author, f"{FOOTER}. {source.description}"
    facts.created = facts.modified = MADE_ON
    facts.keywords, facts.language, facts.last_modified_by = ", ".join(("dokumen contoh", *source.labels)), "id-ID", ""


def _open(deck: Any, source: SampleSource, blocks: list[Block]) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE])
    slide.shapes.title.text = source.title
    slide.placeholders[1].text = "\n".join(plain(block.text) for block in blocks if block.kind == "centre")
    _finish(slide, blocks)


def _add(deck: Any, heading: str, blocks: list[Block]) -> None:
    tables = [block for block in blocks if block.kind == "table"]
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY if tables else _LIST])
    slide.shapes.title.text = heading
    for table in tables:
        _add_table(slide, table)
    if not tables:
        _write_points(slide.placeholders[1].text_frame, [block for block in blocks if block.kind == "item"])
    _finish(slide, blocks)


def _write_points(frame: Any, points: list[Block]) -> None:
    for number, point in enumerate(points):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text, paragraph.level = plain(f"{point.marker} {point.text}".lstrip("- ")), point.level
        paragraph.font.size = _BODY_SIZE


def _add_table(slide: Any, block: Block) -> None:
    head, ruler, *rows = block.rows
    made = slide.shapes.add_table(len(rows) + 1, len(head), Inches(0.5), Inches(1.6), Inches(9), Inches(0.4)).table
    for number, cell in enumerate(ruler):
        made.columns[number].width = int(Inches(9) * len(cell) / sum(map(len, ruler)))
    for down, row in enumerate([head, *rows]):
        for across, text in enumerate(row):
            paragraph = made.cell(down, across).text_frame.paragraphs[0]
            paragraph.text, paragraph.font.size = plain(text), _CELL_SIZE


def _finish(slide: Any, blocks: list[Block]) -> None:
    foot = slide.shapes.add_textbox(Inches(0.5), Inches(7), Inches(9), Inches(0.35)).text_frame
    foot.text = FOOTER
    foot.paragraphs[0].font.size = _FOOT_SIZE
    said = [plain(block.text) for block in blocks if block.kind == "paragraph"]
    if said:
        slide.notes_slide.notes_text_frame.text = "\n".join(said)
