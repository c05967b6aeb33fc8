"""Where a rule was asked for by article, the page on which the article begins stands first among its pages."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.documents import outline
from app.search import queries
from indexer.index.port import IndexHit, PageMatch


def at_their_page(
    session: Session, actor: Actor, ids: Sequence[int], article: str, found: Mapping[int, IndexHit]
) -> dict[int, IndexHit]:
    """What was found in these rules, the page of the article first; rules without that article are left out."""
    revisions = queries.current_revisions(session, actor, ids)
    pages = outline.pages_of_article(session, list(revisions.values()), article)
    return {
        document_id: _headed(found.get(document_id) or IndexHit(document_id, 0.0, (), ()), pages[revision_id])
        for document_id, revision_id in revisions.items()
        if revision_id in pages
    }


def _headed(hit: IndexHit, page: int) -> IndexHit:
    own = next((match for match in hit.pages if match.number == page), PageMatch(page, 1, 1))
    rest = tuple(match for match in hit.pages if match.number != page)
    is_new = len(rest) == len(hit.pages)
    return replace(hit, pages=(own, *rest), page_count=hit.page_count + is_new)
