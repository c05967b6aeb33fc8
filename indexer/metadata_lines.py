"""Lines of a page as a reader sees them: spaced-out letters joined, OCR's slips in the set words of title pages mended.

First step of `metadata.py`; nothing here knows what a regulation is.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

LONGEST_LINE = 500
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_] ){3,}[^\W\d_](?![^\W_])")
_ALL_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_] )+[^\W\d_](?![^\W_])")
_GLUED_YEAR = re.compile(r"(?<=[0-9])(?=tahun)|(?<=tahun)(?=[0-9])|(?<=nomor)(?=[0-9])", re.IGNORECASE)
_JUNK_BEFORE = re.compile(r"^\W*[A-Z]?(?=(?:PERATURAN|KEPUTUSAN)\b)")
_WORD = re.compile(r"[A-Z][A-Z}{\\/|!.,']{3,}[A-Z]")
_SET_WORDS = (
    "PERATURAN",
    "KEPUTUSAN",
    "INSTRUKSI",
    "KETETAPAN",
    "UNDANG-UNDANG",
    "PRESIDEN",
    "PEMERINTAH",
    "MENTERI",
    "KEPALA",
    "DAERAH",
    "GUBERNUR",
    "BUPATI",
    "WALIKOTA",
    "REPUBLIK",
    "INDONESIA",
    "NOMOR",
    "TAHUN",
    "TENTANG",
    "MENIMBANG",
    "MENGINGAT",
    "LEMBARAN",
    "LAMPIRAN",
)
_SURE = 84
_SPLIT = re.compile(
    r"\b(?:" + "|".join(" ?".join(word) for word in _SET_WORDS if word.isalpha() and word != "WALIKOTA") + r")\b"
)


_ENDS_OPEN = re.compile(r"(?:\b(?:dan|atau|serta)|&)$", re.IGNORECASE)
_NUMBERED_COLUMN = re.compile(r"^\W*no(?:mor)?\W*\t", re.IGNORECASE)


class Line(NamedTuple):
    """A line and the page it stands on; `is_row` when it is a row of a table, its cells set apart by tabs."""

    text: str
    page: int
    is_row: bool = False


def lines_of(pages: Sequence[tuple[int, str]]) -> list[Line]:
    """All lines with something on them, in reading order."""
    found = (
        Line(_clean(line), number, is_row="\t" in line and _is_row(line))
        for number, text in pages
        for line in text.splitlines()
    )
    return [line for line in found if line.text]


def ends_open(text: str) -> bool:
    """Whether a name or title cannot end here: the line was too short for it."""
    return bool(_ENDS_OPEN.search(text))


def in_full(lines: Sequence[Line], at: int) -> str:
    """The line, and what it goes on with where it ends in "dan" or "&"."""
    text = lines[at].text
    for following in lines[at + 1 : at + 3]:
        if not ends_open(text) or following.is_row or following.page != lines[at].page:
            break
        text = f"{text} {following.text}"
    return text


def is_heading(line: str) -> bool:
    """Set in capitals (OCR may have lost some of them)."""
    letters = "".join(filter(str.isalpha, line))
    return len(letters) >= 3 and len(list(filter(str.isupper, letters))) >= 0.7 * len(letters)


def mend(line: str) -> str:
    """The set words of title pages put right: "PRESTDEN REPUBLIK INOONESIA" → "PRESIDEN REPUBLIK INDONESIA"."""
    whole = _SPLIT.sub(lambda found: found.group().replace(" ", ""), line).replace("SURATEDARAN", "SURAT EDARAN")
    straight = _JUNK_BEFORE.sub("", whole)
    return _WORD.sub(lambda found: _set_word(found.group()), straight.replace("NoMoR", "NOMOR"))


@lru_cache(maxsize=4096)
def _set_word(word: str) -> str:
    if word.rstrip(".,") in _SET_WORDS:
        return word
    best = process.extractOne(word, _SET_WORDS, scorer=fuzz.ratio, score_cutoff=_SURE)
    tail = "," if word.endswith(",") else ""
    return best[0] + tail if best else word


def _is_row(line: str) -> bool:
    cells = [cell for cell in line.split("\t") if any(map(str.isalnum, cell))]
    return len(cells) >= 3 or bool(_NUMBERED_COLUMN.match(line.lstrip(" ")))


def _clean(line: str) -> str:
    normal = unicodedata.normalize("NFKC", line[:LONGEST_LINE])
    tokens = normal.split()
    pattern = _ALL_SPACED if sum(len(token) == 1 for token in tokens) > 0.7 * len(tokens) > 2 else _SPACED
    joined = pattern.sub(lambda found: found.group().replace(" ", ""), normal)
    return " ".join(_GLUED_YEAR.sub(" ", joined).split())
