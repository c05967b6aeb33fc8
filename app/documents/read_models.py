"""What reading a file left behind beside its text: raw text, word boxes, facts with their evidence, structure."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from app.core.tables import Table, TextEnum, UtcDateTime
from app.documents.models import RelationType


class ProposalState(StrEnum):
    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class PageRaw(Table, table=True):
    """The text of a page as the file gave it, kept only where repair changed something."""

    __tablename__ = "page_raw"

    revision_id: int = Field(foreign_key="revision.id", primary_key=True)
    number: int = Field(primary_key=True)
    text: str


class PageScan(Table, table=True):
    """What recognition saw on one scanned page.

    `words` is zlib-compressed JSON: [text, left, top, width, height, confidence] per word, the box as fractions of
    the page picture, which `rotation` degrees clockwise would turn upright, so that a viewer of any size can mark a
    hit. Confidences run from 0 to 1. A page that could not be recognised has neither width nor height.
    """

    __tablename__ = "page_scan"

    revision_id: int = Field(foreign_key="revision.id", primary_key=True)
    number: int = Field(primary_key=True)
    width: int
    height: int
    rotation: int = 0
    confidence: float
    words: bytes = Field(sa_type=LargeBinary)


class Fact(Table, table=True):
    """One value read from a document's own words, with the page that says so; a person confirms or corrects it.

    `page` is None when only the file's name or its properties say it. Rewritten by every reading.
    """

    __tablename__ = "fact"

    document_id: int = Field(foreign_key="document.id", primary_key=True)
    field: str = Field(primary_key=True, max_length=40)
    value: str = Field(max_length=1000)
    confidence: float
    page: int | None = None
    words: str = Field(default="", max_length=1000)


class ProposedRelation(Table, table=True):
    """A legal relation that the document's words state; it takes effect when a person confirms it."""

    __tablename__ = "proposed_relation"
    __table_args__ = (UniqueConstraint("document_id", "type", "target"),)

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", index=True)
    type: RelationType = Field(sa_type=TextEnum(RelationType))
    target: str = Field(max_length=300)
    target_key: str | None = Field(default=None, max_length=200, index=True)
    is_partial: bool = False
    confidence: float
    page: int | None = None
    words: str = Field(default="", max_length=1000)
    state: ProposalState = Field(default=ProposalState.SUGGESTED, sa_type=TextEnum(ProposalState))
    decided_by: int | None = Field(default=None, foreign_key="user_account.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Section(Table, table=True):
    """A heading of the document with the page it stands on: BAB, Bagian, Pasal, Lampiran, or a chapter's title.

    `position` counts from 0 in reading order, `level` is the depth, `offset` where the heading begins in the page.
    """

    __tablename__ = "section"

    revision_id: int = Field(foreign_key="revision.id", primary_key=True)
    position: int = Field(primary_key=True)
    kind: str = Field(max_length=20)
    label: str = Field(max_length=200)
    number: str = Field(default="", max_length=60)
    title: str = Field(default="", max_length=500)
    level: int
    page: int
    offset: int = 0
