"""What falls due, as a table for spreadsheets."""

from collections.abc import Sequence

from app.coverage.exporting import MEDIA_TYPE, table
from app.documents.labels import KIND_LABELS
from app.stewardship.schemas import DueRow

__all__ = ["MEDIA_TYPE", "due_table"]
_HEAD = ("Nomor", "Judul", "Jenis", "Pemilik", "OPD", "Tinjau pada", "Lewat (hari)")


def due_table(rows: Sequence[DueRow]) -> str:
    return table(_HEAD, (_cells(row) for row in rows))


def _cells(row: DueRow) -> tuple[object, ...]:
    owner = row.owner
    over = max(0, row.days_over)
    return row.document_id, row.title, KIND_LABELS[row.kind], owner.label, owner.agency_name or "", row.review_on, over
