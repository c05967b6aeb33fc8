"""What goes on beside a worker's queue, each in a thread of its own: the watched folder, and batches left open."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import structlog
from sqlalchemy.exc import OperationalError

from app.core.runtime import Runtime
from app.ingest import batches
from app.ingest.watching import watcher

_LOOK_EVERY = 600.0
log = structlog.get_logger(__name__)


@contextmanager
def sidework(runtime: Runtime) -> Iterator[None]:
    """As long as the block runs. Raises InvalidInput when the watched folder cannot be one."""
    with ExitStack() as stack:
        if runtime.settings.watch_dir is not None:
            stack.enter_context(_thread("watcher", watcher(runtime).run))
        stack.enter_context(_thread("batches", lambda stop: _close_abandoned(runtime, stop)))
        yield


@contextmanager
def _thread(name: str, work: Callable[[threading.Event], None]) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(stop,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=30)


def _close_abandoned(runtime: Runtime, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            with runtime.database.write() as session:
                batches.close_abandoned(session)
        except OperationalError:
            log.warning("batches left open cannot be looked at now")
        stop.wait(_LOOK_EVERY)
