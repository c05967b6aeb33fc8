"""The application as a whole: what it serves about itself, and that it works on a real socket."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Page

from app.core.runtime import Runtime
from app.main import VERSION
from tests.conftest import LiveServer


def test_the_api_describes_itself(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    assert described["info"]["version"] == VERSION
    assert "/api/v1/search" in described["paths"]
    open_places = ("/api/v1/", "/healthz", "/readyz", "/umpan/")  # feeds are for programs, under a short address
    assert not [path for path in described["paths"] if not path.startswith(open_places)]


def test_it_is_alive_and_says_what_is_not_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "degraded"), "no index has been built yet"
    parts: Runtime = client.app.state.runtime  # type: ignore[attr-defined]
    demanding = parts.settings.model_copy(update={"min_free_bytes": 2**60})
    client.app.state.runtime = replace(parts, settings=demanding)  # type: ignore[attr-defined]
    full = client.get("/readyz")
    assert (full.status_code, full.json()["store"], full.json()["database"]) == (503, "unavailable", "ok")
    assert client.get("/healthz").status_code == 200


def test_large_answers_are_packed_and_originals_are_not(library: Mapping[str, int], client: TestClient) -> None:
    packed = client.get("/api/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    original = client.get(f"/api/v1/documents/{library['perwal']}/file", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in original.headers


def test_it_answers_on_a_real_socket(library: Mapping[str, int], live_server: LiveServer) -> None:
    connection = http.client.HTTPConnection(urlsplit(live_server.url).netloc, timeout=10)
    connection.request("GET", "/api/v1/search?q=pencadangan")
    answer = connection.getresponse()
    found = json.loads(answer.read())
    connection.close()
    assert answer.status == 200
    assert found["hits"][0]["document_id"] == library["sop"]


@pytest.mark.browser
@pytest.mark.slow
def test_a_browser_finds_the_page(library: Mapping[str, int], live_server: LiveServer, page: Page) -> None:
    page.goto(live_server.url)
    page.locator("input[name=q]").first.fill("manajemen pengetahuan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cari?*")
    assert page.locator("mark").first.inner_text().lower() in {"manajemen", "pengetahuan"}
