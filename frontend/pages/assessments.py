"""Assessments: the list, a new one, one with its figures, and one agency's work in it. Indicators are in `evidence`."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts import service as accounts
from app.accounts.access import ActorDep
from app.accounts.models import Agency
from app.accounts.permissions import Actor
from app.core.clock import now
from app.core.errors import FieldError, InvalidInput
from app.core.pagination import Slice
from app.core.runtime import RuntimeDep, SessionDep
from app.core.tables import saved_id
from app.evidence import service
from app.evidence.models import EvidenceState
from app.evidence.schemas import AgencyProgress, AssessmentScores, EvidenceFilter
from app.instruments import service as instruments
from app.instruments.schemas import InstrumentRow
from frontend.addresses import number_or_none
from frontend.contexts.assessments import (
    CONDITIONS,
    AgencyPage,
    AspectGroup,
    AssessmentFormPage,
    AssessmentPage,
    AssessmentsPage,
    Counts,
    IndicatorLine,
)
from frontend.contexts.confirming import ConfirmContext
from frontend.forms import Form, FormDep, errors_by_field, form_of
from frontend.list_state import asked_choice, asked_number, asked_part, pages_address
from frontend.rendering import redirect, render

router = APIRouter()
_SENT = [Depends(form_of)]
_ONE = Slice(limit=1)
_FIELDS = ("title", "year", "instrument", "opens_on", "closes_on")


@router.get("/penilaian")
def list_assessments(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    rows = service.list_assessments(session, actor, part=asked_part(request))
    page = AssessmentsPage(
        rows=rows,
        scores={row.id: service.scores(session, actor, assessment_id=row.id) for row in rows.items if row.is_open},
        waiting=_waiting(session, actor, EvidenceFilter()) if actor.can("evidence.review") else None,
        may_manage=actor.can("assessment.manage"),
        pages_href=pages_address("/penilaian"),
    )
    return render(request, "assessments/list.html", page)


@router.get("/penilaian/baru")
def new_assessment(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    """With the instrument by which the year is assessed, as far as the instruments themselves say so."""
    actor.require("assessment.manage")
    year = asked_number(request, "tahun") or now().astimezone(runtime.settings.zone).year
    values = {"year": str(year), "instrument": instruments.for_year(session, runtime.settings, year)}
    return render(request, "assessments/new.html", _form_page(session, values))


@router.post("/penilaian/baru")
def create_assessment(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    try:
        with runtime.database.write() as session:
            actor.require("assessment.manage")
            made = service.create_assessment(
                session,
                actor,
                title=form.text("title"),
                year=number_or_none(form.text("year")) or 0,
                instrument_id=form.text("instrument"),
                opens_on=day_of(form, "opens_on"),
                closes_on=day_of(form, "closes_on"),
            )
    except InvalidInput as error:
        with runtime.database.read() as session:
            page = _form_page(session, form.texts, error)
        return render(request, "assessments/new.html", page, status=error.status)
    return redirect(f"/penilaian/{made.id}", message="Penilaian dibuka. OPD dapat mulai menyusun bukti dukung.")


@router.get("/penilaian/{assessment_id:int}")
def show_assessment(request: Request, session: SessionDep, actor: ActorDep, assessment_id: int) -> Response:
    scores = service.scores(session, actor, assessment_id=assessment_id)
    return render(request, "assessments/show.html", _assessment_page(request, session, actor, scores))


@router.get("/penilaian/{assessment_id:int}/tutup")
def ask_to_close(request: Request, session: SessionDep, actor: ActorDep, assessment_id: int) -> Response:
    actor.require("assessment.manage")
    row = service.get_assessment(session, actor, assessment_id=assessment_id)
    text = (
        "Sesudah ditutup, bukti dukung dan tingkatnya tidak dapat diubah lagi. "
        "Yang masih draf atau menunggu peninjau tetap tersimpan, tetapi tidak ikut dihitung."
    )
    here = f"/penilaian/{row.id}"
    crumbs = (("Penilaian", "/penilaian"), (row.title, here), ("Tutup", None))
    page = ConfirmContext(f"Tutup “{row.title}”?", text, "Tutup penilaian", f"{here}/tutup", here, crumbs)
    return render(request, "shared/confirm.html", page)


@router.post("/penilaian/{assessment_id:int}/tutup", dependencies=_SENT)
def close_assessment(runtime: RuntimeDep, actor: ActorDep, assessment_id: int) -> Response:
    with runtime.database.write() as session:
        service.close_assessment(session, actor, assessment_id=assessment_id)
    return redirect(f"/penilaian/{assessment_id}", message="Penilaian ditutup.")


@router.post("/penilaian/{assessment_id:int}/buka", dependencies=_SENT)
def reopen_assessment(runtime: RuntimeDep, actor: ActorDep, assessment_id: int) -> Response:
    with runtime.database.write() as session:
        service.reopen_assessment(session, actor, assessment_id=assessment_id)
    return redirect(f"/penilaian/{assessment_id}", message="Penilaian dibuka kembali.")


@router.get("/penilaian/{assessment_id:int}/opd/{agency_id:int}")
def show_agency(request: Request, session: SessionDep, actor: ActorDep, assessment_id: int, agency_id: int) -> Response:
    assessment = service.get_assessment(session, actor, assessment_id=assessment_id)
    agency = accounts.agency(session, agency_id)
    state = asked_choice(request, "keadaan", EvidenceState)
    where = EvidenceFilter(assessment_id=assessment_id, agency_id=agency_id, state=state)
    found = service.agencies_progress(session, actor, assessment_id=assessment_id)
    page = AgencyPage(
        assessment=assessment,
        agency=agency,
        rows=service.listing(session, actor, where=where, part=asked_part(request)),
        progress=_progress_of(found, agency),
        state=state,
        sees_all=actor.can("evidence.see_all") or actor.agency_id == agency_id,
        pages_href=pages_address(request.url.path, {"keadaan": state}),
    )
    return render(request, "assessments/agency.html", page)


def day_of(form: Form, name: str) -> date | None:
    """An empty field is no date; anything else must be one."""
    text = form.text(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        message = "Isi tanggal dengan bentuk tahun-bulan-hari, misalnya 2026-11-22."
        raise InvalidInput(message, [FieldError(name, message)]) from None


def _waiting(session: Session, actor: Actor, where: EvidenceFilter) -> int:
    return service.review_queue(session, actor, where=where, part=_ONE).total


def _progress_of(found: Sequence[AgencyProgress], agency: Agency) -> AgencyProgress:
    """An agency that is no longer active and never began has nothing to show."""
    nothing = AgencyProgress(saved_id(agency.id), agency.name, 0, 0, 0, 0, 0)
    return next((row for row in found if row.agency_id == agency.id), nothing)


def _form_page(session: Session, typed: Mapping[str, str], error: InvalidInput | None = None) -> AssessmentFormPage:
    return AssessmentFormPage(
        values={name: typed.get(name, "") for name in _FIELDS},
        instruments=[(row.id, _named(row)) for row in instruments.listing(session)],
        errors=errors_by_field(error) if error else {},
    )


def _named(row: InstrumentRow) -> str:
    """With the years it is meant for and, where nobody has read its regulation, a word about that."""
    years = f", tahun {row.first_year}–{row.last_year}" if row.first_year != row.last_year else ""
    mark = " (belum diverifikasi)" if row.mark else ""
    return f"{row.short_citation} – {row.title}{years}{mark}"


def _assessment_page(request: Request, session: Session, actor: Actor, scores: AssessmentScores) -> AssessmentPage:
    assessment = scores.assessment
    spec = instruments.spec_of(session, assessment.instrument_id)
    sees_all = actor.can("evidence.see_all")
    agency_id = asked_number(request, "opd") if sees_all else actor.agency_id
    agency = accounts.agency(session, agency_id) if agency_id else None
    lines = _lines(session, actor, scores, agency, spec.target_level)
    condition = request.query_params.get("keadaan", "")
    shown = [line for line in lines if condition not in CONDITIONS or CONDITIONS[condition][1](line)]
    progress = service.agencies_progress(session, actor, assessment_id=assessment.id) if sees_all else []
    return AssessmentPage(
        scores=scores,
        target=spec.target_level,
        top_level=spec.max_level,
        groups=_groups(scores, shown),
        on_target=sum(line.is_on_target for line in lines),
        shown=len(shown),
        agency=agency,
        agencies=progress,
        agency_options=[(str(row.agency_id), row.agency_name) for row in progress],
        condition=condition if condition in CONDITIONS else "",
        instrument=instruments.instrument(session, assessment.instrument_id),
        may_manage=actor.can("assessment.manage"),
        may_review=actor.can("evidence.review"),
        may_write=actor.can("evidence.write") and assessment.is_open,
        waiting=sum(score.submitted for score in scores.indicators),
    )


def _lines(
    session: Session, actor: Actor, scores: AssessmentScores, agency: Agency | None, target: Decimal
) -> list[IndicatorLine]:
    own: Mapping[int, Mapping[EvidenceState, int]] = {}
    if agency is not None:
        key = saved_id(agency.id)
        own = service.states_by_indicator(session, actor, assessment_id=scores.assessment.id, agency_id=key)
    return [
        IndicatorLine(
            score=score,
            counts=Counts(score.accepted, score.submitted, score.unfinished),
            own=Counts.of_states(own.get(score.ref.id, {})) if agency else None,
            is_on_target=score.level is not None and score.level >= target,
            url=f"/penilaian/{scores.assessment.id}/indikator/{score.ref.number}",
        )
        for score in scores.indicators
    ]


def _groups(scores: AssessmentScores, shown: Sequence[IndicatorLine]) -> tuple[AspectGroup, ...]:
    """Aspects without a shown indicator are left out."""
    groups = (
        AspectGroup(part, tuple(line for line in shown if line.score.ref.aspect_number == part.number))
        for part in scores.aspects
    )
    return tuple(group for group in groups if group.lines)
