"""What a curator does with a document of the queue: decide on labels, call it done. Each is kept, to be taken back."""

from collections.abc import Collection, Sequence

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.errors import InvalidInput
from app.core.tables import saved_id
from app.curation import marks, queries
from app.curation.models import ActionKind, CurationAction, CurationMark
from app.curation.schemas import Outcome
from app.curation.undoing import Before, noted_tag
from app.documents import service as documents
from app.documents import tagging
from app.documents.models import Tag, TagState
from app.documents.tag_schemas import TagRow
from app.instruments import service as instruments

_NOTHING_CHOSEN = (
    "Belum ada indikator yang dipastikan. Pastikan yang benar, atau nyatakan bahwa dokumen ini tidak mendukung "
    "indikator apa pun."
)
_SAID = {TagState.CONFIRMED: "Dipastikan", TagState.REJECTED: "Ditolak", TagState.SUGGESTED: "Ditarik kembali"}
_MOST_NAMED = 6


def decide(
    session: Session,
    actor: Actor,
    *,
    document_id: int,
    indicator_ids: Sequence[int],
    state: TagState,
    note: str = "",
    is_from_queue: bool = False,
) -> Outcome:
    """Confirm, reject, add by hand, or take back. From the queue, what somebody else has decided on meanwhile stays."""
    actor.require("tag.decide")
    documents.get(session, actor, document_id)
    known = {row.indicator_id: row for row in tagging.tags_of(session, actor, document_id)}
    passed = tuple(known[one] for one in indicator_ids if is_from_queue and _is_decided(known.get(one), state))
    wanted = [one for one in dict.fromkeys(indicator_ids) if one not in {row.indicator_id for row in passed}]
    if not wanted:
        return Outcome(None, 0, 0, passed)
    before = _before(session, [document_id], set(wanted))
    for indicator_id in wanted:
        tagging.decide(session, actor, document_id=document_id, indicator_id=indicator_id, state=state, note=note)
    said = f"{_SAID[state]}: {_named(session, wanted)}"
    action = keep(session, actor, ActionKind.DECIDE, said, before)
    return Outcome(action.id, 1, len(wanted), passed, said=said)


def finish(
    session: Session,
    actor: Actor,
    *,
    document_id: int,
    is_none: bool = False,
    seen: Collection[int] | None = None,
) -> Outcome:
    """Done with this document: suggestions left open are rejected, as the button says.

    `seen` are the indicators that were on the page: a suggestion that came since is not rejected unread. Raises
    InvalidInput when nothing was confirmed and nobody said that the document supports no indicator.
    """
    actor.require("tag.decide")
    documents.get(session, actor, document_id)
    rows = tagging.tags_of(session, actor, document_id)
    left = [row for row in rows if row.state is TagState.SUGGESTED]
    if left and not is_none and not any(row.state is TagState.CONFIRMED for row in rows):
        raise InvalidInput(_NOTHING_CHOSEN)
    rejected = [row.indicator_id for row in left if seen is None or row.indicator_id in seen]
    before = _before(session, [document_id], set(rejected))
    for indicator_id in rejected:
        tagging.decide(session, actor, document_id=document_id, indicator_id=indicator_id, state=TagState.REJECTED)
    marks.call_done(session, [document_id], by=actor.user_id)
    word = "tidak mendukung indikator apa pun" if is_none else "selesai"
    rest = f", {len(rejected)} usulan ditolak" if rejected else ""
    said = f"Dinyatakan {word}{rest}"
    action = keep(session, actor, ActionKind.FINISH, said, before)
    after = {"rejected": len(rejected), "none": is_none or None, "action": action.id}
    audit.record(session, actor, "curation.done", "document", document_id, after=after)
    return Outcome(action.id, 1, len(rejected), said=said)


def keep(session: Session, actor: Actor, kind: ActionKind, said: str, before: Before) -> CurationAction:
    """Write down what was there, and what is there now, so that taking back knows whether somebody came between."""
    session.flush()
    now_there = {
        (tag.document_id, tag.indicator_id): tag
        for ids in marks.parts(before.document_ids)
        for tag in queries.tags_of(session, ids)
    }
    tags = [
        {"document": key[0], "indicator": key[1], "before": earlier, "after": noted_tag(now_there[key])}
        for key, earlier in before.tags.items()
        if key in now_there
    ]
    after = {
        mark.document_id: marks.noted(mark)
        for ids in marks.parts(before.document_ids)
        for mark in marks.of(session, ids).values()
    }
    changed = [
        {"before": earlier, "after": after[document_id]}
        for document_id, earlier in before.marks.items()
        if document_id in after and after[document_id] != earlier
    ]
    action = CurationAction(
        actor_id=saved_id(actor.user_id), kind=kind, said=said[:300], changes={"tags": tags, "marks": changed}
    )
    session.add(action)
    session.flush()
    return action


def _named(session: Session, indicator_ids: Sequence[int]) -> str:
    """One by its name, several by their numbers."""
    refs = instruments.indicators_by_id(session, indicator_ids)
    found = [refs[one] for one in indicator_ids if one in refs]
    if len(found) == 1:
        return f"{found[0].number}. {found[0].short_name}"
    numbers = ", ".join(str(ref.number) for ref in found[:_MOST_NAMED])
    rest = f" dan {len(found) - _MOST_NAMED} lainnya" if len(found) > _MOST_NAMED else ""
    return f"indikator {numbers}{rest}"


def _before(session: Session, document_ids: Sequence[int], indicator_ids: Collection[int]) -> Before:
    found: dict[tuple[int, int], Tag] = {
        (tag.document_id, tag.indicator_id): tag for tag in queries.tags_of(session, document_ids)
    }
    return Before(
        {
            (document_id, indicator_id): noted_tag(found[document_id, indicator_id])
            if (document_id, indicator_id) in found
            else None
            for document_id in document_ids
            for indicator_id in sorted(indicator_ids)
        },
        {document_id: marks.noted(mark) for document_id, mark in _marks(session, document_ids).items()},
    )


def _marks(session: Session, document_ids: Sequence[int]) -> dict[int, CurationMark]:
    found = marks.of(session, document_ids)
    return {one: found.get(one) or CurationMark(document_id=one) for one in document_ids}


def _is_decided(row: TagRow | None, state: TagState) -> bool:
    return row is not None and row.state is not TagState.SUGGESTED and state is not TagState.SUGGESTED
