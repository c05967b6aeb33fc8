"""What happens to evidence when the library below it changes."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from sqlmodel import col, select

from app.audit.models import AuditEntry
from app.core import events
from app.core.errors import Conflict
from app.documents.events import DocumentTrashing, RevisionAdded
from app.evidence import service
from app.evidence.handlers import register_handlers
from app.evidence.models import EvidenceState, StageLevel
from app.evidence.schemas import ItemInput
from tests.app.evidence.world import World


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Registered for the test alone, twice: a second time must change nothing."""
    known = {event: list(handlers) for event, handlers in events._handlers.items()}
    register_handlers()
    register_handlers()
    yield
    events._handlers.clear()
    events._handlers.update(known)


def replace_file(world: World, document_id: int, old: int) -> int:
    new = world.revision(document_id)
    events.emit(world.session, RevisionAdded(document_id, old, new))
    return new


def test_a_document_in_use_is_not_trashed(world: World) -> None:
    document_id, revision_id = world.document()
    event = DocumentTrashing(document_id)
    evidence_id = world.draft(revision_id=revision_id)
    events.emit(world.session, event)
    service.submit(world.session, world.operator, evidence_id=evidence_id)
    with pytest.raises(Conflict, match="1 bukti dukung"):
        events.emit(world.session, event)
    service.return_(world.session, world.reviewer, evidence_id=evidence_id, reason="Salah dokumen.")
    events.emit(world.session, event)


def test_an_accepted_document_stays_even_when_the_assessment_is_closed(world: World) -> None:
    document_id, revision_id = world.document()
    world.accepted(revision_id=revision_id)
    service.close_assessment(world.session, world.reviewer, assessment_id=world.assessment_id)
    with pytest.raises(Conflict):
        events.emit(world.session, DocumentTrashing(document_id))


def test_a_new_revision_lapses_the_acceptance_and_its_level(world: World) -> None:
    document_id, old = world.document()
    lapsing, other = world.accepted(level=4, revision_id=old), world.accepted(level=2)
    waiting = world.submitted(number=2, revision_id=old)
    assert service.would_lapse(world.session, world.operator, document_id=document_id) == 1
    new = replace_file(world, document_id, old)
    row = world.evidence(lapsing)
    assert (row.state, world.evidence(other).state) == (EvidenceState.LAPSED, EvidenceState.ACCEPTED)
    assert "revisi baru" in row.decision_reason
    assert world.session.exec(select(col(StageLevel.level))).all() == [Decimal(2)]
    assert world.evidence(waiting).state == EvidenceState.SUBMITTED
    with pytest.raises(Conflict, match="revisi yang lebih baru"):
        service.accept(world.session, world.reviewer, evidence_id=waiting)
    entry = world.session.exec(select(AuditEntry).where(AuditEntry.verb == "evidence.lapse")).one()
    assert (entry.actor_name, entry.object_id) == ("Sistem", str(lapsing))

    service.revise(world.session, world.operator, evidence_id=lapsing)
    items = [ItemInput(new, 1, 2)]
    service.update_draft(world.session, world.operator, evidence_id=lapsing, level=4, statement="Baru.", items=items)
    service.submit(world.session, world.operator, evidence_id=lapsing)
    service.accept(world.session, world.reviewer, evidence_id=lapsing)
    assert world.session.exec(select(col(StageLevel.level))).all() == [Decimal(4)]


def test_one_new_file_among_several_lapses_the_whole_claim(world: World) -> None:
    first_id, first = world.document("Pertama")
    _, second = world.document("Kedua")
    row = service.draft(
        world.session,
        world.operator,
        assessment_id=world.assessment_id,
        indicator_id=world.indicator_ids[1],
        level=3,
        statement="Keduanya bersama.",
        items=[ItemInput(second), ItemInput(first)],
    )
    service.submit(world.session, world.operator, evidence_id=row.id or 0)
    service.accept(world.session, world.reviewer, evidence_id=row.id or 0)
    replace_file(world, first_id, first)
    assert world.evidence(row.id or 0).state == EvidenceState.LAPSED
    assert world.session.exec(select(StageLevel)).all() == []


def test_a_closed_assessment_is_history(world: World) -> None:
    document_id, old = world.document()
    evidence_id = world.accepted(revision_id=old)
    service.close_assessment(world.session, world.reviewer, assessment_id=world.assessment_id)
    replace_file(world, document_id, old)
    assert world.evidence(evidence_id).state == EvidenceState.ACCEPTED
    assert world.session.exec(select(col(StageLevel.level))).all() == [Decimal(3)]
    assert service.would_lapse(world.session, world.operator, document_id=document_id) == 0


def test_what_was_replaced_meanwhile_lapses_when_the_assessment_opens_again(world: World) -> None:
    document_id, old = world.document()
    replaced, kept = world.accepted(revision_id=old), world.accepted(number=2)
    service.close_assessment(world.session, world.reviewer, assessment_id=world.assessment_id)
    replace_file(world, document_id, old)
    service.reopen_assessment(world.session, world.reviewer, assessment_id=world.assessment_id)
    assert world.evidence(replaced).state == EvidenceState.LAPSED
    assert world.evidence(kept).state == EvidenceState.ACCEPTED
    assert world.session.exec(select(StageLevel.indicator_id)).all() == [world.indicator_ids[2]]
