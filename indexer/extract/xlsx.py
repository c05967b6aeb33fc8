"""XLSX to pages: a sheet is a page, a long sheet several, each with the sheet's name and the row of its headings.

Cells are read as a stream, so a sheet of a million rows costs no more memory than its shared strings.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from indexer.extract.drawing import drawn_text
from indexer.extract.formats import BUILT_IN, is_grouped, plain, shown
from indexer.extract.model import ExtractedPage, Found, PageTotal
from indexer.extract.numbering import as_int
from indexer.extract.package import Package
from indexer.extract.pages import PAGE_CHARACTERS
from indexer.extract.xmlstream import Kind, Node

_PAGE = 2 * PAGE_CHARACTERS
_HEADING_WITHIN = 12  # rows, of which the one with most words heads the table
_LONGEST_HEADING = 600
_LONGEST_CELL = 32_767  # what the program itself allows


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    is_number: bool = False
    figure: str = ""  # the bare digits, where thousands are set apart


@dataclass(slots=True)
class Book:
    sheets: list[tuple[str, str]] = field(default_factory=list)  # name, relation
    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    from_1904: bool = False


def extract_xlsx(stream: BinaryIO) -> Iterator[Found]:
    package = Package(stream)
    yield package.properties()
    main = package.main_part()
    related = {relation.identity: relation for relation in package.relations(main)}
    parts = {relation.kind: relation.part for relation in related.values()}
    book = _book(package.nodes(main))
    book.strings = list(_strings(package.nodes(parts.get("sharedStrings", ""))))
    book.formats = _formats(package.nodes(parts.get("styles", "")))
    writer = SheetPages()
    for name, identity in book.sheets:
        if (relation := related.get(identity)) and relation.kind in {"worksheet", "chartsheet"}:
            yield from writer.sheet(name, _rows(package.nodes(relation.part), book), _drawn(package, relation.part))
    yield PageTotal(writer.number)


def _book(found: Iterator[Node]) -> Book:
    book = Book()
    for kind, name, attributes in found:
        if kind is Kind.START and name == "x:sheet":
            book.sheets.append((attributes.get("name", ""), attributes.get("r:id", "")))
        elif kind is Kind.START and name == "x:workbookPr":
            book.from_1904 = attributes.get("date1904") in {"1", "true"}
    return book


def _strings(found: Iterator[Node]) -> Iterator[str]:
    """One an item; how a word is pronounced (`rPh`) is not part of it."""
    parts: list[str] = []
    is_text, is_phonetic = False, False
    for kind, name, _ in found:
        if kind is Kind.TEXT:
            if is_text and not is_phonetic:
                parts.append(name)
        elif name == "x:t":
            is_text = kind is Kind.START
        elif name == "x:rPh":
            is_phonetic = kind is Kind.START
        elif name == "x:si" and kind is Kind.END:
            yield "".join(parts)[:_LONGEST_CELL]
            parts.clear()


def _formats(found: Iterator[Node]) -> list[str]:
    """The format code of each cell style, by its place in the list."""
    codes: dict[int, str] = dict(BUILT_IN)
    styles: list[str] = []
    is_cell_style = False
    for kind, name, attributes in found:
        if name == "x:cellXfs":
            is_cell_style = kind is Kind.START
        elif kind is Kind.START and name == "x:numFmt":
            codes[as_int(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif kind is Kind.START and name == "x:xf" and is_cell_style:
            styles.append(codes.get(as_int(attributes.get("numFmtId")), ""))
    return styles


def _rows(found: Iterator[Node], book: Book) -> Iterator[list[Cell]]:
    row: list[Cell] = []
    attributes: Mapping[str, str] = {}
    parts: list[str] = []
    is_value = is_phonetic = False
    for kind, name, given in found:
        if kind is Kind.TEXT:
            if is_value and not is_phonetic:
                parts.append(name)
        elif name in {"x:v", "x:t"}:
            is_value = kind is Kind.START
        elif name == "x:rPh":
            is_phonetic = kind is Kind.START
        elif name == "x:c":
            if kind is Kind.START:
                attributes = given
                parts.clear()
            elif parts and (cell := _cell(attributes, "".join(parts), book)).text:
                row.append(cell)
        elif name == "x:row" and kind is Kind.END:
            yield row
            row = []


def _cell(attributes: Mapping[str, str], value: str, book: Book) -> Cell:
    match attributes.get("t", "n"):
        case "s":
            index = int(value) if value.isascii() and value.isdigit() else -1
            return Cell(_one_line(book.strings[index]) if 0 <= index < len(book.strings) else "")
        case "b":
            return Cell("TRUE" if value == "1" else "FALSE")
        case "n":
            return _number(value, attributes.get("s"), book)
        case _:
            return Cell(_one_line(value[:_LONGEST_CELL]))


def _number(value: str, style: str | None, book: Book) -> Cell:
    index = as_int(style)
    code = book.formats[index] if index < len(book.formats) else ""
    try:
        number = float(value)
        text = shown(number, code, from_1904=book.from_1904)
    except (ValueError, OverflowError):
        return Cell(_one_line(value))
    is_apart = is_grouped(code) and abs(number) >= 1000
    return Cell(text, is_number=True, figure=plain(number) if is_apart else "")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _drawn(package: Package, part: str) -> str:
    """Text boxes and charts that float over a sheet."""
    texts: list[str] = []
    for relation in package.relations(part):
        if relation.kind == "drawing":
            texts += _floating(package.nodes(relation.part))
            texts += [drawn_text(package, chart) for chart in package.relations(relation.part)]
    return "\n".join(text for text in texts if text)


def _floating(found: Iterator[Node]) -> Iterator[str]:
    line, is_text = "", False
    for kind, name, _ in found:
        if kind is Kind.TEXT:
            line += name if is_text else ""
        elif name == "a:t":
            is_text = kind is Kind.START
        elif name == "a:p" and kind is Kind.END:
            yield line.strip()
            line = ""


class SheetPages:
    """Rows of cells to pages, numbered on from sheet to sheet."""

    def __init__(self) -> None:
        self.number = 0

    def sheet(self, name: str, rows: Iterator[list[Cell]], floating: str = "") -> Iterator[Found]:
        table = _Table(name)
        for row in rows:
            if row:
                if table.is_full:
                    yield self._page(table)
                table.add(row)
        table.lines += [floating] if floating else []
        if table.lines:
            yield self._page(table)

    def _page(self, table: "_Table") -> ExtractedPage:
        self.number += 1
        return ExtractedPage(self.number, table.take())


class _Table:
    """The rows of one sheet that are not on a page yet."""

    def __init__(self, name: str) -> None:
        self.lines: list[str] = []
        self._title = _one_line(name)
        self._heading = ""
        self._words = 1
        self._rows = 0
        self._length = 0
        self._figures: dict[str, None] = {}

    @property
    def is_full(self) -> bool:
        return self._length >= _PAGE

    def add(self, row: list[Cell]) -> None:
        line = "\t".join(cell.text for cell in row)
        self._find_heading(row, line)
        self.lines.append(line)
        self._length += len(line) + 1
        self._figures.update(dict.fromkeys(cell.figure for cell in row if cell.figure))

    def take(self) -> str:
        """The title alone, then the rows; a further page begins with the headings again."""
        text = "\n".join([self._title, "", *self.lines])
        if self._figures:
            text += "\n\nTanpa pemisah ribuan: " + " ".join(self._figures)
        self.lines = [self._heading] if self._heading else []
        self._length = 0
        self._figures = {}
        return text

    def _find_heading(self, row: list[Cell], line: str) -> None:
        words = sum(not cell.is_number for cell in row)
        self._rows += 1
        if self._rows <= _HEADING_WITHIN and words > self._words and len(line) <= _LONGEST_HEADING:
            self._heading, self._words = line, words
