"""The words of an OpenDocument as a stream of marked text: paragraphs, lists, tables, boxes, notes."""

import re
from collections.abc import Callable, Iterator, Mapping

from indexer.extract.flow import Flow
from indexer.extract.numbering import MAX_LEVEL, as_int
from indexer.extract.odf_styles import Styles
from indexer.extract.pages import MAY_END, without_marks
from indexer.extract.xmlstream import Kind, Node

# What was deleted under tracking, remarks, the numbers of notes, descriptions of pictures, and form controls.
_SKIPPED = {
    "text:tracked-changes", "office:annotation", "text:note-citation", "office:forms", "office:scripts",
    "office:dde-source", "table:tracked-changes", "table:covered-table-cell", "svg:title", "svg:desc",
    "office:binary-data",
}  # fmt: skip
# Shapes with words of their own, wherever they hang.
_BOXES = (
    "draw:text-box", "draw:custom-shape", "draw:rect", "draw:ellipse", "draw:circle", "draw:line", "draw:connector",
    "draw:path", "draw:polygon", "draw:polyline", "draw:measure", "draw:caption",
)  # fmt: skip
_SPACES = re.compile(r"\s+")


class Text:
    """Paragraphs, lists, tables and boxes as a stream of marked text; recursion nowhere."""

    def __init__(self, styles: Styles, draw: Callable[[str], str]) -> None:
        self._styles, self._draw = styles, draw
        self._flow = flow = Flow()
        self._notes: list[str] = []
        self._paragraphs = self._tables = self._skipping = 0
        self._lists: list[str] = []
        self._is_item_start = False
        self._counts: dict[str, dict[int, int]] = {}
        self._starts: dict[str, Callable[[Mapping[str, str]], None]] = {
            "text:p": self._begin_paragraph, "text:h": self._begin_heading,
            "text:s": lambda found: flow.write(" " * min(as_int(found.get("text:c"), 1), 100)),
            "text:tab": lambda _: flow.tab(), "text:line-break": lambda _: flow.break_line(),
            "text:soft-page-break": lambda _: self._soft_page_end(),
            "text:list": self._begin_list, "text:list-item": self._begin_item, "text:list-header": self._begin_item,
            "text:note": lambda _: flow.begin_box(), **dict.fromkeys(_BOXES, lambda _: flow.begin_box()),
            "draw:object": self._draw_object, "table:table": self._enter_table,
            "table:table-row": lambda _: flow.begin_row(), "table:table-cell": lambda _: flow.begin_cell(),
        }  # fmt: skip
        self._ends: dict[str, Callable[[], None]] = {
            "text:p": self._end_paragraph, "text:h": self._end_paragraph, "text:list": self._end_list,
            "text:note": self._end_note, **dict.fromkeys(_BOXES, self._end_box),
            "table:table": self._leave_table, "table:table-row": flow.end_row, "table:table-cell": flow.end_cell,
        }  # fmt: skip

    def blocks(self, found: Iterator[Node]) -> Iterator[str]:
        for node in found:
            yield from self.take(node)

    def take(self, node: Node) -> list[str]:
        """What is finished with this node: nothing, or a paragraph or row."""
        kind, name, attributes = node
        if kind is Kind.TEXT:
            if self._paragraphs and not self._skipping:
                self._flow.write(_SPACES.sub(" ", name))
        elif name in _SKIPPED:
            self._skipping += 1 if kind is Kind.START else -1
        elif self._skipping:
            pass
        elif kind is Kind.START:
            if begin := self._starts.get(name):
                begin(attributes)
        elif end := self._ends.get(name):
            end()
            if self._flow.is_in_body and not self._paragraphs:
                return [text] if (text := self._flow.take()) else []
        return []

    def take_notes(self) -> list[str]:
        notes, self._notes = self._notes, []
        return notes

    def _soft_page_end(self) -> None:
        """Where the program's own layout ended a page; within tables it is often stale."""
        if not self._tables and self._flow.is_in_body:
            self._flow.end_page()

    def _enter_table(self, _: Mapping[str, str]) -> None:
        self._tables += 1

    def _leave_table(self) -> None:
        self._tables -= 1

    def _begin_paragraph(self, attributes: Mapping[str, str]) -> None:
        self._paragraphs += 1
        if self._styles.begins_page(attributes.get("text:style-name", "")):
            self._flow.end_page()
        if self._is_item_start:
            self._is_item_start = False
            self._label(self._lists[-1] if self._lists else "", len(self._lists))

    def _begin_heading(self, attributes: Mapping[str, str]) -> None:
        self._begin_paragraph(attributes)
        if self._flow.is_in_body:
            self._flow.write(MAY_END)
        if not self._lists and attributes.get("text:is-list-header") != "true":
            self._label(Styles.OUTLINE, as_int(attributes.get("text:outline-level"), 1))

    def _end_paragraph(self) -> None:
        self._paragraphs -= 1
        self._flow.break_line()
        if self._paragraphs == 0 or self._flow.is_in_cell:
            self._flow.place_boxes()

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
            self._flow.write(f"{label} ")

    def _end_box(self) -> None:
        self._hang(self._flow.end_box().strip())

    def _hang(self, text: str) -> None:
        """What hangs in no paragraph stands where it is."""
        self._flow.hang(text)
        if not self._paragraphs:
            self._flow.place_boxes()

    def _end_note(self) -> None:
        if text := without_marks(self._flow.end_box()).strip():
            self._notes.append(text)

    def _draw_object(self, attributes: Mapping[str, str]) -> None:
        if text := self._draw(attributes.get("xlink:href", "")):
            self._hang(text)
