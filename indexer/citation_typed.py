"""Which rule a person means in a search box: by any spelling, by its nickname, among other words, or without a year.

`citations.py` reads what documents print and what is a citation as a whole; here a query is read more generously,
because what comes of it is only which document stands first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from indexer import citation_kinds as kinds
from indexer import citation_numbers as numbers
from indexer import citation_tables as tables
from indexer.citation_nicknames import NICKNAMES
from indexer.citations import LONGEST_QUERY, Citation, parse_citation, read_at

_SPELLINGS: tuple[tuple[str, str], ...] = (
    (r"\.(?:pdf|docx?|odt)\b", ""),
    (r"\b(uu|pp|perp[pu]u|(?:per|kep|in)(?:pres|men|gub|bup|wali?|da|ka|ban)[a-z]*|se)(?=\d)", r"\1 "),
    (r"\b(nomor|nomer|no|tahun|thn|th|pasal|ayat)(?=\d)", r"\1 "),
    ("_", " "),
    (r"\bu\.\s?u\.", "UU "),
    (r"\.(?=(?:nomor|no)\b)", " "),
    (r"\b(?:ttg|tntg|ttng)\b\.?", "tentang"),
    (r"\bper\s+(pres|men|bup|gub|wali|wal|da|ka)\b", r"per\1"),
    (r"\bundang[\s-]*undang\b(?!\s+dasar)|\bundang2\b|\buu\.(?=\s)", "UU"),
    (r"\bperaturan\s+presiden\b", "Perpres"),
    (r"\bperaturan\s+pemerintah\b(?!\s+pengganti)", "PP"),
    (r"\b(\d{1,4})\.((?:19|20)\d\d)\b", r"\1/\2"),
    (r"(?<=\d)\s*/\s*(?:tahun|thn|th)\b\.?", " tahun"),
)
_SHORT_YEAR = re.compile(r"((?:\btahun|\bthn|\bth)\.?\s*|(?<=\d)/)['’]?(\d\d)(?![\w/.-])", re.IGNORECASE)
_CENTURY = 50
_MINISTER = {"pm": "permen", "km": "kepmen"}
_AGENCY_STEM = re.compile(r"\bper[\s-]?(?=([a-z]{3,}))", re.IGNORECASE)
_BARE_SERIES = re.compile(r"\bper\s+(?=\d)", re.IGNORECASE)
_NUMBER_ALONE = re.compile(r"[\s,]*(?:(?:nomor|nomer|no|nr)\b[\s.:]*)?(\d{1,4}[A-Za-z]?)(?![\w/.-])", re.IGNORECASE)
_FILLERS = frozenset(
    word
    for line in (
        "apa apakah isi bunyi bagaimana unduh download pdf teks naskah cari lihat buka tentang dari dalam pada di",
        "menurut salinan lengkap file berkas dokumen itu ini mengenai berdasarkan sesuai dan atau yang tolong dengan",
    )
    for word in line.split()
)
_WORD = re.compile(r"[^\s,.;:!?()\"“”]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule asked for, and the words besides, to be looked for in it. `titled` is what its title must bear."""

    citation: Citation
    rest: str = ""
    titled: str = ""


@dataclass(frozen=True, slots=True)
class Numbered:
    """ "Perpres 95", without its year: every such rule of the library may be meant."""

    kind: str
    number: str
    place: str | None = None
    article: str | None = None
    paragraph: str | None = None


def readings(query: str) -> tuple[Asked, ...]:
    """What rule may be meant, the likeliest first; the one that is held at all is the one."""
    if len(query) > LONGEST_QUERY:
        return ()
    usual = _usual(query)
    whole = parse_citation(usual) or parse_citation(query)
    if whole is not None:
        return tuple(_with_open_place(Asked(whole)))
    found = dict.fromkeys(asked for reading in _readings(usual) for asked in _with_open_place(reading))
    return tuple(found)


def numbered(query: str) -> Numbered | None:
    """A kind and a number and nothing else but an article."""
    if len(query) > LONGEST_QUERY:
        return None
    usual = _usual(query).strip()
    before = numbers.article_after(usual, 0)
    start = next(kinds.heads(usual[before.end :] if before else usual), None)
    if start is None:
        return None
    begin = start + (before.end if before else 0)
    kind = kinds.read_kind(usual, begin, typed=True)
    number = _NUMBER_ALONE.match(usual, kind.end) if kind else None
    if kind is None or number is None or _words(usual[:begin] if before is None else usual[before.end : begin]):
        return None
    after = numbers.article_after(usual, number.end())
    article = before or after
    if _words(usual[after.end if after else number.end() :]):
        return None
    return Numbered(
        kind.name,
        number.group(1),
        kind.place,
        article.article if article else None,
        article.paragraph if article else None,
    )


def _readings(usual: str) -> Iterator[Asked]:
    named = _by_nickname(usual)
    if named is not None:
        yield named
    within = _within(usual)
    if within is not None:
        yield within


def _with_open_place(asked: Asked) -> Iterator[Asked]:
    """ "Perwali SPBE 12/2023": what stands where a place would stand may be the subject."""
    yield asked
    place = asked.citation.place
    if place:
        yield Asked(replace(asked.citation, place=None), asked.rest, place)


def _usual(query: str) -> str:
    for written, usual in _spellings():
        query = written.sub(usual, query)
    query = _SHORT_YEAR.sub(_whole_year, query)
    query = _BARE_SERIES.sub("PER-", query)
    return _AGENCY_STEM.sub(_agency_rule, _with_ministers(query))


@cache
def _spellings() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), usual) for pattern, usual in _SPELLINGS)


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


@cache
def _nickname_pattern() -> re.Pattern[str]:
    kinds_ = "|".join(
        rf"{kind}\s+(?:tentang\s+)?(?:{'|'.join(_spaced(name) for name in sorted(known, key=len, reverse=True))})"
        for kind, known in NICKNAMES.items()
    )
    return re.compile(rf"(?<!\w)(?:{kinds_})(?!\w)", re.IGNORECASE)


def _spaced(name: str) -> str:
    return r"[\s-]+".join(map(re.escape, name.split()))


def _by_nickname(usual: str) -> Asked | None:
    """A law by the name people call it; a number beside it is believed before the name."""
    found = _nickname_pattern().search(usual)
    if found is None:
        return None
    head, tail = usual[: found.start()], usual[found.end() :]
    kind = found.group().split()[0]
    with_number = next(iter(read_at(f"{kind}{tail}", 0, typed=True)), None)
    if with_number is not None and _is_direct(tail):
        return _asked(with_number.citation, head, f"{kind}{tail}"[with_number.end :])
    citation = parse_citation(" ".join(found.group().replace("-", " ").lower().replace(" tentang ", " ", 1).split()))
    return _asked(citation, head, tail) if citation else None


def _is_direct(tail: str) -> bool:
    """Whether the number follows at once, so that no place or name stands between."""
    return bool(re.match(r"[\s,]*(?:nomor|nomer|no|nr)?\b[\s.:]*\d", tail, re.IGNORECASE))


def _within(usual: str) -> Asked | None:
    """The first citation among other words."""
    for position in kinds.heads(usual):
        is_excluded = (" " + usual[:position]).endswith(" -")
        hits = [] if is_excluded else read_at(usual, position, typed=True)
        if hits:
            return _asked(hits[0].citation, usual[:position], usual[hits[0].end :])
    return None


def _asked(citation: Citation, head: str, tail: str) -> Asked:
    """With the article that stands before or after, and what remains."""
    after = None if citation.article else numbers.article_after(tail, 0)
    before = None if citation.article or after else numbers.article_before(head.rstrip() + " ", len(head.rstrip()) + 1)
    if after:
        tail = tail[after.end :]
    if before:
        head = head[: before.start]
    article = after or before
    told = replace(citation, article=article.article, paragraph=article.paragraph) if article else citation
    return Asked(told, " ".join((*_words(head), *_words(tail))))


def _words(text: str) -> list[str]:
    """The words that say something."""
    return [word for word in _WORD.findall(text) if word.lower() not in _FILLERS]
