"""What one process works with, built once by the composition: settings, database, blobs, index."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from app.core.config import Settings
from app.core.db import Database
from indexer.index.generations import Generations
from storage.blobs import BlobStore
from storage.derived import DerivedStore

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Runtime:
    settings: Settings
    database: Database
    store: BlobStore
    generations: Generations

    @property
    def derived(self) -> DerivedStore:
        return DerivedStore(self.settings.derived_dir)


def runtime_of(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


RuntimeDep = Annotated[Runtime, Depends(runtime_of)]


def _session(request: Request, runtime: RuntimeDep) -> Iterator[Session]:
    """One transaction a request: reading for GET, else writing; committed before the response starts."""
    opened = runtime.database.read() if request.method in _READING else runtime.database.write()
    with opened as session:
        yield session


# scope="function" ends the transaction before the response is sent: what is acknowledged is on disk.
SessionDep = Annotated[Session, Depends(_session, scope="function")]
