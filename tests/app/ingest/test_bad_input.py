"""Every bad file of the issue: refused with a reason, or stored with a named state; never lost, never a failure."""

from collections.abc import Mapping

import pytest
from sqlmodel import select

from app.core.runtime import Runtime
from app.documents.models import Document, Page, ReadingState, Revision
from app.documents.schemas import DocumentFields
from app.ingest import service as ingest
from app.jobs import queue
from app.jobs.models import JobState
from storage.blobs import StoreFull
from storage.local import LocalBlobStore
from tests.conftest import SignedIn, WorkQueue
from tests.support.files import make_docx, make_locked_pdf, make_pdf, make_picture_pdf
from tests.support.library import add_document
from tests.support.people import People

PAGES = [f"Halaman {number}\nLayanan kota nomor {number} dicatat." for number in range(1, 6)]
WHOLE = make_pdf(PAGES)

STATES = [
    ("utuh.pdf", WHOLE, {ReadingState.OK}),
    ("terpotong.pdf", WHOLE[: len(WHOLE) // 2], {ReadingState.PARTIAL, ReadingState.DAMAGED, ReadingState.OK}),
    ("terpotong-awal.pdf", WHOLE[:60], {ReadingState.DAMAGED}),
    ("terkunci.pdf", make_locked_pdf(PAGES), {ReadingState.LOCKED}),
    ("pindaian.pdf", make_picture_pdf(3), {ReadingState.NO_TEXT}),
    ("sampah-di-belakang.pdf", WHOLE + b"\x00" * 5000, {ReadingState.OK}),
    (
        "tanpa-halaman.pdf",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        {ReadingState.DAMAGED, ReadingState.NO_TEXT},
    ),
    ("surat.docx", make_docx(["Yang terhormat,", "Mohon data layanan."]), {ReadingState.OK}),
    ("kosong.docx", make_docx([]), {ReadingState.NO_TEXT}),
    ("catatan.txt", "Catatan rapat ber-NUL \x00 dan \ufeff tanda".encode(), {ReadingState.OK}),
    ("latin.txt", "R\xe9sum\xe9 layanan kota".encode("latin-1"), {ReadingState.OK}),
]


@pytest.mark.slow
def test_each_ends_in_a_named_state_and_stays_findable(
    runtime: Runtime, people: People, work_queue: WorkQueue, signed_in: SignedIn
) -> None:
    curator = signed_in("kurator")
    taken: dict[str, int] = {}
    for name, content, _ in STATES:
        response = curator.post("/api/v1/documents", files={"file": (name, content)})
        if name == "catatan.txt" and response.status_code == 415:
            continue
        assert response.status_code == 201, (name, response.text)
        taken[name] = response.json()["id"]
    work_queue()
    for name, content, states in STATES:
        if name not in taken:
            continue
        read = curator.get(f"/api/v1/documents/{taken[name]}").json()
        assert ReadingState(read["state"]) in states, (name, read["revisions"])
        assert curator.get(f"/api/v1/documents/{taken[name]}/file").content == content
        query = name.rpartition(".")[0].replace("-", " ")
        hits = curator.get("/api/v1/search", params={"q": query, "limit": 50}).json()["hits"]
        assert taken[name] in [hit["document_id"] for hit in hits], name
    with runtime.database.read() as session:
        assert queue.count_by_state(session).get(JobState.FAILED, 0) == 0


def test_a_file_that_waits_is_counted_and_then_read(
    runtime: Runtime, people: People, work_queue: WorkQueue, signed_in: SignedIn
) -> None:
    curator = signed_in("kurator")
    document_id = add_document(runtime, people["kurator"], WHOLE, "layanan.pdf")
    before = curator.get("/api/v1/search", params={"q": "layanan"}).json()
    assert any("masih dibaca" in notice for notice in before["notices"])
    work_queue()
    after = curator.get("/api/v1/search", params={"q": "layanan kota"}).json()
    assert after["hits"][0]["document_id"] == document_id
    assert not any("masih dibaca" in notice for notice in after["notices"])
    pages = [curator.get(f"/api/v1/documents/{document_id}/pages/{number}").json()["text"] for number in range(1, 6)]
    assert all(f"nomor {number}" in page for number, page in enumerate(pages, start=1))


def test_on_a_full_disk_nothing_is_taken_and_the_reason_is_said(signed_in: SignedIn, runtime: Runtime) -> None:
    curator = signed_in("kurator")
    store = curator.app.state.runtime.store  # type: ignore[attr-defined]
    assert isinstance(store, LocalBlobStore)
    store.min_free_bytes = 2**60
    response = curator.post("/api/v1/documents", files={"file": ("layanan.pdf", WHOLE)})
    assert response.status_code == 507
    assert response.headers["content-type"] == "application/problem+json"
    assert "Ruang penyimpanan" in response.json()["detail"]
    assert curator.get("/api/v1/documents").json()["total"] == 0
    assert list(runtime.store.iter_all()) == []
    assert list((runtime.settings.blob_dir / "tmp").iterdir()) == []
    assert curator.get("/readyz").status_code == 200
    store.min_free_bytes = 0
    assert curator.post("/api/v1/documents", files={"file": ("layanan.pdf", WHOLE)}).status_code == 201


@pytest.mark.parametrize("files", [{}, {"lain": ("a.pdf", WHOLE)}, {"file": ("", b"")}])
def test_an_upload_without_a_file_says_so(files: Mapping[str, tuple[str, bytes]], signed_in: SignedIn) -> None:
    response = signed_in("kurator").post("/api/v1/documents", files=dict(files) or None, data={"title": "x"})
    assert response.status_code in {400, 422}
    assert response.headers["content-type"] == "application/problem+json"


def test_fields_that_do_not_fit_refuse_the_upload_before_anything_is_stored(
    signed_in: SignedIn, runtime: Runtime
) -> None:
    data = {"year": "kemarin", "visibility": "dunia"}
    response = signed_in("kurator").post("/api/v1/documents", files={"file": ("layanan.pdf", WHOLE)}, data=data)
    assert response.status_code == 422
    assert {problem["field"] for problem in response.json()["errors"]} == {"year", "visibility"}
    assert list(runtime.store.iter_all()) == []


def test_two_files_in_one_request_are_refused_not_half_taken(signed_in: SignedIn, runtime: Runtime) -> None:
    files = [("file", ("a.pdf", WHOLE)), ("file", ("b.pdf", make_pdf(["lain"])))]
    response = signed_in("kurator").post("/api/v1/documents", files=files)
    assert response.status_code == 400
    assert signed_in("kurator").get("/api/v1/documents").json()["total"] == 0


def test_a_lost_blob_becomes_a_state_not_a_loop(runtime: Runtime, people: People, work_queue: WorkQueue) -> None:
    document_id = add_document(runtime, people["kurator"], WHOLE, "layanan.pdf")
    with runtime.database.read() as session:
        revision = session.exec(select(Revision).where(Revision.document_id == document_id)).one()
    runtime.store.delete(revision.sha256)
    work_queue()
    with runtime.database.read() as session:
        read = session.get_one(Revision, revision.id)
        assert read.state is ReadingState.DAMAGED
        assert "tidak ditemukan" in read.state_detail


def test_the_store_full_is_not_mistaken_for_something_else(runtime: Runtime, people: People) -> None:
    assert isinstance(runtime.store, LocalBlobStore)
    runtime.store.min_free_bytes = 2**60
    with pytest.raises(StoreFull):
        add_document(runtime, people["kurator"], WHOLE, "layanan.pdf")
    with runtime.database.read() as session:
        assert session.exec(select(Document)).all() == []


def test_pages_of_an_interrupted_reading_are_not_kept_twice(
    runtime: Runtime, people: People, work_queue: WorkQueue
) -> None:
    """A killed worker leaves some pages behind; reading anew starts from nothing."""
    document_id = add_document(runtime, people["kurator"], WHOLE, "layanan.pdf", DocumentFields(title="Layanan"))
    with runtime.database.write() as session:
        revision = session.exec(select(Revision).where(Revision.document_id == document_id)).one()
        session.add(Page(revision_id=revision.id or 0, number=1, text="setengah"))
        session.add(Page(revision_id=revision.id or 0, number=99, text="tidak ada lagi"))
        revision.pages_read = 2
    work_queue()
    with runtime.database.read() as session:
        numbers = session.exec(select(Page.number).where(Page.revision_id == revision.id)).all()
        assert sorted(numbers) == [1, 2, 3, 4, 5]
        assert session.get_one(Revision, revision.id).pages_read == 5


def test_reading_again_is_for_those_who_may_change_it(
    library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn, work_queue: WorkQueue
) -> None:
    path = f"/api/v1/documents/{library['sop']}/read-again"
    assert signed_in("operator").post(path).status_code == 403
    assert signed_in("kurator").post(path).status_code == 202
    again = signed_in("kurator").post(path)
    assert again.status_code == 409, "it waits already"
    work_queue()
    assert signed_in("kurator").get(f"/api/v1/documents/{library['sop']}").json()["state"] == "ok"
    assert ingest.LANE == "ingest"
