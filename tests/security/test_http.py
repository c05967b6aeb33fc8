"""What every answer carries, how much may be sent, and how original files leave the house."""

from collections.abc import Iterator, Mapping
from email.message import Message
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient

from app.core.config import Settings
from app.main import create_app
from tests.conftest import SignedIn, give_session, settings_in
from tests.support.files import make_docx, make_pdf
from tests.support.library import SAMPLES

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/search?q=data", "/tidak-ada", "/api/v1/tidak-ada", "/healthz", "/static/css/base.css"]
)
def test_every_answer_carries_the_policies(path: str, client: TestClient) -> None:
    headers = client.get(path, headers=HTML).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-request-id"]
    assert "strict-transport-security" not in headers, "on plain http it would lock people out"


def test_over_https_browsers_are_told_to_stay_there(settings: Settings) -> None:
    app = create_app(settings_in(settings.data_dir, secure_cookies=True))
    with TestClient(app, base_url="https://testserver") as client:
        assert "max-age" in client.get("/healthz").headers["strict-transport-security"]


def test_personal_answers_are_not_kept_by_anybody(library: Mapping[str, int], signed_in: SignedIn) -> None:
    client = signed_in("pembaca")
    for path in ("/akun", "/api/v1/documents", f"/api/v1/documents/{library['pedoman']}"):
        assert client.get(path, headers=HTML).headers["cache-control"] == "no-store"
    file = client.get(f"/api/v1/documents/{library['pedoman']}/file")
    assert "private" in file.headers["cache-control"]


def test_other_host_names_are_not_served_when_they_are_listed(settings: Settings) -> None:
    app = create_app(settings_in(settings.data_dir, trusted_hosts=["pustaka.example"]))
    with TestClient(app) as client:
        assert client.get("/healthz", headers={"Host": "jahat.example"}).status_code == 400
        assert client.get("/healthz", headers={"Host": "pustaka.example"}).status_code == 200


@pytest.mark.parametrize(("method", "path"), [("POST", "/api/v1/search"), ("PUT", "/"), ("DELETE", "/healthz")])
def test_a_wrong_method_is_said_in_one_shape(method: str, path: str, client: TestClient) -> None:
    response = client.request(method, path)
    assert response.status_code == 405
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["title"]


def test_problems_have_one_shape(client: TestClient) -> None:
    response = client.get("/api/v1/documents/12345")
    body = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert set(body) == {"type", "title", "status", "detail", "errors", "request_id"}
    assert body["status"] == response.status_code == 404
    assert body["request_id"] == response.headers["x-request-id"]


def test_people_get_a_page_instead(client: TestClient) -> None:
    response = client.get("/tidak-ada", headers=HTML)
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["x-request-id"] in response.text


# --- how much may be sent -----------------------------------------------------------------------------------------


@pytest.fixture
def small(settings: Settings) -> Iterator[TestClient]:
    app = create_app(settings_in(settings.data_dir, max_form_bytes=2000, max_upload_bytes=60_000))
    with TestClient(app, follow_redirects=False) as client:
        yield client


def endless(size: int) -> Iterator[bytes]:
    """Without a Content-Length, as chunked requests come."""
    for _ in range(size // 1000):
        yield b"a" * 1000


@pytest.mark.parametrize("as_chunks", [True, False])
def test_a_large_form_is_stopped_while_it_arrives(as_chunks: bool, small: TestClient) -> None:
    content = endless(10_000) if as_chunks else b"a" * 10_000
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    response = small.post("/masuk", content=content, headers=headers)
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert "terlalu besar" in response.json()["title"]


def test_a_large_json_is_stopped_too(small: TestClient) -> None:
    curator = give_session(small, "kurator")
    response = curator.patch("/api/v1/documents/1", json={"description": "a" * 5000})
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"


def test_only_people_with_a_session_may_send_large_files(small: TestClient) -> None:
    files = {"file": ("besar.txt", b"kata " * 6000, "text/plain")}
    assert small.post("/api/v1/documents", files=files).status_code in {401, 413}
    assert small.post("/masuk", files=files).status_code == 413
    curator = give_session(small, "kurator")
    assert curator.post("/api/v1/documents", files=files).status_code == 201
    files = {"file": ("terlalu-besar.txt", b"kata " * 20_000, "text/plain")}
    refused = curator.post("/api/v1/documents", files=files)
    assert refused.status_code == 413
    assert refused.json()["detail"]


# --- how files leave ------------------------------------------------------------------------------------------------


@pytest.fixture
def file_path(library: Mapping[str, int]) -> str:
    return f"/api/v1/documents/{library['perwal']}/file"


def test_what_went_in_comes_out(file_path: str, client: TestClient) -> None:
    response = client.get(file_path)
    assert response.content == SAMPLES[0].content
    assert response.headers["content-length"] == str(len(SAMPLES[0].content))
    assert response.headers["content-type"] == "application/pdf"
    assert "sandbox" in response.headers["content-security-policy"]
    assert response.headers["content-disposition"].startswith("inline")
    attached = client.get(file_path, params={"download": "true"})
    assert attached.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=10-", 10, None), ("bytes=-7", -7, None), ("bytes=5-99999999", 5, None)],
)
def test_one_range(asked: str, first: int, last: int | None, file_path: str, client: TestClient) -> None:
    whole = client.get(file_path).content
    wanted = whole[first:] if last is None else whole[first : last + 1]
    response = client.get(file_path, headers={"Range": asked})
    assert response.status_code == 206
    assert response.content == wanted
    start = whole.index(wanted) if first >= 0 else len(whole) + first
    assert response.headers["content-range"] == f"bytes {start}-{start + len(wanted) - 1}/{len(whole)}"
    assert response.headers["content-length"] == str(len(wanted))


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_range_outside_the_file(asked: str, file_path: str, client: TestClient) -> None:
    response = client.get(file_path, headers={"Range": asked})
    assert response.status_code == 416
    assert response.headers["content-range"].startswith("bytes */")
    assert response.content == b""


@pytest.mark.parametrize(
    "asked",
    ["bytes=0-1,3-4", "bytes=-", "bytes=a-b", "items=0-5", "bytes", "bytes=9-5", "bytes=٠-٩", f"bytes=0-{'9' * 5000}"],
)
def test_anything_else_is_answered_with_the_whole(asked: str, file_path: str, client: TestClient) -> None:
    response = client.get(file_path, headers={b"Range": asked.encode()})
    assert response.status_code in {200, 206}
    assert response.content == client.get(file_path).content


def test_what_a_browser_has_is_not_sent_again(file_path: str, client: TestClient) -> None:
    etag = client.get(file_path).headers["etag"]
    for sent in (etag, f'"lain", {etag}', f"W/{etag}"):
        again = client.get(file_path, headers={"If-None-Match": sent})
        assert again.status_code == 304
        assert again.content == b""
    assert client.get(file_path, headers={"If-None-Match": '"lain"'}).status_code == 200


HOSTILE_NAMES = [
    "../../etc/passwd.pdf",
    "..\\..\\windows\\berkas.pdf",
    "a" * 300 + ".pdf",
    "laporan 📊 akhir.pdf",
    "laporan\u202efdp.exe.pdf",
    'kutip"; filename="lain.html.pdf',
    "baris\r\nSet-Cookie: a=b.pdf",
    "perda no. 5/2019.pdf",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_file_names_are_made_harmless(name: str, signed_in: SignedIn) -> None:
    curator = signed_in("kurator")
    files = {"file": (name, make_pdf(["Isi yang tidak berbahaya"]), "application/pdf")}
    taken = curator.post("/api/v1/documents", files=files)
    assert taken.status_code == 201, taken.text
    kept = curator.get(f"/api/v1/documents/{taken.json()['id']}").json()["revisions"][0]["file_name"]
    assert not set(kept) & set('/\\\r\n\u202e"')
    assert kept not in {"", ".", ".."}
    assert len(kept) <= 150
    headers = curator.get(f"/api/v1/documents/{taken.json()['id']}/file").headers
    assert "set-cookie" not in headers
    parsed = Message()
    parsed["Content-Disposition"] = headers["content-disposition"]
    assert set(dict(parsed.get_params(header="Content-Disposition") or [])) == {"inline", "filename"}
    assert unquote(headers["content-disposition"].rpartition("filename*=UTF-8''")[2]) == kept


WRONG_TYPES = [
    ("halaman.pdf", b"<html><script>alert(1)</script></html>"),
    ("gambar.png", b"%PDF-1.4 bukan gambar"),
    ("program.exe", b"MZ\x90\x00"),
    ("arsip.docx", b"PK\x03\x04 bukan apa-apa"),
    ("naskah.pdf", make_docx(["Sebenarnya Word"])),
    ("tanpa-ekstensi", b"isi"),
    ("kosong.pdf", b""),
    ("vektor.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ("makro.docm", make_docx(["Makro"])),
]


@pytest.mark.parametrize(("name", "content"), WRONG_TYPES)
def test_files_that_are_not_what_they_say_are_refused(name: str, content: bytes, signed_in: SignedIn) -> None:
    curator = signed_in("kurator")
    response = curator.post("/api/v1/documents", files={"file": (name, content, "application/pdf")})
    assert response.status_code in {415, 422}
    assert response.headers["content-type"] == "application/problem+json"
    assert len(response.json()["detail"]) > 20
    assert curator.get("/api/v1/documents").json()["total"] == 0


@pytest.mark.parametrize("name", ["halaman.html", "catatan.md", "catatan.txt"])
def test_markup_is_never_served_as_a_page(name: str, signed_in: SignedIn) -> None:
    curator = signed_in("kurator")
    content = b"<!doctype html><title>a</title><p>Halo <script>alert(1)</script></p>"
    content = content if name.endswith("html") else b"# Catatan\n\nIsi <script>alert(1)</script>"
    taken = curator.post("/api/v1/documents", files={"file": (name, content, "text/html")})
    assert taken.status_code == 201, taken.text
    served = curator.get(f"/api/v1/documents/{taken.json()['id']}/file")
    assert served.content == content
    assert served.headers["content-type"] == "text/plain; charset=utf-8"
    assert "sandbox" in served.headers["content-security-policy"]
