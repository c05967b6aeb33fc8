"""Texts broken on purpose, the way scanners and producers break them: what `benchmarks/repair.py` repairs.

Every damage maps a text to pages, always in the same way, and touches about one word in ten where it touches words.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

_WORD = re.compile(r"[A-Za-z]{6,}")
_NUMBER = re.compile(r"\b((?:nomor|tahun|pasal|ayat \()\s?)(\d{1,4})", re.IGNORECASE)
_EVERY = 10
_COLUMNS = 60
_LINES_OF_PAGE = 40
_LETTERS = str.maketrans("01", "Ol")


def spaced(text: str) -> list[str]:
    return [_every_tenth(text, " ".join)]


def cut(text: str) -> list[str]:
    return [_every_tenth(text, lambda word: f"{word[: len(word) // 3]} {word[len(word) // 3 :]}")]


def marked(text: str) -> list[str]:
    """Ligatures, and soft hyphens inside words."""
    softened = _every_tenth(text, lambda word: f"{word[:3]}\u00ad{word[3:]}")
    return [softened.replace("fi", "\ufb01").replace("fl", "\ufb02")]


def misread(text: str) -> list[str]:
    return [_NUMBER.sub(lambda found: found[1] + found[2].translate(_LETTERS), text)]


def hyphenated(text: str) -> list[str]:
    """Set in a narrow column, every line ending in the middle of a word."""
    return ["\n".join(_lines(text))]


def headed(text: str) -> list[str]:
    """Pages under a head that is full of words people search for."""
    lines = list(_lines(text, "")) or [""]
    starts = range(0, len(lines), _LINES_OF_PAGE)
    head = "PEDOMAN MANAJEMEN DATA, LAYANAN DAN KEBIJAKAN INTERNAL SPBE"
    return ["\n".join([head, f"- {n} -", *lines[at : at + _LINES_OF_PAGE]]) for n, at in enumerate(starts, 1)]


def _every_tenth(text: str, change: Callable[[str], str]) -> str:
    counted = iter(range(len(text)))
    return _WORD.sub(lambda found: found.group() if next(counted) % _EVERY else change(found.group()), text)


def _lines(text: str, hyphen: str = "-") -> Iterator[str]:
    line = ""
    for word in text.split():
        line = f"{line} {word}".strip()
        if len(line) < _COLUMNS:
            continue
        half = len(word) // 2 if hyphen and word.isalpha() and len(word) > 5 else len(word)
        rest = word[half:]
        yield line[: len(line) - len(rest)] + (hyphen if rest else "")
        line = rest
    if line:
        yield line


DAMAGES: Final[Mapping[str, Callable[[str], list[str]]]] = {
    "marks": marked,
    "furniture": headed,
    "spacing": spaced,
    "hyphens": hyphenated,
    "cuts": cut,
    "lookalikes": misread,
}
