"""DOCX to pages in reading order: body, tables, text boxes, list labels, notes at the foot, headers and footers once.

Comments and what was deleted under tracking are not the document's text and stay out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from indexer.extract.drawing import drawn_text
from indexer.extract.flow import Flow
from indexer.extract.model import Found
from indexer.extract.numbering import Numbering, as_int
from indexer.extract.package import Package
from indexer.extract.pages import MAY_END, Pager, without_marks
from indexer.extract.xmlstream import Kind

# Shapes are written twice, for new readers and for old; tracking keeps what was there before.
_SKIPPED = {"mc:Fallback", "w:pPrChange", "w:del", "w:moveFrom"}
_MARGINS = ("header", "footer")
_MAX_ANCESTORS = 20


def extract_docx(stream: BinaryIO) -> Iterator[Found]:
    package = Package(stream)
    yield package.properties()
    main = package.main_part()
    related = {relation.identity: relation for relation in package.relations(main)}
    parts = {relation.kind: relation.part for relation in related.values()}
    styles = _Styles(package, parts.get("styles", ""))
    numbering = Numbering(package.nodes(parts.get("numbering", "")), styles.lists)
    pager = Pager()
    margins = [relation.part for kind in _MARGINS for relation in related.values() if relation.kind == kind]
    yield from pager.add(_margins(package, margins, styles))
    notes = {kind: _notes(package, parts.get(kind, ""), styles) for kind in ("footnotes", "endnotes")}
    drawn = {identity: drawn_text(package, relation) for identity, relation in related.items()}
    walk = Walk(styles, numbering, drawn)
    for text in walk.blocks(package, main):
        yield from pager.add(text)
        for kind, identity in walk.take_notes():
            pager.note(notes[kind].get(identity, ""))
    yield from pager.end()


def _margins(package: Package, parts: list[str], styles: "_Styles") -> str:
    """Headers and footers once, not once a page; a page number alone is no heading."""
    texts = (_plain(package, part, styles) for part in parts)
    kept = dict.fromkeys(text for text in texts if any(character.isalpha() for character in text))
    return "".join(f"{text}\n" for text in kept) + ("\n" if kept else "")


def _plain(package: Package, part: str, styles: "_Styles") -> str:
    walk = Walk(styles, Numbering(iter(()), {}), {})
    return without_marks("".join(walk.blocks(package, part))).strip()


def _notes(package: Package, part: str, styles: "_Styles") -> dict[str, str]:
    """The notes of a part by their numbers; the lines that separate them have no words."""
    walk = Walk(styles, Numbering(iter(()), {}), {})
    found: dict[str, str] = {}
    for text in walk.blocks(package, part):
        found[walk.note] = f"{found.get(walk.note, '')}{without_marks(text)}".strip()
    return found


@dataclass(slots=True)
class _Style:
    based_on: str = ""
    is_heading: bool = False
    use: str = ""
    depth: int = 0


class _Styles:
    """Which styles are headings and which carry a list, by themselves or by the style they are based on."""

    def __init__(self, package: Package, part: str) -> None:
        self._styles: dict[str, _Style] = {}
        style = _Style()
        for node in package.nodes(part):
            if node.kind is not Kind.START:
                continue
            value = node.attributes.get("w:val", "")
            match node.name:
                case "w:style":
                    style = self._styles.setdefault(node.attributes.get("w:styleId", ""), _Style())
                case "w:basedOn":
                    style.based_on = value
                case "w:name":
                    style.is_heading = style.is_heading or value.lower().startswith(("heading", "title"))
                case "w:outlineLvl":
                    style.is_heading = style.is_heading or as_int(value, 9) < 9
                case "w:numId":
                    style.use = value
                case "w:ilvl":
                    style.depth = as_int(value)
        self.lists = {name: (style.use, style.depth) for name, style in self._styles.items() if style.use}

    def is_heading(self, name: str) -> bool:
        return any(style.is_heading for style in self._line(name))

    def list_of(self, name: str) -> tuple[str, int]:
        return next(((style.use, style.depth) for style in self._line(name) if style.use), ("", 0))

    def _line(self, name: str) -> Iterator[_Style]:
        for _ in range(_MAX_ANCESTORS):
            if (style := self._styles.get(name)) is None:
                return
            yield style
            name = style.based_on


@dataclass(slots=True)
class _Paragraph:
    style: str = ""
    use: str | None = None
    depth: int | None = None
    is_heading: bool = False
    begins_page: bool = False


class Walk:
    """One pass over a part without recursion: depth costs nothing and no container hides its words."""

    def __init__(self, styles: _Styles, numbering: Numbering, drawn: Mapping[str, str]) -> None:
        self._styles, self._numbering = styles, numbering
        self._flow = flow = Flow()
        self._skipping = 0
        self._format: _Paragraph | None = None
        self._is_text = False
        self._wanted_notes: list[tuple[str, str]] = []
        self.note = ""
        self._starts: dict[str, Callable[[Mapping[str, str]], None]] = {
            "w:t": self._begin_text, "m:t": self._begin_text, "w:pPr": self._begin_format,
            "w:tr": lambda _: flow.begin_row(), "w:tc": lambda _: flow.begin_cell(),
            "w:txbxContent": lambda _: flow.begin_box(), "w:tab": lambda _: flow.tab(), "w:ptab": lambda _: flow.tab(),
            "w:noBreakHyphen": lambda _: flow.write("-"), "w:cr": lambda _: flow.break_line(), "w:br": self._break,
            "w:lastRenderedPageBreak": lambda _: self._end_page(),
            "w:footnoteReference": lambda found: self._want_note("footnotes", found),
            "w:endnoteReference": lambda found: self._want_note("endnotes", found),
            "c:chart": lambda found: flow.hang(drawn.get(found.get("r:id", ""), "")),
            "dgm:relIds": lambda found: flow.hang(drawn.get(found.get("r:dm", ""), "")),
            "w:footnote": self._begin_note, "w:endnote": self._begin_note,
        }  # fmt: skip
        self._ends: dict[str, Callable[[], None]] = {
            "w:t": self._end_text, "m:t": self._end_text, "w:pPr": self._end_format, "w:p": self._end_paragraph,
            "w:tr": flow.end_row, "w:tc": flow.end_cell, "w:txbxContent": lambda: flow.hang(flow.end_box().strip()),
        }  # fmt: skip

    def blocks(self, package: Package, part: str) -> Iterator[str]:
        """Marked text, a paragraph or a row at a time."""
        for kind, name, attributes in package.nodes(part):
            if kind is Kind.TEXT:
                if self._is_text and not self._skipping:
                    self._flow.write(name)
            elif name in _SKIPPED:
                self._skipping += 1 if kind is Kind.START else -1
            elif self._skipping:
                continue
            elif kind is Kind.START:
                if self._format is not None:
                    self._note_format(self._format, name, attributes)
                elif begin := self._starts.get(name):
                    begin(attributes)
            elif end := self._ends.get(name):
                end()
                if self._flow.is_in_body and name in {"w:p", "w:tr"}:
                    yield self._flow.take()
        yield self._flow.take()

    def take_notes(self) -> list[tuple[str, str]]:
        wanted, self._wanted_notes = self._wanted_notes, []
        return wanted

    def _break(self, attributes: Mapping[str, str]) -> None:
        self._end_page() if attributes.get("w:type") == "page" else self._flow.break_line()

    def _end_page(self) -> None:
        if not self._flow.end_page():
            self._flow.write(" ")

    def _begin_text(self, _: Mapping[str, str]) -> None:
        self._is_text = True

    def _end_text(self) -> None:
        self._is_text = False

    def _begin_format(self, _: Mapping[str, str]) -> None:
        self._format = _Paragraph()

    def _note_format(self, paragraph: _Paragraph, name: str, attributes: Mapping[str, str]) -> None:
        value = attributes.get("w:val", "")
        match name:
            case "w:pStyle":
                paragraph.style = value
            case "w:numId":
                paragraph.use = value
            case "w:ilvl":
                paragraph.depth = as_int(value)
            case "w:outlineLvl":
                paragraph.is_heading = as_int(value, 9) < 9
            case "w:pageBreakBefore":
                paragraph.begins_page = value not in {"0", "false", "off"}
            case "w:sectPr":
                paragraph.is_heading = True

    def _end_format(self) -> None:
        paragraph, self._format = self._format or _Paragraph(), None
        if paragraph.begins_page:
            self._end_page()
        if self._flow.is_in_body and (paragraph.is_heading or self._styles.is_heading(paragraph.style)):
            self._flow.write(MAY_END)
        use, depth = self._styles.list_of(paragraph.style)
        use = paragraph.use if paragraph.use is not None else use
        if label := self._numbering.label(use, paragraph.depth if paragraph.depth is not None else depth):
            self._flow.write(f"{label} ")

    def _end_paragraph(self) -> None:
        self._flow.break_line()
        if self._flow.is_in_body or self._flow.is_in_row:
            self._flow.place_boxes()

    def _begin_note(self, attributes: Mapping[str, str]) -> None:
        self.note = attributes.get("w:id", "")

    def _want_note(self, kind: str, attributes: Mapping[str, str]) -> None:
        self._wanted_notes.append((kind, attributes.get("w:id", "")))
