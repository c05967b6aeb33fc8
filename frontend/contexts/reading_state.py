"""How far the reading of a file is, in words and as a bar; the part of a page that renews itself."""

from dataclasses import dataclass

from app.documents.labels import STATE_ADVICE, STATE_LABELS
from app.documents.models import ReadingState, Revision
from app.documents.schemas import RevisionRow


@dataclass(frozen=True, slots=True)
class ReadingStatus:
    """`percent` is known once the number of pages is."""

    url: str
    document_url: str
    state: ReadingState
    label: str
    advice: str
    detail: str
    warnings: tuple[str, ...]
    pages_read: int
    page_total: int | None
    is_final: bool
    scan_total: int
    scans_read: int

    @property
    def may_be_read_again(self) -> bool:
        """Also a file that was read well: what shall be done with its scanned pages may change."""
        return self.state is ReadingState.OK or self.state.may_read_better

    @property
    def is_recognising(self) -> bool:
        return self.state is ReadingState.RECOGNISING and self.scan_total > 0

    @classmethod
    def of(cls, document_id: int, row: RevisionRow | Revision) -> "ReadingStatus":
        return cls(
            url=f"/dokumen/{document_id}/status",
            document_url=f"/dokumen/{document_id}",
            state=row.state,
            label=STATE_LABELS[row.state],
            advice=STATE_ADVICE[row.state],
            detail=row.state_detail,
            warnings=tuple(row.warnings),
            pages_read=row.pages_read,
            page_total=row.page_total,
            is_final=row.state.is_final,
            scan_total=len(row.scan_pages),
            scans_read=row.scans_read,
        )
