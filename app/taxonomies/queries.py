"""Every select on the library's own words, and the counts of documents that carry them."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, func, select

from app.accounts.models import User
from app.taxonomies.models import SynonymGroup, WordsState


def generation(session: Session) -> int:
    return session.exec(select(WordsState.generation).where(WordsState.id == 1)).first() or 0


def synonym_groups(session: Session) -> Sequence[SynonymGroup]:
    return session.exec(select(SynonymGroup).order_by(col(SynonymGroup.id))).all()


def group_count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(SynonymGroup)).one()


def group_of_builtin(session: Session, key: str) -> SynonymGroup | None:
    return session.exec(select(SynonymGroup).where(SynonymGroup.builtin == key)).first()


def names(session: Session, user_ids: Collection[int | None]) -> dict[int | None, str]:
    wanted = select(User.id, User.full_name).where(col(User.id).in_([one for one in user_ids if one is not None]))
    return dict(session.execute(wanted).all())
