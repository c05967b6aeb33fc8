"""The title in the heading of a rule: the lines after "TENTANG", up to the office that issues it.

`metadata_heading.py` asks here; also what ends a title, and how the lines of an office begin.
"""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from indexer import citation_numbers
from indexer.metadata_lines import Line, ends_open, is_heading
from indexer.metadata_titles import title_case

_MOST_TITLE_LINES = 14
ABOUT_INSIDE = re.compile(r"\btentang\b\W*(.*)$", re.IGNORECASE)
TITLE_ENDS = re.compile(
    r"^\W*(?:dengan\s*rahmat|menimbang|mengingat|membaca|memperhatikan|sehubungan|menetapkan|memutuskan|bab\b|pasal\b|yth"
    r"|dalam\s+rangka|a\.|bahwa\b|bismillah|nomor\s*:|tanggal\s*:|oleh\s*:|daftar isi|\d+\s*$)",
    re.IGNORECASE,
)
OFFICE = re.compile(
    r"^(?:presiden|menteri|gubernur|bupati|wali\s?(?:kota|nagari)|kepala|ketua|rektor|dekan|direktur|sekretaris|majelis|dewan|pj\.?"
    r"|pimpinan|camat|lurah|inspektur)\b",
    re.IGNORECASE,
)
_LABEL_ALONE = re.compile(r"^(?:\W*(?:menimbang|mengingat|menetapkan|membaca)\W*|\W*[a@]?\W*)$", re.IGNORECASE)
_GRACE = re.compile(r"\s+DENGAN\s*RAHMAT\s.*$", re.DOTALL)
_STRAY_MARK = re.compile(r"^[‘’'`*|]\s?(?=[A-Z]+\b[^‘’'`]*$)")
_MISREAD_YEAR = re.compile(r"\b[12lI][0-9OoIlL]{3}\b")
_MISREAD_NUMBER = re.compile(r"(?<=\bNOMOR )[0-9OoIlL]{1,4}(?= TAHUN\b)", re.IGNORECASE)
_INSTRUMENT = re.compile(r"^\W*(?:peraturan|keputusan|instruksi|surat\s+edaran|pedoman)\s+", re.IGNORECASE)
_SAME_OFFICE = 92


def heading_title(
    lines: Sequence[Line], printed: Sequence[Line], number_at: int | None, about_at: int | None, kind: str
) -> tuple[str | None, Line | None, int]:
    """The lines after "TENTANG", as printed: mending is for set words only. `kind` is the heading's first part."""
    if about_at is None:
        return None, None, number_at or 0
    inside = ABOUT_INSIDE.search(lines[about_at].text)
    parts = [inside.group(1)] if inside and inside.group(1) else []
    at = about_at + 1
    while at < min(len(lines), about_at + _MOST_TITLE_LINES):
        if not _is_stray_label(lines, at):
            if not _continues_title(lines[at].text, parts) or _is_over(lines, at, parts, kind):
                break
            parts.append(_STRAY_MARK.sub("", printed[at].text))
        at += 1
    words = _GRACE.sub("", " ".join(parts))
    title = title_case(_MISREAD_NUMBER.sub(_digits, _MISREAD_YEAR.sub(_year, words)))
    return (title.strip(" .,*") or None), Line(words, lines[about_at].page), at


def _year(found: re.Match[str]) -> str:
    return str(citation_numbers.year_of(found.group()) or found.group())


def _digits(found: re.Match[str]) -> str:
    return citation_numbers.digits(found.group())


def _is_over(lines: Sequence[Line], at: int, parts: Sequence[str], kind: str) -> bool:
    """A full title ends with its page, where an annex repeats it, and before the office of the kind: "CAMAT X,"."""
    if not parts or _joins(parts[-1]):
        return False
    office = _INSTRUMENT.sub("", kind)
    is_named = office != kind and fuzz.ratio(lines[at].text.rstrip(" ,."), office) >= _SAME_OFFICE
    is_again = lines[at].text == " ".join(parts)
    return is_again or (is_named and lines[at].text.endswith(",")) or lines[at].page != lines[at - 1].page


def _is_stray_label(lines: Sequence[Line], at: int) -> bool:
    """ "Menimbang" of the column beside, read before the title was over."""
    if not _LABEL_ALONE.match(lines[at].text):
        return False
    after = next((line.text for line in lines[at + 1 : at + 5] if not _LABEL_ALONE.match(line.text)), "")
    return is_heading(after) and not TITLE_ENDS.match(after)


def _continues_title(text: str, parts: Sequence[str]) -> bool:
    if TITLE_ENDS.match(text):
        return False
    is_office = bool(parts) and bool(OFFICE.match(text)) and not _joins(parts[-1])
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
