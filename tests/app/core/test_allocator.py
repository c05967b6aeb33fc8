"""What glibc is told about memory holds for threads that begin later."""

import subprocess
import sys

_MANY_THREADS = """
import ctypes, sys, threading
from app.core.allocator import keep_little
if "keep" in sys.argv:
    keep_little()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
everyone = threading.Barrier(8)
def use():
    everyone.wait()
    held = [bytearray(10_000) for _ in range(100)]
    everyone.wait()
threads = [threading.Thread(target=use) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
file = ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
"""


def _arenas(*given: str) -> int:
    command = [sys.executable, "-c", _MANY_THREADS, *given]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.count("<heap nr=")


def test_threads_share_two_arenas() -> None:
    assert _arenas() > 2
    assert _arenas("keep") == 2
