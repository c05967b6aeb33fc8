"""Writing a claim: level, documents with their pages, one sentence. Searching and picking never lose what was typed."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import Conflict, FieldError, Forbidden, InvalidInput, PustakaError
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.core.tables import saved_id
from app.evidence import service
from app.evidence.models import EvidenceState
from app.evidence.schemas import AssessmentRow, EvidenceRow, ItemInput
from app.instruments.schemas import IndicatorDetail
from frontend.addresses import number_or_none
from frontend.contexts.evidence import typed_level
from frontend.contexts.evidence_form import (
    EvidenceFormPage,
    TypedEvidence,
    input_of,
    page_errors,
    pages_of,
    typed_from,
    typed_of,
)
from frontend.forms import Form, FormDep
from frontend.pages.evidence import indicator_of
from frontend.pages.evidence_picking import form_page, picked, replaced, revision_ids
from frontend.rendering import redirect, render

router = APIRouter()
_NEW = "/penilaian/{assessment_id:int}/indikator/{number:int}/bukti-baru"
_CLOSED = "Penilaian ini sudah ditutup, jadi bukti dukung baru tidak dapat ditambahkan."
_SAVED, _SENT_ON = "Draf tersimpan. Ajukan bila sudah lengkap.", "Bukti dukung diajukan. Peninjau akan memeriksanya."


@router.get(_NEW)
def new_evidence(
    request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, assessment_id: int, number: int
) -> Response:
    """The address may already name a level, a document with its pages, or words to search for."""
    actor.require("evidence.write")
    assessment, indicator = indicator_of(session, actor, assessment_id, number)
    if not assessment.is_open:
        raise Conflict(_CLOSED)
    typed = typed_from(request.query_params.multi_items())
    wanted = request.query_params.get("dokumen", "")
    first, last = pages_of(request.query_params.get("halaman", ""))
    if wanted:
        typed = picked(session, actor, typed, f"{wanted}:{first}:{last}")
    page = _new_page(runtime, session, actor, assessment, indicator, typed)
    return render(request, "evidence/form.html", page)


@router.post(_NEW)
def create_evidence(
    request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, assessment_id: int, number: int
) -> Response:
    actor.require("evidence.write")
    typed = typed_from(form.fields)
    problem: PustakaError | None = None
    if _is_saving(form):
        try:
            with runtime.database.write() as session:
                evidence_id = _create(session, actor, assessment_id, number, typed, form)
            return _done(evidence_id, form)
        except (InvalidInput, Conflict) as error:
            problem = error
    with runtime.database.read() as session:
        assessment, indicator = indicator_of(session, actor, assessment_id, number)
        typed = _changed(session, actor, typed, form)
        page = _new_page(runtime, session, actor, assessment, indicator, typed, problem)
    return render(request, "evidence/form.html", page, status=problem.status if problem else 200)


@router.get("/bukti/{evidence_id:int}/ubah")
def edit_evidence(
    request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, evidence_id: int
) -> Response:
    """The address may name a document that another one shall take the place of."""
    row = _editable(session, actor, evidence_id)
    old, new = request.query_params.get("ganti", ""), request.query_params.get("dengan", "")
    typed = replaced(session, actor, typed_of(row), old, new) if old and new else typed_of(row)
    page = _edit_page(runtime, session, actor, row, typed)
    return render(request, "evidence/form.html", page)


@router.post("/bukti/{evidence_id:int}/ubah")
def change_evidence(
    request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, evidence_id: int
) -> Response:
    actor.require("evidence.write")
    typed = typed_from(form.fields)
    problem: PustakaError | None = None
    if _is_saving(form):
        try:
            with runtime.database.write() as session:
                _change(session, actor, evidence_id, typed, form)
            return _done(evidence_id, form)
        except InvalidInput as error:
            problem = error
    with runtime.database.read() as session:
        row = _editable(session, actor, evidence_id)
        page = _edit_page(runtime, session, actor, row, _changed(session, actor, typed, form), problem)
    return render(request, "evidence/form.html", page, status=problem.status if problem else 200)


def _is_saving(form: Form) -> bool:
    return form.text("aksi") in {"simpan", "ajukan"}


def _done(evidence_id: int, form: Form) -> Response:
    return redirect(f"/bukti/{evidence_id}", message=_SENT_ON if form.text("aksi") == "ajukan" else _SAVED)


def _changed(session: Session, actor: Actor, typed: TypedEvidence, form: Form) -> TypedEvidence:
    """What the buttons inside the form do: add a document, take one out; searching needs no change."""
    action, _, rest = form.text("aksi").partition(":")
    if action == "tambah":
        return picked(session, actor, typed, rest)
    place = number_or_none(rest)
    return typed.without_item(place) if action == "buang" and place is not None else typed


def _create(session: Session, actor: Actor, assessment_id: int, number: int, typed: TypedEvidence, form: Form) -> int:
    _, indicator = indicator_of(session, actor, assessment_id, number)
    level, day, items = _checked(session, actor, typed)
    made = service.draft(
        session,
        actor,
        assessment_id=assessment_id,
        indicator_id=indicator.ref.id,
        level=level,
        statement=typed.statement,
        items=items,
        effective_on=day,
        agency_id=number_or_none(typed.agency_id) if actor.can("agency.manage") else None,
    )
    evidence_id = saved_id(made.id)
    if form.text("aksi") == "ajukan":
        service.submit(session, actor, evidence_id=evidence_id)
    return evidence_id


def _change(session: Session, actor: Actor, evidence_id: int, typed: TypedEvidence, form: Form) -> None:
    """Documents that this person may not see are not in the form, so the list stays as it was stored."""
    row = service.get_evidence(session, actor, evidence_id=evidence_id)
    level, day, items = _checked(session, actor, typed)
    service.update_draft(
        session,
        actor,
        evidence_id=evidence_id,
        level=level,
        statement=typed.statement,
        effective_on=day,
        items=None if _has_hidden(row) else items,
    )
    if form.text("aksi") == "ajukan":
        service.submit(session, actor, evidence_id=evidence_id)


def _checked(session: Session, actor: Actor, typed: TypedEvidence) -> tuple[Decimal, date | None, Sequence[ItemInput]]:
    """Texts as values. What is no level, date or page at all is said together, before any rule is asked."""
    errors: list[FieldError] = page_errors(typed.items)
    level, day = typed_level(typed.level), _day(typed.effective_on)
    if level is None:
        errors.insert(0, FieldError("level", "Pilih tingkat yang dibuktikan."))
    if typed.effective_on and day is None:
        errors.append(FieldError("effective_on", "Isi tanggal dengan bentuk tahun-bulan-hari, misalnya 2026-11-22."))
    if errors or level is None:
        raise InvalidInput("Perbaiki isian yang ditandai, lalu kirim lagi. Isian Anda tidak hilang.", errors)
    keys = revision_ids(session, actor, typed.items)
    return level, day, [input_of(item, key) for item, key in zip(typed.items, keys, strict=True)]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _editable(session: Session, actor: Actor, evidence_id: int) -> EvidenceRow:
    """Whatever forbids the change says so before anybody types."""
    actor.require("evidence.write")
    row = service.get_evidence(session, actor, evidence_id=evidence_id)
    if "edit" in row.actions:
        return row
    if row.state != EvidenceState.DRAFT:
        raise Conflict(f"Bukti dukung ini berstatus {row.state_label}. Tarik atau perbaiki dahulu, lalu ubah.")
    raise Forbidden("Bukti dukung ini milik OPD lain atau penilaiannya sudah ditutup, jadi tidak dapat Anda ubah.")


def _has_hidden(row: EvidenceRow) -> bool:
    return any(not item.is_visible for item in row.items)


def _new_page(
    runtime: Runtime,
    session: Session,
    actor: Actor,
    assessment: AssessmentRow,
    indicator: IndicatorDetail,
    typed: TypedEvidence,
    problem: PustakaError | None = None,
) -> EvidenceFormPage:
    here = f"/penilaian/{assessment.id}/indikator/{indicator.ref.number}"
    return form_page(
        runtime,
        session,
        actor,
        title="Bukti dukung baru",
        action=f"{here}/bukti-baru",
        cancel_href=here,
        assessment=assessment,
        indicator=indicator,
        typed=typed,
        problem=problem,
        asks_agency=actor.can("agency.manage"),
    )


def _edit_page(
    runtime: Runtime,
    session: Session,
    actor: Actor,
    row: EvidenceRow,
    typed: TypedEvidence,
    problem: PustakaError | None = None,
) -> EvidenceFormPage:
    assessment, indicator = indicator_of(session, actor, row.assessment_id, row.indicator.number)
    return form_page(
        runtime,
        session,
        actor,
        title="Ubah bukti dukung",
        action=f"{row.url}/ubah",
        cancel_href=row.url,
        assessment=assessment,
        indicator=indicator,
        typed=typed,
        problem=problem,
        has_hidden=_has_hidden(row),
    )
