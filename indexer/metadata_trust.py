"""How far the number of a rule can be trusted, and what settles a doubtful one: the file's name, other numbers nearby.

Used by `metadata.py`. Only a number that is plainly printed, or said twice, is as good as sure.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from indexer.citation_kinds import heads
from indexer.citation_numbers import core_number
from indexer.citations import Citation, parse_citation
from indexer.metadata_heading import Heading
from indexer.metadata_lines import Line

PRINTED, CONFIRMED = 0.95, 0.97
SCANNED, MENDED, DISPUTED, ANNEXED = 0.85, 0.8, 0.7, 0.6
_SEARCHED_LINES = 200
_LONE_ONE = re.compile(r"^(.+/)1(/(?:19|20)\d\d)$")
_ROMAN_PART = re.compile(r"\d/[^\s]*/(?:II|III|IV|VI{0,3}|IX|XI{0,2})/(?:19|20)\d\d\b")
_CITED_WORDS = 12


def settled_number(number: str | None, lines: Sequence[Line], file_name: str) -> str | None:
    """ "228/KPT/1/2017" is "…/I/2017" where the file's name says so or all other numbers are written that way."""
    found = _LONE_ONE.match(number or "")
    if not number or not found:
        return number
    roman = f"{found.group(1)}I{found.group(2)}"
    in_name = _squeezed(roman).lstrip("0") in _squeezed(file_name)
    in_use = any(_ROMAN_PART.search(line.text) for line in lines[:_SEARCHED_LINES])
    return roman if in_name or in_use else number


def settled_year(heading: Heading, said: Sequence[int]) -> Heading:
    """Enactment, promulgation and gazette say when it was; a year far from theirs was misread.

    A rule numbered in December may be promulgated in January, so the year beside it says nothing.
    """
    if heading.year is None or not said or abs(said[0] - heading.year) <= 1:
        return heading
    is_agreed = len(said) > 1 and len(set(said)) == 1 and _differs_in_one_digit(said[0], heading.year)
    is_in_number = heading.number is not None and str(heading.year) in heading.number
    year = said[0] if is_agreed and not is_in_number else heading.year
    return replace(heading, year=year, is_mended=True)


def _differs_in_one_digit(one: int, other: int) -> bool:
    return sum(a != b for a, b in zip(str(one), str(other), strict=True)) == 1


def number_confidence(heading: Heading, lines: Sequence[Line], file_name: str, scanned: Collection[int]) -> float:
    """Between 0 and 1; from 0.9 on only what is printed without doubt or confirmed."""
    if heading.number is None:
        return 0.0
    if heading.is_annex:
        return ANNEXED
    named = cited_in_name(file_name)
    if named and (_digits(named.number), named.year) != (_digits(heading.number), heading.year or named.year):
        return DISPUTED
    is_doubtful = heading.is_mended or bool(_LONE_ONE.match(heading.number)) or _is_repeated_otherwise(heading, lines)
    is_scanned = heading.number_line is not None and heading.number_line.page in scanned
    if not is_doubtful and not is_scanned:
        return CONFIRMED if named else PRINTED
    if named and heading.year:
        return MENDED if is_doubtful and not is_scanned else PRINTED
    return MENDED if is_doubtful else SCANNED


def cited_in_name(file_name: str) -> Citation | None:
    """The rule that the name of the file names, if any."""
    name = file_name.replace("-", " ").replace("_", " ")
    for position in heads(name):
        words = name[position:].split()[:_CITED_WORDS]
        found = (parse_citation(" ".join(words[:count])) for count in range(2, len(words) + 1))
        citation = next((one for one in found if one and one.kind), None)
        if citation:
            return citation
    return None


def _is_repeated_otherwise(heading: Heading, lines: Sequence[Line]) -> bool:
    """Whether the same heading comes again, over an annex, with another number: one of the two is misread."""
    printed = _squeezed(heading.kind_line.text.splitlines()[0])
    if len(printed) < 10 or heading.number is None:
        return False
    for at, line in enumerate(lines[:-1]):
        is_itself = heading.number_line is not None and lines[at + 1].text == heading.number_line.text
        if is_itself or not line.text[:1].isupper() or _squeezed(line.text) != printed:
            continue
        number = re.match(r"\W*(?:NOMOR|NO)\W+(\d[\w/.\-]*)", lines[at + 1].text)
        if number and number.group(1)[-1].isalnum() and number.group(1).lstrip("0") != heading.number.lstrip("0"):
            return core_number(number.group(1)) != core_number(heading.number)
    return False


def _digits(number: str) -> str:
    """ "02-P/…" and "2P" are one number in two hands."""
    found = re.search(r"\d+", core_number(number))
    return found.group().lstrip("0") if found else number


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
