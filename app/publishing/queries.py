"""Selects for publishing: what waits, who wrote last, who is to be told."""

from sqlmodel import Session, col, func, select

from app.accounts.models import Role, User
from app.accounts.permissions import Actor
from app.audit.models import AuditEntry
from app.documents.access import is_visible_to
from app.documents.models import Document, Lifecycle
from app.publishing.models import PublishingPolicy, PublishingStep

_WRITING = ("document.edit", "document.revision", "contribution.send")


def policy(session: Session) -> PublishingPolicy | None:
    return session.get(PublishingPolicy, 1)


def waiting_ids(session: Session, actor: Actor, *, limit: int, offset: int) -> list[int]:
    """Those that have waited longest first."""
    wanted = select(Document.id).where(is_visible_to(actor), Document.lifecycle == Lifecycle.IN_REVIEW)
    found = session.exec(wanted.order_by(col(Document.updated_at), col(Document.id)).limit(limit).offset(offset))
    return [document_id for document_id in found if document_id is not None]


def waiting_count(session: Session, actor: Actor) -> int:
    wanted = select(func.count()).select_from(Document)
    return session.exec(wanted.where(is_visible_to(actor), Document.lifecycle == Lifecycle.IN_REVIEW)).one()


def last_writer(session: Session, document_id: int) -> int | None:
    """Who changed the document or its file last; None when nobody did since it came in."""
    wanted = select(AuditEntry.actor_id).where(
        AuditEntry.object_type == "document",
        AuditEntry.object_id == str(document_id),
        col(AuditEntry.verb).in_(_WRITING),
    )
    return session.exec(wanted.order_by(col(AuditEntry.id).desc()).limit(1)).first()


def steps(session: Session, document_id: int) -> list[tuple[PublishingStep, User | None]]:
    wanted = (
        select(PublishingStep, User)
        .join(User, col(User.id) == col(PublishingStep.by), isouter=True)
        .where(PublishingStep.document_id == document_id)
        .order_by(col(PublishingStep.id).desc())
    )
    return [(step, user) for step, user in session.exec(wanted)]


def last_steps(session: Session, document_ids: list[int]) -> dict[int, PublishingStep]:
    wanted = select(PublishingStep).where(col(PublishingStep.document_id).in_(document_ids))
    return {step.document_id: step for step in session.exec(wanted.order_by(col(PublishingStep.id)))}


def keepers(session: Session) -> list[int]:
    """Active curators; where there are none, the administrators."""
    people = {role: _people(session, role) for role in (Role.CURATOR, Role.ADMIN)}
    return people[Role.CURATOR] or people[Role.ADMIN]


def _people(session: Session, role: Role) -> list[int]:
    found = session.exec(select(User.id).where(User.role == role, col(User.is_active)))
    return [user_id for user_id in found if user_id is not None]
