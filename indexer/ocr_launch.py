"""Confines itself and becomes tesseract: run by `indexer.ocr` in a fresh interpreter, never imported by it.

The picture on its input was encoded by our own child, which parsed untrusted bytes, so it is not trusted either.
"""

import json
import os
import sys
from io import BytesIO

from indexer.extract import confine, landlock
from indexer.extract.model import Limits

READABLE = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache")
_PICTURE = 0  # it stands as the program's input
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
    _confine_files(command[0], order["library"])
    confine.forbid_processes_and_sockets(but_one_program=True)
    if order["turn"]:
        _turn_picture(order["turn"], order["library"])
    os.execve(command[0], command, {"OMP_THREAD_LIMIT": "1"})  # noqa: S606 - the list is ours


def _confine_files(program: str, library: str) -> None:
    """It writes nothing but to its open output; tessdata lies beside the program or under /usr."""
    beside = os.path.dirname(os.path.dirname(program))  # noqa: PTH120 - pathlib would double the start-up
    code = [sys.base_prefix, library]
    landlock.confine_to([*READABLE, beside, *code], None, executable=[program, *LIBRARIES])


def _turn_picture(degrees: int, library: str) -> None:
    """Clockwise, where the library counts counter-clockwise; the turned one takes the place of the given one."""
    sys.path.append(library)
    from PIL import Image

    turn = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}[degrees]
    with os.fdopen(os.dup(_PICTURE), "rb") as given, os.fdopen(os.memfd_create("turned"), "wb") as turned:
        picture = Image.open(BytesIO(given.read()), formats=["PNG", "JPEG", "WEBP"]).transpose(turn)
        picture.save(turned, "PNG", compress_level=1)
        turned.seek(0)
        os.dup2(turned.fileno(), _PICTURE)


if __name__ == "__main__":
    main(sys.argv[-1])
