"""Which pages a hit shows and their snippets. Texts come from the page table, for the rows shown only."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from app.documents.schemas import ChangedBy, DocumentRow
from app.documents.service import page_texts
from app.search.articles import Sought
from app.search.schemas import Hit, PageHit
from indexer import snippets
from indexer.index.port import IndexHit, PageMatch
from indexer.query import Node

SHOWN_PAGES = 3


def hits_for(
    session: Session,
    rows: Sequence[DocumentRow],
    found: Mapping[int, IndexHit],
    node: Node,
    *,
    cited: Mapping[int, Sought],
    changes: Mapping[int, tuple[ChangedBy, ...]],
) -> tuple[Hit, ...]:
    """`cited` are the rules that were asked for by name, each with what is shown of it; `changes` what ended rules."""
    wanted = {
        row.id: [(row.revision_id, page) for page in found[row.id].pages[:SHOWN_PAGES]]
        for row in rows
        if row.id in found
    }
    keys = [(revision, page.number) for pages in wanted.values() for revision, page in pages]
    texts = page_texts(session, keys)
    shown = {
        document_id: _pages(pages, texts, cited.get(document_id) or Sought(node))
        for document_id, pages in wanted.items()
    }
    return tuple(
        _hit(row, found.get(row.id), shown.get(row.id, ()), is_cited=row.id in cited, changes=changes.get(row.id, ()))
        for row in rows
    )


def words_to_mark(node: Node, text: str) -> list[str]:
    return list(snippets.mark_words(node, text))


def _pages(
    pages: Sequence[tuple[int, PageMatch]], texts: Mapping[tuple[int, int], str], sought: Sought
) -> tuple[PageHit, ...]:
    return tuple(
        PageHit(page.number, sought.snippet(texts[revision, page.number]), page.hits)
        for revision, page in pages
        if (revision, page.number) in texts
    )


def _hit(
    row: DocumentRow,
    found: IndexHit | None,
    pages: tuple[PageHit, ...],
    *,
    is_cited: bool,
    changes: tuple[ChangedBy, ...],
) -> Hit:
    if found is None:
        return Hit(row, 0.0, (), 0, is_cited, changes=changes)
    hits = max(found.hit_count, found.page_count)
    return Hit(row, found.score, pages, found.page_count, is_cited, hits, changes)
