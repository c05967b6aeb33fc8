"""How fast, how large and how heavy the index of a big library is, beside SQLite FTS5 and tantivy called bare.

`python benchmarks/scale.py N [--data-dir DIR] [--json]` fills a library of N synthetic documents straight in the
database, builds its index with `pustaka index rebuild` in a process of its own, the two others likewise, and writes
queries for `search_load.py` to `DIR/queries.jsonl`. A folder that holds such a library already keeps its documents.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlmodel import func, select

from app import composition
from app.commands.running import environment_of
from app.core.config import Settings
from app.core.db import Database
from app.documents.models import Page
from benchmarks import beside, queries
from benchmarks.filling import fill
from benchmarks.serving import PeakMemory, settings_of

BARE = ("fts5", "tantivy")


@dataclass(frozen=True, slots=True)
class Row:
    engine: str
    seconds: float
    documents_per_second: float
    cpu_seconds: float  # of all cores together: what holds where others work on the machine
    peak_mib: float
    index_mib: float
    index_to_text: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=int)
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with _folder(given.data_dir) as data_dir:
        rows, text_bytes = measure(given.documents, data_dir)
    if given.json:
        print(
            json.dumps({"documents": given.documents, "text_bytes": text_bytes, "rows": [asdict(row) for row in rows]})
        )
        return
    print(f"{given.documents} documents, {text_bytes / 2**20:.0f} MiB of text, {len(os.sched_getaffinity(0))} cores")
    print(f"{'engine':<10}{'seconds':>9}{'docs/s':>9}{'cpu s':>8}{'peak MiB':>10}{'index MiB':>11}{'index/text':>12}")
    for row in rows:
        print(
            f"{row.engine:<10}{row.seconds:>9.1f}{row.documents_per_second:>9.0f}{row.cpu_seconds:>8.1f}{row.peak_mib:>10.0f}"
            f"{row.index_mib:>11.1f}{row.index_to_text:>12.2f}"
        )


def measure(count: int, data_dir: Path) -> tuple[list[Row], int]:
    settings = settings_of(data_dir)
    text_bytes = _filled(settings, count)
    queries.save(queries.made_for(count), data_dir / "queries.jsonl")
    return [_built(engine, settings, count, text_bytes) for engine in ("pustaka", *BARE)], text_bytes


@contextmanager
def _folder(data_dir: Path | None) -> Iterator[Path]:
    if data_dir is not None:
        yield data_dir
        return
    with tempfile.TemporaryDirectory(prefix="pustaka-scale-") as folder:
        yield Path(folder) / "data"


def _filled(settings: Settings, count: int) -> int:
    """How many bytes the text has."""
    composition.initialise(settings)
    database = Database(settings.resolved_database_url)
    try:
        fill(database, settings, count)
        with database.read() as session:
            return session.exec(select(func.sum(func.length(Page.text)))).one() or 0
    finally:
        database.dispose()


def _built(engine: str, settings: Settings, count: int, text_bytes: int) -> Row:
    command = _rebuild(settings) if engine == "pustaka" else _bare(engine, settings)
    cpu = _children_cpu_seconds()
    process = subprocess.Popen(command, env=os.environ | environment_of(settings), stdout=subprocess.PIPE, text=True)
    with PeakMemory(process.pid) as peak:
        output, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{engine} could not be built")
    told = json.loads(output)
    seconds = told["seconds"] if engine == "pustaka" else told
    size = told["bytes"] if engine == "pustaka" else beside.size_of(engine, settings.data_dir)
    cpu = _children_cpu_seconds() - cpu
    return Row(engine, seconds, count / seconds, cpu, peak.mib, size / 2**20, size / text_bytes)


def _children_cpu_seconds() -> float:
    """Of processes that have ended, and those that they waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _rebuild(settings: Settings) -> list[str]:
    shutil.rmtree(settings.index_dir, ignore_errors=True)
    return [sys.executable, "-m", "app.cli", "index", "rebuild", "--json"]


def _bare(engine: str, settings: Settings) -> list[str]:
    shutil.rmtree(settings.data_dir / "beside" / engine, ignore_errors=True)
    return [sys.executable, str(Path(beside.__file__)), engine, str(settings.data_dir)]


if __name__ == "__main__":
    main()
