"""Numbers and years of rules as they are printed, typed or misread by OCR: "59 Tahun 2020", "188.45/1006/HK/2015".

Every pattern is matched at one place inside a short window, so that no text can make it slow.
"""

import re
from typing import NamedTuple

WINDOW = 90
FIRST_YEAR, LAST_YEAR = 1940, 2100
_MARKER = re.compile(r"[\s,(]*(?:nomor|nomer|no|nr)\b[\s.:]*", re.IGNORECASE)
_TYPED_GAP = re.compile(r"[\s,(:.]*")
_YEAR = r"((?:[12lI] ?[0-9OoIl])(?: ?[0-9OoIl]){2})(?![0-9A-Za-z])"
_BREAK = r"(?<=[-–])\s(?=\d\d(?!\w)|[0-9A-Za-z]{1,12}/)"
_NUMBER = (
    rf"([0-9A-Za-z](?:[0-9A-Za-z.\-–]|\s?/\s?|{_BREAK}|(?<=[0-9OIl]) (?=[0-9OIl]{{1,2}}(?![0-9A-Za-z]))"
    r"|(?<=\d) (?=[A-Za-z]\s+tahun\b))*)"
)
_WITH_YEAR = re.compile(_NUMBER + r"[\s,./-]*(?:ta[hbk][a-z]{1,2}|thn|th|tahoen)[\s.:]*" + _YEAR, re.IGNORECASE)
_SLASHED = re.compile(r"(\d{1,4}[A-Za-z]?)\s?/\s?((?:19|20)\d\d)(?![\w/])")
_SHORT_WITH_YEAR = re.compile(r"(\d{1,4}(?:/?[A-Z])?)\s+(?:tahun|thn|th)\.?\s+((?:19|20)\d\d)(?![\w/])", re.IGNORECASE)
_LONG = re.compile(rf"[0-9A-Za-z](?:[0-9A-Za-z.\-–]|\s?/\s?|{_BREAK})*")
_TYPED = re.compile(r"(\d{1,4}[A-Za-z]?)[\s,-]+((?:19|20)\d\d)(?![\w/])")
_LAST_YEAR = re.compile(r"(?:/|[-–.])((?:19|20)\d\d|\d\d)$")
# What the archive files a document under (Permendagri 83/2022), before the number of the document itself.
ARCHIVE_CODE = re.compile(r"\d{3}(?:\.\d+)+")
_ROMAN = re.compile(r"[IVXLCM]+$")
_LOOKALIKE = str.maketrans("OoIlL", "00111")
_PARAGRAPH = r"(?:\s+ayat\s*\(?\s*(\d{1,2}[A-Za-z]?)(?:\s?\))?)?"
_ARTICLE = r"(?:pasal|psl|ps)\.?\s+(\d{1,3}[A-Za-z]?|[IVX]{1,5})(?!\w)" + _PARAGRAPH + r"(?:\s+huruf\s+[a-z]\b)?"
_ARTICLE_AFTER = re.compile(r"[\s,]*" + _ARTICLE, re.IGNORECASE)
_ARTICLE_BEFORE = re.compile(r"\b" + _ARTICLE + r"(?:[\s,]+(?:dari|dalam|pada))?[\s,]*$", re.IGNORECASE)


class NumberYear(NamedTuple):
    """A number as printed, its year, and where the reading ended."""

    number: str
    year: int
    end: int


class ArticleAt(NamedTuple):
    """Pasal and ayat, and the span they take."""

    article: str
    paragraph: str | None
    start: int
    end: int


def digits(text: str) -> str:
    """Undo the letters that OCR reads for digits: "2O2l" → "2021"; only where nothing but a number can be meant."""
    bare = text.replace(" ", "")
    mended = bare.translate(_LOOKALIKE)
    return mended if mended.isdecimal() and any(sign.isdecimal() for sign in bare) else bare


def year_of(text: str) -> int | None:
    """A plausible year of a rule, two digits included ("99" → 1999)."""
    mended = digits(text)
    if not mended.isdecimal() or not mended.isascii():
        return None
    year = int(mended)
    if len(mended) == 2:
        year += 1900 if year >= FIRST_YEAR - 1900 else 2000
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def marker_end(text: str, position: int) -> int | None:
    """Where the number starts if "Nomor", "No." or the like stands here."""
    found = _MARKER.match(text, position, position + WINDOW)
    return found.end() if found else None


def read_number(text: str, position: int, *, typed: bool = False) -> NumberYear | None:
    """A number after its marker: "59 Tahun 2020", "12/2023", "27/PMK.05/2020"; typed also "71 2019"."""
    limit = min(len(text), position + WINDOW)
    return (
        _number_with_year(text, position, limit)
        or _simple(_SLASHED, text, position, limit)
        or _number_holding_year(text, position, limit)
        or (_simple(_TYPED, text, position, limit) if typed else None)
    )


def read_unmarked(text: str, position: int, *, typed: bool) -> NumberYear | None:
    """A number without "Nomor": in running text only "95/2018" and "95 Tahun 2018" can be trusted."""
    gap = _TYPED_GAP.match(text, position, position + WINDOW)
    start = gap.end() if gap else position
    if typed:
        return read_number(text, start, typed=True)
    limit = min(len(text), start + WINDOW)
    return (
        _simple(_SLASHED, text, start, limit)
        or _simple(_SHORT_WITH_YEAR, text, start, limit)
        or _number_holding_year(text, start, limit)
    )


def article_after(text: str, position: int) -> ArticleAt | None:
    """ "Pasal 27 ayat (2)" right after a citation."""
    found = _ARTICLE_AFTER.match(text, position, position + WINDOW)
    return _article(found, 0) if found else None


def article_before(text: str, position: int) -> ArticleAt | None:
    """ "Pasal 27 ayat (2) [dari]" right before a citation."""
    start = max(0, position - WINDOW)
    found = _ARTICLE_BEFORE.search(text[start:position])
    return _article(found, start) if found else None


def core_number(number: str) -> str:
    """The part of a number that people quote: "PER/15/M.PAN/7/2008" → "15", "188.45/1006/HK/2015" → "1006"."""
    for part in re.split(r"[/;,]|(?<=PER)-", number.upper().replace(" ", "")):
        if part[:1].isdecimal() and not ARCHIVE_CODE.fullmatch(part):
            return part.split("-", maxsplit=1)[0].lstrip("0") or "0"
        if _ROMAN.match(part):
            return part
    return number.upper()


def _number_with_year(text: str, position: int, limit: int) -> NumberYear | None:
    found = _WITH_YEAR.match(text, position, limit)
    year = year_of(found.group(2)) if found else None
    number = _tidy(found.group(1)) if found else ""
    return NumberYear(number, year, found.end()) if found and year and _is_number(number) else None


def _simple(pattern: re.Pattern[str], text: str, position: int, limit: int) -> NumberYear | None:
    found = pattern.match(text, position, limit)
    year = year_of(found.group(2)) if found else None
    return NumberYear(_tidy(found.group(1)), year, found.end()) if found and year else None


def _number_holding_year(text: str, position: int, limit: int) -> NumberYear | None:
    """Numbers whose last part is the year: "IV/MPRS/1963", "PER-5/2018", "14/Ka-BAPETEN/VI-99"."""
    found = _LONG.match(text, position, limit)
    number = _tidy(found.group()) if found else ""
    last = _LAST_YEAR.search(number) if "/" in number else None
    year = year_of(last.group(1)) if last else None
    if not found or not last or year is None or not _is_number(number[: last.start()]):
        return None
    if len(last.group(1)) == 2 and last.group().startswith("/") and number.count("/") < 2:
        return None  # "180/53" is no number of 1953
    return NumberYear(number, year, found.end())


def _tidy(number: str) -> str:
    joined = (
        re.sub(r"\s*/\s*|(?<=[-–])\s", lambda found: "/" if "/" in found.group() else "", number)
        .replace("–", "-")
        .strip(" ./-")
    )
    return digits(joined)


def _is_number(number: str) -> bool:
    return any(sign.isdecimal() for sign in number) or bool(_ROMAN.match(number.split("/", maxsplit=1)[0]))


def _article(found: re.Match[str], offset: int) -> ArticleAt:
    return ArticleAt(found.group(1).upper(), found.group(2), offset + found.start(), offset + found.end())
