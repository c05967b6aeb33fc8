"""One's own contributions over HTTP: write, add a file, hand in."""

from datetime import datetime

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from app.accounts.access import ActorDep, require_header_token
from app.accounts.permissions import Actor
from app.contributions import looking, service, withdrawing
from app.contributions.schemas import LINES, TEXTS, ContributionFields, ContributionView, WithdrawalRequest
from app.core.errors import FieldError, InvalidInput
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
    withdrawal_asked_at: datetime | None
    withdrawal_answer: str

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
            withdrawal_asked_at=one.withdrawal_asked_at,
            withdrawal_answer=found.refusal,
            **texts,
        )


class ReasonIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field(max_length=2000)


class DecisionIn(BaseModel):
    """`answer` is required where it is declined."""

    model_config = ConfigDict(extra="forbid")

    grant: bool
    answer: str = Field(default="", max_length=2000)


class RequestOut(BaseModel):
    contribution: int
    document: int
    title: str
    author: str
    reason: str
    asked_at: datetime

    @classmethod
    def of(cls, one: WithdrawalRequest) -> "RequestOut":
        return cls(
            contribution=one.contribution_id,
            document=one.document_id,
            title=one.title,
            author=one.author,
            reason=one.reason,
            asked_at=one.asked_at,
        )


class RequestList(ListOut[RequestOut]):
    pass


class ContributionList(ListOut[ContributionOut]):
    pass


@router.get("")
def list_own(session: SessionDep, actor: ActorDep, part: PartDep) -> ContributionList:
    return ContributionList.of(service.listing(session, actor, part=part).map(ContributionOut.of))


@router.post("", status_code=201)
def begin(session: SessionDep, actor: ActorDep, fields: ContributionFields) -> ContributionOut:
    made = service.save(session, actor, contribution_id=None, fields=fields)
    return ContributionOut.of(service.view(session, actor, saved_id(made.id)))


@router.get("/withdrawals")
def list_withdrawals(session: SessionDep, actor: ActorDep, part: PartDep) -> RequestList:
    """Published contributions whose authors ask the curators to withdraw them."""
    return RequestList.of(withdrawing.waiting(session, actor, part=part).map(RequestOut.of))


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


@router.post("/{contribution_id}/take-back")
def take_back(session: SessionDep, actor: ActorDep, contribution_id: int) -> ContributionOut:
    """While it waits to be published; it is a draft again."""
    withdrawing.take_back(session, actor, contribution_id)
    return ContributionOut.of(service.view(session, actor, contribution_id))


@router.post("/{contribution_id}/withdrawal")
def ask_withdrawal(session: SessionDep, actor: ActorDep, contribution_id: int, body: ReasonIn) -> ContributionOut:
    withdrawing.ask(session, actor, contribution_id, reason=body.reason)
    return ContributionOut.of(service.view(session, actor, contribution_id))


@router.post("/{contribution_id}/withdrawal/decision", status_code=204)
def decide_withdrawal(session: SessionDep, actor: ActorDep, contribution_id: int, body: DecisionIn) -> None:
    withdrawing.decide(session, actor, contribution_id, is_granted=body.grant, answer=body.answer)


def _attach(runtime: Runtime, actor: Actor, contribution_id: int, form: FormData) -> ContributionOut:
    with runtime.database.read() as session:
        service.view(session, actor, contribution_id)
    stored = store_upload(runtime, form.get("file"))
    problem = looking.problem_of(runtime, stored)
    if problem:
        raise InvalidInput(problem, [FieldError("file", problem)])
    with runtime.database.write() as session:
        service.save(session, actor, contribution_id=contribution_id, fields=ContributionFields(), attachment=stored)
        return ContributionOut.of(service.view(session, actor, contribution_id))
