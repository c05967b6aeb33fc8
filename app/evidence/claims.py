"""What an agency does with its claims: draft, edit, submit, withdraw, revise, delete. Reviews are in `reviews`."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import FieldError, Forbidden, NotFound
from app.core.tables import saved_id
from app.evidence import access, checks, queries
from app.evidence.assessments import open_and_locked
from app.evidence.models import Assessment, Evidence, EvidenceItem, EvidenceState
from app.evidence.schemas import ItemInput
from app.evidence.states import WRITE, Move, after, refused
from app.instruments import service as instruments


def draft(
    session: Session,
    actor: Actor,
    *,
    assessment_id: int,
    indicator_id: int,
    level: Decimal | int,
    statement: str = "",
    items: Sequence[ItemInput] = (),
    effective_on: date | None = None,
    agency_id: int | None = None,
) -> Evidence:
    """A new claim. It may still lack its sentence and documents; those are asked for when it is submitted."""
    actor.require(WRITE)
    agency_id = _writing_for(session, actor, agency_id)
    assessment = open_and_locked(session, assessment_id)
    items = _tidied(items)
    level = Decimal(level)
    errors = _level_errors(session, assessment, indicator_id, level)
    checks.refuse(errors + _item_errors(session, actor, items))
    row = Evidence(
        assessment_id=assessment_id,
        indicator_id=indicator_id,
        agency_id=agency_id,
        stage=assessment.stage,
        level=level,
        statement=checks.tidy(statement),
        effective_on=effective_on,
        created_by=actor.user_id,
    )
    session.add(row)
    session.flush()
    _put_items(session, row, items)
    audit.record(session, actor, "evidence.draft", "evidence", row.id, after=_facts(row, items))
    return row


def update_draft(
    session: Session,
    actor: Actor,
    *,
    evidence_id: int,
    level: Decimal | int,
    statement: str,
    effective_on: date | None = None,
    items: Sequence[ItemInput] | None = None,
) -> Evidence:
    """Change a draft. Without `items` its documents stay, also those that this colleague may not see."""
    row, assessment = writable(session, actor, evidence_id)
    if row.state != EvidenceState.DRAFT:
        raise refused(row.state, "diubah")
    old_items = inputs_of(session, evidence_id)
    new_items = old_items if items is None else _tidied(items)
    level_errors = _level_errors(session, assessment, row.indicator_id, Decimal(level))
    checks.refuse(level_errors + ([] if items is None else _item_errors(session, actor, new_items)))
    before = _facts(row, old_items)
    row.level, row.statement, row.effective_on = Decimal(level), checks.tidy(statement), effective_on
    if new_items != old_items:
        _put_items(session, row, new_items)
    _touched(session, row)
    old, new = audit.changed(before, _facts(row, new_items))
    audit.record(session, actor, "evidence.edit", "evidence", row.id, before=old, after=new)
    return row


def submit(session: Session, actor: Actor, *, evidence_id: int) -> Evidence:
    """Hand the claim to the reviewers; everything that is missing is told at once."""
    row, assessment = writable(session, actor, evidence_id)
    state = after(row.state, Move.SUBMIT)
    items = inputs_of(session, evidence_id)
    linkable = queries.linkable(session, actor, [item.revision_id for item in items])
    needs_items = instruments.needs_evidence(session, row.indicator_id)
    errors = checks.readiness_errors(row.statement, items, linkable, needs_items=needs_items)
    checks.refuse(_level_errors(session, assessment, row.indicator_id, row.level) + errors)
    row.submitted_by, row.submitted_at = actor.user_id, now()
    return moved(session, actor, row, state, "evidence.submit")


def withdraw(session: Session, actor: Actor, *, evidence_id: int) -> Evidence:
    """Take a submitted claim back to work on it."""
    row, _ = writable(session, actor, evidence_id)
    return moved(session, actor, row, after(row.state, Move.WITHDRAW), "evidence.withdraw")


def revise(session: Session, actor: Actor, *, evidence_id: int) -> Evidence:
    """Turn a returned or lapsed claim into a draft again; the reviewer's words stay readable on it."""
    row, _ = writable(session, actor, evidence_id)
    state = after(row.state, Move.REVISE)
    row.verified_level = None
    return moved(session, actor, row, state, "evidence.revise")


def delete_draft(session: Session, actor: Actor, *, evidence_id: int) -> None:
    row, _ = writable(session, actor, evidence_id)
    if row.state != EvidenceState.DRAFT:
        raise refused(row.state, "dihapus")
    before = _facts(row, inputs_of(session, evidence_id))
    _put_items(session, row, [])
    session.delete(row)
    session.flush()
    audit.record(session, actor, "evidence.delete", "evidence", evidence_id, before=before)


def writable(session: Session, actor: Actor, evidence_id: int) -> tuple[Evidence, Assessment]:
    """A claim that the actor may work on, held together with its open assessment until the transaction ends."""
    actor.require(WRITE)
    row, assessment = held(session, actor, evidence_id)
    if not access.may_write_for(actor, row.agency_id):
        raise Forbidden("Bukti dukung ini milik OPD lain. Anda dapat membacanya, tetapi tidak mengubahnya.")
    return row, assessment


def held(session: Session, actor: Actor, evidence_id: int) -> tuple[Evidence, Assessment]:
    """The claim as it stands once nobody else can change it; hidden is not found."""
    assessment_id = queries.assessment_of(session, actor, evidence_id)
    if assessment_id is None:
        raise unknown_evidence()
    assessment = open_and_locked(session, assessment_id)
    row = queries.evidence(session, actor, evidence_id)
    if row is None:
        raise unknown_evidence()
    return row, assessment


def unknown_evidence() -> NotFound:
    return NotFound("Bukti dukung ini tidak ditemukan atau tidak dapat Anda lihat.")


def moved(session: Session, actor: Actor, row: Evidence, state: EvidenceState, verb: str, **details: Any) -> Evidence:
    """Put the claim into its next state, with the trail; `details` are what else the trail should keep."""
    before, row.state = row.state, state
    _touched(session, row)
    audit.record(session, actor, verb, "evidence", row.id, before={"state": before}, after={"state": state, **details})
    return row


def inputs_of(session: Session, evidence_id: int) -> list[ItemInput]:
    """The linked documents in the shape in which they were given."""
    rows = queries.bare_items(session, evidence_id)
    return [ItemInput(row.revision_id, row.page_from, row.page_to, row.note) for row in rows]


def _writing_for(session: Session, actor: Actor, given: int | None) -> int:
    """The agency whose claim it becomes: the actor's own, or the one that an admin names."""
    wanted = actor.agency_id if given is None else given
    if wanted is None and not actor.can("agency.manage"):
        raise Forbidden("Akun Anda belum terhubung dengan OPD. Minta admin pustaka menghubungkannya lebih dahulu.")
    agency = None if wanted is None else queries.agency(session, wanted)
    if wanted is None or agency is None or not agency.is_active:
        raise checks.invalid([FieldError("agency_id", "Pilih OPD yang masih aktif sebagai pemilik bukti dukung.")])
    if not access.may_write_for(actor, wanted):
        raise Forbidden("Anda hanya dapat menyusun bukti dukung untuk OPD Anda sendiri.")
    return wanted


def _level_errors(session: Session, assessment: Assessment, indicator_id: int, level: Decimal) -> list[FieldError]:
    """The indicator must belong to the instrument of the assessment, and the level to the indicator."""
    ref = instruments.indicators_by_id(session, [indicator_id]).get(indicator_id)
    if ref is None or ref.instrument_id != assessment.instrument_id:
        return [FieldError("indicator_id", "Pilih indikator dari instrumen penilaian ini.")]
    return checks.level_errors(instruments.spec_of(session, ref.instrument_id), ref.number, level)


def _item_errors(session: Session, actor: Actor, items: Sequence[ItemInput]) -> list[FieldError]:
    return checks.item_errors(items, queries.linkable(session, actor, [item.revision_id for item in items]))


def _tidied(items: Sequence[ItemInput]) -> list[ItemInput]:
    """A single page is a range of one."""
    return [
        ItemInput(
            item.revision_id,
            item.page_from,
            item.page_from if item.page_to is None else item.page_to,
            checks.tidy(item.note),
        )
        for item in items
    ]


def _put_items(session: Session, row: Evidence, items: Sequence[ItemInput]) -> None:
    for old in queries.bare_items(session, saved_id(row.id)):
        session.delete(old)
    session.flush()
    for item in items:
        session.add(_linked(saved_id(row.id), item))
        session.flush()  # one by one: their keys keep the order in which they were given


def _linked(evidence_id: int, item: ItemInput) -> EvidenceItem:
    return EvidenceItem(
        evidence_id=evidence_id,
        revision_id=item.revision_id,
        page_from=item.page_from,
        page_to=item.page_to,
        note=item.note,
    )


def _touched(session: Session, row: Evidence) -> None:
    row.updated_at = now()
    session.add(row)
    session.flush()


def _facts(row: Evidence, items: Sequence[ItemInput]) -> dict[str, Any]:
    return {
        "assessment": row.assessment_id,
        "indicator": row.indicator_id,
        "agency": row.agency_id,
        "level": row.level,
        "statement": row.statement,
        "effective_on": row.effective_on,
        "items": [[item.revision_id, item.page_from, item.page_to, item.note] for item in items],
    }
