"""What a reading wrote of a revision's text, and how it is forgotten again."""

from sqlalchemy import delete
from sqlmodel import Session, col

from app.documents.models import Page, Revision
from app.documents.read_models import PageRaw, PageScan, Section

_TABLES = (Page, PageRaw, PageScan, Section)


def forget_text(session: Session, revision: Revision) -> None:
    """As if it had never been read; facts and labels stay until the next reading replaces them."""
    for table in _TABLES:
        session.execute(delete(table).where(col(table.revision_id) == revision.id))
    revision.pages_read, revision.page_total = 0, None
    revision.scan_pages, revision.scans_read = [], 0
