"""A site with several web processes is stopped as an operator stops it: every search that was answered is counted."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping

import pytest
from sqlmodel import select

from app.core.config import Settings
from app.core.db import Database
from app.searches.models import SearchTally

pytestmark = pytest.mark.slow
SEARCHES, WORDS = 40, 4


def ask(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def test_nothing_is_lost_on_a_normal_stop(library: Mapping[str, int], settings: Settings) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "app.cli", "serve", "--no-worker", "--workers", "2", "--port", str(port)]
    environment = {**os.environ, "PUSTAKA_DATA_DIR": str(settings.data_dir), "PUSTAKA_MIN_FREE_BYTES": "0"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 300
            while not ask(port, "/healthz"):
                assert time.monotonic() < deadline, "the site did not start"
                time.sleep(0.1)
            answered = [ask(port, f"/api/v1/search?q=berhenti{number % WORDS}") for number in range(SEARCHES)]
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=300) == 0
        finally:
            process.kill()
    assert all(answered)
    database = Database(settings.resolved_database_url)
    with database.read() as session:
        counted = {row.query: row.sought for row in session.exec(select(SearchTally))}
    database.dispose()
    assert counted == {f"berhenti{number}": SEARCHES // WORDS for number in range(WORDS)}
