"""What the measurements share: a data folder's settings, the site as a process of its own, and what processes weigh."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from app.commands.running import environment_of
from app.core.config import Settings


def settings_of(data_dir: Path) -> Settings:
    return Settings(data_dir=data_dir, secure_cookies=False, demo=True)


@contextmanager
def library(data_dir: Path | None) -> Iterator[Settings]:
    """That of the folder, or the sample library in a temporary one."""
    if data_dir is not None:
        yield settings_of(data_dir)
        return
    with tempfile.TemporaryDirectory(prefix="pustaka-bench-") as folder:
        command = [sys.executable, "-m", "app.cli", "demo", "--prepare-only", "--data-dir", folder]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        yield settings_of(Path(folder))


@contextmanager
def site(settings: Settings, *, workers: int = 1) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The address of the running site, and its first process."""
    port = free_port()
    command = [sys.executable, "-m", "app.cli", "serve", "--no-worker", "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen(command, env=os.environ | environment_of(settings), stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(base_url=address) as client:
            wait_until_alive(client)
        yield address, process
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_until_alive(client: httpx.Client) -> None:
    for _ in range(300):
        try:
            client.get("/healthz").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the site did not come up")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def resident_mib(pid: int) -> float:
    fields = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    line = next(line for line in fields if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def cpu_seconds(pid: int) -> float:
    """What a process and those it started have taken so far."""
    return sum(_own_cpu_seconds(member) for member in _family(pid))


def connections(pid: int) -> dict[int, int]:
    """Which process of this family holds the connection from a client's port; IPv4 only."""
    clients = {}
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        fields = line.split()
        clients[f"socket:[{fields[9]}]"] = int(fields[2].rpartition(":")[2], 16)
    held = ((member, link) for member in _family(pid) for link in _links(member))
    return {clients[link]: member for member, link in held if clients.get(link)}


def _links(pid: int) -> Iterator[str]:
    """What the files are that a process has open."""
    for opened in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            yield str(opened.readlink())


def _own_cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class PeakMemory:
    """The most that a process and those it started held at once, looked at five times a second.

    What processes share (after a fork) is counted once.
    """

    def __init__(self, pid: int) -> None:
        self.mib = 0.0
        self._pid = pid
        self._is_over = threading.Event()
        self._watch = threading.Thread(target=self._look)

    def __enter__(self) -> "PeakMemory":
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._is_over.wait(0.2):
            self.mib = max(self.mib, sum(_share_mib(pid) for pid in _family(self._pid)))


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = [int(child) for task in _tasks(pid) for child in task.read_text(encoding="ascii").split()]
    except OSError:
        return
    for child in children:
        yield from _family(child)


def _tasks(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").glob("*/children"))


def _share_mib(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:  # it has ended
        return 0.0
    return sum(int(line.split()[1]) for line in fields if line.startswith("Pss:")) / 1024
