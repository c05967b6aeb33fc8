"""Every select on batches. The state of a file is what became of it, then where the reading of its document stands."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, cast, literal
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from app.accounts.models import Agency, User
from app.accounts.permissions import SYSTEM, Actor
from app.core.pagination import Slice
from app.documents.access import is_visible_to
from app.documents.models import Document, ReadingState, Revision
from app.ingest.models import Batch, BatchItem, BatchSource, ItemOutcome
from app.ingest.schemas import ItemState
from app.jobs.models import Job, JobState

Row = tuple[BatchItem, Document | None, Revision | None, Agency | None, ItemState, str | None]
_IDS_AT_ONCE = 500  # databases limit how many values one statement may carry
_UNFINISHED = (ItemState.WAITING, ItemState.READING)
_OPEN = (JobState.QUEUED, JobState.RUNNING)
_MAY_READ_BETTER = [state for state in ReadingState if state.may_read_better]
_archive = aliased(BatchItem)


def state_of() -> ColumnElement[str]:
    """A document that went to the trash since, or is hidden, has nothing left to wait for."""
    outcome, reading = col(BatchItem.outcome), col(Revision.state)
    return case(
        (outcome == ItemOutcome.REFUSED, ItemState.REFUSED.value),
        (outcome == ItemOutcome.UNPACKED, ItemState.UNPACKED.value),
        (outcome == ItemOutcome.WAITING, ItemState.WAITING.value),
        (outcome == ItemOutcome.DUPLICATE, ItemState.DUPLICATE.value),
        (reading == ReadingState.QUEUED, ItemState.WAITING.value),
        (reading.in_([ReadingState.READING, ReadingState.RECOGNISING]), ItemState.READING.value),
        (reading == ReadingState.OK, ItemState.DONE.value),
        (reading.is_(None), ItemState.DONE.value),
        else_=ItemState.PROBLEM.value,
    )


def rows(session: Session, actor: Actor, batch_id: int, state: ItemState | None, part: Slice) -> list[Row]:
    """The last of each is the name of the zip that the file came in."""
    columns = (BatchItem, Document, Revision, Agency, state_of(), col(_archive.file_name))
    wanted = _joined(sql_select(*columns).select_from(BatchItem), actor)
    wanted = wanted.outerjoin(Agency, col(Agency.id) == col(Document.agency_id))
    wanted = wanted.outerjoin(_archive, col(_archive.id) == col(BatchItem.archive_id))
    wanted = _narrowed(wanted, batch_id, state).order_by(col(BatchItem.position), col(BatchItem.id))
    found = session.execute(wanted.limit(part.limit).offset(part.offset)).all()
    return [(*row[:4], ItemState(row[4]), row[5]) for row in found]


def rereadable(session: Session, actor: Actor, batch_id: int) -> list[int]:
    """Visible documents of a batch whose reading did not end well and may when it is tried again."""
    wanted = _joined(sql_select(col(Document.id)).select_from(BatchItem), actor)
    wanted = _narrowed(wanted, batch_id, ItemState.PROBLEM).where(col(Revision.state).in_(_MAY_READ_BETTER))
    found = session.execute(wanted.order_by(col(BatchItem.position))).scalars()
    return [document_id for document_id in found if document_id is not None]


def documents_of_items(session: Session, actor: Actor, batch_id: int, items: Sequence[int]) -> list[int]:
    """The visible documents of these rows of this batch; ids of other batches name nothing here."""
    wanted = _joined(sql_select(col(BatchItem.position), col(Document.id)).select_from(BatchItem), actor)
    wanted = wanted.where(col(BatchItem.batch_id) == batch_id, col(Document.id).is_not(None))
    found: list[tuple[int, int]] = []
    for start in range(0, len(items), _IDS_AT_ONCE):
        part = wanted.where(col(BatchItem.id).in_(items[start : start + _IDS_AT_ONCE]))
        found += [(position, document_id) for position, document_id in session.execute(part)]
    return list(dict.fromkeys(document_id for _, document_id in sorted(found)))


def counts(session: Session, actor: Actor, batch_ids: Sequence[int]) -> Mapping[int, Mapping[ItemState, int]]:
    state = state_of()
    wanted = _joined(sql_select(col(BatchItem.batch_id), state, func.count()).select_from(BatchItem), actor)
    wanted = wanted.where(col(BatchItem.batch_id).in_(batch_ids)).group_by(col(BatchItem.batch_id), state)
    found: dict[int, dict[ItemState, int]] = {batch_id: {} for batch_id in batch_ids}
    for batch_id, value, count in session.execute(wanted):
        found[batch_id][ItemState(value)] = count
    return found


def unindexed(session: Session, actor: Actor, batch_id: int) -> int:
    """How many of its visible documents the index has still to take up."""
    subject = literal("document:").concat(cast(col(Document.id), String))
    wanted = _joined(sql_select(func.count(col(Document.id).distinct())).select_from(BatchItem), actor)
    wanted = wanted.join(Job, (col(Job.subject) == subject) & (Job.kind == "index") & col(Job.state).in_(_OPEN))
    return int(session.execute(wanted.where(col(BatchItem.batch_id) == batch_id)).scalar_one())


def document_ids(batch_id: int) -> Select[Any]:
    return sql_select(col(BatchItem.document_id)).where(
        col(BatchItem.batch_id) == batch_id, col(BatchItem.document_id).is_not(None)
    )


def arrived(session: Session, batch_id: int) -> int:
    """How many files its sender has handed over; what came out of a zip was not announced."""
    wanted = select(func.count()).select_from(BatchItem)
    return session.exec(wanted.where(BatchItem.batch_id == batch_id, col(BatchItem.archive_id).is_(None))).one()


def last_position(session: Session, batch_id: int) -> int:
    found = session.exec(select(func.max(BatchItem.position)).where(BatchItem.batch_id == batch_id)).one()
    return found or 0


def first_file(session: Session, batch_id: int) -> str:
    wanted = select(BatchItem.file_name).where(BatchItem.batch_id == batch_id)
    return session.exec(wanted.order_by(col(BatchItem.position), col(BatchItem.id)).limit(1)).one()


def has_unfinished(session: Session, batch_id: int) -> bool:
    """Looked for from the end, where the files that are read last stand: one row is usually enough."""
    wanted = _joined(sql_select(col(BatchItem.id)).select_from(BatchItem), SYSTEM)
    wanted = wanted.where(
        col(BatchItem.batch_id) == batch_id, state_of().in_([state.value for state in _UNFINISHED])
    ).order_by(col(BatchItem.position).desc())
    return session.execute(wanted.limit(1)).first() is not None


def untold_with(session: Session, document_id: int) -> list[Batch]:
    """Batches of a person that hold this document and whose end has not been told; locked, so that two files which
    end at the same moment do not each take the other for unfinished.
    """
    holding = select(BatchItem.batch_id).where(BatchItem.document_id == document_id)
    wanted = select(Batch).where(col(Batch.id).in_(holding), col(Batch.created_by).is_not(None))
    return list(session.exec(wanted.where(col(Batch.told_at).is_(None)).with_for_update()))


def locked(session: Session, batch_id: int) -> Batch:
    return session.exec(select(Batch).where(Batch.id == batch_id).with_for_update()).one()


def untold_before(session: Session, moment: datetime) -> list[Batch]:
    wanted = select(Batch).where(col(Batch.told_at).is_(None), col(Batch.created_by).is_not(None))
    return list(session.exec(wanted.where(col(Batch.created_at) < moment)))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """One's own; those who keep the library see all."""
    is_mine = col(Batch.created_by) == actor.user_id
    return col(Batch.id).is_not(None) if actor.can("document.edit_any") else is_mine


def get(session: Session, actor: Actor, batch_id: int) -> tuple[Batch, str | None] | None:
    found = session.execute(_with_names().where(col(Batch.id) == batch_id, visible_to(actor))).first()
    return (found[0], found[1]) if found else None


def listing(session: Session, actor: Actor, part: Slice) -> tuple[list[tuple[Batch, str | None]], int]:
    total = session.exec(select(func.count()).select_from(Batch).where(visible_to(actor))).one()
    wanted = _with_names().where(visible_to(actor)).order_by(col(Batch.id).desc())
    found = session.execute(wanted.limit(part.limit).offset(part.offset)).all()
    return [(batch, name) for batch, name in found], total


def latest(session: Session, source: BatchSource) -> Batch | None:
    wanted = select(Batch).where(Batch.source == source).order_by(col(Batch.id).desc())
    return session.exec(wanted.limit(1)).first()


def members(session: Session, archive_id: int) -> list[BatchItem]:
    wanted = select(BatchItem).where(BatchItem.archive_id == archive_id)
    return list(session.exec(wanted.order_by(col(BatchItem.position), col(BatchItem.id))))


def _with_names() -> Any:
    return sql_select(Batch, col(User.full_name)).outerjoin(User, col(User.id) == col(Batch.created_by))


def _joined(wanted: Any, actor: Actor) -> Any:
    seen = (col(Document.id) == col(BatchItem.document_id)) & is_visible_to(actor)
    return wanted.outerjoin(Document, seen).outerjoin(Revision, col(Revision.id) == col(Document.current_revision_id))


def _narrowed(wanted: Any, batch_id: int, state: ItemState | None) -> Any:
    wanted = wanted.where(col(BatchItem.batch_id) == batch_id)
    return wanted if state is None else wanted.where(state_of() == state.value)
