"""The watched folder: only whole files, one worker at a time, everything put aside and nothing ever deleted."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select

from app.core.errors import InvalidInput, Unavailable
from app.core.runtime import Runtime
from app.documents.models import Document, Revision
from app.ingest.models import Batch, BatchItem, BatchSource, ItemOutcome
from app.ingest.watching import Watcher, watcher
from storage.blobs import StoreFull
from tests.support.zips import make_zip

Watch = Callable[..., Watcher]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "masuk"
    made.mkdir()
    return made


@pytest.fixture
def watch(runtime: Runtime, folder: Path) -> Watch:
    def made(settle: float = 0) -> Watcher:
        runtime.settings.watch_settle_seconds = settle
        return Watcher(runtime, folder)

    return made


def below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() or path.is_symlink())


def names(runtime: Runtime) -> list[str]:
    with runtime.database.read() as session:
        return sorted(session.exec(select(Revision.file_name)))


def test_files_are_taken_and_put_aside_with_the_reason_beside_the_refused(
    runtime: Runtime, folder: Path, watch: Watch
) -> None:
    (folder / "surat").mkdir()
    (folder / "surat/satu.txt").write_text("Satu dua tiga")
    (folder / "jahat.exe").write_bytes(b"MZ\x90\x00")
    moved = watch().sweep()
    assert [(one.name, bool(one.reason)) for one in moved] == [("jahat.exe", True), ("surat/satu.txt", False)]
    assert below(folder) == ["gagal/jahat.exe", "gagal/jahat.exe.alasan.txt", "selesai/surat/satu.txt"]
    assert "exe" in (folder / "gagal/jahat.exe.alasan.txt").read_text()
    assert names(runtime) == ["satu.txt"]
    with runtime.database.read() as session:
        batch = session.exec(select(Batch)).one()
        outcomes = {item.file_name: item.outcome for item in session.exec(select(BatchItem))}
    assert (batch.source, batch.name, batch.created_by) == (BatchSource.WATCHED, "masuk", None)
    assert outcomes == {"jahat.exe": ItemOutcome.REFUSED, "surat/satu.txt": ItemOutcome.STORED}


def test_nothing_that_lies_aside_is_replaced(folder: Path, watch: Watch) -> None:
    watching = watch()
    for text in ("pertama", "kedua", "kedua"):
        (folder / "surat.txt").write_text(text)
        watching.sweep()
    assert below(folder) == ["selesai/surat (2).txt", "selesai/surat (3).txt", "selesai/surat.txt"]
    assert (folder / "selesai/surat.txt").read_text() == "pertama"
    with watching.runtime.database.read() as session:
        assert len(session.exec(select(Document)).all()) == 2, "the same bytes are one document"
        assert len(session.exec(select(Batch)).all()) == 1, "one batch a day"


def test_a_file_is_left_until_it_has_been_at_rest(folder: Path, watch: Watch) -> None:
    watching, file = watch(0.3), folder / "besar.txt"
    file.write_text("awal")
    assert watching.sweep() == []
    time.sleep(0.2)
    file.write_text("awal dan lanjutan")
    assert watching.sweep() == []
    time.sleep(0.2)
    assert watching.sweep() == [], "it changed in between"
    time.sleep(0.2)
    assert [one.name for one in watching.sweep()] == ["besar.txt"]


def test_a_file_that_somebody_has_open_waits(folder: Path, watch: Watch) -> None:
    watching = watch()
    with (folder / "besar.txt").open("w") as writer:
        writer.write("belum selesai")
        writer.flush()
        assert watching.sweep() == []
    assert len(watching.sweep()) == 1


@pytest.mark.parametrize(
    "name", ["a.pdf.part", "a.pdf.crdownload", "~$laporan.docx", ".tersembunyi.txt", "Thumbs.db", "a.filepart"]
)
def test_partial_and_hidden_names_are_never_touched(name: str, folder: Path, watch: Watch) -> None:
    (folder / name).write_text("setengah")
    assert watch().sweep() == []
    assert below(folder) == [name]


def test_links_are_not_followed(folder: Path, watch: Watch, tmp_path: Path) -> None:
    outside = tmp_path / "luar"
    outside.mkdir()
    (outside / "rahasia.txt").write_text("rahasia")
    (folder / "tautan.txt").symlink_to(outside / "rahasia.txt")
    (folder / "tautan").symlink_to(outside)
    assert watch().sweep() == []
    assert (outside / "rahasia.txt").is_file()
    assert below(folder) == ["tautan", "tautan.txt"]


def test_a_zip_is_put_aside_whole_and_names_what_was_refused(runtime: Runtime, folder: Path, watch: Watch) -> None:
    (folder / "baik.zip").write_bytes(make_zip({"a.txt": b"Satu", "b/c.txt": b"Dua"}))
    (folder / "campur.zip").write_bytes(make_zip({"d.txt": b"Tiga", "jahat.exe": b"MZ\x90"}))
    (folder / "rusak.zip").write_bytes(b"PK\x03\x04 bukan zip")
    watch().sweep()
    assert below(folder) == [
        "gagal/campur.zip",
        "gagal/campur.zip.alasan.txt",
        "gagal/rusak.zip",
        "gagal/rusak.zip.alasan.txt",
        "selesai/baik.zip",
    ]
    reason = (folder / "gagal/campur.zip.alasan.txt").read_text()
    assert "1 berkas di dalamnya sudah masuk pustaka" in reason
    assert "jahat.exe: " in reason
    assert names(runtime) == ["a.txt", "c.txt", "d.txt"]
    assert len(list(runtime.store.iter_all())) == 3, "the zips themselves are kept by their folder"


def test_a_full_store_leaves_everything_where_it_is(runtime: Runtime, folder: Path, watch: Watch) -> None:
    (folder / "satu.txt").write_text("Satu")
    runtime.store.min_free_bytes = 1 << 62  # type: ignore[attr-defined]
    watching = watch()
    with pytest.raises(StoreFull):
        watching.sweep()
    assert below(folder) == ["satu.txt"]
    runtime.store.min_free_bytes = 0  # type: ignore[attr-defined]
    assert len(watching.sweep()) == 1


def test_two_workers_take_each_file_once(runtime: Runtime, folder: Path, watch: Watch) -> None:
    for number in range(20):
        (folder / f"berkas-{number}.txt").write_text(f"Isi {number}")
    moved: list[str] = []
    start = threading.Barrier(3)

    def work() -> None:
        watching = watch()
        start.wait()
        for _ in range(10):
            moved.extend(one.name for one in watching.sweep())

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(moved) == sorted(f"berkas-{number}.txt" for number in range(20))
    with runtime.database.read() as session:
        assert {item.outcome for item in session.exec(select(BatchItem))} == {ItemOutcome.STORED}


def test_a_file_that_cannot_be_moved_does_not_come_again_and_again(
    runtime: Runtime, folder: Path, watch: Watch
) -> None:
    """A link that leads nowhere lies where `selesai` should be."""
    (folder / "satu.txt").write_text("Satu")
    (folder / "selesai").symlink_to(folder / "tidak-ada")
    watching = watch()
    for _ in range(3):
        watching.sweep()
    assert (folder / "satu.txt").is_file()
    with runtime.database.read() as session:
        rows = [item.outcome for item in session.exec(select(BatchItem)) if item.file_name == "satu.txt"]
    assert rows == [ItemOutcome.STORED]
    (folder / "selesai").unlink()
    os.utime(folder / "satu.txt")
    assert [one.name for one in watching.sweep()] == ["satu.txt"]


def test_a_folder_that_is_away_or_holds_the_library_is_refused(runtime: Runtime, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="tidak ada"):
        Watcher(runtime, tmp_path / "hilang").sweep()
    for folder in (runtime.settings.data_dir, runtime.settings.data_dir / "masuk", runtime.settings.data_dir.parent):
        with pytest.raises(InvalidInput, match="saling memuat"):
            Watcher(runtime, folder)
    with pytest.raises(InvalidInput, match="PUSTAKA_WATCH_DIR"):
        watcher(runtime)
