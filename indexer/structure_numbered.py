"""Headings of documents that have no articles: "1. PENDAHULUAN", "A. Latar Belakang", "2.1 Ruang Lingkup".

A list has numbers too: a heading is short, is set like a title, has text under it, and its numbers rise.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final, NamedTuple

from indexer.metadata_lines import is_heading
from indexer.structure_lines import PageLine
from indexer.structure_numbers import roman

LONGEST_TITLE = 110
_MOST_WORDS = 14
_AMOUNT = re.compile(r"\d[.,]\d{2,3}\b|(?:^| )-(?: -)*$|(?: -){2}|\b\d+$")  # the row of a table
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,4})\.? +(\S.*)")
_ARABIC = re.compile(r"(\d{1,2})[.)] +(\S.*)")
_LETTER = re.compile(r"([A-Z])\. +(\S.*)")
_ROMAN = re.compile(r"([IVX]{1,5})\. +(\S.*)")


class NumberedHeading(NamedTuple):
    """A heading with its number as printed, and how deep it stands among its kind."""

    number: str
    title: str
    line: int
    depth: int


class _Item(NamedTuple):
    scheme: str
    order: tuple[int, ...]
    number: str
    title: str
    line: int


def numbered_headings(
    lines: Sequence[PageLine], start: int, end: int, borders: Collection[int] = ()
) -> Iterator[NumberedHeading]:
    """The numbered headings of these lines; at the lines named in `borders` (chapters) all numbers begin again."""
    open_schemes: list[tuple[str, tuple[int, ...]]] = []
    for at in range(start, end):
        if at in borders:
            open_schemes.clear()
        item = _item(lines, at)
        if item and _is_title(item.title) and not _is_list(lines, item) and _follows(open_schemes, item):
            yield NumberedHeading(item.number, item.title, at, len(open_schemes))


def _follows(open_schemes: list[tuple[str, tuple[int, ...]]], item: _Item) -> bool:
    """Whether the number is the next of an open row, or the first of a new one below it."""
    depth = next((at for at, (scheme, _) in enumerate(open_schemes) if scheme == item.scheme), None)
    if depth is None:
        if item.order[-1] != 1:
            return False
        open_schemes.append((item.scheme, item.order))
        return True
    if not _is_next(open_schemes[depth][1], item.order):
        return False
    open_schemes[depth:] = [(item.scheme, item.order)]
    return True


def _is_next(last: tuple[int, ...], order: tuple[int, ...]) -> bool:
    if order[:-1] == last[:-1]:
        return last[-1] < order[-1] <= last[-1] + 2
    return order > last and order[-1] == 1


def _item(lines: Sequence[PageLine], at: int) -> _Item | None:
    text = lines[at].text
    for scheme, pattern, read in _SCHEMES:
        found = pattern.fullmatch(text) if len(text) <= LONGEST_TITLE else None
        order = read(found[1]) if found else None
        if found and order:
            name = f"{scheme}{len(order)}"
            return _Item(name, order, found[1], found[2], at)
    return None


def _is_title(title: str) -> bool:
    words = title.split()
    if _AMOUNT.search(title):
        return False
    long = [word for word in words if len(word) > 3 and word[0].isalpha()]
    if not long or len(words) > _MOST_WORDS or title[-1] in ".,;:" or not title[0].isalnum():
        return False
    capital = sum(word[0].isupper() for word in long)
    return is_heading(title) or capital >= 0.8 * len(long)


def _is_list(lines: Sequence[PageLine], item: _Item) -> bool:
    """Whether the very next line is the next item: headings have something under them."""
    following = _item(lines, item.line + 1) if item.line + 1 < len(lines) else None
    return following is not None and following.scheme == item.scheme and not is_heading(item.title)


def _roman_order(text: str) -> tuple[int, ...] | None:
    number = roman(text)
    return (number.value,) if number else None


_SCHEMES: Final[tuple[tuple[str, re.Pattern[str], Callable[[str], tuple[int, ...] | None]], ...]] = (
    ("decimal", _DECIMAL, lambda text: tuple(int(part) for part in text.split("."))),
    ("arabic", _ARABIC, lambda text: (int(text),)),
    ("letter", _LETTER, lambda text: (ord(text) - 64,)),
    ("roman", _ROMAN, _roman_order),
)
