"""Numbers that people write in words or in Roman numerals: "dua puluh tujuh" → 27, "XII" → 12."""

import re

_NINE = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_ONES = {word: value for value, word in enumerate(_NINE, 1)}
_WHOLE = {"sepuluh": 10, "sebelas": 11, "seratus": 100, "seribu": 1000}
_TIMES = {"puluh": 10, "ratus": 100, "ribu": 1000}
_WORDS = "|".join(sorted((*_ONES, *_WHOLE, *_TIMES, "belas"), key=len, reverse=True))
RUN = rf"(?:{_WORDS})(?:\s+(?:{_WORDS})){{0,9}}"  # a pattern for words that may be one number
_ROMAN_SIGNS = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_MOST_ROMAN = 399


def in_words(run: str) -> int | None:
    """The number that these words say; None where they say none, or more than one."""
    total, part, ones = 0, 0, 0  # thousands; below a thousand; a one that waits for what it counts
    ceiling = 10_000
    for word in run.lower().split():
        if word in _ONES:
            if ones or ceiling <= 1:
                return None
            ones = _ONES[word]
            continue
        value, below = _counted(word, ones)
        if value is None or value >= ceiling:
            return None
        total, part = (total + value, part) if value >= 1000 else (total, part + value)
        ones, ceiling = 0, below
    return (total + part + ones) or None


def _counted(word: str, ones: int) -> tuple[int | None, int]:
    """What a word says together with the one before it, and what must be less than this to follow."""
    if word in _WHOLE and not ones:
        value = _WHOLE[word]
        return value, value if value >= 100 else 1
    if word == "belas" and ones > 1:
        return 10 + ones, 1
    if word in _TIMES and ones > 1:
        return ones * _TIMES[word], _TIMES[word]
    return None, 0


def in_roman(signs: str) -> int | None:
    """Only as they are properly written: "IIII" and "VX" are no numbers."""
    value, rest = 0, signs.upper()
    for worth, sign in _ROMAN_SIGNS:
        while rest.startswith(sign):
            value, rest = value + worth, rest[len(sign) :]
    return value if not rest and 0 < value <= _MOST_ROMAN and roman(value) == signs.upper() else None


def roman(value: int) -> str:
    written: list[str] = []
    for worth, sign in _ROMAN_SIGNS:
        written.append(sign * (value // worth))
        value %= worth
    return "".join(written)


def replaced(query: str, pattern: re.Pattern[str]) -> str:
    """With digits where the group `words` of the pattern says a number."""

    def as_digits(found: re.Match[str]) -> str:
        number = in_words(found["words"])
        before, after = query[found.start() : found.start("words")], query[found.end("words") : found.end()]
        return found.group() if number is None else f"{before}{number}{after}"

    return pattern.sub(as_digits, query)
