"""Phrases found in text by their base forms: one automaton for all phrases, whole words only.

Knows weights of nothing; `tagger.py` says what a hit is worth.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, pairwise
from typing import NamedTuple

import ahocorasick

from indexer.text import analyse

ACRONYM_LETTERS = 5
_HEADING = re.compile(r"^\s*(?:(?:BAB|Bagian|Paragraf|[A-Z]\.|\d+(?:\.\d+)*\.?)\s+)?[^\W\d_].{2,98}$")
_NUMBERED = re.compile(r"^\s*(?:BAB|Bagian|Paragraf|[A-Z]\.|\d+\.\d+(?:\.\d+)*\.?)\s+\S")


Owner = tuple[str, int | str]


class Hit(NamedTuple):
    """A phrase by its key, and the character at which it stands."""

    key: str
    at: int


class Sequenced(NamedTuple):
    """A text as base forms between single spaces, and where each form starts there and in the text."""

    text: str
    bases: list[str]
    joined: str
    starts: list[int]
    places: list[int]
    ends: list[int]
    exact: list[str]


class _Span(NamedTuple):
    start: int
    end: int
    key: str
    at: int


class Matcher:
    """Finds keys (base forms between spaces) in texts.

    `owners` says for whom a key counts, `acronyms` how the keys of names in capitals are spelled exactly.
    """

    def __init__(self, owners: Mapping[str, frozenset[Owner]], acronyms: Mapping[str, str]) -> None:
        self._owners = owners
        self._acronyms = acronyms
        self._automaton = ahocorasick.Automaton()
        for key in owners:
            self._automaton.add_word(key, key)
        if owners:
            self._automaton.make_automaton()

    def hits(self, sequence: Sequenced, *, any_case: bool = False) -> list[Hit]:
        """Every phrase of the text; acronyms only in capitals, unless any case will do (short titles)."""
        if not self._owners or not sequence.bases:
            return []
        spans = [s for s in self._spans(sequence) if self._is_written_so(sequence, s, any_case=any_case)]
        return [Hit(span.key, span.at) for span in self._without_nested(spans)]

    def _spans(self, sequence: Sequenced) -> Iterator[_Span]:
        for last, key in self._automaton.iter(sequence.joined):
            start = last + 1 - len(key)
            yield _Span(start, last, key, sequence.places[bisect_right(sequence.starts, start) - 1])

    def _is_written_so(self, sequence: Sequenced, span: _Span, *, any_case: bool) -> bool:
        """ "api" is fire, "API" an interface; "LAPOR" is not "laporan"."""
        if span.key not in self._acronyms:
            return True
        token = bisect_right(sequence.starts, span.start) - 1
        if sequence.exact[token] != self._acronyms[span.key]:
            return False
        is_capital = sequence.text[sequence.places[token] : sequence.ends[token]].isupper()
        return any_case or is_capital or len(self._acronyms[span.key]) > ACRONYM_LETTERS

    def _without_nested(self, spans: list[_Span]) -> Iterator[_Span]:
        """A phrase inside a longer one is not said twice, where both speak for the same."""
        cover: _Span | None = None
        for span in sorted(spans, key=lambda s: (s.start, -s.end)):
            inside = cover is not None and span.end <= cover.end
            if cover is not None and inside and self._owners[span.key] <= self._owners[cover.key]:
                continue
            yield span
            cover = cover if inside else span


class Headings:
    """The parts of a page that are headings, by character."""

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        offset = 0
        for line in text.splitlines(keepends=True):
            if is_heading_line(line):
                self._starts.append(offset)
                self._ends.append(offset + len(line))
            offset += len(line)

    def hold(self, character: int) -> bool:
        index = bisect_right(self._starts, character) - 1
        return index >= 0 and character < self._ends[index]


def is_heading_line(line: str) -> bool:
    """In capitals, or numbered like a heading and without the end of a sentence."""
    bare = line.strip()
    if not _HEADING.match(bare) or bare.endswith((".", ";", ":", ",")):
        return False
    if bare.isupper():
        return True
    return bool(_NUMBERED.match(bare)) and len(bare) <= 80


def keys_of(phrase: str) -> tuple[str, ...]:
    """How a phrase may be met: its base forms, and with the hyphen left out ("e-kinerja", "ekinerja")."""
    spellings = dict.fromkeys((phrase, re.sub(r"(?<=\w)-(?=\w)", "", phrase)))
    keys = (sequenced(spelling).joined for spelling in spellings)
    return tuple(dict.fromkeys(key for key in keys if key.strip()))


def acronym_of(phrase: str) -> str | None:
    """The exact form of a name in capitals, which must not be met by its base form; None for ordinary words."""
    bare = phrase.strip("!. ")
    return bare.lower() if bare.isupper() and bare.isalpha() else None


def owners_of(keys: Iterable[tuple[str, Owner]]) -> dict[str, frozenset[Owner]]:
    """For each key all who own it."""
    gathered: dict[str, set[Owner]] = {}
    for key, owner in keys:
        gathered.setdefault(key, set()).add(owner)
    return {key: frozenset(owners) for key, owners in gathered.items()}


def sequenced(text: str) -> Sequenced:
    """Simple words only: a compound is met by its parts, which stand at the same places."""
    made = Sequenced(text, [], "", [], [], [], [])
    length = 0
    for token, following in pairwise(chain(analyse(text), (None,))):
        if token is None or (following is not None and following.position == token.position):
            continue  # the whole of a compound comes first, at the position of its first part
        made.bases.append(token.base)
        made.starts.append(length)
        made.places.append(token.start)
        made.ends.append(token.end)
        made.exact.append(token.exact)
        length += len(token.base) + 1
    return made._replace(joined=" ".join(("", *made.bases, "")))
