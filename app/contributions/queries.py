"""Selects on contributions; each begins at the person whose they are."""

from sqlmodel import Session, col, func, select

from app.accounts.models import User
from app.accounts.permissions import Actor
from app.contributions.models import Contribution
from app.documents.access import is_visible_to
from app.documents.models import Document, Lifecycle


def own(session: Session, author_id: int, contribution_id: int) -> Contribution | None:
    mine = select(Contribution).where(Contribution.author_id == author_id, Contribution.id == contribution_id)
    return session.exec(mine).first()


def by_form(session: Session, author_id: int, form_key: str) -> Contribution | None:
    """The draft that was begun with this form."""
    mine = select(Contribution).where(Contribution.author_id == author_id, Contribution.form_key == form_key)
    return session.exec(mine).first()


def rows(
    session: Session, author_id: int, *, limit: int, offset: int
) -> tuple[list[tuple[Contribution, Document | None]], int]:
    """With their documents, the last changed first."""
    total = session.exec(
        select(func.count()).select_from(Contribution).where(Contribution.author_id == author_id)
    ).one()
    wanted = (
        select(Contribution, Document)
        .join(Document, col(Document.id) == col(Contribution.document_id), isouter=True)
        .where(Contribution.author_id == author_id)
        .order_by(col(Contribution.changed_at).desc(), col(Contribution.id).desc())
    )
    return [(one, document) for one, document in session.exec(wanted.limit(limit).offset(offset))], total


def unsent(session: Session, author_id: int) -> int:
    mine = select(func.count()).select_from(Contribution).where(Contribution.author_id == author_id)
    return session.exec(mine.where(col(Contribution.document_id).is_(None))).one()


def asked_back(
    session: Session, actor: Actor, *, limit: int, offset: int
) -> tuple[list[tuple[Contribution, Document, User]], int]:
    """Published ones whose authors ask for withdrawal, those that wait longest first."""
    waiting = (
        col(Contribution.withdrawal_asked_at).is_not(None),
        Document.lifecycle == Lifecycle.PUBLISHED,
        is_visible_to(actor),
    )
    joined = col(Document.id) == col(Contribution.document_id)
    counted = select(func.count()).select_from(Contribution).join(Document, joined).where(*waiting)
    wanted = (
        select(Contribution, Document, User)
        .join(Document, joined)
        .join(User, col(User.id) == col(Contribution.author_id))
        .where(*waiting)
        .order_by(col(Contribution.withdrawal_asked_at), col(Contribution.id))
    )
    found = session.execute(wanted.limit(limit).offset(offset))
    return [(one, document, author) for one, document, author in found], session.exec(counted).one()
