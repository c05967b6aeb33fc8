"""Good practices that civil servants write down: kept as they are typed, made a document once they are handed in."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Column, Field

from app.core.clock import now
from app.core.tables import Table, UtcDateTime


class Contribution(Table, table=True):
    """`document_id` is there from the first time that it was handed in; how that document stands is its state.

    `attachment_sha256` names a stored file that goes along; it is the document's file in place of the written text.
    `form_key` is of the form that it was begun with: sent twice, it is one draft. `withdrawal_asked_at` is set from the
    asking until a curator has decided; `withdrawal_answer` is why it stayed.
    """

    __tablename__ = "contribution"
    __table_args__ = (Index("ix_contribution_author_id_form_key", "author_id", "form_key", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    author_id: int = Field(foreign_key="user_account.id", index=True)
    document_id: int | None = Field(default=None, foreign_key="document.id", index=True, unique=True)
    title: str = Field(default="", max_length=300)
    problem: str = Field(default="", sa_column=Column(Text, nullable=False))
    done: str = Field(default="", sa_column=Column(Text, nullable=False))
    results: str = Field(default="", sa_column=Column(Text, nullable=False))
    lessons: str = Field(default="", sa_column=Column(Text, nullable=False))
    unit: str = Field(default="", max_length=300)
    contact: str = Field(default="", max_length=300)
    attachment_sha256: str | None = Field(default=None, max_length=64)
    attachment_name: str = Field(default="", max_length=300)
    form_key: str | None = Field(default=None, max_length=64)
    withdrawal_asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawal_reason: str = Field(default="", max_length=2000, sa_column_kwargs={"server_default": ""})
    withdrawal_answer: str = Field(default="", max_length=2000, sa_column_kwargs={"server_default": ""})
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    changed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
