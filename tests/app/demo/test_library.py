"""The sample library as it stands when the site comes up; on a machine without a recogniser; and loaded twice."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from app import composition
from app.accounts import service as accounts
from app.audit.models import AuditEntry
from app.core.pagination import Slice
from app.demo import library, reviews
from app.demo.samples import sources
from app.documents import checking
from app.documents.models import (
    Document,
    LegalStatus,
    Page,
    ReadingState,
    Relation,
    RelationType,
    Revision,
    Tag,
    TagState,
)
from app.evidence.models import Evidence
from app.jobs.models import Job, JobState
from app.notices import service as notices
from app.stewardship.models import Stewardship, Told
from app.twins.models import Twin, TwinState
from tests.support.demo import copied_demo, demo_settings

pytestmark = pytest.mark.slow

SAMPLES = sources()
DOCUMENTS = [source for source in SAMPLES if not source.revision_of]
UNCHECKED = {source.slug for source in SAMPLES if not source.is_checked}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    settings = copied_demo(tmp_path_factory.getbasetemp(), tmp_path_factory.mktemp("contoh") / "data")
    with composition.runtime(settings) as runtime, runtime.database.read() as opened:
        yield opened


def document(session: Session, slug: str) -> Document:
    wanted = select(Revision.document_id).where(col(Revision.file_name).startswith(f"{slug}."))
    return session.get_one(Document, session.exec(wanted).one())


def states(session: Session, *, scans: bool) -> set[ReadingState]:
    found = [document(session, source.slug).current_revision_id for source in DOCUMENTS if source.is_scan == scans]
    return {session.get_one(Revision, revision_id).state for revision_id in found}


def related(session: Session, type_: RelationType) -> list[tuple[str, str]]:
    """(who, whom) by title, where the library holds both."""
    found = session.exec(select(Relation).where(Relation.type == type_)).all()
    held = [(row.document_id, row.target_document_id) for row in found if row.target_document_id is not None]
    return [(session.get_one(Document, one).title, session.get_one(Document, other).title) for one, other in held]


def test_all_but_the_scans_are_read_and_findable_when_the_site_comes_up(session: Session) -> None:
    assert session.exec(select(func.count()).select_from(Document)).one() == len(DOCUMENTS) == 33
    assert states(session, scans=False) == {ReadingState.OK}
    assert states(session, scans=True) <= {ReadingState.RECOGNISING, ReadingState.NO_OCR}
    open_jobs = select(Job.lane).where(col(Job.state).in_([JobState.QUEUED, JobState.RUNNING]))
    assert set(session.exec(open_jobs)) <= {"ocr", "pictures"}
    assert session.exec(select(Job).where(Job.state == JobState.FAILED)).all() == []


def test_a_rule_is_revoked_and_another_amended_by_relations_that_a_curator_confirmed(session: Session) -> None:
    old, held = (
        document(session, slug)
        for slug in ("peraturan-wali-kota-41-2017-pedoman-tik", "peraturan-wali-kota-12-2023-penyelenggaraan-spbe")
    )
    assert (old.legal_status, held.legal_status) == (LegalStatus.REVOKED, LegalStatus.AMENDED)
    assert (held.title, old.title) in related(session, RelationType.REVOKES)
    (amending,) = [one for one, other in related(session, RelationType.AMENDS) if other == held.title]
    assert amending.startswith("Perubahan atas Peraturan Wali Kota Nomor 12 Tahun 2023")
    trail = select(AuditEntry).where(AuditEntry.verb == "document.status", AuditEntry.object_id == str(old.id))
    assert (session.exec(trail).one().after or {})["legal_status"] == "revoked"


def test_one_document_has_two_files_the_newer_with_a_note(session: Session) -> None:
    newer = next(source for source in SAMPLES if source.revision_of)
    found = document(session, newer.slug)
    files = session.exec(select(Revision).where(Revision.document_id == found.id).order_by(col(Revision.ordinal))).all()
    assert [file.file_name for file in files] == [f"{newer.revision_of}.docx", f"{newer.slug}.docx"]
    assert files[1].note == newer.note != ""
    assert found.current_revision_id == files[1].id
    first_page = session.get_one(Page, (files[0].id, 1))
    assert "SOP-LYN-05/2024" in first_page.text


def test_a_marked_copy_is_suggested_as_a_twin_and_left_undecided(session: Session) -> None:
    (twin,) = session.exec(select(Twin)).all()
    assert twin.state is TwinState.SUGGESTED
    copy = next(source for source in SAMPLES if source.copy_of)
    both = {document(session, slug).id for slug in (copy.slug, str(copy.copy_of))}
    assert {twin.first_id, twin.second_id} == both
    assert twin.likeness > 0.9


def test_a_few_documents_wait_for_a_curator_and_the_others_are_checked(session: Session) -> None:
    unchecked = {slug for slug in {source.slug for source in DOCUMENTS} if document(session, slug).checked_at is None}
    assert unchecked == UNCHECKED
    assert len(unchecked) == 3
    curator = accounts.actor_named(session, "kurator")
    waiting = checking.queue(session, curator, part=Slice(50, 0))
    assert {row.row.id for row in waiting.items} <= {document(session, slug).id for slug in UNCHECKED}
    assert any(row.doubtful for row in waiting.items)


def test_every_indicator_of_the_sources_is_confirmed(session: Session) -> None:
    confirmed = session.exec(select(func.count()).select_from(Tag).where(Tag.state == TagState.CONFIRMED)).one()
    assert confirmed == sum(len(source.confirmed_indicators) for source in SAMPLES)


def test_without_a_recogniser_the_whole_library_comes_and_a_second_loading_adds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    settings = demo_settings(tmp_path / "data")
    composition.initialise(settings)
    with composition.runtime(settings) as runtime:
        library.load(runtime)
        with runtime.database.read() as session:
            assert states(session, scans=False) == {ReadingState.OK}
            assert states(session, scans=True) == {ReadingState.NO_OCR}
            before = _counts(session)
        library.load(runtime)
        with runtime.database.read() as session:
            assert _counts(session) == before


def _counts(session: Session) -> dict[str, int]:
    tables = (Document, Revision, Relation, Tag, Evidence, Twin, AuditEntry)
    return {table.__name__: session.exec(select(func.count()).select_from(table)).one() for table in tables}


def test_some_documents_have_an_owner_and_are_due_at_different_times(session: Session) -> None:
    """One that nobody reviewed in time, one that is due soon; and who looks after a rule heard that it was changed."""
    found = [document(session, plan.slug) for plan in reviews.PLANS]
    assert [session.get_one(Stewardship, one.id).told for one in found] == [
        Told.OVERDUE,
        Told.SOON,
        Told.NOTHING,
        Told.NOTHING,
    ]
    operator = accounts.actor_named(session, "operator")
    kinds = {row.kind for row in notices.listing(session, operator, part=Slice()).items}
    assert {"review.overdue", "review.soon", "rule.steward_amended"} <= kinds
    assert found[-1].legal_status is LegalStatus.AMENDED
