"""Instruments that nobody has thought of: brought by upload, made the first one, then every page is walked.

One has three levels of hierarchy, with gaps in its numbers, decimal levels from a half and its own stages; one has no
domains. Whatever the code believed of numbers, tiers or whole levels would show as a broken page or a dead link.
"""

import html
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient

from app.core.runtime import Runtime
from app.documents import tagging
from app.documents.models import TagState
from app.instruments import service as instruments
from app.main import create_app
from tests.conftest import give_session, settings_in
from tests.frontend.pages.visiting import HTML, see, send, words
from tests.support.library import find_samples
from tests.support.people import find_people

SAMPLES = Path(__file__).parents[1] / "app/instruments/samples"
VISITORS = ("pengunjung", "operator", "kurator", "admin")
BROUGHT = {"odd-hierarchy": ("contoh-ganjil", 104), "decimal-levels": ("contoh-desimal", 3)}
# What does something merely by being opened, or is no page.
NOT_WALKED = re.compile(r"^/(keluar|static|api/v1)|/(berkas|picture|umpan)\b")
PER_ROUTE = 2  # pages of one kind differ by their numbers only, those of one list by what its address narrows
HELP = "/bantuan"  # tells everybody of desks that not everybody may enter


@dataclass(frozen=True, slots=True)
class Walked:
    """Who saw what: the address, its status, and where its link stood."""

    instrument_id: str
    number: int
    answers: Mapping[tuple[str, str], tuple[int, str]]
    client: TestClient


@pytest.fixture(scope="module", params=sorted(BROUGHT))
def walked(
    request: pytest.FixtureRequest, library_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Walked]:
    folder = tmp_path_factory.mktemp("made-up") / "data"
    shutil.copytree(library_data, folder)
    instrument_id, number = BROUGHT[request.param]
    app = create_app(settings_in(folder))
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as visitor:
        parts: Runtime = app.state.runtime
        admin = _client(app, visitor, "admin")
        source = (SAMPLES / f"{request.param}.yaml").read_text(encoding="utf-8")
        draft = send(admin, "/admin/instrumen/unggah", {"yaml": source})
        assert draft.status_code == 303, words(draft.text)[:500]
        see(admin, draft.headers["location"])
        see(visitor, f"/instrumen/{instrument_id}", status=404)
        assert send(admin, draft.headers["location"] + "/terbitkan").status_code == 303
        assert send(admin, f"/admin/instrumen/{instrument_id}/utama").status_code == 303
        _use(parts, admin, instrument_id, number)
        answers: dict[tuple[str, str], tuple[int, str]] = {}
        for username in VISITORS:
            client = visitor if username == "pengunjung" else _client(app, visitor, username)
            answers |= {
                (username, path): answer
                for path, answer in _walk(client, f"/instrumen/{instrument_id}/indikator/{number}").items()
            }
        yield Walked(instrument_id, number, answers, visitor)


def test_no_page_breaks_and_no_link_is_dead(walked: Walked) -> None:
    broken = {
        key: (status, origin)
        for key, (status, origin) in walked.answers.items()
        if status >= 400 and not (status == 403 and origin.startswith(HELP))
    }
    assert broken == {}


def test_the_walk_has_seen_the_instrument(walked: Walked) -> None:
    for username in VISITORS:
        seen = {path for who, path in walked.answers if who == username}
        assert len(seen) > 30
        assert f"/instrumen/{walked.instrument_id}/indikator/{walked.number}" in seen
    by_admin = {path for who, path in walked.answers if who == "admin"}
    assert {"/admin/instrumen", "/kurasi/alih", "/penilaian/baru"} <= by_admin
    assert any(re.fullmatch(r"/penilaian/\d+/indikator/\d+", path) for path in by_admin)


def test_counts_rise_through_the_tiers(walked: Walked) -> None:
    """One public document is confirmed for one indicator: it counts once for it and for all that is above it."""
    tree = walked.client.get(f"/api/v1/instruments/{walked.instrument_id}").json()
    page = see(walked.client, "/telusuri")
    counted = re.findall(r'href="([^"]+)"[^>]*>(?:(?!</li>|</h).)*?<span class="count[^"]*">(\d+)<', page, re.S)
    above = {path for path, count in counted if count != "0" and "/indikator/" not in path}
    aspect = next(a for a in tree["aspects"] if walked.number in [one["number"] for one in a["indicators"]])
    wanted = {f"/instrumen/{walked.instrument_id}/aspek/{aspect['number']}"}
    if aspect["domain_number"] is not None:
        wanted.add(f"/instrumen/{walked.instrument_id}/domain/{aspect['domain_number']}")
    assert above == wanted
    found = walked.client.get("/api/v1/search", params={"indicator": walked.number}).json()
    assert found["total"] == 1
    assert [value["count"] for value in found["facets"]["indicator"] if value["value"] == str(walked.number)] == [1]


def _use(parts: Runtime, admin: TestClient, instrument_id: str, number: int) -> None:
    """A confirmed label and an open assessment, so that there is something to show."""
    with parts.database.write() as session:
        people, samples = find_people(session), find_samples(session)
        indicator_id = instruments.indicator_id(session, instrument_id, number)
        tagging.decide(
            session,
            people["kurator"],
            document_id=next(iter(samples.values())),
            indicator_id=indicator_id,
            state=TagState.CONFIRMED,
        )
    made = send(admin, "/penilaian/baru", {"title": "Penilaian karangan", "year": "2031", "instrument": instrument_id})
    assert made.status_code == 303, words(made.text)[:500]


def _client(app: object, visitor: TestClient, username: str) -> TestClient:
    made = TestClient(app, follow_redirects=False, raise_server_exceptions=False)  # type: ignore[arg-type]
    made.portal = visitor.portal
    return give_session(made, username)


def _walk(client: TestClient, *places: str) -> dict[str, tuple[int, str]]:
    """The home page, these places, and every page that links lead to from there, a few of each kind."""
    waiting = [(path, "") for path in ("/", *places)]
    seen = {path for path, _ in waiting}
    answers: dict[str, tuple[int, str]] = {}
    kinds: dict[str, int] = {}
    while waiting:
        path, origin = waiting.pop(0)
        answer = client.get(path, headers=HTML)
        answers[path] = (answer.status_code, origin)
        links = [answer.headers["location"]] if answer.is_redirect else _links(answer.text)
        for link in links:
            kind = _kind(link)
            enough = 1 if "=" in link else PER_ROUTE
            if link in seen or NOT_WALKED.search(link) or kinds.get(kind, 0) >= enough:
                continue
            kinds[kind] = kinds.get(kind, 0) + 1
            seen.add(link)
            waiting.append((link, path))
    return answers


def _links(text: str) -> list[str]:
    found = (html.unescape(link).partition("#")[0] for link in re.findall(r'<a\b[^>]*href="(/[^"]*)"', text))
    return list(dict.fromkeys(link for link in found if link))


def _kind(link: str) -> str:
    """The address with every number left out; of the query only its names."""
    parts = urlsplit(link)
    names = sorted({name for name, _ in parse_qsl(parts.query)})
    return re.sub(r"\d+", "N", parts.path) + "?" + "&".join(names)
