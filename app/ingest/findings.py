"""What the text of a revision tells, computed outside any transaction: repair → describe → cite → suggest."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import TypeVar

import structlog

from app.core.db import Database
from app.documents import citing
from app.documents.models import Document, Kind, Mention
from app.documents.tagging import SuggestedTag
from app.ingest.suggesting import Suggester, made_on
from indexer.citations import Citation, find_citations
from indexer.likeness import Signature, signature
from indexer.metadata import Description, describe
from indexer.metadata_titles import readable_file_name
from indexer.repair import RepairedPage, repair_pages
from indexer.structure import Section, outline

log = structlog.get_logger(__name__)

T = TypeVar("T")
PageText = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Subject:
    """The revision whose text is looked at."""

    document_id: int
    revision_id: int
    file_name: str
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Findings:
    """`pages` carry the repaired text; everything else was found in that."""

    pages: Sequence[RepairedPage]
    description: Description
    mentions: Sequence[Mention]
    suggestions: Sequence[SuggestedTag]
    signature: Signature | None
    sections: Sequence[Section]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """What finding needs, and how much of one text it looks at: the steps run in the worker itself, whose time is all
    documents' time, and a text of a thousand books would hold them up.
    """

    database: Database
    suggester: Suggester
    most_characters: int


def find(
    analysis: Analysis, subject: Subject, raw: Sequence[PageText], *, scanned: frozenset[int] = frozenset()
) -> Findings:
    """Never fails for one step's sake: what a step cannot do is said in `warnings`, and the others go on."""
    steps = _Steps(subject.revision_id)
    looked_at, beyond = _within(raw, analysis.most_characters)
    if looked_at and len(looked_at[0][1]) > analysis.most_characters:  # one page as long as a shelf
        looked_at, beyond = [(looked_at[0][0], looked_at[0][1][: analysis.most_characters])], raw
    if beyond:
        steps.warnings.append(
            f"Metadata, rujukan, dan daftar isi dibaca sampai halaman {looked_at[-1][0]}; teks sesudahnya tetap "
            "dapat ditelusuri."
        )
    repaired = steps.run("perbaikan teks", lambda: repair_pages(looked_at, scanned=scanned), _unrepaired(looked_at))
    pages = [(page.number, page.text) for page in repaired]
    description = steps.run(
        "pengenalan metadata",
        lambda: describe(pages, file_name=subject.file_name, core_properties=subject.properties, scanned=scanned),
        Description(title=readable_file_name(subject.file_name)),
    )
    known = _known(analysis.database, subject.document_id, description)
    no_tags: list[SuggestedTag] = []
    suggestions = steps.run(
        "usulan indikator",
        lambda: analysis.suggester.suggest(
            pages, title=known.title, kind=known.kind.value, file_name=subject.file_name, made_on=known.made_on
        ),
        no_tags,
    )
    return Findings(
        pages=_unrepaired(beyond) if len(beyond) == len(raw) else [*repaired, *_unrepaired(beyond)],
        description=description,
        mentions=steps.run("pencarian rujukan", lambda: list(_mentions(subject.document_id, pages, known)), []),
        suggestions=suggestions,
        signature=steps.run("sidik teks", lambda: signature([text for _number, text in pages]), None),
        sections=steps.run("susunan bab", lambda: outline(pages, kind=description.document_kind), ()),
        warnings=tuple(steps.warnings),
    )


def _within(raw: Sequence[PageText], most: int) -> tuple[Sequence[PageText], Sequence[PageText]]:
    """Whole pages up to so many characters, and the rest; at least one page, however long."""
    for index, total in enumerate(accumulate(len(text) for _, text in raw)):
        if total > most and index:
            return raw[:index], raw[index:]
    return raw, ()


class _Steps:
    """Runs one step after the other; a fault of ours in one of them must not keep a document from being found."""

    def __init__(self, revision_id: int) -> None:
        self.revision_id = revision_id
        self.warnings: list[str] = []

    def run(self, name: str, step: Callable[[], T], otherwise: T) -> T:
        try:
            return step()
        except Exception as fault:
            log.error("a step over the text failed", step=name, revision=self.revision_id, exc_info=fault)
            self.warnings.append(f"Langkah {name} gagal pada berkas ini. Laporkan kepada admin, lalu baca ulang.")
            return otherwise


@dataclass(frozen=True, slots=True)
class _Known:
    """What the document is called, by people or by its own words."""

    title: str
    kind: Kind
    citation: Citation | None
    number: str | None
    made_on: date | None


def _known(database: Database, document_id: int, description: Description) -> _Known:
    with database.read() as session:
        document = session.get_one(Document, document_id)
        is_guessed = document.provenance.get("title") != "person"
        return _Known(
            title=(description.title if is_guessed else None) or document.title,
            kind=document.kind if document.kind is not Kind.OTHER else Kind(description.document_kind),
            citation=citing.citation_of(document) or description.citation,
            number=document.number or description.number,
            made_on=made_on(document.enacted_on or description.enacted_on, document.year or description.year),
        )


def _unrepaired(raw: Sequence[PageText]) -> list[RepairedPage]:
    return [RepairedPage(number, text) for number, text in raw]


def _mentions(document_id: int, pages: Sequence[PageText], known: _Known) -> Iterator[Mention]:
    """The rules that the text cites, each once with its first page and how often; not the document itself."""
    found: dict[tuple[str, str], Mention] = {}
    for number, text in pages:
        for hit in find_citations(text):
            rule = hit.citation.rule
            is_itself = known.citation.key == rule.key if known.citation is not None else rule.number == known.number
            if not rule.kind or is_itself:
                continue
            name = (rule.key[:200], (rule.place or "")[:200])
            seen = found.get(name)
            if seen is not None:
                seen.count += 1
                continue
            found[name] = Mention(
                document_id=document_id,
                citation_key=name[0],
                place=name[1],
                kind=rule.kind[:60],
                number=rule.number[:120],
                year=rule.year,
                short=rule.short[:300],
                first_page=number,
                count=1,
            )
    yield from found.values()
