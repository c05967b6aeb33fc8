"""Files whose last document was deleted for good: marked in the deletion's transaction, let go once it is committed."""

from collections.abc import Iterable

from sqlmodel import Session, select

from app.core.clock import now
from app.core.runtime import Runtime
from app.documents import service as documents
from app.preservation import wanted
from app.preservation.keeping import blobs_may_go
from app.preservation.models import FixityCheck
from storage.derived import DerivedStore

RELEASED = "released"
# A file that came in moments ago may belong to an upload whose row is still on the way.
IDLE_SECONDS = 600.0


def mark(session: Session, names: Iterable[str]) -> None:
    """Those that no document has any more."""
    for sha256 in names:
        if not is_wanted(session, sha256):
            session.merge(FixityCheck(sha256=sha256, problem=RELEASED, checked_at=now(), since=now()))


def let_go(runtime: Runtime, *, idle_seconds: float = IDLE_SECONDS) -> int:
    """Delete what was released, unless a backup runs: the next round tries again. Returns how many went."""
    with runtime.database.read() as session:
        names = session.exec(select(FixityCheck.sha256).where(FixityCheck.problem == RELEASED)).all()
    with blobs_may_go(runtime.settings) as may_go:
        return sum(drop(runtime, sha256, idle_seconds=idle_seconds) for sha256 in names) if may_go else 0


def drop(runtime: Runtime, sha256: str, *, idle_seconds: float) -> bool:
    """One file without a document, and what is noted of it. A document that has come meanwhile keeps it."""
    with runtime.database.write() as session:
        documents.lock_bytes(session, sha256)
        check = session.get(FixityCheck, sha256)
        is_free = not is_wanted(session, sha256)
        if is_free and not runtime.store.discard(sha256, idle_seconds=idle_seconds):
            return False
        if check is not None:
            session.delete(check)
    if is_free:
        DerivedStore(runtime.settings.derived_dir).forget(sha256)
    return is_free


def is_wanted(session: Session, sha256: str) -> bool:
    return bool(wanted.among(session, [sha256]))
