"""A rule as somebody types it, in the spelling that `citations.py` reads: "Perwal ke-12 '23" → "Perwal 12 tahun 2023".

Only queries are brought into it, never what documents print: what comes of it is only which document stands first.
"""

import re
from functools import cache

from indexer import citation_kinds as kinds
from indexer import citation_tables as tables
from indexer import number_words

_MARKED = r"(?:nomor|nomer|no|nr|pasal|psl|ps|ayat|ay|tahun|thn|th|ke)\b[\s.:-]*"
_YEAR = r"((?:19|20)\d\d)"
_COUNTED = re.compile(rf"(?:\b{_MARKED}(?P<words>{number_words.RUN})\b)", re.IGNORECASE)
_BEFORE_YEAR = re.compile(
    rf"\b(?P<words>{number_words.RUN})(?=\s*/\s*\d|\s+(?:(?:tahun|thn|th)\b|(?:19|20)\d\d(?!\w)))", re.IGNORECASE
)
_ROMAN = re.compile(
    r"(?<![\w/.-])(?P<signs>[ivxlc]{2,7}|[ivx])(?=\s*(?:/\s*|\b(?:tahun|thn|th)\b[\s.]*)['’]?\d\d)", re.IGNORECASE
)
_ASSEMBLY = re.compile(r"\bmprs?\b", re.IGNORECASE)  # whose decrees are numbered in Roman numerals
_SPELLINGS: tuple[tuple[str, str], ...] = (
    (r"\.(?:pdf|docx?|odt)\b", ""),
    (r"\b(uu|pp|perp[pu]u|(?:per|kep|in)(?:pres|men|gub|bup|wali?|da|ka|ban)[a-z]*|se)(?=\d)", r"\1 "),
    (r"\b(nomor|nomer|no|tahun|thn|th|pasal|psl|ps|ayat)(?=\d)", r"\1 "),
    ("_", " "),
    (r"\bke[\s-]*(?=\d)|#\s*(?=\d)", ""),
    (r"\b(?:psl|ps)\b[\s.]*(?=\w)", "pasal "),
    (r"(?<=\s)(?:ayt|ay)\b[\s.]*(?=[\d(])", "ayat "),
    (r"\bpasal\s+(\d{1,3}[a-z]?)\s*\(\s*(\d{1,2}[a-z]?)\s*\)", r"pasal \1 ayat (\2)"),
    (
        r"\bayat\s*\(?\s*(\d{1,2}[a-z]?)\s*\)?[\s,]+(?:(?:dari|pada|dalam)\s+)?pasal\s+(\d{1,3}[a-z]?)\b",
        r"pasal \2 ayat (\1)",
    ),
    (r"\bu\.\s?u\.", "UU "),
    (r"\.(?=(?:nomor|no)\b)", " "),
    (r"\b(?:ttg|tntg|ttng)\b\.?", "tentang"),
    (r"\bper\s+(pres|men|bup|gub|wali|wal|da|ka)\b", r"per\1"),
    (r"\b(?:pepres|perpress|perpes|perprs)\b", "perpres"),
    (r"\bundang[\s-]*undang\b(?!\s+dasar)|\bundang2\b|\buu\.(?=\s)", "UU"),
    (r"\bperaturan\s+presiden\b", "Perpres"),
    (r"\bperaturan\s+pemerintah\b(?!\s+pengganti)", "PP"),
    (r"\b(\d{1,4})\.((?:19|20)\d\d)\b", r"\1/\2"),
    (r"(?<=\d)\s*/\s*(?:tahun|thn|th)\b\.?", " tahun"),
    (rf"(?<=\d)\s*\(\s*{_YEAR}\s*\)", r" tahun \1"),
    (r"(?<=\d)\s+['’](?=\d\d(?!\w))", " tahun "),
    (rf"\b(?:tahun|thn|th)\b[\s.]*{_YEAR}[\s,]*(?:nomor|nomer|no|nr)\b[\s.:]*(\d[\w./-]*)", r"nomor \2 tahun \1"),
    (
        rf"(?<=\s){_YEAR}[\s,]+(?:nomor|nomer|no|nr)\b[\s.:]*(\d{{1,4}}[a-z]?)(?![\w/.-])(?!\s*(?:tahun|thn|th)\b)",
        r"nomor \2 tahun \1",
    ),
)
_DOTTED = re.compile(r"(?<![\w.])(?:[A-Za-z]\.){1,9}[A-Za-z](?!\w)\.?")
_SHORT_YEAR = re.compile(r"((?:\btahun|\bthn|\bth)\.?\s*|(?<=\d)/)['’]?(\d\d)(?![\w/.-])", re.IGNORECASE)
_CENTURY = 50
_MINISTER = {"pm": "permen", "km": "kepmen"}
_AGENCY_STEM = re.compile(r"\bper[\s-]?(?=([a-z]{3,}))", re.IGNORECASE)
_BARE_SERIES = re.compile(r"\bper\s+(?=\d)", re.IGNORECASE)
_NUMBER_FIRST = re.compile(
    rf"\s*(?:(?:nomor|nomer|no|nr)\b[\s.:]*)?(\d{{1,4}}[a-z]?)(?:\s*/\s*|[\s,]+(?:tahun|thn|th)\b[\s.]*){_YEAR}[\s,]+(?=[a-z])",
    re.IGNORECASE,
)


def usual(query: str, *, has_numerals: bool = True) -> str:
    """`has_numerals`: with digits for Roman numerals; there are rules whose number is one."""
    query = undotted(_with_digits(query))
    if has_numerals and not _ASSEMBLY.search(query):
        query = _ROMAN.sub(_from_roman, query)
    for written, spelling in _spellings():
        query = written.sub(spelling, query)
    query = _SHORT_YEAR.sub(_whole_year, query)
    query = _BARE_SERIES.sub("PER-", query)
    return _AGENCY_STEM.sub(_agency_rule, _with_ministers(query))


def kind_first(query: str) -> str | None:
    """ "95 tahun 2018 perpres" with the number behind the kind."""
    found = _NUMBER_FIRST.match(query)
    tail = query[found.end() :].strip() if found else ""
    is_kind = found is not None and next(kinds.heads(tail), None) == 0
    return f"{tail} nomor {found[1]} tahun {found[2]}" if found is not None and is_kind else None


def undotted(query: str) -> str:
    """ "S.P.B.E" and "p.p." without their dots."""
    return _DOTTED.sub(lambda found: found.group().replace(".", ""), query)


def _with_digits(query: str) -> str:
    """For numbers in words, where a number is expected: "satu data" is none."""
    for pattern in (_COUNTED, _BEFORE_YEAR):
        query = number_words.replaced(query, pattern)
    return query


def _from_roman(found: re.Match[str]) -> str:
    value = number_words.in_roman(found["signs"])
    return found.group() if value is None else str(value)


@cache
def _spellings() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), spelling) for pattern, spelling in _SPELLINGS)


def _whole_year(found: re.Match[str]) -> str:
    century = "19" if int(found.group(2)) > _CENTURY else "20"
    return f"{found.group(1)}{century}{found.group(2)}"


def _with_ministers(query: str) -> str:
    """ "PM Kominfo" is a Permen; a "pm" before anything else is the time of day."""
    head, gap, tail = query.partition(" ")
    base = _MINISTER.get(head.lower())
    words = [word.text for word in kinds.words_from(tail, 0, 8)]
    is_minister = base is not None and bool(tables.ministries().match(words)[1])
    return f"{base}{gap}{tail}" if is_minister else query


def _agency_rule(found: re.Match[str]) -> str:
    """ "PerBSSN" and "per BSSN" are "Peraturan BSSN"."""
    return "Peraturan " if (found.group(1).lower(),) in tables.agencies() else found.group()
