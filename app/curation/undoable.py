"""What "undo" would take back, told before it is: which decision, on which document, how long ago."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.clock import now
from app.core.errors import NotFound
from app.core.tables import saved_id
from app.curation import marks, queries
from app.curation.models import CurationAction
from app.curation.schemas import Undoable, UndoLine
from app.documents.models import TagState
from app.instruments import service as instruments

SITTING = timedelta(minutes=30)  # what lies further back is no slip of the finger
MOST_LINES = 100
_NOTHING = "Tidak ada keputusan Anda yang dapat diurungkan."


def last(session: Session, actor: Actor, *, shown: int | None = None) -> Undoable | None:
    """One's own last action that still stands; `shown` is the document that is looked at."""
    actor.require("tag.decide")
    found = queries.last_action(session, actor.user_id) if actor.user_id is not None else None
    return _told(session, actor, found, shown) if found else None


def named(session: Session, actor: Actor, action_id: int) -> Undoable:
    """Raises NotFound for what is not one's own or has been taken back already."""
    return _told(session, actor, _own(session, actor, action_id), None)


def lines(session: Session, actor: Actor, action_id: int) -> tuple[UndoLine, ...]:
    """The first labels that would be put back, of documents that the actor sees."""
    changes = _own(session, actor, action_id).changes["tags"]
    seen = _titles(session, actor, [one["document"] for one in changes])
    shown = [one for one in changes if one["document"] in seen][:MOST_LINES]
    refs = instruments.indicators_by_id(session, {one["indicator"] for one in shown})
    return tuple(
        UndoLine(
            one["document"],
            f"{refs[one['indicator']].number}. {refs[one['indicator']].short_name}",
            TagState(one["before"]["state"]) if one["before"] else None,
        )
        for one in shown
        if one["indicator"] in refs
    )


def documents_of(action: CurationAction) -> list[int]:
    tags, moved = action.changes["tags"], action.changes["marks"]
    return sorted({one["document"] for one in tags} | {one["before"]["document"] for one in moved})


def _own(session: Session, actor: Actor, action_id: int) -> CurationAction:
    actor.require("tag.decide")
    found = session.get(CurationAction, action_id)
    if found is None or found.actor_id != actor.user_id or found.undone_at is not None:
        raise NotFound(_NOTHING)
    return found


def _told(session: Session, actor: Actor, action: CurationAction, shown: int | None) -> Undoable:
    ids = documents_of(action)
    latest = queries.latest_action(session, action.actor_id)
    at_hand = {*(documents_of(latest) if latest else ()), shown}
    is_at_hand = len(ids) <= 1 and set(ids) <= at_hand
    return Undoable(
        action_id=saved_id(action.id),
        said=action.said,
        at=action.at,
        documents=len(ids),
        titles=_titles(session, actor, ids),
        has_to_ask=not is_at_hand or now() - action.at > SITTING,
    )


def _titles(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, str]:
    return {
        number: title for part in marks.parts(ids) for number, title in queries.titles(session, actor, part).items()
    }
