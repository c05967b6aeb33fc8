# Generations of the index side by side: a new one is built and proved beside the old, then a pointer file is swapped by
# rename. Whatever breaks, and whenever, the old one goes on serving; nothing is deleted because it could not be read.
import fcntl
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from threading import Lock

from indexer import text
from indexer.index.port import IndexBusy, IndexDocument, IndexProblem, IndexStats, IndexUnavailable
from indexer.index.whoosh_index import WhooshIndex
from indexer.query import And, MatchAll, Word

# Given the stamps of what is indexed: documents that are missing or differ, and ids that should not be there.
ChangedSince = Callable[[dict[int, str]], tuple[Iterable[IndexDocument], Iterable[int]]]

POINTER = "current"
KEPT_SECONDS = 24 * 3600.0  # an old generation stays a day, in case the new one disappoints
_REPLAYS = 5  # rounds of catching up before the swap; what still changes then is caught up after it
_PROBES = 20
_GENERATION = re.compile(r"gen-(\d{6,})")
_BUILDING = "building"
_RETIRED = "retired"
_MISSING = "Indeks pencarian belum ada. Bangun dengan: pustaka index rebuild"
_BUSY = "Indeks pencarian sedang dibangun oleh proses lain. Tunggu sampai selesai."


class RebuildFailed(IndexProblem):
    """The new generation did not prove right. The old one still serves."""


class Generations:
    """A folder with generations of the index and the pointer to the one that serves."""

    def __init__(self, root: Path, *, lock_timeout: float = 5.0, clock: Callable[[], float] = time.time) -> None:
        self.root = root
        self._lock_timeout = lock_timeout
        self._clock = clock
        self._guard = Lock()
        self._open: WhooshIndex | None = None

    def open_current(self) -> WhooshIndex:
        """The generation that serves now; ask again for every request. IndexUnavailable when there is none."""
        name = self._pointed_at()
        with self._guard:
            if self._open is None or self._open.folder.name != name:
                self._exchange(self._index(self.root / name))
            assert self._open is not None  # noqa: S101 - just exchanged
            return self._open

    def _exchange(self, index: WhooshIndex | None) -> None:
        old, self._open = self._open, index
        if old is not None:
            old.close()

    def _index(self, folder: Path) -> WhooshIndex:
        return WhooshIndex(folder, lock_timeout=self._lock_timeout)

    def _pointed_at(self) -> str:
        try:
            name = (self.root / POINTER).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise IndexUnavailable(_MISSING) from error
        if not _GENERATION.fullmatch(name):
            raise IndexUnavailable(_MISSING)
        return name

    def close(self) -> None:
        with self._guard:
            self._exchange(None)

    def rebuild(self, documents: Iterable[IndexDocument], *, changed_since: ChangedSince) -> IndexStats:
        """Build a new generation of `documents`, catch up with what changed meanwhile, prove it and let it serve."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._alone():
            self._remove_unfinished()
            self.remove_expired()
            folder = self._build(documents, changed_since)
            _flush_to_disk(folder)
            self._swap(self._named(folder))
            _catch_up(self.open_current(), changed_since)
            return self.open_current().stats()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One rebuild at a time, over all processes; a killed one lets go."""
        with (self.root / "rebuild.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise IndexBusy(_BUSY) from error
            yield

    def _remove_unfinished(self) -> None:
        """What a killed rebuild left; never served, so nobody misses it."""
        for folder in self.root.glob(f"{_BUILDING}-*"):
            shutil.rmtree(folder)

    def _build(self, documents: Iterable[IndexDocument], changed_since: ChangedSince) -> Path:
        folder = self.root / f"{_BUILDING}-{self._next_number():06}"
        index = WhooshIndex.create(folder)
        try:
            probes = _fill(index, documents)
            for _ in range(_REPLAYS):
                if not _catch_up(index, changed_since):
                    break
            _prove(index, probes)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        finally:
            index.close()
        return folder

    def _next_number(self) -> int:
        found = (_GENERATION.fullmatch(folder.name) for folder in self.root.iterdir())
        return max((int(match[1]) for match in found if match), default=0) + 1

    def _named(self, folder: Path) -> str:
        name = folder.name.replace(_BUILDING, "gen")
        folder.rename(self.root / name)
        return name

    def _swap(self, name: str) -> None:
        with suppress(IndexUnavailable, FileNotFoundError):
            (self.root / self._pointed_at() / _RETIRED).write_text(str(self._clock()), encoding="ascii")
        fresh = self.root / f"{POINTER}.new"
        fresh.write_text(name, encoding="ascii")
        _flush(fresh)
        fresh.replace(self.root / POINTER)
        _flush(self.root)

    def remove_expired(self) -> list[str]:
        """Remove generations that have not served for a day; those that serve, or never did, stay."""
        with suppress(IndexUnavailable):
            current = self._pointed_at()
            expired = [folder for folder in self.root.glob("gen-*") if folder.name != current and self._is_old(folder)]
            for folder in expired:
                shutil.rmtree(folder)
            return [folder.name for folder in expired]
        return []

    def _is_old(self, folder: Path) -> bool:
        try:
            retired = float((folder / _RETIRED).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return False
        return self._clock() - retired > KEPT_SECONDS


def _fill(index: WhooshIndex, documents: Iterable[IndexDocument]) -> list[IndexDocument]:
    """Index everything in one commit; return some documents, without their pages, to ask the new index for."""
    probes: list[IndexDocument] = []
    with index.write() as writer:
        for document in documents:
            writer.put(document)
            if len(probes) < _PROBES and any(text.analyse(document.title)):
                probes.append(replace(document, pages=()))
    return probes


def _catch_up(index: WhooshIndex, changed_since: ChangedSince) -> bool:
    """Write what differs from the truth; False when nothing did."""
    changed, gone = changed_since(index.stamps())
    documents, ids = iter(changed), list(gone)
    first = next(documents, None)
    if first is None and not ids:
        return False
    with index.write() as writer:
        for number in ids:
            writer.delete(number)
        if first is not None:
            writer.put(first)
        for document in documents:
            writer.put(document)
    return True


def _prove(index: WhooshIndex, probes: Iterable[IndexDocument]) -> None:
    """Every document counted is found, and sampled ones are found by the words of their titles."""
    stamps = index.stamps()
    if index.search(MatchAll(), allowed=None, limit=0).total != len(stamps):
        raise RebuildFailed("Indeks baru tidak menemukan semua dokumennya. Indeks lama tetap dipakai.")
    for probe in probes:
        if stamps.get(probe.id) == probe.stamp and not _is_found(index, probe):
            raise RebuildFailed(f"Indeks baru tidak menemukan dokumen {probe.id}. Indeks lama tetap dipakai.")


def _is_found(index: WhooshIndex, probe: IndexDocument) -> bool:
    words = tuple(Word(token.exact) for token in islice(text.analyse(probe.title), 8))
    return index.search(And(words), allowed={probe.id}, limit=0).total == 1


def _flush_to_disk(folder: Path) -> None:
    """Whoosh does not; the swap must not come to disk before what it points to."""
    for path in (*folder.iterdir(), folder):
        _flush(path)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
