"""Samples as printed pages: PDF with bookmarks, a footer on each page, and equal bytes for equal sources."""

import io
from html import escape
from math import cos, pi, sin
from typing import Any

from reportlab.graphics.shapes import Circle, Drawing, Ellipse, Polygon, String
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, HRFlowable, KeepTogether, PageBreak, Paragraph, SimpleDocTemplate, Table

from app.demo.dialect import Block, parse, pieces
from app.demo.samples import FOOTER, SampleSource

LEFT, MARGIN, WIDTH = 82.0, 70.0, A4[0] - 152.0
ALL = (0, 0), (-1, -1)  # every cell of a table
INK, GREY, BLUE, PALE = map(HexColor, ("#1f1f1f", "#525252", "#1f2855", "#eff5fd"))
MARKER = "#fff176"  # of a highlighter


class _KeepNear(KeepTogether):
    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803 – the library's names
        """A heading stays with the beginning of a long table, not with all of it."""
        return list(self._content) if aH > 150 else super().split(aW, aH)  # type: ignore[attr-defined]


class _Template(SimpleDocTemplate):
    is_official = False

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 – the library's name
        """Chapters become the bookmarks of the file."""
        if isinstance(flowable, Paragraph) and flowable.style.name == "heading2":
            key = f"{self.page}-{flowable.getPlainText()}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.getPlainText(), key)

    def afterPage(self) -> None:  # noqa: N802 – the library's name
        self.canv.setFont("Helvetica", 8)
        self.canv.setFillColor(GREY)
        self.canv.drawString(LEFT, 36, FOOTER)
        if not self.is_official:
            self.canv.drawRightString(LEFT + WIDTH, 36, f"Halaman {self.page}")
        elif self.page > 1:
            self.canv.setFont("Times-Roman", 11)
            self.canv.drawCentredString(LEFT + WIDTH / 2, A4[1] - 46, f"- {self.page} -")


def pdf_bytes(source: SampleSource) -> bytes:
    out, styles = io.BytesIO(), _styles(source)
    facts: dict[str, Any] = {"title": source.title, "author": source.author, "lang": "id-ID", "invariant": 1}
    facts["keepTogetherClass"] = _KeepNear
    facts |= {
        "subject": f"{FOOTER}. {source.description}",
        "keywords": ["dokumen contoh", *source.labels],
        "pagesize": A4,
    }
    # a frame pads its text by 6 points
    template = _Template(
        out, leftMargin=LEFT - 6, rightMargin=MARGIN - 6, topMargin=MARGIN, bottomMargin=MARGIN, **facts
    )
    template.is_official = source.is_official
    template.build([_flowable(block, styles) for block in parse(source.body)])
    return out.getvalue()


def _styles(source: SampleSource) -> dict[str, ParagraphStyle]:
    size, leading = (12, 17.5) if source.is_official else (10.5, 15)
    plain, bold = ("Times-Roman", "Times-Bold") if source.is_official else ("Helvetica", "Helvetica-Bold")
    base = ParagraphStyle("base", fontName=plain, fontSize=size, leading=leading, spaceAfter=6, textColor=INK)
    base.bulletFontName, base.bulletFontSize = plain, size
    face: dict[str, Any] = {"fontName": bold, "textColor": BLUE}
    face = {"fontName": plain, "alignment": TA_CENTER} if source.is_official else face
    head = ParagraphStyle("head", base, keepWithNext=1, spaceBefore=8, **face)
    cell = ParagraphStyle("cell", base, fontSize=8.5, leading=11, spaceAfter=0)
    made = [
        ParagraphStyle("paragraph", base, alignment=TA_JUSTIFY),
        ParagraphStyle("item", base, alignment=TA_JUSTIFY, spaceAfter=4),
        ParagraphStyle("centre", base, alignment=TA_CENTER, spaceAfter=2),
        ParagraphStyle("heading1", head, fontName=bold, fontSize=size + 1.5, leading=leading + 2, alignment=TA_CENTER),
        ParagraphStyle("heading2", head, fontSize=12, spaceBefore=14),
        ParagraphStyle("heading3", head),
        cell,
        ParagraphStyle("number", cell, alignment=TA_RIGHT),
        ParagraphStyle("cellhead", cell, fontName=bold, alignment=TA_CENTER),
    ]
    return {style.name: style for style in made}


def _line(text: str, style: ParagraphStyle, marker: str | None = None) -> Paragraph:
    marked = "".join(_tagged(mark, escape(words)) for mark, words in pieces(text))
    return Paragraph(marked.replace(" | ", "<br/>"), style, bulletText=marker)


def _tagged(mark: str, words: str) -> str:
    if mark == "mark":
        return f'<font backColor="{MARKER}">{words}</font>'
    return f"<{mark}>{words}</{mark}>" if mark else words


def _flowable(block: Block, styles: dict[str, ParagraphStyle]) -> Flowable:
    makers = {"item": _item, "terms": _terms, "table": _table, "sign": _sign, "cycle": _cycle}
    if block.kind in makers:
        return makers[block.kind](block, styles)
    if block.kind == "rule":
        return HRFlowable(width="100%", color=INK, spaceBefore=2, spaceAfter=8)
    style = f"heading{block.level}" if block.kind == "heading" else block.kind
    return PageBreak() if block.kind == "page" else _line(block.text, styles[style])


def _item(block: Block, styles: dict[str, ParagraphStyle]) -> Flowable:
    start, marker = 24 * block.level, "•" if block.marker == "-" else block.marker
    return _line(block.text, ParagraphStyle("item", styles["item"], leftIndent=start + 24, bulletIndent=start), marker)


def _terms(block: Block, styles: dict[str, ParagraphStyle]) -> Flowable:
    plain, hung = styles["item"], ParagraphStyle("hung", styles["item"], leftIndent=20)
    cells = [
        [
            _line(label, plain),
            _line(":" if label else "", plain),
            _line(text, hung if marker else plain, marker or None),
        ]
        for label, marker, text in block.rows
    ]
    look: list[Any] = [("VALIGN", *ALL, "TOP"), ("LEFTPADDING", *ALL, 0), ("TOPPADDING", *ALL, 0)]
    return Table(cells, colWidths=[92, 10, WIDTH - 102], style=look)


def _sign(block: Block, styles: dict[str, ParagraphStyle]) -> Flowable:
    start = WIDTH / 2 if block.marker == ">" else 0
    style = ParagraphStyle("sign", styles["centre"], leftIndent=start, rightIndent=WIDTH / 2 - start, spaceBefore=10)
    return KeepTogether([_line(" | ".join(row[0] for row in block.rows), style)])


def _table(block: Block, styles: dict[str, ParagraphStyle]) -> Flowable:
    head, ruler, *rows = block.rows
    kinds = [styles["number" if cell.endswith(":") else "cell"] for cell in ruler]
    cells = [[_line(text, styles["cellhead"]) for text in head]]
    cells += [[_line(text, kind) for text, kind in zip(row, kinds, strict=True)] for row in rows]
    widths = [WIDTH * len(cell) / sum(map(len, ruler)) for cell in ruler]
    look: list[Any] = [("GRID", *ALL, 0.5, INK), ("BACKGROUND", (0, 0), (-1, 0), PALE), ("VALIGN", *ALL, "TOP")]
    return Table(cells, colWidths=widths, repeatRows=1, spaceBefore=4, spaceAfter=10, style=look)


def _cycle(_block: Block, _styles: dict[str, ParagraphStyle]) -> Flowable:
    drawing, radius = Drawing(WIDTH, 250, hAlign="CENTER"), 98
    places = [(WIDTH / 2 + 1.5 * radius * sin(0.4 * pi * n), 125 + radius * cos(0.4 * pi * n)) for n in range(5)]
    names = ("1. Pengumpulan", "2. Pengolahan", "3. Penyimpanan", "4. Penggunaan", "5. Alih pengetahuan")
    drawing.add(
        Polygon([at for place in places for at in place], fillColor=None, strokeColor=BLUE, strokeDashArray=[3, 3])
    )
    drawing.add(Circle(WIDTH / 2, 125, 34, fillColor=PALE, strokeColor=BLUE))
    drawing.add(String(WIDTH / 2, 121, "Pustaka", textAnchor="middle", fontName="Helvetica-Bold", fontSize=11))
    for (x, y), name in zip(places, names, strict=True):
        drawing.add(Ellipse(x, y, 66, 17, fillColor=BLUE))
        drawing.add(String(x, y - 4, name, textAnchor="middle", fontName="Helvetica", fontSize=10, fillColor=PALE))
    return drawing
