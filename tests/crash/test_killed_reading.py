"""kill -9 of one worker after the other, each a step later: all is read exactly once, and told exactly once."""

import os
import shutil
import signal
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from app.core.config import Settings
from app.ingest import pipeline
from indexer.extract.sandbox import Sandbox
from tests.crash import shelf, striking
from tests.crash.striking import Step, struck

pytestmark = pytest.mark.slow


def dies_at(step: Step, work: Callable[[], None]) -> None:
    """In a process of its own, which is gone at that step as by a power cut."""
    child = os.fork()
    if child == 0:
        _work_until(step, work)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"the step {step} was never reached: {status}"
    assert os.WTERMSIG(status) == signal.SIGKILL


def _work_until(step: Step, work: Callable[[], None]) -> None:
    pipeline.SAVE_EVERY_PAGES = 1
    try:
        with struck(step, lambda: os.kill(os.getpid(), signal.SIGKILL)):
            work()
    finally:
        os._exit(70)


def is_as_if_nothing_had_been(settings: Settings, undisturbed: Mapping[str, list[str]]) -> None:
    made = shelf.account(settings)
    assert {name: rows for name, rows in made.items() if rows != undisturbed[name]} == {}
    assert shelf.ailments(settings) == []


@pytest.mark.parametrize("steps", [striking.READING, striking.RECOGNISING, striking.DRAWING, striking.INDEXING])
def test_kills_at_every_step_change_nothing(
    steps: Sequence[Step],
    shelf_data: Path,
    undisturbed: Mapping[str, list[str]],
    sandbox: Sandbox,
    tmp_path: Path,
) -> None:
    settings = shelf.copied(shelf_data, tmp_path / "data")
    for step in steps:
        dies_at(step, lambda: shelf.work_as_a_worker(settings))
        assert [finding for finding in shelf.ailments(settings) if finding.severity == "error"] == [], step
    shelf.carry_on(settings, sandbox)
    is_as_if_nothing_had_been(settings, undisturbed)


def test_kills_while_a_lost_index_is_built_anew(
    shelf_data: Path, undisturbed: Mapping[str, list[str]], sandbox: Sandbox, tmp_path: Path
) -> None:
    settings = shelf.copied(shelf_data, tmp_path / "data")
    for step in striking.REBUILDING:
        shutil.rmtree(settings.index_dir)
        dies_at(step, lambda: shelf.work_as_a_worker(settings))
    shelf.carry_on(settings, sandbox)
    is_as_if_nothing_had_been(settings, undisturbed)
    assert list(settings.index_dir.glob("building-*")) == []
