"""One indicator in an assessment, and one claim: its page and what its agency does. Decisions are in `review`."""

from collections.abc import Callable, Sequence

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.errors import Conflict, InvalidInput, PustakaError
from app.core.pagination import Slice
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.documents import tagging
from app.evidence import service
from app.evidence.models import EvidenceState
from app.evidence.schemas import AssessmentRow, EvidenceFilter, EvidenceRow
from app.instruments import service as instruments
from app.instruments.schemas import IndicatorDetail
from app.succession import service as succession
from frontend.contexts.assessments import IndicatorPage, LinkCard, what_is_missing
from frontend.contexts.confirming import ConfirmContext
from frontend.contexts.evidence import HISTORY_KEEPS, EvidencePage
from frontend.contexts.trail import lines_of
from frontend.forms import Form, form_of
from frontend.list_state import asked_part, pages_address
from frontend.rendering import redirect, render

router = APIRouter()
_SENT = [Depends(form_of)]
_OWN = Slice(limit=100)
_OFFERED = Slice(limit=10)
_WAY = "/penilaian/{assessment_id:int}/indikator/{number:int}"


@router.get(_WAY)
def show_indicator(request: Request, session: SessionDep, actor: ActorDep, assessment_id: int, number: int) -> Response:
    assessment, indicator = indicator_of(session, actor, assessment_id, number)
    scores = service.scores(session, actor, assessment_id=assessment_id)
    score = next(row for row in scores.indicators if row.ref.number == number)
    where = EvidenceFilter(assessment_id=assessment_id, indicator_id=indicator.ref.id)
    own = _own_claims(session, actor, where)
    page = IndicatorPage(
        assessment=assessment,
        indicator=indicator,
        score=score,
        own=own,
        others=service.listing(session, actor, where=where, part=asked_part(request)),
        documents=tagging.documents_with(session, actor, indicator.ref.id, part=_OFFERED).map(LinkCard.of),
        missing=what_is_missing(indicator, score, own),
        earlier=_earlier(session, actor, indicator),
        may_write=actor.can("evidence.write") and assessment.is_open,
        agency_name=actor.agency_name,
        pages_href=pages_address(request.url.path),
    )
    return render(request, "evidence/indicator.html", page)


def _earlier(session: Session, actor: Actor, indicator: IndicatorDetail) -> Sequence[EvidenceRow]:
    """Accepted evidence of the indicators of earlier instruments; asked for only where there are any."""
    ref = indicator.ref
    if not indicator.continues:
        return ()
    found = succession.earlier_evidence(
        session, actor, instrument_id=ref.instrument_id, number=ref.number, part=_OFFERED
    )
    return found.items


@router.get("/bukti/{evidence_id:int}")
def show_evidence(request: Request, session: SessionDep, actor: ActorDep, evidence_id: int) -> Response:
    actor.require("assessment.see")
    return render(request, "evidence/show.html", evidence_page(session, actor, evidence_id))


@router.post("/bukti/{evidence_id:int}/ajukan", dependencies=_SENT)
def submit(request: Request, runtime: RuntimeDep, actor: ActorDep, evidence_id: int) -> Response:
    """What a draft still lacks is said on its page, with a way to the form."""
    try:
        _do(runtime, lambda session: service.submit(session, actor, evidence_id=evidence_id))
    except InvalidInput as error:
        return decision_page(request, runtime, actor, evidence_id, error=error)
    return redirect(f"/bukti/{evidence_id}", message="Bukti dukung diajukan. Peninjau akan memeriksanya.")


@router.post("/bukti/{evidence_id:int}/tarik", dependencies=_SENT)
def withdraw(runtime: RuntimeDep, actor: ActorDep, evidence_id: int) -> Response:
    _do(runtime, lambda session: service.withdraw(session, actor, evidence_id=evidence_id))
    return redirect(f"/bukti/{evidence_id}", message="Bukti dukung ditarik kembali menjadi draf.")


@router.post("/bukti/{evidence_id:int}/perbaiki", dependencies=_SENT)
def revise(runtime: RuntimeDep, actor: ActorDep, evidence_id: int) -> Response:
    """Straight on to the form: whoever mends something wants to type."""
    _do(runtime, lambda session: service.revise(session, actor, evidence_id=evidence_id))
    message = "Bukti dukung menjadi draf lagi. Perbaiki, lalu ajukan ulang."
    return redirect(f"/bukti/{evidence_id}/ubah", message=message)


@router.get("/bukti/{evidence_id:int}/hapus")
def ask_to_delete(request: Request, session: SessionDep, actor: ActorDep, evidence_id: int) -> Response:
    actor.require("evidence.write")
    row = service.get_evidence(session, actor, evidence_id=evidence_id)
    if "delete" not in row.actions:
        raise Conflict("Hanya draf milik OPD Anda sendiri yang dapat dihapus.", link=row.url)
    crumbs = (("Penilaian", "/penilaian"), (f"Bukti dukung {row.id}", row.url), ("Hapus", None))
    text = "Draf ini dihapus beserta tautan ke dokumennya. Dokumennya sendiri tetap ada di pustaka."
    page = ConfirmContext("Hapus draf bukti dukung ini?", text, "Hapus draf", f"{row.url}/hapus", row.url, crumbs)
    return render(request, "shared/confirm.html", page)


@router.post("/bukti/{evidence_id:int}/hapus", dependencies=_SENT)
def delete(runtime: RuntimeDep, actor: ActorDep, evidence_id: int) -> Response:
    actor.require("evidence.write")
    with runtime.database.write() as session:
        row = service.get_evidence(session, actor, evidence_id=evidence_id)
        service.delete_draft(session, actor, evidence_id=evidence_id)
    return redirect(f"/penilaian/{row.assessment_id}/indikator/{row.indicator.number}", message="Draf dihapus.")


def indicator_of(
    session: Session, actor: Actor, assessment_id: int, number: int
) -> tuple[AssessmentRow, IndicatorDetail]:
    assessment = service.get_assessment(session, actor, assessment_id=assessment_id)
    return assessment, instruments.indicator(session, assessment.instrument_id, number)


def evidence_page(
    session: Session,
    actor: Actor,
    evidence_id: int,
    *,
    form: Form | None = None,
    error: PustakaError | None = None,
) -> EvidencePage:
    row = service.get_evidence(session, actor, evidence_id=evidence_id)
    assessment, indicator = indicator_of(session, actor, row.assessment_id, row.indicator.number)
    entries = audit.history(session, object_type="evidence", object_id=evidence_id)
    return EvidencePage(
        row=row,
        indicator=indicator,
        is_open=assessment.is_open,
        is_own_work=assessment.is_open and _waits_for_others(actor, row),
        history=lines_of(entries, keep=HISTORY_KEEPS),
        typed=form.texts if form else {},
        error=error,
    )


def decision_page(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    evidence_id: int,
    *,
    form: Form | None = None,
    error: PustakaError,
) -> Response:
    """The claim as it is now, with what was typed and why it could not be done."""
    with runtime.database.read() as session:
        page = evidence_page(session, actor, evidence_id, form=form, error=error)
    return render(request, "evidence/show.html", page, status=error.status)


def _do(runtime: Runtime, change: Callable[[Session], object]) -> None:
    with runtime.database.write() as session:
        change(session)


def _own_claims(session: Session, actor: Actor, where: EvidenceFilter) -> tuple[EvidenceRow, ...]:
    if actor.agency_id is None:
        return ()
    own = EvidenceFilter(where.assessment_id, where.indicator_id, actor.agency_id)
    return tuple(service.listing(session, actor, where=own, part=_OWN).items)


def _waits_for_others(actor: Actor, row: EvidenceRow) -> bool:
    """A reviewer who may not decide on a submitted claim wrote it: the page says why there are no buttons."""
    return row.state == EvidenceState.SUBMITTED and actor.can("evidence.review") and "accept" not in row.actions
