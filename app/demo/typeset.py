"""The sample library of a fictional city: text sources in, real PDF, DOCX and text files out for the demo to ingest."""

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from math import cos, pi, sin
from pathlib import Path
from typing import Any

import docx
import yaml
from docx.shared import Pt
from reportlab.graphics.shapes import Circle, Drawing, Ellipse, Polygon, String
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, HRFlowable, KeepTogether, PageBreak, Paragraph, SimpleDocTemplate, Table

SOURCES = Path(__file__).parent / "sources"
FOOTER = "Dokumen contoh – Kota Tirta Kencana adalah kota rekaan"
MADE_ON = datetime(2025, 1, 2, 8, tzinfo=UTC)  # one fixed moment: the same source gives the same bytes
LEFT, MARGIN, WIDTH = 82.0, 70.0, A4[0] - 152.0
ALL = (0, 0), (-1, -1)  # every cell of a table
INK, GREY, BLUE, PALE = map(HexColor, ("#1f1f1f", "#525252", "#1f2855", "#eff5fd"))


@dataclass(frozen=True, kw_only=True)
class SampleSource:
    title: str
    slug: str
    kind: str
    agency: str
    author: str
    issuer: str
    description: str
    visibility: str
    legal_status: str
    output: str
    body: str
    year: int
    kind_abbrev: str | None = None
    number: str | None = None
    enacted_on: date | None = None
    promulgated_on: date | None = None
    labels: tuple[str, ...] = ()
    confirmed_indicators: tuple[int, ...] = ()

    @property
    def is_official(self) -> bool:  # centred headings, the page number on top
        return self.kind in {"regulasi", "keputusan"}


@dataclass(frozen=True)
class Block:
    kind: str
    text: str = ""
    marker: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()  # table cells, signature lines or (label, marker, text) terms


def sources(folder: Path = SOURCES) -> list[SampleSource]:
    return [read_source(path) for path in sorted(folder.glob("*.md"))]


def read_source(path: Path) -> SampleSource:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    fields: dict[str, Any] = yaml.safe_load(front)
    fields |= {name: tuple(fields.get(name, ())) for name in ("labels", "confirmed_indicators")}
    return SampleSource(body=body.strip(), **fields)


def typeset(source: SampleSource, folder: Path) -> Path:
    """Write the finished file into `folder` and say where; equal sources give equal bytes."""
    writers = {"pdf": _pdf, "docx": _docx, "md": _plain, "txt": _plain}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{source.slug}.{source.output}"
    path.write_bytes(writers[source.output](source))
    return path


def _plain(source: SampleSource) -> bytes:
    return f"{source.body}\n\n{FOOTER}.\n".encode()


# The dialect: a line is a block; only table rows and signature lines join the line before them.
_FORMS = {
    "heading": r"(?P<marker>#{1,3}) (?P<text>.+)",  # " | " breaks the line
    "terms": r"(?P<label>[A-Z][\w/ ]{0,30})? ?:: (?P<marker>[a-z]\. |\d+\. )?(?P<text>.+)",  # Menimbang :: a. bahwa …
    "item": r"(?P<marker>\(\d+\)|[a-z]{1,2}\.|\d+\.|-) (?P<text>.+)",  # two spaces of indent a level
    "centre": r"\^ (?P<text>.+)",
    "sign": r"(?P<marker>[<>]) (?P<text>.+)",  # a signature on the left or right half
    "cycle": r"!siklus_pengetahuan",  # the only drawing
    "table": r"\|(?P<text>.+)\|",  # the second row |---|--:| gives relative widths and the columns of numbers
    "rule": r"---",
    "page": r"===",
    "paragraph": r"(?P<text>.+)",
}


def parse(body: str) -> list[Block]:
    blocks: list[Block] = []
    for line in filter(str.strip, body.splitlines()):
        block = _read_line(line)
        if (
            block.kind in {"sign", "table"}
            and blocks
            and (blocks[-1].kind, blocks[-1].marker) == (block.kind, block.marker)
        ):
            block = Block(block.kind, marker=block.marker, rows=blocks.pop().rows + block.rows)
        blocks.append(block)
    return blocks


def _read_line(line: str) -> Block:
    words = line.strip()
    kind, match = next((kind, match) for kind, form in _FORMS.items() if (match := re.fullmatch(form, words)))
    found = match.groupdict()
    text, marker = found.get("text", ""), (found.get("marker") or "").strip()
    if kind == "terms":
        return Block(kind, rows=(((found["label"] or "").strip(), marker, text),))
    if kind in {"sign", "table"}:
        cells = text.split("|") if kind == "table" else [text]
        return Block(kind, marker=marker, rows=(tuple(map(str.strip, cells)),))
    if kind == "heading":
        return Block(kind, text, level=len(marker))
    return Block(kind, text, marker, level=(len(line) - len(line.lstrip())) // 2)


def _pieces(text: str) -> list[tuple[str, str]]:
    """Cut a line into ("b" | "i" | "", words) at `**bold**` and `*italic*`."""
    cut = filter(None, re.split(r"(\*\*[^*]+\*\*|\*[^*]+\*)", text))
    return [("b" if words[:2] == "**" else "i" if words[0] == "*" else "", words.strip("*")) for words in cut]


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


def _pdf(source: SampleSource) -> bytes:
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
    marked = (f"<{mark}>{escape(words)}</{mark}>" if mark else escape(words) for mark, words in _pieces(text))
    return Paragraph("".join(marked).replace(" | ", "<br/>"), style, bulletText=marker)


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


def _docx(source: SampleSource) -> bytes:
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
    return _with_fixed_times(out.getvalue())


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
    for mark, words in _pieces(text.replace(" | ", "\n")):
        run = paragraph.add_run(words)
        run.bold, run.italic = mark == "b" or None, mark == "i" or None


def _with_fixed_times(packed: bytes) -> bytes:
    """python-docx stamps each member with the clock; the same members again, at one fixed moment."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            after.writestr(zipfile.ZipInfo(name, MADE_ON.timetuple()[:6]), before.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
