"""Signs of life for whoever runs the service: alive, and ready with the state of each part."""

from collections.abc import Callable

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from app.core.runtime import Runtime, RuntimeDep
from indexer.index.port import IndexProblem
from storage.blobs import StorageError

router = APIRouter(tags=["health"])


class Readiness(BaseModel):
    """`degraded` still serves: a missing index leaves browsing and database search."""

    status: str
    database: str
    store: str
    index: str


@router.get("/healthz")
async def alive() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/readyz")
def ready(runtime: RuntimeDep, response: Response) -> Readiness:
    database = _state(runtime.database.ping)
    store = _state(lambda: _check_store(runtime))
    index = _state(lambda: runtime.generations.open_current().stats())
    can_serve = database == store == "ok"
    if not can_serve:
        response.status_code = 503
    status = "unavailable" if not can_serve else "ok" if index == "ok" else "degraded"
    return Readiness(status=status, database=database, store=store, index=index)


def _state(check: Callable[[], object]) -> str:
    try:
        check()
    except (SQLAlchemyError, StorageError, IndexProblem, OSError):
        return "unavailable"
    return "ok"


def _check_store(runtime: Runtime) -> None:
    free = runtime.store.free_bytes()
    if free is not None and free < runtime.settings.min_free_bytes:
        raise OSError("less room than the setting asks for")
