"""How often documents are opened: counted in memory, written in batches by a thread of its own, for curators.

A page that opens a document only adds one here; it never waits for the database. Kept are a number per document and
day, and nothing of the reader.
"""

from collections import Counter
from datetime import date

from sqlalchemy.exc import SQLAlchemyError

from app.core.clock import now
from app.core.config import Settings
from app.core.db import Database
from app.core.later import WrittenLater
from app.coverage import tallies

WRITE_EVERY_SECONDS = 5.0


class Openings(WrittenLater):
    """`with Openings(database, settings) as openings: openings.note(document_id)`. The first one starts the thread.

    Memory is bounded by the documents of the library: while the database refuses, the same few numbers grow.
    """

    def __init__(self, database: Database, settings: Settings, *, every: float = WRITE_EVERY_SECONDS) -> None:
        super().__init__("openings", every=every)
        self.database, self.settings = database, settings
        self._counted: Counter[tuple[date, int]] = Counter()

    def note(self, document_id: int) -> None:
        day = now().astimezone(self.settings.zone).date()
        with self._lock:
            self._counted[day, document_id] += 1
            self._wake()

    def flush(self) -> int:
        with self._lock:
            taken, self._counted = self._counted, Counter()
        if not taken:
            return 0
        try:
            with self.database.write() as session:
                tallies.add(session, taken)
        except SQLAlchemyError:
            with self._lock:
                self._counted.update(taken)
            raise
        return len(taken)

    def waiting(self) -> int:
        return len(self._counted)
