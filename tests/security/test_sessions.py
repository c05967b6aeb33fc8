"""Signing in and out: cookies, revocation, expiry, throttling, and proof that a change came from our own page."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from fastapi.testclient import TestClient

from app.accounts import queries, service, sessions
from app.accounts.permissions import SYSTEM
from app.core.clock import now
from app.core.config import Settings
from app.core.ids import fingerprint
from app.core.runtime import Runtime
from app.main import create_app
from tests.conftest import SignedIn, settings_in
from tests.support.people import PASSWORD

pytestmark = pytest.mark.slow

HTML = {"Accept": "text/html"}
COOKIE = "pustaka_sesi"


def sign_in(client: TestClient, username: str, password: str = PASSWORD) -> int:
    client.cookies.clear()
    form = {"username": username, "password": password}
    return client.post("/masuk", data=form, headers=HTML).status_code


def test_the_password_opens_a_session_and_leaving_ends_it(client: TestClient) -> None:
    assert client.get("/akun", headers=HTML).status_code == 303
    assert sign_in(client, "pembaca") == 303
    secret = client.cookies[COOKIE]
    page = client.get("/akun", headers=HTML)
    assert page.status_code == 200
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post("/keluar", data={"csrf_token": token}, headers=HTML).status_code == 303
    assert COOKIE not in client.cookies
    client.cookies.set(COOKIE, secret)
    assert client.get("/akun", headers=HTML).status_code == 303, "the old cookie must be worth nothing"


def test_each_sign_in_has_a_secret_of_its_own(client: TestClient) -> None:
    """A cookie that somebody planted before the sign-in opens nothing afterwards."""
    planted = {"Cookie": f"{COOKIE}=ditanam-sebelumnya", **HTML}
    answer = client.post("/masuk", data={"username": "pembaca", "password": PASSWORD}, headers=planted)
    assert answer.status_code == 303
    assert client.get("/akun", headers=planted).status_code == 303
    assert client.cookies[COOKIE] != "ditanam-sebelumnya"


def test_the_database_never_keeps_the_secret(client: TestClient, runtime: Runtime) -> None:
    sign_in(client, "pembaca")
    secret = client.cookies[COOKIE]
    with runtime.database.read() as session:
        user = queries.by_username(session, "pembaca")
        assert user is not None
        rows = queries.open_sessions(session, user.id or 0, now())
    assert [row.fingerprint for row in rows] == [fingerprint(secret)]
    assert secret not in str(rows)


@pytest.mark.parametrize("is_secure", [True, False])
def test_flags_of_the_cookie(is_secure: bool, blank_data: Path, settings: Settings) -> None:
    app = create_app(settings_in(settings.data_dir, secure_cookies=is_secure))
    with TestClient(app, base_url="https://testserver", follow_redirects=False) as client:
        form = {"username": "pembaca", "password": PASSWORD}
        header = client.post("/masuk", data=form, headers=HTML).headers["set-cookie"]
    flags = {part.strip().lower() for part in header.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= flags
    assert not any(flag.startswith(("domain", "max-age", "expires")) for flag in flags)
    assert header.startswith("__Host-pustaka=") is is_secure
    assert ("secure" in flags) is is_secure


def test_a_session_ends_when_the_account_does(signed_in: SignedIn, runtime: Runtime) -> None:
    client = signed_in("pembaca")
    assert client.get("/akun", headers=HTML).status_code == 200
    with runtime.database.write() as session:
        service.disable(session, SYSTEM, username="pembaca")
    assert client.get("/akun", headers=HTML).status_code == 303


@pytest.mark.parametrize("change", ["role", "password"])
def test_a_session_ends_when_rights_or_password_change(change: str, signed_in: SignedIn, runtime: Runtime) -> None:
    client = signed_in("kurator")
    with runtime.database.write() as session:
        user = queries.by_username(session, "kurator")
        assert user is not None
        if change == "password":
            service.set_password(session, SYSTEM, username="kurator", password="sandi-yang-lain-sekali")
        else:
            sessions.revoke_all(session, user.id or 0)
    assert client.patch("/api/v1/documents/1", json={"title": "Baru"}).status_code in {401, 404}
    assert client.get("/akun", headers=HTML).status_code == 303


def test_a_session_ends_by_itself(signed_in: SignedIn, settings: Settings) -> None:
    client = signed_in("pembaca")
    with time_machine.travel(now() + timedelta(hours=settings.session_hours, seconds=1), tick=True):
        assert client.get("/akun", headers=HTML).status_code == 303


def test_one_may_end_ones_other_sessions_and_nobody_elses(signed_in: SignedIn, runtime: Runtime) -> None:
    here, elsewhere, somebody = signed_in("pembaca"), signed_in("pembaca"), signed_in("operator")
    handle = fingerprint(elsewhere.cookies[COOKIE])
    foreign = {"handle": handle, "csrf_token": somebody.headers["X-CSRF-Token"]}
    assert somebody.post("/akun/sesi", data=foreign, headers=HTML).status_code == 404
    assert elsewhere.get("/akun", headers=HTML).status_code == 200
    own = {"handle": handle, "csrf_token": here.headers["X-CSRF-Token"]}
    assert here.post("/akun/sesi", data=own, headers=HTML).status_code == 303
    assert elsewhere.get("/akun", headers=HTML).status_code == 303
    assert here.get("/akun", headers=HTML).status_code == 200


@pytest.fixture
def impatient(settings: Settings) -> Iterator[TestClient]:
    app = create_app(settings_in(settings.data_dir, login_attempts=3))
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize("spelling", ["pembaca", "PEMBACA", " pembaca", "pembaca  "])
def test_guessing_is_slowed_down_whatever_the_spelling(spelling: str, impatient: TestClient) -> None:
    for _ in range(3):
        assert sign_in(impatient, "pembaca", "tebakan-yang-salah") == 422
    assert sign_in(impatient, spelling) == 429, "also the right password waits now"
    assert sign_in(impatient, "operator") == 303, "others of the same office do not"
    with time_machine.travel(now() + timedelta(minutes=16), tick=True):
        assert sign_in(impatient, spelling) == 303


def test_an_unknown_name_is_answered_like_a_wrong_password(impatient: TestClient) -> None:
    answers = [
        impatient.post("/masuk", data={"username": name, "password": "tebakan-yang-salah"}, headers=HTML)
        for name in ("pembaca", "tidak-ada-orangnya")
    ]
    assert answers[0].status_code == answers[1].status_code == 422
    texts = [
        answer.text.replace(name, "").replace(answer.headers["x-request-id"], "")
        for answer, name in zip(answers, ("pembaca", "tidak-ada-orangnya"), strict=True)
    ]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("token", ["", "salah", "ä"])
def test_changes_need_the_form_token(token: str, library: Mapping[str, int], signed_in: SignedIn) -> None:
    client = signed_in("kurator")
    del client.headers["X-CSRF-Token"]
    given = {b"X-CSRF-Token": token.encode("latin-1")}
    path = f"/api/v1/documents/{library['perwal']}"
    assert client.patch(path, json={"description": "diubah"}, headers=given).status_code == 403
    assert client.request("DELETE", path, json={"reason": "dibuang"}, headers=given).status_code == 403
    assert client.patch(path, json={"description": "diubah"}).status_code == 403
    form = {"csrf_token": token, "current": PASSWORD, "new": "sandi-baru-panjang", "new_again": "sandi-baru-panjang"}
    assert client.post("/akun/sandi", data=form, headers=HTML).status_code == 403
    assert client.get(path).json()["description"] == ""


def test_the_token_of_another_session_is_not_good_enough(library: Mapping[str, int], signed_in: SignedIn) -> None:
    victim, attacker = signed_in("kurator"), signed_in("operator")
    victim.headers["X-CSRF-Token"] = attacker.headers["X-CSRF-Token"]
    assert victim.patch(f"/api/v1/documents/{library['perwal']}", json={"description": "x"}).status_code == 403


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://jahat.example"},
    {"Origin": "null"},
    {"Origin": "http://testserver.jahat.example"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_changes_from_another_site_are_refused_even_with_the_token(
    headers: dict[str, str], library: Mapping[str, int], signed_in: SignedIn
) -> None:
    client = signed_in("kurator")
    path = f"/api/v1/documents/{library['perwal']}"
    assert client.patch(path, json={"description": "x"}, headers=headers).status_code == 403
    form = {"csrf_token": client.headers["X-CSRF-Token"]}
    assert client.post("/keluar", data=form, headers={**HTML, **headers}).status_code == 403
    assert client.get(path, headers=headers).status_code == 200, "reading is no change"


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}])
def test_changes_from_our_own_pages_pass(
    headers: dict[str, str], library: Mapping[str, int], signed_in: SignedIn
) -> None:
    path = f"/api/v1/documents/{library['perwal']}"
    assert signed_in("kurator").patch(path, json={"description": "x"}, headers=headers).status_code == 200
