"""A small library in the middle of its work, to be copied: what a worker makes of it, and whether all is well."""

import io
import shutil
from collections.abc import Mapping
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import text

from app import composition
from app.core.config import Settings
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.doctoring import Finding, examine
from app.documents.schemas import DocumentFields
from app.ingest import batches
from app.ingest.models import BatchSource
from app.ingest.taking import take
from indexer.extract.sandbox import Sandbox
from tests.conftest import settings_in
from tests.support.files import make_pdf
from tests.support.people import find_people

SENDER = "kurator"
RULE = (
    "PERATURAN WALI KOTA TIRTA KENCANA\nNOMOR 12 TAHUN 2024\nTENTANG\nPENGELOLAAN ARSIP KOTA",
    "BAB I\nKETENTUAN UMUM\nPasal 1\nSetiap dinas menyimpan arsip menurut jadwalnya.\n"
    "Jadwal itu mengikuti Perpres Nomor 95 Tahun 2018.",
    "Pasal 2\nPeraturan ini mulai berlaku pada tanggal diundangkan.\nDitetapkan pada tanggal 3 Maret 2024",
)
PRINTED = ("Laporan arsip kota", "tahun anggaran berjalan")
# Keys that count up and moments may differ, nothing else.
_MADE = (
    "revision", "page", "page_raw", "page_scan", "section", "fact", "proposed_relation", "mention", "tag", "relation",
    "fingerprint", "fingerprint_band", "twin", "document", "notice", "audit_entry", "batch", "batch_item",
)  # fmt: skip
_ACCIDENTAL = frozenset({"id", "at", "request_id"})


def copied(source: Path, target: Path, **changes: object) -> Settings:
    shutil.copytree(source, target)
    return settings_in(target, worker_threads=1, **changes)


def fill(runtime: Runtime) -> None:
    """A rule, nearly the same rule, and a scan of two pages; one batch of a person, who is told once of its end."""
    files = {
        "peraturan.pdf": make_pdf(RULE),
        "peraturan salinan.pdf": make_pdf([*RULE[:2], RULE[2] + "\nSalinan sesuai aslinya"]),
        "pindaian.tiff": _scan(),
    }
    hand_in(runtime, files)


def hand_in(runtime: Runtime, files: Mapping[str, bytes]) -> None:
    with runtime.database.write() as session:
        actor = find_people(session)[SENDER]
        batch = batches.open_batch(session, actor, source=BatchSource.UPLOAD, expected=len(files))
        batch_id = saved_id(batch.id)
    for name, content in files.items():
        stream, fields = io.BytesIO(content), DocumentFields()
        take(runtime, actor, batch_id=batch_id, stream=stream, path=name, fields=fields, priority=0)


def _scan() -> bytes:
    """Two pages of one line each, as a scanner would send them."""
    pictures = []
    for line in PRINTED:
        picture = Image.new("L", (900, 240), 255)
        ImageDraw.Draw(picture).text((80, 80), line, fill=0, font=ImageFont.load_default(44))
        pictures.append(picture)
    stream = io.BytesIO()
    pictures[0].save(stream, "TIFF", save_all=True, append_images=pictures[1:], dpi=(200, 200), compression="tiff_lzw")
    return stream.getvalue()


def work_as_a_worker(settings: Settings) -> None:
    """All that a worker process does, from its start until nothing is left."""
    with composition.runtime(settings) as parts, composition.worker(parts) as worker:
        worker.run_until_empty()


def carry_on(settings: Settings, sandbox: Sandbox) -> None:
    """As the next worker would, but with a helper that is already there."""
    with composition.runtime(settings) as parts:
        assert composition.worker_with(parts, sandbox).run_until_empty().failed == 0


def account(settings: Settings) -> Mapping[str, list[str]]:
    """All that reading made: rows, files, pictures, and what the index holds."""
    with composition.runtime(settings) as parts:
        index = parts.generations.open_current().stamps()
        derived = parts.derived.folder.rglob("*.jpg")
        return rows_and_files(parts) | {
            "index": [f"{number} {stamp}" for number, stamp in sorted(index.items())],
            "pictures": sorted(f"{path.parent.name}/{path.name}" for path in derived),
        }


def rows_and_files(parts: Runtime) -> dict[str, list[str]]:
    """Every row but its key and moment, the jobs that are not done, and what lies in the store."""
    return {table: _rows(parts, table) for table in _MADE} | {
        "unfinished": _unfinished(parts),
        "blobs": [blob.sha256 for blob in parts.store.iter_all()],
        "left over": [path.name for path in (parts.settings.blob_dir / "tmp").iterdir()],
    }


def _rows(parts: Runtime, table: str) -> list[str]:
    with parts.database.read() as session:
        rows = session.execute(text(f'SELECT * FROM "{table}"')).mappings()
        return sorted(str({name: row[name] for name in row if _is_made(name)}) for row in rows)


def _is_made(column: str) -> bool:
    return column not in _ACCIDENTAL and not column.endswith("_at")


def _unfinished(parts: Runtime) -> list[str]:
    with parts.database.read() as session:
        return [str(row) for row in session.execute(text("SELECT kind, state, error FROM job WHERE state != 'done'"))]


def ailments(settings: Settings) -> list[Finding]:
    with composition.runtime(settings) as parts:
        return list(examine(parts).findings)
