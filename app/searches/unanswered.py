"""What was sought and not found: the curators' list, until somebody has dealt with it."""

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.config import Settings
from app.core.errors import NotFound
from app.core.pagination import Listing, Slice
from app.searches import queries
from app.searches.access import CURATING
from app.searches.keeping import first_day
from app.searches.schemas import MissedRow


def listing(
    session: Session, actor: Actor, settings: Settings, *, part: Slice, is_handled: bool = False
) -> Listing[MissedRow]:
    """Of the days that are kept, the most missed first; what is past its time is not shown, deleted or not."""
    actor.require(CURATING)
    found, total = queries.missed(session, since=first_day(settings), is_handled=is_handled, part=part)
    rows = [MissedRow(query, waiting, sought, day, handled > 0) for query, waiting, sought, day, handled in found]
    return Listing(rows, total, part.limit, part.offset)


def settle(session: Session, actor: Actor, *, query: str, is_handled: bool = True) -> None:
    """The misses so far are dealt with, or wait again. Whoever misses the same words later brings them back."""
    actor.require(CURATING)
    if not queries.set_handled(session, query, is_handled=is_handled):
        raise NotFound("Pencarian itu tidak ada lagi di catatan.")
    audit.record(session, actor, "missed.settle" if is_handled else "missed.reopen", "missed", query[:80])
