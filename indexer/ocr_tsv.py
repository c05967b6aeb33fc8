"""What tesseract prints (TSV) to words with their places and to text in reading order. Pure; nothing is believed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from math import cos, radians, sin
from typing import Literal, cast

Rotation = Literal[0, 90, 180, 270]

_COLUMNS = 12
_WORD_LEVEL = "5"
_NUMBER_LENGTH = 9


@dataclass(frozen=True, slots=True)
class Word:
    """One word and its box as shares (0 to 1) of the page picture's width and height, so that any size can be marked.

    The box lies on the picture as it was given, whichever way its words run. `confidence` is 0 to 1.
    """

    text: str
    left: float
    top: float
    width: float
    height: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Row:
    """A word with its place in the order of reading: block, paragraph, line."""

    place: tuple[int, int, int]
    word: Word


def read_rows(tsv: str, width: int, height: int) -> list[Row]:
    """A line that is not as it should be is left out: rather one word less than a page less."""
    return [row for line in tsv.split("\n") if (row := _row(line, width, height))]


def text_of(rows: list[Row]) -> str:
    """Words with blanks between, a line a line, an empty line between paragraphs and blocks."""
    paragraphs = groupby(rows, key=lambda row: row.place[:2])
    return "\n\n".join("\n".join(_lines(list(paragraph))) for _, paragraph in paragraphs)


def mean_confidence(rows: list[Row]) -> float:
    """Of the letters, not of the words: a speck read as a dot says little. 0 without words."""
    letters = sum(len(row.word.text) for row in rows)
    return sum(row.word.confidence * len(row.word.text) for row in rows) / letters if letters else 0.0


def turned_back(word: Word, rotation: Rotation) -> Word:
    """The box on the picture as it was before it was turned clockwise by so much."""
    left, top, width, height = word.left, word.top, word.width, word.height
    match rotation:
        case 90:
            left, top, width, height = top, 1 - left - width, height, width
        case 180:
            left, top = 1 - left - width, 1 - top - height
        case 270:
            left, top, width, height = 1 - top - height, left, height, width
    return replace(word, left=max(left, 0.0), top=max(top, 0.0), width=width, height=height)


def tilted_back(word: Word, degrees: float, width: int, height: int) -> Word:
    """The box around the word on the picture as it was before it was turned counter-clockwise about its middle."""
    if not degrees:
        return word
    sine, cosine = sin(radians(degrees)), cos(radians(degrees))
    x, y = (word.left + word.width / 2 - 0.5) * width, (word.top + word.height / 2 - 0.5) * height
    wide, high = word.width * width, word.height * height
    across, down = wide * cosine + high * abs(sine), wide * abs(sine) + high * cosine
    left, top = x * cosine - y * sine - across / 2, x * sine + y * cosine - down / 2
    return replace(
        word,
        left=max(left / width + 0.5, 0.0),
        top=max(top / height + 0.5, 0.0),
        width=min(across / width, 1.0),
        height=min(down / height, 1.0),
    )


def read_rotation(osd: str) -> Rotation:
    """How far, clockwise, the picture has to be turned to stand upright, as tesseract sees it."""
    found = re.search(r"^Rotate: (90|180|270)$", osd, re.MULTILINE)
    return cast("Rotation", int(found[1])) if found else 0


def _lines(rows: list[Row]) -> Iterator[str]:
    for _, line in groupby(rows, key=lambda row: row.place):
        yield " ".join(row.word.text for row in line)


def _row(line: str, width: int, height: int) -> Row | None:
    fields = line.rstrip("\r").split("\t", _COLUMNS - 1)
    if len(fields) != _COLUMNS or fields[0] != _WORD_LEVEL:
        return None
    text = " ".join(fields[-1].split())
    numbers = [_number(field) for field in fields[2:10]]
    confidence = _share(fields[10])
    if not text or confidence is None or None in numbers:
        return None
    block, paragraph, line_number, _, *box = (number or 0 for number in numbers)
    left, top, right, bottom = _box(box[0], box[1], box[2], box[3], width, height)
    if right <= left or bottom <= top:
        return None
    return Row((block, paragraph, line_number), Word(text, left, top, right - left, bottom - top, confidence))


def _box(left: int, top: int, width: int, height: int, across: int, down: int) -> tuple[float, float, float, float]:
    """Cut off at the edges of the page."""
    return (
        min(left / across, 1.0),
        min(top / down, 1.0),
        min((left + width) / across, 1.0),
        min((top + height) / down, 1.0),
    )


def _number(field: str) -> int | None:
    return int(field) if field.isascii() and field.isdigit() and len(field) <= _NUMBER_LENGTH else None


def _share(field: str) -> float | None:
    """Percent to a share; minus one is how a row says that it is not a word."""
    whole, point, rest = field.partition(".")
    if _number(whole) is None or (point and _number(rest[:6] or "0") is None):
        return None
    return min(float(f"{whole}.{rest[:6] or 0}") / 100, 1.0)
