"""The coverage of an instrument over HTTP: the map, the same as a table, and the documents behind each number."""

from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response

from app.accounts.access import ActorDep
from app.core.pagination import PartDep
from app.core.runtime import RuntimeDep, SessionDep
from app.coverage import exporting, service, workbook
from app.coverage.representations import CoverageOut
from app.coverage.schemas import NO_AGENCY, Cell, Freshness
from app.documents.models import Kind, TagState
from app.documents.representations import DocumentBrief, DocumentList
from app.instruments import service as instruments

router = APIRouter(prefix="/api/v1/instruments", tags=["coverage"])

IndicatorNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/{instrument_id}/coverage")
def read_coverage(runtime: RuntimeDep, session: SessionDep, actor: ActorDep, instrument_id: str) -> CoverageOut:
    return CoverageOut.of(service.read(session, actor, runtime.settings, instrument_id))


@router.get("/{instrument_id}/coverage.csv", response_class=Response)
def read_coverage_table(runtime: RuntimeDep, session: SessionDep, actor: ActorDep, instrument_id: str) -> Response:
    found = service.read(session, actor, runtime.settings, instrument_id)
    headers = {"Content-Disposition": 'attachment; filename="peta-cakupan.csv"'}
    return Response(exporting.coverage_table(found), media_type=exporting.MEDIA_TYPE, headers=headers)


@router.get("/{instrument_id}/coverage.xlsx", response_class=Response)
def read_coverage_workbook(runtime: RuntimeDep, session: SessionDep, actor: ActorDep, instrument_id: str) -> Response:
    """A sheet for each view of the map."""
    found = service.read(session, actor, runtime.settings, instrument_id)
    headers = {"Content-Disposition": 'attachment; filename="peta-cakupan.xlsx"'}
    return Response(workbook.coverage_workbook(found), media_type=workbook.MEDIA_TYPE, headers=headers)


@router.get("/{instrument_id}/coverage/{number}")
def list_documents(
    runtime: RuntimeDep,
    session: SessionDep,
    actor: ActorDep,
    part: PartDep,
    instrument_id: str,
    number: IndicatorNumber,
    state: Literal["confirmed", "suggested"] = "confirmed",
    kind: Kind | None = None,
    freshness: Freshness | None = None,
    level: Annotated[Decimal | None, Query(ge=0, le=100, description="0: no hint of a level")] = None,
    agency: Annotated[int | None, Query(ge=NO_AGENCY, le=2**31 - 1, description="0: of no agency")] = None,
) -> DocumentList:
    """What one number of the map stands for, the youngest documents first."""
    found = service.documents_in(
        session,
        actor,
        runtime.settings,
        indicator_id=instruments.indicator_id(session, instrument_id, number),
        cell=Cell(TagState(state), kind, freshness, level, agency),
        part=part,
    )
    return DocumentList.of(found.map(DocumentBrief.of))
