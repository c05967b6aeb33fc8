"""ODT, ODS and ODP to pages, from one stream each: sections, sheets or slides, with cells as their reader sees them."""

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from indexer.extract.formats import plain
from indexer.extract.model import ExtractedPage, Found, Locked, PageTotal
from indexer.extract.numbering import MAX_LEVEL, as_int
from indexer.extract.odf_styles import Styles
from indexer.extract.package import Package
from indexer.extract.pages import MAY_END, PAGE_END, Pager, without_marks
from indexer.extract.xlsx import Cell, SheetPages
from indexer.extract.xmlstream import Kind, Node

# What was deleted under tracking, remarks, the numbers of notes, descriptions of pictures, and form controls.
_SKIPPED = {
    "text:tracked-changes", "office:annotation", "text:note-citation", "office:forms", "office:scripts",
    "table:covered-table-cell", "office:dde-source", "table:tracked-changes", "svg:title", "svg:desc",
    "office:binary-data",
}  # fmt: skip
# Shapes with words of their own, wherever they hang.
_BOXES = (
    "draw:text-box", "draw:custom-shape", "draw:rect", "draw:ellipse", "draw:circle", "draw:line", "draw:connector",
    "draw:path", "draw:polygon", "draw:polyline", "draw:measure", "draw:caption",
)  # fmt: skip
_MAX_ROWS_REPEATED, _MAX_CELLS_REPEATED = 1000, 100
_NUMBERS = {"float", "currency", "percentage"}


def extract_odt(stream: BinaryIO) -> Iterator[Found]:
    package = _open(stream)
    yield package.opendocument_properties()
    styles = Styles(package)
    pager = Pager()
    yield from pager.add(_margins(package, styles))
    text = Text(styles, lambda part: _drawn(package, part))
    for block in text.blocks(package.nodes("content.xml")):
        yield from pager.add(block)
        for note in text.take_notes():
            pager.note(note)
    yield from pager.end()


def extract_odp(stream: BinaryIO) -> Iterator[Found]:
    package = _open(stream)
    yield package.opendocument_properties()
    text = Text(Styles(package), lambda part: _drawn(package, part))
    parts: list[str] = []
    number = 0
    for node in package.nodes("content.xml"):
        parts += text.take(node)
        if node.name == "draw:page" and node.kind is Kind.START:
            parts.clear()
        elif node.name == "draw:page" and node.kind is Kind.END:
            number += 1
            yield ExtractedPage(number, without_marks("".join(parts)).strip())
            parts.clear()
    yield PageTotal(number)


def extract_ods(stream: BinaryIO) -> Iterator[Found]:
    package = _open(stream)
    yield package.opendocument_properties()
    styles = Styles(package)
    writer = SheetPages()
    found = package.nodes("content.xml")
    for node in found:
        if node.kind is Kind.START and node.name == "table:table":
            sheet = _Sheet(Text(styles, lambda part: _drawn(package, part)))
            yield from writer.sheet(node.attributes.get("table:name", ""), sheet.rows(found))
    yield PageTotal(writer.number)


def _open(stream: BinaryIO) -> Package:
    package = Package(stream)
    for node in package.nodes("META-INF/manifest.xml"):
        if node.name == "manifest:encryption-data":
            raise Locked
    if "content.xml" not in package:
        raise ValueError("no content")
    return package


def _margins(package: Package, styles: Styles) -> str:
    """Headers and footers of the page styles once; a page number alone is no heading."""
    texts: dict[str, None] = {}
    text, parts = Text(styles, lambda _: ""), list[str]()
    for node in package.nodes("styles.xml"):
        parts += text.take(node)
        if node.name.startswith(("style:header", "style:footer")):
            words = without_marks("".join(parts)).strip()
            parts.clear()
            if node.kind is Kind.END and any(character.isalpha() for character in words):
                texts[words] = None
    return "".join(f"{words}\n" for words in texts) + ("\n" if texts else "")


def _drawn(package: Package, part: str) -> str:
    """A chart's titles and the names in its own table; its figures are in the document that draws it."""
    text = Text(Styles(), lambda _: "")
    words = "".join(text.blocks(package.nodes(f"{part.removeprefix('./')}/content.xml")))
    phrases = (phrase.strip() for phrase in without_marks(words).replace("\t", "\n").split("\n"))
    return "\n".join(dict.fromkeys(phrase for phrase in phrases if any(letter.isalpha() for letter in phrase)))


class Text:
    """Paragraphs, lists, tables and boxes as a stream of marked text; recursion nowhere."""

    def __init__(self, styles: Styles, draw: Callable[[str], str]) -> None:
        self._styles, self._draw = styles, draw
        self._frames: list[list[str]] = [[]]
        self._boxes: list[str] = []
        self._notes: list[str] = []
        self._rows: list[bool] = []
        self._paragraphs = self._cells = self._skipping = 0
        self._lists: list[str] = []
        self._is_item_start = False
        self._counts: dict[str, dict[int, int]] = {}
        self._starts: dict[str, Callable[[Mapping[str, str]], None]] = {
            "text:p": self._begin_paragraph, "text:h": self._begin_heading,
            "text:s": lambda found: self._write(" " * min(as_int(found.get("text:c"), 1), 100)),
            "text:tab": lambda _: self._write(" " if self._cells else "\t"),
            "text:line-break": lambda _: self._break_line(),
            "text:soft-page-break": lambda _: self._end_page(),
            "text:list": self._begin_list, "text:list-item": self._begin_item, "text:list-header": self._begin_item,
            "text:note": self._begin_box, **dict.fromkeys(_BOXES, self._begin_box), "draw:object": self._draw_object,
            "table:table-row": self._begin_row, "table:table-cell": self._begin_cell,
        }  # fmt: skip
        self._ends: dict[str, Callable[[], None]] = {
            "text:p": self._end_paragraph, "text:h": self._end_paragraph, "text:list": self._end_list,
            "text:note": self._end_note, **dict.fromkeys(_BOXES, self._end_box),
            "table:table-row": self._end_row, "table:table-cell": self._end_cell,
        }  # fmt: skip

    def blocks(self, found: Iterator[Node]) -> Iterator[str]:
        for node in found:
            yield from self.take(node)

    def take(self, node: Node) -> list[str]:
        """What is finished with this node: nothing, or a paragraph or row."""
        kind, name, attributes = node
        if kind is Kind.TEXT:
            if self._paragraphs and not self._skipping:
                self._write(name.replace("\n", " "))
        elif name in _SKIPPED:
            self._skipping += 1 if kind is Kind.START else -1
        elif self._skipping:
            pass
        elif kind is Kind.START:
            if begin := self._starts.get(name):
                begin(attributes)
        elif end := self._ends.get(name):
            end()
            if len(self._frames) == 1 and not self._paragraphs:
                text = "".join(self._frames[0])
                self._frames[0].clear()
                return [text] if text else []
        return []

    def take_notes(self) -> list[str]:
        notes, self._notes = self._notes, []
        return notes

    def _write(self, text: str) -> None:
        self._frames[-1].append(text)

    def _break_line(self) -> None:
        self._write(" " if self._cells else "\n")

    def _end_page(self) -> None:
        if self._rows:
            self._rows[0] = True
        elif len(self._frames) == 1:
            self._write(PAGE_END)

    def _begin_paragraph(self, attributes: Mapping[str, str]) -> None:
        self._paragraphs += 1
        if self._styles.begins_page(attributes.get("text:style-name", "")):
            self._end_page()
        if self._is_item_start:
            self._is_item_start = False
            self._label(self._lists[-1] if self._lists else "", len(self._lists))

    def _begin_heading(self, attributes: Mapping[str, str]) -> None:
        self._begin_paragraph(attributes)
        if len(self._frames) == 1:
            self._write(MAY_END)
        if not self._lists and attributes.get("text:is-list-header") != "true":
            self._label(Styles.OUTLINE, as_int(attributes.get("text:outline-level"), 1))

    def _end_paragraph(self) -> None:
        self._paragraphs -= 1
        self._write(" " if self._cells else "\n")
        if self._paragraphs == 0 or self._cells:
            self._frames[-1].extend(f"{text} " if self._cells else f"{text}\n" for text in self._boxes)
            self._boxes.clear()

    def _begin_list(self, attributes: Mapping[str, str]) -> None:
        outer = self._lists[-1] if self._lists else ""
        name = attributes.get("text:style-name", outer)
        if not self._lists and attributes.get("text:continue-numbering") != "true":
            self._counts.pop(name, None)
        self._lists.append(name)

    def _end_list(self) -> None:
        self._lists.pop()
        self._is_item_start = False

    def _begin_item(self, attributes: Mapping[str, str]) -> None:
        self._is_item_start = True
        if (start := attributes.get("text:start-value")) and self._lists:
            self._counts.setdefault(self._lists[-1], {})[len(self._lists)] = as_int(start, 1) - 1

    def _label(self, style: str, depth: int) -> None:
        if 0 < depth <= MAX_LEVEL and (label := self._styles.label(style, depth, self._counts.setdefault(style, {}))):
            self._write(f"{label} ")

    def _begin_box(self, _: Mapping[str, str]) -> None:
        self._frames.append([])

    def _end_box(self) -> None:
        if text := "".join(self._frames.pop()).strip():
            self._boxes.append(text)
        if not self._paragraphs:
            self._frames[-1].extend(f"{box}\n" for box in self._boxes)
            self._boxes.clear()

    def _end_note(self) -> None:
        if text := without_marks("".join(self._frames.pop())).strip():
            self._notes.append(text)

    def _draw_object(self, attributes: Mapping[str, str]) -> None:
        if text := self._draw(attributes.get("xlink:href", "")):
            self._boxes.append(text)

    def _begin_row(self, _: Mapping[str, str]) -> None:
        if not self._rows:
            self._frames.append([])
        self._rows.append(False)

    def _end_row(self) -> None:
        ends_page = self._rows.pop()
        if self._rows:
            self._write(" ")
            return
        text = "".join(self._frames.pop()).rstrip()
        self._write(f"{PAGE_END if ends_page else ''}{text}\n")

    def _begin_cell(self, _: Mapping[str, str]) -> None:
        self._cells += 1

    def _end_cell(self) -> None:
        self._cells -= 1
        self._write("\t")


class _Sheet:
    """One sheet's rows of cells; a cell's own text is already what its reader sees."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._words: list[str] = []
        self._row: list[Cell] = []
        self._attributes: Mapping[str, str] = {}

    def rows(self, found: Iterator[Node]) -> Iterator[list[Cell]]:
        """Up to the end of the sheet; what floats over it comes as a row of its own."""
        tables, times = 1, 1
        for node in found:
            kind, name, attributes = node
            if name == "table:table":
                tables += 1 if kind is Kind.START else -1
                if not tables:
                    break
            elif name == "table:table-row" and kind is Kind.START:
                yield self._floating()
                times = min(as_int(attributes.get("table:number-rows-repeated"), 1), _MAX_ROWS_REPEATED)
            elif name == "table:table-row":
                yield from [self._row] * times
                self._row = []
            elif name == "table:table-cell":
                self._cell(kind, attributes)
            else:
                self._words += self._text.take(node)
        yield self._floating()

    def _floating(self) -> list[Cell]:
        text = self._take()
        return [Cell(text)] if text else []

    def _cell(self, kind: Kind, attributes: Mapping[str, str]) -> None:
        if kind is Kind.START:
            self._attributes = attributes
            self._words.clear()
        elif text := self._take():
            cell = _value(text, self._attributes)
            times = as_int(self._attributes.get("table:number-columns-repeated"), 1)
            self._row += [cell] * min(times, _MAX_CELLS_REPEATED)

    def _take(self) -> str:
        text = " ".join(without_marks("".join(self._words)).split())
        self._words.clear()
        return text


def _value(text: str, attributes: Mapping[str, str]) -> Cell:
    if attributes.get("office:value-type") not in _NUMBERS:
        return Cell(text)
    try:
        number = float(attributes.get("office:value", ""))
    except ValueError:
        return Cell(text)
    figure = plain(number)
    return Cell(text, is_number=True, figure=figure if abs(number) >= 1000 and figure not in text else "")
