"""Part by part: which candidates are headings, in what row, and what stands above what.

Fourth step of `structure.py`. Articles rise from 1 through the body; those that an amending rule quotes rise between
its own Roman articles; those of a contract or a convention in an annex begin again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from indexer.structure_headings import DOUBTFUL, LIKELY, Candidate, Kind, candidates, considerations
from indexer.structure_lines import PageLine
from indexer.structure_numbered import numbered_headings
from indexer.structure_numbers import Number, roman_of
from indexer.structure_order import rising
from indexer.structure_parts import Part, PartName, parts

RULES: Final = frozenset({"regulasi", "keputusan"})
_RANKS: Final = {
    "lampiran": 10,
    "penjelasan": 10,
    "konsiderans": 20,
    "diktum": 20,
    "bab": 20,
    "bagian": 30,
    "paragraf": 40,
}
_ARTICLE_RANK, _NUMBERED_RANK = 50, 60
_AMENDING_ARTICLE_RANK = 15
_LINES_OF_ENTRY = 3  # of a list of chapters
_AMENDS = re.compile(r"\b(?:diubah|perubahan|ditambah|disisipkan|dihapus|mengubah|beberapa ketentuan)\b", re.IGNORECASE)
_AMENDS_WITHIN = 10  # lines
_MOST_BEFORE_AMENDING = 2  # articles, misread mentions, before the first Roman one
_PLAIN = re.compile(r"cukup jelas", re.IGNORECASE)


class Placed(NamedTuple):
    """A heading in its place; `rank` says what may stand under what."""

    kind: Kind
    number: str | None
    line: int
    rank: int
    part: PartName
    annex: str | None
    rest: str = ""


def placed(lines: Sequence[PageLine], kind: str | None) -> list[Placed]:
    """All headings, in reading order."""
    found = [heading for part in parts(lines) for heading in _headings_of(lines, part, kind)]
    return sorted(found, key=lambda heading: heading.line)


def _headings_of(lines: Sequence[PageLine], part: Part, kind: str | None) -> Iterator[Placed]:
    if part.name == "annex":
        yield _place(Candidate("lampiran", Number(0), part.start, part.rest), part)._replace(number=part.annex or None)
    if part.name == "elucidation":
        yield _place(Candidate("penjelasan", Number(0), part.start), part)._replace(number=None)
    here = list(candidates(lines, part.start, part.end))
    articles = list(_articles(lines, part, [found for found in here if found.kind == "pasal"]))
    yield from articles
    dictums = [] if articles else rising([_weighed(found) for found in here if found.kind == "diktum"])
    yield from (_place(found, part) for found in dictums)
    chapters = _chapters([found for found in here if found.kind == "bab"])
    yield from (_place(found, part) for found in chapters)
    if articles:
        yield from (_place(found, part) for found in _divisions(here, chapters))
    yield from _around(lines, part, kind, [*articles, *(_place(found, part) for found in [*chapters, *dictums])])


def _around(lines: Sequence[PageLine], part: Part, kind: str | None, found: Sequence[Placed]) -> Iterator[Placed]:
    """What is found by the rest: the considerations before the first heading, numbered headings where no article is."""
    first = min((heading.line for heading in found), default=part.end)
    if part.name == "body":
        for word, at in considerations(lines, part.start, min(first, part.end)):
            yield Placed("konsiderans", None, at, _RANKS["konsiderans"], part.name, part.annex, word)
    if _may_be_numbered(part, kind, found):
        for heading in numbered_headings(lines, part.start, part.end, {heading.line for heading in found}):
            rank = _NUMBERED_RANK + heading.depth
            yield Placed("judul", heading.number, heading.line, rank, part.name, part.annex, heading.title)


def _may_be_numbered(part: Part, kind: str | None, found: Sequence[Placed]) -> bool:
    """In the body of a rule "a." and "1." number its sentences; elsewhere they number its headings."""
    if any(heading.kind in {"pasal", "diktum"} for heading in found):
        return part.name == "annex" and kind not in RULES
    return part.name == "annex" or (part.name == "body" and kind not in RULES)


def _articles(lines: Sequence[PageLine], part: Part, found: Sequence[Candidate]) -> Iterator[Placed]:
    first = next((at for at, one in enumerate(found) if one.is_roman and _is_amending(lines, part, one)), None)
    if part.name == "body" and first is not None and first < _MOST_BEFORE_AMENDING:
        yield from _amending(part, found, found[first].line)
        return
    arabic = [candidate for candidate in map(_as_arabic, found) if candidate]
    for count, run in enumerate(_runs(arabic)):
        row = rising([_weighed(one) for one in run])
        while row and row[-1].weight <= DOUBTFUL:  # behind the last article only mentions stand
            row.pop()
        name = _second_name(lines, row, part) if count and part.name == "body" else part.name
        if name != "annex" or len(row) > 1:  # a lone article of an annex is a mention
            yield from (_place(article, part)._replace(part=name) for article in row)


def _second_name(lines: Sequence[PageLine], row: Sequence[Candidate], part: Part) -> PartName:
    """What begins again at 1 without a heading of its own: an elucidation says of most articles that they are plain."""
    plain = sum(bool(_PLAIN.match(line.text)) for line in lines[row[0].line : part.end]) if row else 0
    return "elucidation" if 3 * plain > len(row) else "annex"


def _amending(part: Part, found: Sequence[Candidate], start: int) -> Iterator[Placed]:
    """The Roman articles of an amending rule, and between them the articles that they quote."""
    romans = rising([_weighed(one) for one in found if one.is_roman and one.line >= start])
    ends = [one.line for one in romans[1:]] + [part.end]
    for article, end in zip(romans, ends, strict=True):
        yield _place(article, part)._replace(rank=_AMENDING_ARTICLE_RANK)
        quoted = [_weighed(one) for one in found if not one.is_roman and article.line < one.line < end]
        yield from (_place(one, part)._replace(part="amended") for one in rising(quoted))


def _is_amending(lines: Sequence[PageLine], part: Part, candidate: Candidate) -> bool:
    following = lines[candidate.line + 1 : min(part.end, candidate.line + _AMENDS_WITHIN)]
    return candidate.number.value == 1 and any(_AMENDS.search(line.text) for line in following)


def _as_arabic(candidate: Candidate) -> Candidate | None:
    """OCR reads 1 and 11 as I and II; a real Roman article stands in an amending rule."""
    if not candidate.is_roman:
        return candidate
    value = {1: 1, 2: 11, 3: 111}.get(candidate.number.value)
    return candidate._replace(number=Number(value), weight=LIKELY, is_roman=False) if value else None


def _runs(found: Sequence[Candidate]) -> list[list[Candidate]]:
    """Cut where the numbers begin again at 1 and go on with 2."""
    runs: list[list[Candidate]] = [[]]
    for at, candidate in enumerate(found):
        following = found[at + 1] if at + 1 < len(found) else None
        is_first = candidate.number == Number(1) and candidate.weight >= LIKELY
        goes_on = following is not None and following.number == Number(2) and following.weight >= LIKELY
        if is_first and goes_on and len(runs[-1]) > 1:
            runs.append([])
        runs[-1].append(candidate)
    return runs


def _chapters(found: Sequence[Candidate]) -> list[Candidate]:
    """The chapters, run by run; a run of bare titles before the chapters themselves is only a list of them."""
    runs = [rising([_weighed(one) for one in run]) for run in _runs(found)]
    kept = [run for at, run in enumerate(runs) if at + 1 == len(runs) or not _is_list(run)]
    return [chapter for run in kept for chapter in run]


def _is_list(run: Sequence[Candidate]) -> bool:
    return len(run) > 2 and run[-1].line - run[0].line < _LINES_OF_ENTRY * len(run)


def _divisions(found: Iterable[Candidate], chapters: Sequence[Candidate]) -> Iterator[Candidate]:
    """Bagian rise within their chapter, Paragraf within their Bagian."""
    starts = {chapter.line for chapter in chapters}
    last = {"bagian": Number(0), "paragraf": Number(0)}
    for one in found:
        if one.kind == "bab" and one.line in starts:
            last = dict.fromkeys(last, Number(0))
        elif one.kind in last and (one.number > last[one.kind] or one.number == Number(1)):
            last[one.kind] = one.number
            if one.kind == "bagian":
                last["paragraf"] = Number(0)
            yield one


def _weighed(candidate: Candidate) -> tuple[Number, float, Candidate]:
    return candidate.number, candidate.weight, candidate


def _place(candidate: Candidate, part: Part) -> Placed:
    number = roman_of(candidate.number.value) if candidate.is_roman else candidate.number.printed
    rank = _RANKS.get(candidate.kind, _ARTICLE_RANK)
    return Placed(candidate.kind, number, candidate.line, rank, part.name, part.annex, candidate.rest)
