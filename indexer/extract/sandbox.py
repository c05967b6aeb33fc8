"""Reads one untrusted file in one confined child: pages stream out, every way to end is a named state.

`with Sandbox() as sandbox: sandbox.extract(path, media_type)`, or `.images(…)` for pictures of the pages. One sandbox
serves many threads.
"""

import json
import os
import select
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from indexer.extract.child import NOT_CONFINED
from indexer.extract.frames import Decoder, End, MalformedFrame, OutputLimitReached
from indexer.extract.helper import Helper, Isolation, Job, SandboxUnavailable
from indexer.extract.legacy import extract_with
from indexer.extract.media import media_type_of
from indexer.extract.model import (
    MIB,
    Drawing,
    DrawnEvent,
    Event,
    ExtractedPage,
    Extraction,
    Finished,
    Found,
    ImageFormat,
    Limits,
    PageFailed,
    PageImage,
    PageRead,
)
from indexer.extract.reading import ChildEnd, Reading

REGISTRY = "indexer.extract.registry:EXTRACTORS"
RENDERERS = "indexer.extract.registry:RENDERERS"
PICTURES = Limits(output_bytes=512 * MIB)
MAX_PICTURES = 1000  # asked for in one call
_READ = 1024 * 1024
_GRACE = 1.0  # for a child to leave after its last word, and for the helper to obey a kill
_ATTEMPTS = 3


class _HelperDied(Exception):
    """Not the file's fault, or not provably: try again with a new helper."""


class Sandbox:
    def __init__(
        self,
        *,
        registry: str = REGISTRY,
        renderers: str = RENDERERS,
        import_paths: tuple[Path, ...] = (),
        scratch: Path | None = None,
    ) -> None:
        """The first two name, as `module:attribute`, what the helper loads: extractors and renderers by media type.

        Each child has a private folder below `scratch`, or where the system keeps temporary files.
        """
        self.scratch = scratch
        self._helper = Helper(registry, renderers, import_paths)

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
        with closing(self._attempts(path, reading, limits, None)) as found:
            for event in found:
                if isinstance(event, ExtractedPage):
                    yield PageRead(event, reading.total)
                elif isinstance(event, Finished):
                    yield event

    def images(
        self,
        path: Path,
        media_type: str,
        *,
        pages: Sequence[int] | None = None,
        dpi: int | None = None,
        width: int | None = None,
        grey: bool = False,
        format: ImageFormat = "png",  # noqa: A002 - the word for it
        clean: bool = False,
        limits: Limits = PICTURES,
    ) -> Generator[DrawnEvent]:
        """Pictures of the pages asked for (all without `pages`) in rising order, and one `Finished` at the end.

        At `dpi` dots per inch or `width` dots wide. The limits are those of one call: ask for a long scan in batches.
        Page numbers that the file does not have are left out. Errors and closing early as in `events`.
        """
        wanted = None if pages is None else tuple(sorted(set(pages)))
        if wanted is not None and len(wanted) > MAX_PICTURES:
            raise ValueError(f"at most {MAX_PICTURES} pictures in one call")
        drawing = Drawing(wanted, dpi, width, grey, format, clean)
        reading = Reading(media_type, is_drawing=True)
        with closing(self._attempts(path, reading, limits, drawing)) as found:
            for event in found:
                if not isinstance(event, ExtractedPage):
                    yield event

    def _attempts(
        self, path: Path, reading: Reading, limits: Limits, drawing: Drawing | None
    ) -> Generator[ExtractedPage | PageImage | Finished]:
        with path.open("rb") as file, self._folder() as folder:
            for attempt in range(_ATTEMPTS):
                run = _Run(self._helper, reading, limits, drawing)
                try:
                    yield from run.events(file, Path(folder))
                except _HelperDied:
                    if attempt == _ATTEMPTS - 1:
                        raise SandboxUnavailable("proses pembantu pembaca berkas berulang kali mati") from None
                else:
                    yield Finished(reading.conclude(seconds=run.seconds, peak_bytes=run.peak_bytes))
                    return

    def _folder(self) -> tempfile.TemporaryDirectory[str]:
        return tempfile.TemporaryDirectory(prefix="pustaka-", dir=self.scratch, ignore_cleanup_errors=True)


class _Run:
    """One attempt at one file."""

    def __init__(self, helper: Helper, reading: Reading, limits: Limits, drawing: Drawing | None) -> None:
        self._helper = helper
        self._reading = reading
        self._limits = limits
        self._drawing = drawing
        self._already = reading.last_page
        self._paused = 0.0
        self._started = time.monotonic()
        self.peak_bytes = 0

    @property
    def seconds(self) -> float:
        """The child's time: what the consumer of the pages took for itself is not held against the file."""
        return time.monotonic() - self._started - self._paused

    def events(self, file: BinaryIO, folder: Path) -> Iterator[ExtractedPage | PageImage]:
        file.seek(0)
        with self._helper.job(file, self._reading.media_type, self._limits, folder, self._drawing) as job:
            for page in self._pages(job):
                paused = time.monotonic()
                yield page
                self._paused += time.monotonic() - paused
            if end := self._end(job):
                if end.code == NOT_CONFINED and self._reading.is_silent:
                    raise SandboxUnavailable("proses pembaca berkas tidak dapat dibatasi pada mesin ini")
                self.peak_bytes = end.peak_bytes
                self._reading.settle(end, self._limits)

    def _pages(self, job: Job) -> Iterator[ExtractedPage | PageImage]:
        """Until the child has said its last word, closed the pipe, broken the protocol or reached a limit."""
        picture_bytes = self._limits.picture_bytes if self._drawing else 0
        decoder = Decoder(self._limits.output_bytes, picture_bytes=picture_bytes)
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

    def _take(self, found: Found | End) -> ExtractedPage | PageImage | None:
        """A second attempt goes over pages that have been handed on already."""
        if isinstance(found, ExtractedPage | PageImage | PageFailed) and found.number <= self._already:
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


def _is_readable(descriptor: int, seconds: float) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def extract_file(path: Path, *, media_type: str | None = None, limits: Limits = Limits()) -> Extraction:  # noqa: B008
    """One file, once, without a sandbox at hand; the name tells the type when the caller has not sniffed it."""
    with Sandbox() as sandbox:
        read = partial(sandbox.extract, limits=limits)
        return extract_with(read, path, media_type or media_type_of(path), limits)
