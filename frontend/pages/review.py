"""The reviewer's queue and decisions. A decision that cannot be taken comes back with every word that was typed."""

from collections.abc import Sequence
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import Conflict, FieldError, InvalidInput
from app.core.pagination import Slice
from app.core.runtime import RuntimeDep, SessionDep
from app.evidence import service
from app.evidence.models import AssessmentState
from app.evidence.schemas import AssessmentRow, EvidenceFilter
from app.instruments import service as instruments
from app.instruments.schemas import IndicatorRef
from frontend.contexts.evidence import typed_level
from frontend.contexts.review import ReviewPage
from frontend.forms import Form, FormDep
from frontend.list_state import asked_number, asked_part, pages_address
from frontend.pages.evidence import decision_page
from frontend.rendering import redirect, render

router = APIRouter()
_OPEN_ONES = Slice(limit=100)


@router.get("/tinjau")
def show_queue(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("evidence.review")
    running = service.list_assessments(session, actor, part=_OPEN_ONES, state=AssessmentState.OPEN).items
    chosen = _chosen(running, asked_number(request, "penilaian"))
    refs = instruments.references(session, chosen.instrument_id) if chosen else []
    aspect, agency_id = asked_number(request, "aspek"), asked_number(request, "opd")
    where = EvidenceFilter(
        assessment_id=chosen.id if chosen else None,
        agency_id=agency_id,
        indicator_ids=_of_aspect(refs, aspect),
    )
    state = {"penilaian": asked_number(request, "penilaian"), "aspek": aspect, "opd": agency_id}
    page = ReviewPage(
        rows=service.review_queue(session, actor, where=where, part=asked_part(request)),
        assessments=running,
        assessment=chosen,
        agencies=_agencies(session, actor, chosen),
        aspects=list(dict.fromkeys((str(ref.aspect_number), ref.aspect_name) for ref in refs)),
        agency_id=agency_id,
        aspect=aspect,
        pages_href=pages_address("/tinjau", state),
    )
    return render(request, "review/queue.html", page)


@router.post("/bukti/{evidence_id:int}/terima")
def accept(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, evidence_id: int) -> Response:
    actor.require("evidence.review")
    level = typed_level(form.text("level"))
    try:
        if level is None:
            message = "Pilih tingkat yang diterima."
            raise InvalidInput(message, [FieldError("level", message)])
        with runtime.database.write() as session:
            service.accept(
                session,
                actor,
                evidence_id=evidence_id,
                level=level,
                note=form.text("note"),
                as_submitted_at=_as_submitted_at(form),
            )
    except (InvalidInput, Conflict) as error:
        return decision_page(request, runtime, actor, evidence_id, form=form, error=error)
    return redirect(f"/bukti/{evidence_id}", message="Bukti dukung diterima. Tingkat indikatornya sudah dihitung.")


@router.post("/bukti/{evidence_id:int}/kembalikan")
def return_(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, evidence_id: int) -> Response:
    actor.require("evidence.review")
    try:
        with runtime.database.write() as session:
            seen = _as_submitted_at(form)
            service.return_(session, actor, evidence_id=evidence_id, reason=form.text("reason"), as_submitted_at=seen)
    except (InvalidInput, Conflict) as error:
        return decision_page(request, runtime, actor, evidence_id, form=form, error=error)
    return redirect(f"/bukti/{evidence_id}", message="Bukti dukung dikembalikan kepada OPD dengan alasan Anda.")


@router.post("/bukti/{evidence_id:int}/tinjau-ulang")
def reopen(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, evidence_id: int) -> Response:
    actor.require("evidence.review")
    try:
        with runtime.database.write() as session:
            service.reopen(session, actor, evidence_id=evidence_id, reason=form.text("reason"))
    except (InvalidInput, Conflict) as error:
        return decision_page(request, runtime, actor, evidence_id, form=form, error=error)
    return redirect(f"/bukti/{evidence_id}", message="Bukti dukung masuk antrean tinjauan lagi.")


def _as_submitted_at(form: Form) -> datetime | None:
    """The submission that the page showed. Left out or garbled it proves nothing, so the page must be read again."""
    try:
        return datetime.fromisoformat(form.text("as_submitted_at"))
    except ValueError:
        raise Conflict("Halaman ini sudah usang. Baca dahulu bukti dukung yang terbaru, lalu putuskan.") from None


def _chosen(running: Sequence[AssessmentRow], wanted: int | None) -> AssessmentRow | None:
    only = running[0] if len(running) == 1 else None
    return next((row for row in running if row.id == wanted), only)


def _of_aspect(refs: list[IndicatorRef], aspect: int | None) -> frozenset[int] | None:
    if aspect is None or not refs:
        return None
    return frozenset(ref.id for ref in refs if ref.aspect_number == aspect)


def _agencies(session: Session, actor: Actor, chosen: AssessmentRow | None) -> list[tuple[str, str]]:
    """The agencies that have something in this assessment."""
    if chosen is None:
        return []
    found = service.agencies_progress(session, actor, assessment_id=chosen.id)
    return [(str(row.agency_id), row.agency_name) for row in found if row.total]
