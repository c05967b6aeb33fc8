"""The heading of a rule on its title page: kind, number, year, title and issuer, or the certainty that there is none.

A rule stands in a heading, line by line: KIND / NOMOR … / TENTANG / TITLE. A document that only cites one does not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from rapidfuzz import fuzz

from indexer import citation_kinds, citation_numbers
from indexer.citations import JOINT_KINDS
from indexer.metadata_lines import Line, ends_open, is_heading, mend
from indexer.metadata_titles import title_case

SEARCHED_LINES = 160
_BLOCK = 12
_MOST_TITLE_LINES = 14
_NUMBER_LINE = re.compile(r"^\W*(?:nomor|no)\b", re.IGNORECASE)
_NUMBER_INSIDE = re.compile(r"\b(?:nomor|no)\b\W*(?=\S)", re.IGNORECASE)
_ABOUT = re.compile(r"^\W*tentang\b\W*", re.IGNORECASE)
_ABOUT_INSIDE = re.compile(r"\btentang\b\W*(.*)$", re.IGNORECASE)
_YEAR_ONLY = re.compile(r"\btahun\s+([12][0-9OoIlL]{3})\b", re.IGNORECASE)
_MISREAD_YEAR = re.compile(r"\b[12lI][0-9OoIlL]{3}\b")
_TITLE_ENDS = re.compile(
    r"^\W*(?:dengan\s*rahmat|menimbang|mengingat|membaca|memperhatikan|sehubungan|menetapkan|memutuskan|bab\b|pasal\b|yth"
    r"|dalam\s+rangka|a\.|bahwa\b|bismillah|nomor\s*:|tanggal\s*:|oleh\s*:|daftar isi|\d+\s*$)",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"^(?:presiden|menteri|gubernur|bupati|wali\s?kota|kepala|ketua|rektor|dekan|direktur|sekretaris|majelis|dewan|pj\.?)\b",
    re.IGNORECASE,
)
_OPERATIVE = re.compile(r"\b(?:menimbang|mengingat|menetapkan|memutuskan)\b", re.IGNORECASE)
_BEFORE_KIND = re.compile(
    r"^(?:\W|\b(?:rancangan|salinan|lampiran|ringkasan|draft?|draf|[ivx]+|\d+)\b)*$", re.IGNORECASE
)
_DRAFT = re.compile(r"^\W*(?:rancangan|draft?|draf)\b", re.IGNORECASE)
_DRAFT_ALONE = re.compile(r"^\W*(?:rancangan|draft?|draf)\b[\W\d]*$", re.IGNORECASE)
_LOCAL_HEAD = re.compile(r"^(?:Pj\.?\s+|Plt\.?\s+)?(BUPATI|WALI\s?KOTA|GUBERNUR)\s+(\S.*)$", re.IGNORECASE)
_LABEL_ALONE = re.compile(r"^(?:\W*(?:menimbang|mengingat|menetapkan|membaca)\W*|\W*[a@]?\W*)$", re.IGNORECASE)
_NAMELESS = frozenset({"SE", "SE Bersama", "Keputusan", "Instruksi", "Pedoman", "Peraturan"})
_GRACE = re.compile(r"\s+DENGAN\s*RAHMAT\s.*$", re.DOTALL)
_STRAY_MARK = re.compile(r"^[‘’'`*|]\s?(?=[A-Z]+\b[^‘’'`]*$)")
_NUMBER_ALONE = re.compile(r"^\W*(?:nomor|no)\b\W*(\d+|(?=\S*\d)[\w.\-]+(?:\s?/\s?[\w.\-]+)+)\W*$", re.IGNORECASE)
_ANNEX = re.compile(r"^\W*lampiran\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a title page says, with the lines that say it."""

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


def find_heading(lines: Sequence[Line]) -> Heading | None:
    """The first heading of a rule among the first lines, mended where OCR slipped."""
    first = lines[:SEARCHED_LINES]
    mended = [Line(mend(line.text) if is_heading(line.text) else line.text, line.page) for line in first]
    headings = (_heading_at(mended, first, index) for index in range(len(mended)))
    return next((heading for heading in headings if heading), None)


def _heading_at(lines: Sequence[Line], printed: Sequence[Line], index: int) -> Heading | None:
    start = _kind_start(lines, index)
    if start is None:
        return None
    number_at, about_at = _landmarks(lines, index)
    if number_at is None and about_at is None:
        return None
    kind_text = _kind_text(lines, index, number_at if number_at is not None else about_at)
    kind = citation_kinds.read_kind(f"{kind_text[start:]} NOMOR", 0, typed=True)
    if kind is None or kind.name == "UUD" or not _is_enacted(lines, index, number_at, about_at):
        return None
    number, year, number_line = _number(lines, number_at, kind.name)
    if number and not kind.name.startswith("Tap") and set(number) <= set("Il"):
        number = "1" * len(number)  # a lone I is a misread one; only the MPR numbers in Roman
    title, title_line, end = _title(lines, printed, number_at, about_at)
    issuer_line = (_issuer(lines, end) if title else None) or _letterhead(lines, index, kind.name)
    return Heading(
        kind=kind.name,
        place=kind.place or _place_of(kind.name, issuer_line),
        kind_line=Line(kind_text[start:], lines[index].page),
        number=number,
        year=year,
        number_line=number_line,
        title=title,
        title_line=title_line,
        issuer_line=issuer_line,
        is_annex=any(_ANNEX.match(line.text) for line in lines[max(0, index - 2) : index + 1]),
        is_mended=bool(number) and not _is_printed(number, number_line),
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
    return start if is_heading(text) or (ends_open and _NUMBER_INSIDE.search(text)) else None


def _landmarks(lines: Sequence[Line], index: int) -> tuple[int | None, int | None]:
    """The line of the number and the line of "TENTANG" that follow a kind closely."""
    number_at = about_at = None
    for at in range(index, min(index + _BLOCK, len(lines))):
        text = lines[at].text
        if number_at is None and about_at is None and (_NUMBER_LINE.match(text) or (at == index and _has_number(text))):
            number_at = at
        if about_at is None and (_is_about(text) or (at == number_at and _ABOUT_INSIDE.search(text))):
            about_at = at
        if _OPERATIVE.match(text):
            break
    return number_at, about_at


def _has_number(text: str) -> bool:
    found = _NUMBER_INSIDE.search(text)
    return bool(found and citation_numbers.read_number(text, found.end()))


def _is_about(text: str) -> bool:
    word = text.strip(" .:-")
    return bool(_ABOUT.match(text)) or (6 <= len(word) <= 9 and fuzz.ratio(word.upper(), "TENTANG") >= 75)


def _kind_text(lines: Sequence[Line], index: int, until: int | None) -> str:
    if until is None or until == index:
        text = lines[index].text
        found = _NUMBER_INSIDE.search(text) or _ABOUT_INSIDE.search(text)
        return text[: found.start()] if found else text
    return " ".join(line.text for line in lines[index:until])


def _is_enacted(lines: Sequence[Line], index: int, number_at: int | None, about_at: int | None) -> bool:
    """A heading proper has number and subject; one that lacks either must be followed by the considerations."""
    if number_at is not None and about_at is not None and is_heading(lines[index].text):
        return True
    return any(_OPERATIVE.match(line.text) for line in lines[index : index + 40])


def _number(lines: Sequence[Line], at: int | None, kind: str) -> tuple[str | None, int | None, Line | None]:
    if at is None:
        return None, None, None
    if kind in JOINT_KINDS:
        return _joint_number(lines, at)
    read = _read_number(lines, at)
    if read:
        return read.number, read.year, lines[at]
    alone = _NUMBER_ALONE.match(lines[at].text)
    if alone:
        return _without_zeros(re.sub(r"\s", "", alone.group(1))), None, lines[at]
    year = _YEAR_ONLY.search(lines[at].text)
    return None, citation_numbers.year_of(year.group(1)) if year else None, lines[at]


def _read_number(lines: Sequence[Line], at: int) -> citation_numbers.NumberYear | None:
    text = " ".join(line.text for line in lines[at : at + 2])
    marker = _NUMBER_INSIDE.search(text)
    read = citation_numbers.read_number(text, marker.end()) if marker else None
    return read._replace(number=_without_zeros(read.number)) if read else None


def _joint_number(lines: Sequence[Line], at: int) -> tuple[str | None, int | None, Line | None]:
    """One number for each of the offices, a line each."""
    numbered = takewhile(lambda index: _NUMBER_LINE.match(lines[index].text), range(at, len(lines)))
    read = [one for one in (_read_number(lines, index) for index in numbered) if one]
    if not read:
        return None, None, lines[at]
    joint = [one.number for one in read[1:] if one.year == read[0].year and one.number[0].isdecimal()]
    return "; ".join([read[0].number, *joint]), read[0].year, lines[at]


def _without_zeros(number: str) -> str:
    return number.lstrip("0") or number if number.isdecimal() else number


def _is_printed(number: str | None, line: Line | None) -> bool:
    """Whether the number stands there as it was read: what had to be mended is less sure."""
    return bool(number and line and re.sub(r"\W", "", number.split(";")[0]) in re.sub(r"\W", "", line.text))


def _title(
    lines: Sequence[Line], printed: Sequence[Line], number_at: int | None, about_at: int | None
) -> tuple[str | None, Line | None, int]:
    """The lines after "TENTANG", as printed: mending is for set words only."""
    if about_at is None:
        return None, None, number_at or 0
    inside = _ABOUT_INSIDE.search(lines[about_at].text)
    parts = [inside.group(1)] if inside and inside.group(1) else []
    at = about_at + 1
    while at < min(len(lines), about_at + _MOST_TITLE_LINES):
        if not _is_stray_label(lines, at):
            if not _continues_title(lines[at].text, parts):
                break
            parts.append(_STRAY_MARK.sub("", printed[at].text))
        at += 1
    words = _GRACE.sub("", " ".join(parts))
    title = title_case(
        _MISREAD_YEAR.sub(lambda found: str(citation_numbers.year_of(found.group()) or found.group()), words)
    )
    return (title.strip(" .,*") or None), Line(words, lines[about_at].page), at


def _is_stray_label(lines: Sequence[Line], at: int) -> bool:
    """ "Menimbang" of the column beside, read before the title was over."""
    if not _LABEL_ALONE.match(lines[at].text):
        return False
    after = next((line.text for line in lines[at + 1 : at + 5] if not _LABEL_ALONE.match(line.text)), "")
    return is_heading(after) and not _TITLE_ENDS.match(after)


def _continues_title(text: str, parts: Sequence[str]) -> bool:
    if _TITLE_ENDS.match(text):
        return False
    is_office = bool(parts) and bool(_OFFICE.match(text)) and not _joins(parts[-1])
    goes_on = not parts or ends_open(parts[-1]) or not is_heading(parts[0])
    return not is_office and (is_heading(text) or goes_on)


def _joins(line: str) -> bool:
    """Whether a title line cannot be the last: it ends in a connecting word."""
    return bool(
        re.search(
            r"(?:\b(?:dan|atau|atas|di|pada|dari|oleh|untuk|kepada|dengan|peraturan|keputusan)|[,&])$",
            line,
            re.IGNORECASE,
        )
    )


def _issuer(lines: Sequence[Line], start: int) -> Line | None:
    """The office between the title and the considerations: "WALIKOTA X,"."""
    parts: list[str] = []
    for at, line in enumerate(lines[start : start + 6], start):
        text = re.sub(r"^.*maha\s*esa\W*", "", line.text, flags=re.IGNORECASE)
        if not text:
            continue
        if _TITLE_ENDS.match(text) or not is_heading(text):
            break
        parts.append(text)
        if text.endswith(",") and not (at + 1 < len(lines) and lines[at + 1].text.startswith("DAN ")):
            break
    joined = " ".join(parts).rstrip(" ,.")
    return Line(joined, lines[start].page) if joined and _OFFICE.match(joined) else None


def _place_of(kind: str, issuer: Line | None) -> str | None:
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
    return next((line for line in lines[:index] if _OFFICE.match(line.text) and is_heading(line.text)), None)
