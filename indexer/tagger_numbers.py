"""An indicator's own number in a title ("I12", "Indikator 12", "bukti_ind_12"): whoever named it said what it is for.

Numbers of domains and aspects are others; a file name often keeps the numbers of an earlier instrument, so that only
documents without text are believed there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from indexer.tagger_profiles import IndicatorProfile

_BETWEEN = r"[\s._:-]{0,3}"
_AND_MORE = r"(?P<more>(?:\s?(?:,|&|/|-|–|dan|s\.?/?d\.?|sampai(?: dengan)?)\s?\d{1,3}(?!\d))*)"
_WORDED = re.compile(
    rf"(?<![^\W_])(?:indikator|ind){_BETWEEN}(?:spbe|nomor|no)?{_BETWEEN}(?P<first>\d{{1,3}})(?!\d){_AND_MORE}",
    re.IGNORECASE,
)
_NEXT = re.compile(r"(,|&|/|-|–|dan|s\.?/?d\.?|sampai(?: dengan)?)\s?(\d{1,3})", re.IGNORECASE)
_UP_TO = frozenset({"-", "–", "sd", "s.d", "s.d.", "s/d", "sd.", "sampai", "sampai dengan"})
_LETTERS_AND_NUMBER = re.compile(r"([A-Za-z]+)(\d+)")


class Numbered(NamedTuple):
    """A number as it is written, and the indicator whose number it is."""

    words: str
    number: int


class Numbers:
    """The numbers and codes of an instrument; what lies outside them is the number of something else."""

    def __init__(self, profiles: Sequence[IndicatorProfile]) -> None:
        self._known = frozenset(profile.number for profile in profiles)
        self._codes = {profile.code.lower(): profile.number for profile in profiles if profile.code}
        letters = {parts.group(1) for code in self._codes if (parts := _LETTERS_AND_NUMBER.fullmatch(code))}
        any_letters = "|".join(map(re.escape, sorted(letters))) or "(?!)"
        self._coded = re.compile(
            rf"(?<![^\W_])(?P<letters>{any_letters})[_-]?0?(?P<number>\d{{1,3}})"
            r"(?![^\W_]|[.,]\d)",
            re.IGNORECASE,
        )

    def found(self, text: str) -> Mapping[int, str]:
        """Each indicator that the text names by number, with the words that do."""
        return {one.number: one.words for one in (*self._by_code(text), *self._by_word(text))}

    def _by_code(self, text: str) -> Iterator[Numbered]:
        for match in self._coded.finditer(text):
            number = self._codes.get(f"{match['letters']}{match['number']}".lower())
            if number is not None:
                yield Numbered(match.group(), number)

    def _by_word(self, text: str) -> Iterator[Numbered]:
        for match in _WORDED.finditer(text):
            words = " ".join(match.group().replace("_", " ").split())
            yield from (Numbered(words, number) for number in _listed(match) if number in self._known)


def _listed(match: re.Match[str]) -> list[int]:
    """ "3, 7 dan 9" and "29-31"; a number that does not rise after a stroke is a part, not an end ("35-1")."""
    numbers = [int(match["first"])]
    for between, written in _NEXT.findall(match["more"]):
        number = int(written)
        if between.lower() not in _UP_TO:
            numbers.append(number)
        elif number > numbers[-1]:
            numbers.extend(range(numbers[-1] + 1, number + 1))
        else:
            break
    return numbers
