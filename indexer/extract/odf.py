"""ODT, ODS and ODP to pages, from one stream each: sections, sheets or slides, with cells as their reader sees them."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from indexer.extract.formats import plain
from indexer.extract.model import ExtractedPage, Found, Locked, PageTotal
from indexer.extract.numbering import as_int
from indexer.extract.odf_styles import Styles
from indexer.extract.odf_text import Text
from indexer.extract.package import Package
from indexer.extract.pages import Pager, without_marks
from indexer.extract.xlsx import Cell, SheetPages
from indexer.extract.xmlstream import Kind, Node

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
            elif name in {"table:table-cell", "table:covered-table-cell"}:
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
