"""While a backup runs no blob may go: backups share a lock, and whoever deletes needs it for itself."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from app.core.config import Settings

_NAME = "cadangan.lock"


@contextmanager
def blobs_kept(settings: Settings) -> Iterator[None]:
    with _lock(settings, fcntl.LOCK_SH):
        yield


@contextmanager
def blobs_may_go(settings: Settings) -> Iterator[bool]:
    """Yields whether blobs may be deleted now; nobody waits for a backup that takes hours."""
    try:
        with _lock(settings, fcntl.LOCK_EX | fcntl.LOCK_NB):
            yield True
    except BlockingIOError:
        yield False


@contextmanager
def _lock(settings: Settings, how: int) -> Iterator[None]:
    descriptor = os.open(settings.data_dir / _NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)
