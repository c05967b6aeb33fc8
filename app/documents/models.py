"""The library itself: documents, their revisions and pages, relations, citations and indicator tags."""

import re
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Numeric, UniqueConstraint, text
from sqlmodel import Column, Field

from app.core.clock import now
from app.core.tables import Table, TextEnum, UtcDateTime

OWN_KIND = "lokal-"  # how the codes of kinds that a library added begin
_OWN_KIND = re.compile(rf"{OWN_KIND}[a-z0-9][a-z0-9-]{{0,25}}")


class Kind(StrEnum):
    REGULATION = "regulasi"
    DECREE = "keputusan"
    SOP = "sop"
    GUIDELINE = "pedoman"
    TEMPLATE = "templat"
    GOOD_PRACTICE = "praktik_baik"
    REPORT = "laporan"
    PLAN = "rencana"
    LETTER = "surat"
    MANUAL = "manual"
    DATA = "data"
    OTHER = "lainnya"

    @classmethod
    def _missing_(cls, value: object) -> "Kind | None":
        """A kind that curators added: the library knows its name, the program does not."""
        if not isinstance(value, str) or not _OWN_KIND.fullmatch(value):
            return None
        own = str.__new__(cls, value)
        own._name_, own._value_ = value, value
        return own

    @property
    def is_own(self) -> bool:
        return self.value.startswith(OWN_KIND)


class Visibility(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"


class Lifecycle(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    TRASHED = "trashed"


class LegalStatus(StrEnum):
    UNKNOWN = "unknown"
    IN_FORCE = "in_force"
    AMENDED = "amended"
    REVOKED = "revoked"


class ReadingState(StrEnum):
    """Where the reading of a revision stands.

    `recognising` means that the text is in and pages that are pictures are still being recognised; `no_ocr` that they
    could not be, because the machine has no recogniser; `quarantined` that the virus scanner holds the file back.
    """

    QUEUED = "queued"
    READING = "reading"
    OK = "ok"
    PARTIAL = "partial"
    NO_TEXT = "no_text"
    LOCKED = "locked"
    DAMAGED = "damaged"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"
    UNSUPPORTED = "unsupported"
    RECOGNISING = "recognising"
    NO_OCR = "no_ocr"
    QUARANTINED = "quarantined"

    @property
    def is_final(self) -> bool:
        return self not in {ReadingState.QUEUED, ReadingState.READING, ReadingState.RECOGNISING}

    @property
    def may_read_better(self) -> bool:
        """Whether the same bytes may give more when read again: with other limits, or a tool that was missing.

        What is locked, broken or held back for a virus stays so until another file comes.
        """
        return self in {
            ReadingState.PARTIAL,
            ReadingState.NO_TEXT,
            ReadingState.TIMEOUT,
            ReadingState.OUT_OF_MEMORY,
            ReadingState.UNSUPPORTED,
            ReadingState.NO_OCR,
        }


class Recognition(StrEnum):
    """What shall be done with pages that are only pictures: what they need, nothing, or all pages anew."""

    AUTO = "auto"
    OFF = "off"
    FORCED = "forced"


class TagSource(StrEnum):
    SUGGESTED = "suggested"
    MANUAL = "manual"
    CARRIED = "carried"  # from a confirmed tag of another instrument


class TagState(StrEnum):
    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class RelationType(StrEnum):
    AMENDS = "mengubah"
    REVOKES = "mencabut"
    IMPLEMENTS = "melaksanakan"
    BASED_ON = "dasar"
    ENACTS = "ditetapkan_dari"
    AMENDED_BY = "diubah_dengan"
    REVOKED_BY = "dicabut_dengan"


DRAFT_LABEL = "rancangan"


class Document(Table, table=True):
    """One work in the library. `version` moves with every change that the index must see.

    `provenance` says for each filled field who filled it ("person", "document", "file_name"), so that
    reading a file again never overwrites what a person wrote. `checked_at` says when a person last looked at what was
    read and found it right, `review_on` when it is to be looked at again (see the stewardship slice).
    """

    __tablename__ = "document"

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=1000)
    kind: Kind = Field(default=Kind.OTHER, sa_type=TextEnum(Kind), index=True)
    kind_abbrev: str | None = Field(default=None, max_length=60)
    number: str | None = Field(default=None, max_length=120)
    year: int | None = Field(default=None, index=True)
    citation_key: str | None = Field(default=None, max_length=200, index=True)
    citation_place: str | None = Field(default=None, max_length=200)
    author: str | None = Field(default=None, max_length=300)
    issuer: str | None = Field(default=None, max_length=300)
    description: str = ""
    scope: str = Field(default="", max_length=300)
    labels: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    contributors: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    source: str | None = Field(default=None, max_length=500)
    enacted_on: date | None = None
    enacted_place: str | None = Field(default=None, max_length=200)
    promulgated_on: date | None = None
    gazette: str | None = Field(default=None, max_length=200)
    signer: str | None = Field(default=None, max_length=200)
    legal_status: LegalStatus = Field(default=LegalStatus.UNKNOWN, sa_type=TextEnum(LegalStatus))
    visibility: Visibility = Field(default=Visibility.INTERNAL, sa_type=TextEnum(Visibility))
    lifecycle: Lifecycle = Field(default=Lifecycle.PUBLISHED, sa_type=TextEnum(Lifecycle), index=True)
    agency_id: int | None = Field(default=None, foreign_key="agency.id", index=True)
    created_by: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
    trashed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    trash_reason: str | None = Field(default=None, max_length=500)
    trashed_from: Lifecycle | None = Field(default=None, sa_type=TextEnum(Lifecycle))
    provenance: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    current_revision_id: int | None = Field(default=None)  # no foreign key: revision already points here
    checked_by: int | None = Field(default=None, foreign_key="user_account.id")
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    review_on: date | None = Field(default=None, index=True)
    version: int = 1


class Revision(Table, table=True):
    """One file of a document, never changed after it came in; evidence points at a revision for ever.

    `scan_pages` are the pages that are pictures, `scans_read` how many of them have been recognised so far.
    `cleared_at` says when the virus scanner, where there is one, let the file pass.
    """

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("document_id", "ordinal"),)

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id")
    ordinal: int = 1
    sha256: str = Field(max_length=64, index=True)
    size: int
    media_type: str = Field(max_length=120)
    file_name: str = Field(max_length=300)
    note: str = Field(default="", max_length=500)
    state: ReadingState = Field(default=ReadingState.QUEUED, sa_type=TextEnum(ReadingState))
    state_detail: str = Field(default="", max_length=1000)
    warnings: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    properties: dict[str, str] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default=text("'{}'"))
    )
    recognition: Recognition = Field(
        default=Recognition.AUTO, sa_column=Column(TextEnum(Recognition), nullable=False, server_default="auto")
    )
    scan_pages: list[int] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default=text("'[]'"))
    )
    scans_read: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    cleared_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    page_total: int | None = None
    pages_read: int = 0
    created_by: int | None = Field(default=None, foreign_key="user_account.id")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Page(Table, table=True):
    """The text of one page, as read; the source of snippets and of the text view."""

    __tablename__ = "page"

    revision_id: int = Field(foreign_key="revision.id", primary_key=True)
    number: int = Field(primary_key=True)
    text: str
    source: str = Field(default="text", max_length=10)


class Relation(Table, table=True):
    """A legal relation that a person confirmed; the target may not be in the library yet."""

    __tablename__ = "relation"
    __table_args__ = (UniqueConstraint("document_id", "type", "target"),)

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id")
    type: RelationType = Field(sa_type=TextEnum(RelationType))
    target: str = Field(max_length=300)
    target_key: str | None = Field(default=None, max_length=200, index=True)
    target_document_id: int | None = Field(default=None, foreign_key="document.id", index=True)


class Mention(Table, table=True):
    """A regulation that a document cites, and where first: what "who cites this?" is answered from."""

    __tablename__ = "mention"

    document_id: int = Field(foreign_key="document.id", primary_key=True)
    citation_key: str = Field(primary_key=True, max_length=200, index=True)
    place: str = Field(default="", primary_key=True, max_length=200)
    kind: str = Field(max_length=60)
    number: str = Field(max_length=120)
    year: int = Field(index=True)
    short: str = Field(max_length=300)
    first_page: int
    count: int


class Tag(Table, table=True):
    """A document × indicator: suggested with reasons, then confirmed or rejected by a person."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("document_id", "indicator_id"),)

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id")
    indicator_id: int = Field(foreign_key="indicator.id", index=True)
    source: TagSource = Field(sa_type=TextEnum(TagSource))
    state: TagState = Field(default=TagState.SUGGESTED, sa_type=TextEnum(TagState))
    score: float | None = None
    reasons: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    note: str = Field(default="", max_length=500)
    level: Decimal | None = Field(default=None, sa_column=Column(Numeric(5, 2), nullable=True))
    level_rule: str = Field(default="", max_length=500, sa_column_kwargs={"server_default": ""})
    decided_by: int | None = Field(default=None, foreign_key="user_account.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
