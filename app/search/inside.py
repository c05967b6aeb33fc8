"""Search inside one document: the pages that hold the words, the literal words for a reader to mark, a page's text."""

import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.tables import saved_id
from app.documents import outline
from app.documents import service as documents
from app.documents.models import Revision
from app.search import articles, waiting
from app.search.articles import Sought
from app.search.finding import OpenIndex, corrected_query
from app.search.grammar import parse
from app.search.parsed import ParsedQuery
from app.search.schemas import PageHit
from indexer import snippets
from indexer.index.port import IndexHit, IndexProblem
from indexer.query import MatchAll, Node

MOST_PAGES = 20
_MOST_WORDS = 40


@dataclass(frozen=True, slots=True)
class Inside:
    """`pages` in reading order but for the article that was asked for, which is first; at most twenty.

    `total` is how many there are, `words` stand literally on them, `node` is what is marked on any page. `suggestion`
    is another spelling that is found where the one typed is not.
    """

    pages: tuple[PageHit, ...] = ()
    total: int = 0
    words: tuple[str, ...] = ()
    node: Node = field(default_factory=MatchAll, compare=False)
    notices: tuple[str, ...] = ()
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """Pages with their texts and hits; `total` counts those beyond the shown. `is_whole`: with all that was typed."""

    pages: Sequence[tuple[int, str, int]]
    total: int
    is_whole: bool = True


def find_inside(
    session: Session, actor: Actor, open_index: OpenIndex, *, document_id: int, ordinal: int | None, text: str
) -> Inside:
    """The index answers for the current revision; for older ones, or what is not in the index, the pages are read."""
    document = documents.get(session, actor, document_id)
    revision = documents.revision(session, actor, document_id, ordinal)
    parsed = parse(text)
    plain = Sought(parsed.node)
    if isinstance(plain.node, MatchAll):
        return Inside()
    is_known = revision.id == document.current_revision_id and not waiting.holds(session, document_id)
    opened = open_index if is_known else None
    sought = articles.sought_inside(session, actor, document_id, text)
    found = _find(session, revision, opened, sought)
    if sought.article and not found.pages:
        return Inside(notices=(*parsed.notices, articles.missing_here(sought.article)))
    if not found.pages and sought != plain:
        sought, found = plain, _find(session, revision, opened, plain)
    is_slip = opened is not None and not (found.pages and found.is_whole)
    suggestion = _suggestion(opened, document_id, parsed) if opened and is_slip else None
    return replace(_inside(found, sought), notices=parsed.notices, suggestion=suggestion)


def marked_text(text: str, node: Node) -> str:
    """A page's whole text as safe HTML, its lines and tabs kept: everything but <mark> is escaped."""
    return "".join(_marked(text, snippets.hits(text[: snippets.MAX_CHARACTERS], node)))


def _find(session: Session, revision: Revision, open_index: OpenIndex | None, sought: Sought) -> _Found:
    revision_id = saved_id(revision.id)
    begins = outline.page_of_article(session, revision_id, sought.article) if sought.article else None
    answer = _hit(open_index, revision.document_id, sought.node) if open_index else None
    if answer is None:
        return _read_through(session, revision_id, sought.node, begins)
    hit, is_whole = answer
    counts = {page.number: page.hits for page in hit.pages}
    wanted = counts.keys() | ({begins} if begins else set())
    texts = documents.page_texts(session, [(revision_id, number) for number in wanted])
    shown = [(number, words, counts.get(number, 1)) for (_, number), words in texts.items()]
    total = hit.page_count + len(wanted) - len(counts)
    return _Found(_in_order(shown, begins), max(total, len(shown)), is_whole)


def _in_order(pages: Iterable[tuple[int, str, int]], begins: int | None) -> list[tuple[int, str, int]]:
    """The page on which the article begins, then the others as they are read."""
    return sorted(pages, key=lambda page: (page[0] != begins, page[0]))[:MOST_PAGES]


def _hit(open_index: OpenIndex, document_id: int, node: Node) -> tuple[IndexHit, bool] | None:
    """None when the index cannot say; a hit without pages when it knows of none. And whether all words are there."""
    try:
        index = open_index()
        found = index.search(node, allowed={document_id}, limit=1)
        is_whole = bool(found.hits)
        if not is_whole:
            found = index.search(node, allowed={document_id}, limit=1, mode="most")
    except IndexProblem:
        return None
    return (found.hits[0] if found.hits else IndexHit(document_id, 0.0, (), ())), is_whole


def _suggestion(open_index: OpenIndex, document_id: int, parsed: ParsedQuery) -> str | None:
    """The same with slips of the pen corrected by the words of this document, if it is found so."""
    try:
        index = open_index()
        corrected = corrected_query(index, parsed, {document_id})
        is_found = corrected is not None and index.search(corrected.node, allowed={document_id}, limit=1).total > 0
    except IndexProblem:
        return None
    return corrected.cleaned if corrected is not None and is_found else None


def _read_through(session: Session, revision_id: int, node: Node, begins: int | None) -> _Found:
    pages = documents.revision_pages(session, revision_id)
    counted = ((page.number, page.text, len(snippets.hits(page.text, node))) for page in pages)
    found = [page for page in counted if page[2] or page[0] == begins]
    return _Found(_in_order(found, begins), len(found))


def _inside(found: _Found, sought: Sought) -> Inside:
    hits = tuple(PageHit(number, sought.snippet(text), count) for number, text, count in found.pages)
    words = dict.fromkeys(word for _, text, _ in found.pages for word in snippets.mark_words(sought.node, text))
    return Inside(hits, found.total, tuple(islice(words, _MOST_WORDS)), sought.node)


def _marked(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[str]:
    place = 0
    for start, end in spans:
        yield _escaped(text[place:start])
        yield f"<mark>{_escaped(text[start:end])}</mark>"
        place = end
    yield _escaped(text[place:])


def _escaped(literal: str) -> str:
    """No control or direction characters that could disturb the page around it; lines and cells stay."""
    return html.escape("".join(c if c.isprintable() or c in "\n\t" else " " for c in literal))
