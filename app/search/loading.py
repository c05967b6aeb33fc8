"""Documents as the index takes them, read from the database many at a time: what a rebuild spends its time on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlmodel import Session, col, select

from app.core.db import Database
from app.core.tables import saved_id
from app.documents import citing
from app.documents.models import Document, Lifecycle, Page, Revision
from app.documents.read_models import Section
from indexer.index.port import IndexDocument

_AT_ONCE = 200  # documents
_MOST_PAGES = 2_000  # of which the texts are held at once
_MOST_HEADINGS = 500  # of one document


@dataclass(frozen=True, slots=True)
class _Row:
    document: Document
    file_name: str | None
    pages: int

    @property
    def revision_id(self) -> int:
        return self.document.current_revision_id or 0


def load(database: Database, ids: Iterable[int]) -> Iterator[IndexDocument]:
    """Those that may be found by somebody. No transaction is open while the caller works on what it was given.

    A document is read before its texts: what changes in between has a new stamp, and is read again for it.
    """
    remaining = iter(ids)
    while some := list(islice(remaining, _AT_ONCE)):
        with database.read() as session:
            rows = _rows(session, some)
        for part in _parts(rows):
            with database.read() as session:
                revisions = [row.revision_id for row in part]
                texts, headings = _texts(session, revisions), _headings(session, revisions)
            for row in part:
                number = row.revision_id
                yield _index_document(row, texts.get(number, ()), headings.get(number, ()))


def stamp_of(version: int) -> str:
    return str(version)


def _rows(session: Session, ids: Sequence[int]) -> list[_Row]:
    wanted = (
        select(Document, Revision.file_name, Revision.pages_read)
        .join(Revision, col(Revision.id) == col(Document.current_revision_id), isouter=True)
        .where(col(Document.id).in_(ids), Document.lifecycle != Lifecycle.TRASHED)
        .order_by(col(Document.id))
    )
    return [_Row(document, file_name, pages or 0) for document, file_name, pages in session.execute(wanted)]


def _parts(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """Rows with so few pages together that memory stays bounded; one with more stands alone."""
    part: list[_Row] = []
    pages = 0
    for row in rows:
        if part and pages + row.pages > _MOST_PAGES:
            yield part
            part, pages = [], 0
        part.append(row)
        pages += row.pages
    if part:
        yield part


def _texts(session: Session, revision_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    wanted = select(Page.revision_id, Page.number, Page.text).where(col(Page.revision_id).in_(revision_ids))
    found: dict[int, list[tuple[int, str]]] = {}
    for revision_id, number, text in session.execute(wanted.order_by(col(Page.revision_id), col(Page.number))):
        found.setdefault(revision_id, []).append((number, text))
    return found


def _headings(session: Session, revision_ids: Sequence[int]) -> dict[int, list[str]]:
    """Of chapters, parts and articles that are called something; "Pasal 4" alone says nothing of what is in it."""
    wanted = select(Section.revision_id, Section.title).where(col(Section.revision_id).in_(revision_ids))
    in_order = wanted.where(Section.title != "").order_by(col(Section.revision_id), col(Section.position))
    found: dict[int, list[str]] = {}
    for revision_id, title in session.execute(in_order):
        found.setdefault(revision_id, []).append(title)
    return found


def _index_document(row: _Row, pages: Sequence[tuple[int, str]], headings: Sequence[str]) -> IndexDocument:
    document = row.document
    citation = citing.citation_of(document)
    return IndexDocument(
        id=saved_id(document.id),
        stamp=stamp_of(document.version),
        title=document.title,
        citations=citation.spellings() if citation else _loose_citation(document),
        headings="\n".join(headings[:_MOST_HEADINGS]),
        meta="\n".join(_meta(document, row.file_name)),
        pages=pages,
    )


def _loose_citation(document: Document) -> tuple[str, ...]:
    """Number and year as they stand, when no kind makes them a citation."""
    if not document.number:
        return ()
    year = f" Tahun {document.year}" if document.year else ""
    return (f"Nomor {document.number}{year}",)


def _meta(document: Document, file_name: str | None) -> Iterator[str]:
    candidates = (
        document.issuer,
        document.author,
        document.description,
        document.scope,
        document.source,
        document.signer,
        *document.labels,
        *document.contributors,
        file_name,
    )
    yield from (text for text in candidates if text)
