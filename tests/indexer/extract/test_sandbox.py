"""The parent's side: threads, a killed helper, an iterator left early, a parent that dies, an installation at fault."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from indexer.extract.helper import SandboxUnavailable
from indexer.extract.model import ExtractedPage, Extraction, Finished, Limits, PageRead
from indexer.extract.sandbox import Sandbox, extract_file

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).parent


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    path = tmp_path / "catatan.txt"
    path.write_text("Rapat koordinasi SPBE.\fHalaman kedua.")
    return path


def gone(pid: int, within: float = 3.0) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.02)
    return False


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_pages_come_one_by_one_and_the_outcome_last(sandbox: Sandbox, text_file: Path) -> None:
    first, second, last = sandbox.events(text_file, "text/plain")
    assert first == PageRead(ExtractedPage(1, "Rapat koordinasi SPBE."), total=2)
    assert second == PageRead(ExtractedPage(2, "Halaman kedua."), total=2)
    assert isinstance(last, Finished)
    assert (last.extraction.status, last.extraction.page_count, last.extraction.pages) == ("ok", 2, ())
    assert last.extraction.peak_bytes > 1024**2


def test_callbacks_see_pages_and_progress(sandbox: Sandbox, text_file: Path) -> None:
    pages: list[ExtractedPage] = []
    progress: list[tuple[int, int | None]] = []
    found = sandbox.extract(
        text_file, "text/plain", on_page=pages.append, on_progress=lambda page, total: progress.append((page, total))
    )
    assert [page.number for page in pages] == [1, 2]
    assert progress == [(1, 2), (2, 2)]
    assert found.pages == ()


def test_the_kernel_grants_what_this_machine_has(sandbox: Sandbox) -> None:
    assert sandbox.isolation
    assert sandbox.isolation.call_filter


def test_an_allowed_type_without_a_reader_is_unsupported(sandbox: Sandbox, text_file: Path) -> None:
    found = sandbox.extract(text_file, "application/octet-stream")
    assert (found.status, found.pages, found.warnings) == ("unsupported", (), ())


def test_a_type_that_nobody_knows_is_unsupported_too(sandbox: Sandbox, text_file: Path) -> None:
    assert sandbox.extract(text_file, "application/x-baru").status == "unsupported"


def test_a_missing_file_is_the_callers_error(sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        sandbox.extract(tmp_path / "tidak-ada.pdf", "application/pdf")


def test_one_file_alone_by_its_name(text_file: Path) -> None:
    found = extract_file(text_file)
    assert (found.status, found.media_type) == ("ok", "text/plain")


def test_many_threads_share_one_helper(sandbox: Sandbox, tmp_path: Path) -> None:
    found: dict[int, Extraction] = {}

    def read(number: int) -> None:
        path = tmp_path / f"{number}.txt"
        path.write_text("\f".join(f"berkas {number} halaman {page}" for page in range(1, 40)))
        found[number] = sandbox.extract(path, "text/plain")

    helper, before = sandbox.helper_pid, open_descriptors()
    threads = [threading.Thread(target=read, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sandbox.helper_pid == helper
    assert open_descriptors() == before
    for number in range(12):
        assert [page.text for page in found[number].pages] == [
            f"berkas {number} halaman {page}" for page in range(1, 40)
        ]


@pytest.mark.slow
def test_a_helper_started_by_a_thread_outlives_it(text_file: Path) -> None:
    with Sandbox() as fresh:
        os.kill(fresh.helper_pid or 0, signal.SIGKILL)
        thread = threading.Thread(target=lambda: fresh.extract(text_file, "text/plain"))
        thread.start()
        thread.join()
        helper = fresh.helper_pid
        time.sleep(0.2)
        assert fresh.extract(text_file, "text/plain").status == "ok"
        assert fresh.helper_pid == helper


def test_a_helper_killed_between_files_is_replaced(sandbox: Sandbox, text_file: Path) -> None:
    first = sandbox.helper_pid or 0
    os.kill(first, signal.SIGKILL)
    assert sandbox.extract(text_file, "text/plain").status == "ok"
    assert sandbox.helper_pid != first


@pytest.mark.slow
def test_a_helper_killed_in_the_middle_is_replaced_and_no_page_comes_twice(naughty: Sandbox, text_file: Path) -> None:
    pages: list[str] = []
    children: list[int] = []

    def on_page(page: ExtractedPage) -> None:
        pages.append(page.text)
        if page.number == 1:
            children.append(int(page.text.rpartition(" ")[2]))
        if page.number == 2:
            os.kill(naughty.helper_pid or 0, signal.SIGKILL)

    found = naughty.extract(text_file, "test/pause", on_page=on_page)
    assert (found.status, found.pages_read) == ("ok", 3)
    assert pages[1:] == ["halaman dua", "selesai"]
    assert gone(children[0])


@pytest.mark.slow
def test_a_helper_that_is_stopped_cannot_hold_the_limit_up(naughty: Sandbox, text_file: Path) -> None:
    helper = naughty.helper_pid or 0

    def stop(page: ExtractedPage) -> None:
        if page.number == 2:
            os.kill(helper, signal.SIGSTOP)

    started = time.monotonic()
    found = naughty.extract(text_file, "test/sleep", limits=Limits(wall_seconds=1), on_page=stop)
    assert time.monotonic() - started <= 30, "without the limit it sleeps for ten minutes"
    assert (found.status, found.pages_read) == ("timeout", 2)
    assert gone(helper)
    assert naughty.extract(text_file, "test/dirty_text").status == "ok"


def test_an_iterator_left_early_kills_its_child(naughty: Sandbox, text_file: Path) -> None:
    before = open_descriptors()
    events = naughty.events(text_file, "test/sleep")
    first = next(events)
    assert isinstance(first, PageRead)
    child = int(first.page.text.rpartition(" ")[2])
    assert Path(f"/proc/{child}").exists()
    events.close()
    assert gone(child)
    assert open_descriptors() == before


@pytest.mark.slow
def test_a_slow_consumer_is_not_held_against_the_file(naughty: Sandbox, text_file: Path) -> None:
    found = naughty.extract(
        text_file, "test/dirty_text", limits=Limits(wall_seconds=3), on_page=lambda _page: time.sleep(1.2)
    )
    assert (found.status, found.pages_read) == ("ok", 3)
    assert found.seconds < 3


PARENT = textwrap.dedent("""
    import sys
    from pathlib import Path
    from indexer.extract.sandbox import Sandbox
    sandbox = Sandbox(registry="naughty:EXTRACTORS", import_paths=(Path(sys.argv[1]),))
    for event in sandbox.events(Path(sys.argv[2]), "test/sleep"):
        print(sandbox.helper_pid, event.page.text.rpartition(" ")[2], flush=True)
""")


@pytest.mark.slow
def test_when_the_parent_is_killed_everything_goes_with_it(text_file: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(HERE), str(text_file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        helper, child = map(int, parent.stdout.readline().split())
        assert Path(f"/proc/{helper}").exists()
        assert Path(f"/proc/{child}").exists()
        parent.kill()
    assert gone(helper)
    assert gone(child)


def test_a_helper_that_cannot_start_says_why() -> None:
    with (
        pytest.raises(SandboxUnavailable, match="No module named 'tidak_ada'"),
        Sandbox(registry="tidak_ada:EXTRACTORS"),
    ):
        pass


def test_a_child_that_could_not_be_confined_reads_nothing(sandbox: Sandbox, text_file: Path) -> None:
    """A fault of the machine or the settings must not be written down as a fault of the file."""
    with pytest.raises(SandboxUnavailable, match="tidak dapat dibatasi"):
        sandbox.extract(text_file, "text/plain", limits=Limits(open_files=-5))


def test_closing_ends_the_helper(text_file: Path) -> None:
    with Sandbox() as fresh:
        helper = fresh.helper_pid or 0
        fresh.extract(text_file, "text/plain")
    assert gone(helper)


@pytest.mark.slow
def test_the_parent_never_loads_a_parser() -> None:
    script = (
        "import sys; import indexer.extract.sandbox, indexer.ocr; "
        "parsers = {'pypdf', 'docx', 'lxml', 'PIL', 'pypdfium2'}; "
        "print(sorted({name.partition('.')[0] for name in sys.modules} & parsers))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
