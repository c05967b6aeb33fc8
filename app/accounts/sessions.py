"""Signing in and out. Secrets live in cookies, fingerprints in the database; failures are counted per account."""

from datetime import timedelta

from pwdlib import PasswordHash
from sqlmodel import Session

from app.accounts import queries
from app.accounts.models import Agency, LoginAttempt, LoginSession, User
from app.accounts.permissions import Actor
from app.accounts.schemas import OpenSession, SignedIn
from app.audit import service as audit
from app.core.clock import now
from app.core.config import Settings
from app.core.errors import NotFound, TooManyRequests
from app.core.ids import fingerprint, new_secret
from app.core.tables import saved_id

_SEEN_EVERY = timedelta(minutes=5)
_hasher = PasswordHash.recommended()
# Checked when the name is unknown, so that the answer takes as long as for a known one.
_NOBODYS_HASH = _hasher.hash("tidak ada yang memakai sandi ini")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def refuse_when_throttled(session: Session, username: str, settings: Settings) -> None:
    since = now() - timedelta(seconds=settings.login_window_seconds)
    if queries.failures_since(session, username.lower(), since) >= settings.login_attempts:
        minutes = max(1, settings.login_window_seconds // 60)
        raise TooManyRequests(
            f"Terlalu banyak percobaan masuk untuk akun ini. Coba lagi dalam {minutes} menit, atau hubungi admin."
        )


def authenticate(session: Session, *, username: str, password: str) -> User | None:
    """The person, when name and password are right and the account is active. Slow on purpose (argon2)."""
    user = queries.by_username(session, username.strip())
    is_right = _hasher.verify(password, user.password_hash if user else _NOBODYS_HASH)
    return user if user and user.is_active and is_right else None


def note_failure(session: Session, username: str) -> None:
    session.add(LoginAttempt(username=username.strip().lower()[:60]))


def sign_in(session: Session, user: User, *, settings: Settings, user_agent: str) -> SignedIn:
    secret, moment = new_secret(), now()
    expires_at = moment + timedelta(hours=settings.session_hours)
    row = LoginSession(
        fingerprint=fingerprint(secret),
        user_id=saved_id(user.id),
        csrf_token=new_secret(),
        user_agent=user_agent[:200],
        expires_at=expires_at,
    )
    session.add(row)
    queries.forget_failures(session, user.username.lower())
    audit.record(session, actor_of(user, None), "account.sign_in", "user", user.id)
    return SignedIn(secret, row.csrf_token, expires_at)


def actor_for(session: Session, secret: str) -> tuple[Actor, LoginSession] | None:
    found = queries.signed_in(session, fingerprint(secret), now())
    if found is None:
        return None
    login, user, agency = found
    return actor_of(user, agency), login


def actor_of(user: User, agency: Agency | None) -> Actor:
    return Actor(
        user_id=user.id,
        name=user.full_name,
        username=user.username,
        role=user.role,
        agency_id=user.agency_id,
        agency_name=agency.name if agency else None,
    )


def needs_seen_mark(login: LoginSession) -> bool:
    return now() - login.last_seen_at > _SEEN_EVERY


def mark_seen(session: Session, handle: str) -> None:
    login = session.get(LoginSession, handle)
    if login is not None:
        login.last_seen_at = now()


def sign_out(session: Session, actor: Actor, secret: str) -> None:
    login = session.get(LoginSession, fingerprint(secret))
    if login is not None and login.revoked_at is None:
        login.revoked_at = now()
        audit.record(session, actor, "account.sign_out", "user", login.user_id)


def own_sessions(session: Session, actor: Actor, *, current_secret: str) -> list[OpenSession]:
    actor.require("account.own")
    current = fingerprint(current_secret)
    rows = queries.open_sessions(session, saved_id(actor.user_id), now())
    return [
        OpenSession(row.fingerprint, row.user_agent, row.created_at, row.last_seen_at, row.fingerprint == current)
        for row in rows
    ]


def revoke(session: Session, actor: Actor, *, handle: str) -> None:
    """End one of one's own sign-ins; a stranger's handle does not exist for this actor."""
    actor.require("account.own")
    login = session.get(LoginSession, handle)
    if login is None or login.user_id != actor.user_id:
        raise NotFound("Sesi itu tidak ditemukan atau sudah berakhir.")
    login.revoked_at = login.revoked_at or now()
    audit.record(session, actor, "account.revoke_session", "user", login.user_id)


def revoke_all(session: Session, user_id: int) -> None:
    for login in queries.open_sessions(session, user_id, now()):
        login.revoked_at = now()
