"""A worker that is killed takes its helpers with it: no reader, recogniser or converter goes on without it."""

import os
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from app import composition
from tests.crash import shelf
from tests.crash.processes import wait_until
from tests.support.files import make_pdf

pytestmark = pytest.mark.slow
SECONDS = 30.0  # at most: a moment on a machine without other work
FILES = {
    "soffice.bin": {"panjang.rtf": rb"{\rtf1\ansi " + rb"Satu baris surat edaran\par " * 40_000 + b"}"},
    "tesseract": {},
    "reader": {"panjang.pdf": make_pdf(["Satu halaman\n" * 40] * 300)},
}


@pytest.mark.parametrize("program", FILES)
def test_nothing_outlives_a_killed_worker(program: str, shelf_data: Path, blank_data: Path, tmp_path: Path) -> None:
    files = FILES[program]
    settings = shelf.copied(blank_data if files else shelf_data, tmp_path / "data")
    if files:
        with composition.runtime(settings) as parts:
            shelf.hand_in(parts, files)
    worker = os.fork()
    if worker == 0:
        try:
            shelf.work_as_a_worker(settings)
        finally:
            os._exit(70)
    seen: dict[int, str] = {}

    def is_at_it() -> bool:
        seen.update(descendants(worker))
        return program in seen.values()

    wait_until(is_at_it)
    seen |= descendants(worker)
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    end = time.monotonic() + SECONDS
    while (left := {pid: name for pid, name in seen.items() if is_alive(pid)}) and time.monotonic() < end:
        time.sleep(0.05)
    assert left == {}


def descendants(ancestor: int) -> Mapping[int, str]:
    """By what they run; a child of the helper, which never becomes another program, is a reader."""
    running = dict(_processes())
    found: dict[int, str] = {}
    for pid in running:
        line = list(_line_of(pid, running))
        if ancestor in line:
            name = running[pid][1]
            found[pid] = "reader" if name.startswith("python") and line.index(ancestor) == 1 else name
    return found


def _line_of(pid: int, running: Mapping[int, tuple[int, str]]) -> Iterator[int]:
    while pid in running:
        pid = running[pid][0]
        yield pid


def _processes() -> Iterator[tuple[int, tuple[int, str]]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _status(int(folder.name))):
            yield int(folder.name), (int(fields[2]), fields[0])


def _status(pid: int) -> tuple[str, str, str] | None:
    """Name, state and parent; None when it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    name, _, rest = text.partition("(")[2].rpartition(")")
    state, parent = rest.split()[:2]
    return name, state, parent


def is_alive(pid: int) -> bool:
    """A zombie is dead: only its number is still known."""
    status = _status(pid)
    return status is not None and status[1] not in {"Z", "X"}
