"""Where a rule says what it rests on and what it does: considerations, legal bases, provisions.

Second step of `relations.py`: lines of the whole document → the passages worth reading for relations.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from indexer.metadata_lines import Line
from indexer.relations_passages import Passage, passage_of

SEARCHED_FOR_PREAMBLE = 600
_LONGEST_BASIS_LIST = 80
_LONGEST_SILENCE = 14
_CONSIDERS = re.compile(r"^\W*(?:menimbang|mengingat|membaca)\b", re.IGNORECASE)
_RESTS = re.compile(r"^\W*mengingat\b\W*", re.IGNORECASE)
_DECIDES = re.compile(r"^\W*(?:memutuskan|m?enetapkan\s*[:;]|menetapkan$|dengan persetujuan)", re.IGNORECASE)
_SIGNED = re.compile(r"^.{0,40}?\b(?:di\s?tetapkan|disahkan|dikeluarkan)\s+d[il]\b", re.IGNORECASE)
_EXPLANATION = re.compile(r"^\W*PENJELASAN\W*$")
_ANNEX = re.compile(r"^\W*(?:LAMPIRAN|ANAK LAMPIRAN)\b")
_BASIS_HEADING = re.compile(
    r"^\W*(?:(?:[A-Z]|[IVX]{1,4}|\d+(?:\.\d+)*)\s?[.)]?\s+)?(?:dasar|landasan)(?:\s+(?:hukum|pelaksanaan))?\s*:?\s*(?=$|\d\s?[.)])",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"^\W*(?:(?:menimbang|mengingat|dasar hukum|memperhatikan)\W+)?(?:\d{1,2}|[a-z])\s?[.)]\s?(?=\S)", re.IGNORECASE
)
_LABEL = re.compile(r"^\W*(?:menimbang|mengingat|memperhatikan|membaca)\b\W*", re.IGNORECASE)
_PROVISION = re.compile(
    r"^(?:\W*Pasal\s+[\dIVXLl]+\s?[A-Z]?\W*$|\W*BAB\b|Bagian\b|\(\d{1,2}\)\s|(?:KE[A-Z]{3,}|PERTAMA|KESATU|MEMUTUSKAN)\b|Pada saat\b|Dengan (?:ber|di))"
)


@dataclass(frozen=True, slots=True)
class Sections:
    """The parts of a document that tell relations, cut into passages."""

    considerations: tuple[Passage, ...]
    bases: tuple[Passage, ...]
    provisions: tuple[Passage, ...]
    is_formal: bool


def sections_of(lines: Sequence[Line]) -> Sections:
    """A rule has a preamble before "MEMUTUSKAN"; guidelines, procedures and circulars may list their bases."""
    start = _first(lines, _CONSIDERS, 0, SEARCHED_FOR_PREAMBLE)
    decided = _first(lines, _DECIDES, start + 1, start + SEARCHED_FOR_PREAMBLE) if start is not None else None
    if start is None:
        body = lines[: _end(lines, 0)]
        return Sections((), tuple(_listed_bases(lines)), tuple(_provisions(body)), is_formal=False)
    end_of_preamble = decided if decided is not None else min(len(lines), start + SEARCHED_FOR_PREAMBLE)
    items = list(_items(lines[start:end_of_preamble]))
    considered = [item for item in items if _is_consideration(item)]
    resting = [item for item in items if not _is_consideration(item)]
    body = lines[decided + 1 : _end(lines, decided + 1)] if decided is not None else []
    return Sections(tuple(considered), tuple(resting), tuple(_provisions(body)), is_formal=True)


def _first(lines: Sequence[Line], pattern: re.Pattern[str], start: int, stop: int) -> int | None:
    return next((at for at in range(start, min(stop, len(lines))) if pattern.match(lines[at].text)), None)


def _end(lines: Sequence[Line], start: int) -> int:
    """Provisions end where they are signed; what follows explains, or shows how such a rule is written."""
    for at in range(start, len(lines)):
        text = lines[at].text
        if _SIGNED.match(text) or _EXPLANATION.match(text):
            return at
    return len(lines)


def _items(lines: Sequence[Line]) -> Iterator[Passage]:
    """Numbered items, or sentences that end in a semicolon."""
    item: list[Line] = []
    for line in lines:
        ends_before = bool(item) and (bool(_ITEM.match(line.text)) or bool(_LABEL.match(line.text)))
        if ends_before:
            yield passage_of(item)
            item = []
        item.append(line)
        if line.text.endswith(";"):
            yield passage_of(item)
            item = []
    if item:
        yield passage_of(item)


def _is_consideration(item: Passage) -> bool:
    """ "a. bahwa …", also where columns were read apart: "a. b. c. bahwa …"."""
    return bool(re.match(r"(?:\W|\b(?:menimbang|[a-z])\b)*bah\W?[a-z]", item.text, re.IGNORECASE))


def _listed_bases(lines: Sequence[Line]) -> Iterator[Passage]:
    """Items under "Dasar Hukum", while they come."""
    for at, line in enumerate(lines):
        heading = _BASIS_HEADING.match(line.text)
        if not heading:
            continue
        rest = [Line(line.text[heading.end() :], line.page), *lines[at + 1 : at + _LONGEST_BASIS_LIST]]
        items = list(_until_silent([part for part in rest if part.text]))
        if items:
            yield from items
            return


def _until_silent(lines: Sequence[Line]) -> Iterator[Passage]:
    silent = 0
    for item in _items(lines):
        if not _ITEM.match(item.text):
            silent += item.text.count("\n") + 1
            if silent > _LONGEST_SILENCE:
                return
            continue
        silent = 0
        yield item


def _provisions(lines: Sequence[Line]) -> Iterator[Passage]:
    """Articles, paragraphs and dicta, each one passage."""
    unit: list[Line] = []
    for line in takewhile(lambda line: not _ANNEX.match(line.text), lines):
        if unit and _PROVISION.match(line.text):
            yield passage_of(unit)
            unit = []
        unit.append(line)
    if unit:
        yield passage_of(unit)
