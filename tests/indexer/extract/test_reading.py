"""Every way to end has one name, whatever came before it."""

import signal

import pytest

from indexer.extract.frames import End, Ending
from indexer.extract.model import CutBy, ExtractedPage, Found, Limits, PageFailed, PageTotal, Status, Truncation
from indexer.extract.reading import ChildEnd, Reading

WELL = ChildEnd(code=0, cpu_seconds=1.0, peak_bytes=1)
PAGE, BLANK, FAILED = ExtractedPage(1, "isi"), ExtractedPage(1, " \n"), PageFailed(1)


def read(*heard: Found | End, end: ChildEnd = WELL, cut: CutBy | None = None) -> Reading:
    reading = Reading("application/pdf")
    for found in heard:
        reading.note(found)
    reading.cut = cut
    reading.settle(end, Limits(cpu_seconds=60))
    return reading


@pytest.mark.parametrize(
    ("heard", "ending", "status", "cut"),
    [
        ([PAGE], "done", "ok", None),
        ([BLANK], "done", "no_text", None),
        ([BLANK, ExtractedPage(2, "isi")], "done", "ok", None),
        ([], "done", "no_text", None),
        ([FAILED], "done", "damaged", None),
        ([PAGE, PageFailed(2)], "done", "partial", None),
        ([], "locked", "locked", None),
        ([], "unsupported", "unsupported", None),
        ([], "damaged", "damaged", None),
        ([PAGE], "damaged", "partial", "crash"),
        ([], "out_of_memory", "out_of_memory", None),
        ([PAGE], "out_of_memory", "out_of_memory", "memory"),
    ],
)
def test_what_the_child_says(heard: list[Found], ending: Ending, status: Status, cut: CutBy | None) -> None:
    found = read(*heard, End(ending)).conclude(seconds=1.0, peak_bytes=1)
    assert found.status == status
    assert found.truncated == (Truncation(cut, after_page=1) if cut else None)


@pytest.mark.parametrize(
    ("code", "cpu", "status", "with_page"),
    [
        (-signal.SIGXCPU, 60.0, "timeout", "timeout"),
        (-signal.SIGKILL, 61.0, "timeout", "timeout"),
        (-signal.SIGKILL, 3.0, "out_of_memory", "out_of_memory"),
        (-signal.SIGSEGV, 3.0, "damaged", "partial"),
        (-signal.SIGABRT, 3.0, "damaged", "partial"),
        (1, 3.0, "damaged", "partial"),
        (0, 3.0, "damaged", "partial"),
    ],
)
def test_what_the_kernel_says_when_the_child_could_not(
    code: int, cpu: float, status: Status, with_page: Status
) -> None:
    end = ChildEnd(code, cpu, 1)
    assert read(end=end).conclude(seconds=1.0, peak_bytes=1).status == status
    assert read(PAGE, end=end).conclude(seconds=1.0, peak_bytes=1).status == with_page


def test_what_the_parent_did_itself_is_not_blamed_on_memory() -> None:
    killed = ChildEnd(-signal.SIGKILL, 3.0, 1)
    assert read(PAGE, end=killed, cut="time").conclude(seconds=1.0, peak_bytes=1).status == "timeout"
    assert read(PAGE, end=killed, cut="output").conclude(seconds=1.0, peak_bytes=1).status == "partial"


def test_a_cut_says_what_is_missing() -> None:
    found = read(PageTotal(40), PAGE, cut="output").conclude(seconds=1.0, peak_bytes=1)
    assert found.warnings == (
        "Pembacaan berhenti setelah halaman 1 dari 40: batas jumlah teks tercapai. "
        "Halaman sesudahnya tidak ikut ditelusuri.",
    )
    assert (found.page_count, found.pages_read) == (40, 1)
