"""What the pages for newer files, the trash and coming back from it show."""

from dataclasses import dataclass
from datetime import datetime

from app.documents.schemas import DocumentRow
from frontend.contexts.cards import DocumentCard


@dataclass(frozen=True, slots=True)
class RevisionContext:
    """`lapsing` acceptances of evidence end when the new file is saved."""

    document_id: int
    heading: str
    current_file: str
    current_ordinal: int
    lapsing: int
    note: str
    error: str
    error_field: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class TrashContext:
    """`obstacle` says why it cannot be done at all; then there is no form, but the ways out."""

    document_id: int
    heading: str
    reason: str
    error: str
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class TrashedLine:
    id: int
    card: DocumentCard
    trashed_at: datetime
    trashed_by: str
    file_name: str
    reason: str

    @classmethod
    def of(cls, row: DocumentRow, reason: str, trashed_by: str) -> "TrashedLine":
        return cls(row.id, DocumentCard.of(row), row.updated_at, trashed_by, row.file_name, reason)


@dataclass(frozen=True, slots=True)
class TrashListContext:
    lines: tuple[TrashedLine, ...]
    total: int
    page: int
    pages: int
    trash_days: int
    may_purge: bool
