"""One's own contributions over HTTP: write, add a file, hand in."""

from datetime import datetime

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from app.accounts.access import ActorDep, require_header_token
from app.accounts.permissions import Actor
from app.contributions import service
from app.contributions.schemas import LINES, TEXTS, ContributionFields, ContributionView
from app.core.pagination import ListOut, PartDep
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.core.tables import saved_id
from app.documents.models import Lifecycle
from app.ingest.uploads import FILE_BODY, store_upload

router = APIRouter(prefix="/api/v1/contributions", tags=["contributions"], dependencies=[Depends(require_header_token)])


class ContributionOut(BaseModel):
    """`state` is that of its document: `draft` until it is handed in, and again when a curator asked back (`note`)."""

    id: int
    document_id: int | None
    state: Lifecycle
    note: str
    title: str
    problem: str
    done: str
    results: str
    lessons: str
    unit: str
    contact: str
    attachment: str
    changed_at: datetime

    @classmethod
    def of(cls, found: ContributionView) -> "ContributionOut":
        one = found.contribution
        texts = {name: getattr(one, name) for name in (*LINES, *TEXTS)}
        return cls(
            id=saved_id(one.id),
            document_id=one.document_id,
            state=found.state,
            note=found.note,
            attachment=one.attachment_name,
            changed_at=found.changed_at,
            **texts,
        )


class ContributionList(ListOut[ContributionOut]):
    pass


@router.get("")
def list_own(session: SessionDep, actor: ActorDep, part: PartDep) -> ContributionList:
    return ContributionList.of(service.listing(session, actor, part=part).map(ContributionOut.of))


@router.post("", status_code=201)
def begin(session: SessionDep, actor: ActorDep, fields: ContributionFields) -> ContributionOut:
    made = service.save(session, actor, contribution_id=None, fields=fields)
    return ContributionOut.of(service.view(session, actor, saved_id(made.id)))


@router.get("/{contribution_id}")
def read(session: SessionDep, actor: ActorDep, contribution_id: int) -> ContributionOut:
    return ContributionOut.of(service.view(session, actor, contribution_id))


@router.patch("/{contribution_id}")
def change(session: SessionDep, actor: ActorDep, contribution_id: int, fields: ContributionFields) -> ContributionOut:
    service.save(session, actor, contribution_id=contribution_id, fields=fields)
    return ContributionOut.of(service.view(session, actor, contribution_id))


@router.delete("/{contribution_id}", status_code=204)
def discard(session: SessionDep, actor: ActorDep, contribution_id: int) -> None:
    service.discard(session, actor, contribution_id)


@router.post("/{contribution_id}/attachment", openapi_extra=FILE_BODY)
async def attach(request: Request, runtime: RuntimeDep, actor: ActorDep, contribution_id: int) -> ContributionOut:
    """The file takes the place of the written text as the document's file; the text becomes its description."""
    actor.require("contribution.write")
    async with request.form(max_files=1, max_fields=5) as form:
        return await run_in_threadpool(_attach, runtime, actor, contribution_id, form)


@router.post("/{contribution_id}/send")
def send(runtime: RuntimeDep, actor: ActorDep, contribution_id: int) -> ContributionOut:
    actor.require("contribution.write")
    service.send(runtime, actor, contribution_id=contribution_id)
    with runtime.database.read() as session:
        return ContributionOut.of(service.view(session, actor, contribution_id))


def _attach(runtime: Runtime, actor: Actor, contribution_id: int, form: FormData) -> ContributionOut:
    with runtime.database.read() as session:
        service.view(session, actor, contribution_id)
    stored = store_upload(runtime, form.get("file"))
    with runtime.database.write() as session:
        service.save(session, actor, contribution_id=contribution_id, fields=ContributionFields(), attachment=stored)
        return ContributionOut.of(service.view(session, actor, contribution_id))
