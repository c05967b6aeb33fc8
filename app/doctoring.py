"""Looks for what must not be: database ↔ blobs ↔ index, checksums, stuck jobs. Reports; mends only when asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, col, func, select

from app.core import migrations
from app.core.clock import now
from app.core.runtime import Runtime
from app.documents import changelog
from app.documents.models import Document, Lifecycle, Page, ReadingState, Revision
from app.instruments.models import Instrument
from app.jobs import queue
from app.jobs.models import Job, JobState
from app.preservation import alarms, backing_up, wanted
from app.preservation.models import FixityCheck
from app.preservation.released import RELEASED
from app.preservation.rounds import is_idle, sweep_pictures
from app.search.indexing import Indexer, request_rebuild
from indexer.index.port import IndexProblem
from storage import fixity
from storage.derived import DerivedStore

Severity = Literal["error", "warning", "info"]
# The jobs that may end each waiting state.
_AWAITED = {
    ReadingState.QUEUED: ("read",),
    ReadingState.READING: ("read",),
    ReadingState.RECOGNISING: ("recognise", "read"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    severity: Severity
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing needs anybody: information alone does not count."""
        return all(finding.severity == "info" for finding in self.findings)


def examine(runtime: Runtime) -> Diagnosis:
    """Reads every blob, so it takes as long as reading the library once."""
    looks: tuple[Callable[[Runtime], Iterator[Finding]], ...] = (_schema, _blobs, _revisions, _keeping, _jobs, _index)
    return Diagnosis(tuple(finding for look in looks for finding in look(runtime)))


def mend(runtime: Runtime) -> None:
    """What can be mended without losing anything: failed jobs start anew, the index is asked to catch up."""
    with runtime.database.write() as session:
        queue.retry_failed(session)
        for revision in _abandoned(session):
            _ask_again(session, revision)
        request_rebuild(session)
    sweep_pictures(runtime)


def _ask_again(session: Session, revision: Revision) -> None:
    """Recognition goes on where it stood if what the parser had said of the file is still known; else all is read."""
    subject = f"revision:{revision.id}"
    if revision.state is ReadingState.RECOGNISING:
        latest = select(Job).where(Job.kind == "recognise", Job.subject == subject).order_by(col(Job.id).desc())
        former = session.exec(latest.limit(1)).first()
        if former is not None:
            queue.enqueue(session, former.kind, lane=former.lane, payload=former.payload, subject=subject)
            return
    revision.state = ReadingState.QUEUED
    queue.enqueue(session, "read", lane="ingest", payload={"revision_id": revision.id}, subject=subject)


def _schema(runtime: Runtime) -> Iterator[Finding]:
    current, newest = migrations.current(runtime.database), migrations.newest()
    if current != newest:
        what = f"Skema basis data {current}, seharusnya {newest}."
        yield Finding("schema_outdated", "error", what, "Jalankan `pustaka init`.")
        return
    with runtime.database.read() as session:
        unwatched = changelog.unwatched(session)
        if unwatched:
            what = f"Perubahan pada tabel {', '.join(unwatched)} tidak lagi dicatat; pencarian dapat memakai data lama."
            remedy = "Buat cadangan dengan `pustaka backup`, lalu pulihkan ke tempat baru."
            yield Finding("changes_unwatched", "error", what, remedy)
        if session.exec(select(func.count()).select_from(Instrument)).one() == 0:
            what = "Belum ada instrumen penilaian di basis data."
            yield Finding("no_instrument", "error", what, "Jalankan `pustaka init`.")


def _blobs(runtime: Runtime) -> Iterator[Finding]:
    with runtime.database.read() as session:
        needed = set(session.execute(wanted.names()).scalars())
        going = set(session.exec(select(FixityCheck.sha256).where(FixityCheck.problem == RELEASED)))
    for sha256 in sorted(needed):
        problem = fixity.verify(runtime.store, sha256)
        if problem is not None:
            what = f"Berkas {sha256[:12]}…: {problem.text}"
            yield Finding(f"blob_{problem.problem}", "error", what, alarms.remedy_text(problem.problem))
    left = [blob.sha256 for blob in runtime.store.iter_all() if blob.sha256 not in needed]
    yield from _orphans(runtime, [sha256 for sha256 in left if sha256 not in going])
    if going.intersection(left):
        what = f"{len(going.intersection(left))} berkas dari dokumen yang dihapus tetap belum sempat ikut terhapus."
        yield Finding("blob_released", "info", what, "Tidak perlu tindakan; pekerja menghapusnya dalam sehari.")


def _orphans(runtime: Runtime, names: list[str]) -> Iterator[Finding]:
    """A file without a document may be an upload under way; one that has lain for a day is nobody's."""
    old = [sha256 for sha256 in names if is_idle(runtime, sha256)]
    if old:
        what = f"{len(old)} berkas tersimpan lebih dari sehari tanpa dokumen. Tidak berbahaya, tetapi memakan ruang."
        yield Finding("blob_orphan", "warning", what, alarms.remedy_text(alarms.ORPHAN))
    elif names:
        what = f"{len(names)} berkas tersimpan tanpa dokumen (sisa unggahan yang terputus). Tidak berbahaya."
        yield Finding("blob_orphan", "info", what, "Tidak perlu tindakan; unggahan ulang akan memakainya kembali.")


def _keeping(runtime: Runtime) -> Iterator[Finding]:
    with runtime.database.read() as session:
        record = backing_up.last(session)
        oldest = session.exec(select(func.min(Document.created_at))).one()
        raised = alarms.count(session)
    is_young = oldest is None or oldest > now() - backing_up.OLD_AFTER
    if backing_up.is_overdue(record) and not is_young:
        what = (
            "Cadangan terakhir lebih dari tujuh hari yang lalu." if record else "Pustaka ini belum pernah dicadangkan."
        )
        yield Finding("backup_overdue", "info", what, "Jalankan `pustaka backup FOLDER` ke media lain.")
    if raised:
        what = f"{sum(raised.values())} alarm berkas masih tercatat di halaman Admin."
        remedies = dict.fromkeys(alarms.remedy_text(problem) for problem in raised)
        yield Finding("alarms", "info", what, " ".join(remedies))
    if record and record.lacking:
        what = f"Cadangan terakhir ({record.file_name}) kekurangan {record.lacking} berkas yang hilang atau rusak."
        remedy = (
            f"{alarms.remedy_text('missing')} Sesudah itu buat cadangan baru; simpan juga cadangan yang lebih lama."
        )
        yield Finding("backup_lacking", "warning", what, remedy)
    yield from _pictures(runtime)


def _pictures(runtime: Runtime) -> Iterator[Finding]:
    with runtime.database.read() as session:
        live = set(session.execute(wanted.names()).scalars())
    gone = runtime.derived.gone(live)
    if gone:
        what = f"Gambar halaman dari {len(gone)} berkas yang sudah tidak ada masih tersimpan."
        yield Finding("derived_orphan", "info", what, "Tidak perlu tindakan; pekerja menghapusnya dalam sehari.")
    if not runtime.settings.derived_max_bytes:
        return
    derived = DerivedStore(runtime.settings.derived_dir).size()
    if derived > 2 * runtime.settings.derived_max_bytes:
        what = f"Gambar halaman memakai {derived} bita, melebihi batas PUSTAKA_DERIVED_MAX_BYTES."
        yield Finding("derived_large", "info", what, f"Boleh dihapus kapan saja: {runtime.settings.derived_dir}.")


def _revisions(runtime: Runtime) -> Iterator[Finding]:
    with runtime.database.read() as session:
        abandoned = _abandoned(session)
        mismatched = _with_wrong_page_count(session)
        lost = session.exec(select(Document.id).where(col(Document.current_revision_id).is_(None))).all()
    if abandoned:
        names = ", ".join(str(revision.document_id) for revision in abandoned[:10])
        what = f"{len(abandoned)} berkas menunggu dibaca tanpa pekerjaan di antrean (dokumen {names})."
        yield Finding("reading_abandoned", "error", what, "Jalankan `pustaka doctor --fix`.")
    if mismatched:
        what = f"Jumlah halaman tersimpan tidak sama dengan catatan pada {len(mismatched)} berkas."
        yield Finding("page_count", "error", what, "Baca ulang dokumen itu dari halamannya.")
    if lost:
        what = f"{len(lost)} dokumen tidak memiliki berkas."
        yield Finding("document_without_file", "error", what, "Pulihkan basis data dari cadangan.")


def _jobs(runtime: Runtime) -> Iterator[Finding]:
    with runtime.database.read() as session:
        counts = queue.count_by_state(session)
        errors = session.exec(select(Job.error).where(Job.state == JobState.FAILED).limit(3)).all()
    if counts.get(JobState.FAILED):
        reasons = "; ".join(error[:120] for error in errors)
        what = f"{counts[JobState.FAILED]} pekerjaan gagal: {reasons}"
        yield Finding("jobs_failed", "error", what, "Periksa log, lalu jalankan `pustaka doctor --fix`.")
    waiting = counts.get(JobState.QUEUED, 0) + counts.get(JobState.RUNNING, 0)
    if waiting:
        yield Finding("jobs_waiting", "info", f"{waiting} pekerjaan masih di antrean.", "Jalankan `pustaka worker`.")


def _index(runtime: Runtime) -> Iterator[Finding]:
    remedy = "Jalankan `pustaka index rebuild`."
    try:
        index = runtime.generations.open_current()
        stamps, stats = index.stamps(), index.stats()
    except IndexProblem as problem:
        is_needed = _has_documents(runtime) and not _is_work_waiting(runtime)
        severity: Severity = "warning" if is_needed else "info"
        yield Finding("index_missing", severity, str(problem), remedy)
        return
    if stats.needs_rebuild:
        yield Finding("index_outdated", "warning", "Indeks dibuat oleh versi program yang lain.", remedy)
    behind = _differences(Indexer(runtime.database, runtime.generations).current_stamps(), stamps)
    if behind and not _is_work_waiting(runtime):
        yield Finding("index_behind", "warning", f"{behind} dokumen belum mutakhir di indeks.", remedy)


def _is_work_waiting(runtime: Runtime) -> bool:
    """Then the index is behind for a reason, and will catch up."""
    with runtime.database.read() as session:
        return queue.unfinished(session) > 0


def _differences(wanted: dict[int, str], held: dict[int, str]) -> int:
    stale = sum(held.get(document_id) != stamp for document_id, stamp in wanted.items())
    return stale + len(held.keys() - wanted.keys())


def _has_documents(runtime: Runtime) -> bool:
    with runtime.database.read() as session:
        alive = select(Document.id).where(Document.lifecycle != Lifecycle.TRASHED).limit(1)
        return session.exec(alive).first() is not None


def _abandoned(session: Session) -> list[Revision]:
    """Revisions that wait to be read although no job will do it."""
    waiting = session.exec(select(Revision).where(col(Revision.state).in_(_AWAITED))).all()
    open_jobs = select(Job.kind, Job.subject).where(col(Job.state).in_((JobState.QUEUED, JobState.RUNNING)))
    awaited = set(session.execute(open_jobs).all())
    return [
        revision
        for revision in waiting
        if not any((kind, f"revision:{revision.id}") in awaited for kind in _AWAITED[revision.state])
    ]


def _with_wrong_page_count(session: Session) -> list[int]:
    counted = select(Page.revision_id, func.count().label("n")).group_by(col(Page.revision_id)).subquery()
    wanted = (
        select(Revision.id)
        .join(counted, counted.c.revision_id == Revision.id, isouter=True)
        .where(func.coalesce(counted.c.n, 0) != Revision.pages_read, col(Revision.state).not_in(_AWAITED))
    )
    return [revision_id for revision_id in session.exec(wanted) if revision_id is not None]
