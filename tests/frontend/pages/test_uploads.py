"""Uploading on pages: every file on its own, choices for the batch, and a page that says what became of each."""

from collections.abc import Mapping
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from playwright.sync_api import FilePayload, Page, Route, expect
from sqlmodel import select

from app.core.runtime import Runtime
from app.documents import service as documents
from app.documents.models import Kind, Visibility
from app.ingest import service
from app.jobs.models import Job
from tests.conftest import LiveServer, SignedIn
from tests.frontend.pages.visiting import see, send, value_of, words
from tests.support.files import make_pdf
from tests.support.people import PASSWORD, People

Files = list[tuple[str, tuple[str, bytes]]]


def files(**contents: bytes) -> Files:
    """name="a_pdf" stands for a.pdf."""
    return [("file", (name.replace("_", "."), content)) for name, content in contents.items()]


def test_a_batch_is_stored_with_its_choices(signed_in: SignedIn, runtime: Runtime, people: People) -> None:
    sent = files(satu_pdf=make_pdf(("Satu",)), dua_txt=b"Dua dua dua")
    choices = {"visibility": "restricted", "kind": "laporan"}
    answer = send(signed_in("operator"), "/unggah", choices, files=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/impor/1")
    with runtime.database.read() as session:
        row = documents.view(session, people["operator"], 2).row
    assert (row.visibility, row.kind, row.file_name) == (Visibility.RESTRICTED, Kind.REPORT, "dua.txt")
    assert row.agency_id == people.agencies["DISKOMINFO"]


def test_what_curators_upload_belongs_to_nobody_unless_they_say_so(
    signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    curator = signed_in("kurator")
    form = see(curator, "/unggah")
    assert "Tanpa OPD, misalnya peraturan pusat" in words(form)
    assert value_of(form, "agency_id") == ""
    assert words(form).count(people["kurator"].agency_name or "-") <= 1 + words(form.split("<main")[0]).count(
        people["kurator"].agency_name or "-"
    )
    send(curator, "/unggah", files=files(pusat_txt=b"Peraturan pusat"))
    with runtime.database.read() as session:
        assert documents.view(session, people["kurator"], 1).row.agency_id is None


def test_the_limit_is_said_in_the_units_of_file_managers(signed_in: SignedIn) -> None:
    assert "paling besar 512 MB sekali kirim" in words(see(signed_in("operator"), "/unggah"))


def test_one_bad_file_does_not_stop_the_others(library: Mapping[str, int], signed_in: SignedIn) -> None:
    client = signed_in("operator")
    twin = client.get(f"/api/v1/documents/{library['sop']}/file").content
    sent = files(baik_pdf=make_pdf(("Baik",)), program_exe=b"MZ\x90\x00", kembar_pdf=twin, kosong_pdf=b"")
    answer = send(client, "/unggah", {"visibility": "public"}, files=sent)
    place = answer.headers["location"]
    assert answer.status_code == 303
    page = see(client, place)
    seen = words(page)
    assert "1 berkas tersimpan dan akan dibaca, 1 berkas sudah ada di pustaka, 2 berkas ditolak" in seen
    assert "program.exe" in seen
    assert "Berkas ini kosong" in seen
    assert f'href="/dokumen/{library["sop"]}">SOP Pencadangan Data</a>' in page


def test_more_than_fifty_files_are_taken_without_scripts(signed_in: SignedIn, runtime: Runtime) -> None:
    many = [("file", (f"berkas-{number}.txt", f"Isi {number}".encode())) for number in range(120)]
    answer = send(signed_in("operator"), "/unggah", files=many)
    assert answer.status_code == 303
    assert "Semua 120" in words(see(signed_in("operator"), answer.headers["location"]))
    with runtime.database.read() as session:
        priorities = set(session.exec(select(Job.priority).where(Job.kind == "read")))
    assert priorities == {service.BULK}


def test_a_twin_that_is_hidden_is_not_told_of(library: Mapping[str, int], signed_in: SignedIn) -> None:
    content = signed_in("operator2").get(f"/api/v1/documents/{library['rahasia']}/file").content
    answer = send(signed_in("operator"), "/unggah", files=files(temuan_pdf=content))
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("fields", "sent", "target"),
    [
        ({}, [], "file"),
        ({"visibility": "rahasia"}, files(a_txt=b"isi"), "visibility"),
        ({"agency_id": "2"}, files(a_txt=b"isi"), "agency_id"),
    ],
)
def test_a_refused_batch_stores_nothing(signed_in: SignedIn, fields: dict[str, str], sent: Files, target: str) -> None:
    client = signed_in("operator")
    answer = send(client, "/unggah", {**fields, "kind": "sop"}, files=sent or None)
    assert answer.status_code == 422
    assert f'href="#{target}"' in answer.text
    assert value_of(answer.text, "kind") == "sop"
    assert "Belum ada kiriman" in see(client, "/impor")


def test_only_contributors_upload(signed_in: SignedIn) -> None:
    for username in ("pembaca", "peninjau"):
        see(signed_in(username), "/unggah", status=403)
        assert send(signed_in(username), "/unggah", files=files(a_txt=b"isi")).status_code == 403
    assert signed_in("pengunjung").get("/unggah", headers={"Accept": "text/html"}).status_code == 303


def test_curators_choose_any_agency_and_operators_none(signed_in: SignedIn) -> None:
    assert 'name="agency_id"' in see(signed_in("kurator"), "/unggah")
    own = see(signed_in("operator"), "/unggah")
    assert 'name="agency_id"' not in own
    assert "Pemilik: Dinas Komunikasi dan Informatika" in words(own)


def test_a_full_disk_is_said_for_the_file(signed_in: SignedIn, app: FastAPI) -> None:
    """More room is asked to stay free than any disk has."""
    app.state.runtime.store.min_free_bytes = 1 << 62
    client = signed_in("operator")
    place = send(client, "/unggah", files=files(a_txt=b"isi")).headers["location"]
    assert "Ruang penyimpanan server hampir habis" in words(see(client, place))


def test_the_address_of_earlier_versions_leads_on(signed_in: SignedIn) -> None:
    answer = signed_in("operator").get("/unggah/hasil?dokumen=1,2", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/impor")


def sign_in(page: Page, live_server: LiveServer, target: str) -> None:
    page.goto(f"{live_server.url}/masuk?lanjut={quote(target)}")
    page.get_by_label("Nama pengguna").fill("operator")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.locator("main button[type=submit]").click()


@pytest.mark.browser
@pytest.mark.slow
def test_scripts_send_each_file_with_the_batch_choices(
    library: Mapping[str, int], live_server: LiveServer, page: Page, people: People
) -> None:
    sign_in(page, live_server, "/unggah")
    page.get_by_label("Umum").check()
    page.get_by_label("Pilih berkas").set_input_files(
        [
            FilePayload(name="siaran.txt", mimeType="text/plain", buffer=b"Siaran layanan"),
            FilePayload(name="jahat.exe", mimeType="application/octet-stream", buffer=b"MZ\x90\x00"),
        ]
    )
    rows = page.locator(".upload")
    expect(rows.filter(has_text="siaran.txt").get_by_role("link")).to_be_visible()
    expect(rows.filter(has_text="jahat.exe")).to_contain_text("Ditolak")
    page.get_by_role("link", name="Lihat semua berkas").click()
    expect(page.locator(".file")).to_have_count(2)
    with live_server.runtime.database.read() as session:
        newest = documents.view(session, people["operator"], len(library) + 1).row
    assert (newest.file_name, newest.visibility) == ("siaran.txt", Visibility.PUBLIC)


@pytest.mark.browser
@pytest.mark.slow
def test_what_was_chosen_before_the_script_came_is_sent_too(
    library: Mapping[str, int], live_server: LiveServer, page: Page
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/upload.js*", hold)
    sign_in(page, live_server, "/unggah")
    chosen = FilePayload(name="lambat.txt", mimeType="text/plain", buffer=b"Jaringan lambat")
    page.get_by_label("Pilih berkas").set_input_files(chosen)
    for _ in range(100):
        page.wait_for_timeout(50)
        if held:
            break
    held[0].continue_()
    expect(page.locator(".upload").filter(has_text="lambat.txt").get_by_role("link")).to_be_visible()
