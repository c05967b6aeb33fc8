"""A person's own searches: remembered only where that person has switched it on, seen by nobody else."""

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.clock import now
from app.core.config import Settings
from app.core.errors import Conflict
from app.searches import queries
from app.searches.access import owner_id
from app.searches.keeping import MOST_REMEMBERED
from app.searches.models import SearchMemory
from app.searches.schemas import History


def read(session: Session, actor: Actor, settings: Settings) -> History:
    owner = owner_id(actor)
    if not settings.search_history:
        return History(is_allowed=False, is_kept=False, queries=())
    found = queries.recent(session, owner, limit=MOST_REMEMBERED)
    rows = tuple((recent.query, recent.at) for recent in found)
    return History(is_allowed=True, is_kept=bool(queries.remembered_since(session, {owner})), queries=rows)


def choose(session: Session, actor: Actor, settings: Settings, *, is_kept: bool) -> None:
    """Switching it off deletes what there is."""
    if is_kept and not settings.search_history:
        raise Conflict("Admin tidak mengizinkan riwayat pencarian di pustaka ini.")
    memory = _memory(session, owner_id(actor))
    memory.is_kept, memory.cleared_at = is_kept, now()
    if not is_kept:
        queries.delete_recent(session, memory.user_id)


def forget(session: Session, actor: Actor, *, query: str | None = None) -> None:
    """One of them or all. Searches that still wait to be written are forgotten with them."""
    memory = _memory(session, owner_id(actor))
    memory.cleared_at = now()
    queries.delete_recent(session, memory.user_id, query)


def beginning(session: Session, actor: Actor, text: str, *, limit: int) -> list[str]:
    """One's own searches that begin so, the latest first; for completions."""
    if actor.user_id is None:
        return []
    return [recent.query for recent in queries.recent(session, actor.user_id, beginning=text, limit=limit)]


def _memory(session: Session, user_id: int) -> SearchMemory:
    memory = session.get(SearchMemory, user_id)
    if memory is None:
        memory = SearchMemory(user_id=user_id)
        session.add(memory)
    return memory
