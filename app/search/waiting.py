"""Documents that changed and wait for the index: what a search cannot find yet, so that it can say so.

Such a document has a job that was enqueued in the transaction of its change. Once nothing waited at a position in the
log of changes nothing will wait there later, so between changes a search asks the queue nothing.
"""

from sqlmodel import Session, col, select

from app.accounts.permissions import Actor
from app.core.db import kept
from app.documents import changelog
from app.documents import service as documents
from app.documents.schemas import Filters
from app.jobs.models import Job, JobState
from app.search.indexing import LANE
from indexer.ids import IdArray, as_array

_KIND = "index"
_OPEN = (JobState.QUEUED, JobState.RUNNING)


class Settled:
    """Of one database: the latest position at which nothing was known to wait. Any thread may move it on."""

    def __init__(self) -> None:
        self.position = -1


def count(session: Session, actor: Actor) -> int:
    """How many documents that the actor may see wait. Asked before the index is: it can only know more than this."""
    waiting = _ids(session)
    return int(documents.visible_ids(session, actor, Filters()).holds(waiting).sum()) if len(waiting) else 0


def holds(session: Session, document_id: int) -> bool:
    return document_id in _ids(session)


def _ids(session: Session) -> IdArray:
    settled = kept(session, Settled)
    position = changelog.extent(session).newest
    if settled is not None and settled.position == position:
        return as_array(())
    wanted = select(Job.payload).where(Job.lane == LANE, Job.kind == _KIND, col(Job.state).in_(_OPEN))
    found = {int(payload["document_id"]) for payload in session.execute(wanted).scalars()}
    if settled is not None and not found:
        settled.position = position
    return as_array(found)
