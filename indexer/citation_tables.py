"""The names of `citation_names.py` as look-up tables over word sequences, built once."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Generic, NamedTuple, TypeVar

from indexer import citation_names as names

WORD = re.compile(r"[^\W_]+")
GLUED_BASES = ("Permen", "Kepmen", "Inmen")
_T = TypeVar("_T")
JOINED_STEMS = ("permen", "kepmen", "inmen")


class Head(NamedTuple):
    """The start of a kind: its abbreviation, and what has to follow (a ministry, an agency, a place …)."""

    base: str
    takes: str


class Table(Generic[_T]):
    """Values by word sequence, that knows how long the sequences of a first word may be."""

    def __init__(self, values: Mapping[tuple[str, ...], _T]) -> None:
        self._values = values
        self._longest: dict[str, int] = {}
        for words in values:
            self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))

    def __contains__(self, words: tuple[str, ...]) -> bool:
        return words in self._values

    def match(self, words: Sequence[str]) -> tuple[_T | None, int]:
        """The value of the longest sequence that these words begin with, and its length."""
        longest = min(len(words), self._longest.get(words[0], 0)) if words else 0
        for length in range(longest, 0, -1):
            found = self._values.get(tuple(words[:length]))
            if found is not None:
                return found, length
        return None, 0

    def words_for(self, is_meant: Callable[[_T], bool]) -> list[tuple[str, ...]]:
        """The sequences of words whose value is meant."""
        return [words for words, value in self._values.items() if is_meant(value)]

    def values(self) -> frozenset[_T]:
        return frozenset(self._values.values())

    def first_words(self) -> frozenset[str]:
        return frozenset(self._longest)


@cache
def heads() -> Table[Head]:
    table = {tuple(words.split()): Head(base, takes) for words, base, takes in names.FIXED_KINDS}
    for instrument, bases in names.BASES.items():
        for office, base in bases.items():
            for start in names.INSTRUMENT_WORDS[instrument]:
                for words in names.OFFICES[office]:
                    table.setdefault(start + words, Head(base, names.OFFICE_TAKES[office]))
    return Table(table)


@cache
def head_pattern() -> re.Pattern[str]:
    """Any word that may start a kind; everything else in a text is skipped at the speed of the regex engine."""
    whole = heads().first_words() | instruments().first_words()
    stems = "|".join(f"{stem}[a-z]*" for stem in JOINED_STEMS)
    words = "|".join(sorted(whole - set(JOINED_STEMS)))
    return re.compile(rf"(?<![^\W_])(?:{stems}|{words})(?![^\W_])", re.IGNORECASE)


@cache
def instruments() -> Table[str]:
    shown = {"surat edaran": "SE"}
    forms = names.INSTRUMENT_WORDS.items()
    return Table({words: shown.get(name, name.capitalize()) for name, spelled in forms for words in spelled})


@cache
def glued_ministries() -> dict[str, str]:
    """Short names that are syllables, not acronyms, and so are written in one word with the kind: Permendagri."""
    return {name.lower(): name for name in names.MINISTRIES if name[1:].islower()}


@cache
def ministries() -> Table[str]:
    return _issuers(names.MINISTRIES)


@cache
def agencies() -> Table[str]:
    return _issuers(names.AGENCIES)


def _issuers(table: Mapping[str, tuple[str, ...]]) -> Table[str]:
    known: dict[tuple[str, ...], str] = {}
    for short, spellings in table.items():
        for spelling in (*spellings, short.lower()):
            words = tuple(WORD.findall(spelling))
            known[words] = short
            if len(spelling) < 12:
                known.setdefault(("".join(words),), short)
    return Table(known)


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
    found |= {"Peraturan", "Keputusan", "Instruksi", "SE", "Pedoman"}
    return tuple(sorted(found, key=len, reverse=True))


@cache
def ministry_bases() -> frozenset[str]:
    ministers = ("menteri", "menko")
    return frozenset(bases[office] for bases in names.BASES.values() for office in ministers if office in bases)
