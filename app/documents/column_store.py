"""What a process keeps of the documents, as new as the transaction that asks: columns, and who may see which ids.

At each use the log of changes is asked how far it goes, and what it names since the last use is read again. Whether
somebody may see a document is always the database's answer (`is_visible_to`), for each that changed. Sessions that may
write, and databases for which nothing is kept, read everything directly.

A transaction of SQLite sees one state, so what was read under its position is that state exactly. Where each statement
sees the newest state (PostgreSQL), something may be newer than the position says, and is then read once more.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.db import kept
from app.core.shelf import Shelf
from app.documents import changelog, column_queries
from app.documents.access import standpoint
from app.documents.changelog import NAMES, Extent
from app.documents.columns import Columns, Words, rows_from, tags_from
from app.documents.schemas import Filters
from indexer.ids import Ids

T = TypeVar("T")

MOST_SCOPES = 128  # sets of ids kept for people, and as many for filters that were typed
MOST_IDS = 4_000_000  # in each of the two, so that memory is bounded in large libraries


def columns_of(session: Session) -> Columns:
    store = kept(session, ColumnStore)
    return store.columns(session) if store else _read(session, changelog.extent(session).newest, Words())


def visible_ids(session: Session, actor: Actor, filters: Filters) -> Ids:
    """The documents that exist for the actor under these filters."""
    store = kept(session, ColumnStore)
    return store.visible_ids(session, actor, filters) if store else column_queries.visible_ids(session, actor, filters)


def named(session: Session, columns: Columns, key: tuple[str, ...], read: Callable[[], T]) -> T:
    """What values of the columns are called, as `read` tells; read again when the log says that names have changed.

    Kept only where session and columns stand at the same change, lest an older name stays.
    """
    if key not in columns.names:
        found = read()
        if changelog.extent(session).newest != columns.position:
            return found
        columns.names[key] = found
    known: T = columns.names[key]
    return known


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody sees under some filters, at a position of the log."""

    position: int
    ids: Ids


class ColumnStore:
    """Of one database, for all threads of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._words = Words()
        self._columns: Columns | None = None
        self._seen, self._filtered = Shelf[Scope](MOST_SCOPES, MOST_IDS), Shelf[Scope](MOST_SCOPES, MOST_IDS)

    def columns(self, session: Session) -> Columns:
        """At least as new as what the session sees: another thread's transaction may have been ahead."""
        extent = changelog.extent(session)
        held = self._columns
        if held is not None and held.position >= extent.newest:
            return held
        with self._lock:
            held = self._columns
            if held is None or held.position < extent.newest:
                self._columns = held = self._followed(session, held, extent)
            return held

    def visible_ids(self, session: Session, actor: Actor, filters: Filters) -> Ids:
        extent = changelog.extent(session)
        filters = _meant(filters)
        shelf = self._seen if filters == Filters() else self._filtered
        key = (standpoint(actor), filters)
        held = shelf.get(key)
        if held is None or held.position < extent.newest:
            now = Scope(extent.newest, _followed(session, actor, filters, held, extent))
            shelf.put(key, now, len(now.ids), over=lambda other: other.position <= now.position)
            return now.ids
        return held.ids

    def _followed(self, session: Session, held: Columns | None, extent: Extent) -> Columns:
        if held is None or _is_far(held.position, len(held.rows), extent):
            return _read(session, extent.newest, self._words)
        since = held.position
        return held.followed_by(
            extent.newest,
            column_queries.changed_ids(session, since),
            rows_from(column_queries.rows(session, since=since), self._words),
            tags_from(column_queries.tags(session, since=since)),
        )


def _read(session: Session, position: int, words: Words) -> Columns:
    rows, tags = column_queries.rows(session), column_queries.tags(session)
    return Columns(position, rows_from(rows, words), tags_from(tags), words)


def _followed(session: Session, actor: Actor, filters: Filters, held: Scope | None, extent: Extent) -> Ids:
    if held is not None and not _is_far(held.position, len(held.ids), extent):
        changed, visible = column_queries.visible_since(session, actor, filters, held.position)
        if NAMES not in changed or filters == Filters():
            left = held.ids.array[~changed.holds(held.ids.array)]
            return Ids(np.sort(np.concatenate([left, visible.array]), kind="stable"))
    return column_queries.visible_ids(session, actor, filters)


def _is_far(position: int, size: int, extent: Extent) -> bool:
    """Not all is named that came since then, or so much that reading everything is no more work."""
    return not extent.reaches(position) or extent.newest - position > max(1_000, size)


def _meant(filters: Filters) -> Filters:
    """An instrument alone filters nothing: it says what the numbers of domains, aspects and indicators mean."""
    has_numbers = filters.domains or filters.aspects or filters.indicators
    return filters if has_numbers else replace(filters, instrument_id=None)
