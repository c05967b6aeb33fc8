"""Where a rule says what it rests on and what it does: considerations, legal bases, provisions.

Second step of `relations.py`: lines of the whole document → the passages worth reading for relations.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from rapidfuzz import fuzz

from indexer.metadata_lines import Line, is_heading
from indexer.relations_passages import Passage, passage_of

SEARCHED_FOR_PREAMBLE = 600
SEARCHED_FOR_OPENING = 60
_LINES_OF_A_SENTENCE = 8
_LONGEST_BASIS_LIST = 80
_LONGEST_SILENCE = 14
_CONSIDERS = re.compile(r"^\W*(?:menimbang|mengingat|membaca)\b", re.IGNORECASE)
_RESTS = re.compile(r"(?:^|\n)\W*mengingat\b", re.IGNORECASE)
_ENACTS = re.compile(r"^\W*(?:menetapkan\s*[:;]|dengan persetujuan)", re.IGNORECASE)
_NO_LETTER = re.compile(r"[^A-Z]")
_SIGNED = re.compile(r"^.{0,40}?\b(?:di\s?tetapkan|disahkan|dikeluarkan)\s+d[il]\b", re.IGNORECASE)
_EXPLANATION = re.compile(r"^\W*PENJELASAN\W*$")
_ANNEX = re.compile(r"^\W*(?:LAMPIRAN|ANAK LAMPIRAN)\b")
_BASIS_HEADING = re.compile(
    r"^\W*(?:(?:[A-Z]|[IVX]{1,4}|\d+(?:\.\d+)*)\s?[.)]?\s+)?(?:dasar|landasan)(?:\s+(?:hukum|pelaksanaan))?\s*:?\s*(?=$|\d\s?[.)])",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"^[^\w(]*(?:(?:menimbang|mengingat|dasar hukum|memperhatikan)[^\w(]+)?(?:\d{1,2}|[a-z])\s?[.)]\s?(?=\S)",
    re.IGNORECASE,
)
_CONSIDERATION = re.compile(r"(?:\W|\b(?:menimbang|[a-z])\b)*bah\W?[a-z]", re.IGNORECASE)
_OPENS_CONSIDERATION = re.compile(r"^\W*(?:[a-z]\W+)?bahwa\b", re.IGNORECASE)
_RULE = re.compile(
    r"^\W*(?:Pasal|Undang\W{0,3}Undang|Peraturan|Keputusan|Instruksi|Ketetapan|Surat\s+(?:Edaran|Keputusan)|UU|PP|Per[a-z]+"
    r"|Kep[a-z]+|Inpres|Qanun)\b"
)
_IS_SECTION = re.compile(r"^\W*(?:[A-Z]|[IVX]+|\d{1,2})\s?[.)]\s")
_ENDS = re.compile(r"(?:[:,.]|\d\d\))$")
_NOTES = re.compile(r"^\W*memperhatikan\b", re.IGNORECASE)
_REFERS = re.compile(
    r"^\W*(?:bahwa\s+)?(?:berdasarkan|menindaklanjuti|merujuk|mempedomani|dalam\s+rangka|sehubungan|sesuai)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\W*(?:menimbang|mengingat|memperhatikan|membaca)\b\W*", re.IGNORECASE)
_ARTICLE = re.compile(r"^\W*Pasal\s+[\dIVXLl]+\s?[A-Z]?\W*$")
_PROVISION = re.compile(
    _ARTICLE.pattern + r"|^(?:\W*BAB\b|Bagian\b|\(\d{1,2}\)\s|(?:KE[A-Z]{3,}|PERTAMA|KESATU|MEMUTUSKAN)\b|Pada saat\b"
    r"|Dengan (?:ber|di))"
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
    if start is None:
        body = lines[: _end(lines, 0)]
        return Sections((), tuple(_listed_bases(lines)), tuple(_provisions(body)), is_formal=False)
    decided = _decision(lines, start + 1, start + SEARCHED_FOR_PREAMBLE)
    end_of_preamble = decided if decided is not None else min(len(lines), start + SEARCHED_FOR_PREAMBLE)
    considered, resting = _sorted(list(_items(lines[start:end_of_preamble])))
    body = lines[decided + 1 : _end(lines, decided + 1)] if decided is not None else []
    return Sections(considered, resting, tuple(_provisions(body)), is_formal=True)


def _first(lines: Sequence[Line], pattern: re.Pattern[str], start: int, stop: int) -> int | None:
    return next((at for at in range(start, min(stop, len(lines))) if pattern.match(lines[at].text)), None)


def _decision(lines: Sequence[Line], start: int, stop: int) -> int | None:
    """The line "MEMUTUSKAN"; the label "Menetapkan" may have been read before its text, so it comes second."""
    for at in range(start, min(stop, len(lines))):
        letters = _NO_LETTER.sub("", lines[at].text.upper()[:40])
        if 8 <= len(letters) <= 22 and fuzz.ratio(letters[:10], "MEMUTUSKAN") >= 80:
            return at
    found = _first(lines, _ENACTS, start, stop)
    return _label_alone(lines, start, stop) if found is None else found


def _label_alone(lines: Sequence[Line], start: int, stop: int) -> int | None:
    """ "Menetapkan" with its colon and its text on lines of their own, where "MEMUTUSKAN" was lost."""
    labels = (at for at in range(start, min(stop, len(lines) - 1)) if lines[at].text == "Menetapkan")
    return next((at for at in labels if lines[at + 1].text.startswith(":") or is_heading(lines[at + 1].text)), None)


def _end(lines: Sequence[Line], start: int) -> int:
    """Provisions end where they are signed; what follows explains, or shows how such a rule is written."""
    for at in range(start, len(lines)):
        text = lines[at].text
        if _SIGNED.match(text) or _EXPLANATION.match(text):
            return at
    return len(lines)


def _items(lines: Sequence[Line]) -> Iterator[Passage]:
    """Numbered items, sentences that end in a semicolon, and – OCR loses both – new lines that begin with a rule."""
    item: list[Line] = []
    for line in lines:
        if item and _starts_item(item, line.text):
            yield passage_of(item)
            item = []
        item.append(line)
    if item:
        yield passage_of(item)


def _starts_item(item: Sequence[Line], text: str) -> bool:
    before = item[-1].text
    if before.endswith(";") or _ITEM.match(text) or _LABEL.match(text) or _OPENS_CONSIDERATION.match(text):
        return True
    if not (_ENDS.search(before) and _RULE.match(text)):
        return False
    return not _CONSIDERATION.match(item[0].text) or _concludes(passage_of(item))


def _concludes(item: Passage) -> bool:
    """The last consideration says that the rule is needed."""
    return "menetapkan" in item.text[-400:].lower()


def _sorted(items: Sequence[Passage]) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """Considerations ("bahwa …") and bases; before "Mengingat" a rule is no basis, only mentioned."""
    considered = [index for index, item in enumerate(items) if _is_consideration(item)]
    labelled = next((index for index, item in enumerate(items) if _RESTS.search(item.text)), 0)
    concluded = max((index for index in considered if _concludes(items[index])), default=labelled)
    noted = next((index for index, item in enumerate(items) if _NOTES.match(item.text)), len(items))
    resting = (item for item in items[min(labelled, concluded) : noted] if not _is_consideration(item))
    return tuple(items[index] for index in considered), tuple(resting)


def _is_consideration(item: Passage) -> bool:
    """ "a. bahwa …", also where columns were read apart: "a. b. c. bahwa …"."""
    return bool(_CONSIDERATION.match(item.text))


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
    yield from _opening_sentence(lines[:SEARCHED_FOR_OPENING])


def _opening_sentence(lines: Sequence[Line]) -> Iterator[Passage]:
    """Circulars and letters begin with what they rest on: "Berdasarkan …"."""
    at = next((at for at, line in enumerate(lines) if _REFERS.match(line.text)), None)
    if at is not None:
        yield passage_of(lines[at : at + _LINES_OF_A_SENTENCE])


def _until_silent(lines: Sequence[Line]) -> Iterator[Passage]:
    """Items that begin with a rule; a numbered one that does not is of the next section."""
    silent = 0
    for item in _items(lines):
        mark = _ITEM.match(item.text)
        if mark and _RULE.match(item.text[mark.end() :]):
            silent = 0
            yield item
            continue
        silent += item.text.count("\n") + 1
        if (mark and silent < _LONGEST_SILENCE and _IS_SECTION.match(item.text)) or silent > _LONGEST_SILENCE:
            return


def _provisions(lines: Sequence[Line]) -> Iterator[Passage]:
    """Articles, paragraphs and dicta, each one passage; "Pasal 5" above a provision is not part of what it says."""
    unit: list[Line] = []
    for line in takewhile(lambda line: not _ANNEX.match(line.text), lines):
        if unit and _PROVISION.match(line.text):
            yield passage_of(unit)
            unit = []
        if not _ARTICLE.match(line.text):
            unit.append(line)
    if unit:
        yield passage_of(unit)
