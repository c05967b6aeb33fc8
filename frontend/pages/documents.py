"""The page of a document, the part of it that renews itself while the file is read, and the file itself."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import Unavailable
from app.core.pagination import Listing, Slice
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.coverage import tallies
from app.documents import citing, outline, proposals
from app.documents import service as documents
from app.documents.legal_life import legal_life
from app.documents.schemas import DocumentView
from app.documents.serving import file_response, held_back
from app.evidence import service as evidence
from app.evidence.schemas import EvidenceRow
from app.ingest.pictures import has_pictures
from app.instruments import service as instruments
from app.search import similar
from app.taxonomies import topic_words
from app.twins import reads as twins
from frontend.addresses import DocumentId, number_or_none
from frontend.contexts.cards import reader_url
from frontend.contexts.documents import DocumentContext, DocumentParts, context_of
from frontend.contexts.facts import brin_facts, citation_text, rule_facts
from frontend.contexts.outline import outline_of
from frontend.contexts.reading_state import ReadingStatus
from frontend.contexts.similar import SimilarContext
from frontend.rendering import redirect, render

router = APIRouter()

_EVIDENCE_SHOWN, _CITING_SHOWN = 20, 50


@router.get("/dokumen/{document_id}")
def show_document(
    request: Request,
    runtime: RuntimeDep,
    session: SessionDep,
    actor: ActorDep,
    document_id: DocumentId,
    revisi: str = "",
    halaman: str = "",
) -> Response:
    """Evidence links name an exact revision and page: they lead on to the reader."""
    view = documents.view(session, actor, document_id)
    if revisi or halaman:
        place, ordinal = number_or_none(halaman), number_or_none(revisi)
        return redirect(reader_url(document_id, page=place, revision=ordinal))
    runtime.openings.note(document_id)
    page = _page(runtime, session, actor, view, str(request.url_for("show_document", document_id=document_id)))
    return render(request, "documents/document.html", page)


@router.get("/dokumen/{document_id}/status")
def show_status(request: Request, session: SessionDep, actor: ActorDep, document_id: DocumentId) -> Response:
    revision = documents.revision(session, actor, document_id)
    if "hx-request" not in request.headers:
        return redirect(f"/dokumen/{document_id}")
    return render(request, "documents/_status.html", ReadingStatus.of(document_id, revision))


@router.get("/dokumen/{document_id}/serupa")
def show_similar(
    request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, document_id: DocumentId
) -> Response:
    """A page of its own without scripts; else the part of the document's page that is filled once it is seen."""
    row = documents.row(session, actor, document_id)
    try:
        page = SimilarContext.of(row, similar.similar_to(session, actor, runtime.generations.open_current, document_id))
    except Unavailable as problem:
        page = SimilarContext.of(row, (), problem.detail)
    is_part = "hx-request" in request.headers
    return render(request, "documents/_similar.html" if is_part else "documents/similar.html", page)


@router.get("/dokumen/{document_id}/berkas")
def download_file(
    request: Request,
    runtime: RuntimeDep,
    session: SessionDep,
    actor: ActorDep,
    document_id: DocumentId,
    revisi: str = "",
    unduh: str = "",
) -> Response:
    found = documents.revision(session, actor, document_id, number_or_none(revisi))
    if unduh:  # else the viewer asks for it part by part, and the reader has counted itself
        runtime.openings.note(document_id)
    return file_response(request, runtime, session, found, download=bool(unduh))


def _page(runtime: Runtime, session: Session, actor: Actor, view: DocumentView, url: str) -> DocumentContext:
    document = documents.get(session, actor, view.row.id)
    revision = documents.revision(session, actor, view.row.id)
    claims = _evidence(session, actor, view.row.id)
    parts = DocumentParts(
        facts=brin_facts(view, url, runtime.settings.zone, topic_words.described(session, actor, view.labels)),
        rule_facts=rule_facts(view),
        citation=citation_text(view, document, url),
        evidence=claims.items,
        evidence_total=claims.total,
        cited_by=citing.citing_documents(session, actor, document)[:_CITING_SHOWN],
        outline=outline_of(view.row.id, outline.of(session, view.current.id)),
        waiting_relations=proposals.waiting_count(session, view.row.id) if view.may_edit else 0,
        opened=tallies.opened_times(session, actor, view.row.id),
        is_checked=document.checked_at is not None,
        twin_id=twins.suggested_for(session, actor, view.row.id),
        same_as=twins.same_text_before(session, revision),
        held_back=held_back(session, revision, is_scanned_for_viruses=bool(runtime.settings.clamd)),
        recognition=revision.recognition if has_pictures(revision.media_type) else None,
        life=legal_life(session, actor, view.row.id) if view.relations else None,
        others=instruments.names_beside(session, runtime.settings, {tag.instrument_id for tag in view.tags}),
    )
    return context_of(view, parts)


def _evidence(session: Session, actor: Actor, document_id: int) -> Listing[EvidenceRow]:
    """Nothing for those who see no evidence at all; the others see what the evidence slice lets them."""
    part = Slice(_EVIDENCE_SHOWN)
    if not actor.can("assessment.see"):
        return Listing((), 0, part.limit, part.offset)
    return evidence.for_document(session, actor, document_id=document_id, part=part)
