"""A disk that is full at any step of a backup, a restore or a round: said plainly, nothing lost, carried on later."""

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest

from app import composition
from app.core.config import Settings
from app.preservation import backing_up
from tests.crash.processes import ROOT

pytestmark = pytest.mark.slow

PREAMBLE = """
import json, subprocess, sys
from pathlib import Path
from sqlalchemy.exc import OperationalError
from app import composition
from app.doctoring import examine
from app.preservation import alarms, backing_up, restoring, rounds
from storage.blobs import StoreFull
from tests.conftest import settings_in

data, disk, size = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", disk], check=True)

def grow():
    subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)
"""

BACKUP = """
said, target = "", disk / "cadangan.tar"
with composition.runtime(settings_in(data)) as parts:
    try:
        backing_up.back_up(parts, target)
    except StoreFull as error:
        said = str(error)
    was_there = target.exists()
    grow()
    made = backing_up.back_up(parts, target)
print(json.dumps([said, was_there, restoring.check(target).blobs == made.blobs]))
"""

RESTORE = """
archive, target = data.parent / "cadangan.tar", settings_in(disk / "pulih")
said = ""
try:
    restoring.restore(archive, target)
except StoreFull as error:
    said = str(error)
was_there = composition.is_initialised(target) or any(target.data_dir.glob("*"))
grow()
restoring.restore(archive, target)
with composition.runtime(target) as parts:
    print(json.dumps([said, was_there, examine(parts).ok]))
"""

ROUND = """
import shutil
shutil.copytree(data, disk / "data")
settings = settings_in(disk / "data")
with composition.runtime(settings) as parts:
    with parts.database.read() as session:
        session.connection()
    filler = (disk / "penuh").open("wb", buffering=0)
    try:
        while True:
            filler.write(b"x" * 4096)
    except OSError:
        filler.close()
    said = ""
    try:
        rounds.read_everything(parts)
    except OperationalError as error:
        said = str(error)
    grow()
    read = rounds.read_everything(parts)
    with parts.database.read() as session:
        raised = alarms.listing(session)
    print(json.dumps([said, bool(raised), examine(parts).ok and read.blobs > 0]))
"""


def on_a_small_disk(script: str, settings: Settings, tmp_path: Path, size: str) -> tuple[str, bool, bool]:
    """What was said, whether something was taken for whole, and whether all is well once there is room."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "script.py").write_text(PREAMBLE + textwrap.dedent(script))
    user = [] if os.getuid() == 0 else ["--user", "--map-root-user"]
    command = [sys.executable, str(tmp_path / "script.py"), str(settings.data_dir), str(tmp_path / "disk"), size]
    done = subprocess.run(
        ["unshare", "--mount", *user, *command],
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    said, was_there, is_well = json.loads(done.stdout.splitlines()[-1])
    return said, was_there, is_well


@pytest.mark.parametrize("size", ["4k", "40k", "200k", "400k"])
def test_a_backup_medium_that_is_full(
    size: str, library: Mapping[str, int], settings: Settings, tmp_path: Path
) -> None:
    said, was_there, is_well = on_a_small_disk(BACKUP, settings, tmp_path, size)
    assert "Ruang" in said
    assert not was_there
    assert is_well


@pytest.mark.parametrize("size", ["64k", "300k", "900k"])
def test_a_restore_without_room(size: str, library: Mapping[str, int], settings: Settings, tmp_path: Path) -> None:

    with composition.runtime(settings) as parts:
        backing_up.back_up(parts, tmp_path / "cadangan.tar")
    said, was_there, is_well = on_a_small_disk(RESTORE, settings, tmp_path, size)
    assert "Ruang" in said
    assert not was_there
    assert is_well


def test_a_round_that_cannot_write_down_what_it_saw(
    library: Mapping[str, int], settings: Settings, tmp_path: Path
) -> None:
    said, raised, is_well = on_a_small_disk(ROUND, settings, tmp_path, "24m")
    assert "full" in said
    assert not raised
    assert is_well
