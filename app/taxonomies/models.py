"""The library's own words, kept by curators: synonyms, kinds and topics beside the built-in ones."""

from datetime import datetime

from sqlalchemy import JSON, text
from sqlmodel import Column, Field

from app.core.clock import now
from app.core.tables import Table, UtcDateTime


class SynonymGroup(Table, table=True):
    """Terms that mean the same. `builtin` names the built-in group that this one replaces or, without terms, ends."""

    __tablename__ = "synonym_group"

    id: int | None = Field(default=None, primary_key=True)
    terms: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    builtin: str | None = Field(default=None, max_length=200, unique=True)
    changed_by: int | None = Field(default=None, foreign_key="user_account.id")
    changed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class KindWordRow(Table, table=True):
    """What people made of a built-in kind of documents, or a kind of their own; `place` orders all kinds."""

    __tablename__ = "kind_word"

    code: str = Field(primary_key=True, max_length=32)
    label: str = Field(max_length=60)
    description: str = Field(default="", max_length=300)
    words: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    place: float
    is_offered: bool = True
    taken_for: str = Field(max_length=32)
    retired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    changed_by: int | None = Field(default=None, foreign_key="user_account.id")
    changed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class TopicWords(Table, table=True):
    """What a topic means and what else it is called; `name` is the label as documents carry it."""

    __tablename__ = "topic_words"

    name: str = Field(primary_key=True, max_length=80)
    description: str = Field(default="", max_length=300)
    terms: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    changed_by: int | None = Field(default=None, foreign_key="user_account.id")
    changed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class WordsState(Table, table=True):
    """One row: moves with every change here, so that each process knows when what it holds in memory is old."""

    __tablename__ = "words_state"

    id: int = Field(default=1, primary_key=True)
    generation: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
