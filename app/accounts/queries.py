"""Every select on people, agencies and sign-ins."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, or_, select

from app.accounts.models import Agency, LoginAttempt, LoginSession, Role, User
from app.core.matching import ESCAPE, containing
from app.core.pagination import Slice


def by_username(session: Session, username: str) -> User | None:
    return session.exec(select(User).where(func.lower(User.username) == username.lower())).first()


def people(session: Session, *, text: str, part: Slice) -> tuple[list[tuple[User, Agency | None]], int]:
    wanted = select(User, Agency).join(Agency, col(User.agency_id) == Agency.id, isouter=True)
    if text:
        columns = (func.lower(User.full_name), func.lower(User.username))
        wanted = wanted.where(or_(*(column.like(containing(text), escape=ESCAPE) for column in columns)))
    total = session.exec(select(func.count()).select_from(wanted.subquery())).one()
    ordered = wanted.order_by(func.lower(User.full_name), col(User.id))
    return [(user, agency) for user, agency in session.exec(ordered.limit(part.limit).offset(part.offset))], total


def agencies(session: Session, *, is_active_only: bool) -> list[Agency]:
    wanted = select(Agency).order_by(col(Agency.name))
    return list(session.exec(wanted.where(Agency.is_active) if is_active_only else wanted))


def agency_names(session: Session) -> dict[int, str]:
    return dict(session.execute(sql_select(col(Agency.id), col(Agency.name))).all())


def agency_by_code(session: Session, code: str) -> Agency | None:
    return session.exec(select(Agency).where(func.lower(Agency.code) == code.lower())).first()


def signed_in(session: Session, fingerprint: str, moment: datetime) -> tuple[LoginSession, User, Agency | None] | None:
    wanted = (
        select(LoginSession, User, Agency)
        .join(User, col(LoginSession.user_id) == User.id)
        .join(Agency, col(User.agency_id) == Agency.id, isouter=True)
        .where(LoginSession.fingerprint == fingerprint, User.is_active)
        .where(col(LoginSession.revoked_at).is_(None), col(LoginSession.expires_at) > moment)
    )
    return session.exec(wanted).first()


def open_sessions(session: Session, user_id: int, moment: datetime) -> list[LoginSession]:
    wanted = select(LoginSession).where(LoginSession.user_id == user_id)
    alive = wanted.where(col(LoginSession.revoked_at).is_(None), col(LoginSession.expires_at) > moment)
    return list(session.exec(alive.order_by(col(LoginSession.last_seen_at).desc())))


def failures_since(session: Session, username: str, since: datetime) -> int:
    wanted = select(func.count()).select_from(LoginAttempt)
    return session.exec(wanted.where(LoginAttempt.username == username, LoginAttempt.at > since)).one()


def forget_failures(session: Session, username: str) -> None:
    session.execute(delete(LoginAttempt).where(col(LoginAttempt.username) == username))


def active_admins(session: Session) -> int:
    wanted = select(func.count()).select_from(User)
    return session.exec(wanted.where(User.role == Role.ADMIN, User.is_active)).one()
