# The index on disk: Whoosh files in one folder, one Whoosh document per library document. A search takes a snapshot of
# the newest commit; the one writer holds a file lock. What matches and ranks is decided in evaluate.py.
from collections.abc import Callable, Hashable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from time import sleep
from typing import Self, TypeVar

from indexer.index import vocabulary
from indexer.index.entries import VERSION
from indexer.index.evaluate import search
from indexer.index.port import IndexBusy, IndexResult, IndexStats, IndexUnavailable, Mode
from indexer.index.whoosh_files import Commit, commit_on_disk, create_files
from indexer.index.whoosh_store import Kept, Snapshot
from indexer.index.whoosh_writer import Writer
from indexer.query import Node

T = TypeVar("T")

_VERSION_FILE = "version"
_MAX_IDLE = 4  # snapshots kept open between requests
_ATTEMPTS = 10  # a commit may remove files between listing and opening them
_UNREADABLE = "Indeks pencarian tidak ada atau tidak terbaca. Bangun ulang dengan: pustaka index rebuild"


class WhooshIndex:
    def __init__(self, folder: Path, *, lock_timeout: float = 5.0) -> None:
        """Open what is there; IndexUnavailable when it cannot be read."""
        self.folder = folder
        self._lock_timeout = lock_timeout
        self._guard = Lock()
        self._idle: list[Snapshot] = []
        self._is_closed = False
        self._kept = Kept()
        self._read(lambda snapshot: snapshot.commit)

    @classmethod
    def create(cls, folder: Path, *, lock_timeout: float = 5.0) -> Self:
        """A new, empty index; never over something that is there."""
        folder.mkdir(mode=0o700, parents=True)
        (folder / _VERSION_FILE).write_text(VERSION, encoding="ascii")
        create_files(folder)
        return cls(folder, lock_timeout=lock_timeout)

    def search(
        self, node: Node, *, allowed: AbstractSet[int] | None, limit: int = 20, offset: int = 0, mode: Mode = "all"
    ) -> IndexResult:
        return self._read(
            lambda snapshot: search(snapshot, node, allowed=allowed, limit=limit, offset=offset, mode=mode)
        )

    def stamps(self) -> dict[int, str]:
        return self._read(Snapshot.stamps)

    def state(self) -> Hashable:
        return self._read(lambda snapshot: (self.folder, snapshot.commit))

    def stats(self) -> IndexStats:
        return self._read(self._stats)

    def _stats(self, snapshot: Snapshot) -> IndexStats:
        size = sum(path.stat().st_size for path in self.folder.iterdir() if path.is_file())
        version = (self.folder / _VERSION_FILE).read_text(encoding="ascii")
        return IndexStats(
            self.folder.name,
            len(snapshot.documents),
            snapshot.page_count(),
            size,
            self.folder,
            version,
            needs_rebuild=version != VERSION,
        )

    def terms_like(self, word: str, *, allowed: AbstractSet[int] | None = None, limit: int = 5) -> tuple[str, ...]:
        return self._read(
            lambda snapshot: vocabulary.like(word, snapshot.near, snapshot.holders, allowed=allowed, limit=limit)
        )

    def words_with_prefix(
        self, prefix: str, *, allowed: AbstractSet[int] | None = None, limit: int = 10
    ) -> tuple[str, ...]:
        def complete(snapshot: Snapshot) -> tuple[str, ...]:
            terms, _ = snapshot.expand(vocabulary.typed_prefix(prefix), vocabulary.MAX_SCAN)
            return vocabulary.begin_so(terms, snapshot.holders, allowed=allowed, limit=limit)

        return self._read(complete)

    def close(self) -> None:
        """Let the files go; a search that is under way ends undisturbed."""
        with self._guard:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for snapshot in idle:
            snapshot.close()

    def _read(self, use: Callable[[Snapshot], T]) -> T:
        """Run `use` on the newest commit. Broken files may raise anything at all, so anything means unavailable."""
        try:
            snapshot = self._take()
            try:
                result = use(snapshot)
            except BaseException:
                snapshot.close()
                raise
        except Exception as error:
            raise IndexUnavailable(_UNREADABLE) from error
        self._give_back(snapshot)
        return result

    def _take(self) -> Snapshot:
        for _ in range(_ATTEMPTS):
            with suppress(FileNotFoundError):
                return self._idle_at(commit_on_disk(self.folder)) or Snapshot(self.folder, self._kept)
            if not self.folder.is_dir():
                break
            sleep(0.01)
        return Snapshot(self.folder, self._kept)

    def _idle_at(self, commit: Commit) -> Snapshot | None:
        """An idle snapshot of this very commit; those of older commits are closed."""
        with self._guard:
            stale = [snapshot for snapshot in self._idle if snapshot.commit != commit]
            self._idle = [snapshot for snapshot in self._idle if snapshot.commit == commit]
            found = self._idle.pop() if self._idle else None
        for snapshot in stale:
            snapshot.close()
        return found

    def _give_back(self, snapshot: Snapshot) -> None:
        with self._guard:
            is_kept = len(self._idle) < _MAX_IDLE and not self._is_closed
            if is_kept:
                self._idle.append(snapshot)
        if not is_kept:
            snapshot.close()

    @contextmanager
    def write(self) -> Iterator[Writer]:
        writer = self._open_writer()
        try:
            writer.start(self._read(Snapshot.places))
            yield writer
            writer.commit()
        except BaseException:
            writer.cancel()
            raise

    def _open_writer(self) -> Writer:
        try:
            return Writer(self.folder, self._lock_timeout)
        except IndexBusy:
            raise
        except Exception as error:
            raise IndexUnavailable(_UNREADABLE) from error
