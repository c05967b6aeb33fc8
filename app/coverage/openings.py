"""How often documents are opened: counted in memory, written in batches by a thread of its own, for curators.

A page that opens a document only adds one here; it never waits for the database. Kept are a number per document and
day, and nothing of the reader.
"""

import threading
from collections import Counter
from datetime import date
from types import TracebackType

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.core.clock import now
from app.core.config import Settings
from app.core.db import Database
from app.coverage import tallies

log = structlog.get_logger(__name__)

WRITE_EVERY_SECONDS = 5.0
_TRIES_AT_THE_END = 3


class Openings:
    """`with Openings(database, settings) as openings: openings.note(document_id)`. The first one starts the thread.

    Memory is bounded by the documents of the library: while the database refuses, the same few numbers grow.
    """

    def __init__(self, database: Database, settings: Settings, *, every: float = WRITE_EVERY_SECONDS) -> None:
        self.database, self.settings, self.every = database, settings, every
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._counted: Counter[tuple[date, int]] = Counter()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> "Openings":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def note(self, document_id: int) -> None:
        day = now().astimezone(self.settings.zone).date()
        with self._lock:
            self._counted[day, document_id] += 1
            if self._thread is None and not self._stop.is_set():
                self._thread = threading.Thread(target=self._run, name="opening-log", daemon=True)
                self._thread.start()

    def flush(self) -> None:
        """Write what was counted. When the database refuses, it is counted on."""
        with self._lock:
            taken, self._counted = self._counted, Counter()
        if not taken:
            return
        try:
            with self.database.write() as session:
                tallies.add(session, taken)
        except SQLAlchemyError:
            with self._lock:
                self._counted.update(taken)
            raise

    def close(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        for _ in range(_TRIES_AT_THE_END):
            if self._try_to_flush():
                return
        log.error("openings lost, the database cannot be written", documents=len(self._counted))

    def _run(self) -> None:
        while not self._stop.wait(self.every):
            self._try_to_flush()

    def _try_to_flush(self) -> bool:
        try:
            self.flush()
        except SQLAlchemyError as error:
            log.warning("openings wait for the database", cause=type(error).__name__)
            return False
        return True
