"""Brings the names of the kinds to where they are read: into each process, before each request and each job.

What this process changed counts at once. What another one changed is heard of by one small question a second, so that
no page asks the database what its words are.
"""

import threading
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

import structlog
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.db import Database
from app.core.runtime import Runtime
from app.documents import kinds
from app.documents.kinds import USUAL, KindWords
from app.taxonomies import queries, spoken
from app.taxonomies.kind_words import words_of

log = structlog.get_logger(__name__)
LOOK_EVERY = 1.0  # seconds
T = TypeVar("T")


class KindsNow:
    """Of one database, for all threads of a process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held = USUAL
        self._heard: tuple[int, float] = (-1, 0.0)
        self._lock = threading.Lock()

    @property
    def is_due(self) -> bool:
        moves, at = self._heard
        return moves != spoken.moves() or monotonic() - at >= LOOK_EVERY

    def bring(self) -> None:
        """Without a database that answers, the words stay as they were: a page must not fail for a name."""
        if self.is_due and self._lock.acquire(blocking=False):
            try:
                heard = (spoken.moves(), monotonic())
                with self._database.read() as session:
                    self._held = _renewed(session, self._held)
                self._heard = heard
            except SQLAlchemyError as error:
                log.warning("the names of kinds could not be read", problem=str(error))
            finally:
                self._lock.release()
        kinds.use(self._held)


def bring(database: Database) -> None:
    now = database.held(KindsNow)
    if now is not None:
        now.bring()


def called_rightly(database: Database, work: Callable[[T], None]) -> Callable[[T], None]:
    """The work of a job, with the names of kinds as they are when it begins."""

    def led(given: T) -> None:
        bring(database)
        work(given)

    return led


class KindsForRequests:
    """Middleware: whatever the request shows is called as the library calls it now."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            runtime: Runtime = scope["app"].state.runtime
            now = runtime.database.held(KindsNow)
            if now is not None and now.is_due and not runtime.database.is_embedded:
                await run_in_threadpool(now.bring)
            bring(runtime.database)
        await self.app(scope, receive, send)


def _renewed(session: Session, held: KindWords) -> KindWords:
    generation = queries.generation_by_the_clock(session)
    return held if generation == held.key else words_of(queries.kind_rows(session), key=generation)
