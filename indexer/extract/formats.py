"""Cell values as a reader in Indonesia sees them: a number and its format code to text, our months and separators."""

import calendar
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "dd/mm/yyyy",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "dd/mm/yyyy h:mm", 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)", 41: "#,##0;-#,##0;-", 42: "#,##0;-#,##0;-", 43: "#,##0.00;-#,##0.00;-",
    44: "#,##0.00;-#,##0.00;-", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "##0.0E+0",
}  # fmt: skip
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_ENGLISH_MONTHS = tuple(calendar.month_name[1:])
_ENGLISH_DAYS = tuple(calendar.day_name)
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<half>AM/PM|A/P)'
    r"|(?P<date>y+|m+|d+|h+|s+)|(?P<digits>[0#?][0#?,.]*|[.][0#?]+)|(?P<power>E[+-][0#?]+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_MAX_DECIMALS = 15
_MAX_CODE = 255


class _Piece(NamedTuple):
    kind: str
    text: str


def shown(value: float, code: str, *, from_1904: bool = False) -> str:
    """The text of a number in a cell. A code that makes no sense here gives the plain number."""
    if not code or code.lower() in {"general", "@", "standard"} or len(code) > _MAX_CODE:
        return plain(value)
    parts = _sections(code)
    number, index = (abs(value), 1) if value < 0 and len(parts) > 1 else (value, 0)
    pieces = parts[2] if value == 0 and len(parts) > 2 else parts[index]
    if _is_date(pieces):
        return _moment(pieces, value, from_1904=from_1904)
    return _number(pieces, number)


def plain(value: float) -> str:
    """Without noise in the last bits, and with a decimal comma."""
    return (f"{value:.0f}" if float(value).is_integer() and abs(value) < 1e21 else f"{value:.15g}").replace(".", ",")


def is_grouped(code: str) -> bool:
    """Whether thousands are set apart, so that the number as it is typed would not be found."""
    return "#,#" in code or "0,0" in code or "#,0" in code


@lru_cache(maxsize=1024)
def _sections(code: str) -> list[tuple[_Piece, ...]]:
    sections: list[list[_Piece]] = [[]]
    for piece in _pieces(code):
        if piece == ("other", ";"):
            sections.append([])
        else:
            sections[-1].append(piece)
    return [tuple(section) for section in sections]


def _pieces(code: str) -> Iterator[_Piece]:
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or ""
        if kind in {"quoted", "escaped"}:
            yield _Piece("literal", match[kind])
        elif kind == "bracket":
            yield from _bracket(match[kind])
        elif kind:
            yield _Piece(kind, match[kind])


def _bracket(text: str) -> Iterator[_Piece]:
    """A currency and a language, hours beyond a day, or a colour or condition that shows nothing."""
    if text.startswith("$"):
        currency, _, language = text[1:].partition("-")
        yield _Piece("literal", currency)
        yield _Piece("language", language[-2:].lower())
    elif set(text.lower()) <= set("hms"):
        yield _Piece("elapsed", text[:1].lower())


def _is_date(pieces: tuple[_Piece, ...]) -> bool:
    return any(piece.kind in {"date", "elapsed", "half"} for piece in pieces) and not any(
        piece.text.lower().startswith("general") for piece in pieces
    )


def _number(pieces: tuple[_Piece, ...], value: float) -> str:
    digits = "".join(piece.text for piece in pieces if piece.kind == "digits")
    is_percent = ("other", "%") in pieces
    if ("other", "/") in pieces or not pieces or any(piece.text.lower().startswith("g") for piece in pieces):
        return plain(value)
    text = _digits(digits, abs(value) * (100 if is_percent else 1), has_power=any(p.kind == "power" for p in pieces))
    is_negative = value < 0 and any(character in "123456789" for character in text)
    return ("-" if is_negative else "") + _literal(pieces, text)


def _literal(pieces: tuple[_Piece, ...], number: str) -> str:
    """The number where its first placeholder stands, with the words and signs around it."""
    written, is_placed = "", False
    for piece in pieces:
        if piece.kind == "digits":
            written += "" if is_placed else number
            is_placed = True
        elif piece.kind in {"literal", "other"}:
            written += "" if piece.text in "@?" else piece.text
    return " ".join(written.split())


def _digits(pattern: str, value: float, *, has_power: bool) -> str:
    if has_power:
        return f"{value:.2E}".replace(".", ",")
    whole, _, fraction = pattern.partition(".")
    while whole.endswith(","):
        whole, value = whole[:-1], value / 1000
    text = f"{value:{',' if ',' in whole else ''}.{min(len(fraction), _MAX_DECIMALS)}f}"
    integer, _, decimals = text.partition(".")
    kept = decimals[: fraction.count("0")] + decimals[fraction.count("0") :].rstrip("0")
    integer = integer.rjust(min(whole.count("0"), 40), "0").replace(",", ".")
    return f"{integer},{kept}" if kept else integer


def _moment(pieces: tuple[_Piece, ...], value: float, *, from_1904: bool) -> str:
    try:
        moment = as_datetime(value, from_1904=from_1904)
    except (OverflowError, ValueError):
        return plain(value)
    is_english = ("language", "09") in pieces
    has_halves = any(piece.kind == "half" for piece in pieces)
    written = ""
    for index, piece in enumerate(pieces):
        match piece.kind:
            case "date":
                is_minute = piece.text[0] in "mM" and _is_minute(pieces, index)
                written += _date_part(piece.text.lower(), moment, is_english, has_halves, is_minute)
            case "elapsed":
                unit = {"h": 3600, "m": 60, "s": 1}[piece.text]
                written += str(int(round(value * 86_400) // unit))
            case "half":
                written += "AM" if moment.hour < 12 else "PM"
            case "literal" | "other":
                written += "" if piece.text == "@" else piece.text
    return " ".join(written.split())


def _is_minute(pieces: tuple[_Piece, ...], index: int) -> bool:
    """`m` after hours or before seconds."""
    units = [(at, piece.text[0].lower()) for at, piece in enumerate(pieces) if piece.kind in {"date", "elapsed"}]
    place = next(number for number, (at, _) in enumerate(units) if at == index)
    before = units[place - 1][1] if place else ""
    after = units[place + 1][1] if place + 1 < len(units) else ""
    return len(pieces[index].text) <= 2 and (before == "h" or after == "s")


def _date_part(part: str, moment: datetime, is_english: bool, has_halves: bool, is_minute: bool) -> str:
    width = min(len(part), 2)
    if is_minute:
        return f"{moment.minute:0{width}}"
    match part[0]:
        case "y":
            return f"{moment.year:04}" if len(part) > 2 else f"{moment.year % 100:02}"
        case "m":
            names = _ENGLISH_MONTHS if is_english else _MONTHS
            return _name(names[moment.month - 1], part) or f"{moment.month:0{width}}"
        case "d":
            names = _ENGLISH_DAYS if is_english else _DAYS
            return _name(names[moment.weekday()], part) or f"{moment.day:0{width}}"
        case "h":
            return f"{(moment.hour % 12 or 12) if has_halves else moment.hour:0{width}}"
        case _:
            return f"{moment.second:0{width}}"


def _name(name: str, part: str) -> str:
    """Three letters ask for the short name, more for the whole, fewer for none."""
    return name[: 3 if len(part) == 3 else None] if len(part) > 2 else ""


def as_datetime(serial: float, *, from_1904: bool = False) -> datetime:
    """Days since the end of 1899, in which Excel counts a 29 February 1900 that never was."""
    if serial < 0:
        raise ValueError
    begin = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if serial < 60 else 30)  # noqa: DTZ001
    return begin + timedelta(seconds=round(serial * 86_400))
