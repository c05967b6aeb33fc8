"""Evaluation instruments as rows: instrument, optional domains, aspects, indicators and their levels; and uploads."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Numeric, UniqueConstraint
from sqlmodel import Column, Field

from app.core.clock import now
from app.core.tables import Table, TextEnum, UtcDateTime


class Origin(StrEnum):
    """Where the installed YAML came from. What people brought is never replaced by what comes with the program."""

    BUILTIN = "builtin"
    UPLOADED = "uploaded"


class Instrument(Table, table=True):
    """`checksum` is that of the YAML it was installed from, so a changed file is noticed at start.

    Shown first is the one chosen last that is not retired. `confirmed_at`: an administrator has read the regulation
    itself beside the file. A retired one is offered nowhere and stays readable.
    """

    __tablename__ = "instrument"

    id: str = Field(primary_key=True, max_length=60)
    title: str = Field(max_length=300)
    regulation: str = Field(max_length=300)
    in_force_from: date | None = None
    checksum: str = Field(max_length=64)
    source_yaml: str
    installed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    origin: Origin = Field(
        default=Origin.BUILTIN, sa_type=TextEnum(Origin), sa_column_kwargs={"server_default": Origin.BUILTIN.value}
    )
    chosen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    retired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class InstrumentUpload(Table, table=True):
    """A valid YAML that somebody sent. Until it is published it exists nowhere else and nobody else sees it."""

    __tablename__ = "instrument_upload"

    id: int | None = Field(default=None, primary_key=True)
    instrument_id: str = Field(max_length=60, index=True)  # no foreign key: a new instrument has no row yet
    title: str = Field(max_length=300)
    checksum: str = Field(max_length=64)
    source_yaml: str
    uploaded_by: int | None = Field(default=None, foreign_key="user_account.id")
    uploaded_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    published_by: int | None = Field(default=None, foreign_key="user_account.id")
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Domain(Table, table=True):
    __tablename__ = "domain"
    __table_args__ = (UniqueConstraint("instrument_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    instrument_id: str = Field(foreign_key="instrument.id")
    number: int
    name: str = Field(max_length=300)
    weight: Decimal = Field(sa_column=Column(Numeric(7, 4), nullable=False))


class Aspect(Table, table=True):
    __tablename__ = "aspect"
    __table_args__ = (UniqueConstraint("instrument_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    instrument_id: str = Field(foreign_key="instrument.id")
    domain_id: int | None = Field(default=None, foreign_key="domain.id", index=True)
    number: int
    name: str = Field(max_length=300)
    weight: Decimal = Field(sa_column=Column(Numeric(7, 4), nullable=False))


class Indicator(Table, table=True):
    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("instrument_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    instrument_id: str = Field(foreign_key="instrument.id")
    aspect_id: int = Field(foreign_key="aspect.id", index=True)
    number: int
    code: str = Field(max_length=40)
    name: str = Field(max_length=500)
    short_name: str = Field(max_length=200)
    weight: Decimal = Field(sa_column=Column(Numeric(7, 4), nullable=False))
    scale: str = Field(max_length=80)
    explanation: str


class Level(Table, table=True):
    __tablename__ = "level"
    __table_args__ = (UniqueConstraint("indicator_id", "value"),)

    id: int | None = Field(default=None, primary_key=True)
    indicator_id: int = Field(foreign_key="indicator.id")
    value: Decimal = Field(sa_column=Column(Numeric(5, 2), nullable=False))
    label: str = Field(max_length=80)
    criterion: str
    evidence: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
