"""From what the child said, and how it ended, to one named state. Pure: no process, no clock."""

import signal
from collections.abc import Mapping
from dataclasses import dataclass, field

from indexer.extract.frames import End, Ending
from indexer.extract.model import (
    CutBy,
    ExtractedPage,
    Extraction,
    Found,
    Limits,
    PageFailed,
    PageImage,
    PageTotal,
    Properties,
    Status,
    Truncation,
)

MAX_WARNINGS = 20
_CUT_TEXTS: dict[CutBy, str] = {
    "time": "batas waktu tercapai",
    "memory": "batas memori tercapai",
    "output": "batas jumlah teks tercapai",
    "crash": "isi berkas selanjutnya rusak",
}


@dataclass(frozen=True, slots=True)
class ChildEnd:
    """How the kernel says the child ended: its exit code, or minus the signal that killed it."""

    code: int
    cpu_seconds: float
    peak_bytes: int


@dataclass(slots=True)
class Reading:
    """What is known so far of one file."""

    media_type: str
    total: int | None = None
    read: int = 0
    last_page: int = 0
    has_text: bool = False
    failed: list[int] = field(default_factory=list)
    ending: Ending | None = None
    cut: CutBy | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    is_drawing: bool = False

    @property
    def is_silent(self) -> bool:
        """Not one word came."""
        return self.ending is None and self.total is None and not self.last_page

    def note(self, found: Found | End) -> ExtractedPage | PageImage | None:
        """Take in one finding; a page is handed back to be passed on."""
        match found:
            case ExtractedPage(number, text):
                self.read, self.last_page = self.read + 1, number
                self.has_text = self.has_text or bool(text.strip())
                return found
            case PageImage(number):
                self.read, self.last_page = self.read + 1, number
                return found
            case PageFailed(number):
                self.failed.append(number)
                self.last_page = number
            case PageTotal(count):
                self.total = count
            case Properties(values):
                self.properties = values
            case End(how):
                self.ending = how
        return None

    def settle(self, end: ChildEnd, limits: Limits) -> None:
        """Name what stopped the child, unless the parent stopped it and knows already."""
        if self.cut is None and self.ending != "done":
            self.cut = self._cut(end, limits)

    def _cut(self, end: ChildEnd, limits: Limits) -> CutBy | None:
        if self.ending == "out_of_memory":
            return "memory"
        if self.ending in {"locked", "unsupported"}:
            return None
        if end.code == -signal.SIGXCPU or (end.code == -signal.SIGKILL and end.cpu_seconds >= limits.cpu_seconds):
            return "time"
        # Nobody here sends any other SIGKILL: it is the kernel, short of memory.
        return "memory" if end.code == -signal.SIGKILL else "crash"

    def conclude(self, *, seconds: float, peak_bytes: int) -> Extraction:
        return Extraction(
            status=self._status(),
            media_type=self.media_type,
            page_count=self.total,
            pages_read=self.read,
            warnings=tuple(self._warnings()),
            truncated=Truncation(self.cut, self.last_page) if self.cut and self.read else None,
            seconds=seconds,
            peak_bytes=peak_bytes,
            properties=self.properties,
        )

    def _status(self) -> Status:
        if self.ending in {"locked", "unsupported"}:
            return "locked" if self.ending == "locked" else "unsupported"
        if self.cut in {"time", "memory"}:
            return "timeout" if self.cut == "time" else "out_of_memory"
        if self.cut or self.failed:
            return "partial" if self.read else "damaged"
        return "ok" if self.has_text or self.is_drawing else "no_text"

    def _warnings(self) -> list[str]:
        verb = "digambar" if self.is_drawing else "dibaca"
        texts = [f"Halaman {number} tidak dapat {verb} dan dilewati." for number in self.failed[:MAX_WARNINGS]]
        if len(self.failed) > MAX_WARNINGS:
            texts.append(f"{len(self.failed) - MAX_WARNINGS} halaman lain juga tidak dapat {verb}.")
        if self.cut and self.read:
            texts.append(self._cut_text(self.cut))
        return texts

    def _cut_text(self, cut: CutBy) -> str:
        work = "Penggambaran" if self.is_drawing else "Pembacaan"
        of_total = f" dari {self.total}" if self.total else ""
        reason = "batas besar gambar tercapai" if self.is_drawing and cut == "output" else _CUT_TEXTS[cut]
        consequence = "belum bergambar" if self.is_drawing else "tidak ikut ditelusuri"
        return (
            f"{work} berhenti setelah halaman {self.last_page}{of_total}: {reason}. Halaman sesudahnya {consequence}."
        )
