"""Finding and picking documents inside the form of a claim; everything here reads and nothing is stored."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from app.accounts import service as accounts
from app.accounts.permissions import Actor
from app.core.errors import FieldError, InvalidInput, NotFound, PustakaError
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents import tagging
from app.documents.missing import HIDDEN
from app.documents.models import Document, Revision, TagState
from app.evidence.schemas import AssessmentRow
from app.instruments import service as instruments
from app.instruments.schemas import IndicatorDetail
from app.search import service as search
from app.search.schemas import Hit, SearchRequest
from frontend.addresses import number_or_none
from frontend.contexts.assessments import Options
from frontend.contexts.cards import PageMatch, reader_url
from frontend.contexts.evidence_form import (
    Candidate,
    CandidateGroup,
    ChosenItem,
    EvidenceFormPage,
    TypedEvidence,
    TypedItem,
)
from frontend.forms import errors_by_field

_FOUND, _TAGGED = Slice(limit=8), Slice(limit=6)
_GONE = "Dokumen ini tidak ditemukan atau tidak dapat Anda lihat. Keluarkan dari daftar, lalu pilih dokumen lain."


def picked(session: Session, actor: Actor, typed: TypedEvidence, wanted: str) -> TypedEvidence:
    """Add a document, given as id:first page:last page, in its current revision; a hidden one is not found."""
    document, first, last = (*wanted.split(":"), "", "")[:3]
    document_id = number_or_none(document)
    if document_id is None:
        raise NotFound(HIDDEN)
    revision = documents.revision(session, actor, document_id)
    item = TypedItem(str(document_id), str(revision.ordinal), page_from=first, page_to=last)
    already = any(kept.key == item.key and kept.page_from == first for kept in typed.items)
    return typed if already else typed.with_item(item)


def replaced(session: Session, actor: Actor, typed: TypedEvidence, old: str, new: str) -> TypedEvidence:
    """The new document in the place of the old one; its pages are other ones, so they are asked for anew."""
    kept = replace(typed, items=tuple(item for item in typed.items if item.document != old))
    return picked(session, actor, kept, new)


def revision_ids(session: Session, actor: Actor, items: Sequence[TypedItem]) -> list[int]:
    found = [_revision_of(session, actor, item) for item in items]
    errors = [FieldError(f"items.{place}", _GONE) for place, pair in enumerate(found) if pair is None]
    if errors:
        raise InvalidInput("Perbaiki dokumen yang ditandai, lalu kirim lagi.", errors)
    return [saved_id(pair[1].id) for pair in found if pair]


def form_page(
    runtime: Runtime,
    session: Session,
    actor: Actor,
    *,
    title: str,
    action: str,
    cancel_href: str,
    assessment: AssessmentRow,
    indicator: IndicatorDetail,
    typed: TypedEvidence,
    problem: PustakaError | None,
    asks_agency: bool = False,
    has_hidden: bool = False,
) -> EvidenceFormPage:
    groups, notices = _groups(runtime, session, actor, indicator, typed)
    return EvidenceFormPage(
        title=title,
        action=action,
        cancel_href=cancel_href,
        assessment=assessment,
        indicator=indicator,
        typed=typed,
        chosen=[_chosen(session, actor, item) for item in typed.items],
        groups=groups,
        is_whole=instruments.spec_of(session, assessment.instrument_id).levels_are_whole,
        agencies=_agencies(session) if asks_agency else (),
        has_hidden=has_hidden,
        errors=errors_by_field(problem) if problem else {},
        alert=str(problem) if problem else "",
        notices=notices,
    )


def _revision_of(session: Session, actor: Actor, item: TypedItem) -> tuple[Document, Revision] | None:
    document_id, ordinal = number_or_none(item.document), number_or_none(item.ordinal)
    if document_id is None or ordinal is None:
        return None
    try:
        document = documents.get(session, actor, document_id)
        return document, documents.revision(session, actor, document_id, ordinal)
    except NotFound:
        return None


def _chosen(session: Session, actor: Actor, item: TypedItem) -> ChosenItem:
    found = _revision_of(session, actor, item)
    if found is None:
        return ChosenItem(item)
    document, revision = found
    return ChosenItem(
        typed=item,
        title=document.title,
        file_name=revision.file_name,
        page_total=revision.page_total,
        url=f"/dokumen/{document.id}",
        is_current=document.current_revision_id in (None, revision.id),
    )


def _groups(
    runtime: Runtime, session: Session, actor: Actor, indicator: IndicatorDetail, typed: TypedEvidence
) -> tuple[list[CandidateGroup], tuple[str, ...]]:
    """What was searched for comes first; then what curators confirmed, then what the system suggests."""
    groups: list[CandidateGroup] = []
    notices: tuple[str, ...] = ()
    chosen = {item.document for item in typed.items}
    if typed.q:
        found = search.search(session, actor, runtime.generations.open_current, SearchRequest(typed.q, part=_FOUND))
        words = found.words or typed.q
        rows = tuple(Candidate(hit.row, str(hit.row.id) in chosen, _pages(hit, words)) for hit in found.hits)
        groups.append(CandidateGroup(f"Hasil untuk “{words}”", f"{found.total} dokumen cocok.", rows))
        notices = found.all_notices
    for state, title, note in (
        (TagState.CONFIRMED, "Berlabel indikator ini", "Labelnya sudah dipastikan kurator."),
        (TagState.SUGGESTED, "Diusulkan untuk indikator ini", "Usulan sistem; periksa dahulu halamannya."),
    ):
        tagged = tagging.documents_with(session, actor, indicator.ref.id, state=state, part=_TAGGED)
        rows = tuple(Candidate(row, str(row.id) in chosen) for row in tagged.items)
        if rows:
            groups.append(CandidateGroup(title, note, rows))
    return groups, notices


def _pages(hit: Hit, query: str) -> tuple[PageMatch, ...]:
    return tuple(PageMatch.of(page, reader_url(hit.row.id, page=page.number, query=query)) for page in hit.pages)


def _agencies(session: Session) -> Options:
    return [(str(agency.id), agency.name) for agency in accounts.agencies(session)]
