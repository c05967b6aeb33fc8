"""Taking back what a curator did: exactly what was there before comes back, also minutes later and for thousands.

Everything is looked at again: what the actor may not see any more, and what somebody changed since, is left alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.core.events import emit
from app.curation import marks, queries
from app.curation.models import CurationAction
from app.curation.schemas import Undone
from app.curation.undoable import documents_of
from app.documents.events import TagsChanged
from app.documents.models import Tag, TagState

_NOTHING = "Tidak ada keputusan Anda yang dapat diurungkan."
_ALREADY = "Tindakan ini sudah diurungkan."
Noted = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Before:
    """Labels and marks as they were: (document, indicator) → what stood there, None where nothing did."""

    tags: Mapping[tuple[int, int], Noted | None]
    marks: Mapping[int, Noted]

    @property
    def document_ids(self) -> list[int]:
        return list(self.marks)


def noted_tag(tag: Tag) -> Noted:
    return {
        "state": tag.state.value,
        "by": tag.decided_by,
        "at": tag.decided_at.isoformat() if tag.decided_at else None,
        "note": tag.note,
    }


def undo(session: Session, actor: Actor, *, action_id: int | None = None) -> Undone:
    """One's own action; without a number the last one that still stands."""
    actor.require("tag.decide")
    action = _own(session, actor, action_id)
    tag_changes, mark_changes = action.changes["tags"], action.changes["marks"]
    ids = documents_of(action)
    seen = {found for part in marks.parts(ids) for found in queries.visible_ids(session, actor, part)}
    restored = _tags_back(session, [one for one in tag_changes if one["document"] in seen])
    marked = _marks_back(session, [one for one in mark_changes if one["before"]["document"] in seen])
    touched = sorted({change["document"] for change in restored} | marked)
    for change in restored:
        _record(session, actor, action, change)
    action.undone_at = now()
    session.add(action)
    session.flush()
    if touched:
        emit(session, TagsChanged(tuple(touched)))
    after = {"action": action.id, "tags": len(restored), "documents": len(touched)}
    audit.record(session, actor, "curation.undo", "curation", action.id, after=after)
    return Undone(action.said, tuple(touched), len(restored), len(tag_changes) - len(restored))


def _own(session: Session, actor: Actor, action_id: int | None) -> CurationAction:
    if actor.user_id is None:
        raise NotFound(_NOTHING)
    is_last = action_id is None
    found = queries.last_action(session, actor.user_id) if is_last else session.get(CurationAction, action_id)
    if found is None or found.actor_id != actor.user_id:
        raise NotFound(_NOTHING)
    if found.undone_at is not None:
        raise Conflict(_ALREADY)
    return found


def _tags_back(session: Session, changes: Sequence[Noted]) -> list[Noted]:
    """Only what is still as the action left it."""
    ids = {one["document"] for one in changes}
    there = {
        (tag.document_id, tag.indicator_id): tag for part in marks.parts(ids) for tag in queries.tags_of(session, part)
    }
    restored = []
    for change in changes:
        tag = there.get((change["document"], change["indicator"]))
        if tag is None or noted_tag(tag) != change["after"]:
            continue
        if change["before"] is None:
            session.delete(tag)
        else:
            _put_back(tag, change["before"])
            session.add(tag)
        restored.append(change)
    return restored


def _put_back(tag: Tag, before: Noted) -> None:
    tag.state, tag.note = TagState(before["state"]), before["note"]
    tag.decided_by, tag.decided_at = before["by"], marks.moment(before["at"])


def _marks_back(session: Session, changes: Sequence[Noted]) -> set[int]:
    before = {one["before"]["document"]: one for one in changes}
    restored = set()
    for part in marks.parts(before):
        for document_id, mark in marks.of(session, part).items():
            if marks.noted(mark) == before[document_id]["after"]:
                marks.put_back(mark, before[document_id]["before"])
                session.add(mark)
                restored.add(document_id)
    return restored


def _record(session: Session, actor: Actor, action: CurationAction, change: Noted) -> None:
    state = change["before"]["state"] if change["before"] else "removed"
    before, after = {"state": change["after"]["state"]}, {"indicator_id": change["indicator"], "action": action.id}
    audit.record(session, actor, f"tag.{state}", "document", change["document"], before=before, after=after)
