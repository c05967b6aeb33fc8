"""A saved search as a feed: whoever knows its address reads what its owner would find at that moment, and no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.accounts import service as accounts
from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import NotFound
from app.core.ids import fingerprint, new_secret
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.schemas import DocumentRow
from app.search.service import OpenIndex
from app.searches import queries, saved
from app.searches.access import own_saved

NEWEST = 100
_NOTHING = "Umpan ini tidak ada, atau alamatnya sudah dicabut. Buat alamat baru di halaman Pencarian tersimpan."


@dataclass(frozen=True, slots=True)
class Feed:
    """The newest documents of a saved search, of `total` that it finds."""

    saved_search_id: int
    name: str
    words: str
    created_at: datetime
    total: int
    rows: Sequence[DocumentRow]

    @property
    def updated_at(self) -> datetime:
        return max((row.updated_at for row in self.rows), default=self.created_at)


def open_feed(session: Session, actor: Actor, *, saved_search_id: int) -> str:
    """A new secret address; the one before ends with it. Only its fingerprint is kept, so it is shown this once."""
    search, secret = own_saved(session, actor, saved_search_id), new_secret()
    search.feed_fingerprint, search.feed_made_at = fingerprint(secret), now()
    audit.record(session, actor, "feed.open", "feed", search.id)
    return secret


def close_feed(session: Session, actor: Actor, *, saved_search_id: int) -> None:
    search = own_saved(session, actor, saved_search_id)
    search.feed_fingerprint, search.feed_made_at = None, None
    audit.record(session, actor, "feed.close", "feed", search.id)


def read(session: Session, open_index: OpenIndex, *, secret: str) -> Feed:
    """Under the rights that the owner has now. An owner who is switched off has no feeds: the address is unknown."""
    found = queries.saved_with_feed(session, fingerprint(secret))
    request = None if found is None else saved.readable(found[0])
    if found is None or request is None:
        raise NotFound(_NOTHING)
    search, owner = found
    actor = accounts.actor_numbered(session, owner.id)
    ids = saved.found_ids(session, actor, open_index, request)
    newest = documents.sorted_ids(session, actor, list(ids), "newest")[:NEWEST]
    rows = documents.rows_by_ids(session, actor, newest)
    return Feed(
        saved_search_id=saved_id(search.id),
        name=search.name,
        words=search.text,
        created_at=search.created_at,
        total=len(ids),
        rows=[rows[key] for key in newest if key in rows],
    )
