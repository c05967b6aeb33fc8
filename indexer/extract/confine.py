"""What a parser may not do, asked of the kernel: called in the helper and in each child before a file is touched.

Where the kernel refuses a measure the rest still holds; what could be had is reported by `Sandbox.isolation`.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
from contextlib import suppress
from pathlib import Path

from indexer.extract.model import Limits

_libc = ctypes.CDLL(None, use_errno=True)

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_CAPABILITY_VERSION_3 = 0x20080522

# Per machine: its audit number, and the numbers of the system calls that start processes, reach the network, touch
# other processes or open wide doors into the kernel. Order: clone, clone3, (fork, vfork,) execve, execveat, socket,
# connect, bind, ptrace, kill, tkill, tgkill, pidfd_send_signal, process_vm_readv, process_vm_writev, prlimit64,
# unshare, setns, io_uring_setup, bpf, userfaultfd, perf_event_open, pidfd_getfd.
_DENIED_CALLS = {
    "x86_64": (
        0xC000003E,
        (
            56,
            435,
            57,
            58,
            59,
            322,
            41,
            42,
            49,
            101,
            62,
            200,
            234,
            424,
            310,
            311,
            302,
            272,
            308,
            425,
            321,
            323,
            298,
            438,
        ),
    ),
    "aarch64": (
        0xC00000B7,
        (220, 435, 221, 281, 198, 203, 200, 117, 129, 130, 131, 424, 270, 271, 261, 97, 268, 425, 280, 282, 241, 438),
    ),
}
_EXECVE = {"x86_64": 59, "aarch64": 221}
_X32_BIT = 0x40000000
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | 1  # the second answers EPERM
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06


def _prctl(option: int, first: int = 0, second: int = 0) -> bool:
    unsigned = ctypes.c_ulong
    return bool(_libc.prctl(option, unsigned(first), unsigned(second), unsigned(0), unsigned(0)) == 0)


def isolate_network() -> bool:
    """A namespace without any network, for this process and all its children. Only in a single-threaded process."""
    return bool(_libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def drop_capabilities() -> None:
    """A new user namespace hands out all capabilities within itself; root has them anyway. Neither is needed."""
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    _libc.capset(header, bytes(24))


def die_with(parent: int, *, by: signal.Signals = signal.SIGKILL) -> None:
    """That signal when the parent goes; leave at once when it has gone before we asked."""
    _prctl(_PR_SET_PDEATHSIG, by)
    if os.getppid() != parent:
        os._exit(1)


def no_new_privileges() -> None:
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def prefer_as_oom_victim() -> None:
    """Should the machine run out of memory, the parser goes before the web server does."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_bytes(b"1000")


def limit_resources(limits: Limits) -> None:
    for kind, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, limits.file_bytes, limits.file_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files, limits.open_files),
        (resource.RLIMIT_NPROC, 1, 1),
        (resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1),
        (resource.RLIMIT_AS, limits.memory_bytes, limits.memory_bytes),
    ):
        _, ceiling = resource.getrlimit(kind)
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)  # noqa: PLW2901 - never ask for more than we have
        resource.setrlimit(kind, (soft, hard))


def forbid_processes_and_sockets(*, but_one_program: bool = False) -> bool:
    """A system-call filter for the rest of this process's life; False where this machine or kernel has none.

    With `but_one_program` it may still become another program, in place of itself.
    """
    program = _filter_program(platform.machine(), may_execute=but_one_program)
    if not program:
        return False
    instructions = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(struct.pack("HP", len(program) // 8, ctypes.addressof(instructions)))
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(header))


def _filter_program(machine: str, *, may_execute: bool) -> bytes:
    """Classic BPF: a foreign architecture or a listed call is denied, everything else allowed."""
    if machine not in _DENIED_CALLS:
        return b""
    architecture, listed = _DENIED_CALLS[machine]
    calls = [call for call in listed if not (may_execute and call == _EXECVE[machine])]
    deny = len(calls) + 5  # the last line; a jump counts the lines between itself and its target
    steps = [
        (_LOAD, 0, 0, 4),  # architecture
        (_EQUAL, 0, deny - 2, architecture),
        (_LOAD, 0, 0, 0),  # number of the call
        (_AT_LEAST, deny - 4, 0, _X32_BIT),
        *((_EQUAL, deny - line - 1, 0, call) for line, call in enumerate(calls, start=4)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
