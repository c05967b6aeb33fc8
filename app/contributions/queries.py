"""Selects on contributions; each begins at the person whose they are."""

from sqlmodel import Session, col, func, select

from app.contributions.models import Contribution
from app.documents.models import Document


def own(session: Session, author_id: int, contribution_id: int) -> Contribution | None:
    mine = select(Contribution).where(Contribution.author_id == author_id, Contribution.id == contribution_id)
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
