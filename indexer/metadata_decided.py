"""A rule whose title page is missing, or only a picture, still says what it is: "Menetapkan : PERATURAN … TENTANG …".

`metadata.py` asks here when it found no heading; number and year are on the missing page.
"""

import re
from collections.abc import Sequence

from indexer.citation_kinds import read_kind
from indexer.metadata_heading import Heading, place_of
from indexer.metadata_heading_title import OFFICE
from indexer.metadata_lines import Line, is_heading
from indexer.metadata_titles import title_case

_PREAMBLE_LINES = 120
_LINES_OF_A_DECISION = 10
_DECIDED = re.compile(
    r"\bMenetapkan\W+((?:PERATURAN|KEPUTUSAN|INSTRUKSI|QANUN)\b[^a-z;.:]{0,160}?)\bTENTANG\s+([^a-z;.:]{8,400})\."
)
_INSTRUMENT = re.compile(r"^(?:PERATURAN|KEPUTUSAN|INSTRUKSI|QANUN)\s+")


def decided_heading(lines: Sequence[Line], rest: Sequence[Line]) -> Heading | None:
    """What the words of the decision say in place of the heading."""
    for index, line in enumerate(lines[:_PREAMBLE_LINES]):
        if "menetapkan" not in line.text.lower():
            continue
        found = _DECIDED.search(" ".join(part.text for part in lines[index : index + _LINES_OF_A_DECISION]))
        if found:
            return _heading(found, line.page, [*lines, *rest])
    return None


def _heading(found: re.Match[str], page: int, lines: Sequence[Line]) -> Heading | None:
    named, title = found.group(1).strip(), found.group(2).strip(" ,")
    kind = read_kind(f"{named} NOMOR", 0, typed=True)
    if kind is None:
        return None
    issuer = _office(_INSTRUMENT.sub("", named), lines)
    return Heading(
        kind=kind.name,
        place=kind.place or place_of(kind.name, issuer),
        kind_line=Line(named, page),
        number=None,
        year=None,
        number_line=None,
        title=title_case(title),
        title_line=Line(title, page),
        issuer_line=issuer,
        is_annex=False,
        is_mended=True,
        is_draft=False,
        is_derived=True,
    )


def _office(name: str, lines: Sequence[Line]) -> Line | None:
    """The office in full, where it signs: the decision says "PERATURAN BUPATI" without its place."""
    signing = (line for line in lines if name in line.text and OFFICE.match(line.text) and is_heading(line.text))
    found = next(signing, None)
    return found._replace(text=found.text.strip(" ,.")) if found else None
