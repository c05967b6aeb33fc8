"""A folder that people and scanners drop files into: each is taken once it is whole, then put aside, never deleted.

Order of safety: stored and committed first, then moved. A crash in between leaves the file where it was; the next round
recognises it and only moves it. What was refused goes to `gagal/` with the reason beside it.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.accounts.permissions import SYSTEM
from app.core.clock import now
from app.core.errors import InvalidInput, Unavailable
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents.schemas import DocumentFields
from app.ingest import batch_queries, batches
from app.ingest.models import BatchSource, ItemOutcome
from app.ingest.pace import Pace
from app.ingest.schemas import Taken
from app.ingest.taking import refuse, take_now
from app.ingest.watched_files import WayBlocked, files, open_below, open_without_links, put_aside
from storage.blobs import StoreFull
from storage.names import legible

_LOCK = "pantau.lock"
_LONGEST_PAUSE = 5.0
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was when last looked at, and since when it has looked so (monotonic seconds)."""

    size: int
    changed: int
    inode: int
    since: float

    def is_same(self, found: os.stat_result) -> bool:
        return (self.size, self.changed, self.inode) == (found.st_size, found.st_mtime_ns, found.st_ino)


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one file of the folder, names as people read them: where it lies now, and why it was refused."""

    name: str
    target: str
    reason: str = ""


class Watcher:
    """Looks at the folder again and again; one at a time over all workers, whoever holds the lock."""

    def __init__(self, runtime: Runtime, folder: Path) -> None:
        self.runtime = runtime
        self.root = folder.resolve()
        self.settle = runtime.settings.watch_settle_seconds
        self._seen: dict[Path, Seen] = {}
        self._stuck: dict[Path, Seen] = {}
        _refuse_own_data(self.root, runtime.settings.data_dir.resolve())

    def run(self, stop: threading.Event) -> None:
        """Until told to stop; a folder or database that is away for a while is waited for."""
        while not stop.is_set():
            try:
                self.sweep()
            except (OSError, OperationalError, StoreFull, Unavailable) as error:
                log.warning("watched folder cannot be worked now", folder=str(self.root), reason=str(error))
            stop.wait(max(0.5, min(_LONGEST_PAUSE, self.settle / 2)))

    def once(self) -> list[Moved]:
        """Everything that lies there whole now: looked at twice, as far apart as a file must have been at rest."""
        first = self.sweep()
        time.sleep(self.settle)
        return first + self.sweep()

    def sweep(self) -> list[Moved]:
        """One round. Raises StoreFull; the files stay where they are.

        A file that cannot be moved is left alone until it changes, so that it does not come again every round.
        """
        if not self.root.is_dir():
            raise Unavailable(f"Folder terpantau {self.root} tidak ada. Buat folder itu atau pasang medianya.")
        with self._alone() as is_alone:
            return list(self._take_all()) if is_alone else []

    def _take_all(self) -> Iterator[Moved]:
        pace = Pace()
        for path in self._settled():
            if moved := self._take(path):
                yield moved
            pace.rest()

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Whether no other worker is at it; the lock lies in the data folder, which all workers share."""
        with (self.runtime.settings.data_dir / _LOCK).open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def _settled(self) -> list[Path]:
        """Files at rest long enough that nobody has open, in a stable order."""
        found = {path: self._note(path, info) for path, info in files(self.root)}
        self._seen = found
        at_rest = [path for path, seen in found.items() if time.monotonic() - seen.since >= self.settle]
        waiting = [path for path in at_rest if self._stuck.get(path) != found[path]]
        opened = open_below(self.root) if waiting else frozenset()
        return [path for path in waiting if str(path) not in opened]

    def _note(self, path: Path, info: os.stat_result) -> Seen:
        known = self._seen.get(path)
        if known is not None and known.is_same(info):
            return known
        return Seen(info.st_size, info.st_mtime_ns, info.st_ino, time.monotonic())

    def _take(self, path: Path) -> Moved | None:
        try:
            taken = self._store(path)
            return self._put_aside(path, taken) if taken is not None else None
        except (StoreFull, OperationalError):
            raise
        except WayBlocked as blocked:
            log.error("a watched file is left where it is", file=legible(str(path)), reason=str(blocked))
            self._stuck[path] = self._seen[path]
            return None
        except Exception as error:
            log.error("a watched file is left where it is", file=legible(str(path)), exc_info=error)
            self._stuck[path] = self._seen[path]
            return None

    def _store(self, path: Path) -> list[Taken] | None:
        """What became of it, or of each file in it when it is a zip; None when it changed while it was read."""
        name = str(path.relative_to(self.root))
        batch_id = self._batch()
        try:
            stream = open_without_links(self.root, path)
        except OSError as error:
            return [refuse(self.runtime, batch_id, name, f"Berkas tidak dapat dibuka: {error.strerror}.")]
        with stream:
            if not self._seen[path].is_same(os.fstat(stream.fileno())):
                return None
            taken = list(
                take_now(
                    self.runtime,
                    SYSTEM,
                    batch_id=batch_id,
                    stream=stream,
                    path=name,
                    describe=lambda _: DocumentFields(),
                )
            )
            return taken if self._seen[path].is_same(os.fstat(stream.fileno())) else None

    def _batch(self) -> int:
        with self.runtime.database.write() as session:
            return _batch_of_today(session, self.root.name)

    def _put_aside(self, path: Path, taken: list[Taken]) -> Moved:
        reason = _reason(taken)
        target = put_aside(self.root, path, reason=reason, is_same=self._seen[path].is_same)
        moved = Moved(legible(str(path.relative_to(self.root))), legible(str(target)), reason)
        log.info("watched file taken", file=moved.name, target=moved.target, refused=bool(reason))
        return moved


def watcher(runtime: Runtime) -> Watcher:
    """The watcher of the folder in the settings. Raises InvalidInput when there is none."""
    folder = runtime.settings.watch_dir
    if folder is None:
        raise InvalidInput("Belum ada folder yang dipantau. Isi PUSTAKA_WATCH_DIR dengan jalur foldernya.")
    return Watcher(runtime, folder)


def _refuse_own_data(root: Path, data: Path) -> None:
    if data == root or root in data.parents or data in root.parents:
        raise InvalidInput(
            f"Folder terpantau {root} dan folder data {data} tidak boleh saling memuat. Pilih folder lain."
        )


def _batch_of_today(session: Session, name: str) -> int:
    """One batch a day, so that a scanner's single sheets do not become a list of their own."""
    known = batch_queries.latest(session, BatchSource.WATCHED)
    if known is not None and known.created_at.date() == now().date():
        return saved_id(known.id)
    return saved_id(batches.open_batch(session, SYSTEM, source=BatchSource.WATCHED, name=name).id)


def _reason(taken: list[Taken]) -> str:
    """Empty when everything is in the library; a zip is put aside whole, with every file of it that was refused."""
    refused = [one for one in taken if one.outcome is ItemOutcome.REFUSED]
    if not refused:
        return "" if taken else "Zip ini tidak berisi berkas."
    if not any(one.member for one in taken):
        return refused[0].reason
    lines = [f"{one.member}: {one.reason}" for one in refused]
    return "\n".join([f"{len(taken) - len(refused)} berkas di dalamnya sudah masuk pustaka; yang ditolak:", *lines])
