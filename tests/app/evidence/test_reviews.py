"""Decisions and the level that follows from them."""

from decimal import Decimal

import pytest
from sqlmodel import col, select

from app.audit.models import AuditEntry
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.documents.models import Document, Lifecycle, ReadingState, Revision, Visibility
from app.evidence import service
from app.evidence.models import EvidenceState, Stage, StageLevel
from tests.app.evidence.world import World


def level(world: World, number: int = 1) -> Decimal | None:
    rows = world.session.exec(select(StageLevel).where(StageLevel.indicator_id == world.indicator_ids[number])).all()
    assert all(row.stage == Stage.SELF for row in rows)
    return rows[0].level if rows else None


def test_accepting_sets_the_level_of_the_indicator(world: World) -> None:
    evidence_id = world.submitted(level=3)
    assert level(world) is None
    service.accept(world.session, world.reviewer, evidence_id=evidence_id, note=" Lengkap. ")
    row = world.evidence(evidence_id)
    assert (row.state, row.verified_level) == (EvidenceState.ACCEPTED, Decimal(3))
    assert (row.decided_by, row.decision_reason) == (world.reviewer.user_id, "Lengkap.")
    assert row.decided_at is not None
    assert level(world) == Decimal(3)


def test_the_highest_accepted_claim_counts_whoever_made_it(world: World) -> None:
    low, high = world.accepted(level=2), world.accepted(level=4)
    world.submitted(level=5)
    assert level(world) == Decimal(4)
    service.reopen(world.session, world.reviewer, evidence_id=high, reason="Reviu sudah lewat dua tahun.")
    assert world.evidence(high).state == EvidenceState.SUBMITTED
    assert level(world) == Decimal(2)
    service.reopen(world.session, world.other_reviewer, evidence_id=low, reason="Salah baca.")
    assert level(world) is None


def test_a_lower_level_is_accepted_with_a_reason(world: World) -> None:
    evidence_id = world.submitted(level=4)
    with pytest.raises(InvalidInput) as caught:
        service.accept(world.session, world.reviewer, evidence_id=evidence_id, level=2)
    assert [error.field for error in caught.value.errors] == ["note"]
    service.accept(world.session, world.reviewer, evidence_id=evidence_id, level=2, note="Belum ada reviu.")
    row = world.evidence(evidence_id)
    assert (row.level, row.verified_level, level(world)) == (Decimal(4), Decimal(2), Decimal(2))


@pytest.mark.parametrize("given", [4, 0, 6, Decimal("2.5"), Decimal("NaN")])
def test_no_level_is_accepted_that_was_not_claimed_or_does_not_exist(world: World, given: Decimal) -> None:
    evidence_id = world.submitted(level=3)
    with pytest.raises(InvalidInput) as caught:
        service.accept(world.session, world.reviewer, evidence_id=evidence_id, level=given, note="x")
    assert [error.field for error in caught.value.errors] == ["level"]
    assert world.evidence(evidence_id).state == EvidenceState.SUBMITTED


def test_returning_and_reopening_ask_for_a_reason(world: World) -> None:
    submitted, accepted = world.submitted(), world.accepted(number=2)
    for reason in ("", " \n\t", "\x00"):
        with pytest.raises(InvalidInput):
            service.return_(world.session, world.reviewer, evidence_id=submitted, reason=reason)
        with pytest.raises(InvalidInput):
            service.reopen(world.session, world.reviewer, evidence_id=accepted, reason=reason)
    assert level(world, 2) == Decimal(3)


def test_nobody_decides_on_what_they_wrote_or_submitted(world: World) -> None:
    written = world.draft(actor=world.admin, agency_id=world.agency_id)
    service.submit(world.session, world.operator, evidence_id=written)
    submitted = world.draft(number=2)
    service.submit(world.session, world.admin, evidence_id=submitted)
    for evidence_id in (written, submitted):
        with pytest.raises(Forbidden, match="peninjau lain"):
            service.accept(world.session, world.admin, evidence_id=evidence_id)
        with pytest.raises(Forbidden, match="peninjau lain"):
            service.return_(world.session, world.admin, evidence_id=evidence_id, reason="x")
        service.accept(world.session, world.reviewer, evidence_id=evidence_id)
        with pytest.raises(Forbidden, match="peninjau lain"):
            service.reopen(world.session, world.admin, evidence_id=evidence_id, reason="x")


def test_only_reviewers_and_admins_decide(world: World) -> None:
    evidence_id = world.submitted()
    for actor in (world.operator, world.colleague, world.curator, world.reader):
        with pytest.raises(Forbidden):
            service.accept(world.session, actor, evidence_id=evidence_id)
    service.accept(world.session, world.admin, evidence_id=evidence_id)


def test_a_claim_that_changed_since_it_was_read_is_not_accepted_unseen(world: World) -> None:
    evidence_id = world.submitted()
    seen = world.evidence(evidence_id).submitted_at
    service.withdraw(world.session, world.operator, evidence_id=evidence_id)
    service.update_draft(world.session, world.operator, evidence_id=evidence_id, level=5, statement="Berubah.")
    service.submit(world.session, world.operator, evidence_id=evidence_id)
    with pytest.raises(Conflict, match="diajukan ulang"):
        service.accept(world.session, world.reviewer, evidence_id=evidence_id, as_submitted_at=seen)
    with pytest.raises(Conflict, match="diajukan ulang"):
        service.return_(world.session, world.reviewer, evidence_id=evidence_id, reason="x", as_submitted_at=seen)
    newest = world.evidence(evidence_id).submitted_at
    service.accept(world.session, world.reviewer, evidence_id=evidence_id, as_submitted_at=newest)
    assert level(world) == Decimal(5)


def test_a_decision_is_made_once(world: World) -> None:
    evidence_id = world.accepted()
    with pytest.raises(Conflict, match="Diterima"):
        service.accept(world.session, world.other_reviewer, evidence_id=evidence_id)
    with pytest.raises(Conflict, match="Diterima"):
        service.return_(world.session, world.other_reviewer, evidence_id=evidence_id, reason="x")


@pytest.mark.parametrize("evidence_id", [4711, 0, -1, 10**30])
def test_unknown_evidence_is_not_found(world: World, evidence_id: int) -> None:
    with pytest.raises(NotFound):
        service.accept(world.session, world.reviewer, evidence_id=evidence_id)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (ReadingState.QUEUED, "masih dibaca"),
        (ReadingState.READING, "masih dibaca"),
        (ReadingState.DAMAGED, "rusak"),
        (ReadingState.LOCKED, "terkunci"),
    ],
)
def test_what_is_not_yet_read_or_broken_is_not_accepted(world: World, state: ReadingState, message: str) -> None:
    _, revision_id = world.document(state=ReadingState.QUEUED)
    evidence_id = world.submitted(revision_id=revision_id)
    world.session.get_one(Revision, revision_id).state = state
    world.session.flush()
    with pytest.raises(Conflict, match=message):
        service.accept(world.session, world.reviewer, evidence_id=evidence_id)
    assert level(world) is None


def test_what_the_reviewer_cannot_see_is_not_accepted(world: World) -> None:
    document_id, revision_id = world.document(visibility=Visibility.RESTRICTED)
    evidence_id = world.submitted(revision_id=revision_id)
    _lifecycle(world, document_id, Lifecycle.DRAFT)
    with pytest.raises(Conflict, match="tidak dapat Anda lihat"):
        service.accept(world.session, world.reviewer, evidence_id=evidence_id)
    _lifecycle(world, document_id, Lifecycle.PUBLISHED)
    service.accept(world.session, world.reviewer, evidence_id=evidence_id)


def _lifecycle(world: World, document_id: int, lifecycle: Lifecycle) -> None:
    world.session.get_one(Document, document_id).lifecycle = lifecycle
    world.session.flush()


def test_every_decision_and_every_new_level_is_in_the_trail(world: World) -> None:
    evidence_id = world.accepted(level=3)
    service.reopen(world.session, world.reviewer, evidence_id=evidence_id, reason="Periksa lagi.")
    service.return_(world.session, world.reviewer, evidence_id=evidence_id, reason="Kurang jelas.")
    world.session.flush()
    entries = world.session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
    trail = [(entry.verb, entry.before, entry.after) for entry in entries][3:]
    about = {"indicator": world.indicator_ids[1], "stage": "mandiri"}
    assert trail == [
        (
            "evidence.accept",
            {"state": "submitted"},
            {"state": "accepted", "reason": "", "verified_level": "3.00"},
        ),
        ("assessment.level", about | {"level": None}, about | {"level": "3.00"}),
        (
            "evidence.reopen",
            {"state": "accepted"},
            {"state": "submitted", "reason": "Periksa lagi.", "verified_level": None},
        ),
        ("assessment.level", about | {"level": "3.00"}, about | {"level": None}),
        (
            "evidence.return",
            {"state": "submitted"},
            {"state": "returned", "reason": "Kurang jelas.", "verified_level": None},
        ),
    ]
