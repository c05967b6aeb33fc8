"""What routes, pages and the command line exchange with the accounts service."""

from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Role


@dataclass(frozen=True, slots=True)
class PersonInput:
    username: str
    full_name: str
    role: Role
    agency_id: int | None = None
    email: str | None = None
    password: str | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class PersonRow:
    id: int
    username: str
    full_name: str
    email: str | None
    role: Role
    role_label: str
    agency_id: int | None
    agency_name: str | None
    is_active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`secret` goes into the cookie and nowhere else."""

    secret: str
    csrf_token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A sign-in as its owner sees it; `handle` names it without opening it."""

    handle: str
    user_agent: str
    created_at: datetime
    last_seen_at: datetime
    is_current: bool
