"""The parent's handle on the helper interpreter: starts it, hands jobs over, starts it again when it has died."""

import json
import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from indexer.extract.model import Drawing, Limits

START_SECONDS = 60.0
_ROOT = Path(__file__).resolve().parents[2]
_BOOT = (
    "import sys; sys.path[:0] = [sys.argv[1]]; sys.path += sys.argv[5:]; "
    "from indexer.extract.zygote import main; main(*sys.argv[2:5])"
)


class SandboxUnavailable(RuntimeError):
    """The helper interpreter does not start: a fault of the installation, never of a file."""


@dataclass(frozen=True, slots=True)
class Isolation:
    """What the kernel granted beside the limits, which always hold."""

    network_namespace: bool
    call_filter: bool
    file_rules: bool


@dataclass(frozen=True, slots=True)
class Job:
    """One running child: where its pages arrive, and the socket on which it is killed and its end is told."""

    pages: int
    link: socket.socket
    helper: "subprocess.Popen[bytes]"

    def kill(self) -> None:
        with suppress(OSError):
            self.link.send(b"k")


class Helper:
    def __init__(self, registry: str, renderers: str, import_paths: tuple[Path, ...] = ()) -> None:
        self._registries = registry, renderers
        self._import_paths = import_paths
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self.isolation: Isolation | None = None

    def ensure(self) -> None:
        with self._lock:
            self._ensure()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @contextmanager
    def job(
        self, file: BinaryIO, media_type: str, limits: Limits, folder: Path, drawing: Drawing | None
    ) -> Iterator[Job]:
        """Leaving the block closes the job's socket, on which the helper kills what still runs."""
        pages, output = os.pipe()
        link, far_link = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            request = {
                "media_type": media_type,
                "limits": asdict(limits),
                "folder": str(folder),
                "drawing": drawing and asdict(drawing),
            }
            try:
                helper = self._send(json.dumps(request).encode(), [file.fileno(), output, far_link.fileno()])
            finally:
                os.close(output)
                far_link.close()
            yield Job(pages, link, helper)
        finally:
            os.close(pages)
            link.close()

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        """A helper that no longer answers: its children die with it, and the next file starts a new one."""
        process.kill()
        process.wait()

    def close(self) -> None:
        with self._lock:
            self._stop()

    def _send(self, message: bytes, descriptors: list[int]) -> "subprocess.Popen[bytes]":
        with self._lock:
            for _ in range(2):
                process, control = self._ensure()
                try:
                    socket.send_fds(control, [message], descriptors)
                except OSError:  # it died a moment ago
                    self._stop()
                else:
                    return process
        raise SandboxUnavailable("proses pembantu pembaca berkas tidak menerima pekerjaan")

    def _ensure(self) -> "tuple[subprocess.Popen[bytes], socket.socket]":
        if self._process and self._control and self._process.poll() is None:
            return self._process, self._control
        self._stop()
        self._control, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with far:
            self._process = self._spawn(far)
        self.isolation = self._greeting(self._control)
        return self._process, self._control

    def _spawn(self, far: socket.socket) -> "subprocess.Popen[bytes]":
        """A clean interpreter: no environment, no user site, no working folder on its path, no descriptor but one."""
        paths = [str(path) for path in self._import_paths]
        command = [sys.executable, "-I", "-X", "utf8", "-c", _BOOT]
        return subprocess.Popen(
            [*command, str(_ROOT), str(far.fileno()), *self._registries, *paths],
            env={},
            pass_fds=[far.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _greeting(self, control: socket.socket) -> Isolation:
        ready, _, _ = select.select([control], [], [], START_SECONDS)
        message = json.loads(control.recv(64 * 1024) or b"{}") if ready else {}
        if "error" in message or not message:
            self._stop()
            raise SandboxUnavailable(message.get("error", "proses pembantu pembaca berkas tidak dapat dijalankan"))
        return Isolation(**message)

    def _stop(self) -> None:
        """Closing the control socket ends a healthy helper; one that is stuck is killed."""
        if self._control:
            self._control.close()
        if self._process:
            try:
                self._process.wait(timeout=1)
            except subprocess.TimeoutExpired:
                self.kill(self._process)
        self._process = self._control = None
