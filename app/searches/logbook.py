"""One process's searches on their way into the log: kept in memory, written in batches by a thread of its own.

A search only leaves a note here; it never waits for the database. What remains at a normal stop is written then.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.core.clock import now
from app.core.config import Settings
from app.core.db import Database
from app.searches import keeping
from app.searches.schemas import Note

log = structlog.get_logger(__name__)

WRITE_EVERY_SECONDS = 3.0
MOST_WAITING = 50_000  # a few megabytes: hours without a database
_TRIES_AT_THE_END = 3


@dataclass(frozen=True, slots=True)
class _Loss:
    """What could not be kept because the database stayed away."""

    notes: int
    since: datetime


class SearchLog:
    """`with SearchLog(database, settings) as log: log.note(…)`. The thread starts with the first note."""

    def __init__(self, database: Database, settings: Settings, *, every: float = WRITE_EVERY_SECONDS) -> None:
        self.database, self.settings, self.every = database, settings, every
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._waiting: list[Note] = []
        self._lost: _Loss | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> "SearchLog":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def note(self, text: str, *, found: int, is_missing: bool, user_id: int | None = None) -> None:
        if not (self.settings.search_log or (self.settings.search_history and user_id is not None)):
            return
        with self._lock:
            self._add([Note(text, found, is_missing, user_id, now())])
            if self._thread is None and not self._stop.is_set():
                self._thread = threading.Thread(target=self._run, name="search-log", daemon=True)
                self._thread.start()

    def flush(self) -> int:
        """Write what waits; returns how many notes. When the database refuses they wait on."""
        with self._lock:
            taken, self._waiting = self._waiting, []
        if not taken:
            return 0
        try:
            with self.database.write() as session:
                keeping.keep(session, taken, self.settings)
        except SQLAlchemyError:
            with self._lock:
                newer, self._waiting = self._waiting, []
                self._add([*taken, *newer])
            raise
        self._tell_of_losses()
        return len(taken)

    def close(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        for _ in range(_TRIES_AT_THE_END):
            if self._try_to_flush():
                return
        log.error("searches lost, the database cannot be written", searches=len(self._waiting))

    def _run(self) -> None:
        while not self._stop.wait(self.every):
            self._try_to_flush()

    def _try_to_flush(self) -> bool:
        try:
            self.flush()
        except SQLAlchemyError as error:
            log.warning("search log waits for the database", searches=len(self._waiting), cause=type(error).__name__)
            return False
        return True

    def _add(self, notes: Sequence[Note]) -> None:
        """Under the lock. Where there is no room, the newest are lost, and counted."""
        room = MOST_WAITING - len(self._waiting)
        self._waiting.extend(notes[:room])
        left_out = len(notes) - room
        if left_out > 0:
            before = self._lost or _Loss(0, now())
            self._lost = _Loss(before.notes + left_out, before.since)

    def _tell_of_losses(self) -> None:
        with self._lock:
            lost, self._lost = self._lost, None
        if lost is not None:
            log.error("searches lost while the database was away", searches=lost.notes, since=lost.since.isoformat())
