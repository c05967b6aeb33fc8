"""Twins and revisions: the same bytes are one document to whoever may see it, and a new file keeps the old."""

import threading
from collections.abc import Mapping

from sqlmodel import select

from app.audit import service as audit
from app.core.runtime import Runtime
from app.documents.models import Document, Revision
from tests.conftest import SignedIn, WorkQueue
from tests.support.files import make_pdf
from tests.support.library import SAMPLES

NEWER = make_pdf(["SOP Pencadangan Data\nKini memakai pita magnetik.", "Halaman kedua.", "Halaman ketiga."])


def test_a_twin_is_pointed_to(library: Mapping[str, int], signed_in: SignedIn) -> None:
    files = {"file": ("nama-lain.pdf", SAMPLES[0].content)}
    response = signed_in("operator").post("/api/v1/documents", files=files)
    assert response.status_code == 409
    assert response.json()["link"] == f"/dokumen/{library['perwal']}"
    assert "Penyelenggaraan Sistem" in response.json()["detail"]


def test_a_twin_in_the_trash_may_come_again(library: Mapping[str, int], signed_in: SignedIn) -> None:
    """Trashed is hidden: the new document shares the bytes."""
    content = next(sample.content for sample in SAMPLES if sample.key == "buangan")
    response = signed_in("operator").post("/api/v1/documents", files={"file": ("lagi.pdf", content)})
    assert response.status_code == 201
    assert response.json()["id"] != library["buangan"]


def test_the_uploader_and_agency_are_noted(library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn) -> None:
    made = signed_in("operator2").post("/api/v1/documents", files={"file": ("baru.pdf", NEWER)}).json()
    assert (made["agency"], made["visibility"], made["title"]) == ("Dinas Kesehatan", "internal", "Baru")
    with runtime.database.read() as session:
        entry = audit.history(session, object_type="document", object_id=made["id"])[0]
    assert (entry.verb, entry.actor_name) == ("document.add", "Operator2 Uji")


def test_a_revision_replaces_what_is_found_and_keeps_what_was(
    library: Mapping[str, int], signed_in: SignedIn, work_queue: WorkQueue
) -> None:
    curator = signed_in("kurator")
    path = f"/api/v1/documents/{library['sop']}"
    made = curator.post(f"{path}/revisions", files={"file": ("sop-baru.pdf", NEWER)}, data={"note": "Pita"})
    assert made.status_code == 201
    assert [row["ordinal"] for row in made.json()["revisions"]] == [2, 1]
    newer, older = (row["id"] for row in made.json()["revisions"])
    assert newer > older, "what evidence names as its revision_id"
    work_queue()
    assert curator.get(f"{path}/file").content == NEWER
    assert curator.get(f"{path}/file", params={"revision": 1}).content == SAMPLES[2].content
    assert "pita magnetik" in curator.get(f"{path}/pages/1").json()["text"]
    assert "setiap malam" in curator.get(f"{path}/pages/1", params={"revision": 1}).json()["text"]
    assert curator.get(f"{path}/pages/3", params={"revision": 1}).status_code == 404
    assert curator.get("/api/v1/search", params={"q": "magnetik"}).json()["total"] == 1
    assert curator.get("/api/v1/search", params={"q": '"setiap malam"'}).json()["total"] == 0
    assert curator.get(path).json()["title"] == "SOP Pencadangan Data", "a person named it"


def test_the_same_file_again_is_no_revision(library: Mapping[str, int], signed_in: SignedIn) -> None:
    path = f"/api/v1/documents/{library['sop']}/revisions"
    response = signed_in("kurator").post(path, files={"file": ("sama.pdf", SAMPLES[2].content)})
    assert response.status_code == 409


def test_an_older_file_may_come_back_as_a_new_revision(
    library: Mapping[str, int], signed_in: SignedIn, work_queue: WorkQueue
) -> None:
    curator, path = signed_in("kurator"), f"/api/v1/documents/{library['sop']}/revisions"
    assert curator.post(path, files={"file": ("baru.pdf", NEWER)}).status_code == 201
    back = curator.post(path, files={"file": ("lama.pdf", SAMPLES[2].content)})
    assert back.status_code == 201
    work_queue()
    assert curator.get("/api/v1/search", params={"q": "magnetik"}).json()["total"] == 0


def test_the_same_upload_at_the_same_time_is_one_document(runtime: Runtime, signed_in: SignedIn) -> None:
    clients = [signed_in("kurator"), signed_in("operator"), signed_in("admin"), signed_in("operator2")]
    answers: list[int] = []
    start = threading.Barrier(len(clients))

    def upload(number: int) -> None:
        start.wait()
        answers.append(clients[number].post("/api/v1/documents", files={"file": ("baru.pdf", NEWER)}).status_code)

    threads = [threading.Thread(target=upload, args=(number,)) for number in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [201, 409, 409, 409]
    with runtime.database.read() as session:
        assert len(session.exec(select(Document)).all()) == 1
        assert len(session.exec(select(Revision)).all()) == 1
    assert len(list(runtime.store.iter_all())) == 1
