"""What a reviewer does with a claim, and the level of an indicator that follows from it in the same transaction."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from app.accounts.permissions import SYSTEM, Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Forbidden
from app.evidence import access, checks, queries
from app.evidence.assessments import turn
from app.evidence.claims import held, inputs_of, moved
from app.evidence.models import Assessment, AssessmentState, Evidence, EvidenceState, StageLevel
from app.evidence.states import REVIEW, Move, after
from app.instruments import service as instruments

LAPSED_BY_REVISION = "Dokumennya mendapat revisi baru. Periksa isinya, pilih revisi itu, lalu ajukan lagi."


def accept(
    session: Session,
    actor: Actor,
    *,
    evidence_id: int,
    level: Decimal | int | None = None,
    note: str = "",
    as_submitted_at: datetime | None = None,
) -> Evidence:
    """Accept a claim, at its own level or, with a reason, at a lower one.

    `as_submitted_at` is the submission that the reviewer read: a claim that was changed since is not accepted unseen.
    """
    row, assessment = _decidable(session, actor, evidence_id, as_submitted_at)
    state = after(row.state, Move.ACCEPT)
    note = checks.tidy(note)
    verified = row.level if level is None else Decimal(level)
    checks.refuse(_verified_errors(session, assessment, row, verified) or _lowered_errors(row, verified, note))
    _refuse_unsound(session, actor, row)
    row.verified_level = verified
    return _decided(session, actor, row, state, note)


def return_(
    session: Session, actor: Actor, *, evidence_id: int, reason: str, as_submitted_at: datetime | None = None
) -> Evidence:
    """Give a claim back with the words that help the agency to mend it."""
    row, _ = _decidable(session, actor, evidence_id, as_submitted_at)
    state = after(row.state, Move.RETURN)
    return _decided(session, actor, row, state, _needed(reason, "Jelaskan apa yang perlu diperbaiki oleh OPD."))


def reopen(session: Session, actor: Actor, *, evidence_id: int, reason: str) -> Evidence:
    """Take an acceptance back; the claim waits in the queue again."""
    row, _ = _decidable(session, actor, evidence_id, None)
    state = after(row.state, Move.REOPEN)
    reason = _needed(reason, "Jelaskan mengapa bukti dukung ini perlu ditinjau ulang.")
    row.verified_level = None
    return _decided(session, actor, row, state, reason)


def lapse_on_new_revision(session: Session, *, old_revision_id: int) -> list[Evidence]:
    """An acceptance holds for the file that was read: a newer one asks the agency to look again."""
    lapsing = queries.accepted_on(session, old_revision_id)
    for row in lapsing:
        _lapse(session, SYSTEM, row)
    return lapsing


def reopen_assessment(session: Session, actor: Actor, *, assessment_id: int) -> Assessment:
    """Work goes on; acceptances whose documents were replaced while it was closed lapse now."""
    row = turn(session, actor, assessment_id=assessment_id, state=AssessmentState.OPEN, verb="assessment.reopen")
    for claim in queries.accepted_on_old_files(session, assessment_id):
        _lapse(session, actor, claim)
    return row


def _lapse(session: Session, actor: Actor, row: Evidence) -> None:
    row.decision_reason = LAPSED_BY_REVISION
    moved(session, actor, row, after(row.state, Move.LAPSE), "evidence.lapse", reason=LAPSED_BY_REVISION)
    recount(session, actor, row)


def _decidable(
    session: Session, actor: Actor, evidence_id: int, as_submitted_at: datetime | None
) -> tuple[Evidence, Assessment]:
    actor.require(REVIEW)
    row, assessment = held(session, actor, evidence_id)
    if access.is_own_work(actor, row):
        raise Forbidden("Bukti dukung yang Anda susun atau ajukan sendiri harus diputuskan oleh peninjau lain.")
    if as_submitted_at is not None and row.submitted_at != as_submitted_at:
        raise Conflict("Bukti dukung ini diajukan ulang sesudah Anda membukanya. Baca dahulu yang terbaru.")
    return row, assessment


def _decided(session: Session, actor: Actor, row: Evidence, state: EvidenceState, reason: str) -> Evidence:
    row.decided_by, row.decided_at, row.decision_reason = actor.user_id, now(), reason
    verb = {EvidenceState.ACCEPTED: "accept", EvidenceState.RETURNED: "return", EvidenceState.SUBMITTED: "reopen"}
    moved(session, actor, row, state, f"evidence.{verb[state]}", reason=reason, verified_level=row.verified_level)
    recount(session, actor, row)
    return row


def _needed(reason: str, message: str) -> str:
    reason = checks.tidy(reason)
    checks.refuse([] if reason else [FieldError("reason", message)])
    return reason


def _verified_errors(session: Session, assessment: Assessment, row: Evidence, verified: Decimal) -> list[FieldError]:
    ref = instruments.indicators_by_id(session, [row.indicator_id])[row.indicator_id]
    return checks.level_errors(instruments.spec_of(session, assessment.instrument_id), ref.number, verified)


def _lowered_errors(row: Evidence, verified: Decimal, note: str) -> list[FieldError]:
    if verified > row.level:
        message = "Tingkat yang diterima tidak dapat melebihi yang diajukan. Minta OPD mengajukan tingkat itu."
        return [FieldError("level", message)]
    if verified < row.level and not note:
        return [FieldError("note", "Jelaskan mengapa tingkatnya lebih rendah daripada yang diajukan.")]
    return []


def _refuse_unsound(session: Session, actor: Actor, row: Evidence) -> None:
    """What counts must rest on documents that the reviewer can open as they are now."""
    items = inputs_of(session, row.id or 0)
    linkable = queries.linkable(session, actor, [item.revision_id for item in items])
    needs_items = instruments.needs_evidence(session, row.indicator_id)
    errors = checks.readiness_errors(row.statement, items, linkable, needs_items=needs_items)
    errors = errors or checks.reading_errors(items, linkable)
    if errors:
        raise Conflict(f"Bukti dukung ini belum dapat diterima. {_sentences(errors)}", errors)


def _sentences(errors: Sequence[FieldError]) -> str:
    return " ".join(dict.fromkeys(error.message for error in errors))


def recount(session: Session, actor: Actor, claim: Evidence) -> None:
    """Write the verified level of the claim's indicator anew: the highest accepted claim, or none."""
    known = queries.stage_level(session, claim)
    before, level = known.level if known else None, queries.highest_accepted(session, claim)
    if level == before:
        return
    _put_level(session, claim, known, level)
    details = {"indicator": claim.indicator_id, "stage": claim.stage}
    old, new = details | {"level": before}, details | {"level": level}
    audit.record(session, actor, "assessment.level", "assessment", claim.assessment_id, before=old, after=new)


def _put_level(session: Session, claim: Evidence, known: StageLevel | None, level: Decimal | None) -> None:
    if level is None:
        session.delete(known)
    elif known is None:
        session.add(_level_of(claim, level))
    else:
        known.level, known.updated_at = level, now()
        session.add(known)
    session.flush()


def _level_of(claim: Evidence, level: Decimal) -> StageLevel:
    return StageLevel(
        assessment_id=claim.assessment_id, indicator_id=claim.indicator_id, stage=claim.stage, level=level
    )
