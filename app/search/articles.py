"""Where a rule was asked for by article, the page on which the article begins stands first among its pages,

its heading is what is marked, and a passage begins at the paragraph ("ayat") that was asked for.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.documents import outline
from app.search import queries
from app.search.grammar import parse
from app.search.rules import RuleAsked, looked_for, rules_asked
from indexer import snippets
from indexer.citation_typed import article_alone
from indexer.citations import Citation
from indexer.index.port import IndexHit, PageMatch
from indexer.query import MatchAll, Node, Or, Phrase
from indexer.wordline import Span

_NEXT_ARTICLE = re.compile(r"^[ \t]*pasal[ \t]+\w{1,8}[ \t]*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for and marked within a document; `article` and `paragraph` where it was asked for by these."""

    node: Node
    article: str | None = None
    paragraph: str | None = None

    def snippet(self, text: str) -> str:
        """From the paragraph on where the page shows it under the article's heading, else around the best hits."""
        place = _paragraph(text, self.article, self.paragraph) if self.article and self.paragraph else None
        return snippets.snippet(text, self.node) if place is None else snippets.begun_at(text, *place)


def sought_in_rule(node: Node, rule: RuleAsked | None) -> Sought:
    """In a rule that was asked for: the article's heading, else the words beside its name, else all that was typed."""
    if rule is None:
        return Sought(node)
    if rule.citation.article:
        return Sought(headings(rule.articles), rule.citation.article, rule.citation.paragraph)
    beside = parse(rule.rest).node
    return Sought(node if isinstance(beside, MatchAll) else beside)


def headings(asked: Sequence[str]) -> Node:
    """The headings of these articles, of which any is found."""
    phrases = tuple(Phrase(f"pasal {article}") for article in asked)
    return Or(phrases) if len(phrases) > 1 else phrases[0]


def missing_notice(citation: Citation) -> str:
    return f"Pasal {citation.article} tidak ditemukan dalam {citation.rule.short} di pustaka ini."


def missing_here(article: str) -> str:
    return f"Pasal {article} tidak ditemukan dalam dokumen ini."


def sought_inside(session: Session, actor: Actor, document_id: int, text: str) -> Sought:
    """The same for one document: where the query names this rule and an article of it, or an article alone."""
    parsed = parse(text)
    alone, others = article_alone(text)
    if alone and not others:
        return Sought(Phrase(f"pasal {alone.article}"), alone.article, alone.paragraph)
    rules = rules_asked(session, actor, parsed.unfiltered)
    own = next((rule for rule in rules if document_id in rule.held_ids), None)
    return sought_in_rule(looked_for(parsed, rules), own)


def at_their_page(
    session: Session, actor: Actor, ids: Sequence[int], asked: Sequence[str], found: Mapping[int, IndexHit]
) -> dict[int, IndexHit]:
    """What was found in these rules, the pages of the articles first; rules without any of them are left out."""
    revisions = queries.current_revisions(session, actor, ids)
    begun: dict[int, IndexHit] = {}
    for article in reversed(asked):
        pages = outline.pages_of_article(session, list(revisions.values()), article)
        for document_id, revision_id in revisions.items():
            if revision_id in pages:
                hit = begun.get(document_id) or found.get(document_id) or IndexHit(document_id, 0.0, (), ())
                begun[document_id] = _headed(hit, pages[revision_id])
    return begun


def notices_of_several(
    session: Session, actor: Actor, rule: RuleAsked, shown: Mapping[int, Collection[int]]
) -> Iterator[str]:
    """Which of several articles stand on the pages shown of each document, and which do not."""
    if not shown:
        return
    revisions = queries.current_revisions(session, actor, list(shown))
    found: dict[str, bool] = {}
    for article in rule.articles:
        pages = outline.pages_of_article(session, list(revisions.values()), article)
        begun = [pages.get(revision_id) in shown[i] for i, revision_id in revisions.items() if revision_id in pages]
        found |= {article: any(begun)} if begun else {}
    name = rule.citation.rule.short
    missing = [article for article in rule.articles if article not in found]
    here = [article for article, is_shown in found.items() if is_shown]
    unshown = [article for article, is_shown in found.items() if not is_shown]
    if here and unshown:
        yield f"Ditampilkan Pasal {_listed(here)} dari {name}; untuk Pasal {_listed(unshown)}, cari satu per satu."
    if missing:
        yield f"Pasal {_listed(missing)} tidak ditemukan dalam {name} di pustaka ini."


def _listed(names: Sequence[str]) -> str:
    """ "5, 6 dan 7"."""
    *before, last = names
    return f"{', '.join(before)} dan {last}" if before else last


def _headed(hit: IndexHit, page: int) -> IndexHit:
    own = next((match for match in hit.pages if match.number == page), PageMatch(page, 1, 1))
    rest = tuple(match for match in hit.pages if match.number != page)
    is_new = len(rest) == len(hit.pages)
    return replace(hit, pages=(own, *rest), page_count=hit.page_count + is_new)


def _paragraph(text: str, article: str, paragraph: str) -> tuple[Span, Span] | None:
    """Where the heading of the article and the number of its paragraph stand, each at the beginning of a line."""
    heading = re.search(rf"^[ \t]*(pasal[ \t]+{re.escape(article)})[ \t]*$", text, re.IGNORECASE | re.MULTILINE)
    if heading is None:
        return None
    following = _NEXT_ARTICLE.search(text, heading.end())
    end = following.start() if following else len(text)
    numbered = re.compile(rf"^[ \t]*(\([ \t]*{re.escape(paragraph)}[ \t]*\))", re.MULTILINE)
    found = numbered.search(text, heading.end(), end)
    return (heading.span(1), found.span(1)) if found else None
