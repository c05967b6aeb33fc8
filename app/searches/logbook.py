"""One process's searches on their way into the log: kept in memory, written in batches by a thread of its own.

A search only leaves a note here; it never waits for the database. What remains at a normal stop is written then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.core.clock import now
from app.core.config import Settings
from app.core.db import Database
from app.core.later import WrittenLater
from app.searches import keeping
from app.searches.schemas import Note

log = structlog.get_logger(__name__)

WRITE_EVERY_SECONDS = 3.0
MOST_WAITING = 50_000  # a few megabytes: hours without a database


@dataclass(frozen=True, slots=True)
class _Loss:
    """What could not be kept because the database stayed away."""

    notes: int
    since: datetime


class SearchLog(WrittenLater):
    """`with SearchLog(database, settings) as log: log.note(…)`. The thread starts with the first note."""

    def __init__(self, database: Database, settings: Settings, *, every: float = WRITE_EVERY_SECONDS) -> None:
        super().__init__("searches", every=every)
        self.database, self.settings = database, settings
        self._notes: list[Note] = []
        self._lost: _Loss | None = None

    def note(self, text: str, *, found: int, is_missing: bool, user_id: int | None = None) -> None:
        if not (self.settings.search_log or (self.settings.search_history and user_id is not None)):
            return
        with self._lock:
            self._add([Note(text, found, is_missing, user_id, now())])
            self._wake()

    def flush(self) -> int:
        with self._lock:
            taken, self._notes = self._notes, []
        if not taken:
            return 0
        try:
            with self.database.write() as session:
                keeping.keep(session, taken, self.settings)
        except SQLAlchemyError:
            with self._lock:
                newer, self._notes = self._notes, []
                self._add([*taken, *newer])
            raise
        self._tell_of_losses()
        return len(taken)

    def waiting(self) -> int:
        return len(self._notes)

    def _add(self, notes: Sequence[Note]) -> None:
        """Under the lock. Where there is no room, the newest are lost, and counted."""
        room = MOST_WAITING - len(self._notes)
        self._notes.extend(notes[:room])
        left_out = len(notes) - room
        if left_out > 0:
            before = self._lost or _Loss(0, now())
            self._lost = _Loss(before.notes + left_out, before.since)

    def _tell_of_losses(self) -> None:
        with self._lock:
            lost, self._lost = self._lost, None
        if lost is not None:
            log.error("searches lost while the database was away", searches=lost.notes, since=lost.since.isoformat())
