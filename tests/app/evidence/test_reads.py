"""Lists and rows: what each role sees, what is hidden inside, and that a long list costs no more than a short one."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlmodel import Session

from app.accounts.permissions import SYSTEM, VISITOR, Actor
from app.core.errors import Forbidden, NotFound, SignInRequired
from app.core.pagination import Slice
from app.documents.models import Document, Lifecycle, Visibility
from app.evidence import service
from app.evidence.models import AssessmentState, EvidenceState
from app.evidence.schemas import HIDDEN_DOCUMENT, EvidenceFilter, ItemInput
from tests.app.evidence.world import World

ALL = Slice(limit=100)


def ids(world: World, actor: Actor, where: EvidenceFilter | None = None) -> set[int]:
    return {row.id for row in service.listing(world.session, actor, part=ALL, where=where or EvidenceFilter()).items}


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    statements: list[str] = []
    bind = session.get_bind()

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    session.flush()
    event.listen(bind, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(bind, "before_cursor_execute", note)


def test_an_agency_sees_its_own_and_what_was_accepted_elsewhere(world: World) -> None:
    draft, submitted, accepted = world.draft(), world.submitted(number=2), world.accepted(number=3)
    everything = {draft, submitted, accepted}
    assert ids(world, world.operator) == ids(world, world.colleague) == everything
    assert ids(world, world.stranger) == ids(world, world.lonely) == {accepted}
    for actor in (world.reviewer, world.curator, world.admin, SYSTEM):
        assert ids(world, actor) == everything
    for actor in (world.reader, VISITOR):
        assert ids(world, actor) == set()
        for evidence_id in everything:
            with pytest.raises(NotFound):
                service.get_evidence(world.session, actor, evidence_id=evidence_id)


def test_hidden_evidence_is_not_found_in_any_way(world: World) -> None:
    draft = world.draft()
    for attempt in (
        lambda: service.get_evidence(world.session, world.stranger, evidence_id=draft),
        lambda: service.submit(world.session, world.stranger, evidence_id=draft),
        lambda: service.delete_draft(world.session, world.stranger, evidence_id=draft),
    ):
        with pytest.raises(NotFound, match="tidak ditemukan"):
            attempt()


def test_an_accepted_claim_of_another_agency_is_read_only(world: World) -> None:
    accepted = world.accepted()
    assert service.get_evidence(world.session, world.stranger, evidence_id=accepted).actions == frozenset()
    with pytest.raises(Forbidden, match="OPD lain"):
        service.revise(world.session, world.stranger, evidence_id=accepted)


def test_a_row_carries_all_that_a_page_shows(world: World) -> None:
    document_id, revision_id = world.document("Perwal SPBE")
    evidence_id = world.submitted(level=4, revision_id=revision_id)
    service.accept(world.session, world.reviewer, evidence_id=evidence_id, level=2, note="Belum direviu.")
    row = service.get_evidence(world.session, world.operator, evidence_id=evidence_id)
    assert (row.state_label, row.stage_label, row.agency_name) == ("Diterima", "Penilaian mandiri", "Dinas Kominfo")
    assert (row.level_label, row.verified_label) == ("terpadu", "terkelola")
    assert (row.indicator.number, row.indicator.aspect_name, row.indicator.domain_name) == (
        1,
        "Kebijakan internal",
        "Kebijakan",
    )
    assert (row.author_name, row.submitter_name, row.decider_name) == ("Oki", "Oki", "Rini")
    assert (row.reason, row.url) == ("Belum direviu.", f"/bukti/{evidence_id}")
    (item,) = row.items
    assert (item.title, item.file_name, item.pages_label) == ("Perwal SPBE", "berkas-1.pdf", "hlm. 2–4")
    assert item.url == f"/dokumen/{document_id}?revisi=1&halaman=2"
    assert (item.is_visible, item.is_current, item.is_readable) == (True, True, True)


def test_pages_are_named_as_far_as_they_are_known(world: World) -> None:
    document_id, revision_id = world.document()
    evidence_id = world.draft(revision_id=revision_id)
    items = [ItemInput(revision_id), ItemInput(revision_id, 7)]
    service.update_draft(world.session, world.operator, evidence_id=evidence_id, level=3, statement="x", items=items)
    whole, single = service.get_evidence(world.session, world.operator, evidence_id=evidence_id).items
    assert (whole.pages_label, whole.url) == ("", f"/dokumen/{document_id}?revisi=1")
    assert (single.pages_label, single.url) == ("hlm. 7", f"/dokumen/{document_id}?revisi=1&halaman=7")


def test_nothing_is_told_of_a_document_that_the_reader_may_not_see(world: World) -> None:
    _, secret = world.document("Rahasia daerah", visibility=Visibility.RESTRICTED)
    evidence_id = world.accepted(revision_id=secret)
    row = service.get_evidence(world.session, world.stranger, evidence_id=evidence_id)
    (item,) = row.items
    assert (item.is_visible, item.title) == (False, HIDDEN_DOCUMENT)
    hidden = (item.document_id, item.revision_id, item.revision_ordinal, item.file_name, item.page_from, item.url)
    assert hidden == (None,) * 6
    assert (item.note, item.pages_label, item.is_current) == ("", "", None)
    assert "Rahasia" not in repr(row)
    assert service.get_evidence(world.session, world.reviewer, evidence_id=evidence_id).items[0].is_visible


def test_the_claim_points_at_its_revision_for_ever(world: World) -> None:
    document_id, old = world.document()
    evidence_id = world.accepted(revision_id=old)
    service.close_assessment(world.session, world.reviewer, assessment_id=world.assessment_id)
    world.revision(document_id)
    (item,) = service.get_evidence(world.session, world.operator, evidence_id=evidence_id).items
    assert (item.revision_id, item.revision_ordinal, item.is_current) == (old, 1, False)


def test_lists_are_filtered_and_paged(world: World) -> None:
    first, second = world.draft(number=1), world.draft(number=2)
    other = world.draft(actor=world.admin, agency_id=world.other_agency_id)
    assert ids(world, world.admin, EvidenceFilter(indicator_id=world.indicator_ids[1])) == {first, other}
    assert ids(world, world.admin, EvidenceFilter(agency_id=world.agency_id)) == {first, second}
    assert ids(world, world.admin, EvidenceFilter(assessment_id=world.assessment_id)) == {first, second, other}
    assert ids(world, world.admin, EvidenceFilter(assessment_id=4711)) == set()
    assert ids(world, world.admin, EvidenceFilter(agency_id=10**30)) == set()
    assert ids(world, world.admin, EvidenceFilter(state=EvidenceState.ACCEPTED)) == set()
    page = service.listing(world.session, world.admin, part=Slice(limit=2, offset=2))
    assert ([row.id for row in page.items], page.total, page.next_offset) == ([first], 3, None)


def test_the_queue_starts_with_what_waited_longest(world: World) -> None:
    first, second = world.draft(number=1), world.draft(number=2)
    service.submit(world.session, world.operator, evidence_id=second)
    service.submit(world.session, world.operator, evidence_id=first)
    world.draft(number=3)
    queue = service.review_queue(world.session, world.reviewer, part=ALL)
    assert [row.id for row in queue.items] == [second, first]
    assert queue.items[0].actions == {"accept", "return"}
    for actor in (world.operator, world.curator):
        with pytest.raises(Forbidden):
            service.review_queue(world.session, actor, part=ALL)
    service.close_assessment(world.session, world.reviewer, assessment_id=world.assessment_id)
    assert service.review_queue(world.session, world.reviewer, part=ALL).total == 0


def test_the_queue_narrows_to_indicators(world: World) -> None:
    first, _ = world.submitted(), world.submitted(number=2)

    def waiting(*numbers: int) -> list[int]:
        where = EvidenceFilter(indicator_ids=frozenset(world.indicator_ids[number] for number in numbers))
        return [row.id for row in service.review_queue(world.session, world.reviewer, where=where, part=ALL).items]

    assert waiting(1) == [first]
    assert len(waiting(1, 2)) == 2
    assert waiting() == []


def test_actions_follow_state_role_and_four_eyes(world: World) -> None:
    evidence_id = world.draft(actor=world.admin, agency_id=world.agency_id)

    def actions(actor: Actor) -> frozenset[str]:
        return service.get_evidence(world.session, actor, evidence_id=evidence_id).actions

    assert actions(world.operator) == actions(world.admin) == {"edit", "delete", "submit"}
    assert actions(world.reviewer) == actions(world.curator) == frozenset()
    service.submit(world.session, world.operator, evidence_id=evidence_id)
    assert actions(world.operator) == actions(world.admin) == {"withdraw"}
    assert actions(world.reviewer) == {"accept", "return"}
    service.accept(world.session, world.reviewer, evidence_id=evidence_id)
    assert actions(world.operator) == frozenset()
    assert actions(world.reviewer) == {"reopen"}


def test_a_document_says_where_it_is_used(world: World) -> None:
    document_id, revision_id = world.document()
    draft, accepted = world.draft(revision_id=revision_id), world.accepted(number=2, revision_id=revision_id)
    world.accepted(number=3)

    def uses(actor: Actor) -> set[int]:
        found = service.for_document(world.session, actor, document_id=document_id, part=ALL)
        assert found.total == len(found.items)
        return {row.id for row in found.items}

    assert uses(world.operator) == {draft, accepted}
    assert uses(world.stranger) == {accepted}
    assert uses(world.reader) == set()
    assert service.would_lapse(world.session, world.curator, document_id=document_id) == 1


def test_the_uses_of_a_hidden_document_are_not_told(world: World) -> None:
    document_id, revision_id = world.document(visibility=Visibility.RESTRICTED)
    world.accepted(revision_id=revision_id)
    for hidden in (document_id, 4711, 10**30):
        with pytest.raises(NotFound):
            service.for_document(world.session, world.stranger, document_id=hidden, part=ALL)
        with pytest.raises(NotFound):
            service.would_lapse(world.session, world.stranger, document_id=hidden)


def test_a_trashed_document_in_a_draft_is_shown_as_hidden(world: World) -> None:
    document_id, revision_id = world.document()
    evidence_id = world.draft(revision_id=revision_id)
    world.session.get_one(Document, document_id).lifecycle = Lifecycle.TRASHED
    world.session.flush()
    (item,) = service.get_evidence(world.session, world.operator, evidence_id=evidence_id).items
    assert not item.is_visible


def test_a_long_list_costs_an_operator_as_few_queries_as_a_short_one(world: World) -> None:
    document_id, shared = world.document()

    def cost() -> list[int]:
        lists = (
            lambda: service.listing(world.session, world.operator, part=ALL),
            lambda: service.listing(world.session, world.operator, part=ALL, where=EvidenceFilter(indicator_id=1)),
            lambda: service.for_document(world.session, world.operator, document_id=document_id, part=ALL),
            lambda: service.review_queue(world.session, world.reviewer, part=ALL),
            lambda: service.scores(world.session, world.operator, assessment_id=world.assessment_id),
            lambda: service.agencies_progress(world.session, world.operator, assessment_id=world.assessment_id),
            lambda: service.list_assessments(world.session, world.operator, part=ALL),
        )
        costs = []
        for read in lists:
            world.session.expire_all()
            with counted(world.session) as statements:
                read()
            costs.append(len(statements))
        return costs

    world.submitted(revision_id=shared)
    short = cost()
    for number in (1, 2, 3, 4) * 3:
        world.submitted(number=number, revision_id=shared)
        world.accepted(number=number)
    assert cost() == short
    assert max(short) <= 7


def test_a_document_that_is_nobodys_evidence_costs_two_queries(world: World) -> None:
    document_id, _ = world.document()
    with counted(world.session) as statements:
        service.for_document(world.session, world.operator, document_id=document_id, part=ALL)
    assert len(statements) == 2


def test_assessments_are_for_those_who_take_part(world: World) -> None:
    newer = service.create_assessment(
        world.session, world.admin, title="Penilaian 2027", year=2027, instrument_id="contoh-2026"
    )
    found = service.list_assessments(world.session, world.operator, part=ALL)
    assert [row.year for row in found.items] == [2027, 2026]
    row = service.get_assessment(world.session, world.operator, assessment_id=newer.id or 0)
    assert (row.title, row.instrument_title, row.is_open) == ("Penilaian 2027", "Instrumen contoh-2026", True)
    service.close_assessment(world.session, world.admin, assessment_id=row.id)
    closed = service.list_assessments(world.session, world.operator, part=ALL, state=AssessmentState.CLOSED)
    assert [row.state_label for row in closed.items] == ["Ditutup"]
    with pytest.raises(Forbidden):
        service.list_assessments(world.session, world.reader, part=ALL)
    with pytest.raises(SignInRequired):
        service.get_assessment(world.session, VISITOR, assessment_id=row.id)
    for unknown in (4711, 10**30):
        with pytest.raises(NotFound):
            service.get_assessment(world.session, world.operator, assessment_id=unknown)
