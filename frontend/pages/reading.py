"""The reader: opens a document at the page that was found, with the words marked and the other pages beside."""

from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.core.tables import saved_id
from app.documents import outline, scans
from app.documents import service as documents
from app.documents.labels import STATE_ADVICE
from app.documents.models import ReadingState, Revision
from app.documents.scans import Scan
from app.documents.schemas import DocumentRow
from app.documents.serving import held_back
from app.ingest.picturing import picture_state
from app.search.inside import Inside, find_inside, marked_text
from app.search.marking import marks_of
from frontend.addresses import DocumentId, number_or_none
from frontend.contexts.documents import file_url
from frontend.contexts.outline import outline_of
from frontend.contexts.page_text import page_parts, unit_of
from frontend.contexts.pictures import PagePicture, is_hard_to_read
from frontend.contexts.reader import PICTURE_VIEW, TEXT_VIEW, ReaderAddress, ReaderContext, matches_of, shape_of
from frontend.rendering import render
from indexer.query import Node

router = APIRouter()

_LONGEST_QUERY = 500


@router.get("/dokumen/{document_id}/baca")
def read(
    request: Request,
    runtime: RuntimeDep,
    session: SessionDep,
    actor: ActorDep,
    document_id: DocumentId,
    q: str = "",
    hal: str = "",
    revisi: str = "",
    tampil: str = "",
) -> Response:
    """Without a page it opens at the first hit, or at the beginning."""
    row = documents.row(session, actor, document_id)
    ordinal, query = number_or_none(revisi), q[:_LONGEST_QUERY]
    revision = documents.revision(session, actor, document_id, ordinal)
    newest = documents.revision(session, actor, document_id)
    inside = find_inside(
        session, actor, runtime.generations.open_current, document_id=document_id, ordinal=ordinal, text=query
    )
    page = _page_number(number_or_none(hal), inside, revision)
    address = ReaderAddress(document_id, page, query, ordinal, tampil if tampil in {TEXT_VIEW, PICTURE_VIEW} else "")
    parts = _context(runtime, session, row, newest, revision, inside, address)
    if not _is_turning(request):
        runtime.openings.note(document_id)
    return render(request, "documents/reader.html", parts)


def _is_turning(request: Request) -> bool:
    """From one page to another of the same document: it has been opened before."""
    return urlsplit(request.headers.get("referer", "")).path == request.url.path


def _page_number(asked: int | None, inside: Inside, revision: Revision) -> int:
    first_hit = inside.pages[0].number if inside.pages else 1
    return max(1, min(asked or first_hit, _page_total(revision)))


def _page_total(revision: Revision) -> int:
    return max(revision.page_total or 0, revision.pages_read, 1)


def _picture(runtime: Runtime, revision: Revision, scan: Scan | None, page: int, node: Node) -> PagePicture:
    marks = marks_of(scan.words, node) if scan else ()
    return PagePicture.of(revision, page, scan, marks, picture_state(runtime, revision, page))


def _context(
    runtime: Runtime,
    session: Session,
    row: DocumentRow,
    newest: Revision,
    revision: Revision,
    inside: Inside,
    address: ReaderAddress,
) -> ReaderContext:
    key = (saved_id(revision.id), address.page)
    unit = unit_of(revision.media_type)
    name, text = page_parts(marked_text(documents.page_texts(session, [key]).get(key, ""), inside.node), unit)
    scan = scans.of(session, *key)
    return ReaderContext(
        document_id=row.id,
        title=row.title,
        citation=row.citation,
        ordinal=revision.ordinal,
        newest_ordinal=newest.ordinal,
        address=address,
        shape=shape_of(revision.media_type),
        has_text=revision.pages_read > 0 and revision.state is not ReadingState.NO_TEXT,
        page=address.page,
        page_total=_page_total(revision),
        unit=unit,
        name=name,
        text=text,
        picture=_picture(runtime, revision, scan, address.page, inside.node),
        is_hard_to_read=is_hard_to_read(scan),
        scans=revision.scan_pages,
        held_back=held_back(session, revision, is_scanned_for_viruses=bool(runtime.settings.clamd)),
        hits=matches_of(inside, address),
        hit_total=inside.total,
        words=inside.words,
        notices=inside.notices,
        suggestion=inside.suggestion,
        file_url=file_url(row.id, revision.ordinal),
        download_url=file_url(row.id, revision.ordinal, download=True),
        state=revision.state,
        advice=STATE_ADVICE[revision.state],
        outline=outline_of(
            row.id, outline.of(session, saved_id(revision.id)), revision=address.ordinal, here=address.page
        ),
    )
