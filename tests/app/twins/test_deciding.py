"""Merging, declaring a revision, telling apart – and the way back, which restores every row as it was."""

from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.core.errors import Conflict
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents import relating, tagging
from app.documents import service as documents
from app.documents.models import (
    Document,
    LegalStatus,
    Lifecycle,
    Mention,
    Relation,
    RelationType,
    Revision,
    Tag,
    TagState,
)
from app.documents.schemas import DocumentFields
from app.evidence import service as evidence
from app.evidence.models import Evidence, EvidenceItem, EvidenceState, StageLevel
from app.evidence.schemas import ItemInput
from app.instruments import service as instruments
from app.jobs.models import Job
from app.twins import deciding, reads
from app.twins.models import Twin
from app.twins.schemas import Decision
from tests.conftest import WorkQueue
from tests.support.copies import Pair
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
        assert gone.trash_reason == "Digabung dengan dokumen lain"
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


def test_a_merge_moves_what_a_revocation_says(runtime: Runtime, people: People, pair: Pair) -> None:
    """The rule that revokes the document that goes revokes the one that stays; undoing gives it back."""
    curator = people["kurator"]
    with runtime.database.write() as session:
        gone = documents.get(session, curator, pair.second)
        fields = DocumentFields(kind_abbrev="Perwali Kota Tirta Kencana", number="5", year=2017)
        documents.edit(session, curator, document_id=pair.second, fields=fields)
        revoking = Document(title="Pencabutan", created_by=gone.created_by)
        session.add(revoking)
        session.flush()
        revoking_id = saved_id(revoking.id)
        target = "Perwali Kota Tirta Kencana 5/2017"
        relating.add(session, curator, document_id=revoking_id, type_=RelationType.REVOKES, target=target)
    assert status_of(runtime, pair) == [LegalStatus.UNKNOWN, LegalStatus.REVOKED]
    with runtime.database.write() as session:
        deciding.decide(session, curator, twin_id=pair.twin_id, decision=Decision.MERGE, keep_id=pair.first)
    assert status_of(runtime, pair)[0] is LegalStatus.REVOKED
    with runtime.database.write() as session:
        deciding.undo(session, curator, twin_id=pair.twin_id)
    assert status_of(runtime, pair) == [LegalStatus.UNKNOWN, LegalStatus.REVOKED]


def status_of(runtime: Runtime, pair: Pair) -> list[LegalStatus]:
    with runtime.database.read() as session:
        return [session.get_one(Document, key).legal_status for key in (pair.first, pair.second)]
