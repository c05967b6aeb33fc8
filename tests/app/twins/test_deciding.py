"""Merging, declaring a revision, telling apart – and the way back, which restores every row as it was."""

from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.audit import service as audit
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents import relating, tagging
from app.documents import service as documents
from app.documents.models import (
    Document,
    Lifecycle,
    Mention,
    Relation,
    RelationType,
    Revision,
    Tag,
    TagState,
    Visibility,
)
from app.documents.schemas import DocumentFields
from app.evidence import service as evidence
from app.evidence.models import Evidence, EvidenceItem, EvidenceState, StageLevel
from app.evidence.schemas import ItemInput
from app.instruments import service as instruments
from app.jobs.models import Job
from app.notices.models import Notice
from app.twins import deciding, reads, service
from app.twins.handlers import DocumentMerged
from app.twins.models import Twin, TwinState
from app.twins.schemas import Decision
from tests.conftest import WorkQueue
from tests.support.copies import Pair, add_copies
from tests.support.library import INSTRUMENT
from tests.support.people import People

TABLES = (Document, Revision, Tag, Relation, Mention, Evidence, EvidenceItem, StageLevel, Twin)
MOVING = {"version", "updated_at"}  # say that a row was touched, which it was


def everything(session: Session) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for table in TABLES:
        rows = [row.model_dump(exclude=MOVING) for row in session.exec(select(table))]
        found[table.__name__] = sorted(rows, key=lambda row: repr(sorted(row.items(), key=repr)))
    return found


def indicator(session: Session, number: int) -> int:
    return {ref.number: ref.id for ref in instruments.references(session, INSTRUMENT)}[number]


def furnish(runtime: Runtime, people: People, pair: Pair) -> None:
    """Labels and relations on the operator's copy, one of them also on the curator's, decided otherwise."""
    curator = people["kurator"]
    with runtime.database.write() as session:
        for number, document_id, state in (
            (26, pair.second, TagState.CONFIRMED),
            (1, pair.second, TagState.CONFIRMED),
            (1, pair.first, TagState.CONFIRMED),
        ):
            tagging.decide(
                session, curator, document_id=document_id, indicator_id=indicator(session, number), state=state
            )
        relating.add(session, curator, document_id=pair.second, type_=RelationType.IMPLEMENTS, target="Perpres 95/2018")


def accepted_claim(session: Session, people: People, revision_id: int) -> int:
    made = evidence.create_assessment(
        session, people["peninjau"], title="Penilaian", year=2026, instrument_id=INSTRUMENT
    )
    claim = evidence.draft(
        session,
        people["operator"],
        assessment_id=saved_id(made.id),
        indicator_id=indicator(session, 26),
        level=Decimal(3),
        statement="Halaman pertama mewajibkannya.",
        items=[ItemInput(revision_id, 1, 1)],
    )
    evidence.submit(session, people["operator"], evidence_id=saved_id(claim.id))
    evidence.accept(session, people["peninjau"], evidence_id=saved_id(claim.id), note="Sesuai")
    return saved_id(claim.id)


def current_of(session: Session, document_id: int) -> int:
    return saved_id(session.get_one(Document, document_id).current_revision_id)


def test_a_merge_carries_over_what_the_kept_document_lacks(runtime: Runtime, people: People, pair: Pair) -> None:
    furnish(runtime, people, pair)
    with runtime.database.write() as session:
        deciding.decide(session, people["kurator"], twin_id=pair.twin_id, decision=Decision.MERGE, keep_id=pair.first)
    with runtime.database.read() as session:
        kept, gone = session.get_one(Document, pair.first), session.get_one(Document, pair.second)
        assert (kept.title, kept.year, kept.issuer, kept.labels) == (
            "Pedoman Layanan Bergerak",
            2024,
            "Dinas Kominfo",
            ["layanan"],
        )
        assert kept.provenance["issuer"] == "person"
        assert gone.lifecycle is Lifecycle.TRASHED
        assert gone.trash_reason == "Digabung dengan “Pedoman Layanan Bergerak”"
        tags = tagging.tags_of(session, people["kurator"], pair.first)
        assert {row.number for row in tags if row.state is TagState.CONFIRMED} == {1, 26}
        relation = session.exec(select(Relation).where(Relation.document_id == pair.first)).one()
        assert (relation.type, relation.target_key) == (RelationType.IMPLEMENTS, "perpres:95:2018")
        jobs = session.exec(select(Job.subject).where(Job.kind == "index", Job.state == "queued")).all()
        assert {f"document:{pair.first}", f"document:{pair.second}"} <= set(jobs)


@pytest.mark.parametrize("decision", [Decision.MERGE, Decision.NEWER, Decision.OLDER])
@pytest.mark.parametrize("keeps_first", [True, False])
def test_undo_restores_every_row(
    runtime: Runtime, people: People, pair: Pair, work_queue: WorkQueue, decision: Decision, keeps_first: bool
) -> None:
    furnish(runtime, people, pair)
    work_queue()
    kept, gone = (pair.first, pair.second) if keeps_first else (pair.second, pair.first)
    with runtime.database.write() as session:
        claim = kept if decision in (Decision.MERGE, Decision.NEWER) else gone
        accepted_claim(session, people, current_of(session, claim))
    with runtime.database.read() as session:
        before = everything(session)
    with runtime.database.write() as session:
        deciding.decide(session, people["kurator"], twin_id=pair.twin_id, decision=decision, keep_id=kept)
    work_queue()
    with runtime.database.read() as session:
        assert everything(session) != before
    with runtime.database.write() as session:
        deciding.undo(session, people["kurator"], twin_id=pair.twin_id)
    work_queue()
    with runtime.database.read() as session:
        after = everything(session)
    assert undecided(after) == undecided(before)


def undecided(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Suggested labels are made anew by every reading: what they say counts, not their number."""
    tags = [
        {name: value for name, value in row.items() if row["state"] != "suggested" or name not in {"id", "created_at"}}
        for row in rows["Tag"]
    ]
    return rows | {"Tag": sorted(tags, key=repr)}


def test_undo_keeps_what_people_did_since(runtime: Runtime, people: People, pair: Pair) -> None:
    curator = people["kurator"]
    furnish(runtime, people, pair)
    with runtime.database.write() as session:
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.MERGE, keep_id=pair.first)
    with runtime.database.write() as session:
        documents.edit(session, curator, document_id=pair.first, fields=DocumentFields(issuer="Dinas Lain"))
        rejected = TagState.REJECTED
        tagging.decide(session, curator, document_id=pair.first, indicator_id=indicator(session, 26), state=rejected)
    with runtime.database.write() as session:
        deciding.undo(session, curator, twin_id=pair.twin_id)
    with runtime.database.read() as session:
        kept = session.get_one(Document, pair.first)
        assert (kept.issuer, kept.year) == ("Dinas Lain", None)
        tags = {row.number: row.state for row in tagging.tags_of(session, curator, pair.first)}
        assert tags[26] is TagState.REJECTED


def test_a_document_that_evidence_rests_on_is_not_merged_away(runtime: Runtime, people: People, pair: Pair) -> None:
    curator = people["kurator"]
    with runtime.database.write() as session:
        accepted_claim(session, people, current_of(session, pair.second))
    with runtime.database.read() as session:
        before = everything(session)
    with pytest.raises(Conflict, match="dipakai sebagai bukti dukung"), runtime.database.write() as session:
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.MERGE, keep_id=pair.first)
    with runtime.database.write() as session:
        assert everything(session) == before
        assert reads.view(session, curator, pair.twin_id, part=reads.ONE).keep_id == pair.second
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.MERGE, keep_id=pair.second)


def test_a_newer_file_keeps_the_old_one_and_ends_what_was_accepted_on_it(
    runtime: Runtime, people: People, pair: Pair, work_queue: WorkQueue
) -> None:
    curator = people["kurator"]
    with runtime.database.write() as session:
        old, new = current_of(session, pair.first), current_of(session, pair.second)
        claim_id = accepted_claim(session, people, old)
    with runtime.database.write() as session:
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.NEWER, keep_id=pair.first)
    work_queue()
    with runtime.database.read() as session:
        view = documents.view(session, curator, pair.first)
        assert [(row.id, row.ordinal) for row in view.revisions] == [(new, 2), (old, 1)]
        assert view.current.id == new
        claim = evidence.get_evidence(session, curator, evidence_id=claim_id)
        assert claim.state is EvidenceState.LAPSED
        assert (claim.items[0].revision_id, claim.items[0].revision_ordinal) == (old, 1)
        assert documents.page(session, curator, pair.first, 1, 1).revision_id == old
    with runtime.database.write() as session:
        deciding.undo(session, curator, twin_id=pair.twin_id)
        row = session.get_one(Evidence, claim_id)
        assert (row.state, row.decision_reason) == (EvidenceState.ACCEPTED, "Sesuai")


def test_an_older_file_goes_before_and_its_evidence_stays_on_it(runtime: Runtime, people: People, pair: Pair) -> None:
    curator = people["kurator"]
    with runtime.database.write() as session:
        current, older = current_of(session, pair.first), current_of(session, pair.second)
        claim_id = accepted_claim(session, people, older)
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.OLDER, keep_id=pair.first)
    with runtime.database.read() as session:
        view = documents.view(session, curator, pair.first)
        assert [row.id for row in view.revisions] == [current, older]
        assert view.current.id == current
        claim = evidence.get_evidence(session, people["operator"], evidence_id=claim_id)
        assert claim.items[0].revision_id == older
        assert claim.items[0].document_id == pair.first
        assert claim.state is EvidenceState.LAPSED


def test_a_revision_that_came_later_stays_when_the_declaration_is_undone(
    runtime: Runtime, people: People, pair: Pair
) -> None:
    curator = people["kurator"]
    with runtime.database.write() as session:
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.OLDER, keep_id=pair.first)
        mine = Revision(
            document_id=pair.first, ordinal=3, sha256="9" * 64, size=1, media_type="text/plain", file_name="tiga.txt"
        )
        session.add(mine)
        session.flush()
        session.get_one(Document, pair.first).current_revision_id = mine.id
        deciding.undo(session, curator, twin_id=pair.twin_id)
        found = session.exec(select(Revision).where(Revision.document_id == pair.first).order_by(col(Revision.ordinal)))
        assert [(row.ordinal, row.file_name) for row in found] == [(1, "pedoman.pdf"), (2, "tiga.txt")]
        assert current_of(session, pair.first) == mine.id


def test_links_lead_to_the_kept_document_for_those_who_may_see_it(runtime: Runtime, people: People, pair: Pair) -> None:
    curator, operator = people["kurator"], people["operator"]
    with runtime.database.write() as session:
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.MERGE, keep_id=pair.first)
    with runtime.database.read() as session, pytest.raises(DocumentMerged) as moved:
        documents.get(session, people["pengunjung"], pair.second)
    assert moved.value.link == f"/dokumen/{pair.first}"
    with runtime.database.write() as session:
        fields = DocumentFields(visibility=Visibility.RESTRICTED)
        documents.edit(session, curator, document_id=pair.first, fields=fields)
    with runtime.database.read() as session:
        assert service.successor(session, people["pengunjung"], pair.second) is None
        assert service.successor(session, operator, pair.second) is None
        assert service.successor(session, curator, pair.second) == pair.first
        with pytest.raises(NotFound) as hidden:
            documents.get(session, people["pengunjung"], pair.second)
        assert not isinstance(hidden.value, DocumentMerged)


def test_a_merged_document_comes_back_only_by_undoing(runtime: Runtime, people: People, pair: Pair) -> None:
    curator = people["kurator"]
    with runtime.database.write() as session:
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.MERGE, keep_id=pair.first)
    with pytest.raises(Conflict) as refused, runtime.database.write() as session:
        documents.restore(session, people["operator"], document_id=pair.second)
    assert refused.value.link == f"/kurasi/kembar/{pair.twin_id}"
    with runtime.database.write() as session:
        documents.trash(session, curator, document_id=pair.first, reason="Ternyata usang")
        documents.restore(session, people["operator"], document_id=pair.second)
        assert session.get_one(Twin, pair.twin_id).state is TwinState.SUGGESTED


def test_whoever_was_not_there_is_told(runtime: Runtime, people: People, pair: Pair) -> None:
    with runtime.database.write() as session:
        made = evidence.create_assessment(
            session, people["peninjau"], title="Penilaian", year=2026, instrument_id=INSTRUMENT
        )
        evidence.draft(
            session,
            people["operator2"],
            assessment_id=saved_id(made.id),
            indicator_id=indicator(session, 26),
            level=Decimal(2),
            items=[ItemInput(current_of(session, pair.second), 1, 1)],
        )
        deciding.decide(session, people["kurator"], twin_id=pair.twin_id, decision=Decision.MERGE, keep_id=pair.first)
    with runtime.database.read() as session:
        told = {row.user_id: row for row in session.exec(select(Notice).where(Notice.kind == "twin.merged"))}
    assert set(told) == {people["operator"].user_id, people["operator2"].user_id}
    assert {row.link for row in told.values()} == {f"/dokumen/{pair.first}"}


def test_what_is_more_closed_is_not_moved_into_what_is_more_open(runtime: Runtime, people: People, pair: Pair) -> None:
    curator = people["kurator"]
    with runtime.database.write() as session:
        fields = DocumentFields(visibility=Visibility.INTERNAL)
        documents.edit(session, curator, document_id=pair.second, fields=fields)
    for decision in (Decision.MERGE, Decision.NEWER, Decision.OLDER):
        with pytest.raises(Conflict, match="lebih tertutup"), runtime.database.write() as session:
            deciding.decide(session, curator, twin_id=pair.twin_id, decision=decision, keep_id=pair.first)
    with runtime.database.write() as session:
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.MERGE, keep_id=pair.second)


def test_who_may_decide(runtime: Runtime, people: People, pair: Pair) -> None:
    """The operator sees the pair, because one document is theirs; the other one is not theirs to change."""
    for decision in Decision:
        with pytest.raises(Forbidden), runtime.database.write() as session:
            deciding.decide(session, people["operator"], twin_id=pair.twin_id, decision=decision, keep_id=pair.second)
    with pytest.raises(NotFound), runtime.database.write() as session:
        deciding.decide(session, people["operator2"], twin_id=pair.twin_id, decision=Decision.DISTINCT)
    with pytest.raises(Forbidden), runtime.database.write() as session:
        deciding.decide(session, people["pembaca"], twin_id=pair.twin_id, decision=Decision.DISTINCT)


def test_decisions_ask_for_what_they_need_and_are_made_once(runtime: Runtime, people: People, pair: Pair) -> None:
    curator = people["kurator"]
    with pytest.raises(InvalidInput), runtime.database.write() as session:
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.MERGE, keep_id=9999)
    with pytest.raises(Conflict), runtime.database.write() as session:
        deciding.undo(session, curator, twin_id=pair.twin_id)
    with runtime.database.write() as session:
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.DISTINCT)
    with pytest.raises(Conflict), runtime.database.write() as session:
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.MERGE, keep_id=pair.first)
    with runtime.database.write() as session:
        deciding.undo(session, curator, twin_id=pair.twin_id)
        assert session.get_one(Twin, pair.twin_id).state is TwinState.SUGGESTED
    with runtime.database.read() as session:
        verbs = [row.verb for row in audit.history(session, object_type="twin", object_id=pair.twin_id)]
    assert verbs == ["twin.undo", "twin.distinct"]


def test_a_pair_with_a_hidden_document_does_not_exist(runtime: Runtime, people: People, work_queue: WorkQueue) -> None:
    first, second = add_copies(runtime, people, visibility=Visibility.RESTRICTED)
    work_queue()
    with runtime.database.read() as session:
        twin = session.exec(select(Twin)).one()
        assert reads.waiting(session, people["kurator"]) == 1
        assert reads.waiting(session, people["operator"]) == 0, f"{first} is not theirs to see"
        with pytest.raises(NotFound):
            reads.get(session, people["operator"], saved_id(twin.id))
    with runtime.database.write() as session:
        documents.edit(
            session, people["kurator"], document_id=first, fields=DocumentFields(visibility=Visibility.INTERNAL)
        )
    with runtime.database.read() as session:
        assert reads.waiting(session, people["operator"]) == 1, f"{second} is their own"
        assert reads.waiting(session, people["operator2"]) == 0
