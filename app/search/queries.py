"""Database search: slower and simpler than the index, used while the index cannot answer, and for completions."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, func, or_, select

from app.accounts.permissions import Actor
from app.core.matching import ESCAPE, containing
from app.documents.access import is_visible_to, visible_to
from app.documents.models import Document, Page
from app.instruments.models import Indicator

_MOST_WORDS = 8


def matching_ids(session: Session, words: Sequence[str], allowed: frozenset[int]) -> list[int]:
    """Allowed documents that hold every word in title, citation or text; best guess first: title before text."""
    conditions = [_somewhere(word) for word in words[:_MOST_WORDS]]
    in_title = [func.lower(Document.title).like(containing(word), escape=ESCAPE) for word in words[:_MOST_WORDS]]
    wanted = select(Document.id, *in_title[:1]).where(*conditions).order_by(col(Document.id).desc())
    found = session.execute(wanted).all()
    ranked = sorted(found, key=lambda row: not (len(row) > 1 and row[1]))
    return [row[0] for row in ranked if row[0] in allowed]


def matching_pages(session: Session, revision_ids: Sequence[int], words: Sequence[str]) -> dict[int, list[int]]:
    """Revision → its pages that hold any of the words, at most three each."""
    if not revision_ids or not words:
        return {}
    anywhere = or_(*(func.lower(Page.text).like(containing(word), escape=ESCAPE) for word in words[:_MOST_WORDS]))
    wanted = select(Page.revision_id, Page.number).where(col(Page.revision_id).in_(revision_ids), anywhere)
    pages: dict[int, list[int]] = {}
    for revision_id, number in session.execute(wanted.order_by(col(Page.number))):
        pages.setdefault(revision_id, []).append(number)
    return {revision_id: numbers[:3] for revision_id, numbers in pages.items()}


def titles_with(session: Session, actor: Actor, words: Sequence[str], limit: int) -> list[Document]:
    """Visible documents whose title or number holds every word, shortest title first."""
    conditions = [
        or_(
            func.lower(Document.title).like(containing(word), escape=ESCAPE),
            func.lower(func.coalesce(Document.number, "")).like(containing(word), escape=ESCAPE),
        )
        for word in words[:_MOST_WORDS]
    ]
    ordered = visible_to(actor).where(*conditions).order_by(func.length(Document.title), col(Document.id))
    return list(session.exec(ordered.limit(limit)))


def indicators_with(session: Session, words: Sequence[str], instrument_id: str, limit: int) -> list[Indicator]:
    conditions = [func.lower(Indicator.name).like(containing(word), escape=ESCAPE) for word in words[:_MOST_WORDS]]
    wanted = select(Indicator).where(Indicator.instrument_id == instrument_id, *conditions)
    return list(session.exec(wanted.order_by(col(Indicator.number)).limit(limit)))


def current_revisions(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, int]:
    """Document → its current revision, for visible documents."""
    wanted = select(Document.id, Document.current_revision_id).where(is_visible_to(actor), col(Document.id).in_(ids))
    found = session.execute(wanted).all()
    return {document_id: revision_id for document_id, revision_id in found if revision_id is not None}


def _somewhere(word: str) -> ColumnElement[bool]:
    like = containing(word)
    on_page = exists().where(
        col(Page.revision_id) == col(Document.current_revision_id), func.lower(Page.text).like(like, escape=ESCAPE)
    )
    in_fields = [
        func.lower(func.coalesce(column, "")).like(like, escape=ESCAPE)
        for column in (Document.title, Document.number, Document.kind_abbrev, Document.issuer, Document.description)
    ]
    return or_(*in_fields, on_page)


def all_visible(session: Session, actor: Actor) -> frozenset[int]:
    found = session.execute(select(Document.id).where(is_visible_to(actor))).scalars().all()
    return frozenset(document_id for document_id in found if document_id is not None)
