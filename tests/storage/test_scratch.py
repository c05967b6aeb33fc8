"""Temporary files of a process: gone when it ends, and gone after the next one's start when it was killed."""

import signal
import subprocess
import sys
from pathlib import Path

from storage.scratch import scratch

_HOLDER = """
import sys, time
from pathlib import Path
from storage.scratch import scratch
with scratch(Path(sys.argv[1])) as folder:
    (folder / "setengah.pdf").write_bytes(b"isi")
    print(folder, flush=True)
    time.sleep(60)
"""


def test_it_is_private_and_goes_with_the_block(tmp_path: Path) -> None:
    with scratch(tmp_path / "kerja") as folder:
        (folder / "dalam").mkdir()
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()


def test_the_living_keep_theirs_and_the_killed_lose_it(tmp_path: Path) -> None:
    place = tmp_path / "kerja"
    command = [sys.executable, "-c", _HOLDER, str(place)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        theirs = Path(holder.stdout.readline().strip())
        with scratch(place):
            assert (theirs / "setengah.pdf").exists()
        holder.send_signal(signal.SIGKILL)
    assert theirs.exists()
    with scratch(place) as mine:
        assert not theirs.exists()
        assert mine.exists()


def test_a_link_to_elsewhere_is_left_alone(tmp_path: Path) -> None:
    elsewhere = tmp_path / "milik-lain"
    elsewhere.mkdir()
    place = tmp_path / "kerja"
    place.mkdir()
    (place / "tautan").symlink_to(elsewhere)
    with scratch(place):
        assert elsewhere.exists()
