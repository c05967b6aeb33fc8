"""Whether a file may be read and served at all: the virus scanner's word, where an installation has one."""

from sqlmodel import Session, col, select

from app.accounts.permissions import SYSTEM
from app.audit import service as audit
from app.core.clock import now
from app.core.config import Settings
from app.core.db import Database
from app.documents import service as documents
from app.documents.models import Document, ReadingState, Revision
from app.ingest.texts import forget_findings, forget_text
from app.jobs import queue
from app.jobs.queue import Lease
from app.jobs.worker import Postpone
from app.notices import service as notices
from storage.antivirus import Scanner, ScannerUnavailable, Verdict
from storage.blobs import BlobMissing, BlobStore

LANE = "ingest"
RETRY_SECONDS = 30


def scanner_of(settings: Settings) -> Scanner | None:
    return Scanner(settings.clamd) if settings.clamd else None


def verdict_on(scanner: Scanner, store: BlobStore, sha256: str) -> Verdict:
    """Raises ScannerUnavailable and BlobMissing."""
    with store.open(sha256) as stream:
        return scanner.scan(stream)


def note_verdict(session: Session, revision: Revision, verdict: Verdict) -> None:
    """A file that the scanner objects to keeps its bytes for the curator's decision, but no text, and is not served."""
    if verdict.is_clean:
        revision.cleared_at = now()
        return
    revision.cleared_at = None
    revision.state = ReadingState.QUARANTINED
    revision.state_detail = f"Pemindai virus menemukan {verdict.threat}."[:1000]
    forget_text(session, revision)
    document = session.get_one(Document, revision.document_id)
    forget_findings(session, document, revision)
    documents.touch(session, document)
    audit.record(session, SYSTEM, "document.quarantine", "document", document.id, after={"threat": verdict.threat})
    text = f"Berkas “{revision.file_name}” dikarantina: pemindai virus menemukan {verdict.threat}."
    notices.tell(session, [revision.created_by], kind="quarantine", text=text, link=f"/dokumen/{document.id}")


def request_missing(session: Session) -> int:
    """Files that came in before there was a scanner have still to be looked at; until then they are not served."""
    final = [state for state in ReadingState if state.is_final and state is not ReadingState.QUARANTINED]
    wanted = select(Revision).where(col(Revision.cleared_at).is_(None), col(Revision.state).in_(final))
    waiting = session.exec(wanted).all()
    for revision in waiting:
        subject = f"revision:{revision.id}"
        queue.enqueue(session, "clear", lane=LANE, payload={"revision_id": revision.id}, subject=subject)
    return len(waiting)


def _is_unseen(revision: Revision) -> bool:
    """A worker that died may have left a second job behind, and who reads a file anew asks the scanner himself."""
    is_settled = revision.state.is_final and revision.state is not ReadingState.QUARANTINED
    return is_settled and revision.cleared_at is None


class Clearing:
    """Works the `clear` jobs: files that were read before there was a scanner."""

    def __init__(self, database: Database, store: BlobStore, settings: Settings) -> None:
        self.database, self.store, self.scanner = database, store, scanner_of(settings)

    def run(self, lease: Lease) -> None:
        with self.database.read() as session:
            revision = session.get(Revision, lease.payload["revision_id"])
            sha256 = revision.sha256 if revision and _is_unseen(revision) else None
        verdict = self._verdict(sha256) if sha256 else None
        with self.database.write() as session:
            queue.guard(session, lease)
            revision = session.get(Revision, lease.payload["revision_id"])
            if verdict is not None and revision is not None and _is_unseen(revision):
                note_verdict(session, revision, verdict)
            queue.complete(session, lease)

    def _verdict(self, sha256: str) -> Verdict | None:
        """None where nothing can be said: no scanner any more, or no bytes, which fixity tells of."""
        if self.scanner is None:
            return None
        try:
            return verdict_on(self.scanner, self.store, sha256)
        except ScannerUnavailable as unavailable:
            raise Postpone(RETRY_SECONDS) from unavailable
        except BlobMissing:
            return None
