"""Pages → the outline of a document: chapters, articles, annexes, elucidation, each with the page where it begins.

The pipeline stores it as a table of contents; search goes by it from "Perpres 95/2018 Pasal 27" to the page.
Steps: `structure_lines` → `structure_parts` → `structure_headings` → `structure_order` → sections. Pure; never raises.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from indexer import structure_titles as titles
from indexer.structure_bodies import Placed, placed
from indexer.structure_headings import Kind
from indexer.structure_lines import PageLine, page_lines
from indexer.structure_parts import PartName

_TARGET = re.compile(
    r"\s*(?:(?:pasal|psl|ps)\.?\s*)?(\d{1,3}[a-z]{0,2}|[ivx]{1,5})(?:\s*ayat\s*\(?\s*(\d{1,2}[a-z]?)\s*\)?)?\s*",
    re.IGNORECASE,
)
_NEAREST: Final[tuple[PartName, ...]] = ("body", "amended", "annex", "elucidation")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """An ayat: its number, and where it begins."""

    number: str
    page: int
    offset: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading: `level` counts from 1, `offset` is the character of the page's text where the heading begins.

    `part` tells the article itself ("body") from the article of another rule that an amendment quotes ("amended"),
    from its elucidation and from articles inside an annex; `annex` is the number of that annex.
    """

    kind: Kind
    label: str
    number: str | None
    title: str
    level: int
    page: int
    offset: int
    ordinal: int
    part: PartName = "body"
    annex: str | None = None
    paragraphs: tuple[Paragraph, ...] = ()


def outline(pages: Sequence[tuple[int, str]], *, kind: str | None = None) -> tuple[Section, ...]:
    """The headings in reading order. `kind` is the library's own kind of the document, where it is known."""
    lines = page_lines(pages)
    found = placed(lines, kind)
    levels = list(_levels(found))
    ends = [*(after.line for after in found[1:]), len(lines)][: len(found)]
    return tuple(
        _section(lines, heading, level, ordinal, end)
        for ordinal, (heading, level, end) in enumerate(zip(found, levels, ends, strict=True))
    )


def _levels(headings: Iterable[Placed]) -> Iterator[int]:
    """How many headings each stands under, itself included."""
    above: list[int] = []
    for heading in headings:
        while above and above[-1] >= heading.rank:
            above.pop()
        above.append(heading.rank)
        yield len(above)


def _section(lines: Sequence[PageLine], heading: Placed, level: int, ordinal: int, end: int) -> Section:
    line = lines[heading.line]
    return Section(
        kind=heading.kind,
        label=titles.label(heading),
        number=heading.number,
        title=titles.title(lines, heading, end),
        level=level,
        page=line.page,
        offset=line.offset,
        ordinal=ordinal,
        part=heading.part,
        annex=heading.annex,
        paragraphs=tuple(_paragraphs(lines, heading, end)) if heading.kind == "pasal" else (),
    )


def _paragraphs(lines: Sequence[PageLine], heading: Placed, end: int) -> Iterator[Paragraph]:
    for number, at in titles.paragraph_starts(lines, heading, end):
        yield Paragraph(number, lines[at].page, lines[at].offset)


def locate(
    sections: Sequence[Section], article: str, *, paragraph: str | None = None, annex: str | None = None
) -> Section | None:
    """Where "27", "Pasal 27" or "Pasal 27 ayat (2)" begins, in the rule itself before anywhere else.

    Fits `Citation.article` and `Citation.paragraph`. With `annex` ("I", or "" for the only one) the article is looked
    for there; without an article it is the annex itself. An ayat that was not found is answered by its article.
    """
    if annex is not None and not article.strip():
        return next((one for one in sections if one.kind == "lampiran" and (one.number or "") == annex.upper()), None)
    target = _TARGET.fullmatch(article)
    if target is None:
        return None
    found = _article(sections, target[1].upper(), annex)
    wanted = paragraph or target[2]
    return _at_paragraph(found, wanted) if found and wanted else found


def _article(sections: Sequence[Section], number: str, annex: str | None) -> Section | None:
    named = [one for one in sections if one.kind == "pasal" and one.number == number]
    if annex is not None:
        return next((one for one in named if (one.annex or "") == annex.upper() and one.part == "annex"), None)
    return min(named, key=lambda one: _NEAREST.index(one.part), default=None)


def _at_paragraph(article: Section, number: str) -> Section:
    found = next((one for one in article.paragraphs if one.number == number.lower()), None)
    if found is None:
        return article
    return replace(
        article,
        kind="ayat",
        label=f"{article.label} ayat ({found.number})",
        number=found.number,
        level=article.level + 1,
        page=found.page,
        offset=found.offset,
        paragraphs=(),
    )
