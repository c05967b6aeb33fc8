"""A stored file becomes a findable document: clear → read → (recognise) → describe → cite → suggest → index.

Reading runs in a child process and hands pages over as they come; they are saved in short fenced transactions, so a
page shows progress and a hang keeps what was read. Everything else is computed outside transactions and lands in one.
"""

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from app.core.config import Settings
from app.core.db import Database
from app.core.tables import saved_id
from app.documents.models import Page, ReadingState, Recognition, Revision
from app.ingest import batches, clearing, pictures, recognising
from app.ingest.conclusion import FollowUp, Outcome, conclude
from app.ingest.findings import Analysis, Subject
from app.ingest.suggesting import Suggester
from app.ingest.texts import forget_text
from app.jobs import queue
from app.jobs.queue import Lease
from app.jobs.worker import Postpone
from indexer.extract import legacy
from indexer.extract.model import ExtractedPage, Extraction, Finished, Limits
from indexer.extract.sandbox import Sandbox
from indexer.ocr import REMEDY, Recogniser
from storage.antivirus import ScannerUnavailable
from storage.blobs import BlobMissing, BlobStore

log = structlog.get_logger(__name__)

SAVE_EVERY_PAGES = 40
SAVE_EVERY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Job:
    """What is read, copied out of its transaction."""

    document_id: int
    revision_id: int
    sha256: str
    media_type: str
    file_name: str
    recognition: Recognition
    is_cleared: bool


@dataclass(slots=True)
class _Read:
    """What the parser handed over; the texts themselves are in the database by then."""

    extraction: Extraction
    scan_pages: list[int] = field(default_factory=list)


class Pipeline:
    """Reads revisions, one `run` per job; safe to use from several threads."""

    def __init__(
        self,
        database: Database,
        store: BlobStore,
        sandbox: Sandbox,
        settings: Settings,
        suggester: Suggester,
        recogniser: Recogniser | None,
    ) -> None:
        self.database, self.store, self.sandbox = database, store, sandbox
        self.analysis = Analysis(database, suggester, settings.analyse_characters)
        self.recogniser = recogniser
        self.most_scans = settings.ocr_max_pages
        self.is_ocr_wanted = settings.ocr == "auto"
        self.scanner = clearing.scanner_of(settings)
        self.is_scanner_required = settings.clamd_required
        self.limits = limits_of(settings)

    def run(self, lease: Lease) -> None:
        job = self._begin(lease)
        if job is None:
            return
        try:
            if not self._is_clear(lease, job):
                return
            read = self._read(lease, job)
        except BlobMissing as missing:
            self._end(lease, job, ReadingState.DAMAGED, str(missing))
            return
        self._conclude(lease, job, read)

    def _begin(self, lease: Lease) -> Job | None:
        """Start from nothing: pages of an interrupted reading are dropped, so running twice equals running once."""
        with self.database.write() as session:
            queue.guard(session, lease)
            revision = session.get(Revision, lease.payload["revision_id"])
            if revision is None:
                queue.complete(session, lease)
                return None
            forget_text(session, revision)
            revision.state, revision.state_detail = ReadingState.READING, ""
            return Job(
                revision.document_id,
                saved_id(revision.id),
                revision.sha256,
                revision.media_type,
                revision.file_name,
                revision.recognition,
                revision.cleared_at is not None,
            )

    def _is_clear(self, lease: Lease, job: Job) -> bool:
        """Nothing is parsed before the virus scanner, where there is one, has let the bytes pass."""
        if self.scanner is None or job.is_cleared:
            return True
        try:
            verdict = clearing.verdict_on(self.scanner, self.store, job.sha256)
        except ScannerUnavailable as unavailable:
            if not self.is_scanner_required:
                log.warning("virus scanner does not answer, reading anyway", revision=job.revision_id)
                return True
            self._hold(lease, job, str(unavailable))
            raise Postpone(clearing.RETRY_SECONDS) from unavailable
        with self.database.write() as session:
            queue.guard(session, lease)
            revision = session.get_one(Revision, job.revision_id)
            clearing.note_verdict(session, revision, verdict)
            if not verdict.is_clean:
                batches.tell_if_done(session, job.document_id)
                queue.complete(session, lease)
        return verdict.is_clean

    def _hold(self, lease: Lease, job: Job, why: str) -> None:
        with self.database.write() as session:
            queue.guard(session, lease)
            revision = session.get_one(Revision, job.revision_id)
            revision.state, revision.state_detail = ReadingState.QUEUED, why

    def _read(self, lease: Lease, job: Job) -> _Read:
        """Old office formats are read in the shape that LibreOffice gives them, where it is installed."""
        with self.store.materialise(job.sha256) as stored:
            try:
                with legacy.readable(stored, job.media_type, limits=self.limits, scratch=self.sandbox.scratch) as (
                    path,
                    media_type,
                ):
                    return self._read_file(lease, job, path, media_type)
            except legacy.ConverterMissing:
                return _Read(Extraction("unsupported", job.media_type, warnings=(legacy.REMEDY,)))
            except legacy.ConversionTimedOut:
                return _Read(Extraction("timeout", job.media_type))
            except legacy.ConversionFailed:
                return _Read(Extraction("damaged", job.media_type))

    def _read_file(self, lease: Lease, job: Job, path: Path, media_type: str) -> _Read:
        waiting: list[ExtractedPage] = []
        scans: list[int] = []
        saved_at = time.monotonic()
        with closing(self.sandbox.events(path, media_type, limits=self.limits)) as events:
            for event in events:
                if isinstance(event, Finished):
                    self._save(lease, job, waiting, total=event.extraction.page_count)
                    return _Read(event.extraction, scans)
                waiting.append(event.page)
                if event.page.needs_ocr:
                    scans.append(event.page.number)
                is_due = time.monotonic() - saved_at > SAVE_EVERY_SECONDS or len(waiting) >= SAVE_EVERY_PAGES
                if is_due:
                    self._save(lease, job, waiting, total=event.total)
                    waiting, saved_at = [], time.monotonic()
        raise RuntimeError("the sandbox ended without an outcome")

    def _save(self, lease: Lease, job: Job, pages: Sequence[ExtractedPage], *, total: int | None) -> None:
        with self.database.write() as session:
            queue.guard(session, lease)
            revision = session.get_one(Revision, job.revision_id)
            revision.pages_read += len(pages)
            revision.page_total = total
            session.add_all(
                Page(revision_id=job.revision_id, number=page.number, text=page.text, source=page.source)
                for page in pages
            )

    def _conclude(self, lease: Lease, job: Job, read: _Read) -> None:
        outcome, scans = self._outcome(job, read)
        self._note_reading(lease, job, read.extraction, scans)
        after: list[FollowUp] = []
        if outcome.state is ReadingState.RECOGNISING:
            payload: dict[str, object] = {"revision_id": job.revision_id, "status": read.extraction.status}
            after.append(FollowUp("recognise", recognising.LANE, payload, lease.priority))
        subject = Subject(job.document_id, job.revision_id, job.file_name, dict(read.extraction.properties))
        conclude(self.analysis, lease, subject, outcome, after)

    def _outcome(self, job: Job, read: _Read) -> tuple[Outcome, list[int]]:
        """The state after parsing, and the pages that recognition shall look at."""
        extraction = read.extraction
        state, detail = ReadingState(extraction.status), _detail_of(extraction)
        is_forced = job.recognition is Recognition.FORCED and pictures.has_pictures(job.media_type)
        scans = list(range(1, (extraction.page_count or 0) + 1)) if is_forced else read.scan_pages
        if not scans or job.recognition is Recognition.OFF or not self.is_ocr_wanted:
            return Outcome(state, detail, extraction.warnings), scans
        if self.recogniser is None or self.recogniser.is_available() is None:
            detail = f"{len(scans)} halaman hasil pindai belum dikenali. {REMEDY}"
            return Outcome(ReadingState.NO_OCR, detail, extraction.warnings), scans
        return Outcome(ReadingState.RECOGNISING, detail, extraction.warnings + self._over(scans)), scans[
            : self.most_scans
        ]

    def _over(self, scans: list[int]) -> tuple[str, ...]:
        """A picture of a page costs seconds: a file may not take the recogniser away from all others for days."""
        left_out = len(scans) - self.most_scans
        if left_out <= 0:
            return ()
        return (
            f"{left_out} halaman pindaian terakhir tidak dikenali: batasnya {self.most_scans} halaman satu berkas.",
        )

    def _note_reading(self, lease: Lease, job: Job, extraction: Extraction, scans: list[int]) -> None:
        with self.database.write() as session:
            queue.guard(session, lease)
            revision = session.get_one(Revision, job.revision_id)
            revision.page_total, revision.pages_read = extraction.page_count, extraction.pages_read
            revision.properties = dict(extraction.properties)
            revision.scan_pages, revision.scans_read = scans, 0
            pictures.request(session, revision)

    def _end(self, lease: Lease, job: Job, state: ReadingState, detail: str) -> None:
        with self.database.write() as session:
            queue.guard(session, lease)
            revision = session.get_one(Revision, job.revision_id)
            revision.state, revision.state_detail = state, detail
            batches.tell_if_done(session, job.document_id)
            queue.complete(session, lease)


def limits_of(settings: Settings) -> Limits:
    return Limits(
        memory_bytes=settings.extract_memory_bytes,
        cpu_seconds=settings.extract_cpu_seconds,
        wall_seconds=settings.extract_wall_seconds,
        output_bytes=settings.extract_output_bytes,
        open_files=settings.extract_open_files,
    )


def _detail_of(extraction: Extraction) -> str:
    cut = extraction.truncated
    return f"Pembacaan berhenti sesudah halaman {cut.after_page}." if cut else ""
