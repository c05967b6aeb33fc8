"""Pages that are pictures become text, one fenced transaction a page: what was recognised survives any crash.

A slice of a long scan gives its turn away, so that a single page which somebody waits for comes in between.
"""

import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy import ColumnElement, delete
from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.config import Settings
from app.core.db import Database
from app.core.tables import saved_id
from app.documents import scans
from app.documents.models import Page, ReadingState, Revision
from app.documents.read_models import PageRaw, PageScan
from app.ingest.conclusion import Outcome, conclude
from app.ingest.findings import Analysis, Subject
from app.ingest.suggesting import Suggester
from app.jobs import queue
from app.jobs.queue import Lease
from indexer.extract.model import PageImage
from indexer.extract.sandbox import Sandbox
from indexer.ocr import DPI, OcrPageFailed, OcrUnavailable, RecognisedPage, Recogniser
from storage.blobs import BlobMissing, BlobStore

log = structlog.get_logger(__name__)

LANE = "ocr"
SLICE_PAGES = 8
SLICE_SECONDS = 20.0
_NAMED_PAGES = 10


@dataclass(frozen=True, slots=True)
class _Work:
    """One slice: which pages are still to be recognised, and what the parser had said of the file."""

    subject: Subject
    sha256: str
    media_type: str
    pages: Sequence[int]
    status: ReadingState


class Recognition:
    """Works the `recognise` jobs."""

    def __init__(
        self,
        database: Database,
        store: BlobStore,
        sandbox: Sandbox,
        settings: Settings,
        suggester: Suggester,
        recogniser: Recogniser,
    ) -> None:
        self.database, self.store, self.sandbox = database, store, sandbox
        self.analysis = Analysis(database, suggester, settings.analyse_characters)
        self.recogniser = recogniser
        self.page_seconds = settings.ocr_page_seconds

    def run(self, lease: Lease) -> None:
        work = self._begin(lease)
        if work is None:
            return
        try:
            left = self._recognise(lease, work)
        except BlobMissing as missing:
            self._conclude(lease, work, ReadingState.DAMAGED, str(missing))
        except OcrUnavailable as unavailable:
            self._conclude(lease, work, ReadingState.NO_OCR, str(unavailable))
        else:
            self._give_turn(lease) if left else self._conclude(lease, work)

    def _begin(self, lease: Lease) -> _Work | None:
        """None when the revision is gone, or was sent to be read anew in the meantime, which asks for us again."""
        with self.database.write() as session:
            queue.guard(session, lease)
            revision = session.get(Revision, lease.payload["revision_id"])
            if revision is None or revision.state is not ReadingState.RECOGNISING:
                queue.complete(session, lease)
                return None
            done = set(session.exec(select(PageScan.number).where(PageScan.revision_id == revision.id)))
            return _Work(
                Subject(revision.document_id, saved_id(revision.id), revision.file_name, dict(revision.properties)),
                revision.sha256,
                revision.media_type,
                [number for number in revision.scan_pages if number not in done],
                ReadingState(str(lease.payload["status"])),
            )

    def _recognise(self, lease: Lease, work: _Work) -> int:
        """How many of the pages are left when all are done or the slice of time is over."""
        end, left = time.monotonic() + SLICE_SECONDS, len(work.pages)
        with self.store.materialise(work.sha256) as path:
            for start in range(0, len(work.pages), SLICE_PAGES):
                some = work.pages[start : start + SLICE_PAGES]
                with closing(self._pages(path, work.media_type, some)) as pages:
                    for number, page in pages:
                        self._save(lease, work, number, page)
                        left -= 1
                        if time.monotonic() > end:
                            return left
        return left

    def _pages(
        self, path: Path, media_type: str, numbers: Sequence[int]
    ) -> Generator[tuple[int, RecognisedPage | None]]:
        """Every number once; None for a page that could not be drawn or recognised."""
        missing = dict.fromkeys(numbers)
        drawn = self.sandbox.images(path, media_type, pages=numbers, dpi=DPI, grey=True, clean=True)
        with closing(drawn):
            for event in drawn:
                if isinstance(event, PageImage):
                    missing.pop(event.number, None)
                    yield event.number, self._page(event)
        yield from ((number, None) for number in missing)

    def _page(self, image: PageImage) -> RecognisedPage | None:
        try:
            return self.recogniser.recognise(image, wall_seconds=self.page_seconds)
        except OcrPageFailed as failure:
            log.info("page not recognised", page=image.number, why=failure.why)
            return None

    def _save(self, lease: Lease, work: _Work, number: int, page: RecognisedPage | None) -> None:
        revision_id = work.subject.revision_id
        with self.database.write() as session:
            queue.guard(session, lease)
            session.add(_scan(revision_id, number, page))
            held = session.get(Page, (revision_id, number))
            if page is not None and page.text.strip() and held is not None:
                held.text, held.source = page.text, "ocr"
                session.execute(delete(PageRaw).where(*_of_page(revision_id, number)))  # of the text that it replaces
            session.get_one(Revision, revision_id).scans_read += 1

    def _give_turn(self, lease: Lease) -> None:
        with self.database.write() as session:
            queue.postpone(session, lease, seconds=0)

    def _conclude(self, lease: Lease, work: _Work, state: ReadingState | None = None, why: str = "") -> None:
        outcome = self._outcome(work)
        if state is not None:
            outcome = Outcome(state, why, outcome.warnings)
        conclude(self.analysis, lease, work.subject, outcome)

    def _outcome(self, work: _Work) -> Outcome:
        revision_id = work.subject.revision_id
        with self.database.read() as session:
            has_text = session.exec(_with_text(revision_id).limit(1)).first() is not None
            unread = session.exec(_unread(revision_id)).all()
            revision = session.get_one(Revision, revision_id)
            warnings, detail = list(revision.warnings), revision.state_detail
        if unread:
            numbers = ", ".join(map(str, unread[:_NAMED_PAGES])) + (" …" if len(unread) > _NAMED_PAGES else "")
            warnings.append(f"Tulisan pada {len(unread)} halaman hasil pindai tidak dapat dikenali: halaman {numbers}.")
        return Outcome(_state_after(work.status, has_text=has_text), detail, tuple(warnings))


def _state_after(parsed: ReadingState, *, has_text: bool) -> ReadingState:
    """What parsing had called textless is read after all, when recognition won words from it."""
    if parsed is ReadingState.NO_TEXT and has_text:
        return ReadingState.OK
    return ReadingState.NO_TEXT if parsed is ReadingState.OK and not has_text else parsed


def _with_text(revision_id: int) -> SelectOfScalar[int]:
    return select(Page.number).where(Page.revision_id == revision_id, func.trim(Page.text) != "")


def _unread(revision_id: int) -> SelectOfScalar[int]:
    """Recognised in vain: the page was never drawn, or the recogniser gave it up."""
    wanted = select(PageScan.number).where(PageScan.revision_id == revision_id, PageScan.width == 0)
    return wanted.order_by(col(PageScan.number))


def _of_page(revision_id: int, number: int) -> tuple[ColumnElement[bool], ...]:
    return col(PageRaw.revision_id) == revision_id, col(PageRaw.number) == number


def _scan(revision_id: int, number: int, page: RecognisedPage | None) -> PageScan:
    if page is None:
        return PageScan(
            revision_id=revision_id, number=number, width=0, height=0, confidence=0.0, words=scans.packed(())
        )
    return PageScan(
        revision_id=revision_id,
        number=number,
        width=page.width,
        height=page.height,
        rotation=page.rotation,
        confidence=page.mean_confidence,
        words=scans.packed(page.words),
    )
