"""Database search: slower and simpler than the index, used while the index cannot answer, and for completions."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, or_, select

from app.accounts.permissions import Actor
from app.core.matching import ESCAPE, containing
from app.core.places import filled, is_among, size_for
from app.documents import citing
from app.documents.access import is_visible_to, standpoint
from app.documents.models import Document, LegalStatus, Lifecycle, Page, Visibility
from app.search.conditions import MOST_WORDS, condition_of, titled
from indexer.query import Node, positive_leaves

_TITLED = (col(Document.id), col(Document.title), col(Document.kind_abbrev), col(Document.number), col(Document.year))
_SHOWN: tuple[Any, ...] = (*_TITLED, col(Document.citation_key), col(Document.labels), col(Document.legal_status))


@dataclass(frozen=True, slots=True)
class TitleRow:
    """`line` is all that a document is found by while somebody types: its citation and its title."""

    id: int
    line: str
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class ShownTitle:
    """A document as it is offered to somebody who may see it."""

    id: int
    line: str
    title: str
    short: str | None
    legal_status: LegalStatus


def matching_ids(session: Session, node: Node, allowed: AbstractSet[int]) -> list[int]:
    """Allowed documents that fit; best guess first: the first word in the title before in the text only."""
    first = next(positive_leaves(node), None)
    in_title = [] if first is None else [titled(first.text)]
    wanted = select(Document.id, *in_title).where(condition_of(node)).order_by(col(Document.id).desc())
    found = session.execute(wanted).all()
    ranked = sorted(found, key=lambda row: not (len(row) > 1 and row[1]))
    among = frozenset(allowed)
    return [row[0] for row in ranked if row[0] in among]


def matching_pages(session: Session, revision_ids: Sequence[int], words: Sequence[str]) -> dict[int, list[int]]:
    """Revision → its pages that hold any of the words, at most three each."""
    if not revision_ids or not words:
        return {}
    anywhere = or_(*(func.lower(Page.text).like(containing(word), escape=ESCAPE) for word in words[:MOST_WORDS]))
    wanted = select(Page.revision_id, Page.number).where(col(Page.revision_id).in_(revision_ids), anywhere)
    pages: dict[int, list[int]] = {}
    for revision_id, number in session.execute(wanted.order_by(col(Page.number))):
        pages.setdefault(revision_id, []).append(number)
    return {revision_id: numbers[:3] for revision_id, numbers in pages.items()}


def newest_change(session: Session) -> datetime | None:
    return session.execute(sql_select(func.max(col(Document.updated_at)))).scalar()


def titles_since(session: Session, since: datetime | None) -> list[TitleRow]:
    """What a document can be found by while somebody types; of all that changed since then, whoever may see them."""
    wanted = sql_select(*_TITLED, col(Document.lifecycle), col(Document.visibility))
    changed = wanted if since is None else wanted.where(col(Document.updated_at) >= since)
    return [
        TitleRow(
            number,
            _line(title, abbreviation, rule, year),
            is_public=lifecycle == Lifecycle.PUBLISHED and visibility == Visibility.PUBLIC,
        )
        for number, title, abbreviation, rule, year, lifecycle, visibility in session.execute(changed)
    ]


def visible_titles(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, ShownTitle]:
    """Those of them that the actor may see, as they are now."""
    if not ids:
        return {}
    size = size_for(ids)
    found = session.connection().execute(_titles_seen_by(standpoint(actor), size), filled(ids, size))
    return {
        row.id: ShownTitle(
            row.id,
            _line(row.title, row.kind_abbrev, row.number, row.year),
            row.title,
            citing.short_of(row),
            row.legal_status,
        )
        for row in found
    }


@lru_cache(maxsize=256)
def _titles_seen_by(actor: Actor, size: int) -> Select[Any]:
    """Asked at every keystroke: made once for all who see the same."""
    return sql_select(*_SHOWN).where(is_visible_to(actor), is_among(col(Document.id), size))


def _line(title: str, *citation: object) -> str:
    return " ".join(str(part) for part in (*citation, title) if part)


def current_revisions(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, int]:
    """Document → its current revision, for visible documents."""
    wanted = select(Document.id, Document.current_revision_id).where(is_visible_to(actor), col(Document.id).in_(ids))
    found = session.execute(wanted).all()
    return {document_id: revision_id for document_id, revision_id in found if revision_id is not None}
