"""Text, Markdown and HTML to pages of a size that a person can take in at a glance."""

import codecs
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import BinaryIO

from indexer.extract.model import Found
from indexer.extract.pages import numbered, split_pages

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SILENT = frozenset({"script", "style", "template", "noscript", "svg", "math", "iframe", "object"})
_BLOCK_NAMES = """
    address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead title tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "title", "section", "article"})


def extract_text(stream: BinaryIO) -> Iterator[Found]:
    return numbered(split_pages(decode(stream.read())))


def extract_html(stream: BinaryIO) -> Iterator[Found]:
    parser = _HtmlText()
    parser.feed(decode(stream.read()))
    parser.close()
    return numbered(split_pages(parser.text()))


def decode(data: bytes) -> str:
    """By its mark, else UTF-8, else the Windows code page that old Indonesian office files are in."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


class _HtmlText(HTMLParser):
    """The words a reader would see; scripts and styles are not words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:  # a missing end tag inside must not silence the rest of the page
            del self._silent[self._silent.index(tag) :]
        self._break(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(data.replace("\n", " "))

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """`<![if …]>` as Word writes it; the library would raise on one that it does not know."""
        return self.parse_bogus_comment(i)

    def text(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self._parts).split("\n"))
        kept: list[str] = []
        for line in lines:
            if line or (kept and kept[-1]):
                kept.append(line)
        return "\n".join(kept)

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS and not self._silent:
            self._parts.append("\n\n" if tag in _PARAGRAPHS else "\n")
