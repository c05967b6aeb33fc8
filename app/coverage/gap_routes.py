"""Knowledge gaps over HTTP, for curators; pages call the same functions."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from app.accounts.access import ActorDep, require_header_token
from app.core.pagination import ListOut, PartDep
from app.core.runtime import RuntimeDep, SessionDep
from app.coverage import exporting, gaps
from app.coverage.gap_schemas import GapRow, GapSummary
from app.coverage.models import GapKind
from app.documents.models import ReadingState
from app.documents.representations import DocumentBrief, DocumentList

router = APIRouter(prefix="/api/v1/gaps", tags=["coverage"], dependencies=[Depends(require_header_token)])
_MOST_ROWS = 10_000
_LONGEST_KEY = 420
Key = Annotated[str, Query(min_length=1, max_length=_LONGEST_KEY)]
Instrument = Annotated[
    str, Query(max_length=60, description="Whose indicators; without it those of the one shown first")
]


class GapSummaryOut(BaseModel):
    waiting: dict[GapKind, int]
    put_aside: dict[GapKind, int]
    openings_counted_since: date | None

    @classmethod
    def of(cls, found: GapSummary) -> "GapSummaryOut":
        return cls(
            waiting=dict(found.waiting), put_aside=dict(found.aside), openings_counted_since=found.counting.since
        )


class GapOut(BaseModel):
    """`times` is what the kind is ordered by: documents that cite, indicators that are supported, times opened."""

    kind: GapKind
    key: str
    title: str
    times: int
    indicator: int | None
    weight: Decimal | None
    confirmed: int
    suggested: int
    document_id: int | None
    state: ReadingState | None
    reason: str | None
    put_aside_by: str | None
    put_aside_at: datetime | None

    @classmethod
    def of(cls, row: GapRow) -> "GapOut":
        same = ("kind", "key", "title", "times", "weight", "confirmed", "suggested", "document_id", "state")
        aside = row.aside
        return cls(
            **{name: getattr(row, name) for name in same},
            indicator=row.number,
            reason=aside.reason if aside else None,
            put_aside_by=aside.by if aside else None,
            put_aside_at=aside.at if aside else None,
        )


class GapList(ListOut[GapOut]):
    pass


class AsideIn(BaseModel):
    key: str = Field(min_length=1, max_length=_LONGEST_KEY)
    reason: str


@router.get("")
def read_summary(
    runtime: RuntimeDep, session: SessionDep, actor: ActorDep, instrument: Instrument = ""
) -> GapSummaryOut:
    return GapSummaryOut.of(gaps.summary(session, actor, runtime.settings, instrument_id=instrument))


@router.get("/citation/documents")
def list_citing(session: SessionDep, actor: ActorDep, part: PartDep, key: Key) -> DocumentList:
    """The documents that cite a rule which the library does not hold."""
    return DocumentList.of(gaps.citing(session, actor, key, part=part).map(DocumentBrief.of))


@router.get("/{kind}.csv", response_class=Response)
def read_table(
    runtime: RuntimeDep, session: SessionDep, actor: ActorDep, kind: GapKind, instrument: Instrument = ""
) -> Response:
    rows = gaps.all_rows(session, actor, runtime.settings, kind, most=_MOST_ROWS, instrument_id=instrument)
    headers = {"Content-Disposition": f'attachment; filename="kesenjangan-{kind}.csv"'}
    return Response(exporting.gap_table(rows), media_type=exporting.MEDIA_TYPE, headers=headers)


@router.get("/{kind}")
def list_gaps(
    runtime: RuntimeDep,
    session: SessionDep,
    actor: ActorDep,
    part: PartDep,
    kind: GapKind,
    put_aside: bool = False,
    instrument: Instrument = "",
) -> GapList:
    found = gaps.listing(
        session, actor, runtime.settings, kind, part=part, is_aside=put_aside, instrument_id=instrument
    )
    return GapList.of(found.map(GapOut.of))


@router.post("/{kind}/put-aside", status_code=204)
def put_aside(runtime: RuntimeDep, session: SessionDep, actor: ActorDep, kind: GapKind, body: AsideIn) -> None:
    gaps.put_aside(session, actor, runtime.settings, kind=kind, key=body.key, reason=body.reason)


@router.delete("/{kind}/put-aside", status_code=204)
def take_back(session: SessionDep, actor: ActorDep, kind: GapKind, key: Key) -> None:
    gaps.take_back(session, actor, kind=kind, key=key)
