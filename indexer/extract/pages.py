"""Text that arrives piece by piece to pages that one can take in: at real page breaks, else at headings and size."""

import re
from collections.abc import Iterator

from indexer.extract.model import ExtractedPage, Found, PageTotal

PAGE_CHARACTERS = 3000


def numbered(texts: list[str]) -> Iterator[Found]:
    yield PageTotal(len(texts))
    for number, text in enumerate(texts, start=1):
        yield ExtractedPage(number, text)


def split_pages(text: str, size: int = PAGE_CHARACTERS) -> list[str]:
    """At form feeds always, else between paragraphs, lines or words, whichever comes before the page is full."""
    pages = [page for part in text.split("\f") for page in _split_part(part.strip(), size)]
    return pages or [""]


def _split_part(text: str, size: int) -> Iterator[str]:
    start = 0
    while len(text) - start > size:
        end = _boundary(text, start, size)
        if page := text[start:end].strip():
            yield page
        start = end
    if page := text[start:].strip():
        yield page


def _boundary(text: str, start: int, size: int) -> int:
    """The last good place to break in the second half of the page."""
    for separator in ("\n\n", "\n", ". ", " "):
        found = text.rfind(separator, start + size // 2, start + size)
        if found >= 0:
            return found + len(separator)
    return start + size


# Marks within a text on its way to pages: here a page ends, here one may well end (before a heading).
PAGE_END, MAY_END = "\f", "\x1e"
_TALLEST = 2 * PAGE_CHARACTERS  # a printed page hardly holds more; what is longer was never broken into pages
_BLANK_LINES = re.compile(r"\n\s*\n[ \t\n]*")
_MARKS = re.compile(f"[{PAGE_END}{MAY_END}]")


class Pager:
    """Takes marked text in pieces and gives pages out as soon as they are full. Notes stand at the foot of theirs."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._notes: list[str] = []
        self._number = 0

    def note(self, text: str) -> None:
        self._notes.append(text)

    def add(self, text: str) -> Iterator[Found]:
        *ended, open_text = text.split(PAGE_END)
        for part in ended:
            self._append(part)
            yield from self._pages(keep_last=False)
        self._append(open_text)
        if self._length > 2 * _TALLEST:
            yield from self._pages(keep_last=True)

    def end(self) -> Iterator[Found]:
        """The rest, and how many pages there were; an empty document is one empty page."""
        yield from self._pages(keep_last=False)
        if not self._number:
            yield self._page("")
        yield PageTotal(self._number)

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _pages(self, *, keep_last: bool) -> Iterator[Found]:
        texts = sections("".join(self._parts))
        kept = texts.pop() if keep_last and texts else ""
        self._parts, self._length = [kept], len(kept)
        if texts and self._notes:
            texts[-1] += "\n\n" + "\n".join(self._notes)
            self._notes = []
        for text in texts:
            yield self._page(text)

    def _page(self, text: str) -> ExtractedPage:
        self._number += 1
        return ExtractedPage(self._number, text)


def sections(marked: str) -> list[str]:
    """One page when it could be one; else sections of whole headings as far as a page holds them."""
    if len(marked) <= _TALLEST:
        return [text] if (text := _tidy(marked)) else []
    pages = [""]
    for section in marked.split(MAY_END):
        if pages[-1] and len(pages[-1]) + len(section) > PAGE_CHARACTERS:
            pages.append("")
        pages[-1] += section
    return [page for text in pages for page in split_pages(_tidy(text)) if page]


def without_marks(text: str) -> str:
    return _MARKS.sub("", text)


def _tidy(text: str) -> str:
    return _BLANK_LINES.sub("\n\n", without_marks(text)).strip()
