"""From a file to a findable page: how fast, how it grows, what the worker weighs, and whether search stays quick.

`python benchmarks/ingest.py [--pdfs DIR [--most 60]] [--files 100,1000] [--until found|drawn] [--json]`

With `--pdfs`, born-digital PDFs through the confined child beside `pdftotext`, file by file in turns. Then libraries of
so many files of our own making, each imported into a new data folder by a real worker process while a web process
answers searches: seconds until all can be found and until their pictures are drawn too, pages per second and per second
of processor, the worker's memory along the way, and the search's p95 during the import and in the same library at rest.
"""

import argparse
import io
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import httpx
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from sqlmodel import col, select

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app import composition
from app.accounts.permissions import SYSTEM
from app.commands.running import environment_of
from app.core.config import Settings
from app.core.runtime import Runtime
from app.documents.models import Visibility
from app.documents.schemas import DocumentFields
from app.ingest import pictures
from app.ingest.importing import import_files
from app.jobs.models import Job, JobState
from benchmarks.serving import free_port, resident_mib, wait_until_alive
from benchmarks.site import QUERIES
from indexer.extract.sandbox import Sandbox

PAGES = 2
LINES = 38
WORDS = """
pemerintah kota menyelenggarakan layanan elektronik bagi warga dan perangkat daerah dengan
arsitektur peta rencana manajemen risiko keamanan informasi data aset pengetahuan perubahan sumber
daya manusia audit aplikasi infrastruktur pusat jaringan intra penghubung sistem kebijakan internal
tata kelola tim koordinasi kolaborasi anggaran belanja proses bisnis pengembangan inovasi evaluasi
laporan pedoman prosedur standar operasional arsip pengaduan publik keterbukaan statistik geospasial
wali kepala dinas sekretaris bidang seksi surat tugas rapat
""".split()  # noqa: SIM905 - a paragraph reads better than a list


@dataclass(frozen=True, slots=True)
class Extraction:
    files: int
    pages: int
    child_seconds: float
    pdftotext_seconds: float


@dataclass(slots=True)
class Growth:
    files: int
    searchable_seconds: float = 0.0
    searchable_cpu_seconds: float = 0.0
    seconds: float = 0.0
    memory_mib: list[float] = field(default_factory=list)
    idle_p95_ms: float = 0.0
    busy_p95_ms: float = 0.0
    searches: int = 0
    index_mib: float = 0.0

    @property
    def pages_per_second(self) -> float:
        return self.files * PAGES / self.searchable_seconds

    @property
    def pages_per_cpu_second(self) -> float:
        return self.files * PAGES / self.searchable_cpu_seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pdfs", type=Path, help="folder of PDFs to compare extraction on")
    parser.add_argument("--most", type=int, default=0, help="PDFs to compare, chosen by lot; all without")
    parser.add_argument("--files", default="100,1000", help="sizes of the libraries, comma-separated")
    parser.add_argument("--until", choices=("found", "drawn"), default="drawn", help="pictures take as long again")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    extraction = compare_extraction(_some(given.pdfs, given.most)) if given.pdfs else None
    growth = [grow(int(size), until=given.until) for size in given.files.split(",") if size]
    if given.json:
        rows = {"extraction": asdict(extraction) if extraction else None, "growth": [asdict(row) for row in growth]}
        print(json.dumps(rows))
        return
    _print(extraction, growth)


def _some(folder: Path, most: int) -> list[Path]:
    paths = sorted(folder.rglob("*.pdf"))
    return random.Random(1).sample(paths, most) if 0 < most < len(paths) else paths


def compare_extraction(paths: Sequence[Path]) -> Extraction:
    """Only files with text: a scan would flatter whoever gives up first."""
    files = pages = 0
    child = plain = 0.0
    with Sandbox() as sandbox:
        for turn, path in enumerate(paths):
            first = _pdftotext(path) if turn % 2 else None
            started = time.perf_counter()
            found = sandbox.extract(path, "application/pdf")
            taken = time.perf_counter() - started
            if found.status != "ok" or any(page.needs_ocr for page in found.pages):
                continue
            files, pages, child = files + 1, pages + found.pages_read, child + taken
            plain += first if first is not None else _pdftotext(path)
    return Extraction(files, pages, child, plain)


def _pdftotext(path: Path) -> float:
    started = time.perf_counter()
    subprocess.run(["pdftotext", str(path), "-"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - started


def grow(files: int, *, until: str) -> Growth:
    """Import that many files into an empty library, with a web process and a worker process as in real life."""
    row = Growth(files)
    with tempfile.TemporaryDirectory(prefix="pustaka-ingest-") as name:
        folder = Path(name)
        settings = Settings(data_dir=folder / "data", secure_cookies=False, demo=True)
        composition.initialise(settings)
        with composition.runtime(settings) as parts, _process(settings, "serve", "--no-worker") as (client, _web):
            source = _made(folder / "masuk", files, seed=files)
            _import(parts, settings, client, source, row, until)
            shutil.rmtree(source)
            row.idle_p95_ms = _p95([_search(client) for _ in range(200)])
            row.index_mib = sum(path.stat().st_size for path in settings.index_dir.rglob("*") if path.is_file()) / 2**20
    return row


def _import(parts: Runtime, settings: Settings, client: httpx.Client, source: Path, row: Growth, until: str) -> None:
    done, taken = threading.Event(), list[float]()
    asker = threading.Thread(target=_ask, args=(client, done, taken))
    with _process(settings, "worker") as (_, worker):
        started = time.perf_counter()
        asker.start()
        import_files(parts, SYSTEM, [source], _public())
        for lanes in _open_lanes(parts, seconds=max(0.5, row.files / 1000)):
            row.memory_mib.append(resident_mib(worker.pid))
            if not row.searchable_seconds and lanes <= {pictures.LANE}:
                row.searchable_seconds = time.perf_counter() - started
                row.searchable_cpu_seconds = _cpu_seconds(worker.pid)
                if until == "found":
                    break
        row.seconds = time.perf_counter() - started
        done.set()
        asker.join()
    row.busy_p95_ms, row.searches = _p95(taken), len(taken)


def _public() -> DocumentFields:
    return DocumentFields(visibility=Visibility.PUBLIC)


def _open_lanes(parts: Runtime, *, seconds: float) -> Iterator[set[str]]:
    """Where there is still something to do, looked at again and again until there is nothing any more."""
    wanted = select(Job.lane).where(col(Job.state).in_([JobState.QUEUED, JobState.RUNNING])).distinct()
    lanes = {""}
    while lanes:
        with parts.database.read() as session:
            lanes = set(session.exec(wanted))
        yield lanes
        time.sleep(seconds)


def _ask(client: httpx.Client, done: threading.Event, taken: list[float]) -> None:
    while not done.is_set():
        taken.append(_search(client))
        time.sleep(0.05)


def _search(client: httpx.Client) -> float:
    started = time.perf_counter()
    client.get("/api/v1/search", params={"q": random.choice(QUERIES)}).raise_for_status()
    return (time.perf_counter() - started) * 1000


def _p95(taken: Sequence[float]) -> float:
    return statistics.quantiles(taken, n=20)[18] if len(taken) > 1 else 0.0


@contextmanager
def _process(settings: Settings, *command: str) -> Iterator[tuple[httpx.Client, "subprocess.Popen[bytes]"]]:
    port = free_port()
    serving = ("--port", str(port)) if command[0] == "serve" else ()
    arguments = [sys.executable, "-m", "app.cli", *command, *serving]
    process = subprocess.Popen(arguments, env=os.environ | environment_of(settings), stderr=subprocess.DEVNULL)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        try:
            if serving:
                wait_until_alive(client)
            yield client, process
        finally:
            process.terminate()
            process.wait(timeout=60)


def _cpu_seconds(pid: int) -> float:
    """Of the worker and its helper, and of all children that they have waited for."""
    helpers = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return sum(_own_cpu_seconds(process) for process in (str(pid), *helpers))


def _own_cpu_seconds(pid: str) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def _made(folder: Path, count: int, *, seed: int) -> Path:
    """Letters of two pages of some 350 words each, no two alike."""
    folder.mkdir(parents=True)
    dice = random.Random(seed)
    for number in range(count):
        (folder / f"surat-{seed}-{number:05d}.pdf").write_bytes(_pdf(dice, number))
    return folder


def _pdf(dice: random.Random, number: int) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    for page in range(PAGES):
        lines = canvas.beginText(60, 780)
        lines.setFont("Helvetica", 11)
        if page == 0:
            lines.textLine(f"SURAT EDARAN NOMOR {number + 1} TAHUN {2015 + number % 10}")
        for _ in range(LINES):
            lines.textLine(" ".join(dice.choices(WORDS, k=10)))
        canvas.drawText(lines)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _print(extraction: Extraction | None, growth: Sequence[Growth]) -> None:
    if extraction:
        print(f"{'extraction':<14}{'files':>7}{'pages':>8}{'seconds':>10}{'pages/s':>10}")
        for name, seconds in (("child", extraction.child_seconds), ("pdftotext", extraction.pdftotext_seconds)):
            speed = extraction.pages / seconds
            print(f"{name:<14}{extraction.files:>7}{extraction.pages:>8}{seconds:>10.2f}{speed:>10.1f}")
        print(f"child takes {extraction.child_seconds / extraction.pdftotext_seconds:.1f} times as long\n")
    columns = (
        "files",
        "found s",
        "drawn s",
        "pages/s",
        "/cpu s",
        "MiB 1/4",
        "MiB end",
        "index MiB",
        "p95 busy",
        "rest",
    )
    print("".join(f"{name:>11}" for name in (*columns, "ratio", "asked")))
    for row in growth:
        first = row.memory_mib[len(row.memory_mib) // 4]
        times = f"{row.files:>11}{row.searchable_seconds:>11.1f}{row.seconds:>11.1f}"
        rates = f"{row.pages_per_second:>11.1f}{row.pages_per_cpu_second:>11.1f}"
        sizes = f"{first:>11.0f}{row.memory_mib[-1]:>11.0f}{row.index_mib:>11.1f}"
        ratio = row.busy_p95_ms / row.idle_p95_ms
        print(f"{times}{rates}{sizes}{row.busy_p95_ms:>11.1f}{row.idle_p95_ms:>11.1f}{ratio:>11.2f}{row.searches:>11}")


if __name__ == "__main__":
    main()
