"""Signing in and out, one's own account, and forms that came after their session had ended."""

import re

import pytest
from fastapi.testclient import TestClient

from app.accounts import queries, sessions
from app.core.clock import now
from app.core.runtime import Runtime
from app.documents.schemas import DocumentFields
from frontend.contexts.accounts import device_name
from frontend.pages.accounts import local_path
from tests.conftest import SignedIn
from tests.frontend.pages.visiting import HTML, heading, see, send, value_of, words
from tests.support.files import make_pdf
from tests.support.library import add_document
from tests.support.people import PASSWORD, People


def enter(client: TestClient, **fields: str) -> int:
    form = {"username": "pembaca", "password": PASSWORD, **fields}
    return client.post("/masuk", data=form, headers=HTML).status_code


def hidden_fields(page: str) -> dict[str, str]:
    names = re.findall(r'<input type="hidden" name="([^"]+)"', page)
    return {name: value_of(page, name) for name in names}


@pytest.mark.parametrize(
    "target",
    [
        "https://jahat.example/",
        "//jahat.example",
        "/\\jahat.example",
        "\\\\jahat.example",
        "javascript:alert(1)",
        "dokumen/1",
        "/masuk?lanjut=/",
        "/keluar",
        "/dokumen\r\nSet-Cookie: a=b",
        "",
    ],
)
def test_signing_in_leads_nowhere_but_to_our_own_pages(target: str, client: TestClient) -> None:
    assert local_path(target) is None
    answer = client.post("/masuk", data={"username": "pembaca", "password": PASSWORD, "lanjut": target}, headers=HTML)
    assert answer.headers["location"] == "/"


def test_signing_in_leads_back_to_where_one_was(client: TestClient) -> None:
    page = see(client, "/masuk?lanjut=/dokumen%3Furut%3Djudul")
    assert value_of(page, "lanjut") == "/dokumen?urut=judul"
    answer = client.post(
        "/masuk", data={"username": "pembaca", "password": PASSWORD, "lanjut": "/dokumen?urut=judul"}, headers=HTML
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/dokumen?urut=judul")


def test_the_page_on_which_masuk_was_clicked_is_the_way_back(client: TestClient) -> None:
    page = client.get("/masuk", headers={**HTML, "Referer": "http://testserver/dokumen/7?x=1"}).text
    assert value_of(page, "lanjut") == "/dokumen/7?x=1"
    foreign = client.get("/masuk", headers={**HTML, "Referer": "http://jahat.example/dokumen/7"}).text
    assert value_of(foreign, "lanjut") == "/"


def test_a_page_for_signed_in_people_sends_a_visitor_to_sign_in_and_back(client: TestClient) -> None:
    answer = client.get("/akun", headers=HTML)
    assert answer.headers["location"] == "/masuk?lanjut=%2Fakun"


def test_a_wrong_password_says_what_to_do_and_keeps_the_name(client: TestClient) -> None:
    answer = client.post("/masuk", data={"username": "pembaca", "password": "salah"}, headers=HTML)
    assert answer.status_code == 422
    assert "tidak cocok" in words(answer.text)
    assert value_of(answer.text, "username") == "pembaca"
    assert "salah" not in answer.text.replace("kesalahan", "").replace("Kesalahan", "")


def test_too_many_failures_pause_the_account_and_keep_what_was_typed(client: TestClient, runtime: Runtime) -> None:
    with runtime.database.write() as session:
        for _ in range(runtime.settings.login_attempts):
            sessions.note_failure(session, "pembaca")
    form = {"username": "pembaca", "password": PASSWORD, "kirim_ke": "/dokumen/1/ubah", "isian:title": "Judul panjang"}
    answer = client.post("/masuk", data=form, headers=HTML)
    assert answer.status_code == 429
    assert "Coba lagi dalam" in words(answer.text)
    assert value_of(answer.text, "isian:title") == "Judul panjang"


def test_a_failure_is_counted_although_the_answer_is_an_error(client: TestClient, runtime: Runtime) -> None:
    enter(client, password="salah")
    with runtime.database.read() as session:
        assert queries.failures_since(session, "pembaca", now().replace(year=2000)) == 1


def test_who_is_signed_in_needs_no_sign_in_page(signed_in: SignedIn) -> None:
    answer = signed_in("pembaca").get("/masuk?lanjut=/tentang", headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, "/tentang")


def test_leaving_says_so_and_takes_the_cookie(signed_in: SignedIn) -> None:
    client = signed_in("pembaca")
    answer = send(client, "/keluar")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "sudah keluar" in words(client.get("/", headers=HTML).text)


def test_the_account_page_shows_ones_data_and_sessions(signed_in: SignedIn) -> None:
    signed_in("pembaca")
    page = words(see(signed_in("pembaca"), "/akun"))
    for said in ("Pembaca Uji", "Dinas Komunikasi dan Informatika", "Sesi ini", "Akhiri sesi"):
        assert said in page


def test_a_new_password_ends_every_session_and_opens_the_account(client: TestClient, signed_in: SignedIn) -> None:
    own, other = signed_in("pembaca"), signed_in("pembaca")
    fresh = "empat kata tanpa hubungan"
    answer = send(own, "/akun/sandi", {"current": PASSWORD, "new": fresh, "new_again": fresh})
    assert (answer.status_code, answer.headers["location"]) == (303, "/masuk")
    assert other.get("/akun", headers=HTML).status_code == 303
    assert enter(client) == 422
    assert enter(client, password=fresh) == 303


@pytest.mark.parametrize(
    ("form", "field", "said"),
    [
        (
            {"current": "keliru", "new": "sandi panjang baru", "new_again": "sandi panjang baru"},
            "current",
            "tidak cocok",
        ),
        ({"current": PASSWORD, "new": "pendek", "new_again": "pendek"}, "new", "paling sedikit 10"),
        (
            {"current": PASSWORD, "new": "sandi panjang baru", "new_again": "lain lagi dan panjang"},
            "new_again",
            "tidak sama",
        ),
        ({"current": PASSWORD, "new": "pembaca-2026-aman", "new_again": "pembaca-2026-aman"}, "new", "nama pengguna"),
    ],
)
def test_a_refused_password_says_why_beside_its_field(
    form: dict[str, str], field: str, said: str, signed_in: SignedIn
) -> None:
    client = signed_in("pembaca")
    answer = send(client, "/akun/sandi", form)
    assert answer.status_code == 422
    assert said in words(re.search(rf'(?s)id="{field}-galat">(.*?)</p>', answer.text)[1])  # type: ignore[index]
    assert client.get("/akun", headers=HTML).status_code == 200


EDITED = {"title": 'Judul "baru" <b>', "description": "Baris satu\r\nbaris dua", "semula:title": "Lama"}


@pytest.fixture
def document(runtime: Runtime, people: People) -> int:
    return add_document(runtime, people["operator"], make_pdf(("Isi",)), "isi.pdf", DocumentFields(title="Lama"))


def test_nothing_typed_is_lost_when_the_session_ended_meanwhile(
    client: TestClient, document: int, runtime: Runtime
) -> None:
    """The whole way: form, expired session, sign-in with one slip, one more button, saved."""
    asked = client.post(f"/dokumen/{document}/ubah", data={"csrf_token": "dari-sesi-lama", **EDITED}, headers=HTML)
    assert asked.status_code == 401
    assert "tidak hilang" in words(asked.text)
    slipped = client.post(
        "/masuk", data={**hidden_fields(asked.text), "username": "operator", "password": "x"}, headers=HTML
    )
    assert slipped.status_code == 422
    again = client.post(
        "/masuk", data={**hidden_fields(slipped.text), "username": "operator", "password": PASSWORD}, headers=HTML
    )
    assert again.status_code == 200
    assert heading(again.text) == "Lanjutkan menyimpan"
    assert f'action="/dokumen/{document}/ubah"' in again.text
    kept = hidden_fields(again.text)
    assert kept["title"] == EDITED["title"]
    assert kept["csrf_token"] not in {"", "dari-sesi-lama"}
    saved = client.post(f"/dokumen/{document}/ubah", data=kept, headers=HTML)
    assert (saved.status_code, saved.headers["location"]) == (303, f"/dokumen/{document}")
    assert heading(see(client, f"/dokumen/{document}")) == EDITED["title"]
    assert "Baris satu baris dua" in words(see(client, f"/dokumen/{document}"))


def test_the_sign_in_of_another_session_offers_to_send_again(signed_in: SignedIn, document: int) -> None:
    client = signed_in("operator")
    answer = client.post(f"/dokumen/{document}/ubah", data={"csrf_token": "kedaluwarsa", **EDITED}, headers=HTML)
    assert answer.status_code == 403
    assert hidden_fields(answer.text)["title"] == EDITED["title"]
    saved = client.post(f"/dokumen/{document}/ubah", data=hidden_fields(answer.text), headers=HTML)
    assert saved.status_code == 303


def test_passwords_are_never_carried_along(client: TestClient) -> None:
    form = {"current": "rahasia-lama", "new": "rahasia-baru", "new_again": "rahasia-baru", "csrf_token": "x"}
    answer = client.post("/akun/sandi", data=form, headers=HTML)
    assert answer.status_code == 401
    assert "rahasia" not in answer.text


def test_chosen_files_are_said_to_be_needed_again(client: TestClient, document: int) -> None:
    files = {"file": ("baru.pdf", make_pdf(("Baru",)), "application/pdf")}
    answer = client.post(f"/dokumen/{document}/revisi", data={"note": "Ditandatangani"}, files=files, headers=HTML)
    assert answer.status_code == 401
    assert "Berkas perlu dipilih lagi" in words(answer.text)
    form = {**hidden_fields(answer.text), "username": "operator", "password": PASSWORD}
    again = client.post("/masuk", data=form, headers=HTML)
    assert "Berkas perlu dipilih lagi" in words(again.text)
    refused = client.post(f"/dokumen/{document}/revisi", data=hidden_fields(again.text), headers=HTML)
    assert refused.status_code == 422
    assert value_of(refused.text, "note") == "Ditandatangani"


def test_a_waiting_form_goes_nowhere_but_to_our_own_pages(client: TestClient) -> None:
    form = {"username": "pembaca", "password": PASSWORD, "kirim_ke": "https://jahat.example/", "isian:a": "b"}
    answer = client.post("/masuk", data=form, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36",
            "Chrome di Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge di Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox di Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Safari/604", "Safari di iOS"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome di Android"),
        ("curl/8.5", "Peramban lain"),
        ("", "Peramban lain"),
    ],
)
def test_a_session_is_named_by_browser_and_system(agent: str, name: str) -> None:
    assert device_name(agent) == name
