"""Completions while typing: citations and titles of visible documents, indicators, words of the index."""

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.tables import saved_id
from app.documents import citing
from app.search import queries
from app.search.schemas import Completion
from app.search.service import OpenIndex
from indexer.citations import parse_citation
from indexer.index.port import IndexProblem

_LONGEST = 100
_LIMIT = 8


def complete(
    session: Session, actor: Actor, open_index: OpenIndex, *, text: str, instrument_id: str
) -> list[Completion]:
    """At most eight, the surest first. An empty box suggests nothing."""
    typed = " ".join("".join(sign if sign.isprintable() else " " for sign in text[:_LONGEST]).split())
    words = typed.lower().split()
    if not words:
        return []
    found = [
        *_citations(session, actor, typed),
        *_titles(session, actor, words),
        *_indicators(session, words, instrument_id),
        *_words(open_index, typed, session, actor),
    ]
    return list({completion.label: completion for completion in found}.values())[:_LIMIT]


def _citations(session: Session, actor: Actor, typed: str) -> list[Completion]:
    citation = parse_citation(typed)
    if citation is None:
        return []
    held = citing.documents_cited_as(session, actor, citation.rule)[:3]
    return [
        Completion(f"{citing.short_of(document)} – {document.title}", "citation", typed, f"/dokumen/{document.id}")
        for document in held
    ]


def _titles(session: Session, actor: Actor, words: list[str]) -> list[Completion]:
    return [
        Completion(document.title, "document", document.title, f"/dokumen/{saved_id(document.id)}")
        for document in queries.titles_with(session, actor, words, 4)
    ]


def _indicators(session: Session, words: list[str], instrument_id: str) -> list[Completion]:
    found = queries.indicators_with(session, words, instrument_id, 3)
    return [
        Completion(
            f"Indikator {row.number}: {row.short_name}",
            "indicator",
            row.short_name,
            f"/instrumen/{row.instrument_id}/indikator/{row.number}",
        )
        for row in found
    ]


def _words(open_index: OpenIndex, typed: str, session: Session, actor: Actor) -> list[Completion]:
    """The last word completed from what visible documents hold; hidden ones lend no words."""
    head, _, last = typed.rpartition(" ")
    if len(last) < 3:
        return []
    try:
        found = open_index().words_with_prefix(last, allowed=queries.all_visible(session, actor), limit=4)
    except IndexProblem:
        return []
    return [Completion(f"{head} {word}".strip(), "word", f"{head} {word}".strip()) for word in found if word != last]
