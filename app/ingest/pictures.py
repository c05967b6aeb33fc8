"""Pictures of pages: a thumbnail for lists, and pages to look at where nothing else can draw them.

Drawn in the confined child after a file was read, when nothing more urgent waits, and kept as derived blobs that may
vanish at any time: whoever finds one missing asks for it again.
"""

import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from app.core.config import Settings
from app.core.db import Database
from app.documents.models import ReadingState, Revision
from app.jobs import queue
from app.jobs.queue import Lease
from indexer.extract.media import BY_EXTENSION
from indexer.extract.model import PageImage
from indexer.extract.sandbox import Sandbox
from storage.blobs import BlobMissing, BlobStore
from storage.derived import DerivedStore

LANE = "pictures"
THUMBNAIL, THUMBNAIL_WIDTH, PAGE_WIDTH = "thumb.jpg", 240, 1000
NOT_DRAWABLE = b"-"  # kept in place of a page that cannot be drawn, so that nobody tries again and again
AT_ONCE = 100
MOST_PAGES = 2000  # of one file; the reader draws any other page itself
LATER, AWAITED = -10, 10
COUNTED_EVERY_SECONDS = 600.0
_DRAWN = frozenset({"application/pdf", *(name for name in BY_EXTENSION.values() if name.startswith("image/"))})


def has_pictures(media_type: str) -> bool:
    """Whether pages of this type can be drawn."""
    return media_type in _DRAWN


def page_name(number: int) -> str:
    return f"page-{number}.jpg"


def request(session: Session, revision: Revision, *, priority: int = LATER) -> None:
    """Draw the pages of this revision, unless that is under way or nothing can be drawn."""
    if has_pictures(revision.media_type) and revision.state is not ReadingState.QUARANTINED:
        payload = {"revision_id": revision.id}
        queue.enqueue(session, "draw", lane=LANE, payload=payload, subject=f"revision:{revision.id}", priority=priority)


@dataclass(frozen=True, slots=True)
class _Work:
    sha256: str
    media_type: str
    pages: int


class Pictures:
    """Works the `draw` jobs. Running one twice draws only what is missing."""

    def __init__(
        self, database: Database, store: BlobStore, sandbox: Sandbox, derived: DerivedStore, settings: Settings
    ) -> None:
        self.database, self.store, self.sandbox, self.derived = database, store, sandbox, derived
        self._room = _Room(derived, settings.derived_max_bytes)

    def run(self, lease: Lease) -> None:
        work = self._work(lease)
        if work is not None:
            with suppress(BlobMissing), self.store.materialise(work.sha256) as path:  # fixity raises that alarm
                self._draw(path, work)
        with self.database.write() as session:
            queue.complete(session, lease)

    def _work(self, lease: Lease) -> _Work | None:
        with self.database.read() as session:
            revision = session.get(Revision, lease.payload["revision_id"])
            if revision is None or revision.state is ReadingState.QUARANTINED:
                return None
            return _Work(revision.sha256, revision.media_type, revision.page_total or 1)

    def _draw(self, path: Path, work: _Work) -> None:
        """The thumbnail always; the pages as long as the cache has room for them."""
        if self.derived.get(work.sha256, THUMBNAIL) is None:
            self._keep(path, work, [1], THUMBNAIL_WIDTH)
        numbers = range(1, min(work.pages, MOST_PAGES) + 1)
        missing = [number for number in numbers if not self.derived.has(work.sha256, page_name(number))]
        for start in range(0, len(missing), AT_ONCE):
            if not self._room.is_left():
                return
            self._room.take(self._keep(path, work, missing[start : start + AT_ONCE], PAGE_WIDTH))

    def _keep(self, path: Path, work: _Work, numbers: Sequence[int], width: int) -> int:
        """How many bytes were added."""
        added = 0
        drawn = self.sandbox.images(path, work.media_type, pages=numbers, width=width, format="jpeg")
        undrawn = set(numbers)
        with closing(drawn):
            for event in drawn:
                if isinstance(event, PageImage):
                    undrawn.discard(event.number)
                    self.derived.put(work.sha256, _name(event.number, width), event.data)
                    added += len(event.data)
        for number in undrawn:
            self.derived.put(work.sha256, _name(number, width), NOT_DRAWABLE)
        return added


class _Room:
    """What the cache may still take. Counting its files takes the longer the more there are, so that is done now and
    then; what this process adds meanwhile it knows, and that others add to it, or clear it, waits for the next count.
    """

    def __init__(self, derived: DerivedStore, most_bytes: int) -> None:
        self._derived, self._most = derived, most_bytes
        self._left = 0
        self._counted_at: float | None = None

    def is_left(self) -> bool:
        if self._counted_at is None or time.monotonic() - self._counted_at > COUNTED_EVERY_SECONDS:
            self._left, self._counted_at = self._most - self._derived.size(), time.monotonic()
        return self._left > 0

    def take(self, size: int) -> None:
        self._left -= size


def _name(number: int, width: int) -> str:
    return THUMBNAIL if width == THUMBNAIL_WIDTH else page_name(number)
