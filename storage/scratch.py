"""A folder for the temporary files of one process, which the next one clears away should this one be killed."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LOCK = ".lock"


@contextmanager
def scratch(parent: Path) -> Iterator[Path]:
    """Private, below `parent`, gone with the block. Folders of processes that were killed go first.

    Who lives holds a lock in its folder; the system lets it go with the process, however that ends.
    """
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (parent / _LOCK).open("ab") as door:
        fcntl.flock(door, fcntl.LOCK_EX)  # nobody clears between our folder and its lock
        _clear(parent)
        folder = Path(tempfile.mkdtemp(dir=parent))
        held = (folder / _LOCK).open("ab")
        fcntl.flock(held, fcntl.LOCK_EX)
    try:
        with held:
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear(parent: Path) -> None:
    for folder in parent.iterdir():
        if folder.is_dir() and not folder.is_symlink() and _is_abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_abandoned(folder: Path) -> bool:
    with suppress(FileNotFoundError), (folder / _LOCK).open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
