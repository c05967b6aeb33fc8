"""Search without the index: the database looks for the words as they are typed. Slower, simpler, always there."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.search import queries
from app.search.parsed import ParsedQuery
from indexer.index.port import IndexHit, PageMatch
from indexer.query import positive_leaves


def matching_ids(session: Session, parsed: ParsedQuery, allowed: AbstractSet[int]) -> list[int]:
    return queries.matching_ids(session, parsed.node, allowed)


def page_hits(session: Session, actor: Actor, ids: Sequence[int], parsed: ParsedQuery) -> dict[int, IndexHit]:
    """The pages that hold any of the words, in the shape in which the index tells of them."""
    revisions = queries.current_revisions(session, actor, ids)
    pages = queries.matching_pages(session, list(revisions.values()), _texts(parsed))
    return {
        document_id: IndexHit(
            document_id,
            0.0,
            tuple(PageMatch(number, 1, 1) for number in pages.get(revision_id, [])),
            (),
            page_count=len(pages.get(revision_id, [])),
        )
        for document_id, revision_id in revisions.items()
    }


def _texts(parsed: ParsedQuery) -> list[str]:
    return [leaf.text for leaf in positive_leaves(parsed.node)]
