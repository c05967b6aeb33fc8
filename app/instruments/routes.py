"""Instruments over HTTP: reading is open to everyone, keeping and bringing them to administrators."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Response
from pydantic import BaseModel, ConfigDict

from app.accounts.access import ActorDep, require_header_token
from app.core.runtime import RuntimeDep, SessionDep
from app.instruments import keeping, service, uploading
from app.instruments.comparing import Comparison
from app.instruments.nodes import MAX_CHARACTERS
from app.instruments.representations import yaml_response
from app.instruments.schemas import IndicatorDetail, InstrumentRow, InstrumentTree
from app.instruments.uploading import Preview, Upload

router = APIRouter(prefix="/api/v1/instruments", tags=["instruments"])
keeping_router = APIRouter(prefix="/api/v1", tags=["instruments"], dependencies=[Depends(require_header_token)])

UploadId = Annotated[int, Path(ge=1, le=2**31 - 1)]


class UploadIn(BaseModel):
    """The whole YAML text; what is wrong with it comes back line by line."""

    model_config = ConfigDict(extra="forbid")

    yaml: Annotated[str, Body(max_length=MAX_CHARACTERS)]


class RetiredIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    retired: bool


class KeptOut(BaseModel):
    instrument: InstrumentRow
    is_default: bool
    origin: str
    installed_at: datetime
    confirmed_at: datetime | None
    retired_at: datetime | None


class PreviewOut(BaseModel):
    upload: Upload
    tree: InstrumentTree
    comparison: Comparison

    @classmethod
    def of(cls, found: Preview) -> "PreviewOut":
        return cls(upload=found.upload, tree=found.tree, comparison=found.comparison)


@router.get("")
def list_instruments(session: SessionDep) -> dict[str, Any]:
    rows: list[InstrumentRow] = service.listing(session)
    return {"items": rows, "total": len(rows), "next": None}


@router.get("/{instrument_id}")
def read_instrument(session: SessionDep, instrument_id: str) -> InstrumentTree:
    return service.tree(session, instrument_id)


@router.get("/{instrument_id}/indicators/{number}")
def read_indicator(session: SessionDep, instrument_id: str, number: int) -> IndicatorDetail:
    return service.indicator(session, instrument_id, number)


@router.get("/{instrument_id}/file", response_class=Response)
def download(session: SessionDep, instrument_id: str) -> Response:
    """The YAML as it was installed."""
    return yaml_response(uploading.source(session, instrument_id), instrument_id)


@keeping_router.get("/kept-instruments")
def list_kept(runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> list[KeptOut]:
    """All of them with what only administrators need to know."""
    rows = keeping.listing(session, actor, runtime.settings)
    return [
        KeptOut(
            instrument=one.row,
            is_default=one.is_default,
            origin=one.origin.value,
            installed_at=one.installed_at,
            confirmed_at=one.confirmed_at,
            retired_at=one.retired_at,
        )
        for one in rows
    ]


@keeping_router.post("/instruments/{instrument_id}/default")
def choose(runtime: RuntimeDep, session: SessionDep, actor: ActorDep, instrument_id: str) -> InstrumentRow:
    keeping.choose(session, actor, runtime.settings, instrument_id=instrument_id)
    return service.instrument(session, instrument_id)


@keeping_router.post("/instruments/{instrument_id}/retired")
def retire(
    runtime: RuntimeDep, session: SessionDep, actor: ActorDep, instrument_id: str, body: RetiredIn
) -> InstrumentRow:
    keeping.retire(session, actor, runtime.settings, instrument_id=instrument_id, is_retired=body.retired)
    return service.instrument(session, instrument_id)


@keeping_router.get("/instrument-uploads")
def list_uploads(session: SessionDep, actor: ActorDep) -> list[Upload]:
    return uploading.waiting(session, actor)


@keeping_router.post("/instrument-uploads", status_code=201)
def upload(session: SessionDep, actor: ActorDep, body: UploadIn) -> Upload:
    return uploading.upload(session, actor, body.yaml)


@keeping_router.get("/instrument-uploads/{upload_id}")
def preview(session: SessionDep, actor: ActorDep, upload_id: UploadId) -> PreviewOut:
    return PreviewOut.of(uploading.preview(session, actor, upload_id))


@keeping_router.post("/instrument-uploads/{upload_id}/publish")
def publish(session: SessionDep, actor: ActorDep, upload_id: UploadId) -> InstrumentRow:
    return service.instrument(session, uploading.publish(session, actor, upload_id))


@keeping_router.delete("/instrument-uploads/{upload_id}", status_code=204)
def discard(session: SessionDep, actor: ActorDep, upload_id: UploadId) -> None:
    uploading.discard(session, actor, upload_id)
