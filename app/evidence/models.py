"""Assessments and the evidence that agencies rest on documents."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Numeric, UniqueConstraint
from sqlmodel import Column, Field

from app.core.clock import now
from app.core.tables import Table, TextEnum, UtcDateTime


class Stage(StrEnum):
    """The stages of an evaluation year; every stage keeps its own level per indicator."""

    SELF = "mandiri"
    DOCUMENT = "dokumen"
    INTERVIEW = "interviu"
    VISIT = "visitasi"


class AssessmentState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class EvidenceState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    LAPSED = "lapsed"


class Assessment(Table, table=True):
    """One evaluation of the institution: a year, an instrument, and the stage it has reached."""

    __tablename__ = "assessment"

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=200)
    year: int = Field(index=True)
    instrument_id: str = Field(foreign_key="instrument.id", index=True)
    stage: Stage = Field(default=Stage.SELF, sa_type=TextEnum(Stage))
    state: AssessmentState = Field(default=AssessmentState.OPEN, sa_type=TextEnum(AssessmentState))
    opens_on: date | None = None
    closes_on: date | None = None
    created_by: int | None = Field(default=None, foreign_key="user_account.id")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Evidence(Table, table=True):
    """A claim of an agency: these pages show that the indicator stands at this level.

    `level` is what the agency claims and `verified_level` what the reviewer accepted, which may be lower.
    `decision_reason` stays through a revision, so that the author and the next reviewer still read it.
    """

    __tablename__ = "evidence"

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    indicator_id: int = Field(foreign_key="indicator.id", index=True)
    agency_id: int = Field(foreign_key="agency.id", index=True)
    stage: Stage = Field(default=Stage.SELF, sa_type=TextEnum(Stage))
    level: Decimal = Field(sa_column=Column(Numeric(5, 2), nullable=False))
    statement: str = ""
    state: EvidenceState = Field(default=EvidenceState.DRAFT, sa_type=TextEnum(EvidenceState))
    effective_on: date | None = None
    created_by: int | None = Field(default=None, foreign_key="user_account.id")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    verified_level: Decimal | None = Field(default=None, sa_column=Column(Numeric(5, 2), nullable=True))
    submitted_by: int | None = Field(default=None, foreign_key="user_account.id")
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, foreign_key="user_account.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decision_reason: str = ""


class EvidenceItem(Table, table=True):
    """One exact revision with its page range; a claim may rest on several."""

    __tablename__ = "evidence_item"

    id: int | None = Field(default=None, primary_key=True)
    evidence_id: int = Field(foreign_key="evidence.id", index=True)
    revision_id: int = Field(foreign_key="revision.id", index=True)
    page_from: int | None = None
    page_to: int | None = None
    note: str = Field(default="", max_length=500)


class StageLevel(Table, table=True):
    """The verified level of an indicator in one stage: the highest accepted claim, written when one is decided."""

    __tablename__ = "stage_level"
    __table_args__ = (UniqueConstraint("assessment_id", "indicator_id", "stage"),)

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id")
    indicator_id: int = Field(foreign_key="indicator.id")
    stage: Stage = Field(sa_type=TextEnum(Stage))
    level: Decimal = Field(sa_column=Column(Numeric(5, 2), nullable=False))
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
