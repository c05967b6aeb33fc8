"""The same decision for many documents at once: shown before it is taken, taken in one step, taken back in one step."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import InvalidInput
from app.core.events import emit
from app.curation import marks, queries
from app.curation.actions import keep
from app.curation.models import ActionKind, CurationMark
from app.curation.schemas import Outcome, Preview, QueueFilter
from app.curation.undoing import Before, noted_tag
from app.documents.events import TagsChanged
from app.documents.models import Tag, TagState
from app.instruments.models import Indicator

MOST = 1000  # documents in one step: what a person can answer for, and what one short transaction can hold
_TOO_MANY = f"Paling banyak {MOST} dokumen dalam satu langkah. Persempit saringannya, atau ulangi setelah langkah ini."
_NONE = "Pilih sedikitnya satu dokumen."


class Verb(StrEnum):
    CONFIRM = "confirm"
    REJECT = "reject"


def matching(session: Session, actor: Actor, *, where: QueueFilter) -> list[int]:
    """The documents of the filter that have suggestions, as many as one step takes."""
    actor.require("tag.decide")
    return queries.ids(session, actor, where, limit=MOST)


def preview(session: Session, actor: Actor, *, document_ids: Sequence[int], verb: Verb, strength: Decimal) -> Preview:
    chosen = _chosen(session, actor, document_ids, verb, strength)
    counted = Counter((indicator.number, indicator.short_name) for _tag, indicator in chosen)
    return Preview(
        tuple(dict.fromkeys(document_ids)),
        len({tag.document_id for tag, _indicator in chosen}),
        len(chosen),
        tuple((number, name, count) for (number, name), count in counted.most_common()),
    )


def apply(
    session: Session,
    actor: Actor,
    *,
    document_ids: Sequence[int],
    verb: Verb,
    strength: Decimal,
    finishes: bool = True,
) -> Outcome:
    """Decide now. With `finishes`, documents that have no open suggestion left are called done as well.

    Suggestions that somebody decided on since the preview are not touched; documents out of sight are passed over.
    """
    tags = [tag for tag, _indicator in _chosen(session, actor, document_ids, verb, strength)]
    if not tags:
        return Outcome(None, 0, 0)
    affected = sorted({tag.document_id for tag in tags})
    before = _before(session, affected, tags)
    state = TagState.CONFIRMED if verb is Verb.CONFIRM else TagState.REJECTED
    for tag in tags:
        tag.state, tag.decided_by, tag.decided_at = state, actor.user_id, now()
        session.add(tag)
    session.flush()
    emit(session, TagsChanged(tuple(affected)))
    if finishes:
        marks.call_done(session, _without_open_tags(session, affected), by=actor.user_id)
    word = "dipastikan" if verb is Verb.CONFIRM else "ditolak"
    said = f"{len(tags)} label {word} pada {len(affected)} dokumen"
    action = keep(session, actor, ActionKind.BULK, said, before)
    for tag in tags:
        after = {"indicator_id": tag.indicator_id, "state": state, "action": action.id}
        was = {"state": TagState.SUGGESTED}
        audit.record(session, actor, f"tag.{state.value}", "document", tag.document_id, before=was, after=after)
    after = {"tags": len(tags), "documents": len(affected), "strength": strength, "state": state}
    audit.record(session, actor, "curation.bulk", "curation", action.id, after=after)
    return Outcome(action.id, len(affected), len(tags))


def _chosen(
    session: Session, actor: Actor, document_ids: Sequence[int], verb: Verb, strength: Decimal
) -> list[tuple[Tag, Indicator]]:
    """Confirming takes what is at least so strong; rejecting takes every open suggestion that is weaker."""
    actor.require("tag.decide")
    ids = list(dict.fromkeys(document_ids))
    if not ids:
        raise InvalidInput(_NONE)
    if len(ids) > MOST:
        raise InvalidInput(_TOO_MANY)
    found = [pair for part in marks.parts(ids) for pair in queries.open_tags(session, actor, part)]
    return [pair for pair in found if ((pair[0].score or 0.0) >= float(strength)) == (verb is Verb.CONFIRM)]


def _before(session: Session, document_ids: Sequence[int], tags: Sequence[Tag]) -> Before:
    found = {one: mark for part in marks.parts(document_ids) for one, mark in marks.of(session, part).items()}
    return Before(
        {(tag.document_id, tag.indicator_id): noted_tag(tag) for tag in tags},
        {one: marks.noted(found.get(one) or CurationMark(document_id=one)) for one in document_ids},
    )


def _without_open_tags(session: Session, document_ids: Sequence[int]) -> list[int]:
    found = {one: mark for part in marks.parts(document_ids) for one, mark in marks.of(session, part).items()}
    return [one for one in document_ids if one in found and not found[one].open_tags]
