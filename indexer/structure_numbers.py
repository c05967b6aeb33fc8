"""The numbers of headings: "27A", "IV", "Kesatu", look-alikes of OCR included, in an order that can be compared."""

import re
from typing import NamedTuple

from indexer.citation_numbers import digits

_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ARABIC = re.compile(r"(\d{1,3}) ?([A-N]{0,2})")  # nobody inserts an article 27T: that is a 7
_ALIKE = str.maketrans("TZS", "725")
_ROMAN = re.compile(r"[IVXLC]{1,8}")
_ONES = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
ORDINALS = {
    "pertama": 1,
    **{f"ke{word}": value for value, word in enumerate(_ONES, 1)},
    "kesepuluh": 10,
    "kesebelas": 11,
    **{f"ke{word}belas": value + 10 for value, word in enumerate(_ONES, 1) if value > 1},
    "keduapuluh": 20,
    **{f"keduapuluh{word}": value + 20 for value, word in enumerate(_ONES, 1)},
}


class Number(NamedTuple):
    """What orders headings of one kind: 27 < 27A < 28."""

    value: int
    suffix: str = ""

    @property
    def printed(self) -> str:
        return f"{self.value}{self.suffix}"


def arabic(text: str) -> Number | None:
    """ "27", "27A", and "2O", "l5" where the letters can only be digits."""
    found = _ARABIC.fullmatch(text) or _ARABIC.fullmatch(digits(text.translate(_ALIKE)))
    if not found and text in {"l", "|", "!"}:
        return Number(1)
    return Number(int(found[1]), found[2]) if found else None


def roman(text: str) -> Number | None:
    """ "XIV", and "lV" as OCR reads it; only what a Roman would write so."""
    letters = text.replace("l", "I").replace("1", "I").replace("|", "I")
    if not _ROMAN.fullmatch(letters):
        return None
    value = _roman_value(letters)
    return Number(value) if letters == roman_of(value) else None


def ordinal(text: str) -> Number | None:
    """ "Kesatu", "Ke dua", "Pertama", "Kedua Puluh Satu"."""
    word = re.sub(r"[\s-]", "", text.casefold())
    return Number(ORDINALS[word]) if word in ORDINALS else None


def roman_of(value: int) -> str:
    written = ""
    for number, sign in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV")):
        count, value = divmod(value, number)
        written += sign * count
    return written + "I" * value


def _roman_value(letters: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in letters]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))
