"""Requests for documents that a search did not find: asked by anybody with an account, answered by curators."""

from collections.abc import Sequence

from sqlmodel import Session

from app.accounts import service as accounts
from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Forbidden, InvalidInput
from app.core.pagination import Listing, Slice
from app.core.tables import saved_id
from app.documents import service as documents
from app.notices import service as notices
from app.searches import queries
from app.searches.access import CURATING, owner_id, visible_request
from app.searches.keeping import normalised
from app.searches.models import LONGEST_QUERY, DocumentRequest, RequestState
from app.searches.schemas import RequestRow
from storage.names import clean_line, clean_text

LONGEST_NOTE, LONGEST_ANSWER = 1000, 500
OWN_PAGE = "/permintaan"
_FIX = "Perbaiki isian yang ditandai, lalu kirim lagi."
_Found = tuple[DocumentRequest, str, str | None]


def ask(session: Session, actor: Actor, *, query: str, note: str = "") -> DocumentRequest:
    """The words of the search are kept as they were typed. Asking twice for the same is pointed out."""
    owner = owner_id(actor)
    asked, said = clean_line(query)[:LONGEST_QUERY].strip(), clean_text(note).strip()
    if not asked:
        raise _invalid("query", "Tulis dokumen apa yang Anda cari.")
    if len(said) > LONGEST_NOTE:
        raise _invalid("note", f"Catatan paling banyak {LONGEST_NOTE} huruf.")
    if queries.open_request(session, owner, asked) is not None:
        raise Conflict("Anda sudah meminta dokumen ini; kurator belum menjawabnya.", link=OWN_PAGE)
    request = DocumentRequest(user_id=owner, query=asked, note=said)
    session.add(request)
    session.flush()
    audit.record(session, actor, "request.ask", "request", request.id)
    return request


def own(session: Session, actor: Actor, *, part: Slice) -> Listing[RequestRow]:
    found, total = queries.requests(session, owner=owner_id(actor), is_open=None, part=part)
    return Listing(_rows(session, actor, found), total, part.limit, part.offset)


def listing(session: Session, actor: Actor, *, part: Slice, is_open: bool = True) -> Listing[RequestRow]:
    """Everybody's, for those who answer: the open ones, the longest waiting first, or those that have ended."""
    actor.require(CURATING)
    found, total = queries.requests(session, owner=None, is_open=is_open, part=part)
    return Listing(_rows(session, actor, found), total, part.limit, part.offset)


def waiting(session: Session, actor: Actor) -> int:
    """How many people wait for an answer; nobody but those who answer is told."""
    return queries.open_count(session) if actor.can(CURATING) else 0


def get(session: Session, actor: Actor, request_id: int) -> RequestRow:
    return _rows(session, actor, [visible_request(session, actor, request_id)])[0]


def withdraw(session: Session, actor: Actor, *, request_id: int) -> DocumentRequest:
    request = visible_request(session, actor, request_id)[0]
    if request.user_id != owner_id(actor):
        raise Forbidden("Hanya peminta yang dapat menarik permintaannya. Anda dapat menolaknya dengan alasan.")
    return _end(session, actor, _still_open(request), RequestState.WITHDRAWN)


def fulfil(session: Session, actor: Actor, *, request_id: int, document_id: int, answer: str = "") -> DocumentRequest:
    """With a document that the person who asked may open; they are told, with the way to it."""
    request = _to_answer(session, actor, request_id)
    documents.get(session, actor, document_id)
    asker = accounts.actor_numbered(session, request.user_id)
    if document_id not in documents.rows_by_ids(session, asker, [document_id]):
        raise _invalid(
            "document",
            "Peminta belum boleh melihat dokumen itu. Ubah dahulu keterlihatannya, atau tolak dengan alasan.",
        )
    said = _checked_answer(answer)
    request.document_id = document_id
    _end(session, actor, request, RequestState.FULFILLED, said)
    queries.set_handled(session, normalised(request.query), is_handled=True)
    # Not its title: a notice is kept, and the document may be hidden one day. The page it leads to asks anew.
    text = f"Dokumen yang Anda minta (“{request.query}”) sudah ada."
    notices.tell(session, [request.user_id], kind="request.fulfilled", text=text, link=OWN_PAGE)
    return request


def decline(session: Session, actor: Actor, *, request_id: int, reason: str) -> DocumentRequest:
    request = _to_answer(session, actor, request_id)
    said = _checked_answer(reason, field="reason")
    if not said:
        raise _invalid("reason", "Tulis alasannya, agar peminta tahu ke mana harus mencari.")
    _end(session, actor, request, RequestState.DECLINED, said)
    queries.set_handled(session, normalised(request.query), is_handled=True)
    text = f"Permintaan dokumen “{request.query}” belum dapat dipenuhi: {said}"
    notices.tell(session, [request.user_id], kind="request.declined", text=text, link=OWN_PAGE)
    return request


def _to_answer(session: Session, actor: Actor, request_id: int) -> DocumentRequest:
    actor.require(CURATING)
    return _still_open(visible_request(session, actor, request_id)[0])


def _still_open(request: DocumentRequest) -> DocumentRequest:
    """Answered once only: what has ended stays as it was told."""
    if request.state is not RequestState.OPEN:
        raise Conflict("Permintaan ini sudah selesai. Muat ulang halamannya untuk melihat jawabannya.")
    return request


def _end(
    session: Session, actor: Actor, request: DocumentRequest, state: RequestState, answer: str = ""
) -> DocumentRequest:
    request.state, request.answer = state, answer
    request.decided_by, request.decided_at = actor.user_id, now()
    after = {"target": request.document_id, "reason": answer} if answer or request.document_id else None
    audit.record(session, actor, f"request.{state}", "request", request.id, after=after)
    return request


def _rows(session: Session, actor: Actor, found: Sequence[_Found]) -> list[RequestRow]:
    ids = [request.document_id for request, _, _ in found if request.document_id is not None]
    held = documents.rows_by_ids(session, actor, ids) if ids else {}
    return [
        RequestRow(
            id=saved_id(request.id),
            query=request.query,
            note=request.note,
            state=request.state,
            answer=request.answer,
            asked_by=asked_by,
            asked_at=request.created_at,
            decided_by=decided_by,
            decided_at=request.decided_at,
            document=held.get(request.document_id or 0),
        )
        for request, asked_by, decided_by in found
    ]


def _checked_answer(text: str, *, field: str = "answer") -> str:
    said = clean_line(text)
    if len(said) > LONGEST_ANSWER:
        raise _invalid(field, f"Jawaban paling banyak {LONGEST_ANSWER} huruf.")
    return said


def _invalid(field: str, message: str) -> InvalidInput:
    return InvalidInput(_FIX, errors=[FieldError(field, message)])
