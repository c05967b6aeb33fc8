"""What a reading wrote of a revision's text, and how it is forgotten again."""

from sqlalchemy import delete
from sqlmodel import Session, col

from app.core.tables import saved_id
from app.documents import proposals, tagging
from app.documents.models import Document, Mention, Page, Revision
from app.documents.read_models import Fact, PageRaw, PageScan, Section
from app.twins import service as twins

_TABLES = (Page, PageRaw, PageScan, Section)


def forget_text(session: Session, revision: Revision) -> None:
    """As if it had never been read; facts and labels stay until the next reading replaces them."""
    for table in _TABLES:
        session.execute(delete(table).where(col(table.revision_id) == revision.id))
    revision.pages_read, revision.page_total = 0, None
    revision.scan_pages, revision.scans_read = [], 0


def forget_findings(session: Session, document: Document, revision: Revision) -> None:
    """What the text of a file told: what may not be opened is not quoted either. What people decided stays."""
    revision.properties, revision.warnings = {}, []
    twins.forget_text(session, revision_id=saved_id(revision.id))
    if document.current_revision_id != revision.id:
        return  # what is noted of the document was read from its newer file
    for table in (Fact, Mention):
        session.execute(delete(table).where(col(table.document_id) == document.id))
    proposals.record(session, document, [])
    tagging.replace_suggestions(session, document, [])
