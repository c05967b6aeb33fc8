"""A locked database and an index that vanishes, at every step of the reading: it waits, goes on, and loses nothing."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from app import composition
from app.core import db
from app.ingest import pipeline
from app.jobs import mishaps
from app.jobs import worker as working
from app.search.indexing import request_reconcile
from indexer.extract.sandbox import Sandbox
from tests.crash import shelf, striking
from tests.crash.striking import Step, struck
from tests.crash.test_killed_reading import is_as_if_nothing_had_been

pytestmark = pytest.mark.slow
STEPS = (*striking.READING, *striking.RECOGNISING, *striking.DRAWING, *striking.INDEXING)
HOLDER = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
connection.execute("BEGIN IMMEDIATE")
print("dikunci", flush=True)
time.sleep(float(sys.argv[2]))
"""
HELD_SECONDS = 0.6


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[BaseException | None]:
    """Minutes become moments; what was waited for is noted, and nothing else is changed."""
    seen: list[BaseException | None] = []

    def noted(error: BaseException | None) -> bool:
        seen.append(error)
        return mishaps.is_mishap(error)

    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 150)
    monkeypatch.setattr(working, "MISHAP_PAUSE", 0.1)
    monkeypatch.setattr(working, "UNREACHABLE_PAUSE", 0.1)
    monkeypatch.setattr(working, "is_mishap", noted)
    monkeypatch.setattr(pipeline, "SAVE_EVERY_PAGES", 1)
    return seen


def struck_at_each(steps: Sequence[Step], blow: Callable[[], object], work: Callable[[], object]) -> None:
    with ExitStack() as stack:
        fallen = {step: stack.enter_context(struck(step, blow)) for step in steps}
        work()
    assert [str(step) for step, has_fallen in fallen.items() if not has_fallen.is_set()] == []


@pytest.fixture
def holders() -> Iterator[list["subprocess.Popen[str]"]]:
    started: list[subprocess.Popen[str]] = []
    yield started
    for holder in started:
        assert holder.wait(20) == 0
        assert holder.stdout is not None
        holder.stdout.close()


def test_a_database_that_another_process_holds(
    shelf_data: Path,
    undisturbed: Mapping[str, list[str]],
    sandbox: Sandbox,
    waits: list[BaseException | None],
    holders: list["subprocess.Popen[str]"],
    tmp_path: Path,
) -> None:
    """For longer than anybody waits, at each step outside a transaction of our own."""
    settings, alone = shelf.copied(shelf_data, tmp_path / "data"), threading.Lock()
    command = [sys.executable, "-c", HOLDER, str(settings.data_dir / "pustaka.db"), str(HELD_SECONDS)]

    def hold() -> None:
        with alone:
            holder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            holders.append(holder)
            assert holder.stdout is not None
            assert holder.stdout.readline() == "dikunci\n"

    outside = [step for step in STEPS if not step.is_inside]
    struck_at_each(outside, hold, lambda: shelf.carry_on(settings, sandbox))
    assert len(waits) > len(outside) // 2
    is_as_if_nothing_had_been(settings, undisturbed)


def test_an_index_that_vanishes(
    shelf_data: Path,
    undisturbed: Mapping[str, list[str]],
    sandbox: Sandbox,
    waits: list[BaseException | None],
    tmp_path: Path,
) -> None:
    """At each step, so also while it is written or built anew."""
    settings = shelf.copied(shelf_data, tmp_path / "data")

    def vanish() -> None:
        shutil.rmtree(settings.index_dir, ignore_errors=True)

    struck_at_each(STEPS, vanish, lambda: shelf.carry_on(settings, sandbox))
    with composition.runtime(settings) as parts, parts.database.write() as session:
        request_reconcile(session)  # as every worker does that starts
    shelf.carry_on(settings, sandbox)
    is_as_if_nothing_had_been(settings, undisturbed)
