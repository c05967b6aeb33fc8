"""Everybody gets in while much is taken: long runs of writes rest, and an upload that waited in vain queues again."""

import io
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from app.accounts.models import Agency
from app.core import db
from app.core.db import Database
from app.ingest.pace import Pace
from tests.conftest import SignedIn


@pytest.fixture
def greedy(database: Database) -> Iterator[Callable[[], None]]:
    """Starts somebody who writes as an import of tiny files does, with no time between two transactions."""
    stop, has_begun = threading.Event(), threading.Event()

    def write() -> None:
        pace, greed = Pace(), Database(database.url)
        while not stop.is_set():
            with greed.write() as session:
                session.add(Agency(code=f"X{time.monotonic_ns()}", name="Dinas"))
                session.flush()
                time.sleep(0.25)
            has_begun.set()
            pace.rest()
        greed.dispose()

    writer = threading.Thread(target=write)

    def start() -> None:
        writer.start()
        assert has_begun.wait(5)

    yield start
    stop.set()
    writer.join()


@pytest.mark.slow
def test_others_get_in_while_somebody_writes_without_end(database: Database, greedy: Callable[[], None]) -> None:
    greedy()
    waits = []
    for _ in range(4):
        begun = time.monotonic()
        with database.write():
            waits.append(time.monotonic() - begun)
    assert max(waits) < 4, waits


@pytest.fixture
def hasty_client(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> TestClient:
    """Signed in at a library where waiting for the database ends after half a second."""
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 500)
    signed_in: SignedIn = request.getfixturevalue("signed_in")
    return signed_in("operator")


@pytest.mark.parametrize(("seconds", "status"), [(0.8, 201), (3.0, 503)])
def test_an_upload_that_waited_in_vain_queues_once_more(
    seconds: float, status: int, hasty_client: TestClient, database: Database
) -> None:
    batch_id = hasty_client.post("/api/v1/batches", json={"expected": 1}).json()["id"]
    has_begun = threading.Event()

    def hold() -> None:
        with database.write():
            has_begun.set()
            time.sleep(seconds)

    holder = threading.Thread(target=hold)
    holder.start()
    assert has_begun.wait(5)
    file = {"file": ("notula.txt", io.BytesIO(b"Notula rapat"))}
    answer = hasty_client.post(f"/api/v1/batches/{batch_id}/files", files=file)
    holder.join()
    assert answer.status_code == status, answer.text
    if status == 503:
        assert "sedang sibuk" in answer.json()["detail"]
