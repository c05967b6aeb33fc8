"""The names of `citation_names.py` as look-up tables over word sequences, built once."""

import re
from functools import cache
from typing import NamedTuple

from indexer import citation_names as names

WORD = re.compile(r"[^\W_]+")
MOST_WORDS_OF_NAME = 14
JOINED_STEMS = ("permen", "kepmen", "inmen")


class Head(NamedTuple):
    """The start of a kind: its abbreviation, and what has to follow (a ministry, an agency, a place …)."""

    base: str
    takes: str


@cache
def heads() -> dict[tuple[str, ...], Head]:
    table = {tuple(words.split()): Head(base, takes) for words, base, takes in names.FIXED_KINDS}
    for instrument, bases in names.BASES.items():
        for office, base in bases.items():
            for start in names.INSTRUMENT_WORDS[instrument]:
                for words in names.OFFICES[office]:
                    table.setdefault(start + words, Head(base, names.OFFICE_TAKES[office]))
    return table


@cache
def head_pattern() -> re.Pattern[str]:
    """Any word that may start a kind; everything else in a text is skipped at the speed of the regex engine."""
    whole = {words[0] for words in (*heads(), *instruments())}
    stems = "|".join(f"{stem}[a-z]*" for stem in JOINED_STEMS)
    words = "|".join(sorted(whole - set(JOINED_STEMS)))
    return re.compile(rf"(?<![^\W_])(?:{stems}|{words})(?![^\W_])", re.IGNORECASE)


@cache
def instruments() -> dict[tuple[str, ...], str]:
    shown = {"surat edaran": "SE"}
    return {
        words: shown.get(name, name.capitalize()) for name, forms in names.INSTRUMENT_WORDS.items() for words in forms
    }


@cache
def ministries() -> dict[tuple[str, ...], str]:
    return _issuers(names.MINISTRIES)


@cache
def agencies() -> dict[tuple[str, ...], str]:
    return _issuers(names.AGENCIES)


def _issuers(table: dict[str, tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    known: dict[tuple[str, ...], str] = {}
    for short, spellings in table.items():
        for spelling in (*spellings, short.lower()):
            words = tuple(WORD.findall(spelling))
            known[words] = short
            if len(spelling) < 12:
                known.setdefault(("".join(words),), short)
    return known


@cache
def written_bases() -> dict[str, str]:
    offices = {"menko": "Menteri Koordinator Bidang", "walikota": "Wali Kota"}
    table = {
        base: f"{instrument.title()} {offices.get(office, office.title())}"
        for instrument, bases in names.BASES.items()
        for office, base in bases.items()
    }
    for words, base, _ in names.FIXED_KINDS:
        if " " in words and base not in table and not words.startswith(("undang undang", "tap ", "uu ")):
            table[base] = words.title()
    return table | {"UU": "Undang-Undang", "UUD": "Undang-Undang Dasar", "UU Darurat": "Undang-Undang Darurat"}


@cache
def bases() -> tuple[str, ...]:
    found = {base for bases in names.BASES.values() for base in bases.values()}
    found |= {base for _, base, takes in names.FIXED_KINDS if takes in {"ministry", "agency"}}
    found |= set(instruments().values())
    return tuple(sorted(found, key=len, reverse=True))


@cache
def ministry_bases() -> frozenset[str]:
    ministers = ("menteri", "menko")
    return frozenset(bases[office] for bases in names.BASES.values() for office in ministers if office in bases)
