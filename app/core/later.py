"""What a request only notes and a thread of its own writes: every few seconds, and what remains at a normal stop."""

import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

import structlog
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger(__name__)

_TRIES_AT_THE_END = 3


class WrittenLater(ABC):
    """`with … as later:`; the thread starts with the first `_wake`. Who notes does so under `_lock`."""

    def __init__(self, name: str, *, every: float) -> None:
        self._name, self._every = name, every
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @abstractmethod
    def flush(self) -> int:
        """Write what waits; returns how much that was. When the database refuses it waits on, and this raises."""

    @abstractmethod
    def waiting(self) -> int:
        """How much there is to lose."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _wake(self) -> None:
        """Under the lock, after something was noted."""
        if self._thread is None and not self._stop.is_set():
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def close(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        for _ in range(_TRIES_AT_THE_END):
            if self._try_to_flush():
                return
        log.error("lost, the database cannot be written", what=self._name, waiting=self.waiting())

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            self._try_to_flush()

    def _try_to_flush(self) -> bool:
        try:
            self.flush()
        except SQLAlchemyError as error:
            log.warning("waits for the database", what=self._name, waiting=self.waiting(), cause=type(error).__name__)
            return False
        return True
