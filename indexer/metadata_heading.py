"""The heading of a rule on its title page: kind, number, year, title and issuer, or the certainty that there is none.

A rule stands in a heading, line by line: KIND / NOMOR … / TENTANG / TITLE. A document that only cites one does not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from rapidfuzz import fuzz

from indexer import citation_kinds, citation_numbers
from indexer.metadata_heading_title import ABOUT_INSIDE, OFFICE, TITLE_ENDS, heading_title
from indexer.metadata_lines import Line, is_heading, mend
from indexer.metadata_numbers import NUMBER_INSIDE, NUMBER_LINE, number_at
from indexer.metadata_titles import title_case

SEARCHED_LINES = 160
_BLOCK = 12
_ABOUT = re.compile(r"^\W*tentang\b\W*", re.IGNORECASE)
_OPERATIVE = re.compile(r"\b(?:menimbang|mengingat|menetapkan|memutuskan)\b", re.IGNORECASE)
_BEFORE_KIND = re.compile(
    r"^(?:\W|\b(?:rancangan|salinan|lampiran|ringkasan|draft?|draf|[ivx]+|\d+)\b)*$", re.IGNORECASE
)
_DRAFT = re.compile(r"^\W*(?:rancangan|draft?|draf)\b", re.IGNORECASE)
_DRAFT_ALONE = re.compile(r"^\W*(?:rancangan|draft?|draf)\b[\W\d]*$", re.IGNORECASE)
_DATED = re.compile(r"^\W*tanggal\b", re.IGNORECASE)
_ABOUT_ALONE = re.compile(r"^\W*tentang\W*$", re.IGNORECASE)
_LETTERHEAD_LINES = 4
_ADDRESSED = re.compile(r"^\W*(?:yth|kepada|nomor|jalan|jl)\b", re.IGNORECASE)
_LOCAL_HEAD = re.compile(r"^(?:Pj\.?\s+|Plt\.?\s+)?(BUPATI|WALI\s?KOTA|GUBERNUR)\s+(\S.*)$", re.IGNORECASE)
_NAMELESS = frozenset({"SE", "SE Bersama", "Keputusan", "Instruksi", "Pedoman", "Peraturan"})
_ANNEX = re.compile(r"^\W*lampiran\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a title page says, with the lines that say it; derived is what other pages say in its place."""

    kind: str
    place: str | None
    kind_line: Line
    number: str | None
    year: int | None
    number_line: Line | None
    title: str | None
    title_line: Line | None
    issuer_line: Line | None
    is_annex: bool
    is_mended: bool
    is_draft: bool
    is_derived: bool = False


def find_heading(lines: Sequence[Line]) -> Heading | None:
    """The first heading of a rule, mended where OCR slipped; of a cover and the title page after it, the page."""
    first = lines[:SEARCHED_LINES]
    mended = [Line(mend(line.text) if is_heading(line.text) else line.text, line.page) for line in first]
    headings = (found for index in range(len(mended)) if (found := _heading_at(mended, first, index)))
    heading = next(headings, None)
    if heading is None or heading.issuer_line or heading.is_annex:
        return heading
    return next((other for other in headings if _is_fuller(other, heading)), heading)


def _is_fuller(other: Heading, heading: Heading) -> bool:
    """A cover says what rule it is; the title page after it also where the title ends and who issued it."""
    same = (other.kind, other.number, other.year) == (heading.kind, heading.number, heading.year)
    return same and bool(other.issuer_line and other.title) and not other.is_annex


def _heading_at(lines: Sequence[Line], printed: Sequence[Line], index: int) -> Heading | None:
    start = _kind_start(lines, index)
    if start is None:
        return None
    numbered_at, about_at = _landmarks(lines, index)
    if numbered_at is None and about_at is None:
        return None
    kind_text = _kind_text(lines, index, numbered_at if numbered_at is not None else about_at)
    kind = citation_kinds.read_kind(f"{kind_text[start:]} NOMOR", 0, typed=True)
    if kind is None or kind.name == "UUD" or not _is_enacted(lines, index, numbered_at, about_at):
        return None
    numbered = number_at(lines, numbered_at, kind.name)
    title, title_line, end = heading_title(lines, printed, numbered_at, about_at, kind_text[start:])
    issuer_line = (_issuer(lines, end) if title else None) or _letterhead(lines, index, kind.name)
    return Heading(
        kind=kind.name,
        place=kind.place or place_of(kind.name, issuer_line),
        kind_line=Line(kind_text[start:], lines[index].page),
        number=numbered.number,
        year=numbered.year,
        number_line=numbered.line,
        title=title,
        title_line=title_line,
        issuer_line=issuer_line,
        is_annex=any(_ANNEX.match(line.text) for line in lines[max(0, index - 2) : index + 1]),
        is_mended=numbered.is_mended,
        is_draft=_says_draft(lines, index, start),
    )


def _says_draft(lines: Sequence[Line], index: int, start: int) -> bool:
    """ "RANCANGAN" before the kind, in its line or alone above it: no rule yet, whatever it says of itself."""
    above = [line for line in lines[max(0, index - 3) : index] if line.page == lines[index].page]
    return bool(_DRAFT.match(lines[index].text[:start])) or any(_DRAFT_ALONE.match(line.text) for line in above)


def _kind_start(lines: Sequence[Line], index: int) -> int | None:
    """Where in its line a kind starts a heading; mid-sentence mentions are none."""
    text = lines[index].text
    start = next(iter(citation_kinds.heads(text)), None)
    if start is None or start > 40 or not _BEFORE_KIND.match(text[:start]):
        return None
    ends_open = (
        index < 3
        and not text[:start].strip()
        and text[start : start + 1].isupper()
        and text.lower().endswith("tentang")
    )
    is_one = is_heading(text) or (ends_open and NUMBER_INSIDE.search(text)) or _is_set_small(lines, index, start)
    return start if is_one else None


def _is_set_small(lines: Sequence[Line], index: int, start: int) -> bool:
    """ "Peraturan Bupati X / Nomor 8 Tahun 2021 / Tentang": a heading without capitals keeps to its lines."""
    following = [line.text for line in lines[index + 1 : index + 1 + _BLOCK // 2]]
    numbered_at = next((at for at, text in enumerate(following[:3]) if NUMBER_LINE.match(text)), None)
    is_capital = lines[index].text[start : start + 1].isupper()
    return is_capital and numbered_at is not None and any(map(_ABOUT_ALONE.match, following[numbered_at:]))


def _landmarks(lines: Sequence[Line], index: int) -> tuple[int | None, int | None]:
    """The line of the number and the line of "TENTANG" that follow a kind closely."""
    number_at = about_at = None
    for at in range(index, min(index + _BLOCK, len(lines))):
        text = lines[at].text
        is_numbered = NUMBER_LINE.match(text) or (_has_number(text) and (at == index or is_heading(text)))
        if number_at is None and about_at is None and is_numbered:
            number_at = at
        if about_at is None and (_is_about(text) or (at == number_at and ABOUT_INSIDE.search(text))):
            about_at = at
        if _OPERATIVE.match(text):
            break
    return number_at, about_at


def _has_number(text: str) -> bool:
    found = NUMBER_INSIDE.search(text)
    return bool(found and citation_numbers.read_number(text, found.end()))


def _is_about(text: str) -> bool:
    word = text.strip(" .:-")
    return bool(_ABOUT.match(text)) or (6 <= len(word) <= 9 and fuzz.ratio(word.upper(), "TENTANG") >= 75)


def _kind_text(lines: Sequence[Line], index: int, until: int | None) -> str:
    """Up to the number, which may stand in the same line, or up to the date that annexes put before it."""
    if until is None:
        return _without_number(lines[index].text)
    above = takewhile(lambda line: not _DATED.match(line.text), lines[index:until])
    return " ".join([*(line.text for line in above), _without_number(lines[until].text)]).strip()


def _without_number(text: str) -> str:
    found = NUMBER_LINE.match(text) or NUMBER_INSIDE.search(text) or ABOUT_INSIDE.search(text)
    return text[: found.start()] if found else text


def _is_enacted(lines: Sequence[Line], index: int, number_at: int | None, about_at: int | None) -> bool:
    """A heading proper has number and subject; one that lacks either must be followed by the considerations."""
    if number_at is not None and about_at is not None and is_heading(lines[index].text):
        return True
    return any(_OPERATIVE.match(line.text) for line in lines[index : index + 40])


def _issuer(lines: Sequence[Line], start: int) -> Line | None:
    """The office between the title and the considerations: "WALIKOTA X,"."""
    parts: list[str] = []
    for at, line in enumerate(lines[start : start + 6], start):
        text = re.sub(r"^.*maha\s*esa\W*", "", line.text, flags=re.IGNORECASE)
        if not text:
            continue
        is_office = is_heading(text) or (text.endswith(",") and OFFICE.match(text))
        if TITLE_ENDS.match(text) or not is_office:
            break
        parts.append(text)
        if text.endswith(",") and not (at + 1 < len(lines) and lines[at + 1].text.startswith("DAN ")):
            break
    joined = " ".join(parts).rstrip(" ,.")
    return Line(joined, lines[start].page) if joined and OFFICE.match(joined) else None


def place_of(kind: str, issuer: Line | None) -> str | None:
    """ "PERATURAN DAERAH" issued by "BUPATI X" is of Kabupaten X."""
    found = _LOCAL_HEAD.match(issuer.text) if issuer else None
    if found is None:
        return None
    level = {"B": "Kabupaten", "W": "Kota", "G": "Provinsi"}[found.group(1)[0].upper()]
    return citation_kinds.place_in(kind, (level, title_case(found.group(2).strip(" ,.").upper())))


def _letterhead(lines: Sequence[Line], index: int, kind: str) -> Line | None:
    """The office at the head of the page, where the kind itself does not name one: "SURAT EDARAN"."""
    if kind.strip() not in _NAMELESS:
        return None
    at = next((at for at, line in enumerate(lines[:index]) if OFFICE.match(line.text) and is_heading(line.text)), None)
    if at is None:
        return None
    end = min(index, at + _LETTERHEAD_LINES)
    rest = takewhile(lambda line: is_heading(line.text) and not _ADDRESSED.match(line.text), lines[at + 1 : end])
    return Line(" ".join([lines[at].text, *(line.text for line in rest)]), lines[at].page)
