"""A reader writes down what worked: kept, handed in, asked back, mended, published – and read like any document."""

import pytest
from fastapi.testclient import TestClient

from app.contributions import service, withdrawing
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
from tests.frontend.pages.visiting import see, send, value_of, words
from tests.support.counting import count_queries
from tests.support.files import make_locked_pdf, make_pdf
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


def test_an_empty_form_leaves_no_draft_and_one_form_leaves_one(signed_in: SignedIn, runtime: Runtime) -> None:
    client = signed_in("pembaca")
    for action in ("kirim", "kirim", "simpan", "pratinjau"):
        refused = send(client, "/kontribusi/baru", {"unit": "Dinas Kominfo", "aksi": action})
        assert refused.status_code == 422
        assert "Beri judul" in words(refused.text)
    assert "Belum ada" in words(see(client, "/kontribusi"))
    assert client.post("/api/v1/contributions", json={"unit": "Dinas"}).status_code == 422
    key = value_of(see(client, "/kontribusi/baru"), "kunci")
    for title in ("Klinik data", "Klinik data, lagi"):
        again = send(client, "/kontribusi/baru", {"kunci": key, "title": title, "aksi": "kirim"})
        assert again.status_code == 422, "sent twice, as after going back"
    page = see(client, "/kontribusi")
    assert page.count('class="reading"') == 1
    assert "Klinik data, lagi" in page


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("terkunci.pdf", make_locked_pdf(("Isi rahasia",)), "dikunci kata sandi"),
        ("rusak.pdf", make_pdf(("Isi",))[:200], "rusak atau tidak utuh"),
    ],
)
def test_a_file_that_nobody_could_read_is_refused_and_the_text_is_kept(
    signed_in: SignedIn, name: str, content: bytes, message: str
) -> None:
    client = signed_in("pembaca")
    file = {"file": (name, content, "application/pdf")}
    refused = send(client, "/kontribusi/baru", {**WRITTEN, "aksi": "kirim"}, files=file)
    assert refused.status_code == 422
    assert message in words(refused.text)
    assert f'action="/kontribusi/{1}"' in refused.text, "its text is a draft already"
    assert value_of(refused.text, "title") == WRITTEN["title"]
    assert client.get("/api/v1/contributions/1").json()["attachment"] == ""
    assert message in client.post("/api/v1/contributions/1/attachment", files=file).json()["detail"]


def test_a_published_one_is_asked_back_and_curators_decide(
    signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    number = written(runtime, people)
    document_id = service.send(runtime, people["pembaca"], contribution_id=number)
    client, place = signed_in("pembaca"), f"/kontribusi/{number}/tarik"
    assert "Tarik kembali" in words(see(client, "/kontribusi"))
    send(client, place)
    assert client.get(f"/api/v1/contributions/{number}").json()["state"] == "draft", "nobody had decided on it"
    assert send(client, f"/kontribusi/{number}/ajukan").status_code == 303
    with runtime.database.write() as session:
        publishing.move(session, people["kurator"], document_id=document_id, move=Move.PUBLISH)
    assert send(client, place).status_code == 422, "curators have to know why"
    send(client, place, {"reason": "Angkanya keliru."})
    assert "menunggu kurator" in words(see(client, "/kontribusi"))
    assert client.get(f"/api/v1/documents/{document_id}").status_code == 200, "it stays until somebody decides"
    curator, desk = signed_in("kurator"), f"/kurasi/penarikan/{number}"
    assert "Angkanya keliru." in words(see(curator, "/kurasi/penarikan"))
    assert "meminta sumbangannya ditarik" in words(see(curator, "/pemberitahuan"))
    assert send(curator, desk, {"keputusan": "biarkan"}).status_code == 422
    send(curator, desk, {"keputusan": "biarkan", "answer": "Sudah dikutip dua OPD."})
    assert "Sudah dikutip dua OPD." in words(see(client, "/kontribusi"))
    send(client, place, {"reason": "Ada data pribadi."})
    send(curator, desk, {"keputusan": "tarik"})
    shown = client.get(f"/api/v1/contributions/{number}").json()
    assert (shown["state"], shown["note"]) == ("draft", "Ditarik atas permintaan penyusunnya.")
    assert "Tidak ada permintaan" in words(see(curator, "/kurasi/penarikan"))
    assert send(curator, desk, {"keputusan": "tarik"}).headers["location"] == "/kurasi/penarikan"


def test_more_requests_cost_no_more_queries(runtime: Runtime, people: People) -> None:
    def asked(title: str) -> None:
        number = written(runtime, people, title=title, problem=title)
        document_id = service.send(runtime, people["pembaca"], contribution_id=number)
        with runtime.database.write() as session:
            publishing.move(session, people["kurator"], document_id=document_id, move=Move.PUBLISH)
            withdrawing.ask(session, people["pembaca"], number, reason="Keliru")

    def counted() -> int:
        with runtime.database.read() as session, count_queries(runtime.database.engine) as queries:
            withdrawing.waiting(session, people["kurator"], part=Slice())
        return len(queries)

    asked("Pertama")
    few = counted()
    asked("Kedua")
    asked("Ketiga")
    assert counted() == few
