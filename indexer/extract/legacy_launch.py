"""Confines itself and becomes LibreOffice: run by `legacy` in a fresh interpreter, never imported by it.

No network where the kernel allows, no file but the program's own and the conversion's folder, bounded memory and time.
"""

import ctypes
import json
import os
import resource
import signal
import sys

from indexer.extract import confine, landlock

_READABLE = (
    "/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/fonts", "/etc/libreoffice", "/etc/passwd",
    "/etc/nsswitch.conf", "/var/lib/libreoffice", "/var/spool/libreoffice", "/var/cache/fontconfig", "/proc", "/dev",
)  # fmt: skip
_EXECUTABLE = ("/usr", "/bin", "/lib", "/lib64")
_TMP = "/tmp"  # noqa: S108 - where LibreOffice puts its socket, whatever TMPDIR says
_CLONE_NEWNS, _MS_BIND = 0x20000, 4096
_libc = ctypes.CDLL(None, use_errno=True)


def main(request: str) -> None:
    order = json.loads(request)
    folder: str = order["folder"]
    _stand_guard(order["parent"])
    confine.isolate_network()
    home = _TMP if _becomes_tmp(folder) else folder
    confine.drop_capabilities()
    confine.no_new_privileges()
    confine.prefer_as_oom_victim()
    _limit(order["limits"])
    command = [word.replace(folder, home) for word in order["command"]]
    if home == _TMP:
        program = os.path.dirname(os.path.dirname(os.path.realpath(command[0])))  # noqa: PTH120 - as short as may be
        landlock.confine_to([*_READABLE, program], _TMP, executable=[*_EXECUTABLE, program])
    os.chdir(home)
    os.execve(command[0], command, {**order["environment"], "HOME": home, "TMPDIR": home})  # noqa: S606 - ours


def _stand_guard(parent: int) -> None:
    """The program starts others, which would outlive us all: we stay before it and take the whole group along."""
    signal.signal(signal.SIGTERM, lambda *_: os.killpg(0, signal.SIGKILL))
    confine.die_with(parent, by=signal.SIGTERM)
    guard, program = os.getpid(), os.fork()
    if program == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        confine.die_with(guard)
        return
    code = os.waitstatus_to_exitcode(os.waitpid(program, 0)[1])
    os._exit(code if code >= 0 else 128 - code)


def _becomes_tmp(folder: str) -> bool:
    """The conversion's folder as the only /tmp there is: whatever is left there goes with it."""
    mounted = (folder.encode(), _TMP.encode(), None, ctypes.c_ulong(_MS_BIND), None)
    return bool(_libc.unshare(_CLONE_NEWNS) == 0 and _libc.mount(*mounted) == 0)


def _limit(limits: dict[str, int]) -> None:
    """Not the number of processes: that is counted for a user, not for a tree."""
    for name, limit in {"RLIMIT_CORE": 0, **limits}.items():
        kind = getattr(resource, name)
        _, ceiling = resource.getrlimit(kind)
        bound = limit if ceiling == resource.RLIM_INFINITY else min(limit, ceiling)
        resource.setrlimit(kind, (bound, bound))


if __name__ == "__main__":
    main(sys.argv[-1])
