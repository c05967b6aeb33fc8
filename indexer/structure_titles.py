"""How headings are called: the label ("Pasal 27"), the title under it, and where the ayat of an article begin.

Last step of `structure.py`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from indexer.metadata_lines import is_heading
from indexer.metadata_titles import title_case
from indexer.structure_bodies import Placed
from indexer.structure_headings import Kind
from indexer.structure_lines import PageLine, is_set_as_title
from indexer.structure_numbers import ORDINALS

MOST_TITLE_LINES = 5
LONGEST_TITLE = 200
_NAMES: Final[dict[Kind, str]] = {
    "bab": "BAB",
    "bagian": "Bagian",
    "paragraf": "Paragraf",
    "pasal": "Pasal",
    "lampiran": "Lampiran",
    "penjelasan": "Penjelasan",
    "diktum": "Diktum",
}
_AYAT = re.compile(r"\((\d{1,2})([a-z]?)\s?\)|\(([1-9])1(?= [A-Z])")
_FIRST_AYAT = re.compile(r"\(1 ?\)")
_TITLE_ENDS = re.compile(r"(?:\(\d|\d+\.|[a-z]\.|pasal\b|bab\b|bagian\b|paragraf\b|-|www\.|[A-Z]\. )", re.IGNORECASE)
_NUMBER_LINE = re.compile(r"NOMOR\b", re.IGNORECASE)
_ABOUT = re.compile(r"TENTANG\b ?", re.IGNORECASE)
_RULE_HEAD_LINES = 12
_TITLE_PAGE_LINES = 60
_ORDINAL_NAMES = {str(value): name.capitalize() for name, value in ORDINALS.items() if name != "pertama"}


def label(heading: Placed) -> str:
    """ "Pasal 27", "BAB IV", "Lampiran II", "Penjelasan Pasal 3", "Menimbang", "A."."""
    if heading.kind == "konsiderans":
        return heading.rest
    if heading.kind == "judul":
        return heading.number or ""
    number = heading.number or ""
    if heading.kind in {"bagian", "diktum"}:
        number = _ORDINAL_NAMES.get(number, number)
    name = f"{_NAMES[heading.kind]} {number}".strip()
    return f"Penjelasan {name}" if heading.part == "elucidation" and heading.kind != "penjelasan" else name


def title(lines: Sequence[PageLine], heading: Placed, end: int) -> str:
    """The words set under the number, or beside it."""
    if heading.kind == "judul":
        return heading.rest
    if heading.kind == "lampiran":
        return _annex_title(lines, heading, end)
    if heading.kind not in {"bab", "bagian", "paragraf"}:
        return ""
    words = list(
        _title_lines(lines, heading.line + 1, end, in_capitals=heading.kind == "bab", begun=bool(heading.rest))
    )
    return title_case(" ".join([heading.rest, *words]).strip())[:LONGEST_TITLE].strip(" .:")


def paragraph_starts(lines: Sequence[PageLine], heading: Placed, end: int) -> Iterator[tuple[str, int]]:
    """The ayat that rise one by one from (1); one may stand beside the heading itself."""
    expected = 1
    if _FIRST_AYAT.match(heading.rest):
        yield "1", heading.line
        expected = 2
    for at in range(heading.line + 1, end):
        found = _AYAT.match(lines[at].text)
        value = int(found[1] or found[3]) if found else 0
        if found and (value == expected or (found[2] and value == expected - 1)):
            yield f"{value}{found[2] or ''}", at
            expected = value + 1


def _title_lines(lines: Sequence[PageLine], start: int, end: int, *, in_capitals: bool, begun: bool) -> Iterator[str]:
    for at in range(start, min(end, start + MOST_TITLE_LINES)):
        text = lines[at].text
        fits = is_heading(text) if in_capitals else is_set_as_title(text)
        first = at == start and not begun and len(text.split()) <= 12 and text[-1] not in ".;"
        if _TITLE_ENDS.match(text) or not (fits or first):
            return
        yield text


def _annex_title(lines: Sequence[PageLine], heading: Placed, end: int) -> str:
    """What the annex is about: the first capitals below the rule that it belongs to."""
    body = _below_rule(lines, heading.line, end)
    words = dict.fromkeys(_title_lines(lines, body, end, in_capitals=True, begun=True))
    return title_case(" ".join(words))[:LONGEST_TITLE].strip(" .:")


def _below_rule(lines: Sequence[PageLine], start: int, end: int) -> int:
    """The line after kind, number and subject of the rule; its subject ends where the page goes on otherwise."""
    at = start + 1
    while at < min(end, start + _RULE_HEAD_LINES) and not _ABOUT.match(lines[at].text):
        at += 1
    at += 1
    subject = _subject(lines)
    while at < min(end, start + 2 * _RULE_HEAD_LINES) and _squeezed(lines[at].text) in subject:
        at += 1
    return at


def _subject(lines: Sequence[PageLine]) -> str:
    """What the rule itself is about, as its first page says, and again every annex."""
    for at, line in enumerate(lines[:_TITLE_PAGE_LINES]):
        if _ABOUT.match(line.text):
            return _squeezed("".join(one.text for one in lines[at : at + _RULE_HEAD_LINES]))
    return ""


def _squeezed(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
