"""The rule that a person means: read from the query, found among the documents that exist for them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.tables import saved_id
from app.documents import citing
from app.documents.models import Document
from app.search.grammar import parse
from app.search.parsed import ParsedQuery
from indexer import text
from indexer.citation_articles import first_of_several
from indexer.citation_forms import written_as
from indexer.citation_typed import Asked, Numbered, named, numbered, readings
from indexer.citations import Citation
from indexer.query import And, Node, Phrase, Word


@dataclass(frozen=True, slots=True)
class RuleAsked:
    """A rule, the visible documents that are it, and the words typed besides, which are looked for in it.

    `known_as` is the same rule as the library names it, with the article; None where only a number was typed.
    `others` are articles of it beside the one of the citation.
    """

    citation: Citation
    held_ids: tuple[int, ...] = ()
    rest: str = ""
    known_as: Citation | None = None
    others: tuple[str, ...] = ()

    @property
    def articles(self) -> tuple[str, ...]:
        """All that were asked for, in the order in which they were."""
        return (self.citation.article, *self.others) if self.citation.article else ()


def rules_asked(session: Session, actor: Actor, query: str) -> tuple[RuleAsked, ...]:
    """All rules of a query in their order, each with the words that stand beside them."""
    pieces = named(query)
    asked = [rule for piece in pieces if (rule := _rule_asked(session, actor, piece)) is not None]
    different = {(rule.held_ids, rule.citation.key): rule for rule in reversed(asked)}
    rules = [rule for rule in asked if different[rule.held_ids, rule.citation.key] is rule]
    rest = " ".join(rule.rest for rule in asked if rule.rest)
    return tuple(replace(rule, rest=rest) for rule in rules)


def _rule_asked(session: Session, actor: Actor, query: str) -> RuleAsked | None:
    """With its articles, of which the reading takes one."""
    single, others = first_of_several(query)
    rule = _likeliest(session, actor, single)
    return replace(rule, others=others) if rule else None


def _likeliest(session: Session, actor: Actor, query: str) -> RuleAsked | None:
    """The likeliest reading of which the library holds the rule; the first one where it holds none."""
    read = readings(query)
    for asked, held in _held_among(session, actor, read):
        return RuleAsked(asked.citation, _ids(held), asked.rest, _known_as(asked.citation, held[0]))
    if read:
        return _by_number(session, actor, read[0])
    open_year = numbered(query)
    return _of_any_year(session, actor, open_year) if open_year else None


def looked_for(parsed: ParsedQuery, rules: Sequence[RuleAsked]) -> Node:
    """What is looked for everywhere: the same, however the rules were typed. Whoever wrote more than words means it."""
    known = known_among(rules)
    if not known or not _is_plain(parsed.node):
        return parsed.node
    if rules[0].rest:
        return parse(" ".join((rules[0].rest, *(citation.short for citation in known)))).node
    if not all(map(written_as, known)):
        return parsed.node
    places = tuple(Phrase(one.citation.place) for one in rules if one.citation.place and not one.held_ids)
    clauses = tuple(dict.fromkeys((*(clause for citation in known for clause in written_as(citation)), *places)))
    return And(clauses) if len(clauses) > 1 else clauses[0]


def known_among(rules: Sequence[RuleAsked]) -> list[Citation]:
    """All of them as the library names them, or none where one was typed as a mere number."""
    known = [rule.known_as for rule in rules if rule.known_as is not None]
    return known if len(known) == len(rules) else []


def rules_held(session: Session, actor: Actor, query: str) -> list[Document]:
    """The visible documents that are the rules asked for, by number and year or by name."""
    pieces = (readings(piece) for piece in named(query))
    held = [next((held for _, held in _held_among(session, actor, read)), []) for read in pieces]
    return list({document.id: document for documents in held for document in documents}.values())


def namesake_notice(session: Session, actor: Actor, rule: RuleAsked) -> str | None:
    """Where the rule of another place was asked for, which is not held: that the one held is another rule."""
    held = None if rule.held_ids else citing.namesake(session, actor, rule.citation)
    return f"{citing.short_of(held)} di pustaka ini peraturan lain." if held else None


def _is_plain(node: Node) -> bool:
    """Nothing but words."""
    return isinstance(node, Word) or (isinstance(node, And) and all(isinstance(part, Word) for part in node.nodes))


def _known_as(asked: Citation, document: Document) -> Citation:
    own = citing.citation_of(document) or asked
    return replace(own, article=asked.article, paragraph=asked.paragraph)


def _held_among(session: Session, actor: Actor, read: Iterable[Asked]) -> Iterator[tuple[Asked, list[Document]]]:
    for asked in read:
        held = [document for document in _held(session, actor, asked) if _is_titled(document, asked.titled)]
        if held:
            yield asked, held


def _by_number(session: Session, actor: Actor, asked: Asked) -> RuleAsked:
    """A number without a kind may be that of any document; otherwise the rule is missing."""
    citation = asked.citation
    held = [] if citation.kind else citing.documents_of_number(session, actor, citation.number)
    return RuleAsked(citation, _ids(held), asked.rest, citation if citation.kind else None)


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
