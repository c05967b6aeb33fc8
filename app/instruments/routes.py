"""Instruments over HTTP: open to everyone."""

from typing import Any

from fastapi import APIRouter

from app.core.runtime import SessionDep
from app.instruments import service
from app.instruments.schemas import IndicatorDetail, InstrumentRow, InstrumentTree

router = APIRouter(prefix="/api/v1/instruments", tags=["instruments"])


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
