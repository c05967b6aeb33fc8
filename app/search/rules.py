"""The rule that a person means: read from the query, found among the documents that exist for them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.tables import saved_id
from app.documents import citing
from app.documents.models import Document
from indexer import text
from indexer.citation_typed import Asked, Numbered, numbered, readings
from indexer.citations import Citation


@dataclass(frozen=True, slots=True)
class RuleAsked:
    """A rule, the visible documents that are it, and the words typed besides, which are looked for in it."""

    citation: Citation
    held_ids: tuple[int, ...] = ()
    rest: str = ""


def rule_asked(session: Session, actor: Actor, query: str) -> RuleAsked | None:
    """The likeliest reading of which the library holds the rule; the first one where it holds none."""
    read = readings(query)
    for asked, held in _held_among(session, actor, read):
        return RuleAsked(asked.citation, _ids(held), asked.rest)
    if read:
        return _by_number(session, actor, read[0])
    open_year = numbered(query)
    return _of_any_year(session, actor, open_year) if open_year else None


def rules_held(session: Session, actor: Actor, query: str) -> list[Document]:
    """The visible documents that are the rule asked for, by number and year or by name."""
    return next((held for _, held in _held_among(session, actor, readings(query))), [])


def _held_among(session: Session, actor: Actor, read: Iterable[Asked]) -> Iterator[tuple[Asked, list[Document]]]:
    for asked in read:
        held = [document for document in _held(session, actor, asked) if _is_titled(document, asked.titled)]
        if held:
            yield asked, held


def _by_number(session: Session, actor: Actor, asked: Asked) -> RuleAsked:
    """A number without a kind may be that of any document; otherwise the rule is missing."""
    citation = asked.citation
    held = [] if citation.kind else citing.documents_of_number(session, actor, citation.number)
    return RuleAsked(citation, _ids(held), asked.rest)


def _held(session: Session, actor: Actor, asked: Asked) -> list[Document]:
    return citing.documents_cited_as(session, actor, asked.citation.rule) if asked.citation.number else []


def _of_any_year(session: Session, actor: Actor, asked: Numbered) -> RuleAsked | None:
    """Without its year a rule is asked for only where there is one: nothing can be said to be missing."""
    held = citing.documents_numbered(session, actor, kind=asked.kind, number=asked.number, place=asked.place)
    own = citing.citation_of(held[0]) if held else None
    if own is None:
        return None
    cited = Citation(own.kind, own.number, own.year, own.place, asked.article, asked.paragraph)
    return RuleAsked(cited, _ids(held))


def _ids(documents: Sequence[Document]) -> tuple[int, ...]:
    return tuple(saved_id(document.id) for document in documents)


def _is_titled(document: Document, words: str) -> bool:
    """Whether the title bears these words, as they are or by their initials: "SPBE" of "… Pemerintahan Berbasis …"."""
    title = text.normalise(document.title).split()
    initials = "".join(word[:1] for word in title)
    return all(word in title or word in initials for word in text.normalise(words).split())
