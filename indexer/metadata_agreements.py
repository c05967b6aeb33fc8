"""What a memorandum or a cooperation agreement says of itself: kind, subject, a number of each party, day and place.

They have no heading like a rule: two parties stand where the number would be. `metadata.py` asks here.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import takewhile

from indexer.metadata_forms import Fact
from indexer.metadata_lines import Line, is_heading
from indexer.metadata_signature import read_date
from indexer.metadata_titles import title_case

_HEAD_LINES, _OPENING_LINES = 40, 70
_MOST_TITLE_LINES = 8
_KIND = re.compile(
    r"^\W*(?:naskah\s+)?(nota\s+kesepahaman|nota\s+kesepakatan|kesepakatan\s+bersama|perjanjian\s+ker(?:ja\s?sama)"
    r"|memorandum\s+of\s+understanding|memorandum\s+saling\s+pengertian|perjanjian\s+kerahasiaan)\b(?:\s+antara)?\W*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"^\W*antara\b\W*", re.IGNORECASE)
_AND = re.compile(r"^\W*(?:dan|dengan)\W*$", re.IGNORECASE)
_ABOUT = re.compile(r"^\W*tentang\b\W*(.*)$", re.IGNORECASE)
_NUMBER = re.compile(r"^\W*(?:nomor|no)\b[^\w]*((?=\S*\d)\w[\w.\-]*(?:\s?/\s?[\w.\-]+)+)", re.IGNORECASE)
_ENDS = re.compile(r"^\W*(?:nomor|no|pada\s+hari|tanggal|dalam\s+rangka)\b", re.IGNORECASE)
_TODAY = re.compile(r"\bpada\s+hari\s+ini\b", re.IGNORECASE)
_IN_PLACE = re.compile(r"\b(?:bertempat\s+)?di\s+([A-Z][a-z]+(?:\s[A-Z][a-z]+)?)", re.ASCII)
_SPELLED = re.compile(
    r"\btanggal\s+([a-z ]{3,20}?)\s+(?:bulan\s+)?([a-z]{3,10})\s+(?:tahun\s+)?(dua\s+ribu[a-z ]{0,24})", re.IGNORECASE
)
_UNITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
_VALUES = {word: value for value, word in enumerate(_UNITS)}


def facts_of_agreement(lines: Sequence[Line]) -> tuple[Fact, ...]:
    """Empty when the first lines are not the head of an agreement."""
    head = lines[:_HEAD_LINES]
    at = next((at for at, line in enumerate(head) if _KIND.match(line.text) and is_heading(line.text)), None)
    about = next((i for i, line in enumerate(head) if at is not None and i > at and _ABOUT.match(line.text)), None)
    if at is None or about is None:
        return ()
    return tuple(_facts(lines, at, about))


def _facts(lines: Sequence[Line], at: int, about: int) -> Iterator[Fact]:
    kind = _KIND.match(lines[at].text)
    if kind:
        yield Fact("kind", _spaced(title_case(kind.group(1).upper())), 0.85, lines[at])
    yield Fact("title", _title(lines, about), 0.8, lines[about])
    yield from _numbers(lines[at:_HEAD_LINES])
    party = _first_party(lines[at + 1 : about])
    if party:
        yield Fact("issuer", title_case(party.text), 0.6, party)
    yield from _occasion(lines[:_OPENING_LINES])


def _spaced(kind: str) -> str:
    return kind.replace("Kerjasama", "Kerja Sama")


def _title(lines: Sequence[Line], about: int) -> str:
    found = _ABOUT.match(lines[about].text)
    below = lines[about + 1 : about + 1 + _MOST_TITLE_LINES]
    parts = takewhile(lambda line: is_heading(line.text) and not _ENDS.match(line.text), below)
    return title_case(" ".join([found.group(1) if found else "", *(line.text for line in parts)]).strip(" .,"))


def _numbers(head: Sequence[Line]) -> Iterator[Fact]:
    """Each party gives its own number; together they are the number, as those of a joint decision."""
    found = [(match.group(1), line) for line in head if (match := _NUMBER.match(line.text))]
    if found:
        numbers = dict.fromkeys(re.sub(r"\s", "", number).strip(".") for number, _ in found)
        yield Fact("number", "; ".join(numbers), 0.75, found[0][1])


def _first_party(lines: Sequence[Line]) -> Line | None:
    named = [line._replace(text=_BETWEEN.sub("", line.text)) for line in lines]
    parts = list(takewhile(lambda line: not _AND.match(line.text), (line for line in named if line.text)))
    joined = " ".join(line.text for line in parts if not _ENDS.match(line.text))
    return Line(joined.strip(" ,."), parts[0].page) if joined else None


def _occasion(lines: Sequence[Line]) -> Iterator[Fact]:
    """ "Pada hari ini, Senin, tanggal tujuh Juni dua ribu dua puluh satu (07-06-2021), bertempat di X"."""
    at = next((at for at, line in enumerate(lines) if _TODAY.search(line.text)), None)
    if at is None:
        return
    said = " ".join(line.text for line in lines[at : at + 4])
    day, place = read_date(said) or spelled_date(said), _IN_PLACE.search(said)
    if day:
        yield Fact("enacted_on", day, 0.75, lines[at])
    if place:
        yield Fact("enacted_place", place.group(1), 0.7, lines[at])


def spelled_date(text: str) -> date | None:
    """A date whose numbers are words: "tanggal dua puluh satu bulan Juni tahun dua ribu dua puluh"."""
    for found in _SPELLED.finditer(text):
        day, year = spelled_number(found.group(1)), spelled_number(found.group(3))
        dated = read_date(f"{day} {found.group(2)} {year}") if day and year else None
        if dated:
            return dated
    return None


def spelled_number(words: str) -> int | None:
    """ "dua ribu dua puluh satu" → 2021; None where the first word is no number. Words after the number end it."""
    total = part = 0
    is_read = False
    for word in words.lower().split():
        if word in _VALUES:
            part += _VALUES[word]
        elif word in {"belas", "puluh", "ratus"} and part:
            part = part + 10 if word == "belas" else _multiplied(part, 10 if word == "puluh" else 100)
        elif word == "ribu" and part:
            total, part = part * 1000, 0
        else:
            break
        is_read = True
    return total + part if is_read else None


def _multiplied(part: int, by: int) -> int:
    """Only the last digit is: in "dua ratus tiga puluh" the hundreds stay."""
    return part - part % 10 + part % 10 * by
