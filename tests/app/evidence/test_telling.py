"""Who hears of it when a rule under evidence ends, comes back, or gets a newer file; and what the claim then shows."""

from collections.abc import Iterator

import pytest
from sqlmodel import select

from app.accounts import service as accounts
from app.accounts.models import User
from app.core import events
from app.core.pagination import Slice
from app.core.tables import saved_id
from app.documents import naming, proposals, relating
from app.documents import service as documents
from app.documents.events import RevisionAdded
from app.documents.models import Document, LegalStatus, Relation, RelationType, Visibility
from app.documents.schemas import DocumentFields
from app.evidence import service
from app.evidence.handlers import register_handlers
from app.notices import service as notices
from app.notices.models import Notice
from indexer.citations import parse_citation
from indexer.relations import FoundRelation
from tests.app.evidence.world import World


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Registered for the test alone."""
    known = {event: list(handlers) for event, handlers in events._handlers.items()}
    naming.register_handlers()
    register_handlers()
    yield
    events._handlers.clear()
    events._handlers.update(known)


def told(world: World) -> dict[str, tuple[str, str]]:
    """Who → (text, link) of the newest notice, as that person reads it."""
    session = world.session
    found: dict[str, tuple[str, str]] = {}
    for user_id, username in session.exec(select(User.id, User.username)):
        rows = notices.listing(session, accounts.actor_numbered(session, user_id), part=Slice()).items
        found |= {username: (rows[0].text, rows[0].link)} if rows else {}
    return found


def mark(world: World, document_id: int, status: LegalStatus) -> None:
    fields = DocumentFields(legal_status=status)
    documents.edit(world.session, world.curator, document_id=document_id, fields=fields)
    world.session.flush()


def test_agency_and_reviewers_hear_that_the_rule_was_revoked(world: World) -> None:
    document_id, revision_id = world.document("Perwali Lama")
    evidence_id = world.submitted(revision_id=revision_id)
    world.draft(number=2, actor=world.stranger)
    mark(world, document_id, LegalStatus.REVOKED)
    found = told(world)
    assert found.keys() == {"oki", "kiki", "rini", "rudi"}, "not those whose evidence rests on something else"
    assert found["kiki"] == (
        "“Perwali Lama” ditandai dicabut. Periksa atau ganti 1 bukti dukung yang bersandar padanya.",
        f"/dokumen/{document_id}/bukti",
    )
    row = service.get_evidence(world.session, world.operator, evidence_id=evidence_id)
    assert [item.is_revoked for item in row.items] == [True]
    mark(world, document_id, LegalStatus.IN_FORCE)
    assert "dibatalkan" in told(world)["rini"][0]
    row = service.get_evidence(world.session, world.operator, evidence_id=evidence_id)
    assert [item.is_revoked for item in row.items] == [False]


def test_reviewers_are_left_alone_while_it_is_only_a_draft(world: World) -> None:
    document_id, revision_id = world.document()
    world.draft(revision_id=revision_id)
    mark(world, document_id, LegalStatus.REVOKED)
    assert told(world).keys() == {"oki", "kiki"}


def test_many_claims_make_one_sentence_that_leads_to_their_list(world: World) -> None:
    document_id, revision_id = world.document()
    world.draft(number=1, revision_id=revision_id)
    world.draft(number=2, revision_id=revision_id)
    mark(world, document_id, LegalStatus.REVOKED)
    text, link = told(world)["oki"]
    assert ("2 bukti dukung" in text, link) == (True, f"/dokumen/{document_id}/bukti")
    assert len(world.session.exec(select(Notice)).all()) == 2


def test_those_who_claim_hear_that_the_rule_was_amended_and_that_it_was_not(world: World) -> None:
    document_id, revision_id = world.document("Perwali SPBE")
    world.accepted(revision_id=revision_id)
    mark(world, document_id, LegalStatus.AMENDED)
    found = told(world)
    assert found.keys() == {"oki", "kiki"}, "what is accepted stays so: reviewers have nothing to do"
    text, link = found["kiki"]
    assert text.startswith("“Perwali SPBE” ditandai diubah. Peraturannya tetap berlaku; periksa apakah 1 bukti dukung")
    assert link == f"/dokumen/{document_id}/bukti"
    mark(world, document_id, LegalStatus.IN_FORCE)
    assert told(world)["kiki"][0].startswith("Tanda diubah pada “Perwali SPBE” dibatalkan.")


def test_a_rule_that_is_restored_as_amended_is_told_of_once(world: World) -> None:
    document_id, revision_id = world.document()
    world.draft(revision_id=revision_id)
    mark(world, document_id, LegalStatus.REVOKED)
    mark(world, document_id, LegalStatus.AMENDED)
    assert kinds(world) == ["rule.restored", "rule.revoked"]


def rule(world: World, title: str, number: str) -> tuple[int, int]:
    """A document that can be cited, with its revision."""
    document_id, revision_id = world.document(title)
    fields = DocumentFields(kind="regulasi", kind_abbrev="Perpres", number=number, year=2020)
    documents.edit(world.session, world.curator, document_id=document_id, fields=fields)
    world.session.flush()
    return document_id, revision_id


def relate(world: World, document_id: int, type_: RelationType, target: str) -> Relation:
    return relating.add(world.session, world.curator, document_id=document_id, type_=type_, target=target)


def test_those_who_claim_hear_of_a_second_amendment_and_of_its_end_but_not_of_its_mirror(world: World) -> None:
    held, revision_id = rule(world, "Perwali SPBE", "5")
    world.draft(revision_id=revision_id)
    first, second = rule(world, "Perubahan", "6")[0], rule(world, "Perubahan kedua", "7")[0]
    relate(world, first, RelationType.AMENDS, "Perpres 5/2020")
    assert "ditandai diubah" in told(world)["oki"][0]
    own = relate(world, held, RelationType.AMENDED_BY, "Perpres 6/2020")
    assert len(kinds(world)) == 1, "the same amendment, told from its other end"
    relation = relate(world, second, RelationType.AMENDS, "Perpres 5/2020")
    text, link = told(world)["kiki"]
    assert text.startswith("“Perwali SPBE” diubah lagi oleh peraturan lain.")
    assert link == f"/dokumen/{held}/bukti"
    relating.remove(world.session, world.curator, document_id=held, relation_id=saved_id(own.id))
    relating.remove(world.session, world.curator, document_id=second, relation_id=saved_id(relation.id))
    assert told(world)["oki"][0].startswith("Perubahan terakhir yang tercatat pada “Perwali SPBE” dibatalkan.")
    assert kinds(world) == ["rule.amendment_undone", "rule.amended_again", "rule.amended"]


def test_those_who_claim_hear_that_a_part_was_revoked_while_the_rule_stays_in_force(world: World) -> None:
    held, revision_id = rule(world, "Perwali SPBE", "5")
    world.accepted(revision_id=revision_id)
    other = world.session.get_one(Document, rule(world, "Perwali Layanan", "8")[0])
    cited = parse_citation("Perpres 5/2020")
    assert cited is not None
    words = FoundRelation(RelationType.REVOKES, cited, 0.9, 1, "Pasal 3 dicabut", in_part=True)
    proposals.record(world.session, other, [words])
    world.session.flush()
    (waiting,) = proposals.of(world.session, saved_id(other.id))
    at = {"document_id": saved_id(other.id), "proposal_id": saved_id(waiting.id)}
    proposals.confirm(world.session, world.curator, **at)
    assert told(world).keys() == {"oki", "kiki"}
    assert told(world)["oki"][0].startswith("“Perwali SPBE” dicabut sebagian. Bagian lainnya tetap berlaku;")
    assert world.session.get_one(Document, held).legal_status is LegalStatus.UNKNOWN
    proposals.undo(world.session, world.curator, **at)
    assert told(world)["oki"][0].startswith("Pencabutan sebagian pada “Perwali SPBE” dibatalkan.")


def kinds(world: World) -> list[str]:
    return [row.kind for row in notices.listing(world.session, world.operator, part=Slice()).items]


def test_nobody_hears_of_closed_assessments(world: World) -> None:
    document_id, revision_id = world.document()
    world.accepted(revision_id=revision_id)
    service.close_assessment(world.session, world.reviewer, assessment_id=world.assessment_id)
    mark(world, document_id, LegalStatus.REVOKED)
    assert told(world) == {}


def test_a_title_is_told_only_to_who_may_see_it_when_they_read(world: World) -> None:
    document_id, revision_id = world.document("Laporan Rahasia")
    world.submitted(revision_id=revision_id)
    mark(world, document_id, LegalStatus.REVOKED)
    assert "“Laporan Rahasia”" in told(world)["kiki"][0]
    document = world.session.get_one(Document, document_id)
    document.visibility, document.agency_id = Visibility.RESTRICTED, world.other_agency_id
    world.session.flush()
    found = told(world)
    assert found["kiki"][0].startswith(f"Dokumen nomor {document_id} ditandai dicabut")
    assert "“Laporan Rahasia”" in found["rini"][0], "reviewers may see it"


def test_owners_of_accepted_evidence_hear_of_a_new_revision(world: World) -> None:
    document_id, old = world.document("Perwali SPBE")
    accepted = world.accepted(revision_id=old)
    world.submitted(number=2, revision_id=old)
    new = world.revision(document_id)
    events.emit(world.session, RevisionAdded(document_id, old, new))
    found = told(world)
    assert found.keys() == {"oki", "kiki"}
    assert found["oki"][1] == f"/bukti/{accepted}"
    assert "revisi baru" in found["oki"][0]


def test_a_person_who_left_is_not_told(world: World) -> None:
    document_id, revision_id = world.document()
    world.draft(revision_id=revision_id)
    world.session.get_one(User, world.colleague.user_id).is_active = False
    mark(world, document_id, LegalStatus.REVOKED)
    assert world.session.get_one(Document, document_id).legal_status is LegalStatus.REVOKED
    assert told(world).keys() == {"oki"}
