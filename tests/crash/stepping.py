"""A process of ours that kills itself at its n-th step: before and after everything that leaves a trace outside."""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from sqlmodel import Session

from storage.local import LocalBlobStore

TRACES: tuple[tuple[Any, str], ...] = (
    (Session, "commit"),
    (LocalBlobStore, "put"),
    (LocalBlobStore, "delete"),
    (os, "link"),
    (Path, "unlink"),
    (Path, "write_text"),
)


def dies_at(step: int, work: Callable[[], None]) -> bool:
    """Run the work in a child that dies at this step; False when it came to its end before that."""
    child = os.fork()
    if child == 0:
        _live_until(step, work)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the work failed by itself"
    return False


def _live_until(step: int, work: Callable[[], None]) -> None:
    try:
        _arm(step)
        work()
    except BaseException:  # noqa: BLE001 - a child must never come back into the test run
        traceback.print_exc(file=sys.stderr)
        os._exit(70)
    os._exit(0)


def _arm(step: int) -> None:
    steps = iter(range(1, step))

    def tick() -> None:
        if next(steps, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    for owner, name in TRACES:
        setattr(owner, name, _counted(getattr(owner, name), tick))


def _counted(effect: Callable[..., Any], tick: Callable[[], None]) -> Callable[..., Any]:
    @wraps(effect)
    def counted(*given: Any, **named: Any) -> Any:
        tick()
        result = effect(*given, **named)
        tick()
        return result

    return counted
