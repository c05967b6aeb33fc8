"""`pustaka serve` as an operator runs it: the worker beside it starts, and ends with it, however it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
import uvicorn
from typer.testing import CliRunner

from app.cli import cli
from app.commands import running
from app.core.config import Settings

T = TypeVar("T")
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_the_worker_ends_with_the_site(settings: Settings, ending: signal.Signals) -> None:
    with _site(settings) as process:
        workers = _wait_for(lambda: _children(process.pid))
        process.send_signal(ending)
        process.wait(timeout=120)
        _wait_for(lambda: not any(_is_alive(worker) for worker in workers))


def test_a_killed_worker_is_started_again(settings: Settings) -> None:
    with _site(settings) as process:
        first = _wait_for(lambda: _children(process.pid))
        os.kill(first[0], signal.SIGKILL)
        _wait_for(lambda: [child for child in _children(process.pid) if child not in first and _is_alive(child)])


def test_a_worker_that_is_stopped_before_the_site_ends_quietly(settings: Settings) -> None:
    """As when a terminal interrupts all of them at once: the pipe from the site is still open then."""
    command = [sys.executable, "-m", "app.cli", "worker", "--until-eof", "--data-dir", str(settings.data_dir)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        _wait_for(lambda: _children(process.pid))
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=120) == 0
        assert process.stderr
        assert b"Fatal Python error" not in process.stderr.read()


def test_several_web_processes_share_one_address(settings: Settings) -> None:
    with _site(settings, "--workers", "2", "--no-worker") as process:
        assert len(_wait_for(lambda: _children(process.pid))) >= 2


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_an_address_that_is_taken_is_said_before_anything_is_set_up(command: str, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        answer = CliRunner().invoke(cli, [command, "--data-dir", str(folder), "--port", str(port)])
    assert answer.exit_code == 1
    assert f"porta {port} sudah dipakai program lain. Pilih porta lain" in answer.stderr
    assert not folder.exists()


def test_a_shared_socket_answers_without_delay() -> None:
    """What is accepted from it inherits this, and nobody else would set it."""
    config = uvicorn.Config("app.main:site", factory=True, host="127.0.0.1", port=0, log_level="warning")
    with running.listening(config) as shared:
        shared.listen(1)
        with socket.create_connection(shared.getsockname()), shared.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@contextmanager
def _site(settings: Settings, *options: str) -> Iterator["subprocess.Popen[bytes]"]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    where = ["--port", str(port), "--data-dir", str(settings.data_dir)]
    command = [sys.executable, "-m", "app.cli", "serve", *where, *options]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(lambda: _answers(port))
            yield process
        finally:
            process.kill()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _children(pid: int) -> list[int]:
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for thread in threads for child in thread.read_text().split()]


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def _wait_for(look: Callable[[], T], seconds: float = 120) -> T:
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
    return found
