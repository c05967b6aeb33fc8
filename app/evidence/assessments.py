"""Assessments: opened and closed by the reviewing team; a closed one is history and takes no changes."""

from datetime import date

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.errors import Conflict, FieldError, NotFound
from app.core.pagination import Listing, Slice
from app.core.tables import saved_id
from app.evidence import queries
from app.evidence.checks import refuse, tidy
from app.evidence.models import Assessment, AssessmentState
from app.evidence.schemas import AssessmentRow
from app.evidence.states import ASSESSMENT_LABELS, STAGE_LABELS
from app.instruments import service as instruments

MAX_TITLE = 200


def create_assessment(
    session: Session,
    actor: Actor,
    *,
    title: str,
    year: int,
    instrument_id: str,
    opens_on: date | None = None,
    closes_on: date | None = None,
) -> Assessment:
    actor.require("assessment.manage")
    instruments.spec_of(session, instrument_id)
    refuse(_problems(tidy(title), year, opens_on, closes_on))
    row = Assessment(
        title=tidy(title),
        year=year,
        instrument_id=instrument_id,
        opens_on=opens_on,
        closes_on=closes_on,
        created_by=actor.user_id,
    )
    session.add(row)
    session.flush()
    names = ("title", "year", "instrument_id", "opens_on", "closes_on")
    after = {name: getattr(row, name) for name in names}
    audit.record(session, actor, "assessment.create", "assessment", row.id, after=after)
    return row


def close_assessment(session: Session, actor: Actor, *, assessment_id: int) -> Assessment:
    """From now on its evidence and levels stay as they are."""
    return turn(session, actor, assessment_id=assessment_id, state=AssessmentState.CLOSED, verb="assessment.close")


def list_assessments(
    session: Session, actor: Actor, *, part: Slice, state: AssessmentState | None = None
) -> Listing[AssessmentRow]:
    """The newest year first."""
    actor.require("assessment.see")
    rows, total = queries.assessments(session, state=state, part=part)
    return Listing([_row(*row) for row in rows], total, part.limit, part.offset)


def get_assessment(session: Session, actor: Actor, *, assessment_id: int) -> AssessmentRow:
    actor.require("assessment.see")
    found = queries.assessment_with_title(session, assessment_id)
    if found is None:
        raise unknown_assessment()
    return _row(*found)


def locked(session: Session, assessment_id: int) -> Assessment:
    """The assessment, held until the transaction ends: decisions on one indicator never overtake each other."""
    found = queries.assessment(session, assessment_id, lock=True)
    if found is None:
        raise unknown_assessment()
    return found


def open_and_locked(session: Session, assessment_id: int) -> Assessment:
    found = locked(session, assessment_id)
    if found.state != AssessmentState.OPEN:
        raise Conflict(
            f"“{found.title}” sudah ditutup, jadi bukti dukungnya tidak dapat diubah. "
            "Minta tim SPBE membukanya kembali bila memang perlu."
        )
    return found


def unknown_assessment() -> NotFound:
    return NotFound("Penilaian ini tidak ditemukan. Pilih salah satu dari daftar penilaian.")


def turn(session: Session, actor: Actor, *, assessment_id: int, state: AssessmentState, verb: str) -> Assessment:
    """Open or close; `reviews.reopen_assessment` looks after the evidence besides."""
    actor.require("assessment.manage")
    row = locked(session, assessment_id)
    if row.state == state:
        raise Conflict(f"“{row.title}” memang sudah berstatus {ASSESSMENT_LABELS[state]}.")
    before, row.state = row.state, state
    session.add(row)
    audit.record(session, actor, verb, "assessment", row.id, before={"state": before}, after={"state": state})
    return row


def _problems(title: str, year: int, opens_on: date | None, closes_on: date | None) -> list[FieldError]:
    errors = []
    if not title:
        errors.append(FieldError("title", "Beri nama penilaian, misalnya: Penilaian Mandiri SPBE 2026."))
    if len(title) > MAX_TITLE:
        errors.append(FieldError("title", f"Nama penilaian paling panjang {MAX_TITLE} karakter."))
    if not 1000 <= year <= 9999:
        errors.append(FieldError("year", "Tulis tahun dengan empat angka, misalnya 2026."))
    if opens_on and closes_on and closes_on < opens_on:
        errors.append(FieldError("closes_on", "Tanggal tutup tidak boleh mendahului tanggal buka."))
    return errors


def _row(row: Assessment, instrument_title: str) -> AssessmentRow:
    return AssessmentRow(
        id=saved_id(row.id),
        title=row.title,
        year=row.year,
        instrument_id=row.instrument_id,
        instrument_title=instrument_title,
        stage=row.stage,
        stage_label=STAGE_LABELS[row.stage],
        state=row.state,
        state_label=ASSESSMENT_LABELS[row.state],
        opens_on=row.opens_on,
        closes_on=row.closes_on,
    )
