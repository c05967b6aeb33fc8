"""Which stored files the library needs: those of documents, zips that still wait to be unpacked, files that go
along with contributions.

A test looks for every column that names a file; a new one has to be added here, or its files would pass for orphans.
"""

from collections.abc import Sequence

from sqlalchemy import CompoundSelect, union
from sqlmodel import Session, col, select

from app.contributions.models import Contribution
from app.documents.models import Revision
from app.ingest.models import BatchItem

COLUMNS = ("revision.sha256", "batch_item.archive_sha256", "contribution.attachment_sha256")


def names() -> CompoundSelect[str]:
    """All of them, each once."""
    waiting = select(BatchItem.archive_sha256).where(col(BatchItem.archive_sha256).is_not(None))
    attached = select(Contribution.attachment_sha256).where(col(Contribution.attachment_sha256).is_not(None))
    return union(select(Revision.sha256), waiting, attached)


def among(session: Session, given: Sequence[str]) -> set[str]:
    """Those of the given names that are needed."""
    owned = session.exec(select(Revision.sha256).where(col(Revision.sha256).in_(given))).all()
    waiting = session.exec(select(BatchItem.archive_sha256).where(col(BatchItem.archive_sha256).in_(given))).all()
    attached = session.exec(
        select(Contribution.attachment_sha256).where(col(Contribution.attachment_sha256).in_(given))
    ).all()
    return {name for name in (*owned, *waiting, *attached) if name is not None}
