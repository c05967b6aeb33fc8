"""Every select of learning: decided labels with the document they stand on, versions, readings."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists
from sqlmodel import Session, col, func, select

from app.accounts.models import Role, User
from app.core.tables import saved_id
from app.documents.models import Document, Kind, Lifecycle, Page, Revision, Tag, TagState
from app.instruments.models import Indicator
from app.learning.models import LearnedReading, LearnedVersion
from app.twins.models import Twin, TwinState

_DECIDED = (TagState.CONFIRMED, TagState.REJECTED)
_ALIVE = col(Document.lifecycle) != Lifecycle.TRASHED


class Copies(NamedTuple):
    """Two documents with nearly the same text, unless somebody said that they are different."""

    first_id: int
    second_id: int


class Progress(NamedTuple):
    """Documents on which somebody has decided, those with something confirmed, and indicators confirmed often."""

    decided: int
    proving: int
    indicators: int


class Subject(NamedTuple):
    """A document that teaches, and what a reading of it depends on."""

    document_id: int
    title: str
    kind: Kind
    revision_id: int
    pages_read: int


def subjects(session: Session, instrument_id: str) -> list[Subject]:
    """Documents, none of them trashed, on which somebody has decided for this instrument."""
    decided = (
        exists()
        .where(col(Tag.document_id) == col(Document.id), col(Tag.state).in_(_DECIDED))
        .where(col(Tag.indicator_id) == col(Indicator.id), col(Indicator.instrument_id) == instrument_id)
    )
    wanted = (
        select(Document, Revision)
        .join(Revision, col(Revision.id) == col(Document.current_revision_id))
        .where(_ALIVE, decided)
        .order_by(col(Document.id))
    )
    return [
        Subject(saved_id(document.id), document.title, document.kind, saved_id(revision.id), revision.pages_read)
        for document, revision in session.execute(wanted).all()
    ]


def pages(session: Session, revision_id: int, *, most: int | None = None) -> list[tuple[int, str]]:
    wanted = (
        select(Page.number, Page.text).where(Page.revision_id == revision_id).order_by(col(Page.number)).limit(most)
    )
    return [(number, text) for number, text in session.execute(wanted).all()]


def labels(session: Session, instrument_id: str) -> list[tuple[int, int, TagState]]:
    """(document, indicator number, state) of all labels of this instrument."""
    wanted = (
        select(Tag.document_id, Indicator.number, Tag.state)
        .join(Indicator, col(Indicator.id) == col(Tag.indicator_id))
        .where(Indicator.instrument_id == instrument_id)
    )
    return [(document_id, number, state) for document_id, number, state in session.execute(wanted).all()]


def progress(session: Session, instrument_id: str, *, often: int) -> Progress:
    each = (
        select(
            Indicator.number,
            func.count(func.distinct(col(Tag.document_id))).label("documents"),
        )
        .join(Indicator, col(Indicator.id) == col(Tag.indicator_id))
        .join(Document, col(Document.id) == col(Tag.document_id))
        .where(Indicator.instrument_id == instrument_id, _ALIVE, Tag.state == TagState.CONFIRMED)
        .group_by(col(Indicator.number))
        .subquery()
    )
    enough = session.execute(select(func.count()).select_from(each).where(each.c.documents >= often)).scalar_one()
    decided, proving = (_documents_with(session, instrument_id, states) for states in (_DECIDED, _DECIDED[:1]))
    return Progress(decided, proving, enough)


def _documents_with(session: Session, instrument_id: str, states: Collection[TagState]) -> int:
    wanted = (
        select(func.count(func.distinct(col(Tag.document_id))))
        .join(Indicator, col(Indicator.id) == col(Tag.indicator_id))
        .join(Document, col(Document.id) == col(Tag.document_id))
        .where(Indicator.instrument_id == instrument_id, _ALIVE, col(Tag.state).in_(states))
        .where(col(Document.current_revision_id).is_not(None))
    )
    return int(session.execute(wanted).scalar_one())


def copies(session: Session) -> list[Copies]:
    wanted = select(Twin.first_id, Twin.second_id).where(Twin.state != TwinState.DISTINCT).order_by(col(Twin.id))
    return [Copies(first, second) for first, second in session.execute(wanted).all()]


def revisions(session: Session) -> list[int]:
    """The current ones of all documents that are not trashed."""
    wanted = select(Document.current_revision_id).where(_ALIVE, col(Document.current_revision_id).is_not(None))
    return [saved_id(found) for found in session.exec(wanted.order_by(col(Document.id)))]


def stamps(session: Session, instrument_id: str) -> dict[int, str]:
    wanted = select(LearnedReading.document_id, LearnedReading.stamp).where(
        LearnedReading.instrument_id == instrument_id
    )
    return dict(session.execute(wanted).all())


def readings(session: Session, instrument_id: str) -> Sequence[LearnedReading]:
    return session.exec(select(LearnedReading).where(LearnedReading.instrument_id == instrument_id)).all()


def decided_since(session: Session, instrument_id: str, moment: datetime | None) -> tuple[int, datetime | None]:
    """How many labels were decided after the moment, and when the last one was."""
    wanted = (
        select(func.count(), func.max(Tag.decided_at))
        .select_from(Tag)
        .join(Indicator, col(Indicator.id) == col(Tag.indicator_id))
        .where(Indicator.instrument_id == instrument_id, col(Tag.state).in_(_DECIDED))
    )
    if moment is not None:
        wanted = wanted.where(col(Tag.decided_at) > moment)
    count, last = session.execute(wanted).one()
    return count, last


def active(session: Session, instrument_id: str) -> LearnedVersion | None:
    wanted = select(LearnedVersion).where(LearnedVersion.instrument_id == instrument_id, col(LearnedVersion.is_active))
    return session.exec(wanted).first()


def active_ids(session: Session) -> tuple[int, ...]:
    wanted = select(LearnedVersion.id).where(col(LearnedVersion.is_active)).order_by(col(LearnedVersion.id))
    return tuple(version_id for version_id in session.exec(wanted) if version_id is not None)


def versions(session: Session, instrument_id: str) -> list[LearnedVersion]:
    """The newest first; the choice of the rules alone is none of them."""
    wanted = select(LearnedVersion).where(LearnedVersion.instrument_id == instrument_id, LearnedVersion.number > 0)
    return list(session.exec(wanted.order_by(col(LearnedVersion.number).desc())))


def of_former_ways(session: Session) -> list[LearnedVersion]:
    """Versions in use whose weights are not judged with any more."""
    wanted = select(LearnedVersion).where(col(LearnedVersion.is_active), LearnedVersion.number > 0)
    return [version for version in session.exec(wanted) if not version.is_of_today]


def off(session: Session, instrument_id: str) -> LearnedVersion | None:
    wanted = select(LearnedVersion).where(LearnedVersion.instrument_id == instrument_id, LearnedVersion.number == 0)
    return session.exec(wanted).first()


def names(session: Session, user_ids: Collection[int | None]) -> dict[int | None, str]:
    wanted = select(User.id, User.full_name).where(col(User.id).in_([one for one in user_ids if one is not None]))
    return dict(session.execute(wanted).all())


def curators(session: Session) -> list[int | None]:
    keeping = (Role.CURATOR, Role.ADMIN)
    return list(session.exec(select(User.id).where(col(User.role).in_(keeping), col(User.is_active))))


def undecided_documents(session: Session, *, after: int, limit: int) -> list[int]:
    """Documents, none of them trashed, with suggestions that nobody has decided on, in the order of their numbers."""
    waiting = exists().where(col(Tag.document_id) == col(Document.id), col(Tag.state) == TagState.SUGGESTED)
    wanted = select(Document.id).where(_ALIVE, waiting, col(Document.id) > after)
    return [saved_id(found) for found in session.exec(wanted.order_by(col(Document.id)).limit(limit))]


def decided_indicators(session: Session, document_id: int) -> set[int]:
    wanted = select(Tag.indicator_id).where(Tag.document_id == document_id, col(Tag.state) != TagState.SUGGESTED)
    return set(session.exec(wanted))
