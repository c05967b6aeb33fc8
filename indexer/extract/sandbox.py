"""Reads one untrusted file in one confined child: pages stream out, every way to end is a named state.

`with Sandbox() as sandbox: sandbox.extract(path, media_type)`. One sandbox serves many threads.
"""

import json
import os
import select
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from indexer.extract.child import NOT_CONFINED
from indexer.extract.frames import Decoder, End, MalformedFrame, OutputLimitReached
from indexer.extract.helper import Helper, Isolation, Job, SandboxUnavailable
from indexer.extract.media import media_type_of
from indexer.extract.model import Event, ExtractedPage, Extraction, Finished, Found, Limits, PageFailed, PageRead
from indexer.extract.reading import ChildEnd, Reading

REGISTRY = "indexer.extract.registry:EXTRACTORS"
_READ = 1024 * 1024
_GRACE = 1.0  # for a child to leave after its last word, and for the helper to obey a kill
_ATTEMPTS = 3


class _HelperDied(Exception):
    """Not the file's fault, or not provably: try again with a new helper."""


class Sandbox:
    def __init__(self, *, registry: str = REGISTRY, import_paths: tuple[Path, ...] = ()) -> None:
        """`registry` names, as `module:attribute`, the extractors by media type that the helper loads."""
        self._helper = Helper(registry, import_paths)

    def __enter__(self) -> Self:
        self._helper.ensure()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._helper.close()

    @property
    def isolation(self) -> Isolation | None:
        """What the kernel granted; None before the helper has started."""
        return self._helper.isolation

    @property
    def helper_pid(self) -> int | None:
        return self._helper.pid

    def extract(
        self,
        path: Path,
        media_type: str,
        *,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        on_page: Callable[[ExtractedPage], None] | None = None,
        on_progress: Callable[[int, int | None], None] | None = None,
    ) -> Extraction:
        """Read the whole file. With `on_page` the pages go there one by one and are not collected."""
        pages: list[ExtractedPage] = []
        for event in self.events(path, media_type, limits=limits):
            if isinstance(event, Finished):
                return replace(event.extraction, pages=tuple(pages))
            (on_page or pages.append)(event.page)
            if on_progress:
                on_progress(event.page.number, event.total)
        raise AssertionError("events() always ends with Finished")

    def events(self, path: Path, media_type: str, *, limits: Limits = Limits()) -> Generator[Event]:  # noqa: B008
        """Pages as they are read, and one `Finished` at the end. Closing the iterator early kills the child.

        Raises OSError when the file cannot be opened and SandboxUnavailable when no helper can be had: neither says
        anything about the file's bytes.
        """
        reading = Reading(media_type)
        with path.open("rb") as file, _scratch_folder() as folder:
            for attempt in range(_ATTEMPTS):
                run = _Run(self._helper, reading, limits)
                try:
                    yield from run.events(file, Path(folder))
                except _HelperDied:
                    if attempt == _ATTEMPTS - 1:
                        raise SandboxUnavailable("proses pembantu pembaca berkas berulang kali mati") from None
                else:
                    yield Finished(reading.conclude(seconds=run.seconds, peak_bytes=run.peak_bytes))
                    return


class _Run:
    """One attempt at one file."""

    def __init__(self, helper: Helper, reading: Reading, limits: Limits) -> None:
        self._helper = helper
        self._reading = reading
        self._limits = limits
        self._already = reading.last_page
        self._paused = 0.0
        self._started = time.monotonic()
        self.peak_bytes = 0

    @property
    def seconds(self) -> float:
        """The child's time: what the consumer of the pages took for itself is not held against the file."""
        return time.monotonic() - self._started - self._paused

    def events(self, file: BinaryIO, folder: Path) -> Iterator[PageRead]:
        file.seek(0)
        with self._helper.job(file, self._reading.media_type, self._limits, folder) as job:
            for page in self._pages(job):
                paused = time.monotonic()
                yield PageRead(page, self._reading.total)
                self._paused += time.monotonic() - paused
            if end := self._end(job):
                if end.code == NOT_CONFINED and self._reading.is_silent:
                    raise SandboxUnavailable("proses pembaca berkas tidak dapat dibatasi pada mesin ini")
                self.peak_bytes = end.peak_bytes
                self._reading.settle(end, self._limits)

    def _pages(self, job: Job) -> Iterator[ExtractedPage]:
        """Until the child has said its last word, closed the pipe, broken the protocol or reached a limit."""
        decoder = Decoder(self._limits.output_bytes)
        try:
            while self._reading.ending is None and (data := self._read(job)):
                for found in decoder.feed(data):
                    if page := self._take(found):
                        yield page
        except TimeoutError:
            self._reading.cut = "time"
        except OutputLimitReached:
            self._reading.cut = "output"
        except MalformedFrame:
            self._reading.cut = "crash"

    def _read(self, job: Job) -> bytes:
        left = self._limits.wall_seconds - self.seconds
        if left <= 0 or not _is_readable(job.pages, left):
            raise TimeoutError
        return os.read(job.pages, _READ)

    def _take(self, found: Found | End) -> ExtractedPage | None:
        """A second attempt goes over pages that have been handed on already."""
        if isinstance(found, ExtractedPage | PageFailed) and found.number <= self._already:
            return None
        return self._reading.note(found)

    def _end(self, job: Job) -> ChildEnd | None:
        """Wait for the child to be gone, by force where needed; None when the helper could not say how it went."""
        if self._reading.cut:
            job.kill()
        elif not _is_readable(job.link.fileno(), _GRACE):
            self._reading.cut = None if self._reading.ending else "crash"  # it fell silent but would not leave
            job.kill()
        if not _is_readable(job.link.fileno(), _GRACE):
            self._helper.kill(job.helper)
        return self._told(job)

    def _told(self, job: Job) -> ChildEnd | None:
        message = b""
        with suppress(OSError):
            message = job.link.recv(_READ)
        if message:
            end = json.loads(message)
            return ChildEnd(code=end["code"], cpu_seconds=end["cpu"], peak_bytes=end["peak"])
        if self._reading.ending is None and self._reading.cut is None:
            raise _HelperDied
        return None


def _scratch_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="pustaka-", ignore_cleanup_errors=True)


def _is_readable(descriptor: int, seconds: float) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def extract_file(path: Path, *, media_type: str | None = None, limits: Limits = Limits()) -> Extraction:  # noqa: B008
    """One file, once, without a sandbox at hand; the name tells the type when the caller has not sniffed it."""
    with Sandbox() as sandbox:
        return sandbox.extract(path, media_type or media_type_of(path), limits=limits)
