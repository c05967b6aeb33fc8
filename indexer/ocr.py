"""A page picture to words by tesseract, in a confined process of its own: `Recogniser().recognise(image, …)`.

The pictures come from `Sandbox.images(…, dpi=DPI, grey=True, clean=True)`. Knows no file, no database.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from typing import IO, Literal

from indexer.extract.frames import clean_text
from indexer.extract.model import MIB, Limits, PageImage
from indexer.ocr_tsv import Rotation, Word, mean_confidence, read_rotation, read_rows, text_of, tilted_back, turned_back

__all__ = ["DPI", "OcrPageFailed", "OcrSupport", "OcrUnavailable", "RecognisedPage", "Recogniser", "Word"]

DPI = 300
LANGUAGE, STAND_IN = "ind", "eng"
REMEDY = (
    "Pasang paket tesseract-ocr dan tesseract-ocr-ind di server "
    "(sudo apt-get install tesseract-ocr tesseract-ocr-ind), lalu minta pembacaan ulang."
)
MEMORY_BYTES = 1536 * MIB
OUTPUT_BYTES = 32 * MIB
_LAYOUT = "4"  # lines across the page: list markers and tables stay beside their text; real columns are still seen
_DOUBTFUL = 0.6  # a page upside down reads with 0.3, a poor scan with 0.7
_OPPOSITE: dict[Rotation, Rotation] = {0: 180, 90: 270, 180: 0, 270: 90}
_PROBE_SECONDS = 20.0
_ROOT = Path(__file__).resolve().parents[1]
_BOOT = "import sys; sys.path[:0] = [sys.argv[1]]; from indexer.ocr_launch import main; main(sys.argv[2])"

Why = Literal["timeout", "out_of_memory", "damaged"]
_FAILURES: dict[Why, str] = {
    "timeout": "Pengenalan huruf melewati batas waktu pada halaman ini.",
    "out_of_memory": "Pengenalan huruf melewati batas memori pada halaman ini.",
    "damaged": "Huruf pada gambar halaman ini tidak dapat dikenali.",
}


class OcrUnavailable(RuntimeError):
    """tesseract or its languages are missing: a fault of the installation, never of a file. Its text is for people."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} {REMEDY}")


class OcrPageFailed(Exception):
    """This page could not be read; the next one may be sound. Its text is for people."""

    def __init__(self, number: int, why: Why) -> None:
        super().__init__(f"Halaman {number}: {_FAILURES[why]}")
        self.number = number
        self.why = why


@dataclass(frozen=True, slots=True)
class OcrSupport:
    """What is installed."""

    version: str
    languages: tuple[str, ...]

    @property
    def language(self) -> str:
        """What pages are read with."""
        return LANGUAGE if LANGUAGE in self.languages else STAND_IN

    @property
    def is_degraded(self) -> bool:
        """English stands in for Indonesian: the letters are the same, the words are guessed worse."""
        return self.language != LANGUAGE

    @property
    def turns_pages(self) -> bool:
        return "osd" in self.languages

    @property
    def notice(self) -> str | None:
        """For people, where something is missing that better results need."""
        if self.is_degraded:
            return f"Data bahasa Indonesia untuk pengenalan huruf belum terpasang; hasilnya kurang teliti. {REMEDY}"
        return None


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """`width` and `height` are the picture's; `rotation` is how far, clockwise, it has to be turned to be read.

    The words lie on the page as the file has it, neither turned nor levelled, so that a viewer can mark them there.
    """

    number: int
    text: str
    words: tuple[Word, ...]
    width: int
    height: int
    rotation: Rotation
    mean_confidence: float
    seconds: float = 0.0


class Recogniser:
    """One for the whole process; its methods may be called from many threads."""

    def __init__(self, program: str = "tesseract") -> None:
        self._program = program
        self._lock = threading.Lock()
        self._support: OcrSupport | None = None

    def is_available(self) -> OcrSupport | None:
        """What is installed, or None. Looked up again as long as nothing was found: it may be installed meanwhile."""
        try:
            return self.support()
        except OcrUnavailable:
            return None

    def support(self) -> OcrSupport:
        """Raises OcrUnavailable, which says what is missing and what to do."""
        with self._lock:
            self._support = self._support or self._probe()
            return self._support

    def recognise(self, image: PageImage, *, wall_seconds: float = 120.0) -> RecognisedPage:
        """The words of one page picture at `DPI`. Raises OcrUnavailable or OcrPageFailed.

        Only a page that reads badly as it lies is asked which way it lies, and read again turned.
        """
        support, started = self.support(), time.monotonic()
        clock = _Clock(started + wall_seconds)
        try:
            page = self._read(image, 0, support, clock)
            if page.mean_confidence < _DOUBTFUL and support.turns_pages:
                page = self._turned(image, support, clock, page)
        except _Ended as end:
            raise OcrPageFailed(image.number, end.why) from None
        return replace(page, seconds=time.monotonic() - started)

    def _turned(
        self, image: PageImage, support: OcrSupport, clock: "_Clock", upright: RecognisedPage
    ) -> RecognisedPage:
        """Which axis the lines run along is seen well, which end is up badly on poor scans: both ends are tried."""
        seen, best = self._rotation(image, clock), upright
        for rotation in () if seen is None else (seen, _OPPOSITE[seen]):
            if rotation != 0 and best.mean_confidence < _DOUBTFUL:
                turned = self._read(image, rotation, support, clock)
                best = max(best, turned, key=lambda page: page.mean_confidence)
        return best

    def _rotation(self, image: PageImage, clock: "_Clock") -> Rotation | None:
        """None where there is too little on the page to tell."""
        try:
            return read_rotation(self._run(["-", "-", "-l", "osd", "--psm", "0", "--dpi", str(DPI)], image.data, clock))
        except _Ended as end:
            if end.why == "damaged":
                return None
            raise

    def _read(self, image: PageImage, rotation: Rotation, support: OcrSupport, clock: "_Clock") -> RecognisedPage:
        arguments = ["-", "-", "-l", support.language, "--psm", _LAYOUT, "--dpi", str(DPI), "tsv"]
        tsv = self._run(arguments, image.data, clock, turn=rotation)
        across, down = (image.height, image.width) if rotation in {90, 270} else (image.width, image.height)
        rows = read_rows(clean_text(tsv), across, down)
        return RecognisedPage(
            number=image.number,
            text=text_of(rows),
            words=tuple(_as_given(row.word, rotation, image) for row in rows),
            width=image.width,
            height=image.height,
            rotation=rotation,
            mean_confidence=mean_confidence(rows),
        )

    def _probe(self) -> OcrSupport:
        """Through the same confinement as the pages: what passes here works there."""
        try:
            clock = _Clock(time.monotonic() + _PROBE_SECONDS)
            version, languages = (self._run([question], b"", clock) for question in ("--version", "--list-langs"))
        except _Ended:
            raise OcrUnavailable(
                "Program pengenal huruf (tesseract) terpasang, tetapi tidak dapat dijalankan."
            ) from None
        names = tuple(sorted(line.strip() for line in languages.splitlines()[1:] if line.strip()))
        if not {LANGUAGE, STAND_IN} & set(names):
            raise OcrUnavailable("Data bahasa untuk pengenalan huruf belum terpasang.")
        return OcrSupport(version.partition("\n")[0].removeprefix("tesseract").strip(), names)

    def _run(self, arguments: list[str], data: bytes, clock: "_Clock", *, turn: Rotation = 0) -> str:
        """Picture and answer go through files without a name: no pipe to fill up, and the kernel holds the size."""
        program = shutil.which(self._program)
        if program is None:
            raise OcrUnavailable("Program pengenal huruf (tesseract) belum terpasang.")
        with tempfile.TemporaryFile() as picture, tempfile.TemporaryFile() as answer:
            picture.write(data)
            picture.seek(0)
            code = _launch([str(Path(program).resolve()), *arguments], turn, picture, answer, clock)
            if code != 0:
                raise _Ended("out_of_memory" if code == -signal.SIGKILL else "damaged")
            answer.seek(0)
            return answer.read().decode("utf-8", "replace")


def _as_given(word: Word, rotation: Rotation, image: PageImage) -> Word:
    return tilted_back(turned_back(word, rotation), image.turned, image.width, image.height)


class _Ended(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class _Clock:
    deadline: float

    @property
    def left(self) -> float:
        return self.deadline - time.monotonic()


def _launch(command: list[str], turn: Rotation, picture: IO[bytes], answer: IO[bytes], clock: _Clock) -> int:
    limits = Limits(memory_bytes=MEMORY_BYTES, cpu_seconds=max(1, ceil(clock.left)), file_bytes=OUTPUT_BYTES)
    order = json.dumps({
        "command": command, "parent": os.getpid(), "limits": asdict(limits), "turn": turn, "library": _library(),
    })  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-X", "utf8", "-c", _BOOT, str(_ROOT), order],
        env={},
        stdin=picture,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            return process.wait(timeout=max(0.0, clock.left))
        except subprocess.TimeoutExpired:
            raise _Ended("timeout") from None
        finally:
            _kill_group(process)


def _library() -> str:
    """Where Pillow lies, for the process that turns a page; here it is not loaded."""
    found = find_spec("PIL")
    return str(Path(found.origin).parents[1]) if found and found.origin else ""


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Also when we are interrupted ourselves; a process that has been waited for is left alone."""
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
