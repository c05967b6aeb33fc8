"""kill -9 at random moments of an import changes nothing in the end: every page, state, citation and tag is there.

What takes long, handing in and reading undisturbed, is done once and copied.
"""

import json
import random
import shutil
import time
from pathlib import Path

import pytest

from app import composition
from app.core.config import Settings
from app.demo.typeset import sources, typeset
from tests.conftest import settings_in
from tests.crash.processes import (
    ailments,
    everything_read,
    finish,
    kill,
    start,
    titles,
    wait_for_work,
    wait_until,
)
from tests.support.files import make_locked_pdf, make_pdf, make_picture_pdf

KILLS = 10
LONG = 100  # pages: saved in several steps, so that a kill finds some saved and some not


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample document of each format, some long ones, and some that end in other states."""
    folder = tmp_path_factory.mktemp("berkas")
    shortest_last = sorted(sources(), key=lambda source: len(source.body), reverse=True)
    for source in {source.output: source for source in shortest_last}.values():
        typeset(source, folder)
    for number in range(3):
        pages = [f"Berkas {number} halaman {page}\nmenurut Perpres Nomor 95 Tahun 2018." for page in range(LONG)]
        (folder / f"panjang-{number}.pdf").write_bytes(make_pdf(pages))
    (folder / "terkunci.pdf").write_bytes(make_locked_pdf(["rahasia"]))
    (folder / "pindaian.pdf").write_bytes(make_picture_pdf(3))
    return folder


@pytest.fixture(scope="module")
def handed_in(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """All files are stored, none is read."""
    settings = settings_in(tmp_path_factory.mktemp("antre") / "data")
    composition.initialise(settings)
    code, out, err = finish(settings, "import", str(files), "--json")
    assert code == 0, err.decode()
    assert json.loads(out)["stored"] == len(list(files.iterdir()))
    return settings


@pytest.fixture(scope="module")
def calm(handed_in: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """What a worker makes of it that nobody kills; to be looked at and copied, never changed."""
    settings = copy_of(handed_in, tmp_path_factory.mktemp("tenang") / "data")
    assert finish(settings, "worker", "--once")[0] == 0
    return settings


def copy_of(source: Settings, folder: Path) -> Settings:
    shutil.copytree(source.data_dir, folder)
    return settings_in(folder)


@pytest.mark.slow
def test_ten_kills_change_nothing(handed_in: Settings, calm: Settings, tmp_path: Path) -> None:
    """Alternating between a power cut for all processes and the death of the worker alone."""
    shaken = copy_of(handed_in, tmp_path / "data")
    moments, struck = random.Random(20261122), 0
    for number in range(KILLS):
        worker = start(shaken, "worker")
        struck += wait_for_work(shaken, worker.pid)
        time.sleep(moments.uniform(0.0, 0.6))
        kill(worker, with_children=number % 2 == 0)
    assert struck >= KILLS // 2, "most kills must strike while something is under way"
    code, out, err = finish(shaken, "worker", "--once", "--json")
    assert code == 0, err.decode()
    assert json.loads(out)["failed"] == 0
    assert everything_read(shaken) == everything_read(calm)
    for settings in (calm, shaken):
        assert ailments(settings) == ()
    assert titles(shaken, "perpres 95/2018") == titles(calm, "perpres 95/2018") != []


@pytest.mark.slow
def test_a_kill_during_a_rebuild_leaves_the_old_index_serving(files: Path, calm: Settings, tmp_path: Path) -> None:
    settings = copy_of(calm, tmp_path / "data")
    before, moments = titles(settings, "pengetahuan"), random.Random(7)
    for _ in range(3):
        rebuild = start(settings, "index", "rebuild")
        wait_until(lambda: list(settings.index_dir.glob("building-*")) != [] or rebuild.poll() is not None)  # noqa: B023
        time.sleep(moments.uniform(0.0, 0.3))
        kill(rebuild, with_children=True)
        assert titles(settings, "pengetahuan") == before != []
    code, out, err = finish(settings, "index", "rebuild", "--json")
    assert code == 0, err.decode()
    assert json.loads(out)["documents"] == len(list(files.iterdir()))
    assert ailments(settings) == ()
    assert list(settings.index_dir.glob("building-*")) == []


@pytest.mark.slow
def test_a_kill_during_an_import_can_be_repeated(files: Path, tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "data")
    composition.initialise(settings)
    moments = random.Random(3)
    for number in range(1, 4):
        running = start(settings, "import", str(files), "--json")
        wait_until(lambda: len(everything_read(settings)) >= 3 * number or running.poll() is not None)  # noqa: B023
        time.sleep(moments.uniform(0.0, 0.1))
        kill(running, with_children=True)
    code, out, err = finish(settings, "import", str(files), "--wait", "--json")
    assert code == 0, err.decode()
    done = json.loads(out)
    assert done["stored"] + done["duplicates"] == len(list(files.iterdir()))
    assert done["duplicates"] >= 9
    ids = [row["id"] for row in done["documents"]]
    assert len(ids) == len(set(ids)) == len(everything_read(settings))
    assert {row["state"] for row in done["documents"]} <= {"ok", "locked", "no_text"}
    assert ailments(settings) == ()
