"""What procedures and letters say in labelled boxes: number, unit, dates, who approved.

They have no heading like a rule; `metadata.py` asks here when it found none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from indexer.metadata_lines import Line, in_full, is_heading
from indexer.metadata_signature import NUMERIC_DATE, is_name, person, read_date
from indexer.metadata_titles import title_case

_FORM_LINES = 90
_LETTER_LINES = 40
_TITLE_LINES = 40
_PROCEDURE = re.compile(
    r"\bSOP\b|\bPOS\s?(?:AP)?\b|standard?\s+operati(?:ng|onal)\s?procedure|standar\s+operasional\s+prosedur|prosedur\s+operasional",
    re.IGNORECASE,
)
_NUMBER_LABEL = re.compile(
    r"^\W*(?:nomor|no)\b\.?\s*(?:sop|pos|dokumen|prosedur)?(?:\s*(?:ap))?\W*?\s*[:.]?\s*(.*)$", re.IGNORECASE
)
_CODE = re.compile(r"(?=[^\s]*\d)[A-Z0-9][\w.\-]*(?:\s?/\s?[\w.\-]+)+|(?=\S*\d)(?:SOP|POS)[-.]\S+", re.IGNORECASE)
_STANDS_ALONE = re.compile(rf"(?:{_CODE.pattern})", re.IGNORECASE)
_TITLE_LABEL = re.compile(r"^\W*(?:nama|judul)\s+(?:sop|pos|prosedur)(?:\s*ap)?\W*\s*(.*)$", re.IGNORECASE)
_DATE_LABELS = tuple(
    re.compile(rf"\b(?:tanggal|tgl)\.?\s*{words}\W*(.*)$", re.IGNORECASE)
    for words in (
        "(?:efektif|berlaku|mulai berlaku)",
        "(?:pengesahan|disahkan|terbit|penetapan)",
        "revisi",
        "(?:pembuatan|dibuat)",
        "",
    )
)
_DATE_TRUST = (0.75, 0.7, 0.6, 0.6, 0.55)
_APPROVED = re.compile(r"\b(?:disahkan|disetujui|ditetapkan)\s+oleh\b\W*(.*)$", re.IGNORECASE)
_LONGEST_TITLE_LINE = 80
_LABELLED_PROCEDURE = re.compile(r"^\W*(?:nomor|no\.?|nama|judul)\s+(?:sop|pos)\b", re.IGNORECASE)
_OPENS_TITLE = re.compile(r"^(?:SOP|POS)\s+\w.{5,}")
_TITLE_OVER = re.compile(
    rf"(?:{_CODE.pattern})\W*$|^\W*(?:nomor|no|tanggal|tgl|pengesahan|disahkan|revisi|halaman)\b|^\W*(?:dinas|badan|fakultas)\b",
    re.IGNORECASE,
)
_HAS_DEGREE = re.compile(r",\s*[A-Z]|\b(?:Dr|Drs|Ir|Prof|H|Hj)\.")
_NEXT_NAME = re.compile(
    r"(?<=\S)(?<!Prof\.)(?<!Drs\.)(?<!Dr\.)(?<!Ir\.)(?<!\bH\.)(?<!Hj\.)\s+(?=(?:Prof|Drs?|Ir|Hj?)\.)"
)
_UNIT = re.compile(
    r"^(?:pemerintah|dinas|badan|sekretariat|kecamatan|kelurahan|inspektorat|bagian|rsud|rumah sakit|puskesmas"
    r"|universitas|fakultas|kementerian|direktorat|satuan|kantor|biro|pejabat pengelola|upt|balai)\b",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"\b(?:adalah|merupakan)\s+milik\s+((?:dinas|badan|sekretariat|inspektorat|universitas|fakultas|kementerian)\s.{3,90})$",
    re.IGNORECASE,
)
_LETTER_NUMBER = re.compile(r"^\W*(?:nomor|no)\W*[:.]\s*(\S.*)$", re.IGNORECASE)
_LETTER_LABELS = re.compile(r"^\W*(?:sifat|lampiran|perihal|hal|kepada|yth)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of a field of the description, how sure it is, and the line that says it."""

    field: str
    value: str | date
    confidence: float
    line: Line


def is_procedure(lines: Sequence[Line], file_name: str) -> bool:
    """Named so in a heading, a label or the file's name; documents that merely mention a procedure are none."""
    return bool(_PROCEDURE.search(file_name)) or any(_names_procedure(line.text) for line in lines[:_TITLE_LINES])


def _names_procedure(text: str) -> bool:
    is_title = len(text) < _LONGEST_TITLE_LINE and is_heading(text) and bool(_PROCEDURE.match(text))
    return is_title or bool(_LABELLED_PROCEDURE.match(text))


def facts_of_procedure(lines: Sequence[Line]) -> Iterator[Fact]:
    """Number, name, unit, the date it takes effect and who approved it."""
    box = lines[:_FORM_LINES]
    yield from _numbers(box)
    for at, line in enumerate(box):
        named = _TITLE_LABEL.match(line.text)
        value = _value(named.group(1), box, at) if named else ""
        if len(value) > 5:
            yield Fact("title", title_case(value), 0.8, line)
    for at, line in enumerate(box[:_TITLE_LINES]):
        if _OPENS_TITLE.match(line.text) and is_heading(line.text):
            yield Fact("title", title_case(_whole_title(box, at)), 0.7, line)
    yield from _dates(box)
    yield from units_of(box)
    yield from _owners(box)
    yield from _approvers(box)


def facts_of_letter(lines: Sequence[Line]) -> Iterator[Fact]:
    """The number of a letter stands by its label, before whom it is for."""
    head = lines[:_LETTER_LINES]
    if sum(bool(_LETTER_LABELS.match(line.text)) for line in head) < 2:
        return
    yield from units_of(_above_labels(head))
    for line in head:
        found = _LETTER_NUMBER.match(line.text)
        code = _CODE.match(found.group(1)) if found else None
        if code:
            yield Fact("number", _tight(code.group()), 0.75, line)
            return
    yield from (Fact("number", _tight(line.text), 0.6, line) for line in head if _is_code(line.text.strip(": ")))


def _whole_title(box: Sequence[Line], at: int) -> str:
    """The line and those in capitals below it, up to the number or the box of signatures."""
    below = takewhile(lambda line: line.page == box[at].page and not _TITLE_OVER.match(line.text), box[at + 1 : at + 4])
    return " ".join([box[at].text, *(line.text for line in takewhile(lambda line: is_heading(line.text), below))])


def _above_labels(head: Sequence[Line]) -> list[Line]:
    """The letterhead: what comes before the labels and the addressee."""
    return list(takewhile(lambda line: not (_LETTER_NUMBER.match(line.text) or _LETTER_LABELS.match(line.text)), head))


def _numbers(box: Sequence[Line]) -> Iterator[Fact]:
    for at, line in enumerate(box):
        labelled = _NUMBER_LABEL.match(line.text)
        code = _CODE.match(_value(labelled.group(1), box, at)) if labelled else None
        if code:
            yield Fact("number", _tight(code.group()), 0.8, line)
    for line in box:
        if _STANDS_ALONE.fullmatch(line.text) and re.search(r"\b(?:SOP|POS)\b", line.text, re.IGNORECASE):
            yield Fact("number", _tight(line.text), 0.75, line)


def _dates(box: Sequence[Line]) -> Iterator[Fact]:
    """The day it takes effect, else that of approval, of the last revision, of writing."""
    for label, sure in zip(_DATE_LABELS, _DATE_TRUST, strict=True):
        for at, line in enumerate(box):
            found = label.search(line.text)
            day = _date(_value(found.group(1), box, at)) if found else None
            if day:
                yield Fact("enacted_on", day, sure, line)


def units_of(box: Sequence[Line]) -> Iterator[Fact]:
    """Letterheads go from the whole to the part: the last of the lines that stand together is the unit."""
    head = box[:_TITLE_LINES]
    units = [at for at, line in enumerate(head) if _UNIT.match(line.text) and is_heading(line.text)]
    if units:
        yield Fact("issuer", title_case(in_full(head, units[-1]).strip(" ,.")), 0.6, head[units[-1]])


def _owners(box: Sequence[Line]) -> Iterator[Fact]:
    """ "… ini adalah milik Fakultas X": said by those whose letterhead is a picture."""
    for line in box:
        found = _OWNED.search(line.text)
        if found:
            yield Fact("issuer", title_case(found.group(1).strip(" ,.")), 0.5, line)


def _approvers(box: Sequence[Line]) -> Iterator[Fact]:
    """The first name below "Disahkan oleh"; beside other signatures nobody can say whose is whose."""
    for at, line in enumerate(box):
        found = _APPROVED.search(line.text)
        if not found:
            continue
        for below in box[at + 1 : at + 10]:
            name = _NEXT_NAME.split(below.text, maxsplit=1)[0]
            if is_name(name) and _HAS_DEGREE.search(name):
                yield Fact("signer", person(name), 0.5, below)
                break
        return


def _value(after: str, box: Sequence[Line], at: int) -> str:
    """What stands after a label, or on the next line."""
    value = after.strip(" :")
    return value or (box[at + 1].text.strip(" :") if at + 1 < len(box) else "")


def _date(text: str) -> date | None:
    return read_date(text[:40])


def _is_code(text: str) -> bool:
    return bool(_STANDS_ALONE.fullmatch(text)) and text.count("/") >= 1 and not NUMERIC_DATE.fullmatch(text)


def _tight(code: str) -> str:
    return re.sub(r"\s*/\s*", "/", code).strip(" .,:;")
