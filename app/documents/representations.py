"""The library's values as the API speaks them; also for other slices' routes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field

from app.core.pagination import ListOut
from app.documents.models import (
    Kind,
    LegalStatus,
    Lifecycle,
    ReadingState,
    RelationType,
    TagSource,
    TagState,
    Visibility,
)
from app.documents.schemas import DocumentRow, DocumentView, RevisionRow
from app.documents.tag_schemas import TagRow


class DocumentBrief(BaseModel):
    id: int
    title: str
    citation: str | None
    kind: Kind
    year: int | None
    status: LegalStatus
    visibility: Visibility
    lifecycle: Lifecycle
    agency: str | None
    media_type: str
    size: int
    state: ReadingState
    pages_read: int
    page_total: int | None
    created_at: datetime
    review_on: date | None
    url: str

    @classmethod
    def of(cls, row: DocumentRow) -> "DocumentBrief":
        return cls(**_brief(row))


class RevisionOut(BaseModel):
    """`id` is what evidence names as its `revision_id`."""

    id: int
    ordinal: int
    file_name: str
    media_type: str
    size: int
    sha256: str
    state: ReadingState
    state_detail: str
    warnings: list[str]
    pages_read: int
    page_total: int | None
    created_at: datetime

    @classmethod
    def of(cls, row: RevisionRow) -> "RevisionOut":
        values = {name: getattr(row, name) for name in cls.model_fields}
        return cls(**values | {"warnings": list(row.warnings)})


class TagOut(BaseModel):
    instrument: str
    indicator: int
    name: str
    source: TagSource
    state: TagState
    score: float | None
    reasons: list[dict[str, Any]]
    level: Decimal | None
    level_rule: str
    decided_by: str | None

    @classmethod
    def of(cls, row: TagRow) -> "TagOut":
        return cls(
            instrument=row.instrument_id,
            indicator=row.number,
            name=row.short_name,
            source=row.source,
            state=row.state,
            score=row.score,
            reasons=[dict(reason) for reason in row.reasons],
            level=row.level,
            level_rule=row.level_rule,
            decided_by=row.decided_by_name,
        )


class RelationOut(BaseModel):
    id: int
    type: RelationType
    target: str
    document_id: int | None
    is_inverse: bool


class DocumentRead(DocumentBrief):
    """One document, with the twelve fields of Peraturan BRIN 2/2024 (Lampiran III) among its own."""

    kind_abbrev: str | None
    number: str | None
    author: str | None
    issuer: str | None
    description: str
    scope: str
    labels: list[str]
    contributors: list[str]
    source: str | None
    enacted_on: date | None
    enacted_place: str | None
    promulgated_on: date | None
    gazette: str | None
    signer: str | None
    revisions: list[RevisionOut]
    tags: list[TagOut]
    relations: list[RelationOut]

    @classmethod
    def of_view(cls, view: DocumentView) -> "DocumentRead":
        names = (
            "kind_abbrev", "number", "author", "issuer", "scope", "source", "enacted_on", "enacted_place",
            "promulgated_on", "gazette", "signer",
        )  # fmt: skip
        relations = [
            RelationOut(
                id=row.id,
                type=row.type,
                target=row.target,
                document_id=row.document_id,
                is_inverse=row.is_inverse,
            )
            for row in view.relations
        ]
        return cls(
            **_brief(view.row),
            **{name: getattr(view, name) for name in names},
            description=view.row.description,
            labels=list(view.labels),
            contributors=list(view.contributors),
            revisions=[RevisionOut.of(row) for row in view.revisions],
            tags=[TagOut.of(row) for row in view.tags],
            relations=relations,
        )


class DocumentList(ListOut[DocumentBrief]):
    pass


class PageRead(BaseModel):
    number: int
    text: str
    source: str


class Reason(BaseModel):
    reason: str = Field(min_length=1, max_length=500)


class TagDecision(BaseModel):
    instrument: str
    indicator: int
    state: TagState
    note: str = Field(default="", max_length=500)


class RelationIn(BaseModel):
    type: RelationType
    target: str = Field(min_length=1, max_length=300)


def _brief(row: DocumentRow) -> dict[str, Any]:
    same = ("id", "title", "citation", "kind", "year", "visibility", "lifecycle", "media_type", "size", "state")
    progress = ("pages_read", "page_total", "created_at", "review_on")
    return {name: getattr(row, name) for name in (*same, *progress)} | {
        "status": row.legal_status,
        "agency": row.agency_name,
        "url": f"/dokumen/{row.id}",
    }
