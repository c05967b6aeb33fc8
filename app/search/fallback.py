"""Search without the index: the database looks for the words as they are typed. Slower, simpler, always there."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.documents.service import page_texts
from app.search import queries
from app.search.parsed import ParsedQuery
from indexer import snippets
from indexer.index.port import IndexHit, PageMatch
from indexer.query import Node, positive_leaves


def matching_ids(session: Session, parsed: ParsedQuery, allowed: AbstractSet[int]) -> list[int]:
    return queries.matching_ids(session, parsed.node, allowed)


def page_hits(session: Session, actor: Actor, ids: Sequence[int], node: Node) -> dict[int, IndexHit]:
    """The pages that hold any of the words, in the shape in which the index tells of them."""
    revisions = queries.current_revisions(session, actor, ids)
    pages = queries.matching_pages(session, list(revisions.values()), [leaf.text for leaf in positive_leaves(node)])
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


def whole_hits(session: Session, actor: Actor, ids: Sequence[int], node: Node) -> dict[int, IndexHit]:
    """The same, of pages on which the node itself is found: "pasal 9" is no part of "Pasal 99"."""
    revisions = queries.current_revisions(session, actor, ids)
    hits = page_hits(session, actor, ids, node)
    keys = [(revisions[i], page.number) for i, hit in hits.items() for page in hit.pages]
    held = {key for key, text in page_texts(session, keys).items() if snippets.hits(text, node)}
    return {
        i: replace(hit, pages=pages, page_count=len(pages))
        for i, hit in hits.items()
        if (pages := tuple(page for page in hit.pages if (revisions[i], page.number) in held))
    }
