"""The sample library as a newcomer gets it, with its worker, behind a real server and a real browser."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Page

from app import composition
from app.core.runtime import Runtime
from app.demo import library
from app.main import create_app
from tests.support.demo import copied_demo, demo_settings

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CheckAxe = Callable[[Page], None]


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = copied_demo(tmp_path_factory.getbasetemp(), tmp_path_factory.mktemp("demo") / "data")
    with composition.runtime(settings) as parts:
        library.finish(parts)
    return settings.data_dir


@pytest.fixture
def demo_runtime(demo_data: Path, tmp_path: Path) -> Iterator[Runtime]:
    shutil.copytree(demo_data, tmp_path / "data")
    with composition.runtime(demo_settings(tmp_path / "data")) as parts:
        yield parts


@pytest.fixture
def demo_worker(demo_runtime: Runtime) -> Iterator[None]:
    """A worker beside the site, as `pustaka serve` starts one."""
    with composition.worker(demo_runtime) as worker:
        thread = threading.Thread(target=worker.run, name="demo-worker")
        thread.start()
        try:
            yield
        finally:
            worker.stop()
            thread.join(timeout=120)


@pytest.fixture
def demo_site(demo_runtime: Runtime) -> Iterator[str]:
    """The address of the site."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        app = create_app(demo_runtime.settings)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="demo-site")
        thread.start()
        deadline = time.monotonic() + 60
        while not server.started:
            assert time.monotonic() < deadline, "the site did not start"
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=60)


@pytest.fixture
def no_serious_faults() -> CheckAxe:
    """Fails with what axe calls serious or critical on the page as it is now."""
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page) -> None:
        page.evaluate(source)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        serious = [
            f"{fault['id']}: {fault['help']} ({fault['nodes'][0]['html'][:160]})"
            for fault in found["violations"]
            if fault["impact"] in {"serious", "critical"}
        ]
        assert serious == [], f"{page.url}: {serious}"

    return check
