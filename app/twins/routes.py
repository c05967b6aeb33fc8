"""Near-copies over HTTP; the pages call the same functions."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict

from app.accounts.access import ActorDep, require_header_token
from app.core.pagination import ListOut, PartDep, Slice
from app.core.runtime import SessionDep
from app.documents.models import Visibility
from app.twins import deciding, reads
from app.twins.models import TwinState
from app.twins.schemas import Decision, SideRow, TwinRow, TwinView

router = APIRouter(prefix="/api/v1/twins", tags=["twins"], dependencies=[Depends(require_header_token)])

TwinId = Annotated[int, Path(ge=1, le=2**31 - 1)]
_PAGES_SHOWN = Slice(limit=20)


class SideOut(BaseModel):
    document_id: int
    title: str
    citation: str | None
    visibility: Visibility
    agency: str | None
    uploader: str | None
    is_trashed: bool
    revision_id: int
    revision: int
    file_name: str
    media_type: str
    size: int
    pages: int | None
    added_at: datetime

    @classmethod
    def of(cls, side: SideRow) -> "SideOut":
        return cls(
            document_id=side.document_id,
            title=side.title,
            citation=side.citation,
            visibility=side.visibility,
            agency=side.agency_name,
            uploader=side.created_by_name,
            is_trashed=side.is_trashed,
            revision_id=side.revision_id,
            revision=side.ordinal,
            file_name=side.file_name,
            media_type=side.media_type,
            size=side.size,
            pages=side.page_total,
            added_at=side.file_added_at,
        )


class TwinOut(BaseModel):
    """`likeness` is the part of both texts that both have, from 0 to 1."""

    id: int
    state: TwinState
    likeness: float
    first: SideOut
    second: SideOut
    kept: int | None
    decided_by: str | None
    decided_at: datetime | None

    @classmethod
    def of(cls, row: TwinRow) -> "TwinOut":
        return cls(
            id=row.id,
            state=row.state,
            likeness=row.likeness,
            first=SideOut.of(row.first),
            second=SideOut.of(row.second),
            kept=row.kept_id,
            decided_by=row.decided_by_name,
            decided_at=row.decided_at,
        )


class PassageOut(BaseModel):
    before: str
    first: str
    second: str
    after: str


class PageOut(BaseModel):
    first_page: int | None
    second_page: int | None
    passages: list[PassageOut]
    more: int


class TwinDetails(TwinOut):
    """`keep` is what we would keep; `may_keep` what the caller may keep while the other document is put aside."""

    containment: float
    keep: int
    newer: int
    may_keep: list[int]
    may_tell_apart: bool
    may_undo: bool
    pages_compared: int
    pages_apart: int
    differences: list[PageOut]

    @classmethod
    def of_view(cls, view: TwinView) -> "TwinDetails":
        return cls(
            **TwinOut.of(view.row).model_dump(),
            containment=round(view.containment, 3),
            keep=view.keep_id,
            newer=view.newer_id,
            may_keep=list(view.may_keep),
            may_tell_apart=view.may_tell_apart,
            may_undo=view.may_undo,
            pages_compared=view.pages_compared,
            pages_apart=view.pages_apart,
            differences=[
                PageOut(
                    first_page=page.first_page,
                    second_page=page.second_page,
                    passages=[
                        PassageOut(before=one.before, first=one.first, second=one.second, after=one.after)
                        for one in page.passages
                    ],
                    more=page.more,
                )
                for page in view.differences
            ],
        )


class TwinsOut(ListOut[TwinOut]):
    pass


class DecisionIn(BaseModel):
    """`newer` and `older` speak of the file of the document that is not kept; `distinct` keeps both."""

    model_config = ConfigDict(extra="forbid")

    decision: Decision
    keep: int | None = None


@router.get("")
def list_twins(
    session: SessionDep, actor: ActorDep, part: PartDep, state: Annotated[TwinState, Query()] = TwinState.SUGGESTED
) -> TwinsOut:
    return TwinsOut.of(reads.listing(session, actor, states=(state,), part=part).map(TwinOut.of))


@router.get("/{twin_id}")
def show_twin(session: SessionDep, actor: ActorDep, twin_id: TwinId) -> TwinDetails:
    return TwinDetails.of_view(reads.view(session, actor, twin_id, part=_PAGES_SHOWN))


@router.post("/{twin_id}/decision")
def decide(session: SessionDep, actor: ActorDep, twin_id: TwinId, body: DecisionIn) -> TwinOut:
    deciding.decide(session, actor, twin_id=twin_id, decision=body.decision, keep_id=body.keep)
    return TwinOut.of(reads.get(session, actor, twin_id))


@router.delete("/{twin_id}/decision")
def undo(session: SessionDep, actor: ActorDep, twin_id: TwinId) -> TwinOut:
    deciding.undo(session, actor, twin_id=twin_id)
    return TwinOut.of(reads.get(session, actor, twin_id))
