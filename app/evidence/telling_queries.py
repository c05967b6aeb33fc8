"""Selects for `telling`: which claims a change of the library touches, and who works on them."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, select

from app.accounts.models import Role, User
from app.evidence.models import Assessment, Evidence
from app.evidence.queries import of_open_assessment, rests_on


def resting_on(session: Session, document_id: int) -> list[Evidence]:
    """Every claim of an open assessment that rests on the document, whoever may see it: for telling people."""
    wanted = select(Evidence).join(Assessment, of_open_assessment()).where(rests_on(document_id))
    return list(session.exec(wanted.order_by(col(Evidence.id))))


def operators_of(session: Session, agency_ids: Collection[int]) -> dict[int, list[int]]:
    """Agency → the people who work on its evidence now."""
    found: dict[int, list[int]] = {agency_id: [] for agency_id in agency_ids}
    wanted = select(User.agency_id, User.id).where(col(User.agency_id).in_(agency_ids), _is_active(Role.OPERATOR))
    for agency_id, user_id in session.exec(wanted.order_by(col(User.id))):
        if agency_id is not None and user_id is not None:
            found[agency_id].append(user_id)
    return found


def reviewers(session: Session) -> list[int]:
    wanted = select(User.id).where(_is_active(Role.REVIEWER)).order_by(col(User.id))
    return [user_id for user_id in session.exec(wanted) if user_id is not None]


def _is_active(role: Role) -> ColumnElement[bool]:
    return and_(col(User.role) == role, col(User.is_active).is_(True))
