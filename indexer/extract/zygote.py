"""The helper interpreter: imports the parsers once, then forks one confined child per file that the parent hands over.

It parses nothing itself and has one thread. Requests arrive on the control socket with three descriptors: the file,
the pipe for pages and the job's own socket. On that socket the parent asks for a kill (any byte, or closing it) and
learns how the child ended. Should the parent vanish, the control socket closes and everything here ends with it.
"""

import fcntl
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from indexer.extract import child, confine, landlock
from indexer.extract.model import Drawing, Extractor, Limits, Renderer, undrawable, unsupported

MAX_MESSAGE = 64 * 1024
_FILE, _OUTPUT = 3, 4


@dataclass(frozen=True, slots=True)
class _Job:
    pid: int
    link: socket.socket


class Zygote:
    def __init__(
        self, control: socket.socket, extractors: Mapping[str, Extractor], renderers: Mapping[str, Renderer]
    ) -> None:
        self._control = control
        self._extractors = extractors
        self._renderers = renderers
        self._readable = landlock.readable_paths()
        self._jobs: dict[int, _Job] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._listen_for_ends()

    def serve(self) -> None:
        """Until the parent is gone; the children go with this process."""
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._control:
                    if not self._accept():
                        return
                elif key.fileobj is self._wake:
                    self._wake.recv(4096)
                elif isinstance(key.data, _Job):
                    self._kill(key.data)
            self._reap()

    def _listen_for_ends(self) -> None:
        self._wake, wake_writer = socket.socketpair()
        wake_writer.setblocking(False)
        self._wake_writer = wake_writer
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(wake_writer.fileno(), warn_on_full_buffer=False)
        self._selector.register(self._wake, selectors.EVENT_READ)

    def _accept(self) -> bool:
        message, descriptors, _, _ = socket.recv_fds(self._control, MAX_MESSAGE, 3)
        if not message:
            return False
        file, output, link = descriptors
        pid = self._fork(json.loads(message), file, output)
        os.close(file)
        os.close(output)
        job = _Job(pid, socket.socket(fileno=link))
        self._jobs[pid] = job
        self._selector.register(job.link, selectors.EVENT_READ, job)
        return True

    def _fork(self, request: dict[str, Any], file: int, output: int) -> int:
        zygote = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                self._become_child(zygote, request, file, output)
            finally:
                os._exit(child.NOT_CONFINED)
        with suppress(ProcessLookupError, PermissionError):  # the child does the same; whoever comes first
            os.setpgid(pid, pid)
        return pid

    def _become_child(self, zygote: int, request: dict[str, Any], file: int, output: int) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setpgid(0, 0)
        confine.die_with(zygote)
        _keep_only(file, output)
        tempfile.tempdir = str(request["folder"])
        os.chdir(tempfile.tempdir)
        extractor = self._extractor(request["media_type"], request["drawing"])
        confine.prefer_as_oom_victim()
        confine.limit_resources(Limits(**request["limits"]))
        landlock.confine_to(self._readable, tempfile.tempdir)
        confine.forbid_processes_and_sockets()
        with open(_FILE, "rb") as stream:
            try:
                child.run(extractor, stream, _OUTPUT)
            finally:
                os._exit(0)  # how it went was said on the pipe, or could not be said any more

    def _extractor(self, media_type: str, drawing: dict[str, Any] | None) -> Extractor:
        if drawing is None:
            return self._extractors.get(media_type, unsupported)
        renderer = self._renderers.get(media_type, undrawable)
        return lambda stream: renderer(stream, Drawing(**drawing))

    def _kill(self, job: _Job) -> None:
        """Asked by a byte or by closing; after that the socket has nothing more to say."""
        self._selector.unregister(job.link)
        with suppress(OSError):  # left unread, the byte would turn our last word into a connection reset
            job.link.recv(16)
        with suppress(ProcessLookupError):
            os.killpg(job.pid, signal.SIGKILL)

    def _reap(self) -> None:
        """What the child may have started is killed while its zombie still holds the number of the group."""
        for pid in list(self._jobs):
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(pid, signal.SIGKILL)
                self._report(self._jobs.pop(pid))

    def _report(self, job: _Job) -> None:
        _, status, usage = os.wait4(job.pid, 0)
        with suppress(KeyError):
            self._selector.unregister(job.link)
        end = {
            "code": os.waitstatus_to_exitcode(status),
            "cpu": usage.ru_utime + usage.ru_stime,
            "peak": usage.ru_maxrss * 1024,
        }
        with suppress(OSError):
            job.link.send(json.dumps(end).encode())
        job.link.close()


def _keep_only(file: int, output: int) -> None:
    """Descriptors 0–2 lead nowhere, 3 is the file, 4 the pipe; whatever else the helper holds is closed."""
    high_file, high_output = (fcntl.fcntl(descriptor, fcntl.F_DUPFD, 16) for descriptor in (file, output))
    os.dup2(high_file, _FILE)
    os.dup2(high_output, _OUTPUT)
    os.closerange(_OUTPUT + 1, max(os.sysconf("SC_OPEN_MAX"), 1024))


def main(control_number: str, registry: str, renderers: str) -> None:
    control = socket.socket(fileno=int(control_number))
    try:
        registries = _load(registry), _load(renderers)
        report = _confine_self()
    except Exception:  # noqa: BLE001 - told to the parent, which raises it
        control.send(json.dumps({"error": traceback.format_exc()[-4000:]}).encode())
        sys.exit(1)
    gc.collect()
    gc.freeze()  # the children share these pages; a collection there would copy them all
    gc.set_threshold(20_000, 20, 50)  # they live for one file: fewer collections read some 5 % faster
    control.send(json.dumps(report).encode())
    Zygote(control, *registries).serve()


def _load(registry: str) -> Mapping[str, Any]:
    module, _, attribute = registry.partition(":")
    readers: Mapping[str, Any] = getattr(importlib.import_module(module), attribute)
    return readers


def _confine_self() -> dict[str, bool]:
    network = confine.isolate_network()
    confine.drop_capabilities()
    confine.no_new_privileges()
    return {
        "network_namespace": network,
        "call_filter": _works_in_child(confine.forbid_processes_and_sockets),
        "file_rules": _works_in_child(lambda: landlock.confine_to([], "/nonexistent")),
    }


def _works_in_child(measure: Callable[[], bool]) -> bool:
    """Tried in a child, since the helper itself must go on forking and reading."""
    pid = os.fork()
    if pid == 0:
        os._exit(0 if measure() else 1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
