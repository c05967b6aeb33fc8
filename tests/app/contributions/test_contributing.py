"""A reader writes down what worked: kept, handed in, asked back, mended, published – and read like any document."""

import pytest
from fastapi.testclient import TestClient

from app.contributions import service
from app.contributions.schemas import ContributionFields
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.models import Document, Kind, Lifecycle, Page
from app.publishing import service as publishing
from app.publishing.models import Move
from tests.conftest import SignedIn, WorkQueue
from tests.frontend.pages.visiting import see, send, words
from tests.support.counting import count_queries
from tests.support.people import People

WRITTEN = {
    "title": "Klinik Data Mingguan",
    "problem": "Data kelurahan sering tidak cocok dengan data dinas.",
    "done": "Setiap Rabu operator datang membawa satu tabel yang bermasalah.",
    "results": "Dari dua belas tabel, sembilan sudah cocok.",
}


def written(runtime: Runtime, people: People, username: str = "pembaca", **changes: str) -> int:
    with runtime.database.write() as session:
        fields = ContributionFields(**{**WRITTEN, **changes})
        return saved_id(service.save(session, people[username], contribution_id=None, fields=fields).id)


def test_from_a_readers_words_to_a_published_document(runtime: Runtime, people: People, work_queue: WorkQueue) -> None:
    reader, curator = people["pembaca"], people["kurator"]
    number = written(runtime, people)
    document_id = service.send(runtime, reader, contribution_id=number)
    work_queue()
    with runtime.database.write() as session:
        document = documents.get(session, curator, document_id)
        assert (document.kind, document.lifecycle) == (Kind.GOOD_PRACTICE, Lifecycle.IN_REVIEW)
        assert document.contributors == ["Pembaca Uji"]
        assert document.title == "Klinik Data Mingguan"
        text = session.get_one(Page, (document.current_revision_id, 1)).text
        assert "Setiap Rabu operator datang" in text, "its own words are the document's text"
        with pytest.raises(NotFound):
            documents.get(session, people["operator"], document_id)
        with pytest.raises(Conflict):
            service.save(session, reader, contribution_id=number, fields=ContributionFields(title="Lain"))
        publishing.move(session, curator, document_id=document_id, move=Move.RETURN, note="Berapa biayanya?")
        assert service.view(session, reader, number).note == "Berapa biayanya?"
        service.save(session, reader, contribution_id=number, fields=ContributionFields(results="Tanpa biaya."))
    assert service.send(runtime, reader, contribution_id=number) == document_id
    with runtime.database.write() as session:
        assert documents.revision(session, reader, document_id).ordinal == 2
        publishing.move(session, curator, document_id=document_id, move=Move.PUBLISH)
        assert documents.get(session, people["operator"], document_id).id == document_id
        assert service.view(session, reader, number).state is Lifecycle.PUBLISHED


def test_what_is_missing_is_asked_and_nothing_is_made(runtime: Runtime, people: People) -> None:
    number = written(runtime, people, results="", done="")
    with pytest.raises(InvalidInput) as refused:
        service.send(runtime, people["pembaca"], contribution_id=number)
    assert [error.field for error in refused.value.errors] == ["done", "results"]
    with runtime.database.read() as session:
        assert session.get(Document, 1) is None


def test_a_contribution_is_its_authors_alone(runtime: Runtime, people: People) -> None:
    number = written(runtime, people)
    with runtime.database.write() as session:
        for username in ("operator", "kurator", "admin"):
            with pytest.raises(NotFound):
                service.view(session, people[username], number)
            with pytest.raises(NotFound):
                service.discard(session, people[username], number)


def test_drafts_are_bounded(runtime: Runtime, people: People) -> None:
    for _ in range(service.MOST_UNSENT):
        written(runtime, people)
    with pytest.raises(Conflict):
        written(runtime, people)


def test_a_longer_list_costs_no_more_queries(runtime: Runtime, people: People) -> None:
    def counted() -> int:
        with runtime.database.read() as session, count_queries(runtime.database.engine) as queries:
            service.listing(session, people["pembaca"], part=Slice())
        return len(queries)

    service.send(runtime, people["pembaca"], contribution_id=written(runtime, people))
    few = counted()
    for number in range(3):
        other = written(runtime, people, title=f"Praktik {number}")
        service.send(runtime, people["pembaca"], contribution_id=other)
    assert counted() == few


def test_the_form_keeps_everything_that_was_typed(signed_in: SignedIn, runtime: Runtime) -> None:
    client: TestClient = signed_in("pembaca")
    fields = {**WRITTEN, "results": "", "lessons": "Mulai kecil.\nLalu meluas.", "aksi": "kirim"}
    refused = send(client, "/kontribusi/baru", fields)
    assert refused.status_code == 422
    assert "Tulis hasilnya" in words(refused.text)
    assert "Mulai kecil." in refused.text
    number = refused.text.split('action="/kontribusi/')[1].split('"')[0]
    shown = send(client, f"/kontribusi/{number}", {**fields, "results": "Cocok.", "aksi": "pratinjau"})
    assert "Lalu meluas." in see(client, shown.headers["location"])
    sent = send(client, f"/kontribusi/{number}/ajukan")
    assert sent.headers["location"] == "/kontribusi"
    assert "menunggu kurator" in words(see(client, "/kontribusi"))
    assert "Klinik Data Mingguan" in words(see(signed_in("kurator"), "/kurasi/terbit"))


def test_a_file_goes_along_in_place_of_the_text(signed_in: SignedIn, runtime: Runtime, people: People) -> None:
    client = signed_in("pembaca")
    file = {"file": ("laporan.txt", b"Laporan klinik data.", "text/plain")}
    send(client, "/kontribusi/baru", {**WRITTEN, "aksi": "kirim"}, files=file)
    with runtime.database.read() as session:
        document = documents.get(session, people["pembaca"], 1)
        assert documents.revision(session, people["pembaca"], 1).file_name == "laporan.txt"
        assert "Setiap Rabu operator datang" in document.description
    too_long = send(client, "/kontribusi/baru", {**WRITTEN, "title": "x" * 400, "aksi": "simpan"})
    assert too_long.status_code == 422
    bad = {"file": ("jahat.exe", b"MZ\x90\x00", "application/octet-stream")}
    assert send(client, "/kontribusi/baru", {**WRITTEN, "aksi": "simpan"}, files=bad).status_code == 422
