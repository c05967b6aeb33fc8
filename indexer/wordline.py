# A page as the index reads it, made to be searched fast for indexer/snippets.py: its words on one line, each in its
# exact form between two spaces, and where each of them stands on the page. A word is then found by one search for a
# string, and words that follow each other by one pattern. The words and their order are those of `text.analyse`.
import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from indexer import text

Span = tuple[int, int]

_SHORT = 160  # characters that are analysed at once rather than parted further
_LETTERS = bytes(code if chr(code).isalnum() else 32 for code in bytes(range(128)).lower()) + b" " * 128
_ALIKE = bytes(32 if code == 32 else 120 for code in range(256))
_TOO_LONG = b"x" * (text.MAX_TERM + 1)
_OTHER_LETTER = re.compile(r"[^\W_\x00-\x7f]")
_BORDER = re.compile(r"[^\s\-\u2010\u2011\u00ad]\s")  # no word runs over it, not even a hyphenated one


class WordLine:
    """`line` holds all words, in reading order."""

    def __init__(self, page: str) -> None:
        # From these places on, a place of the page is one of the line and the shift.
        self._starts, self._shifts = list[int](), list[int]()
        self._moved: dict[int, Span] = {}  # place of a word in the line → on the page, where letters do not agree
        flat = _flattened(page)
        self._is_parted = flat is None
        self.line = f" {self._parted(page) if flat is None else flat} "

    def __contains__(self, word: str) -> bool:
        return f" {word} " in self.line

    def words_with(self, letters: str) -> Iterator[tuple[str, int]]:
        """Words that hold these letters, or begin or end with them and a space; each with its place in the line."""
        line = self.line
        place = line.find(letters)
        while place >= 0:
            begin = line.rfind(" ", 0, place + 1) + 1
            end = line.find(" ", max(begin, place + 1))
            yield line[begin:end], begin
            place = line.find(letters, end)

    def span(self, start: int, end: int) -> Span:
        """Where a stretch of the line that begins and ends with a word stands on the page."""
        if not self._is_parted:
            return start - 1, end - 1
        last = self.line.rfind(" ", 0, end) + 1
        return self._word(start, end)[0], self._word(last, end)[1]

    def _word(self, start: int, end: int) -> Span:
        shift = self._shifts[bisect_right(self._starts, start) - 1]
        return self._moved.get(start) or (start + shift, end + shift)

    def _parted(self, page: str) -> str:
        """Stretches in which each word is one run of letters as they are, the words of the others."""
        place, pieces = 1, list[str]()
        for begin, end, flat in _stretches(page, 0, len(page)):
            piece = self._analysed(page[begin:end], place, begin) if flat is None else flat
            self._starts.append(place)
            self._shifts.append(begin - place)
            pieces.append(piece)
            place += len(piece)
        return "".join(pieces)

    def _analysed(self, literal: str, place: int, begin: int) -> str:
        """The words of a stretch which begins at `place` of the line and at `begin` of the page."""
        tokens = list(text.analyse(literal))
        # A compound comes whole before its parts, at the position of the first.
        whole = {number for number, (one, after) in enumerate(pairwise(tokens)) if one.position == after.position}
        words = [token for number, token in enumerate(tokens) if number not in whole]
        for token in words:
            self._moved[place] = begin + token.start, begin + token.end
            place += len(token.exact) + 1
        return "".join(f"{token.exact} " for token in words)


def _stretches(page: str, begin: int, end: int) -> Iterator[tuple[int, int, str | None]]:
    """The page in halves and halves of these, down to where one can be flattened or is short."""
    flat = _flattened(page[begin:end])
    if flat is not None:
        yield begin, end, flat
        return
    border = _BORDER.search(page, (begin + end) // 2, end - 1) if end - begin > _SHORT else None
    if border is None:
        yield begin, end, None
        return
    yield from _stretches(page, begin, border.end())
    yield from _stretches(page, border.end(), end)


def _flattened(page: str) -> str | None:
    """The page, letter by letter, with spaces for all that is no letter or digit; None where that is not its words."""
    if text.is_unusual(page) or not (page.isascii() or _OTHER_LETTER.search(page) is None):
        return None
    letters = page.encode("ascii", "replace").translate(_LETTERS)
    return None if _TOO_LONG in letters.translate(_ALIKE) else letters.decode("ascii")
