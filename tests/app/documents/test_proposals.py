"""Stated relations: people decide, decisions last, and what revokes a rule marks it until that is taken back."""

from collections.abc import Mapping

import pytest
from sqlmodel import Session, select

from app.core.db import Database
from app.core.errors import Conflict, Forbidden, NotFound
from app.documents import proposals, relating, service
from app.documents.changes import changes_of
from app.documents.models import Document, LegalStatus, Relation, RelationType
from app.documents.read_models import ProposalState, ProposedRelation
from app.documents.schemas import DocumentFields
from indexer.citations import Citation
from indexer.relations import FoundRelation
from tests.support.people import People
from tests.support.reading import OLD_RULE, stated

SPBE = Citation("Perpres", "95", 2018)


def propose(session: Session, document_id: int, *found: FoundRelation) -> list[ProposedRelation]:
    proposals.record(session, session.get_one(Document, document_id), found)
    session.flush()
    return proposals.of(session, document_id)


def status(document: Document) -> LegalStatus:
    return document.legal_status


def state(proposal: ProposedRelation) -> ProposalState:
    return proposal.state


def name_old_rule(session: Session, people: People, library: Mapping[str, int]) -> Document:
    """The SOP becomes the rule that the regulation is going to revoke."""
    fields = DocumentFields(kind_abbrev="Perwali Kota Tirta Kencana", number="5", year=2019)
    document = service.edit(session, people["kurator"], document_id=library["sop"], fields=fields)
    session.flush()
    return document


def test_a_new_reading_keeps_decisions_and_replaces_the_rest(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    perwal, curator = library["perwal"], people["kurator"]
    with database.write() as session:
        first, second, _ = propose(
            session, perwal, stated("dasar", SPBE), stated("melaksanakan", SPBE), stated("dasar", OLD_RULE)
        )
        proposals.confirm(session, curator, document_id=perwal, proposal_id=first.id or 0)
        proposals.reject(session, curator, document_id=perwal, proposal_id=second.id or 0)
        found = propose(
            session, perwal, stated("dasar", SPBE), stated("melaksanakan", SPBE), stated("mencabut", OLD_RULE)
        )
    states = {(row.type, row.target): row.state for row in found}
    assert states == {
        (RelationType.BASED_ON, "Perpres 95/2018"): ProposalState.CONFIRMED,
        (RelationType.IMPLEMENTS, "Perpres 95/2018"): ProposalState.REJECTED,
        (RelationType.REVOKES, OLD_RULE.short): ProposalState.SUGGESTED,
    }


def test_what_was_entered_by_hand_needs_no_second_word(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    perwal = library["perwal"]
    with database.write() as session:
        relating.add(
            session, people["kurator"], document_id=perwal, type_=RelationType.BASED_ON, target="Perpres 95/2018"
        )
        (row,) = propose(session, perwal, stated("dasar", SPBE))
        assert state(row) is ProposalState.CONFIRMED
        relation = session.exec(select(Relation)).one()
        relating.remove(session, people["kurator"], document_id=perwal, relation_id=relation.id or 0)
        assert state(row) is ProposalState.REJECTED, "what a person takes away is not proposed again"


def test_confirming_a_revocation_marks_the_rule_until_it_is_taken_back(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    perwal, curator = library["perwal"], people["kurator"]
    with database.write() as session:
        old = name_old_rule(session, people, library)
        old.legal_status = LegalStatus.IN_FORCE
        (row,) = propose(session, perwal, stated("mencabut", OLD_RULE))
        assert proposals.rows(session, curator, perwal)[0].document_id == old.id
        proposals.confirm(session, curator, document_id=perwal, proposal_id=row.id or 0)
        session.flush()
        assert status(old) is LegalStatus.REVOKED
        (change,) = changes_of(session, curator, [old.id or 0])[old.id or 0]
        assert (change.label, change.document_id) == ("Dicabut dengan", perwal)
        with pytest.raises(Conflict):
            proposals.reject(session, curator, document_id=perwal, proposal_id=row.id or 0)
        proposals.undo(session, curator, document_id=perwal, proposal_id=row.id or 0)
        session.flush()
        assert status(old) is LegalStatus.IN_FORCE, "what stood before comes back"
        assert session.exec(select(Relation)).all() == []
        assert state(row) is ProposalState.SUGGESTED


def test_ending_a_part_leaves_the_status_and_says_so(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    perwal, curator = library["perwal"], people["kurator"]
    with database.write() as session:
        old = name_old_rule(session, people, library)
        (row,) = propose(session, perwal, stated("mencabut", OLD_RULE, in_part=True))
        proposals.confirm(session, curator, document_id=perwal, proposal_id=row.id or 0)
        session.flush()
        assert status(old) is LegalStatus.UNKNOWN
        (change,) = changes_of(session, curator, [old.id or 0])[old.id or 0]
        assert change.label == "Dicabut sebagian dengan"
        (relation,) = service.view(session, curator, old.id or 0).relations
        assert relation.is_partial


@pytest.mark.parametrize(
    ("type_", "expected"), [("diubah_dengan", LegalStatus.AMENDED), ("dicabut_dengan", LegalStatus.REVOKED)]
)
def test_a_rule_may_say_of_itself_that_it_was_changed(
    type_: str, expected: LegalStatus, library: Mapping[str, int], database: Database, people: People
) -> None:
    perwal = library["perwal"]
    with database.write() as session:
        (row,) = propose(session, perwal, stated(type_, Citation("Perwali", "9", 2025, "Kota Tirta Kencana")))
        proposals.confirm(session, people["kurator"], document_id=perwal, proposal_id=row.id or 0)
        assert session.get_one(Document, perwal).legal_status is expected
        proposals.undo(session, people["kurator"], document_id=perwal, proposal_id=row.id or 0)
        assert session.get_one(Document, perwal).legal_status is LegalStatus.IN_FORCE


def test_the_strongest_of_several_relations_holds(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    perwal, curator = library["perwal"], people["kurator"]
    with database.write() as session:
        old = name_old_rule(session, people, library)
        revoking, amending = propose(session, perwal, stated("mencabut", OLD_RULE), stated("mengubah", OLD_RULE))
        proposals.confirm_all(session, curator, document_id=perwal)
        assert status(old) is LegalStatus.REVOKED
        proposals.undo(session, curator, document_id=perwal, proposal_id=revoking.id or 0)
        assert status(old) is LegalStatus.AMENDED
        proposals.undo(session, curator, document_id=perwal, proposal_id=amending.id or 0)
        assert status(old) is LegalStatus.UNKNOWN


def test_what_a_person_set_by_hand_is_not_weakened(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    perwal, curator = library["perwal"], people["kurator"]
    with database.write() as session:
        old = name_old_rule(session, people, library)
        revoked = DocumentFields(legal_status=LegalStatus.REVOKED)
        service.edit(session, curator, document_id=library["sop"], fields=revoked)
        (row,) = propose(session, perwal, stated("mengubah", OLD_RULE))
        proposals.confirm(session, curator, document_id=perwal, proposal_id=row.id or 0)
        proposals.undo(session, curator, document_id=perwal, proposal_id=row.id or 0)
        assert status(old) is LegalStatus.REVOKED


def test_what_comes_back_is_what_a_person_said_last(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    perwal, curator = library["perwal"], people["kurator"]
    with database.write() as session:
        old = name_old_rule(session, people, library)
        (row,) = propose(session, perwal, stated("mengubah", OLD_RULE))
        proposals.confirm(session, curator, document_id=perwal, proposal_id=row.id or 0)
        by_hand = DocumentFields(legal_status=LegalStatus.IN_FORCE)
        service.edit(session, curator, document_id=library["sop"], fields=by_hand)
        (_, ending) = propose(session, perwal, stated("mencabut", OLD_RULE))
        proposals.confirm(session, curator, document_id=perwal, proposal_id=ending.id or 0)
        assert status(old) is LegalStatus.REVOKED
        relation = session.exec(select(Relation).where(Relation.type == RelationType.AMENDS)).one()
        relating.remove(session, curator, document_id=perwal, relation_id=relation.id or 0)
        proposals.undo(session, curator, document_id=perwal, proposal_id=ending.id or 0)
        assert status(old) is LegalStatus.IN_FORCE


def test_the_trash_takes_the_effect_along_and_gives_it_back(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    pedoman, curator = library["pedoman"], people["kurator"]
    with database.write() as session:
        old = name_old_rule(session, people, library)
        propose(session, pedoman, stated("mencabut", OLD_RULE))
        proposals.confirm_all(session, curator, document_id=pedoman)
        assert status(old) is LegalStatus.REVOKED
        service.trash(session, curator, document_id=pedoman, reason="Salah unggah")
        assert status(old) is LegalStatus.UNKNOWN
        service.restore(session, curator, document_id=pedoman)
        assert status(old) is LegalStatus.REVOKED


def test_nobody_marks_a_rule_that_they_could_not_edit(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    pedoman, operator = library["pedoman"], people["operator"]
    with database.write() as session:
        harmless, grave = propose(session, pedoman, stated("dasar", SPBE), stated("mencabut", OLD_RULE))
        may = {row.id: row.may_decide for row in proposals.rows(session, operator, pedoman)}
        assert may == {harmless.id: True, grave.id: False}
        with pytest.raises(Forbidden, match="kurator"):
            proposals.confirm(session, operator, document_id=pedoman, proposal_id=grave.id or 0)
        with pytest.raises(Forbidden, match="kurator"):
            relating.add(session, operator, document_id=pedoman, type_=RelationType.AMENDS, target="Perpres 95/2018")
        confirmed = proposals.confirm_all(session, operator, document_id=pedoman)
        assert [row.id for row in confirmed] == [harmless.id]
        with pytest.raises(NotFound):
            proposals.confirm(session, people["kurator"], document_id=library["perwal"], proposal_id=grave.id or 0)
        with pytest.raises(Forbidden):
            proposals.rows(session, people["operator2"], pedoman)
