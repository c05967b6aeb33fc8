"""The legal life of a rule on a page of its own, and the evidence that rests on it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.accounts.access import ActorDep
from app.core.runtime import SessionDep
from app.documents import service as documents
from app.documents.access import may_edit
from app.documents.legal_life import legal_life
from app.evidence import service as evidence
from frontend.addresses import DocumentId
from frontend.contexts.legal_life import context_of
from frontend.contexts.resting import resting_page
from frontend.list_state import asked_part, pages_address
from frontend.rendering import render

router = APIRouter()


@router.get("/dokumen/{document_id}/hubungan")
def show_legal_life(request: Request, session: SessionDep, actor: ActorDep, document_id: DocumentId) -> Response:
    life = legal_life(session, actor, document_id)
    page = context_of(life, may_edit=may_edit(actor, documents.get(session, actor, document_id)))
    return render(request, "documents/legal_life.html", page)


@router.get("/dokumen/{document_id}/bukti")
def show_resting_evidence(request: Request, session: SessionDep, actor: ActorDep, document_id: DocumentId) -> Response:
    """Whoever sees no evidence at all is told so, once it is known that they may see the document."""
    life = legal_life(session, actor, document_id)
    actor.require("assessment.see")
    rows = evidence.for_document(session, actor, document_id=document_id, part=asked_part(request))
    page = resting_page(life, rows, actor, pages_address(f"/dokumen/{document_id}/bukti"))
    return render(request, "documents/resting.html", page)
