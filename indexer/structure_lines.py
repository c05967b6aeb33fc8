"""Pages → lines that know where they stand, without those of a printed table of contents.

First step of `structure.py`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

LONGEST_LINE = 300  # what is longer is running text, whatever it begins with
_LEADERS = re.compile(r"(?:\.{4,}|(?:\. ){4,}|…{2,}|_{5,}).{0,12}$")
_ENDS_IN_NUMBER = re.compile(r"\S\s+(?:\d{1,4}|[ivx]{1,5})$")
_CONTENTS = re.compile(r"^\W*daftar\s+isi\b", re.IGNORECASE)
_FEWEST_ENTRIES = 3


class PageLine(NamedTuple):
    """A line that says something: its words, the page, and the character of the page's text where it begins."""

    text: str
    page: int
    offset: int
    row: int  # among the lines of its page that say something


def page_lines(pages: Sequence[tuple[int, str]]) -> list[PageLine]:
    """All lines in reading order, but for the entries of a table of contents."""
    lines: list[PageLine] = []
    for number, text in pages:
        on_page = list(_lines_of(number, text))
        lines += _without_contents(on_page)
    return lines


def is_set_as_title(text: str) -> bool:
    """A short line whose longer words all begin with a capital."""
    words = text.split()
    return len(words) <= 12 and text[-1] not in ".;:," and all(word[0].isupper() for word in words if len(word) > 5)


def _lines_of(page: int, text: str) -> Iterator[PageLine]:
    offset = row = 0
    for line in text.split("\n"):
        words = " ".join(line[:LONGEST_LINE].split())
        if words:
            yield PageLine(words, page, offset + len(line) - len(line.lstrip()), row)
            row += 1
        offset += len(line) + 1


def _without_contents(lines: list[PageLine]) -> list[PageLine]:
    dotted = sum(bool(_LEADERS.search(line.text)) for line in lines)
    if dotted >= _FEWEST_ENTRIES and 4 * dotted >= len(lines):
        return []
    numbered = sum(bool(_ENDS_IN_NUMBER.search(line.text)) for line in lines)
    is_contents = any(_CONTENTS.match(line.text) for line in lines[:6]) and numbered + dotted >= _FEWEST_ENTRIES
    if is_contents:
        return []
    return [line for line in lines if not _LEADERS.search(line.text)]
