"""Fixtures for everybody: an initialised installation, its people, signed-in clients, a worked-off sample library, a
live server and a real browser. Everything is real; what takes long is made once a session and copied.
"""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app import composition
from app.accounts import queries, sessions
from app.accounts.access import cookie_name
from app.core.config import Settings
from app.core.db import Database
from app.core.runtime import Runtime
from app.jobs.worker import Tally
from app.main import create_app
from indexer.extract.sandbox import Sandbox
from tests.support.library import add_samples, find_samples, settle
from tests.support.people import People, add_people, find_people

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
IS_STRICT = os.environ.get("CI") == "true" or bool(os.environ.get("PUSTAKA_REQUIRE_ALL"))
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONGEST = {ROOT / "tests" / name for name in ("crash", "journeys", "app/demo")}
# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("project", deadline=None)
hypothesis.settings.load_profile("project")
SignedIn = Callable[[str], TestClient]
WorkQueue = Callable[[], Tally]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, file by file: processes that steal work from each other at the end then find short work."""
    slow = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("browser")}
    items.sort(key=lambda item: (not LONGEST & {*item.path.parents}, item.path not in slow))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("corpus") and not SHARED.is_dir():
        pytest.skip("the real documents are not beside the project")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything is required, a skipped test is a failed one; only absent real documents are an excuse."""
    report = yield
    is_excused = item.get_closest_marker("corpus") is not None and not SHARED.is_dir()
    if IS_STRICT and report.skipped and not hasattr(report, "wasxfail") and not is_excused:
        report.outcome = "failed"
        report.longrepr = f"skipped, although nothing may be skipped here: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The real documents beside the project, for tests marked `corpus`."""
    folder = SHARED / "corpus"
    if not SHARED.is_dir():
        pytest.skip("the real documents are not beside the project")
    assert folder.is_dir(), f"{SHARED} is there, but has no corpus"
    return folder


def settings_in(folder: Path, **changes: object) -> Settings:
    """Settings of an installation for tests: plain http, no reserve of disk space, an impatient worker."""
    given: dict[str, object] = {
        "data_dir": folder,
        "secure_cookies": False,
        "min_free_bytes": 0,
        "worker_poll_seconds": 0.05,
        "database_url": "",
    }
    return Settings(**{**given, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> None:
    """The same argon2 at its least cost: a thousand sign-ins need not take a thousand times what a guesser pays."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    sessions._hasher = cheap
    sessions._NOBODYS_HASH = cheap.hash("tidak ada yang memakai sandi ini")


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One extraction helper for all tests of a session: starting it costs most of a second."""
    with Sandbox() as made:
        yield made


@pytest.fixture(scope="session")
def blank_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An initialised data folder with people and no documents, to be copied."""
    folder = tmp_path_factory.mktemp("blank") / "data"
    made = settings_in(folder)
    composition.initialise(made)
    with composition.runtime(made) as parts, parts.database.write() as session:
        add_people(session)
    return folder


@pytest.fixture(scope="session")
def library_data(blank_data: Path, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample library, read, indexed and tagged, to be copied."""
    folder = tmp_path_factory.mktemp("library") / "data"
    shutil.copytree(blank_data, folder)
    with composition.runtime(settings_in(folder)) as parts:
        with parts.database.read() as session:
            people = find_people(session)
        add_samples(parts, people)
        _work_off(parts, sandbox)
        with parts.database.write() as session:
            settle(session, people)
        _work_off(parts, sandbox)
    return folder


def _work_off(parts: Runtime, sandbox: Sandbox) -> Tally:
    tally = composition.worker_with(parts, sandbox).run_until_empty()
    assert tally.failed == 0
    return tally


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """An installation of its own: with the sample library when the test asks for `library`, else without documents."""
    source = "library_data" if "library" in request.fixturenames else "blank_data"
    shutil.copytree(request.getfixturevalue(source), tmp_path / "data")
    return settings_in(tmp_path / "data")


@pytest.fixture
def runtime(settings: Settings) -> Iterator[Runtime]:
    with composition.runtime(settings) as parts:
        yield parts


@pytest.fixture
def database(runtime: Runtime) -> Database:
    return runtime.database


@pytest.fixture
def people(database: Database) -> People:
    with database.read() as session:
        return find_people(session)


@pytest.fixture
def library(database: Database) -> Mapping[str, int]:
    """Ids of the sample documents by key; asking for it is what puts them into the installation."""
    with database.read() as session:
        return find_samples(session)


@pytest.fixture
def work_queue(runtime: Runtime, sandbox: Sandbox) -> WorkQueue:
    """Work off everything that waits, with a real worker; a job that fails for good fails the test."""
    return lambda: _work_off(runtime, sandbox)


@pytest.fixture(scope="session")
def _routed_app(blank_data: Path, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """Resolving a hundred routes takes longer than most tests: done once."""
    folder = tmp_path_factory.mktemp("app") / "data"
    shutil.copytree(blank_data, folder)
    return create_app(settings_in(folder))


@pytest.fixture
def app(_routed_app: FastAPI, runtime: Runtime) -> FastAPI:
    """The application on this test's own installation. For other settings call `create_app` in the test."""
    _routed_app.state.runtime = runtime
    return _routed_app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A visitor. Server errors are raised into the test."""
    with TestClient(app, follow_redirects=False) as made:
        yield made


@pytest.fixture
def signed_in(app: FastAPI, client: TestClient) -> Iterator[SignedIn]:
    """A client of that person with session cookie and form token, without the slow password check."""
    opened: list[TestClient] = []

    def sign_in(username: str) -> TestClient:
        if username == "pengunjung":
            return client
        made = TestClient(app, follow_redirects=False)
        made.portal = client.portal
        opened.append(made)
        return give_session(made, username)

    yield sign_in
    for made in opened:
        made.close()


def give_session(client: TestClient, username: str) -> TestClient:
    parts: Runtime = client.app.state.runtime  # type: ignore[attr-defined]
    with parts.database.write() as session:
        user = queries.by_username(session, username)
        assert user is not None, f"nobody is called {username}"
        made = sessions.sign_in(session, user, settings=parts.settings, user_agent="uji")
    client.cookies.set(cookie_name(parts.settings), made.secret)
    client.headers["X-CSRF-Token"] = made.csrf_token
    return client


@dataclass(frozen=True, slots=True)
class LiveServer:
    """The application on a real socket of this machine."""

    url: str
    app: FastAPI

    @property
    def runtime(self) -> Runtime:
        parts: Runtime = self.app.state.runtime
        return parts


@pytest.fixture
def live_server(app: FastAPI) -> Iterator[LiveServer]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="live-server")
        thread.start()
        try:
            _wait_until(lambda: server.started)
            yield LiveServer(f"http://127.0.0.1:{listener.getsockname()[1]}", app)
        finally:
            server.should_exit = True
            thread.join(timeout=60)
        assert not thread.is_alive(), "the server did not stop"


def _wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium. That it is missing is a failure, never a reason to skip."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "Chromium is missing; `make setup` installs it"
    expect.set_options(timeout=30_000)  # for machines with other work: what is right is there at once elsewhere
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page; scripts that throw, and whatever the security policy blocks, fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="id-ID")
    made = context.new_page()
    complaints: list[str] = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield made
    context.close()
    assert complaints == []
