"""How fast a backup is written, checked and restored, and what memory it takes, over random files that do not compress.

`python benchmarks/backup.py [--megabytes N] [--file-megabytes N] [--folder DIR] [--json]`. Random bytes are
the worst case for a disk and the usual one for PDFs. Memory is the peak of this process, measured before and after.
"""

import argparse
import json
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from app import composition
from app.core.config import Settings
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents.models import Document, ReadingState, Revision
from app.preservation import backing_up, restoring, rounds

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    seconds: float
    mb_per_second: float
    peak_mb: float


def fill(parts: Runtime, megabytes: int, file_megabytes: int) -> None:
    """Documents without text: what is measured is files and rows, not reading."""
    for number in range(megabytes // file_megabytes):
        blob = parts.store.put(os.urandom(MIB) for _ in range(file_megabytes))
        with parts.database.write() as session:
            document = Document(title=f"Berkas acak {number}")
            session.add(document)
            session.flush()
            revision = Revision(
                document_id=saved_id(document.id),
                sha256=blob.sha256,
                size=blob.size,
                media_type="application/pdf",
                file_name=f"acak-{number}.pdf",
                state=ReadingState.NO_TEXT,
            )
            session.add(revision)
            session.flush()
            document.current_revision_id = revision.id


def timed(what: str, megabytes: int, work: Callable[[], object]) -> Row:
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    return Row(what, round(seconds, 2), round(megabytes / seconds, 1), round(peak_megabytes(), 1))


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(folder: Path, megabytes: int, file_megabytes: int) -> list[Row]:
    settings = Settings(data_dir=folder / "asal", min_free_bytes=0)
    composition.initialise(settings)
    archive, target = folder / "cadangan.tar", Settings(data_dir=folder / "pulih", min_free_bytes=0)
    with composition.runtime(settings) as parts:
        rows = [timed("fill", megabytes, lambda: fill(parts, megabytes, file_megabytes))]
        rows.append(timed("fixity", megabytes, lambda: rounds.read_everything(parts)))
        rows.append(timed("backup", megabytes, lambda: backing_up.back_up(parts, archive)))
    rows.append(timed("verify", megabytes, lambda: restoring.check(archive)))
    rows.append(timed("restore", megabytes, lambda: restoring.restore(archive, target)))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=400)
    parser.add_argument("--file-megabytes", type=int, default=4)
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder otherwise")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="pustaka-cadangan-", dir=given.folder))
    try:
        rows = measure(folder, given.megabytes, given.file_megabytes)
    finally:
        shutil.rmtree(folder)
    if given.json:
        print(json.dumps([asdict(row) for row in rows]))
        return
    for row in rows:
        print(f"{row.what:<8} {row.seconds:8.2f} s {row.mb_per_second:8.1f} MB/s   peak {row.peak_mb:.0f} MB")


if __name__ == "__main__":
    main()
