"""What curators see beside the queue: its tabs, readings that ended badly, and documents to complete."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.pagination import Listing
from app.documents.labels import STATE_ADVICE
from app.documents.models import ReadingState
from app.documents.schemas import DocumentRow

BAD_READINGS = (
    ReadingState.PARTIAL,
    ReadingState.NO_TEXT,
    ReadingState.LOCKED,
    ReadingState.DAMAGED,
    ReadingState.TIMEOUT,
    ReadingState.OUT_OF_MEMORY,
    ReadingState.UNSUPPORTED,
    ReadingState.NO_OCR,
    ReadingState.QUARANTINED,
)
TABS = (
    ("Perlu ditinjau", "/kurasi"),
    ("Menunggu diterbitkan", "/kurasi/terbit"),
    ("Permintaan penarikan", "/kurasi/penarikan"),
    ("Perlu diperiksa", "/kurasi/periksa"),
    ("Bacaan bermasalah", "/kurasi/bacaan"),
    ("Perlu dilengkapi", "/kurasi/lengkapi"),
    ("Dokumen kembar", "/kurasi/kembar"),
    ("Pencarian tanpa hasil", "/kurasi/pencarian"),
    ("Kesenjangan", "/kurasi/kesenjangan"),
    ("Alihkan label", "/kurasi/alih"),
    ("Hasil belajar", "/kurasi/belajar"),
    ("Kosakata", "/kurasi/kosakata"),
)


@dataclass(frozen=True, slots=True)
class TroublePage:
    """Documents that need a hand, each with what to do: a bad reading, or a description that is still thin."""

    current: str
    tabs: Sequence[tuple[str, str, int | None]]
    rows: Listing[DocumentRow]
    is_mine_only: bool
    pages_href: str

    def advice(self, row: DocumentRow) -> str:
        return STATE_ADVICE[row.state]
