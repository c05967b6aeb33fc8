"""PPTX to pages: a slide is a page with its shapes, tables, charts and diagrams, and its notes at the foot."""

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from indexer.extract.drawing import drawn_text
from indexer.extract.model import ExtractedPage, Found, PageFailed, PageTotal
from indexer.extract.numbering import BULLET, MAX_LEVEL, as_int, number_text
from indexer.extract.package import Package, Relation
from indexer.extract.xmlstream import Kind, Node, Refused

_SKIPPED = {"mc:Fallback"}
_SILENT_PLACES = {"sldNum", "sldImg"}  # the number of a slide alone says nothing
_STYLES = {"alphaLc": "a", "alphaUc": "A", "arabic": "1", "romanLc": "i", "romanUc": "I"}


def extract_pptx(stream: BinaryIO) -> Iterator[Found]:
    package = Package(stream)
    yield package.properties()
    main = package.main_part()
    related = {relation.identity: relation for relation in package.relations(main)}
    slides = [related[identity] for identity in _order(package.nodes(main)) if identity in related]
    yield PageTotal(len(slides))
    for number, slide in enumerate(slides, start=1):
        try:
            yield ExtractedPage(number, _slide(package, slide))
        except Refused:  # one broken slide among sound ones
            yield PageFailed(number)


def _order(found: Iterator[Node]) -> Iterator[str]:
    """Slides as they are shown, those that are skipped in the show as well."""
    for node in found:
        if node.kind is Kind.START and node.name == "p:sldId":
            yield node.attributes.get("r:id", "")


def _slide(package: Package, slide: Relation) -> str:
    related = {relation.identity: relation for relation in package.relations(slide.part)}
    text = Shapes(lambda identity: drawn_text(package, related.get(identity))).text(package.nodes(slide.part))
    notes = [
        Shapes(lambda _: "").text(package.nodes(relation.part))
        for relation in related.values()
        if relation.kind == "notesSlide"
    ]
    return "\n\n".join(part for part in (text, *notes) if part)


class Shapes:
    """The words of one slide, shape by shape; a paragraph is a line, a row of a table too."""

    def __init__(self, draw: Callable[[str], str]) -> None:
        self._draw = draw
        self._lines: list[str] = []
        self._line: list[str] = []
        self._row: list[str] | None = None
        self._counts: dict[int, int] = {}
        self._level = 0
        self._skipping = 0
        self._is_text = self._is_silent = False

    def text(self, found: Iterator[Node]) -> str:
        for kind, name, attributes in found:
            if kind is Kind.TEXT:
                if self._is_text and not self._skipping and not self._is_silent:
                    self._line.append(name)
            elif name in _SKIPPED:
                self._skipping += 1 if kind is Kind.START else -1
            elif not self._skipping:
                self._start(name, attributes) if kind is Kind.START else self._end(name)
        return "\n".join(self._lines).strip()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "a:t" | "m:t":
                self._is_text = True
            case "a:br":
                self._line.append(" " if self._row is not None else "\n")
            case "a:tab":
                self._line.append(" ")
            case "p:ph":
                self._is_silent = attributes.get("type") in _SILENT_PLACES
            case "a:pPr":
                self._level = min(as_int(attributes.get("lvl")), MAX_LEVEL)
            case "a:buAutoNum":
                self._line.append(self._label(attributes))
            case "a:tr":
                self._row = []
            case "c:chart":
                self._say(self._draw(attributes.get("r:id", "")))
            case "dgm:relIds":
                self._say(self._draw(attributes.get("r:dm", "")))

    def _end(self, name: str) -> None:
        match name:
            case "a:t" | "m:t":
                self._is_text = False
            case "a:p":
                self._end_paragraph()
            case "a:tc" if self._row is not None:
                self._row.append("".join(self._line).strip())
                self._line.clear()
            case "a:tr" if self._row is not None:
                self._say("\t".join(self._row).rstrip())
                self._row = None
            case "p:sp" | "p:graphicFrame":
                self._is_silent = False
                self._counts.clear()
                self._say("")

    def _end_paragraph(self) -> None:
        if self._row is not None:
            self._line.append(" ")
            return
        text = "".join(self._line)
        if text.strip():
            self._say(text)
        self._line.clear()
        self._level = 0

    def _say(self, text: str) -> None:
        if text or (self._lines and self._lines[-1]):
            self._lines.append(text)

    def _label(self, attributes: Mapping[str, str]) -> str:
        """`arabicPeriod`, `alphaLcParenBoth` …: a way to count and what stands around it."""
        kind = attributes.get("type", "")
        style = next((style for name, style in _STYLES.items() if kind.startswith(name)), "1")
        count = self._counts.get(self._level, as_int(attributes.get("startAt"), 1) - 1) + 1
        self._counts = {level: number for level, number in self._counts.items() if level < self._level}
        self._counts[self._level] = count
        before, after = ("(", ")") if kind.endswith("ParenBoth") else ("", ")" if kind.endswith("ParenR") else ".")
        return f"{before}{number_text(count, style) or BULLET}{after} "
