"""Extractors that do what a parser taken over by its input would do. Loaded by the helper, run in the child."""

import ctypes
import json
import mmap
import os
import resource
import signal
import socket
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from indexer.extract.model import (
    Drawing,
    ExtractedPage,
    Extractor,
    Found,
    PageFailed,
    PageImage,
    PageTotal,
    Renderer,
)

OUTPUT = 4


def naughty(behave: Callable[[BinaryIO], object]) -> Extractor:
    """Two good pages, then the misdeed; a third page tells what came of it."""

    def extract(stream: BinaryIO) -> Iterator[Found]:
        yield PageTotal(3)
        yield ExtractedPage(1, f"halaman satu {os.getpid()}")
        yield ExtractedPage(2, "halaman dua")
        yield ExtractedPage(3, str(behave(stream)))

    return extract


def spin(_stream: BinaryIO) -> None:
    while True:
        pass


def spin_deaf(_stream: BinaryIO) -> None:
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    spin(_stream)


def sleep(_stream: BinaryIO) -> None:
    time.sleep(600)


def pause(_stream: BinaryIO) -> str:
    time.sleep(1.5)
    return "selesai"


def eat_memory(_stream: BinaryIO) -> None:
    hoard = []
    while True:
        hoard.append(bytearray(16 * 1024**2))


def map_memory(_stream: BinaryIO) -> None:
    mmap.mmap(-1, 2 * 1024**3)


def write_forever(_stream: BinaryIO) -> str:
    path = Path(tempfile.gettempdir()) / "tumpah"
    written = 0
    try:
        with path.open("wb", buffering=0) as handle:
            while True:
                written += handle.write(bytes(4096))
    except OSError as error:
        return f"{error.strerror} {written} {path}"


def open_forever(_stream: BinaryIO) -> str:
    handles = []
    try:
        while True:
            handles.append(os.dup(0))
    except OSError as error:
        return f"{error.strerror} {len(handles)}"


def attempt(*actions: Callable[[], object]) -> str:
    return " ".join(_tried(action) for action in actions)


def _tried(action: Callable[[], object]) -> str:
    try:
        action()
    except OSError as error:
        return type(error).__name__
    return "allowed"


def start_processes(_stream: BinaryIO) -> str:
    def fork() -> None:
        if os.fork() == 0:
            time.sleep(600)

    return attempt(
        fork, lambda: os.execv(sys.executable, ["python"]), lambda: os.posix_spawn("/bin/true", ["true"], {})
    )


def reach_network(_stream: BinaryIO) -> str:
    return attempt(
        lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM).connect(("127.0.0.1", 80)),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        lambda: socket.socket(socket.AF_UNIX),
    )


def touch_others(_stream: BinaryIO) -> str:
    helper = os.getppid()
    return attempt(
        lambda: os.kill(helper, signal.SIGKILL),
        lambda: os.kill(helper, signal.SIGSTOP),
        lambda: os.killpg(os.getpgid(helper), signal.SIGKILL),
        lambda: resource.prlimit(helper, resource.RLIMIT_CPU, (0, 0)),
    )


def read_and_write_files(stream: BinaryIO) -> str:
    target = Path(stream.read().decode())
    return attempt(
        target.read_bytes,
        lambda: target.write_text("rusak"),
        target.unlink,
        lambda: os.truncate(target, 0),
        lambda: list(target.parent.iterdir()),
        Path("/etc/passwd").read_bytes,
        Path("/proc/1/environ").read_bytes,
    )


def environment(_stream: BinaryIO) -> str:
    descriptors = {number: _target(number) for number in range(64)}
    return json.dumps({
        "environment": dict(os.environ),
        "descriptors": {number: target for number, target in descriptors.items() if target},
        "folder": str(Path.cwd()),
        "path": sys.path,
    })  # fmt: skip


def _target(number: int) -> str:
    try:
        return "open " + str(os.fstat(number).st_mode)
    except OSError:
        return ""


def crash(_stream: BinaryIO) -> None:
    ctypes.string_at(0)


def leave(_stream: BinaryIO) -> None:
    os._exit(7)


def go_silent(_stream: BinaryIO) -> None:
    os.close(OUTPUT)
    time.sleep(600)


def raise_error(_stream: BinaryIO) -> None:
    raise RuntimeError("nama\x00 \ud800 aneh")


def recurse(stream: BinaryIO) -> None:
    recurse(stream)


def send_raw(data: bytes) -> Callable[[BinaryIO], None]:
    def behave(_stream: BinaryIO) -> None:
        os.write(OUTPUT, data)
        time.sleep(600)

    return behave


def frame(header: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">HI", len(header), len(body)) + header + body


def flood(_stream: BinaryIO) -> Iterator[Found]:
    for number in range(1, 10**9):
        yield ExtractedPage(number, "banjir " * 10_000)


def flood_at_once(_stream: BinaryIO) -> str:
    return "x" * (80 * 1024**2)


def dirty_text(_stream: BinaryIO) -> str:
    return "a\x00b\ud800c\r\nd\x1b[31m\ufeffe\x85f\u202e"


def failing_pages(_stream: BinaryIO) -> Iterator[Found]:
    yield PageTotal(60)
    yield from (PageFailed(number) for number in range(1, 60))
    yield ExtractedPage(60, "satu-satunya")


def last_word_then_linger(_stream: BinaryIO) -> Iterator[Found]:
    yield ExtractedPage(1, "ada")
    os.write(OUTPUT, frame(b'{"end": "done"}'))
    time.sleep(600)


EXTRACTORS: dict[str, Extractor] = {
    **{
        f"test/{behave.__name__}": naughty(behave)
        for behave in (
            spin, spin_deaf, sleep, pause, eat_memory, map_memory, write_forever, open_forever, start_processes,
            reach_network, touch_others, read_and_write_files, environment, crash, leave, go_silent, raise_error,
            recurse, flood_at_once, dirty_text,
        )
    },
    "test/flood": flood,
    "test/failing_pages": failing_pages,
    "test/last_word_then_linger": last_word_then_linger,
    "test/raw_rubbish": naughty(send_raw(b"\xff" * 100)),
    "test/raw_huge": naughty(send_raw(struct.pack(">HI", 2, 2**32 - 1) + b"{}")),
    "test/raw_backwards": naughty(send_raw(frame(b'{"page": 1, "source": "text"}', b"lagi"))),
    "test/raw_not_json": naughty(send_raw(frame(b"[[[[["))),
    "test/raw_not_utf8": naughty(send_raw(frame(b'{"page": 3, "source": "text"}', b"\xff"))),
    "test/raw_unknown": naughty(send_raw(frame(b'{"page": "3", "source": "text"}'))),
}  # fmt: skip


PICTURE = PageImage(1, 10, 10, "png", b"\x89PNG\r\n\x1a\nisi")


def misdrawn(behave: Callable[[BinaryIO], object]) -> Renderer:
    """One good picture, then the misdeed."""

    def draw(stream: BinaryIO, _drawing: Drawing) -> Iterator[Found]:
        yield PageTotal(2)
        yield PICTURE
        behave(stream)

    return draw


def text_instead(_stream: BinaryIO, _drawing: Drawing) -> Iterator[Found]:
    yield PICTURE
    yield ExtractedPage(2, "teks")


def pictures_without_end(_stream: BinaryIO, _drawing: Drawing) -> Iterator[Found]:
    for number in range(1, 10**6):
        yield PageImage(number, 10, 10, "png", PICTURE.data + bytes(100_000))


def one_giant(_stream: BinaryIO, _drawing: Drawing) -> Iterator[Found]:
    yield PICTURE
    yield PageImage(2, 10, 10, "png", PICTURE.data + bytes(2_000_000))


def no_picture(_stream: BinaryIO, _drawing: Drawing) -> Iterator[Found]:
    yield PICTURE
    yield PageImage(2, 10, 10, "png", b"<script>")


RENDERERS: dict[str, Renderer] = {
    **{f"test/{behave.__name__}": misdrawn(behave) for behave in (spin, sleep, eat_memory, crash, raise_error)},
    "test/text_instead": text_instead,
    "test/pictures_without_end": pictures_without_end,
    "test/one_giant": one_giant,
    "test/no_picture": no_picture,
}
