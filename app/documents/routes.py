"""The library over HTTP: lists, one document, its file and pages, its tags and relations."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response

from app.accounts.access import ActorDep, require_header_token
from app.core.pagination import PartDep
from app.core.runtime import RuntimeDep, SessionDep
from app.documents import relating, service, tagging
from app.documents.legal_routes import router as legal_router
from app.documents.models import Kind
from app.documents.preconditions import require_match, tag_of
from app.documents.reading_routes import router as reading_router
from app.documents.representations import (
    DocumentBrief,
    DocumentList,
    DocumentRead,
    PageRead,
    Reason,
    RelationIn,
    TagDecision,
    TagOut,
)
from app.documents.schemas import DocumentFields, Filters, Sort
from app.documents.serving import file_response
from app.instruments import service as instruments

router = APIRouter(prefix="/api/v1/documents", tags=["documents"], dependencies=[Depends(require_header_token)])
router.include_router(legal_router)
router.include_router(reading_router)  # before the routes that take any word for a document's number


@router.get("")
def list_documents(
    session: SessionDep,
    actor: ActorDep,
    part: PartDep,
    kind: Annotated[list[Kind], Query()] = [],  # noqa: B006 - FastAPI copies defaults
    year: Annotated[list[int], Query()] = [],  # noqa: B006
    sort: Sort = "newest",
) -> DocumentList:
    filters = Filters(kinds=tuple(kind), years=tuple(year))
    return DocumentList.of(service.listing(session, actor, filters=filters, sort=sort, part=part).map(DocumentBrief.of))


@router.get("/{document_id}")
def read_document(session: SessionDep, actor: ActorDep, response: Response, document_id: int) -> DocumentRead:
    response.headers["ETag"] = tag_of(service.get(session, actor, document_id))
    return DocumentRead.of_view(service.view(session, actor, document_id))


@router.patch("/{document_id}", responses={412: {"description": "Somebody changed it since it was read"}})
def edit_document(
    session: SessionDep,
    actor: ActorDep,
    response: Response,
    document_id: int,
    fields: DocumentFields,
    if_match: Annotated[str | None, Header()] = None,
) -> DocumentRead:
    """With `If-Match`, only what is still as it was read is changed."""
    require_match(session, actor, document_id=document_id, if_match=if_match)
    document = service.edit(session, actor, document_id=document_id, fields=fields)
    session.flush()
    response.headers["ETag"] = tag_of(document)
    return DocumentRead.of_view(service.view(session, actor, document_id))


@router.delete("/{document_id}", status_code=204)
def trash_document(session: SessionDep, actor: ActorDep, document_id: int, body: Reason) -> None:
    service.trash(session, actor, document_id=document_id, reason=body.reason)


@router.get("/{document_id}/file", response_class=Response)
def read_file(
    request: Request,
    runtime: RuntimeDep,
    session: SessionDep,
    actor: ActorDep,
    document_id: int,
    revision: int | None = None,
    download: bool = False,
) -> Response:
    found = service.revision(session, actor, document_id, revision)
    return file_response(request, runtime, session, found, download=download)


@router.get("/{document_id}/pages/{number}")
def read_page(
    session: SessionDep, actor: ActorDep, document_id: int, number: int, revision: int | None = None
) -> PageRead:
    page = service.page(session, actor, document_id, number, revision)
    return PageRead(number=page.number, text=page.text, source=page.source)


@router.get("/{document_id}/tags")
def list_tags(session: SessionDep, actor: ActorDep, document_id: int) -> list[TagOut]:
    return [TagOut.of(row) for row in tagging.tags_of(session, actor, document_id)]


@router.post("/{document_id}/tags")
def decide_tag(session: SessionDep, actor: ActorDep, document_id: int, body: TagDecision) -> list[TagOut]:
    indicator_id = instruments.indicator_id(session, body.instrument, body.indicator)
    tagging.decide(session, actor, document_id=document_id, indicator_id=indicator_id, state=body.state, note=body.note)
    return [TagOut.of(row) for row in tagging.tags_of(session, actor, document_id)]


@router.post("/{document_id}/relations", status_code=201)
def add_relation(session: SessionDep, actor: ActorDep, document_id: int, body: RelationIn) -> DocumentRead:
    relating.add(session, actor, document_id=document_id, type_=body.type, target=body.target)
    return DocumentRead.of_view(service.view(session, actor, document_id))


@router.delete("/{document_id}/relations/{relation_id}", status_code=204)
def remove_relation(session: SessionDep, actor: ActorDep, document_id: int, relation_id: int) -> None:
    relating.remove(session, actor, document_id=document_id, relation_id=relation_id)
