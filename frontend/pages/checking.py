"""Looking at what was read, one document after the other: the queue, the form beside its source, "Benar semua"."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.models import User
from app.accounts.permissions import Actor
from app.core.errors import FieldError, InvalidInput
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.core.tables import saved_id
from app.documents import checking, facts, proposals, scans
from app.documents import service as documents
from app.documents.models import DRAFT_LABEL, Revision
from app.documents.read_models import Fact, ProposalState
from app.documents.schemas import fields_from_form
from app.ingest import batches
from app.ingest.picturing import picture_state
from app.search.marking import Mark, marks_on
from frontend.addresses import DocumentId, number_or_none
from frontend.contexts.checking import CheckPage, CheckQueuePage, field_lines, sources_of
from frontend.contexts.pictures import PagePicture
from frontend.contexts.proposals import ProposalLine, proposal_lines, query_for
from frontend.ended import uses_of_ended
from frontend.forms import Form, FormDep, errors_by_field, form_of
from frontend.list_state import address, asked_number, asked_part, pages_address
from frontend.pages.curation import desk_tabs
from frontend.pages.editing import (
    Overtaken,
    caught_up,
    changed_fields,
    given_fields,
    newer_values,
    refuse_overtaken,
    seen_fields,
)
from frontend.rendering import redirect, render

router = APIRouter()
_PER_PAGE = 20
_BATCH = "kiriman"  # in the address: one looks at what came in together, and goes on within it
_RELATION = "hubungan:"  # before the number of a proposal: what was chosen for it
_MOVES = {"benar": ProposalState.CONFIRMED, "bukan": ProposalState.REJECTED}


@router.get("/kurasi/periksa")
def show_queue(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    """All that waits, or with `kiriman` what came in together."""
    batch_id = asked_number(request, _BATCH)
    among = batches.documents_in(session, actor, batch_id=batch_id) if batch_id else None
    rows = checking.queue(session, actor, among=among, part=asked_part(request, size=_PER_PAGE))
    page = CheckQueuePage(
        tabs=desk_tabs(session, actor) if actor.can("tag.decide") else (),
        rows=rows,
        doubtful=checking.counts(session, actor, among=among).doubtful,
        pages_href=pages_address("/kurasi/periksa", {_BATCH: batch_id}),
        batch=batches.view(session, actor, batch_id=batch_id) if batch_id else None,
    )
    return render(request, "curation/checks.html", page)


@router.get("/kurasi/periksa/{document_id}")
def show_document(
    request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, document_id: DocumentId
) -> Response:
    page = _page(runtime, session, actor, document_id, None, {}, asked_number(request, _BATCH))
    return render(request, "curation/check.html", page)


@router.post("/kurasi/periksa/{document_id}")
def approve(
    request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, document_id: DocumentId, form: FormDep
) -> Response:
    """Corrections, decisions on relations and the person's word in one step; then on to the next of the queue."""
    actor.require("document.edit_own")
    batch_id = number_or_none(form.text(_BATCH))
    among = batches.documents_in(session, actor, batch_id=batch_id) if batch_id else None
    following = checking.following(session, actor, document_id, among=among)
    changed, newer = changed_fields(form), newer_values(session, actor, document_id, form, vouched=facts.FIELDS)
    try:
        refuse_overtaken(session, newer)
        if changed.get("title") == "":
            raise InvalidInput(errors=[FieldError("title", "Isi judul dokumen.")])
        document = checking.approve(session, actor, document_id=document_id, fields=fields_from_form(changed))
        decided = _decide(session, actor, document_id, form)
    except (InvalidInput, Overtaken) as error:
        session.rollback()
        with runtime.database.read() as fresh:
            shown = caught_up(form, newer)
            page = _page(runtime, fresh, actor, document_id, shown, errors_by_field(error), batch_id)
            return render(request, "curation/check.html", page, status=error.status)
    left = checking.counts(session, actor, among=among).waiting
    return redirect(_place(following, batch_id), message=_said(document.title, decided, left))


@router.post("/kurasi/periksa/{document_id}/ulang", dependencies=[Depends(form_of)])
def reopen(session: SessionDep, actor: ActorDep, document_id: DocumentId) -> Response:
    checking.reopen(session, actor, document_id=document_id)
    return redirect(f"/kurasi/periksa/{document_id}", message="Dokumen ini kembali ke antrean pemeriksaan.")


def _page(
    runtime: Runtime,
    session: Session,
    actor: Actor,
    document_id: int,
    form: Form | None,
    errors: Mapping[str, str],
    batch_id: int | None,
) -> CheckPage:
    among = batches.documents_in(session, actor, batch_id=batch_id) if batch_id else None
    document = documents.editable(session, actor, document_id)
    row = documents.row(session, actor, document_id)
    read = facts.of(session, document_id)
    stated = proposals.rows(session, actor, document_id)
    lines = proposal_lines(document_id, stated, uses_of_ended(session, actor, stated))
    checker = session.get(User, document.checked_by) if document.checked_by else None
    words = _words(read, lines)
    found = documents.page_texts(session, [(row.revision_id, number) for number in words or {1: []}])
    texts = {number: text for (_, number), text in found.items()}
    pictures = _pictures(runtime, session, documents.revision(session, actor, document_id), words, texts)
    seen = seen_fields(form) if form else {}
    fields = field_lines(document, read, given_fields(form) if form else {}, seen)
    first = next((line.page for line in fields if line.is_doubtful and line.page), None)
    return CheckPage(
        document_id=document_id,
        heading=document.title,
        file_name=row.file_name,
        fields=fields,
        proposals=lines,
        chosen=_chosen(form) if form else {},
        sources=sources_of(document_id, texts, words, pictures, fields=fields, first=first),
        page_total=row.page_total or 0,
        errors=errors,
        next_id=checking.following(session, actor, document_id, among=among),
        waiting=checking.counts(session, actor, among=among).waiting,
        checked_at=document.checked_at,
        checked_by=checker.full_name if checker else None,
        batch_id=batch_id,
        is_draft=DRAFT_LABEL in document.labels,
        legal_status=form.text("legal_status") if form and form.text("legal_status") else document.legal_status,
        seen_status=seen.get("legal_status", document.legal_status),
    )


def _words(read: Mapping[str, Fact], lines: Sequence[ProposalLine]) -> dict[int, list[str]]:
    """Page → the words on it that say something."""
    found: dict[int, list[str]] = defaultdict(list)
    stated = [(line.page, line.words) for line in lines if line.is_waiting and line.changes_standing]
    for page, words in (*((fact.page, fact.words) for fact in read.values()), *stated):
        if page is not None:
            found[page].append(words)
    return dict(found)


def _pictures(
    runtime: Runtime, session: Session, revision: Revision, words: Mapping[int, Sequence[str]], pages: Iterable[int]
) -> dict[int, PagePicture]:
    """Of the pages that are scans, each with the words marked that say something."""
    seen = {number: scans.of(session, saved_id(revision.id), number) for number in pages}
    return {
        number: PagePicture.of(
            revision, number, scan, _marks(scan, words.get(number, ())), picture_state(runtime, revision, number)
        )
        for number, scan in seen.items()
        if scan is not None
    }


def _marks(scan: scans.Scan, phrases: Sequence[str]) -> list[Mark]:
    return list(dict.fromkeys(mark for phrase in phrases for mark in marks_on(scan.words, query_for(phrase))))


def _decide(session: Session, actor: Actor, document_id: int, form: Form) -> int:
    """Those proposals that still wait and for which something was chosen."""
    chosen = _chosen(form)
    waiting = [row for row in proposals.of(session, document_id) if row.state is ProposalState.SUGGESTED]
    decided = [
        (saved_id(row.id), _MOVES[chosen[saved_id(row.id)]]) for row in waiting if chosen.get(row.id or 0) in _MOVES
    ]
    for proposal_id, state in decided:
        proposals.decide(session, actor, document_id=document_id, proposal_id=proposal_id, state=state)
    return len(decided)


def _chosen(form: Form) -> dict[int, str]:
    pairs = ((name.removeprefix(_RELATION), value) for name, value in form.fields if name.startswith(_RELATION))
    return {int(number): value for number, value in pairs if number.isascii() and number.isdigit()}


def _place(following: int | None, batch_id: int | None) -> str:
    place = f"/kurasi/periksa/{following}" if following else "/kurasi/periksa"
    return address(place, {_BATCH: batch_id})


def _said(title: str, decided: int, left: int) -> str:
    relations = (
        f" {decided} hubungan diputuskan; dapat ditarik kembali di Atur hubungan pada halamannya." if decided else ""
    )
    rest = f" Masih {left} dokumen menunggu." if left else " Semua dokumen sudah diperiksa."
    return f"“{title[:120]}” sudah diperiksa.{relations}{rest}"
