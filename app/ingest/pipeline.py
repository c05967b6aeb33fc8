"""A stored file becomes a findable document: read → describe → cite → suggest → index, one step a function.

Reading runs in a child process and hands pages over as they come; they are saved in short fenced transactions, so a
page shows progress and a hang keeps what was read. Everything else is computed outside transactions and lands in one.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete
from sqlmodel import Session, col

from app.core.config import Settings
from app.core.db import Database
from app.core.tables import saved_id
from app.documents import citing, service, tagging
from app.documents.models import Document, Kind, Mention, Page, ReadingState, Revision
from app.documents.tagging import SuggestedTag
from app.ingest.suggesting import Suggester
from app.jobs import queue
from app.jobs.queue import Lease
from indexer.citations import Citation, find_citations
from indexer.extract.model import ExtractedPage, Extraction, Finished, Limits
from indexer.extract.sandbox import Sandbox
from indexer.metadata import Description, describe
from storage.blobs import BlobMissing, BlobStore

SAVE_EVERY_PAGES = 40
SAVE_EVERY_SECONDS = 1.0
TRUSTED = 0.5
GUESSED_TITLE = 0.3


@dataclass(frozen=True, slots=True)
class Job:
    """What is read, copied out of its transaction."""

    document_id: int
    revision_id: int
    sha256: str
    media_type: str
    file_name: str


@dataclass(slots=True)
class Findings:
    """Everything that the text of a revision tells, before it is written down."""

    description: Description
    mentions: list[Mention] = field(default_factory=list)
    suggestions: list[SuggestedTag] = field(default_factory=list)


class Pipeline:
    """Reads revisions, one `run` per job; safe to use from several threads."""

    def __init__(
        self, database: Database, store: BlobStore, sandbox: Sandbox, settings: Settings, suggester: Suggester
    ) -> None:
        self.database, self.store, self.sandbox = database, store, sandbox
        self.suggester = suggester
        self.limits = Limits(
            memory_bytes=settings.extract_memory_bytes,
            cpu_seconds=settings.extract_cpu_seconds,
            wall_seconds=settings.extract_wall_seconds,
            output_bytes=settings.extract_output_bytes,
            open_files=settings.extract_open_files,
        )

    def run(self, lease: Lease) -> None:
        job = self._begin(lease)
        if job is None:
            return
        try:
            pages, extraction = self._read(lease, job)
        except BlobMissing as missing:
            self._end_without_blob(lease, job, str(missing))
            return
        findings = self._find(job, pages)
        self._finish(lease, job, extraction, findings)

    def _begin(self, lease: Lease) -> Job | None:
        """Start from nothing: pages of an interrupted reading are dropped, so running twice equals running once."""
        with self.database.write() as session:
            queue.guard(session, lease)
            revision = session.get(Revision, lease.payload["revision_id"])
            if revision is None:
                queue.complete(session, lease)
                return None
            session.execute(delete(Page).where(col(Page.revision_id) == revision.id))
            revision.state, revision.state_detail = ReadingState.READING, ""
            revision.pages_read, revision.page_total = 0, None
            return Job(
                revision.document_id,
                saved_id(revision.id),
                revision.sha256,
                revision.media_type,
                revision.file_name,
            )

    def _read(self, lease: Lease, job: Job) -> tuple[list[ExtractedPage], Extraction]:
        pages: list[ExtractedPage] = []
        saved, saved_at = 0, time.monotonic()
        with self.store.materialise(job.sha256) as path:
            for event in self.sandbox.events(path, job.media_type, limits=self.limits):
                if isinstance(event, Finished):
                    self._save(lease, job, pages[saved:], total=event.extraction.page_count)
                    return pages, event.extraction
                pages.append(event.page)
                is_due = time.monotonic() - saved_at > SAVE_EVERY_SECONDS or len(pages) - saved >= SAVE_EVERY_PAGES
                if is_due:
                    self._save(lease, job, pages[saved:], total=event.total)
                    saved, saved_at = len(pages), time.monotonic()
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

    def _find(self, job: Job, pages: Sequence[ExtractedPage]) -> Findings:
        numbered = [(page.number, page.text) for page in pages]
        description = describe(numbered, file_name=job.file_name)
        with self.database.read() as session:
            document = session.get_one(Document, job.document_id)
            title, kind = document.title, document.kind
            own_number = document.number or description.number
            own = citing.citation_of(document) or description.citation
        if title_is_guessed(document):
            title = description.title or title
        kind = kind if kind is not Kind.OTHER else Kind(description.document_kind)
        return Findings(
            description,
            list(_mentions(job.document_id, numbered, own, own_number)),
            self.suggester.suggest(numbered, title=title, kind=kind.value),
        )

    def _finish(self, lease: Lease, job: Job, extraction: Extraction, findings: Findings) -> None:
        with self.database.write() as session:
            queue.guard(session, lease)
            revision = session.get_one(Revision, job.revision_id)
            document = session.get_one(Document, job.document_id)
            _note_outcome(revision, extraction)
            if document.current_revision_id == revision.id:
                _note_findings(session, document, findings)
                service.touch(session, document)
            queue.complete(session, lease)

    def _end_without_blob(self, lease: Lease, job: Job, detail: str) -> None:
        with self.database.write() as session:
            queue.guard(session, lease)
            revision = session.get_one(Revision, job.revision_id)
            revision.state, revision.state_detail = ReadingState.DAMAGED, detail
            queue.complete(session, lease)


def title_is_guessed(document: Document) -> bool:
    return document.provenance.get("title") != "person"


def facts_of(description: Description) -> dict[str, object]:
    """What is sure enough to stand in a field until a person looks; the title may be a guess, a file name is worse."""
    confidence = description.confidence
    names = ("number", "year", "issuer", "enacted_on", "enacted_place", "promulgated_on", "gazette", "signer")
    facts: dict[str, object] = {
        name: getattr(description, name) for name in names if confidence.get(name, 0.0) >= TRUSTED
    }
    if confidence.get("title", 0.0) >= GUESSED_TITLE:
        facts["title"] = description.title
    if description.citation is not None and confidence.get("number", 0.0) >= TRUSTED:
        facts["kind_abbrev"] = description.citation.label
    elif confidence.get("kind_abbrev", 0.0) >= TRUSTED:
        facts["kind_abbrev"] = description.kind_abbrev
    if description.document_kind != Kind.OTHER.value:
        facts["kind"] = Kind(description.document_kind)
    return facts


_LIMITS = {"title": 1000, "number": 120, "issuer": 300, "enacted_place": 200, "gazette": 200, "signer": 200}


def _fitting(facts: dict[str, object]) -> dict[str, object]:
    """What a file says may be longer than any honest value: it is cut to the column, PostgreSQL would refuse it."""
    return {name: value[: _LIMITS.get(name, 60)] if isinstance(value, str) else value for name, value in facts.items()}


def _note_outcome(revision: Revision, extraction: Extraction) -> None:
    revision.state = ReadingState(extraction.status)
    revision.page_total = extraction.page_count
    revision.pages_read = extraction.pages_read
    revision.warnings = list(extraction.warnings)[:50]
    cut = extraction.truncated
    revision.state_detail = f"Pembacaan berhenti sesudah halaman {cut.after_page}." if cut else ""


def _note_findings(session: Session, document: Document, findings: Findings) -> None:
    service.set_missing(document, _fitting(facts_of(findings.description)), by="document")
    session.execute(delete(Mention).where(col(Mention.document_id) == document.id))
    session.add_all(findings.mentions)
    tagging.replace_suggestions(session, document, findings.suggestions)


def _mentions(
    document_id: int, pages: Sequence[tuple[int, str]], own: Citation | None, own_number: str | None
) -> Iterator[Mention]:
    """The rules that the text cites, each once with its first page and how often; not the document itself."""
    found: dict[tuple[str, str], Mention] = {}
    for number, text in pages:
        for hit in find_citations(text):
            rule = hit.citation.rule
            is_itself = own.key == rule.key if own is not None else rule.number == own_number
            if not rule.kind or is_itself:
                continue
            name = (rule.key[:200], (rule.place or "")[:200])
            known = found.get(name)
            if known is not None:
                known.count += 1
                continue
            found[name] = Mention(
                document_id=document_id,
                citation_key=name[0],
                place=name[1],
                kind=rule.kind[:60],
                number=rule.number[:120],
                year=rule.year,
                short=rule.short[:300],
                first_page=number,
                count=1,
            )
    yield from found.values()
