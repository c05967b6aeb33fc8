"""Kill -9 at every step: a forked child counts what it does to disk and database, and dies at the given count."""

import os
import signal
import sys
from collections.abc import Callable, Iterator

from sqlalchemy import Engine, event

# Audit events of the interpreter by which files change, whatever function was called.
_CHANGES = frozenset(
    {"os.rename", "os.link", "os.remove", "os.truncate", "os.mkdir", "os.rmdir", "os.chmod", "os.utime"}
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_MOST = 400


def killed_at_every_step(work: Callable[[], object], *, stride: int = 1) -> Iterator[int]:
    """Yields after each death, from the first step on; ends when the work came to its end alive.

    A stride leaves steps out where mending takes long.
    """
    for step in range(1, _MOST, stride):
        if not dies_at(step, work):
            assert step > 3, "nothing was counted, so nothing was tested"
            return
        yield step
    raise AssertionError("the work never came to an end")


def dies_at(step: int, work: Callable[[], object]) -> bool:
    """Run the work in a child that dies at this step; False when it came to its end before that."""
    child = os.fork()
    if child == 0:
        _work_and_die(work, step)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, f"the work failed by itself at step {step}"
    return False


def _work_and_die(work: Callable[[], object], step: int) -> None:
    done = 0

    def count(*_: object) -> None:
        nonlocal done
        done += 1
        if done == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(name: str, given: tuple[object, ...]) -> None:
        if name in _CHANGES or (name == "open" and isinstance(given[2], int) and given[2] & _WRITING):
            count()

    event.listen(Engine, "commit", count)
    sys.addaudithook(watch)
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)
