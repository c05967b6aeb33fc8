# Building beside, catching up, proving, swapping – and that the old generation serves whatever goes wrong.
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.index import generations as module
from indexer.index import whoosh_writer
from indexer.index.generations import Generations, RebuildFailed
from indexer.index.port import IndexBusy, IndexDocument, IndexUnavailable
from indexer.query import MatchAll, Word
from tests.indexer.index.library import LAPORAN, LIBRARY, SOP, fill

ROOT = Path(__file__).resolve().parents[3]
Changes = tuple[list[IndexDocument], list[int]]


class Truth:
    """Stands for the database: what should be indexed now."""

    def __init__(self, *documents: IndexDocument) -> None:
        self.documents = {document.id: document for document in documents}

    def all(self) -> Iterator[IndexDocument]:
        return iter(list(self.documents.values()))

    def changed_since(self, stamps: Mapping[int, str]) -> Changes:
        stale = [document for document in self.documents.values() if stamps.get(document.id) != document.stamp]
        return stale, [number for number in stamps if number not in self.documents]


@pytest.fixture
def truth() -> Truth:
    return Truth(*LIBRARY)


@pytest.fixture
def generations(tmp_path: Path, truth: Truth) -> Iterator[Generations]:
    found = Generations(tmp_path / "index", lock_timeout=0.1)
    found.rebuild(truth.all(), changed_since=truth.changed_since)
    yield found
    found.close()


def total(generations: Generations) -> int:
    return generations.open_current().search(MatchAll(), allowed=None).total


def test_without_a_generation_the_index_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable):
        Generations(tmp_path / "none").open_current()
    assert not (tmp_path / "none").exists()


def test_the_first_rebuild_serves(generations: Generations, tmp_path: Path) -> None:
    stats = generations.open_current().stats()
    assert (stats.generation, stats.documents, stats.needs_rebuild) == ("gen-000001", 4, False)
    assert (tmp_path / "index").stat().st_mode & 0o777 == 0o700


def test_a_second_one_takes_over_and_the_first_stays_a_day(tmp_path: Path, truth: Truth) -> None:
    now = [1_000_000.0]
    generations = Generations(tmp_path / "index", clock=lambda: now[0])
    for _ in range(2):
        generations.rebuild(truth.all(), changed_since=truth.changed_since)
    assert generations.open_current().stats().generation == "gen-000002"
    now[0] += 23 * 3600
    assert generations.remove_expired() == []
    now[0] += 2 * 3600
    assert generations.remove_expired() == ["gen-000001"]
    assert total(generations) == 4
    generations.close()


def test_a_reader_elsewhere_follows_the_swap(generations: Generations, truth: Truth) -> None:
    reader = Generations(generations.root)
    assert reader.open_current().stats().generation == "gen-000001"
    generations.rebuild(truth.all(), changed_since=truth.changed_since)
    assert reader.open_current().stats().generation == "gen-000002"
    reader.close()


def test_what_changes_while_building_is_replayed(generations: Generations, truth: Truth) -> None:
    def changing() -> Iterator[IndexDocument]:
        yield from truth.all()
        truth.documents[2] = replace(SOP, stamp="2.9", title="Judul terkini")
        truth.documents[9] = IndexDocument(9, "9", "Dokumen susulan")
        del truth.documents[1]

    generations.rebuild(changing(), changed_since=truth.changed_since)
    index = generations.open_current()
    assert index.stamps() == {2: "2.9", 3: "3.0", 4: "4.0", 9: "9"}
    assert list(index.search(Word("terkini"), allowed=None).matching) == [2]


def test_what_never_rests_does_not_keep_the_rebuild_from_ending(generations: Generations, truth: Truth) -> None:
    rounds = 0

    def restless(stamps: Mapping[int, str]) -> Changes:
        nonlocal rounds
        rounds += 1
        return [replace(LAPORAN, stamp=f"3.{rounds}")], []

    assert generations.rebuild(truth.all(), changed_since=restless).generation == "gen-000002"
    assert generations.open_current().stamps()[3] == f"3.{rounds}"


def test_an_error_while_building_leaves_the_old_one(generations: Generations, truth: Truth) -> None:
    def failing() -> Iterator[IndexDocument]:
        yield SOP
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        generations.rebuild(failing(), changed_since=truth.changed_since)
    assert total(generations) == 4
    assert list(generations.root.glob("building-*")) == []


def test_a_generation_that_does_not_find_its_documents_never_serves(
    generations: Generations, truth: Truth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_is_found", lambda index, probe: probe.id != 3)
    with pytest.raises(RebuildFailed, match="3"):
        generations.rebuild(truth.all(), changed_since=truth.changed_since)
    assert generations.open_current().stats().generation == "gen-000001"


def test_the_batches_are_bounded(generations: Generations, truth: Truth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whoosh_writer, "_RUN_CHARACTERS", 50)
    assert generations.rebuild(truth.all(), changed_since=truth.changed_since).documents == 4
    assert generations.open_current().search(Word("catatan"), allowed=None).total == 2


def test_a_damaged_generation_is_unavailable_kept_and_replaced_by_a_rebuild(
    generations: Generations, truth: Truth
) -> None:
    generations.close()
    for path in (generations.root / "gen-000001").glob("*.toc"):
        path.write_bytes(b"broken")
    with pytest.raises(IndexUnavailable):
        generations.open_current()
    generations.rebuild(truth.all(), changed_since=truth.changed_since)
    assert total(generations) == 4
    assert (generations.root / "gen-000001").is_dir()


@pytest.mark.parametrize("content", ["", "../../etc", "gen-000077", "\x00", "gen-000001/../x"])
def test_a_strange_pointer_is_unavailable_and_harmless(generations: Generations, truth: Truth, content: str) -> None:
    (generations.root / "current").write_text(content)
    with pytest.raises(IndexUnavailable):
        generations.open_current()
    assert generations.remove_expired() == []
    generations.rebuild(truth.all(), changed_since=truth.changed_since)
    assert total(generations) == 4


def test_a_deleted_index_folder_can_be_rebuilt_under_a_running_reader(generations: Generations, truth: Truth) -> None:
    generations.open_current().search(MatchAll(), allowed=None)
    shutil.rmtree(generations.root)
    with pytest.raises(IndexUnavailable):
        generations.open_current()
    generations.rebuild([SOP], changed_since=Truth(SOP).changed_since)
    assert total(generations) == 1


def test_only_one_rebuild_at_a_time(generations: Generations, truth: Truth) -> None:
    def nested() -> Iterator[IndexDocument]:
        yield SOP
        Generations(generations.root).rebuild(truth.all(), changed_since=truth.changed_since)

    with pytest.raises(IndexBusy):
        generations.rebuild(nested(), changed_since=truth.changed_since)


_REBUILD = """
import sys
from pathlib import Path
from indexer.index.generations import Generations
from indexer.index.port import IndexDocument
pages = tuple((page, f"halaman {page} isi kata " * 40) for page in range(30))
documents = [IndexDocument(n, "1", f"Dokumen {n}", pages=pages) for n in range(1, 200)]
print("building", flush=True)
Generations(Path(sys.argv[1])).rebuild(documents, changed_since=lambda stamps: ([], []))
"""


@pytest.mark.slow
def test_kill_9_at_any_moment_leaves_one_that_serves(generations: Generations, truth: Truth) -> None:
    for delay in (0.0, 0.3, 0.8, 1.3):
        child = subprocess.Popen(
            [sys.executable, "-c", _REBUILD, str(generations.root)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(delay)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
        assert total(generations) in {4, 199}
    generations.rebuild(truth.all(), changed_since=truth.changed_since)
    assert total(generations) == 4
    assert list(generations.root.glob("building-*")) == []


def test_writing_goes_to_the_generation_that_serves(generations: Generations) -> None:
    fill(generations.open_current(), [replace(SOP, stamp="2.5")])
    assert generations.open_current().stamps()[2] == "2.5"
