# Processes that analyse for a large write: Python reads text on one core only. Each takes documents over a socket and
# puts a run of a segment aside; when the process that asked is gone, so is the socket, and they end.
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Protocol

from indexer.index.building import Words
from indexer.index.port import IndexDocument, IndexProblem
from indexer.index.whoosh_codec import Fresh, Run

MOST = 4  # helpers; each takes memory of its own
_ROOT = Path(__file__).resolve().parents[2]
_GONE = "Proses pembantu penyusun indeks terhenti. Coba lagi; periksa juga sisa memori."
_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from indexer.index.helpers import serve; serve(*sys.argv[2:])"


class HelperGone(IndexProblem):
    """A helper was killed; what it was given is not indexed, so the write cannot go on."""


def cores() -> int:
    return len(os.sched_getaffinity(0))


class Runs(Protocol):
    """Takes documents a batch at a time and makes a run of each."""

    def give(self, documents: Sequence[IndexDocument], first: int) -> None:
        """`first` is the number of the first of them in the whole."""

    def runs(self) -> list[Run]:
        """Of everything that was given, in the order in which it was."""

    def close(self) -> None: ...


def runs_in(folder: Path) -> Runs:
    """With as many helpers as there are cores to work on; alone where there is only one."""
    return Helpers(folder, min(cores(), MOST)) if cores() > 1 else Alone(folder)


class Alone:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._words = Words()
        self._runs: list[Run] = []

    def give(self, documents: Sequence[IndexDocument], first: int) -> None:
        self._words = Words() if self._words.is_full else self._words
        self._runs.append(Run.write(self._folder, Fresh.of(documents, self._words, first)))

    def runs(self) -> list[Run]:
        return self._runs

    def close(self) -> None:
        self._runs = []


class Helpers:
    """Each holds at most one batch, so that little text is in memory at a time."""

    def __init__(self, folder: Path, count: int) -> None:
        self._idle: list[Connection[object, object]] = []
        self._processes: list[subprocess.Popen[bytes]] = []
        self._batches: dict[Connection[object, object], int] = {}
        self._runs: dict[int, Run] = {}
        self._given = 0
        for _ in range(count):
            self._start(folder)

    def _start(self, folder: Path) -> None:
        near, far = Pipe()
        with far:
            command = [sys.executable, "-c", _BOOT, str(_ROOT), str(folder), str(far.fileno())]
            self._processes.append(
                subprocess.Popen(command, pass_fds=[far.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            )
        self._idle.append(near)

    def give(self, documents: Sequence[IndexDocument], first: int) -> None:
        """Waits until one of them has time."""
        if not self._idle:
            self._take()
        helper = self._idle.pop()
        self._batches[helper] = self._given
        self._given += 1
        try:
            helper.send((list(documents), first))
        except OSError as error:
            raise HelperGone(_GONE) from error

    def runs(self) -> list[Run]:
        while self._batches:
            self._take()
        return [self._runs[number] for number in range(self._given)]

    def _take(self) -> None:
        for helper in [one for one in wait(list(self._batches)) if isinstance(one, Connection)]:
            try:
                found = helper.recv()
            except (EOFError, OSError) as error:
                raise HelperGone(_GONE) from error
            if isinstance(found, BaseException):
                raise found
            if isinstance(found, Run):
                self._runs[self._batches.pop(helper)] = found
                self._idle.append(helper)

    def close(self) -> None:
        """They end when nobody is there to be answered; one that is at work is not waited for."""
        for helper in (*self._idle, *self._batches):
            helper.close()
        for process in self._processes:
            process.kill()
            process.wait()


def serve(folder: str, descriptor: str) -> None:
    """What a helper does until nobody asks any more."""
    words = Words()
    with Connection(int(descriptor)) as asker, suppress(EOFError, OSError):
        while True:
            documents, first = asker.recv()
            words = Words() if words.is_full else words
            asker.send(_answer(Path(folder), words, documents, first))


def _answer(folder: Path, words: Words, documents: Sequence[IndexDocument], first: int) -> object:
    try:
        return Run.write(folder, Fresh.of(documents, words, first))
    except Exception as error:  # noqa: BLE001 - whoever asked raises it
        return error
