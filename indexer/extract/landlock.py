"""Which files the child may open by name: the interpreter's own to read, its scratch folder to write, no other.

The document itself comes as an open descriptor, so neither the blobs nor the database are within its reach.
"""

import ctypes
import os
import site
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every machine
_VERSION_FLAG, _PATH_BENEATH = 1, 1
_EXECUTE = 1 << 0
_READ = 1 << 2 | 1 << 3  # files, folders
_FILE_ONLY = _EXECUTE | 1 << 2
_ALL_OF_FIRST_VERSION = 0x1FFF
_TRUNCATE = 1 << 14  # since version 3
_SHARED_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/etc/ld.so.cache")


def version() -> int:
    """0 where the kernel has no Landlock."""
    return max(0, _syscall(_CREATE_RULESET, None, 0, _VERSION_FLAG))


def readable_paths() -> list[str]:
    """Where the interpreter may still load code from; the project's root is not among them, it may hold data."""
    root = Path(__file__).resolve().parents[2]
    code = [entry for entry in sys.path if Path(entry) != root or entry in site.getsitepackages()]
    return [*code, str(root / "indexer"), str(Path(sys.base_prefix) / "lib"), *_SHARED_LIBRARIES]


def confine_to(readable: list[str], writable: str | None, *, executable: Sequence[str] = ()) -> bool:
    """For the rest of this process's life; needs `no_new_privileges`. What is executable is readable too."""
    if not (abi := version()):
        return False
    handled = _ALL_OF_FIRST_VERSION | (_TRUNCATE if abi >= 3 else 0)
    attributes = struct.pack("Q", handled)
    ruleset = _syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return False
    for path in readable:
        _allow(ruleset, path, _READ)
    for path in executable:
        _allow(ruleset, path, _READ | _EXECUTE)
    if writable:
        _allow(ruleset, writable, handled & ~_EXECUTE)
    confined = _syscall(_RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    return confined


def _allow(ruleset: int, path: str, access: int) -> None:
    with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        if not Path(path).is_dir():
            access &= _FILE_ONLY
        rule = struct.pack("=Qi", access, descriptor)
        _syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0)
        os.close(descriptor)


def _syscall(number: int, *arguments: int | bytes | None) -> int:
    wide = [ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments]
    return int(_libc.syscall(ctypes.c_long(number), *wide))
