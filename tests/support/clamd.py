"""A real clamd with one signature of our own, since nothing may be fetched: it objects to files that hold `MARK`."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.antivirus import Scanner, ScannerUnavailable

MARK = b"PUSTAKA-SPBE-BERKAS-UJI-PEMINDAI"
THREAT = "Uji.Pustaka.Contoh.UNOFFICIAL"
_START_SECONDS = 60


@contextmanager
def running_clamd(folder: Path) -> Iterator[str]:
    """The address of a daemon that lives as long as the block."""
    program = shutil.which("clamd") or "/usr/sbin/clamd"
    signatures = folder / "db"
    signatures.mkdir(parents=True)
    (signatures / "uji.ndb").write_text(f"Uji.Pustaka.Contoh:0:*:{MARK.hex()}\n")
    link = folder / "clamd.sock"
    lines = (f"LocalSocket {link}", f"DatabaseDirectory {signatures}", "Foreground yes", "StreamMaxLength 2M")
    (folder / "clamd.conf").write_text("\n".join(lines) + "\n")
    with subprocess.Popen(
        [program, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as daemon:
        try:
            _wait(f"unix:{link}")
            yield f"unix:{link}"
        finally:
            daemon.terminate()
            daemon.wait(20)


def _wait(address: str) -> None:
    end = time.monotonic() + _START_SECONDS
    while True:
        try:
            Scanner(address).ping()
        except ScannerUnavailable:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return
