"""People, agencies (OPD) and their sign-ins."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, text
from sqlmodel import Column, Field

from app.core.clock import now
from app.core.tables import Table, TextEnum, UtcDateTime


class Role(StrEnum):
    READER = "reader"
    OPERATOR = "operator"
    REVIEWER = "reviewer"
    CURATOR = "curator"
    ADMIN = "admin"


class Agency(Table, table=True):
    __tablename__ = "agency"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=200)
    aliases: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default=text("'[]'"))
    )
    is_active: bool = True
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class User(Table, table=True):
    __tablename__ = "user_account"

    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(max_length=60, unique=True)
    full_name: str = Field(max_length=200)
    email: str | None = Field(default=None, max_length=200)
    password_hash: str = Field(max_length=300)
    role: Role = Field(default=Role.READER, sa_type=TextEnum(Role))
    agency_id: int | None = Field(default=None, foreign_key="agency.id", index=True)
    is_active: bool = True
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class LoginSession(Table, table=True):
    """A sign-in. Only the fingerprint of its secret is kept; revoking it ends it at once, everywhere."""

    __tablename__ = "login_session"

    fingerprint: str = Field(primary_key=True, max_length=64)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    csrf_token: str = Field(max_length=64)
    user_agent: str = Field(default="", max_length=200)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    last_seen_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LoginAttempt(Table, table=True):
    """A failed sign-in, counted per account name: an office shares one address, so addresses do not count."""

    __tablename__ = "login_attempt"

    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(max_length=60, index=True)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
