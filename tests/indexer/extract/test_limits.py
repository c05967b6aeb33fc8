"""Each limit is hit by a real child that does the forbidden thing; each end has its name and keeps what was read."""

import json
import os
import time
from pathlib import Path

import pytest

from indexer.extract.model import CutBy, Extraction, Finished, Limits, PageImage, Status, Truncation
from indexer.extract.sandbox import Sandbox

MIB = 1024**2
QUICK = Limits(wall_seconds=20, cpu_seconds=20, memory_bytes=512 * MIB)


@pytest.fixture
def some_file(tmp_path: Path) -> Path:
    path = tmp_path / "berkas"
    path.write_bytes(b"isi")
    return path


def behave(naughty: Sandbox, path: Path, what: str, limits: Limits = QUICK) -> Extraction:
    started = time.monotonic()
    found = naughty.extract(path, f"test/{what}", limits=limits)
    assert time.monotonic() - started <= limits.wall_seconds + 10, "the limit holds, but for what a busy machine adds"
    assert not is_alive(child_of(found)), "nothing is left running"
    return found


def child_of(found: Extraction) -> int:
    first = found.pages[0].text if found.pages else ""
    return int(first.rpartition(" ")[2]) if first.startswith("halaman satu") else 0


def is_alive(pid: int) -> bool:
    return pid > 0 and Path(f"/proc/{pid}").exists()


def told(found: Extraction) -> str:
    assert [page.number for page in found.pages] == [1, 2, 3]
    return found.pages[2].text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "limits", "status", "cut"),
    [
        ("spin", Limits(cpu_seconds=1, wall_seconds=20), "timeout", "time"),
        ("spin_deaf", Limits(cpu_seconds=1, wall_seconds=20), "timeout", "time"),
        ("spin", Limits(wall_seconds=1), "timeout", "time"),
        ("sleep", Limits(wall_seconds=1), "timeout", "time"),
        ("eat_memory", QUICK, "out_of_memory", "memory"),
        ("map_memory", QUICK, "out_of_memory", "memory"),
        ("crash", QUICK, "partial", "crash"),
        ("leave", QUICK, "partial", "crash"),
        ("go_silent", QUICK, "partial", "crash"),
        ("raise_error", QUICK, "partial", "crash"),
        ("recurse", QUICK, "partial", "crash"),
        ("flood_at_once", QUICK, "partial", "output"),
        ("raw_huge", QUICK, "partial", "output"),
        ("raw_rubbish", QUICK, "partial", "crash"),
        ("raw_backwards", QUICK, "partial", "crash"),
        ("raw_not_json", QUICK, "partial", "crash"),
        ("raw_not_utf8", QUICK, "partial", "crash"),
        ("raw_unknown", QUICK, "partial", "crash"),
    ],
)
def test_a_named_end_that_keeps_the_pages_before_it(
    naughty: Sandbox, some_file: Path, what: str, limits: Limits, status: Status, cut: CutBy
) -> None:
    found = behave(naughty, some_file, what, limits)
    assert found.status == status
    assert [page.number for page in found.pages] == [1, 2]
    assert found.truncated == Truncation(cut, after_page=2)
    assert "berhenti setelah halaman 2 dari 3" in found.warnings[0]


@pytest.mark.slow
def test_the_processor_limit_ends_it_long_before_the_wall(naughty: Sandbox, some_file: Path) -> None:
    found = behave(naughty, some_file, "spin", Limits(cpu_seconds=1, wall_seconds=60))
    assert found.status == "timeout"
    assert found.seconds < 20


def test_memory_stays_below_its_limit(naughty: Sandbox, some_file: Path) -> None:
    found = behave(naughty, some_file, "eat_memory", Limits(memory_bytes=300 * MIB))
    assert 100 * MIB < found.peak_bytes <= 300 * MIB


@pytest.mark.slow
def test_endless_output_stops_at_its_limit(naughty: Sandbox, some_file: Path) -> None:
    limits = Limits(output_bytes=5 * MIB)
    pages: list[int] = []
    found = naughty.extract(
        some_file, "test/flood", limits=limits, on_page=lambda page: pages.append(len(page.text.encode()))
    )
    assert found.status == "partial"
    assert found.truncated == Truncation("output", after_page=len(pages))
    assert 3 * MIB < sum(pages) <= 6 * MIB
    assert found.pages == ()


def test_endless_writing_stops_at_the_file_limit_and_leaves_nothing(naughty: Sandbox, some_file: Path) -> None:
    text = told(behave(naughty, some_file, "write_forever", Limits(file_bytes=64 * 1024)))
    assert text.startswith("File too large 65536 ")
    assert not Path(text.split()[-1]).parent.exists()


def test_open_files_are_counted(naughty: Sandbox, some_file: Path) -> None:
    text = told(behave(naughty, some_file, "open_forever", Limits(open_files=32)))
    assert text == "Too many open files 27"


def test_it_starts_no_process(naughty: Sandbox, some_file: Path) -> None:
    assert set(told(behave(naughty, some_file, "start_processes")).split()) <= {"PermissionError", "BlockingIOError"}


def test_it_reaches_no_network(naughty: Sandbox, some_file: Path) -> None:
    assert "allowed" not in told(behave(naughty, some_file, "reach_network"))


def test_it_touches_no_other_process(naughty: Sandbox, some_file: Path) -> None:
    helper = naughty.helper_pid
    assert set(told(behave(naughty, some_file, "touch_others")).split()) == {"PermissionError"}
    assert naughty.helper_pid == helper


def test_it_opens_no_file_of_ours(naughty: Sandbox, some_file: Path, tmp_path: Path) -> None:
    secret = tmp_path / "pustaka.db"
    secret.write_text("rahasia")
    some_file.write_text(str(secret))
    assert set(told(behave(naughty, some_file, "read_and_write_files")).split()) == {"PermissionError"}
    assert secret.read_text() == "rahasia"


def test_it_inherits_nothing(naughty: Sandbox, some_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUSTAKA_SECRET_KEY", "rahasia")
    with some_file.open() as kept_open:
        os.set_inheritable(kept_open.fileno(), True)
        with Sandbox(registry="naughty:EXTRACTORS", import_paths=(Path(__file__).parent,)) as fresh:
            seen = json.loads(told(behave(fresh, some_file, "environment")))
    assert set(seen["environment"]) <= {"LC_CTYPE"}
    assert sorted(map(int, seen["descriptors"])) == [0, 1, 2, 3, 4]
    assert Path(seen["folder"]).name.startswith("pustaka-")
    assert not Path(seen["folder"]).exists()
    assert str(Path.cwd() / "tests") not in seen["path"]


def test_text_arrives_clean(naughty: Sandbox, some_file: Path) -> None:
    assert told(behave(naughty, some_file, "dirty_text")) == "ab?c\nd[31me\x85f\u202e"


def test_many_failed_pages_make_few_warnings(naughty: Sandbox, some_file: Path) -> None:
    found = behave(naughty, some_file, "failing_pages")
    assert (found.status, found.page_count, found.pages_read) == ("partial", 60, 1)
    assert found.truncated is None
    assert len(found.warnings) == 21
    assert found.warnings[0] == "Halaman 1 tidak dapat dibaca dan dilewati."
    assert found.warnings[-1] == "39 halaman lain juga tidak dapat dibaca."


@pytest.mark.slow
def test_a_child_that_lingers_after_its_last_word_is_sent_off(naughty: Sandbox, some_file: Path) -> None:
    found = behave(naughty, some_file, "last_word_then_linger")
    assert found.status == "ok"
    assert found.seconds < 60, "it would linger for ten minutes"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "limits", "status", "cut"),
    [
        ("spin", Limits(cpu_seconds=1, wall_seconds=20), "timeout", "time"),
        ("sleep", Limits(wall_seconds=1), "timeout", "time"),
        ("eat_memory", QUICK, "out_of_memory", "memory"),
        ("crash", QUICK, "partial", "crash"),
        ("raise_error", QUICK, "partial", "crash"),
        ("text_instead", QUICK, "partial", "crash"),
        ("no_picture", QUICK, "partial", "crash"),
        ("one_giant", Limits(picture_bytes=1_000_000), "partial", "output"),
        ("pictures_without_end", Limits(output_bytes=5 * MIB), "partial", "output"),
    ],
)
def test_drawing_ends_in_a_name_too_and_keeps_what_was_drawn(
    naughty: Sandbox, some_file: Path, what: str, limits: Limits, status: Status, cut: CutBy
) -> None:
    *pictures, last = naughty.images(some_file, f"test/{what}", limits=limits)
    assert isinstance(last, Finished)
    assert isinstance(pictures[0], PageImage)
    assert (pictures[0].number, pictures[0].width, pictures[0].format) == (1, 10, "png")
    assert last.extraction.status == status
    assert last.extraction.truncated == Truncation(cut, after_page=len(pictures))
    assert "Penggambaran berhenti setelah halaman" in last.extraction.warnings[0]
