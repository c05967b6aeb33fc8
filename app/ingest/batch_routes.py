"""Many files over HTTP: open a batch, send its files one by one, follow, retry and mend them together."""

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from app.accounts.access import ActorDep, require_header_token
from app.accounts.permissions import Actor
from app.core.pagination import PartDep
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.documents import service as documents
from app.documents.schemas import fields_from_form
from app.ingest import aiming, batches
from app.ingest.models import BatchSource
from app.ingest.representations import (
    BatchIn,
    BatchList,
    BatchOut,
    CorrectIn,
    CorrectOut,
    ItemList,
    ItemOut,
    RetryIn,
    RetryOut,
    TakenOut,
)
from app.ingest.schemas import ItemState
from app.ingest.taking import take
from app.ingest.uploads import FILE_BODY, file_of, texts_of

router = APIRouter(prefix="/api/v1/batches", tags=["ingest"], dependencies=[Depends(require_header_token)])


@router.get("")
def list_batches(session: SessionDep, actor: ActorDep, part: PartDep) -> BatchList:
    return BatchList.of(batches.listing(session, actor, part=part).map(BatchOut.of))


@router.post("", status_code=201)
def open_batch(session: SessionDep, actor: ActorDep, body: BatchIn) -> BatchOut:
    source, given = BatchSource.UPLOAD, body.model_dump()
    batch = batches.open_batch(session, actor, source=source, **given)
    return _out(session, actor, batch.id or 0)


@router.get("/{batch_id}")
def read_batch(session: SessionDep, actor: ActorDep, batch_id: int) -> BatchOut:
    return _out(session, actor, batch_id)


@router.get("/{batch_id}/items")
def list_items(
    session: SessionDep, actor: ActorDep, batch_id: int, part: PartDep, state: ItemState | None = None
) -> ItemList:
    batch = batches.view(session, actor, batch_id=batch_id)
    return ItemList.of(batches.items(session, actor, batch=batch, state=state, part=part).map(ItemOut.of))


@router.post("/{batch_id}/files", status_code=201, openapi_extra=FILE_BODY)
async def add_file(request: Request, runtime: RuntimeDep, actor: ActorDep, batch_id: int) -> TakenOut:
    """One file, or a zip of many. A refused one is an answer too: `outcome` and `reason` say what became of it.

    Any field of a document may come beside `file`; `path` is where the file lay in its folder. `instrumen` and
    `indikator` say for which indicator it is uploaded: a curator finds that among the suggestions.
    """
    actor.require("document.upload")
    async with request.form(max_files=1, max_fields=60) as form:
        return await run_in_threadpool(_take, runtime, actor, batch_id, form)


@router.post("/{batch_id}/close")
def close_batch(session: SessionDep, actor: ActorDep, batch_id: int) -> BatchOut:
    """No more files come."""
    batches.close(session, actor, batch_id=batch_id)
    return _out(session, actor, batch_id)


@router.post("/{batch_id}/retry", status_code=202)
def retry(session: SessionDep, actor: ActorDep, batch_id: int, body: RetryIn) -> RetryOut:
    return RetryOut(queued=batches.retry(session, actor, batch_id=batch_id, item_id=body.item_id))


@router.post("/{batch_id}/correct")
def correct(session: SessionDep, actor: ActorDep, batch_id: int, body: CorrectIn) -> CorrectOut:
    """The given fields for all these rows; labels are added. Rows the actor may not change are named and left."""
    done = batches.correct(session, actor, batch_id=batch_id, item_ids=body.items, fields=body.fields)
    return CorrectOut.of(done)


def _out(session: Session, actor: Actor, batch_id: int) -> BatchOut:
    return BatchOut.of(batches.view(session, actor, batch_id=batch_id))


def _take(runtime: Runtime, actor: Actor, batch_id: int, form: FormData) -> TakenOut:
    texts = texts_of(form)
    path = texts.pop("path", "")
    with runtime.database.read() as session:
        aim = aiming.taken_out(session, texts)
    fields = fields_from_form(texts)
    with runtime.database.read() as session:
        expected = batches.open_for(session, actor, batch_id=batch_id).expected
        documents.check_fields(session, actor, fields.given())
    file = file_of(form.get("file"))
    taken = take(
        runtime,
        actor,
        batch_id=batch_id,
        stream=file.file,
        path=path or file.filename or "",
        fields=fields,
        priority=batches.priority_of(expected),
    )
    aiming.suggest(runtime, taken, aim)
    return TakenOut.of(taken, batch_id)
