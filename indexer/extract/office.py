"""DOCX to text in reading order, with Word's own page breaks where the file remembers them."""

import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

from indexer.extract.model import MIB, Found
from indexer.extract.plain import numbered, split_pages

MAX_UNPACKED = 256 * MIB
MAX_MEMBERS = 10_000

_TEXT, _TAB, _BREAK, _RETURN = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")
_HYPHEN, _RENDERED_BREAK = qn("w:noBreakHyphen"), qn("w:lastRenderedPageBreak")
_PARAGRAPH, _CELL, _ROW, _TABLE = qn("w:p"), qn("w:tc"), qn("w:tr"), qn("w:tbl")
_TABS, _TYPE = qn("w:tabs"), qn("w:type")
# Shapes are written twice, for new and for old readers: the second copy is left out.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def extract_docx(stream: BinaryIO) -> Iterator[Found]:
    _refuse_bomb(stream)
    document = Document(stream)
    text = "\n\n".join(part for part in (_headings(document), _Walk().text(document.element.body)) if part)
    return numbered(split_pages(re.sub(r"\n\s*\n[ \t\n]*", "\n\n", text)))


def _refuse_bomb(stream: BinaryIO) -> None:
    """Before any parser unpacks it: what the directory promises must fit the child."""
    with zipfile.ZipFile(stream) as package:
        members = package.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise MemoryError
    stream.seek(0)


def _headings(document: WordDocument) -> str:
    """Headers and footers once, not once a page; a page number alone is no heading."""
    texts: dict[str, None] = {}
    for section in document.sections:
        for part in (section.first_page_header, section.header, section.first_page_footer, section.footer):
            text = "" if part.is_linked_to_previous else _Walk().text(part._element).strip()
            if any(character.isalpha() for character in text):
                texts[text] = None
    return "\n".join(texts)


class _Walk:
    """One pass over the tree without recursion, so that depth costs nothing and no container hides its words."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._cells = 0
        self._skipping = 0

    def text(self, root: etree._Element) -> str:
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if element.tag in {_FALLBACK, _TABS}:
                self._skipping += 1 if event == "start" else -1
            elif not self._skipping:
                self._start(element) if event == "start" else self._end(element)
        return "".join(self._parts)

    def _start(self, element: etree._Element) -> None:
        match element.tag:
            case tag if tag == _TEXT:
                self._parts.append(element.text or "")
            case tag if tag == _TAB:
                self._parts.append("\t")
            case tag if tag == _HYPHEN:
                self._parts.append("-")
            case tag if tag == _RENDERED_BREAK or (tag == _BREAK and element.get(_TYPE) == "page"):
                self._parts.append(" " if self._cells else "\f")
            case tag if tag in {_BREAK, _RETURN}:
                self._parts.append(" " if self._cells else "\n")
            case tag if tag == _CELL:
                self._cells += 1

    def _end(self, element: etree._Element) -> None:
        match element.tag:
            case tag if tag == _PARAGRAPH:
                self._parts.append(" " if self._cells else "\n")
            case tag if tag == _CELL:
                self._cells -= 1
                self._parts.append("\t")
            case tag if tag in {_ROW, _TABLE}:
                self._parts.append(" " if self._cells else "\n")
