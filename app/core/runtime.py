"""What one process works with, built once by the composition: settings, database, blobs, index."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Annotated, Protocol

from fastapi import Depends, Request
from fastapi.concurrency import contextmanager_in_threadpool
from sqlmodel import Session

from app.core.config import Settings
from app.core.db import Database
from indexer.index.generations import Generations
from storage.blobs import BlobStore
from storage.derived import DerivedStore

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class SearchLog(Protocol):
    """Where a search leaves word of itself without waiting for it to be written."""

    def note(self, text: str, *, found: int, is_missing: bool, user_id: int | None = None) -> None: ...


class NoSearchLog:
    """For processes in which nobody searches."""

    def note(self, text: str, *, found: int, is_missing: bool, user_id: int | None = None) -> None:
        """Nothing is kept."""


class OpeningLog(Protocol):
    """Where the opening of a document is counted without waiting for it to be written."""

    def note(self, document_id: int) -> None: ...


class NoOpeningLog:
    """For processes in which nobody reads."""

    def note(self, document_id: int) -> None:
        """Nothing is counted."""


@dataclass(frozen=True, slots=True)
class Runtime:
    settings: Settings
    database: Database
    store: BlobStore
    generations: Generations
    search_log: SearchLog = field(default_factory=NoSearchLog)
    openings: OpeningLog = field(default_factory=NoOpeningLog)

    @property
    def derived(self) -> DerivedStore:
        return DerivedStore(self.settings.derived_dir)


# What waits for nothing is async: FastAPI calls it where it is, and asks a thread for each plain function.
async def runtime_of(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


RuntimeDep = Annotated[Runtime, Depends(runtime_of)]


async def _session(request: Request) -> AsyncIterator[Session]:
    """One transaction a request: reading for GET, else writing; committed before the response starts.

    To begin and end a transaction that reads takes SQLite no time worth a thread: nothing is asked or written there.
    """
    database = (await runtime_of(request)).database
    if request.method not in _READING:
        async with contextmanager_in_threadpool(database.write()) as session:
            yield session
    elif database.is_embedded:
        with database.read() as session:
            yield session
    else:
        async with contextmanager_in_threadpool(database.read()) as session:
            yield session


# scope="function" ends the transaction before the response is sent: what is acknowledged is on disk.
SessionDep = Annotated[Session, Depends(_session, scope="function")]
