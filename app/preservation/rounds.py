"""The worker's rounds: files are re-read, oldest look first, within an hourly budget; files of nobody are noticed.

What a round has found is written down file by file, so that one that is killed goes on where it was.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, or_, select
from sqlmodel.sql.expression import Select

from app.core.clock import now
from app.core.errors import Conflict
from app.core.runtime import Runtime
from app.documents.models import Revision
from app.preservation import alarms, released, telling, wanted
from app.preservation.keeping import blobs_may_go
from app.preservation.models import FixityCheck
from storage import fixity

ORPHAN_AFTER = timedelta(days=1)
SLICES_PER_HOUR = 60
_AT_ONCE = 500
_DAMAGE_AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Read:
    blobs: int
    size: int


def read_due(runtime: Runtime) -> Read:
    """One slice: files whose turn has come, as far as this minute's share of the budget goes (at least one file)."""
    with runtime.database.read() as session:
        allowance = allowed_now(session, runtime)
        due = [(sha256, size) for sha256, size, _ in session.execute(_due(runtime).limit(_AT_ONCE))]
    return _read(runtime, _within(due, allowance), is_polite=True)


def read_everything(runtime: Runtime) -> Read:
    """All files that documents have, at full speed: somebody waits for the answer."""
    with runtime.database.read() as session:
        files = select(Revision.sha256, func.max(Revision.size)).group_by(Revision.sha256).order_by(Revision.sha256)
        every = [(sha256, size) for sha256, size in session.execute(files)]
    return _read(runtime, every, is_polite=False)


def is_anything_due(session: Session, runtime: Runtime) -> bool:
    return session.execute(_due(runtime).limit(1)).first() is not None and allowed_now(session, runtime) > 0


def allowed_now(session: Session, runtime: Runtime) -> int:
    """Bytes that may be read in this slice; a file larger than an hour's budget is paid off by the hours after it."""
    hourly = runtime.settings.fixity_bytes_per_hour
    left = [hours * hourly - _read_since(session, now() - timedelta(hours=hours)) for hours in (1, 24)]
    return min(hourly // SLICES_PER_HOUR, *left)


def look_for_orphans(runtime: Runtime) -> int:
    """Notice files that no document has, once they have lain for a day; forget what is no longer so."""
    raised = 0
    _forget_old_notes(runtime)
    for names in _in_batches(blob.sha256 for blob in runtime.store.iter_all()):
        with runtime.database.read() as session:
            needed = wanted.among(session, names)
            known = set(session.exec(select(FixityCheck.sha256).where(col(FixityCheck.sha256).in_(names))))
        lost = [name for name in names if name not in needed and name not in known and is_idle(runtime, name)]
        if lost:
            with runtime.database.write() as session:
                raised += sum(alarms.note(session, name, alarms.ORPHAN) for name in lost)
    with runtime.database.write() as session:
        telling.tell_admins(session, raised)
    return raised


def sweep_pictures(runtime: Runtime) -> int:
    """Forget the page pictures of files that are no more; of how many files there were any."""
    with runtime.database.read() as session:
        live = set(session.execute(wanted.names()).scalars())
    return runtime.derived.sweep(live)


def is_idle(runtime: Runtime, sha256: str) -> bool:
    """Whether a file without a document is no longer one that is just being uploaded."""
    idle = runtime.store.idle_seconds(sha256)
    return idle is not None and idle > ORPHAN_AFTER.total_seconds()


def discard_orphans(runtime: Runtime) -> int:
    """Delete the files whose alarm says that nobody has them; returns how many went."""
    with runtime.database.read() as session:
        names = session.exec(select(FixityCheck.sha256).where(FixityCheck.problem == alarms.ORPHAN)).all()
    with blobs_may_go(runtime.settings) as may_go:
        if not may_go:
            raise Conflict("Cadangan sedang dibuat. Tunggu sampai selesai, lalu ulangi.")
        idle = ORPHAN_AFTER.total_seconds()
        return sum(released.drop(runtime, sha256, idle_seconds=idle) for sha256 in names)


def look_again(session: Session) -> None:
    """Damaged files get their turn at once, after somebody has put them right."""
    for check in session.exec(select(FixityCheck).where(col(FixityCheck.problem).in_(alarms.DAMAGE))):
        check.checked_at = now() - _DAMAGE_AGAIN - timedelta(seconds=1)


def _due(runtime: Runtime) -> Select[str, int, datetime]:
    """A file was whole when it came in, so its first turn counts from then; damage is looked at every day."""
    looked = func.coalesce(func.max(FixityCheck.checked_at), func.min(Revision.created_at)).label("looked")
    problem = func.coalesce(func.max(FixityCheck.problem), "")
    normal, damaged = now() - timedelta(days=runtime.settings.fixity_days), now() - _DAMAGE_AGAIN
    return (
        select(Revision.sha256, func.max(Revision.size), looked)
        .join(FixityCheck, col(FixityCheck.sha256) == col(Revision.sha256), isouter=True)
        .group_by(Revision.sha256)
        .having(or_(looked < normal, (problem != "") & (looked < damaged)))
        .order_by(problem.desc(), looked, Revision.sha256)
    )


def _within(due: Iterable[tuple[str, int]], allowance: int) -> Iterator[tuple[str, int]]:
    for sha256, size in due:
        if allowance <= 0:
            return
        allowance -= size
        yield sha256, size


def _read(runtime: Runtime, files: Iterable[tuple[str, int]], *, is_polite: bool) -> Read:
    blobs = total = 0
    raised = list[str]()
    for sha256, size in files:
        finding = fixity.verify(runtime.store, sha256, is_polite=is_polite)
        with runtime.database.write() as session:
            # A file that is not wanted was deleted for good while we looked.
            if released.is_wanted(session, sha256) and alarms.note(session, sha256, finding.problem if finding else ""):
                raised.append(sha256)
        blobs, total = blobs + 1, total + size
    with runtime.database.write() as session:
        telling.tell_admins(session, len(raised))
        telling.tell_keepers(session, raised)
    return Read(blobs, total)


def _read_since(session: Session, moment: datetime) -> int:
    sizes = select(func.max(Revision.size).label("size")).join(
        FixityCheck, col(FixityCheck.sha256) == col(Revision.sha256)
    )
    recent = sizes.where(FixityCheck.checked_at > moment).group_by(Revision.sha256).subquery()
    return int(session.execute(select(func.coalesce(func.sum(recent.c.size), 0))).scalar_one())


def _forget_old_notes(runtime: Runtime) -> None:
    """Of orphans that a document has taken or that are gone, and of files whose documents were deleted."""
    with runtime.database.read() as session:
        orphans = session.exec(select(FixityCheck.sha256).where(FixityCheck.problem == alarms.ORPHAN)).all()
    gone = [sha256 for sha256 in orphans if runtime.store.stat(sha256) is None]
    owned = wanted.names()
    with runtime.database.write() as session:
        session.execute(delete(FixityCheck).where(col(FixityCheck.sha256).in_(gone)))
        adopted = (col(FixityCheck.problem) == alarms.ORPHAN) & col(FixityCheck.sha256).in_(owned)
        ownerless = col(FixityCheck.problem).in_(("", *alarms.DAMAGE)) & col(FixityCheck.sha256).not_in(owned)
        session.execute(delete(FixityCheck).where(or_(adopted, ownerless)))


def _in_batches(names: Iterable[str]) -> Iterator[list[str]]:
    given = iter(names)
    while batch := list(itertools.islice(given, _AT_ONCE)):
        yield batch
