# What only files on disk can suffer: killed writers, deleted and damaged folders, readers beside a writer.
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.search.grammar import parse
from indexer.index.port import IndexBusy, IndexDocument, IndexUnavailable
from indexer.index.whoosh_index import WhooshIndex
from indexer.query import MatchAll, Word
from tests.indexer.index.library import LAPORAN, LIBRARY, PERWAL, SOP, fill

ROOT = Path(__file__).resolve().parents[3]

_ENDLESS_WRITER = """
import sys
from pathlib import Path
from indexer.index.port import IndexDocument
from indexer.index.whoosh_index import WhooshIndex
index = WhooshIndex(Path(sys.argv[1]))
print("writing", flush=True)
for turn in range(1000):
    with index.write() as writer:
        for number in range(100, 160):
            pages = tuple((page, f"halaman {page} kata{turn} " * 50) for page in range(20))
            writer.put(IndexDocument(number, f"{turn}", f"Dokumen {number}", pages=pages))
"""


def _open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    index = WhooshIndex.create(tmp_path / "index")
    fill(index, LIBRARY)
    index.close()
    return tmp_path / "index"


def test_another_process_sees_what_was_committed(folder: Path) -> None:
    index = WhooshIndex(folder)
    assert list(index.search(Word("pengetahuan"), allowed=None).matching) == [2]
    index.close()


def test_the_folder_is_for_its_owner_alone(folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_no_text_is_kept(folder: Path) -> None:
    kept = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"Petugas mengelola pengetahuan" not in kept


def test_create_never_overwrites(folder: Path) -> None:
    with pytest.raises(FileExistsError):
        WhooshIndex.create(folder)
    assert WhooshIndex(folder).stamps() == {document.id: document.stamp for document in LIBRARY}


@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.05, 0.4, 0.9])
def test_kill_9_of_a_writer_leaves_the_last_commit(folder: Path, delay: float) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", _ENDLESS_WRITER, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    time.sleep(delay)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    index = WhooshIndex(folder)
    assert set(index.search(Word("pengetahuan"), allowed=None).matching) == {2}
    assert len({stamp for number, stamp in index.stamps().items() if number >= 100}) <= 1
    fill(index, [replace(SOP, stamp="2.1")])
    assert index.stamps()[2] == "2.1"
    index.close()


def test_a_deleted_folder_is_unavailable_not_a_crash(folder: Path) -> None:
    index = WhooshIndex(folder)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    for use in (
        lambda: index.search(MatchAll(), allowed=None),
        index.stamps,
        index.stats,
        lambda: index.terms_like("pengetahaun"),
        lambda: index.words_with_prefix("peng"),
        lambda: fill(index, LIBRARY),
        lambda: WhooshIndex(folder),
    ):
        with pytest.raises(IndexUnavailable):
            use()


@pytest.mark.parametrize("damage", [b"", b"\x00" * 64, b"\x80\x04]q"])
@pytest.mark.parametrize("pattern", ["*.toc", "*.seg"])
def test_a_damaged_file_is_unavailable_and_stays_as_it_is(folder: Path, pattern: str, damage: bytes) -> None:
    for path in folder.glob(pattern):
        path.write_bytes(damage)
    with pytest.raises(IndexUnavailable):
        WhooshIndex(folder).search(Word("pengetahuan"), allowed=None)
    assert [path.read_bytes() for path in folder.glob(pattern)] == [damage]


def test_a_writer_in_another_process_makes_this_one_wait_in_vain(folder: Path) -> None:
    index, other = WhooshIndex(folder, lock_timeout=0), WhooshIndex(folder)
    with other.write(), pytest.raises(IndexBusy):
        fill(index, [SOP])
    fill(index, [SOP])


def test_a_reader_opened_before_sees_the_commit_that_came_after(folder: Path) -> None:
    reader, writer = WhooshIndex(folder), WhooshIndex(folder)
    assert reader.search(Word("catatan"), allowed=None).total == 2
    with writer.write() as changes:
        changes.delete(2)
    assert reader.search(Word("catatan"), allowed=None).matching == (3,)


def test_another_version_still_answers_and_asks_for_a_rebuild(folder: Path) -> None:
    (folder / "version").write_text("0.0", encoding="ascii")
    index = WhooshIndex(folder)
    assert index.stats().needs_rebuild
    assert index.search(Word("pengetahuan"), allowed=None).total == 1


def test_many_commits_and_searches_leave_no_files_open(folder: Path) -> None:
    index = WhooshIndex(folder)
    index.search(Word("data"), allowed=None)
    before = _open_files()
    for turn in range(30):
        fill(index, [replace(LAPORAN, stamp=f"3.{turn}")])
        assert index.search(Word("audit"), allowed=None).total == 1
    assert _open_files() <= before + 4
    mapped = Path("/proc/self/maps").read_text().count(str(folder))
    assert mapped <= 4 * len(list(folder.glob("*.seg")))
    index.close()


@pytest.mark.slow
def test_searchers_beside_a_writer_meet_no_error_and_no_withdrawn_hit(folder: Path) -> None:
    index = WhooshIndex(folder)
    has_ended = threading.Event()
    errors: list[BaseException] = []
    searches = [0]

    def search() -> None:
        try:
            while not has_ended.is_set():
                result = index.search(parse("data ATAU pengetahuan ATAU versi*").node, allowed={1, 3, 50})
                assert set(result.matching) <= {1, 3, 50}
                assert 1 in result.matching
                assert [hit.id for hit in result.hits] == list(result.matching)
                searches[0] += 1
        except BaseException as error:  # noqa: BLE001 - carried over to the main thread
            errors.append(error)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    turn = 0
    try:
        while (turn < 12 or searches[0] < 20) and not errors:
            turn += 1
            fill(index, [replace(PERWAL, stamp=f"1.{turn}"), IndexDocument(50 + turn % 2, f"{turn}", f"Versi{turn}")])
    finally:
        has_ended.set()
        for thread in threads:
            thread.join()
    assert errors == []
    index.close()


@pytest.mark.slow
def test_importing_whoosh_anew_warns_of_nothing(tmp_path: Path) -> None:
    program = "import indexer.index.whoosh_index, sys; from pathlib import Path;" + (
        "index = indexer.index.whoosh_index.WhooshIndex.create(Path(sys.argv[1]));"
        "context = index.write(); context.__enter__(); context.__exit__(None, None, None)"
    )
    environment = {"PYTHONPYCACHEPREFIX": str(tmp_path / "cache"), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, str(tmp_path / "index")],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
