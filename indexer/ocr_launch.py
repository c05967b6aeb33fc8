"""Confines itself and becomes tesseract: run by `indexer.ocr` in a fresh interpreter, never imported by it.

The picture on its input was encoded by our own child, which parsed untrusted bytes, so it is not trusted either.
"""

import json
import os
import sys

from indexer.extract import confine, landlock
from indexer.extract.model import Limits

READABLE = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache")
LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")  # among them the loader that the kernel starts first


def main(request: str) -> None:
    order = json.loads(request)
    command: list[str] = order["command"]
    confine.die_with(order["parent"])
    confine.isolate_network()
    confine.drop_capabilities()
    confine.no_new_privileges()
    confine.prefer_as_oom_victim()
    confine.limit_resources(Limits(**order["limits"]))
    _confine_files(command[0])
    confine.forbid_processes_and_sockets(but_one_program=True)
    os.execve(command[0], command, {"OMP_THREAD_LIMIT": "1"})  # noqa: S606 - the list is ours


def _confine_files(program: str) -> None:
    """It writes nothing but to its open output; tessdata lies beside the program or under /usr."""
    beside = os.path.dirname(os.path.dirname(program))  # noqa: PTH120 - pathlib would double the start-up
    landlock.confine_to([*READABLE, beside], None, executable=[program, *LIBRARIES])


if __name__ == "__main__":
    main(sys.argv[-1])
