"""Citations inside the library: what a document is called, which document a citation means, who cites whom."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from sqlmodel import Session

from app.accounts.permissions import SYSTEM, Actor
from app.core.tables import saved_id
from app.documents import queries, standing
from app.documents.models import DRAFT_LABEL, Document, Mention
from app.documents.schemas import MentionRow
from indexer.citation_numbers import core_number
from indexer.citations import Citation, matches, parse_citation

_SHOWN_MENTIONS = 60


class Citable(Protocol):
    """A document, or a row with these of its columns."""

    @property
    def citation_key(self) -> str | None: ...
    @property
    def kind_abbrev(self) -> str | None: ...
    @property
    def number(self) -> str | None: ...
    @property
    def year(self) -> int | None: ...
    @property
    def labels(self) -> Sequence[str]: ...


def citation_of(document: Citable) -> Citation | None:
    if not (document.citation_key and document.kind_abbrev and document.number and document.year):
        return None
    return _read(f"{document.kind_abbrev} Nomor {document.number} Tahun {document.year}")


_read = lru_cache(maxsize=10_000)(parse_citation)  # lists name the same rules over and over


def short_of(document: Citable) -> str | None:
    """ "Perwali Kota Tirta Kencana 12/2023", or what can be said when number or year are missing."""
    citation = citation_of(document)
    if citation is not None:
        return citation.short
    if document.number is None:
        return None
    says_year = document.year is None or str(document.year) in document.number
    year = "" if says_year else f" Tahun {document.year}"
    draft = "Rancangan " if DRAFT_LABEL in document.labels else ""
    return f"{draft}{document.kind_abbrev or 'Nomor'} {document.number}{year}"


def documents_cited_as(session: Session, actor: Actor, citation: Citation) -> list[Document]:
    """Visible documents that are the rule asked for. What the citation leaves open fits any."""
    found = queries.with_citation_like(session, actor, year=citation.year, suffix=_suffix(citation))
    fitting = [document for document in found if _is(document, citation)]
    return sorted(fitting, key=lambda document: (not _is_exactly(document, citation), not _reads(document, citation)))


def documents_numbered(session: Session, actor: Actor, *, kind: str, number: str, place: str | None) -> list[Document]:
    """Visible documents of that kind and number of any year, the newest first."""
    found = queries.with_number(session, actor, core=core_number(number).lower())
    open_year = [(document, citation_of(document)) for document in found]
    fitting = [document for document, own in open_year if own and matches(Citation(kind, number, own.year, place), own)]
    return sorted(fitting, key=lambda document: document.year or 0, reverse=True)


def documents_of_number(session: Session, actor: Actor, number: str) -> list[Document]:
    """Visible documents that bear this very number, cited as a rule or not: SOPs, reports, minutes."""
    return queries.with_own_number(session, actor, number=number)


def held_documents(session: Session, actor: Actor, targets: Iterable[str], *, but: int) -> dict[str, Document]:
    """Written citation → the visible document that it means; one query for all of them, `but` itself left out."""
    asked = {target: parse_citation(target) for target in targets}
    found = queries.with_keys(session, actor, {citation.key for citation in asked.values() if citation})
    held: dict[str, Document] = {}
    for target, citation in asked.items():
        for document in found:
            if citation is not None and document.id != but and _is(document, citation):
                held.setdefault(target, document)
    return held


def mentions_of(session: Session, actor: Actor, citation: Citation) -> list[tuple[Mention, Document]]:
    """Visible documents that cite the rule, most often first."""
    found = queries.mentions_like(session, actor, year=citation.year, suffix=_suffix(citation))
    is_namesake_meant = namesake(session, actor, citation) is not None
    return [
        (mention, document)
        for mention, document in found
        if matches(citation, Citation(mention.kind, mention.number, mention.year, mention.place or None))
        and (mention.place or not is_namesake_meant)
    ]


def namesake(session: Session, actor: Actor, citation: Citation) -> Document | None:
    """The visible rule of another place by the same kind, number and year, where the one asked for is not held."""
    if not citation.place or documents_cited_as(session, actor, citation):
        return None
    return next(iter(documents_cited_as(session, actor, replace(citation.rule, place=None))), None)


def citing_documents(session: Session, actor: Actor, document: Document) -> list[tuple[Mention, Document]]:
    citation = citation_of(document)
    if citation is None:
        return []
    found = mentions_of(session, actor, citation)
    return [(mention, other) for mention, other in found if other.id != document.id]


def mention_rows(session: Session, actor: Actor, document_id: int) -> tuple[MentionRow, ...]:
    """What the document cites, with a link where the library holds it and the actor may see it."""
    mentions = queries.mentions_of(session, document_id)[:_SHOWN_MENTIONS]
    held = _held(session, actor, mentions)
    return tuple(MentionRow(row.short, row.first_page, row.count, held.get(_name(row))) for row in mentions)


def link_relations(session: Session, document: Document) -> None:
    """Relations entered before the library held their target find it now; those it no longer fits let go of it.

    What such a relation does to its target takes effect, or ends, with that.
    """
    is_moved = False
    for relation in queries.relations_about(session, document):
        target = parse_citation(relation.target)
        fits = target is not None and relation.document_id != document.id and _is(document, target)
        linked = document.id if fits else None
        is_moved = is_moved or linked != relation.target_document_id
        relation.target_document_id = linked
    if is_moved:
        session.flush()
        standing.follow(session, SYSTEM, saved_id(document.id))


def _held(session: Session, actor: Actor, mentions: Iterable[Mention]) -> dict[tuple[str, str], int]:
    mentioned = list(mentions)
    found = queries.with_keys(session, actor, {row.citation_key for row in mentioned})
    held: dict[tuple[str, str], int] = {}
    for row in mentioned:
        for document in found:
            if document.citation_key == row.citation_key and _places_agree(row, document):
                held.setdefault(_name(row), saved_id(document.id))
    return held


def _places_agree(mention: Mention, document: Document) -> bool:
    return not mention.place or (document.citation_place or "") == mention.place


def _name(mention: Mention) -> tuple[str, str]:
    return mention.citation_key, mention.place


def _suffix(citation: Citation) -> str:
    """The key without its kind: a person may write the kind in many ways, or not at all."""
    return ":" + citation.key.split(":", 1)[1]


def _is(document: Document, citation: Citation) -> bool:
    own = citation_of(document)
    return own is not None and matches(citation, own)


def _reads(document: Document, citation: Citation) -> bool:
    """Whether the number is written as it was asked for: "PER-5/2018" before any "5/2018"."""
    return (document.number or "").upper() == citation.number.upper()


def _is_exactly(document: Document, citation: Citation) -> bool:
    own = citation_of(document)
    return own is not None and own.key == citation.key and own.place == citation.place
