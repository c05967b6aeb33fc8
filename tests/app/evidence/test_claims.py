"""What an agency does with its claims, from the first draft to the deleted one."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session, col, select

from app.accounts.models import Agency
from app.accounts.permissions import SYSTEM, VISITOR, Actor
from app.audit.models import AuditEntry
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound, PustakaError, SignInRequired
from app.documents.models import Lifecycle, ReadingState, Visibility
from app.evidence import service
from app.evidence.models import Evidence, EvidenceItem, EvidenceState
from app.evidence.schemas import ItemInput
from tests.app.evidence.world import World, build, made_up_instrument

HUGE = 10**30


def fields(wrong: PustakaError) -> set[str]:
    return {error.field for error in wrong.errors}


def last_entry(session: Session) -> AuditEntry:
    session.flush()
    return session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(1)).one()


def drafted(world: World, *, actor: Actor | None = None, **changes: object) -> Evidence:
    given: dict[str, object] = {
        "assessment_id": world.assessment_id,
        "indicator_id": world.indicator_ids[1],
        "level": 3,
        "statement": "Pasal 4.",
    }
    return service.draft(world.session, actor or world.operator, **(given | changes))  # type: ignore[arg-type]


def test_a_draft_keeps_what_was_given_and_leaves_a_trail(world: World) -> None:
    _, revision_id = world.document(pages=10)
    items = [ItemInput(revision_id, 2, 4, " lihat Pasal 4 "), ItemInput(revision_id, 9)]
    row = drafted(world, items=items, effective_on=date(2026, 3, 1), statement=" Pasal 4\x00 mewajibkan. ")
    assert (row.state, row.level, row.agency_id) == (EvidenceState.DRAFT, Decimal(3), world.agency_id)
    assert (row.statement, row.effective_on) == ("Pasal 4 mewajibkan.", date(2026, 3, 1))
    kept = world.session.exec(select(EvidenceItem).where(EvidenceItem.evidence_id == row.id)).all()
    assert [(item.page_from, item.page_to, item.note) for item in kept] == [(2, 4, "lihat Pasal 4"), (9, 9, "")]
    entry = last_entry(world.session)
    assert (entry.verb, entry.object_id, entry.actor_id) == ("evidence.draft", str(row.id), world.operator.user_id)
    assert entry.after is not None
    assert entry.after["items"] == [[revision_id, 2, 4, "lihat Pasal 4"], [revision_id, 9, 9, ""]]


def test_a_draft_may_still_lack_its_words_and_documents(world: World) -> None:
    row = drafted(world, statement="")
    assert row.state == EvidenceState.DRAFT


def test_submitting_says_everything_that_is_missing_at_once(world: World) -> None:
    row = drafted(world, statement=" ")
    with pytest.raises(InvalidInput) as caught:
        service.submit(world.session, world.operator, evidence_id=row.id or 0)
    assert fields(caught.value) == {"statement", "items"}
    assert world.evidence(row.id or 0).state == EvidenceState.DRAFT


def test_every_fault_of_a_form_is_told_together(world: World) -> None:
    _, revision_id = world.document(pages=10)
    items = [
        ItemInput(revision_id, 11, 12),
        ItemInput(revision_id, 5, 3),
        ItemInput(revision_id, None, 3),
        ItemInput(revision_id, 0),
        ItemInput(HUGE),
        ItemInput(-1),
        ItemInput(revision_id, note="x" * 501),
    ]
    with pytest.raises(InvalidInput) as caught:
        drafted(world, level=Decimal("2.5"), items=items)
    assert fields(caught.value) == {
        "level",
        "items.0.page_from",
        "items.0.page_to",
        "items.1.page_to",
        "items.2.page_from",
        "items.3.page_from",
        "items.3.page_to",
        "items.4",
        "items.5",
        "items.6.note",
    }
    assert world.session.exec(select(Evidence)).all() == []


def test_pages_of_a_file_whose_length_is_unknown_are_taken_in_good_faith(world: World) -> None:
    _, revision_id = world.document(pages=None)
    drafted(world, items=[ItemInput(revision_id, 900, 901)])
    with pytest.raises(InvalidInput):
        drafted(world, items=[ItemInput(revision_id, HUGE)])


@pytest.mark.parametrize("level", [0, 6, Decimal("NaN"), Decimal("1e400"), Decimal("3.5")])
def test_a_level_that_the_instrument_does_not_have_is_refused(world: World, level: Decimal) -> None:
    with pytest.raises(InvalidInput) as caught:
        drafted(world, level=level)
    assert fields(caught.value) == {"level"}


def test_an_instrument_with_decimal_levels_takes_two_places(session: Session) -> None:
    world = build(session, made_up_instrument("pemdi", with_domains=False, whole=False))
    assert drafted(world, level=Decimal("3.45")).level == Decimal("3.45")
    with pytest.raises(InvalidInput, match="Perbaiki"):
        drafted(world, level=Decimal("3.456"))


def test_an_indicator_of_another_instrument_is_refused(world: World) -> None:
    for indicator_id in (max(world.indicator_ids.values()) + 1, HUGE, -5):
        with pytest.raises(InvalidInput) as caught:
            drafted(world, indicator_id=indicator_id)
        assert fields(caught.value) == {"indicator_id"}


@pytest.mark.parametrize("assessment_id", [4711, HUGE, 0])
def test_an_unknown_assessment_is_not_found(world: World, assessment_id: int) -> None:
    with pytest.raises(NotFound):
        drafted(world, assessment_id=assessment_id)


def test_only_operators_and_admins_draft(world: World) -> None:
    for actor in (world.reader, world.reviewer, world.curator):
        with pytest.raises(Forbidden):
            drafted(world, actor=actor)
    with pytest.raises(SignInRequired):
        drafted(world, actor=VISITOR)


def test_an_operator_without_agency_is_told_whom_to_ask(world: World) -> None:
    with pytest.raises(Forbidden, match="admin"):
        drafted(world, actor=world.lonely)


def test_an_operator_writes_for_no_other_agency(world: World) -> None:
    with pytest.raises(Forbidden, match="OPD Anda sendiri"):
        drafted(world, agency_id=world.other_agency_id)
    assert drafted(world, agency_id=world.agency_id).agency_id == world.agency_id


def test_an_admin_writes_for_any_active_agency(world: World) -> None:
    assert drafted(world, actor=world.admin, agency_id=world.other_agency_id).agency_id == world.other_agency_id
    assert drafted(world, actor=SYSTEM, agency_id=world.other_agency_id).created_by is None
    world.session.get_one(Agency, world.other_agency_id).is_active = False
    world.session.flush()
    for agency_id in (None, world.other_agency_id, 4711, HUGE):
        with pytest.raises(InvalidInput) as caught:
            drafted(world, actor=world.admin, agency_id=agency_id)
        assert fields(caught.value) == {"agency_id"}


@pytest.mark.parametrize(
    ("visibility", "lifecycle"),
    [
        (Visibility.RESTRICTED, Lifecycle.PUBLISHED),
        (Visibility.INTERNAL, Lifecycle.DRAFT),
        (Visibility.PUBLIC, Lifecycle.TRASHED),
    ],
)
def test_a_hidden_document_cannot_be_linked(world: World, visibility: Visibility, lifecycle: Lifecycle) -> None:
    _, hidden = world.document(owner=world.stranger, visibility=visibility, lifecycle=lifecycle)
    _, unknown = world.document()[0], 4711
    messages = []
    for revision_id in (hidden, unknown):
        with pytest.raises(InvalidInput) as caught:
            drafted(world, items=[ItemInput(revision_id)])
        messages.append(caught.value.errors)
    assert messages[0] == messages[1]


def test_editing_replaces_the_documents_and_trails_only_what_changed(world: World) -> None:
    first, second = world.document()[1], world.document("SOP")[1]
    evidence_id = world.draft(revision_id=first)
    service.update_draft(
        world.session, world.colleague, evidence_id=evidence_id, level=4, statement="Baru.", items=[ItemInput(second)]
    )
    kept = world.session.exec(select(EvidenceItem).where(EvidenceItem.evidence_id == evidence_id)).all()
    assert [item.revision_id for item in kept] == [second]
    entry = last_entry(world.session)
    assert entry.verb == "evidence.edit"
    assert set(entry.after or {}) == {"level", "statement", "items"}
    assert (entry.before or {})["items"] == [[first, 2, 4, ""]]


def test_a_colleague_may_edit_the_words_around_a_document_hidden_from_them(world: World) -> None:
    _, revision_id = world.document(lifecycle=Lifecycle.DRAFT)
    evidence_id = world.draft(revision_id=revision_id)
    service.update_draft(world.session, world.colleague, evidence_id=evidence_id, level=3, statement="Lebih jelas.")
    assert world.evidence(evidence_id).statement == "Lebih jelas."
    assert world.session.exec(select(EvidenceItem.revision_id)).all() == [revision_id]


def test_a_refused_edit_changes_nothing(world: World) -> None:
    evidence_id = world.draft(level=3)
    with pytest.raises(InvalidInput):
        service.update_draft(world.session, world.operator, evidence_id=evidence_id, level=9, statement="Lain.")
    row = world.evidence(evidence_id)
    assert (row.level, row.statement) == (Decimal(3), "Pasal 4 mewajibkan seluruh perangkat daerah.")


def test_submit_withdraw_and_submit_again(world: World) -> None:
    evidence_id = world.submitted()
    row = world.evidence(evidence_id)
    assert (row.state, row.submitted_by) == (EvidenceState.SUBMITTED, world.operator.user_id)
    first = row.submitted_at
    service.withdraw(world.session, world.operator, evidence_id=evidence_id)
    service.submit(world.session, world.colleague, evidence_id=evidence_id)
    row = world.evidence(evidence_id)
    assert row.submitted_by == world.colleague.user_id
    assert first is not None
    assert row.submitted_at is not None
    assert row.submitted_at > first


@pytest.mark.parametrize("state", [ReadingState.LOCKED, ReadingState.DAMAGED])
def test_a_file_that_nobody_can_open_is_no_evidence(world: World, state: ReadingState) -> None:
    evidence_id = world.draft(revision_id=world.document(state=state)[1])
    with pytest.raises(InvalidInput, match="Perbaiki") as caught:
        service.submit(world.session, world.operator, evidence_id=evidence_id)
    assert fields(caught.value) == {"items.0"}


@pytest.mark.parametrize("state", [ReadingState.NO_TEXT, ReadingState.UNSUPPORTED, ReadingState.QUEUED])
def test_a_file_that_a_person_can_open_is_evidence(world: World, state: ReadingState) -> None:
    evidence_id = world.submitted(revision_id=world.document(state=state)[1])
    assert world.evidence(evidence_id).state == EvidenceState.SUBMITTED


def test_an_unpublished_document_is_not_submitted(world: World) -> None:
    evidence_id = world.draft(revision_id=world.document(lifecycle=Lifecycle.IN_REVIEW)[1])
    with pytest.raises(InvalidInput) as caught:
        service.submit(world.session, world.operator, evidence_id=evidence_id)
    assert "belum terbit" in caught.value.errors[0].message


def test_an_old_revision_is_not_submitted(world: World) -> None:
    document_id, old = world.document()
    evidence_id = world.draft(revision_id=old)
    world.revision(document_id)
    with pytest.raises(InvalidInput) as caught:
        service.submit(world.session, world.operator, evidence_id=evidence_id)
    assert "revisi yang lebih baru" in caught.value.errors[0].message


def test_only_a_draft_is_edited_or_deleted(world: World) -> None:
    evidence_id = world.submitted()
    with pytest.raises(Conflict, match="Diajukan"):
        service.update_draft(world.session, world.operator, evidence_id=evidence_id, level=3, statement="x")
    with pytest.raises(Conflict, match="Diajukan"):
        service.delete_draft(world.session, world.operator, evidence_id=evidence_id)


def test_deleting_a_draft_leaves_its_words_in_the_trail(world: World) -> None:
    evidence_id = world.draft(statement="Kalimat penting.")
    service.delete_draft(world.session, world.operator, evidence_id=evidence_id)
    assert world.session.exec(select(Evidence)).all() == []
    assert world.session.exec(select(EvidenceItem)).all() == []
    entry = last_entry(world.session)
    assert entry.verb == "evidence.delete"
    assert (entry.before or {})["statement"] == "Kalimat penting."


def test_a_returned_claim_is_revised_with_the_reviewers_words_at_hand(world: World) -> None:
    evidence_id = world.submitted()
    service.return_(world.session, world.reviewer, evidence_id=evidence_id, reason="Halaman 3 belum ditandatangani.")
    service.revise(world.session, world.colleague, evidence_id=evidence_id)
    row = world.evidence(evidence_id)
    assert (row.state, row.decision_reason) == (EvidenceState.DRAFT, "Halaman 3 belum ditandatangani.")


def test_a_closed_assessment_refuses_every_change(world: World) -> None:
    draft_id, submitted_id, accepted_id = world.draft(), world.submitted(), world.accepted(number=2)
    service.close_assessment(world.session, world.reviewer, assessment_id=world.assessment_id)
    changes: list[Callable[[], object]] = [
        lambda: drafted(world),
        lambda: service.update_draft(world.session, world.operator, evidence_id=draft_id, level=2, statement="x"),
        lambda: service.submit(world.session, world.operator, evidence_id=draft_id),
        lambda: service.delete_draft(world.session, world.operator, evidence_id=draft_id),
        lambda: service.withdraw(world.session, world.operator, evidence_id=submitted_id),
        lambda: service.accept(world.session, world.reviewer, evidence_id=submitted_id),
        lambda: service.return_(world.session, world.reviewer, evidence_id=submitted_id, reason="x"),
        lambda: service.reopen(world.session, world.reviewer, evidence_id=accepted_id, reason="x"),
    ]
    for change in changes:
        with pytest.raises(Conflict, match="sudah ditutup"):
            change()
    service.reopen_assessment(world.session, world.admin, assessment_id=world.assessment_id)
    service.submit(world.session, world.operator, evidence_id=draft_id)
