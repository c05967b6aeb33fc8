"""Files come in over HTTP. The bytes are stored before any transaction opens, so no upload holds the database."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from app.accounts.access import ActorDep, require_header_token
from app.accounts.permissions import Actor
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.documents import service as documents
from app.documents import tagging
from app.documents.models import Recognition
from app.documents.representations import DocumentBrief, DocumentRead
from app.documents.schemas import fields_from_form
from app.ingest import service, unsuggested
from app.ingest.picturing import picture_response
from app.ingest.representations import UnsuggestedOut
from app.ingest.schemas import Received
from app.ingest.uploads import FILE_BODY, store_upload, texts_of

router = APIRouter(prefix="/api/v1/documents", tags=["ingest"], dependencies=[Depends(require_header_token)])


@router.post("", status_code=201, openapi_extra=FILE_BODY)
async def add_document(request: Request, response: Response, runtime: RuntimeDep, actor: ActorDep) -> DocumentBrief:
    """Any field of a document may come beside `file`; what is left out is read from the file."""
    actor.require("document.upload")
    async with request.form(max_files=1, max_fields=60) as form:
        received, brief = await run_in_threadpool(_receive, runtime, actor, form)
    response.headers["Location"] = f"/api/v1/documents/{received.document_id}"
    return brief


@router.post("/{document_id}/revisions", status_code=201, openapi_extra=FILE_BODY)
async def add_revision(request: Request, runtime: RuntimeDep, actor: ActorDep, document_id: int) -> DocumentRead:
    actor.require("document.upload")
    async with request.form(max_files=1, max_fields=60) as form:
        return await run_in_threadpool(_revise, runtime, actor, document_id, form)


@router.post("/{document_id}/read-again", status_code=202)
def read_again(
    session: SessionDep, actor: ActorDep, document_id: int, recognition: Recognition | None = None
) -> DocumentRead:
    """`recognition`: `auto`, `off` or `forced`, for pages that are pictures; kept until it is changed again."""
    service.read_again(session, actor, document_id=document_id, recognition=recognition)
    session.flush()
    return DocumentRead.of_view(documents.view(session, actor, document_id))


@router.get("/{document_id}/unsuggested")
def read_unsuggested(session: SessionDep, runtime: RuntimeDep, actor: ActorDep, document_id: int) -> UnsuggestedOut:
    """Why the document has no suggestion, as far as it has none: one Indonesian sentence, as curators see it."""
    actor.require("tag.decide")
    return UnsuggestedOut(
        none_because=unsuggested.none_because(session, runtime.settings, actor, document_id)
        if not tagging.tags_of(session, actor, document_id)
        else ""
    )


def _receive(runtime: Runtime, actor: Actor, form: FormData) -> tuple[Received, DocumentBrief]:
    fields = fields_from_form(texts_of(form))
    stored = store_upload(runtime, form.get("file"))
    with runtime.database.write(tries=service.TRIES) as session:
        received = service.receive(session, actor, stored=stored, fields=fields)
        session.flush()
        row = documents.view(session, actor, received.document_id).row
    return received, DocumentBrief.of(row)


def _revise(runtime: Runtime, actor: Actor, document_id: int, form: FormData) -> DocumentRead:
    with runtime.database.read() as session:
        documents.editable(session, actor, document_id)
    stored = store_upload(runtime, form.get("file"))
    with runtime.database.write(tries=service.TRIES) as session:
        note = texts_of(form).get("note", "")
        service.add_revision(session, actor, document_id=document_id, stored=stored, note=note)
        session.flush()
        return DocumentRead.of_view(documents.view(session, actor, document_id))


@router.get("/{document_id}/pages/{number}/picture", response_class=Response)
def read_picture(
    request: Request,
    runtime: RuntimeDep,
    session: SessionDep,
    actor: ActorDep,
    document_id: int,
    number: Annotated[int, Path(ge=1)],
    revision: int | None = None,
    size: Literal["page", "thumbnail"] = "page",
) -> Response:
    """The page as JPEG, 1000 dots wide, or 240 as a thumbnail of the first page; a placeholder until it is drawn."""
    found = documents.revision(session, actor, document_id, revision)
    return picture_response(request, runtime, session, found, number=number, is_thumbnail=size == "thumbnail")
