"""HTML to pages: the words a reader would see, cells side by side, long pages split at headings; no scripts."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import BinaryIO

from indexer.extract.model import Found, Properties
from indexer.extract.pages import MAY_END, PAGE_END, Pager
from indexer.extract.plain import decode

_SILENT = frozenset({"script", "style", "template", "noscript", "svg", "math", "iframe", "object"})
_BLOCK_NAMES = """
    address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tfoot thead title tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "title", "section", "article"})
_HEADINGS = frozenset({"h1", "h2", "h3"})
_CELLS = frozenset({"td", "th"})
_TABLE_TAGS = _CELLS | {"table", "tr"}
_LONGEST_CELL = 500
# What writers call it, and what we do.
_META = {
    "author": "author", "dc.creator": "author", "keywords": "keywords", "description": "description",
    "subject": "subject", "dc.subject": "subject", "dcterms.created": "created", "generator": "application",
}  # fmt: skip


def extract_html(stream: BinaryIO) -> Iterator[Found]:
    parser = _HtmlText()
    parser.feed(decode(stream.read()).replace(MAY_END, "").replace(PAGE_END, " "))
    parser.close()
    yield Properties(parser.properties())
    pager = Pager()
    yield from pager.add(parser.text())
    yield from pager.end()


class _HtmlText(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._silent: list[str] = []
        self._title: list[str] | None = None
        self._properties: dict[str, str] = {}
        self._cells: list[int | None] = []  # for each open table where its open cell begins

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag == "meta":
            self._note_meta(dict(attrs))
        elif tag == "title" and "title" not in self._properties:
            self._title = []
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:  # a missing end tag inside must not silence the rest of the page
            del self._silent[self._silent.index(tag) :]
        elif tag == "title" and self._title is not None:
            self._properties["title"] = "".join(self._title)
            self._title = None
        self._break(tag, is_end=True)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            self._note_meta(dict(attrs))
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._title is not None:
            self._title.append(data)
        self._parts.append(data.replace("\n", " ").replace("\t", " "))

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """`<![if …]>` as Word writes it; the library would raise on one that it does not know."""
        return self.parse_bogus_comment(i)

    def text(self) -> str:
        lines = (_tidy(line) for line in "".join(self._parts).split("\n"))
        kept: list[str] = []
        for line in lines:
            if line or (kept and kept[-1]):
                kept.append(line)
        return "\n".join(kept)

    def properties(self) -> dict[str, str]:
        return self._properties

    def _note_meta(self, attributes: dict[str, str | None]) -> None:
        name = _META.get((attributes.get("name") or "").lower())
        if name and (content := attributes.get("content")):
            self._properties.setdefault(name, content)

    def _break(self, tag: str, *, is_end: bool = False) -> None:
        if self._silent:
            return
        if tag in _TABLE_TAGS:
            self._move_in_table(tag, is_end=is_end)
        if tag in _HEADINGS and not is_end:
            self._parts.append(f"\n{MAY_END}\n")
        if tag in _BLOCKS:
            self._parts.append("\n\n" if tag in _PARAGRAPHS else "\n")

    def _move_in_table(self, tag: str, *, is_end: bool) -> None:
        """Cells and rows may be left open; the next one ends them."""
        if tag == "table" and not is_end:
            self._cells.append(None)
            return
        self._end_cell()
        if tag in _CELLS and not is_end:
            self._parts.append("\t")
            if self._cells:
                self._cells[-1] = len(self._parts)
        elif tag == "table" and self._cells:
            self._cells.pop()

    def _end_cell(self) -> None:
        """A short cell is one line whatever it holds; a long one is a page laid out by a table."""
        start = self._cells[-1] if self._cells else None
        if start is None:
            return
        self._cells[-1] = None
        text = "".join(self._parts[start:])
        if len(text) <= _LONGEST_CELL:
            self._parts[start:] = [" ".join(text.replace(MAY_END, "").split())]


def _tidy(line: str) -> str:
    """One space between words and one tab between cells."""
    return "\t".join(" ".join(cell.split()) for cell in line.split("\t")).strip()
