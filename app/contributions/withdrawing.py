"""Taking back what was handed in: at once while it waits, by asking the curators once it is published."""

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.contributions import queries, service
from app.contributions.models import Contribution
from app.contributions.schemas import WithdrawalRequest
from app.core.clock import now
from app.core.errors import Conflict, FieldError, InvalidInput, NotFound
from app.core.pagination import Listing, Slice
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.models import Lifecycle
from app.notices import service as notices
from app.publishing import service as publishing
from app.publishing.models import Move

DESK = "/kurasi/penarikan"
_MOST = 2000
_GRANTED = "Ditarik atas permintaan penyusunnya."


def take_back(session: Session, actor: Actor, contribution_id: int) -> None:
    """While nobody has decided on it, its author needs no one's leave."""
    found = service.view(session, actor, contribution_id).contribution
    if found.document_id is None:
        raise Conflict("Sumbangan ini belum diajukan.")
    publishing.move(session, actor, document_id=found.document_id, move=Move.TAKE_BACK)


def ask(session: Session, actor: Actor, contribution_id: int, *, reason: str) -> None:
    """Ask curators to withdraw what is published; they are told and decide."""
    seen = service.view(session, actor, contribution_id)
    found, said = seen.contribution, reason.strip()[:_MOST]
    if seen.state is not Lifecycle.PUBLISHED:
        raise Conflict("Hanya sumbangan yang sudah terbit yang perlu dimintakan penarikan.")
    if found.withdrawal_asked_at is not None:
        raise Conflict("Penarikan sumbangan ini sudah diminta dan menunggu kurator.")
    if not said:
        raise InvalidInput(errors=[FieldError("reason", "Tulis alasannya, agar kurator dapat memutuskan.")])
    found.withdrawal_asked_at, found.withdrawal_reason, found.withdrawal_answer = now(), said, ""
    session.add(found)
    document_id = saved_id(found.document_id)
    audit.record(session, actor, "contribution.withdrawal_ask", "document", document_id, after={"reason": said})
    text = f"{actor.name} meminta sumbangannya ditarik: {found.title}."
    _tell(session, publishing.keepers(session), actor, text, DESK, document_id)


def waiting(session: Session, actor: Actor, *, part: Slice) -> Listing[WithdrawalRequest]:
    actor.require("document.publish")
    rows, total = queries.asked_back(session, actor, limit=part.limit, offset=part.offset)
    items = [
        WithdrawalRequest(
            saved_id(found.id),
            saved_id(document.id),
            document.title,
            author.full_name,
            found.withdrawal_reason,
            found.withdrawal_asked_at or found.changed_at,
        )
        for found, document, author in rows
    ]
    return Listing(items, total, part.limit, part.offset)


def waiting_count(session: Session, actor: Actor) -> int:
    return waiting(session, actor, part=Slice(limit=1)).total if actor.can("document.publish") else 0


def decide(session: Session, actor: Actor, contribution_id: int, *, is_granted: bool, answer: str = "") -> None:
    """Withdraw it, after which its author may mend it, or let it stand and say why."""
    actor.require("document.publish")
    found = session.get(Contribution, contribution_id)
    if found is None or found.document_id is None or found.withdrawal_asked_at is None:
        raise NotFound("Permintaan itu tidak ada, atau sudah diputuskan.")
    document = documents.get(session, actor, found.document_id)
    said = answer.strip()[:_MOST]
    if not is_granted and not said:
        raise InvalidInput(errors=[FieldError("answer", "Tulis mengapa sumbangan ini tetap terbit.")])
    if is_granted:
        publishing.move(session, actor, document_id=found.document_id, move=Move.WITHDRAW, note=said or _GRANTED)
    found.withdrawal_asked_at, found.withdrawal_answer = None, "" if is_granted else said
    session.add(found)
    verb = "contribution.withdrawal_grant" if is_granted else "contribution.withdrawal_decline"
    audit.record(session, actor, verb, "document", found.document_id, after={"answer": said})
    if not is_granted:
        text = f"Permintaan penarikan tidak dikabulkan: {document.title}. {said}"
        _tell(session, [found.author_id], actor, text, "/kontribusi", found.document_id)


def _tell(session: Session, people: list[int], actor: Actor, text: str, link: str, document_id: int) -> None:
    others = [one for one in people if one != actor.user_id]
    notices.tell(session, others, kind="publishing.withdrawal", text=text, link=link, document_id=document_id)
