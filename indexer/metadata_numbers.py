"""The number of a rule under its heading: as printed, of one office or of several, or the certainty that it is blank.

`metadata_heading.py` asks here with the line that says "NOMOR". A number that nobody filled in is none.
"""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from indexer import citation_numbers
from indexer.citation_numbers import NumberYear
from indexer.citations import JOINT_KINDS
from indexer.metadata_lines import Line

NUMBER_LINE = re.compile(r"^\W*(?:nomor|no)\b", re.IGNORECASE)
NUMBER_INSIDE = re.compile(r"\b(?:nomor|no)\b\W*(?=\S)", re.IGNORECASE)
_YEAR_ONLY = re.compile(r"\b(?:tahun\s+|/)([12][0-9OoIlL]{3})\b", re.IGNORECASE)
_ALONE = re.compile(r"^\W*(?:nomor|no)\b\W*(\d+|(?=\S*\d)[\w.\-]+(?:\s?/\s?[\w.\-]+)+)\W*$", re.IGNORECASE)
_LABEL_ALONE = re.compile(r"^\W*(?:nomor|no)\W*$", re.IGNORECASE)
_BLANK_BEFORE = re.compile(r"/|[._…]{2}")
_BLANK_INSIDE = re.compile(r"/[\s._…\-]*/|[._…]{3}|_")
_ENDS_BLANK = re.compile(r"/\s*(?:tahun|thn)\b", re.IGNORECASE)


class Numbered(NamedTuple):
    """What a number line says; `is_mended` when that is not what stands there letter by letter."""

    number: str | None
    year: int | None
    line: Line | None
    is_mended: bool = False


def number_at(lines: Sequence[Line], at: int | None, kind: str) -> Numbered:
    if at is None:
        return Numbered(None, None, None)
    found = _joint_number(lines, at) if kind in JOINT_KINDS else _single_number(lines, at)
    number = found.number
    if number and not kind.startswith("Tap") and set(number) <= set("Il"):
        number = "1" * len(number)  # a lone I is a misread one; only the MPR numbers in Roman
    return found._replace(number=number, is_mended=bool(number) and not _is_printed(number, lines, at))


def _single_number(lines: Sequence[Line], at: int) -> Numbered:
    text = _text_at(lines, at)
    read = None if _is_blank(text) else _read_number(text)
    if read:
        return Numbered(read.number, read.year, lines[at])
    alone = _ALONE.match(lines[at].text)
    if alone and not _is_blank(text):
        return Numbered(_without_zeros(re.sub(r"\s", "", alone.group(1))), None, lines[at])
    year = _YEAR_ONLY.search(text)
    return Numbered(None, citation_numbers.year_of(year.group(1)) if year else None, lines[at])


def _text_at(lines: Sequence[Line], at: int) -> str:
    """The line and the next; where the label stands alone its colon may come before the number."""
    reach = 3 if _LABEL_ALONE.match(lines[at].text) else 2
    return " ".join(line.text for line in lines[at : at + reach])


def _is_blank(text: str) -> bool:
    """ "188.45/     /HK/2021" and "… TAHUN 2021": the place where the number will be written."""
    marker = NUMBER_INSIDE.search(text)
    if marker is None:
        return False
    read = citation_numbers.read_number(text, marker.end())
    printed = text[marker.end() : read.end] if read else text[marker.end() :].split(" ", maxsplit=1)[0]
    code_alone = _ENDS_BLANK.search(printed) and read and citation_numbers.ARCHIVE_CODE.fullmatch(read.number)
    return bool(_BLANK_BEFORE.search(marker.group()) or _BLANK_INSIDE.search(printed) or code_alone)


def _read_number(text: str) -> NumberYear | None:
    marker = NUMBER_INSIDE.search(text)
    read = citation_numbers.read_number(text, marker.end()) if marker else None
    return read._replace(number=_without_zeros(read.number)) if read else None


def _joint_number(lines: Sequence[Line], at: int) -> Numbered:
    """One number for each of the offices, a line each."""
    numbered = takewhile(lambda index: NUMBER_LINE.match(lines[index].text), range(at, len(lines)))
    read = [one for one in (_read_number(_text_at(lines, index)) for index in numbered) if one]
    if not read:
        return Numbered(None, None, lines[at])
    joint = [one.number for one in read[1:] if one.year == read[0].year and _is_whole(one.number)]
    return Numbered("; ".join([read[0].number, *joint]), read[0].year, lines[at])


def _is_whole(number: str) -> bool:
    """Whether a further number can be one: letters alone, or before a lone figure, were misread."""
    return number[0].isdecimal() or number.count("/") > 1


def _without_zeros(number: str) -> str:
    return number.lstrip("0") or number if number.isdecimal() else number


def _is_printed(number: str | None, lines: Sequence[Line], at: int) -> bool:
    """Whether the number stands there as it was read: what had to be mended is less sure."""
    text = _text_at(lines, at)
    is_there = bool(number) and re.sub(r"\W", "", str(number).split(";")[0]) in re.sub(r"\W", "", text)
    return is_there and not _ENDS_BLANK.search(text)
