"""Search inside one document: the pages that hold the words, the literal words for a reader to mark, a page's text."""

import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.models import Revision
from app.search.grammar import parse
from app.search.schemas import PageHit
from app.search.service import OpenIndex
from indexer import snippets
from indexer.index.port import IndexHit, IndexProblem
from indexer.query import MatchAll, Node

MOST_PAGES = 20
_MOST_WORDS = 40


@dataclass(frozen=True, slots=True)
class Inside:
    """`pages` in reading order, at most twenty; `total` is how many there are; `words` stand literally on them."""

    pages: tuple[PageHit, ...] = ()
    total: int = 0
    words: tuple[str, ...] = ()


def find_inside(
    session: Session, actor: Actor, open_index: OpenIndex, *, document_id: int, ordinal: int | None, text: str
) -> Inside:
    """The index answers for the current revision; for older ones, or without an index, the pages are read."""
    node = parse(text).node
    document = documents.get(session, actor, document_id)
    revision = documents.revision(session, actor, document_id, ordinal)
    if isinstance(node, MatchAll):
        return Inside()
    hit = _hit(open_index, document_id, node) if revision.id == document.current_revision_id else None
    if hit is None:
        return _read_through(session, revision, node)
    revision_id = saved_id(revision.id)
    texts = documents.page_texts(session, [(revision_id, page.number) for page in hit.pages])
    counts = {page.number: page.hits for page in hit.pages}
    shown = sorted((number, words, counts[number]) for (_, number), words in texts.items())
    return _inside(shown, max(hit.page_count, len(shown)), node)


def marked_text(text: str, query: str) -> str:
    """A page's whole text as safe HTML, its lines and tabs kept: everything but <mark> is escaped."""
    return "".join(_marked(text, snippets.hits(text[: snippets.MAX_CHARACTERS], parse(query).node)))


def _hit(open_index: OpenIndex, document_id: int, node: Node) -> IndexHit | None:
    """None when the index cannot say; a hit without pages when it knows of none."""
    try:
        index = open_index()
        found = index.search(node, allowed={document_id}, limit=1)
        if not found.hits:
            found = index.search(node, allowed={document_id}, limit=1, mode="most")
    except IndexProblem:
        return None
    return found.hits[0] if found.hits else IndexHit(document_id, 0.0, (), ())


def _read_through(session: Session, revision: Revision, node: Node) -> Inside:
    pages = documents.revision_pages(session, saved_id(revision.id))
    counted = ((page.number, page.text, len(snippets.hits(page.text, node))) for page in pages)
    found = [page for page in counted if page[2]]
    return _inside(found[:MOST_PAGES], len(found), node)


def _inside(pages: Sequence[tuple[int, str, int]], total: int, node: Node) -> Inside:
    hits = tuple(PageHit(number, snippets.snippet(text, node), count) for number, text, count in pages)
    words = dict.fromkeys(word for _, text, _ in pages for word in snippets.mark_words(node, text))
    return Inside(hits, total, tuple(islice(words, _MOST_WORDS)))


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
