"""kill -9 at every step of the watched folder: each file comes in once and lies aside, whole, with nothing lost."""

import shutil
from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import select

from app import composition
from app.core.config import Settings
from app.documents.models import Document, Revision
from app.ingest.watched_files import REASON_SUFFIX
from app.ingest.watching import Watcher
from tests.conftest import settings_in
from tests.crash.stepping import dies_at
from tests.support.zips import make_zip

FILES = {
    "satu.txt": b"Satu dua tiga",
    "surat/dua.txt": b"Dua tiga empat",
    "jahat.exe": b"MZ\x90\x00",
    "isi.zip": make_zip({"tiga.txt": b"Tiga empat lima", "empat.txt": b"Empat lima enam"}),
}
ASIDE = {"selesai/satu.txt", "selesai/surat/dua.txt", "selesai/isi.zip", "gagal/jahat.exe"}


def fill(folder: Path) -> Path:
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def sweep(settings: Settings, folder: Path) -> None:
    with composition.runtime(settings) as parts:
        Watcher(parts, folder).sweep()


def is_whole(settings: Settings, folder: Path) -> None:
    lying = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    reasons = {name for name in lying if name.endswith(REASON_SUFFIX)}
    assert lying.keys() - reasons == ASIDE
    assert reasons == {f"gagal/jahat.exe{REASON_SUFFIX}"}
    assert Counter(lying[name].read_bytes() for name in ASIDE) == Counter(FILES.values())
    with composition.runtime(settings) as parts:
        with parts.database.read() as session:
            assert len(session.exec(select(Document)).all()) == 4
            names = sorted(session.exec(select(Revision.file_name)))
        assert names == ["dua.txt", "empat.txt", "satu.txt", "tiga.txt"]
        assert len(list(parts.store.iter_all())) == 4
    assert list((settings.blob_dir / "tmp").iterdir()) == []


@pytest.mark.slow
def test_a_kill_at_every_step_loses_and_doubles_nothing(blank_data: Path, tmp_path: Path) -> None:
    step, died = 0, True
    while died:
        step += 1
        settings = settings_in(tmp_path / f"data-{step}", watch_settle_seconds=0)
        shutil.copytree(blank_data, settings.data_dir)
        folder = fill(tmp_path / f"masuk-{step}")
        died = dies_at(step, lambda: sweep(settings, folder))  # noqa: B023
        sweep(settings, folder)
        is_whole(settings, folder)
        shutil.rmtree(settings.data_dir)
    assert step > 40, "every commit, every stored file and every move was struck"
