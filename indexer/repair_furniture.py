"""What a printer puts around the text of every page: running heads, page numbers, stamps of origin, catchwords.

A step of `repair.py`. A line is furniture for where it stands and how often, hardly ever for what it says; the first
page that bears a running head keeps it, so that its words are still found once.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process

ZONE = 6  # lines from either edge of a page where furniture stands
REPEATS = 3  # pages that must bear the same line
_SHARE = 0.2  # of the pages, in a document of few
_ENOUGH = 8  # pages that are always enough
_NUMBER = re.compile(r"\d{1,4}(?!\d)")
_NOT_KEY = re.compile(r"[\W_]+")
_STRUCTURE = re.compile(
    r"^\W*(?:bab|bagian|paragraf|pasal|ayat|lampiran|penjelasan)\b|^\W*\(?\w{1,3}[.)]", re.IGNORECASE
)
_PAGE_NUMBER = re.compile(
    r"^\s*(?:[-–—~]{1,2}\s?[0-9OoIlitSs]{1,4}\s?[-–—~]{1,2}\.?|[-–—]\s?\d{1,4}|(?:hal(?:aman)?|page)\b[\W_]*\d{1,4}"
    r"(?:\s*(?:dari|of|/)\s*\d{1,4})?)\s*$",
    re.IGNORECASE,
)
_ORIGIN = re.compile(
    r"^\s*(?:SK\s?N[o0]\.?\s?[\dOIl]{5,7}\s?[A-Z]?|(?:https?://)?(?:www\.|jdih\.|peraturan\.)[\w.-]+\.(?:go\.id|com|net|org|id)/?)\s*$",
    re.IGNORECASE,
)
_CATCHWORD = re.compile(r"(?:\.\s?){2,}\s*$|…\s*$")
_LONGEST_CATCHWORD = 40
_LONGEST_COUNTER = 120
_OPEN = "ø"  # stands for the number in the key of a line that counts the pages
_MOST = 0.4  # of a page's letters that may go as furniture
_ALIKE = 80  # of 100: a running head that OCR read a little differently
_LIKELIEST = 20  # heads that a misread line is compared with


class _Place(NamedTuple):
    """A line near an edge of a page, named by its row among all lines of the page."""

    row: int
    text: str


def without_furniture(pages: Sequence[tuple[int, str]]) -> list[str]:
    """The text of each page without what runs through all of them."""
    lines = [text.split("\n") for _, text in pages]
    edges = [_edges(page) for page in lines]
    running = _Running(len(pages))
    for (number, _), edge in zip(pages, edges, strict=True):
        for place in {place.row: place for side in edge for place in side}.values():
            running.count(number, place.text)
    heads = running.heads()
    cleaned: list[str] = []
    for at, (number, _) in enumerate(pages):
        gone = set(_furniture(number, edges[at], heads))
        if _is_most(gone, lines[at]):  # what repeats here is the text itself: a form, a letter to many
            gone = {row for row in gone if _is_marked(lines[at][row])}
        following = lines[at + 1] if at + 1 < len(lines) else []
        gone |= set(_catchword(edges[at][1], following, gone))
        cleaned.append("\n".join(line for index, line in enumerate(lines[at]) if index not in gone))
    return cleaned


def _edges(lines: Sequence[str]) -> tuple[list[_Place], list[_Place]]:
    """The first lines that say something, and the last, the very last first."""
    top = list(_first(range(len(lines)), lines))
    bottom = list(_first(range(len(lines) - 1, -1, -1), lines))
    return top, bottom


def _first(order: range, lines: Sequence[str]) -> Iterator[_Place]:
    taken = 0
    for index in order:
        if taken == ZONE:
            return
        if lines[index].strip():
            taken += 1
            yield _Place(index, lines[index][:200])


class _Heads(NamedTuple):
    """The keys of lines that repeat, and of lines in which a number counts the pages."""

    same: dict[str, int]
    counting: frozenset[tuple[str, int]]
    likeliest: tuple[str, ...]


class _Running:
    """Counts lines over pages."""

    def __init__(self, pages: int) -> None:
        self._least = max(REPEATS, min(_ENOUGH, int(pages * _SHARE)))
        self._pages: dict[str, set[int]] = defaultdict(set)
        self._counting: Counter[tuple[str, int]] = Counter()

    def count(self, number: int, line: str) -> None:
        key = _key(line)
        if _may_repeat(line, key):
            self._pages[key].add(number)
        if not _STRUCTURE.match(line):
            self._counting.update(set(_counters(line, number)))

    def heads(self) -> _Heads:
        often = {key: pages for key, pages in self._pages.items() if len(pages) >= self._least}
        likeliest = sorted(often, key=lambda key: -len(often[key]))[:_LIKELIEST]
        return _Heads(
            {key: min(pages) for key, pages in often.items()},
            frozenset(key for key, count in self._counting.items() if count >= self._least),
            tuple(key for key in likeliest if len(key) > 6),
        )


def _furniture(number: int, edges: tuple[list[_Place], list[_Place]], heads: _Heads) -> Iterator[int]:
    """From each edge inwards, as long as one line after the other is furniture."""
    for side in edges:
        for place in side:
            kind = _is_furniture(number, place.text, heads)
            if kind is None:
                break
            if kind:
                yield place.row


def _is_furniture(number: int, line: str, heads: _Heads) -> bool | None:
    """True where the line goes, False where it is furniture that stays, None where the text begins."""
    if _is_marked(line):
        return True
    key = _key(line)
    if _may_repeat(line, key):
        head = key if key in heads.same else _alike(key, heads)
        if head:
            return heads.same[head] != number
    if not _STRUCTURE.match(line) and any(key in heads.counting for key in _counters(line, number)):
        return True
    return None


def _is_marked(line: str) -> bool:
    """A page number or a stamp of origin, whatever stands on other pages."""
    return bool(_PAGE_NUMBER.match(line) or _ORIGIN.match(line))


def _is_most(gone: set[int], lines: Sequence[str]) -> bool:
    taken = sum(len(_key(lines[row])) for row in gone)
    return taken > _MOST * sum(len(_key(line)) for line in lines)


def _alike(key: str, heads: _Heads) -> str | None:
    """The running head that this line is, misread: "presiden" as "fresiden"."""
    best = process.extractOne(key, heads.likeliest, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return best[0] if best else None


def _may_repeat(line: str, key: str) -> bool:
    return len(key) >= 4 and not key.isdecimal() and not _STRUCTURE.match(line)


def _key(line: str) -> str:
    return _NOT_KEY.sub("", line).casefold()


def _counters(line: str, number: int) -> Iterator[tuple[str, int]]:
    """The line with one of its numbers left open, and how far that number is from that of the page."""
    for found in list(_NUMBER.finditer(line))[:4]:
        if len(line) < _LONGEST_COUNTER:
            yield _key(f"{line[: found.start()]}{_OPEN}{line[found.end() :]}"), int(found.group()) - number


def _catchword(bottom: Sequence[_Place], following: Sequence[str], gone: set[int]) -> Iterator[int]:
    """The last words of a page that only announce the first of the next: "Pasal 9 …"."""
    last = next((place for place in bottom if place.row not in gone), None)
    if last is None or len(last.text) > _LONGEST_CATCHWORD or not _CATCHWORD.search(last.text):
        return
    announced = _key(last.text)
    if len(announced) >= 2 and any(_key(line).startswith(announced) for line in following[: 2 * ZONE]):
        yield last.row
