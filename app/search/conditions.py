"""A query tree as a condition of the database: the words as they are typed, anywhere in a document or in its title."""

from sqlalchemy import ColumnElement, and_, exists, true
from sqlmodel import col, func, or_

from app.core.matching import ESCAPE, containing
from app.documents.models import Document, Page
from indexer.query import And, Field, MatchAll, Node, Not, Or

MOST_WORDS = 8  # every word reads all pages: the rest of a long query is left to the index
_FIELDS = (Document.title, Document.number, Document.kind_abbrev, Document.issuer, Document.description)


def condition_of(node: Node, *, in_title: bool = False) -> ColumnElement[bool]:
    if isinstance(node, MatchAll):
        return true()
    if isinstance(node, And):
        return and_(true(), *(condition_of(part, in_title=in_title) for part in node.nodes[:MOST_WORDS]))
    if isinstance(node, Or):
        return or_(*(condition_of(part, in_title=in_title) for part in node.nodes[:MOST_WORDS]))
    if isinstance(node, Not):
        return ~condition_of(node.node, in_title=in_title)
    if isinstance(node, Field):
        return condition_of(node.node, in_title=True)
    return titled(node.text) if in_title else _somewhere(node.text)


def titled(word: str) -> ColumnElement[bool]:
    return func.lower(Document.title).like(containing(word), escape=ESCAPE)


def _somewhere(word: str) -> ColumnElement[bool]:
    like = containing(word)
    on_page = exists().where(
        col(Page.revision_id) == col(Document.current_revision_id), func.lower(Page.text).like(like, escape=ESCAPE)
    )
    in_fields = [func.lower(func.coalesce(column, "")).like(like, escape=ESCAPE) for column in _FIELDS]
    return or_(*in_fields, on_page)
