"""What reading a file leaves behind: a fingerprint, and pairs with the documents that are nearly the same."""

import io

import pytest
from sqlmodel import Session, func, select

from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.models import Document, Kind, Revision, Visibility
from app.documents.schemas import DocumentFields
from app.ingest import service as ingest
from app.twins import deciding, queries, service
from app.twins.models import Fingerprint, FingerprintBand, Twin, TwinState
from app.twins.schemas import Decision
from indexer.likeness import BANDS, Signature, bands, likeness, signature
from tests.conftest import WorkQueue
from tests.support.copies import FAR_PAGES, NEAR_PAGES, PAGES, Pair, pdf_of
from tests.support.counting import count_queries
from tests.support.library import add_document
from tests.support.people import People


def twins(session: Session) -> list[tuple[int, int, TwinState]]:
    return [(row.first_id, row.second_id, row.state) for row in session.exec(select(Twin).order_by(Twin.id))]  # type: ignore[arg-type]


def again(session: Session, document_id: int, made: Signature) -> None:
    document = session.get_one(Document, document_id)
    service.record(session, document=document, revision_id=saved_id(document.current_revision_id), signature=made)


def test_a_near_copy_is_suggested_once_it_is_read(runtime: Runtime, pair: Pair) -> None:
    with runtime.database.read() as session:
        twin = session.get_one(Twin, pair.twin_id)
        assert (twin.first_id, twin.second_id, twin.state) == (pair.first, pair.second, TwinState.SUGGESTED)
        assert 0.6 < twin.likeness < 1
        assert session.exec(select(func.count()).select_from(FingerprintBand)).one() == 2 * BANDS


def test_reading_again_changes_nothing(runtime: Runtime, people: People, pair: Pair, work_queue: WorkQueue) -> None:
    with runtime.database.read() as session:
        before = session.get_one(Twin, pair.twin_id).model_dump()
    for document_id in (pair.first, pair.second):
        with runtime.database.write() as session:
            ingest.read_again(session, people["kurator"], document_id=document_id)
    work_queue()
    with runtime.database.read() as session:
        assert session.exec(select(Twin)).one().model_dump() == before
        assert session.exec(select(func.count()).select_from(Fingerprint)).one() == 2


def test_another_text_is_not_suggested(runtime: Runtime, people: People, pair: Pair, work_queue: WorkQueue) -> None:
    add_document(runtime, people["kurator"], pdf_of(FAR_PAGES), "hadir.pdf")
    work_queue()
    with runtime.database.read() as session:
        assert len(twins(session)) == 1


def test_a_file_that_reads_otherwise_now_takes_its_suggestion_back(runtime: Runtime, pair: Pair) -> None:
    with runtime.database.write() as session:
        again(session, pair.second, signature(FAR_PAGES))
        assert twins(session) == []


def test_a_pair_that_was_told_apart_is_never_suggested_again(runtime: Runtime, people: People, pair: Pair) -> None:
    with runtime.database.write() as session:
        deciding.decide(session, people["kurator"], twin_id=pair.twin_id, decision=Decision.DISTINCT)
    with runtime.database.write() as session:
        again(session, pair.second, signature(PAGES))
        again(session, pair.first, signature(PAGES))
        assert twins(session) == [(pair.first, pair.second, TwinState.DISTINCT)]


def test_a_copy_of_an_older_revision_is_found_too(
    runtime: Runtime, people: People, pair: Pair, work_queue: WorkQueue
) -> None:
    """The curator's document moves on; a third upload is nearly what it was."""
    stored = ingest.store_file(
        runtime.store, runtime.settings, stream=io.BytesIO(pdf_of(FAR_PAGES)), file_name="baru.pdf"
    )
    with runtime.database.write() as session:
        ingest.add_revision(session, people["kurator"], document_id=pair.first, stored=stored)
    work_queue()
    third = add_document(runtime, people["operator2"], pdf_of((*PAGES, "Lampiran satu")), "ketiga.pdf")
    work_queue()
    with runtime.database.read() as session:
        assert (pair.first, third, TwinState.SUGGESTED) in twins(session)
        old = session.exec(select(Revision).where(Revision.document_id == pair.first, Revision.ordinal == 1)).one()
        found = session.exec(select(Twin).where(Twin.first_id == pair.first, Twin.second_id == third)).one()
        assert found.first_revision_id == old.id


def test_the_number_of_a_rule_weighs_more_than_its_words(runtime: Runtime, people: People) -> None:
    """A poor scan of one rule shares few words with the print; two rules of one template share many."""
    template = (*PAGES, "Tambahan pada halaman ini. " + FAR_PAGES[0][:110])
    assert service.ALIKE < likeness(signature(PAGES), signature(template)) < service.ALIKE_OTHER_RULE
    half = (PAGES[0], "Bunyi halaman ini seluruhnya lain " + FAR_PAGES[0])
    ids = {}
    for name, number in (("cetak", "4"), ("pindai", "4"), ("lain", "5")):
        ids[name] = add_document(runtime, people["kurator"], pdf_of((name, *PAGES)), f"{name}.pdf", rule(number))
    with runtime.database.write() as session:
        again(session, ids["cetak"], signature(PAGES))
        again(session, ids["pindai"], signature(half))
        again(session, ids["lain"], signature(template))
        assert twins(session) == [(ids["cetak"], ids["pindai"], TwinState.SUGGESTED)]


def rule(number: str) -> DocumentFields:
    return DocumentFields(
        title=f"Aturan {number}",
        kind=Kind.REGULATION,
        kind_abbrev="Perwali Kota Tirta Kencana",
        number=number,
        year=2024,
        visibility=Visibility.PUBLIC,
    )


def test_a_trashed_copy_is_paired_when_it_is_back(runtime: Runtime, people: People, pair: Pair) -> None:
    curator = people["kurator"]
    with runtime.database.write() as session:
        documents.trash(session, curator, document_id=pair.first, reason="Salah unggah")
        again(session, pair.second, signature(NEAR_PAGES))
        assert twins(session) == [(pair.first, pair.second, TwinState.SUGGESTED)], "but nobody sees it meanwhile"


@pytest.mark.slow
def test_a_template_that_hundreds_share_stays_cheap(runtime: Runtime, people: People) -> None:
    made = signature(PAGES)
    with runtime.database.write() as session:
        for number in range(300):
            add_bare(session, number, made)
    newest = add_document(runtime, people["kurator"], pdf_of(PAGES), "baru.pdf")
    with runtime.database.write() as session, count_queries(runtime.database.engine) as counted:
        again(session, newest, made)
    assert len(counted) < 25, "ten of them write the ten pairs"
    with runtime.database.read() as session:
        assert len(twins(session)) == 10


def add_bare(session: Session, number: int, made: Signature) -> None:
    document = Document(title=f"Formulir {number}")
    session.add(document)
    session.flush()
    revision = Revision(
        document_id=saved_id(document.id),
        sha256=f"{number:064d}",
        size=1,
        media_type="application/pdf",
        file_name="f.pdf",
    )
    session.add(revision)
    session.flush()
    document.current_revision_id = revision.id
    queries.put_fingerprint(session, saved_id(revision.id), made, bands(made))


def test_what_is_deleted_for_good_leaves_nothing(runtime: Runtime, pair: Pair) -> None:
    with runtime.database.write() as session:
        service.forget(session, document_id=pair.first)
        assert twins(session) == []
        assert len(session.exec(select(Fingerprint)).all()) == 1
        assert len(session.exec(select(FingerprintBand)).all()) == BANDS
