"""Draft, checked, published: the moves between them, the second pair of eyes, and who hears of it."""

from collections.abc import Sequence

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core import events
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Forbidden, InvalidInput
from app.core.pagination import Listing, Slice
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.events import DocumentTrashing
from app.documents.models import Document, Lifecycle
from app.notices import service as notices
from app.publishing import queries
from app.publishing.models import Move, PublishingPolicy, PublishingStep
from app.publishing.schemas import Publishing, StepRow, WaitingForPublication
from app.publishing.states import MOVES, Hand, may_follow

_FOUR_EYES = (
    "Admin meminta dua pasang mata: dokumen diterbitkan oleh orang lain daripada yang menyusun atau terakhir "
    "mengubahnya. Minta kurator lain menerbitkannya."
)
_CHANGED = "Dokumen ini berubah sejak halamannya dibuka. Periksa lagi, lalu ulangi."
_RESTS = "Bukti dukung bertumpu pada dokumen ini, jadi tidak dapat ditarik dari terbitan."
_TOLD = {
    Move.SUBMIT: "Menunggu diterbitkan: {dokumen}.",
    Move.RETURN: "Dikembalikan untuk diperbaiki: {dokumen}.",
    Move.PUBLISH: "Sudah diterbitkan: {dokumen}.",
    Move.WITHDRAW: "Ditarik dari terbitan: {dokumen}.",
}


def has_four_eyes(session: Session) -> bool:
    policy = queries.policy(session)
    return policy is not None and policy.has_four_eyes


def set_four_eyes(session: Session, actor: Actor, *, wanted: bool) -> None:
    actor.require("system.manage")
    before = has_four_eyes(session)
    policy = queries.policy(session) or PublishingPolicy()
    policy.has_four_eyes, policy.changed_by, policy.changed_at = wanted, actor.user_id, now()
    session.add(policy)
    if before != wanted:
        change = {"has_four_eyes": wanted}
        audit.record(session, actor, "publishing.policy", "setting", 1, before={"has_four_eyes": before}, after=change)


def first_state(session: Session, actor: Actor, *, is_draft: bool = False) -> Lifecycle:
    """How a document begins: published at once, unless its maker wants a draft or a second person has to look."""
    if is_draft:
        return Lifecycle.DRAFT
    needs_look = not actor.is_system and has_four_eyes(session)
    return Lifecycle.IN_REVIEW if needs_look else Lifecycle.PUBLISHED


def view(session: Session, actor: Actor, document_id: int) -> Publishing:
    document = documents.get(session, actor, document_id)
    moves = may_follow(document.lifecycle, _hands(actor, document))
    obstacle = _obstacle(session, actor, document) if Move.PUBLISH in moves else ""
    rows = queries.steps(session, document_id) if _hands(actor, document) else []
    return Publishing(
        document_id=document_id,
        state=document.lifecycle,
        moves=tuple(move for move in moves if move is not Move.PUBLISH or not obstacle),
        obstacle=obstacle,
        version=document.version,
        steps=tuple(StepRow(step.move, user.full_name if user else None, step.at, step.note) for step, user in rows),
    )


def move(
    session: Session, actor: Actor, *, document_id: int, move: Move, note: str = "", version: int | None = None
) -> Document:
    """`version` is what the actor looked at. Raises Conflict where the move does not follow from the state."""
    document = documents.get(session, actor, document_id)
    rule = MOVES[move]
    hands = _hands(actor, document)
    if not hands & rule.hands:
        actor.require("document.publish" if Hand.KEEPER in rule.hands else "account.own")
        raise Forbidden("Hanya yang menyusun dokumen ini yang dapat melakukannya.")
    if document.lifecycle not in rule.start:
        raise Conflict("Langkah ini tidak cocok dengan keadaan dokumen sekarang. Muat ulang halamannya.")
    if version is not None and version != document.version:
        raise Conflict(_CHANGED)
    said = note.strip()[:2000]
    if rule.needs_note and not said:
        raise InvalidInput(errors=[FieldError("note", "Tulis catatannya, agar penyusun tahu apa yang diharapkan.")])
    obstacle = _obstacle(session, actor, document) if move is Move.PUBLISH else ""
    if obstacle:
        raise Forbidden(obstacle)
    if move is Move.WITHDRAW:
        _refuse_if_used(session, document_id)
    before = document.lifecycle
    document.lifecycle = rule.end
    documents.touch(session, document)
    session.add(PublishingStep(document_id=document_id, move=move, by=actor.user_id, note=said))
    after = {"lifecycle": rule.end, "note": said}
    audit.record(
        session, actor, f"publishing.{move.value}", "document", document_id, before={"lifecycle": before}, after=after
    )
    _tell(session, actor, document, move)
    return document


def waiting(session: Session, actor: Actor, *, part: Slice) -> Listing[WaitingForPublication]:
    """What somebody handed in and nobody has published or returned, those that wait longest first."""
    actor.require("document.publish")
    ids = queries.waiting_ids(session, actor, limit=part.limit, offset=part.offset)
    rows, said = documents.rows_by_ids(session, actor, ids), queries.last_steps(session, ids)
    items = [
        WaitingForPublication(
            rows[one], said[one].at if one in said else rows[one].created_at, said[one].note if one in said else ""
        )
        for one in ids
        if one in rows
    ]
    return Listing(items, queries.waiting_count(session, actor), part.limit, part.offset)


def waiting_count(session: Session, actor: Actor) -> int:
    return queries.waiting_count(session, actor) if actor.can("document.publish") else 0


def keepers(session: Session) -> list[int]:
    """Who decides on what was handed in, to be told of it."""
    return queries.keepers(session)


def notes_back(session: Session, document_ids: Sequence[int]) -> dict[int, str]:
    """What was said when these last came back to their maker; the caller has checked whose they are."""
    steps = queries.last_steps(session, list(document_ids))
    return {one: step.note for one, step in steps.items() if step.move in {Move.RETURN, Move.WITHDRAW}}


def _hands(actor: Actor, document: Document) -> frozenset[Hand]:
    found = set()
    if actor.user_id is not None and document.created_by == actor.user_id:
        found.add(Hand.MAKER)
    if actor.can("document.publish"):
        found.add(Hand.KEEPER)
    return frozenset(found)


def _obstacle(session: Session, actor: Actor, document: Document) -> str:
    """Why this person may not publish it, where a second person has to."""
    if actor.is_system or not has_four_eyes(session):
        return ""
    wrote = {document.created_by, queries.last_writer(session, saved_id(document.id))}
    return _FOUR_EYES if actor.user_id in wrote else ""


def _refuse_if_used(session: Session, document_id: int) -> None:
    """What keeps a document out of the trash keeps it published as well: others could not open it any more."""
    try:
        events.emit(session, DocumentTrashing(document_id))
    except Conflict as refused:
        raise Conflict(_RESTS, link=refused.link) from None


def _tell(session: Session, actor: Actor, document: Document, move: Move) -> None:
    text = _TOLD.get(move)
    if text is None:
        return
    people = queries.keepers(session) if move is Move.SUBMIT else [document.created_by]
    link = f"/dokumen/{document.id}/penerbitan"
    notices.tell(
        session,
        [one for one in people if one != actor.user_id],
        kind=f"publishing.{move.value}",
        text=text,
        link=link,
        document_id=document.id,
    )
