"""Where the body of a rule ends and its elucidation and annexes begin: their articles are counted apart.

Third step of `structure.py`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from indexer.metadata_lines import is_heading
from indexer.structure_lines import PageLine
from indexer.structure_numbers import arabic, roman

PartName = Literal["body", "amended", "elucidation", "annex"]
_TOP = 8  # an annex begins at the top of a page, below the running head at most
_ANNEX = re.compile(r"LAMPIRAN(?: ([IVXLl1]{1,6}|\d{1,2})(?:[.-]?([A-Z]|\d{1,2}))?)?(?: ?[:.])?(?: (.*))?")
_OF_RULE = re.compile(
    r"(?:PERATURAN|KEPUTUSAN|UNDANG|INSTRUKSI|KETETAPAN|SURAT|NOMOR|QANUN|RANCANGAN)\b", re.IGNORECASE
)
_ELUCIDATION = re.compile(r"PENJELASAN(?: ATAS\b.*)?")
_UPON = re.compile(r"ATAS\b|PERATURAN\b|UNDANG\b")


class Part(NamedTuple):
    """A stretch of lines: which part of the document it is, and which annex."""

    name: PartName
    start: int
    end: int
    annex: str | None = None
    rest: str = ""


def parts(lines: Sequence[PageLine]) -> list[Part]:
    """The document from front to back; the body comes first, even where it is empty."""
    starts = [Part("body", 0, 0), *_starts(lines)]
    ends = [part.start for part in starts[1:]] + [len(lines)]
    return [part._replace(end=end) for part, end in zip(starts, ends, strict=True)]


def _starts(lines: Sequence[PageLine]) -> Iterator[Part]:
    """Annexes are counted upwards; one that is named again runs on as a head above its next pages."""
    current = Part("body", 0, 0)
    for at in range(len(lines)):
        found = _annex(lines, at) or _elucidation(lines, at)
        if found and (found.name != current.name or _rank(found) > _rank(current)):
            current = found
            yield found


def _rank(part: Part) -> tuple[int, str]:
    main, _, minor = (part.annex or "").partition(".")
    number = roman(main) or arabic(main)
    return (number.value if number else 0), minor


def _annex(lines: Sequence[PageLine], at: int) -> Part | None:
    line = lines[at]
    if not line.text.startswith("LAMPIRAN") or line.row >= _TOP:
        return None
    found = _ANNEX.fullmatch(line.text)
    if found is None or not _is_of_rule(lines, at, found[3] or ""):
        return None
    number = (roman(found[1]) or arabic(found[1])) if found[1] else None
    name = f"{found[1].replace('l', 'I').replace('1', 'I') if roman(found[1]) else found[1]}" if number else ""
    return Part("annex", at, at, name + (f".{found[2]}" if found[2] else ""), found[3] or "")


def _is_of_rule(lines: Sequence[PageLine], at: int, rest: str) -> bool:
    """An annex says of which rule; a list of annexes or a cross-reference does not."""
    if rest:
        return bool(_OF_RULE.match(rest)) or is_heading(rest)
    following = lines[at + 1 : at + 4]
    return any(_OF_RULE.match(line.text.lstrip(": ")) or is_heading(line.text) for line in following)


def _elucidation(lines: Sequence[PageLine], at: int) -> Part | None:
    if not _ELUCIDATION.fullmatch(lines[at].text) or lines[at].row >= _TOP:
        return None
    follows = any(_UPON.match(line.text) for line in lines[at + 1 : at + 4])
    return Part("elucidation", at, at) if follows or "ATAS" in lines[at].text else None
