"""How safely the library is kept, at a glance: alarms, re-reading, the last backup, and where the room goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from app.core.runtime import Runtime
from app.documents.models import Document, Lifecycle, Revision
from app.preservation import alarms, backing_up, purging
from app.preservation.alarms import Alarm
from app.preservation.models import BackupRecord, FixityCheck
from storage.derived import DerivedStore

_ALARMS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes; None where nobody can tell."""

    blobs: int
    blob_bytes: int
    database_bytes: int | None
    derived_bytes: int


@dataclass(frozen=True, slots=True)
class Summary:
    alarms: Sequence[Alarm]
    alarm_total: int
    files_read: int
    oldest_look: datetime | None
    backup: BackupRecord | None
    is_backup_overdue: bool
    documents: int
    trashed: int
    expired: int
    trash_days: int
    room: Room


def summary(runtime: Runtime, session: Session) -> Summary:
    counted = dict(session.execute(select(Document.lifecycle, func.count()).group_by(col(Document.lifecycle))).all())
    read, oldest = session.execute(
        select(func.count(), func.min(FixityCheck.checked_at)).select_from(FixityCheck).where(FixityCheck.problem == "")
    ).one()
    backup = backing_up.last(session)
    trashed = counted.pop(Lifecycle.TRASHED, 0)
    documents = sum(counted.values())
    return Summary(
        alarms=alarms.listing(session, limit=_ALARMS_SHOWN),
        alarm_total=sum(alarms.count(session).values()),
        files_read=read,
        oldest_look=oldest,
        backup=backup,
        is_backup_overdue=bool(documents) and backing_up.is_overdue(backup),
        documents=documents,
        trashed=trashed,
        expired=purging.expired_from_now(session, runtime.settings.trash_days),
        trash_days=runtime.settings.trash_days,
        room=_room(runtime, session),
    )


def _room(runtime: Runtime, session: Session) -> Room:
    sizes = select(func.max(Revision.size).label("size")).group_by(Revision.sha256).subquery()
    blobs, size = session.execute(
        select(func.count(), func.coalesce(func.sum(sizes.c.size), 0)).select_from(sizes)
    ).one()
    derived = DerivedStore(runtime.settings.derived_dir).size()
    return Room(blobs, int(size), _database_bytes(session), derived)


def _database_bytes(session: Session) -> int | None:
    if session.get_bind().dialect.name == "postgresql":
        return int(session.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    pages = session.execute(text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"))
    return int(pages.scalar_one())
