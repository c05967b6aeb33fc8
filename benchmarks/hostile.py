"""Every hostile file through the sandbox: its named state, time and memory, beside what plain pypdf said of it.

`python benchmarks/hostile.py DIR [--wall SECONDS] [--json]`. DIR holds PDFs and, if it has one, `manifest.jsonl` with
`file` and `plain_pypdf_status`.
"""

import argparse
import json
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from indexer.extract.model import Limits
from indexer.extract.sandbox import Sandbox

PDF = "application/pdf"
MIB = 1024**2


@dataclass(frozen=True, slots=True)
class Row:
    file: str
    status: str
    plain: str
    pages: int
    page_count: int | None
    characters: int
    seconds: float
    peak_mib: float
    parent_mib: float


def read_manifest(folder: Path) -> dict[str, str]:
    manifest = folder / "manifest.jsonl"
    if not manifest.exists():
        return {}
    rows = (json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines())
    return {row["file"]: row["plain_pypdf_status"] for row in rows}


def measure(folder: Path, limits: Limits) -> list[Row]:
    plain = read_manifest(folder)
    rows: list[Row] = []
    with Sandbox() as sandbox:
        print(f"isolation: {sandbox.isolation}", file=sys.stderr)
        for path in sorted(folder.rglob("*.pdf")):
            name = str(path.relative_to(folder))
            rows.append(_row(sandbox, path, name, plain.get(name, "?"), limits))
    return rows


def _row(sandbox: Sandbox, path: Path, name: str, plain: str, limits: Limits) -> Row:
    found = sandbox.extract(path, PDF, limits=limits)
    return Row(
        file=name,
        status=found.status,
        plain=plain,
        pages=found.pages_read,
        page_count=found.page_count,
        characters=sum(len(page.text) for page in found.pages),
        seconds=round(found.seconds, 3),
        peak_mib=round(found.peak_bytes / MIB, 1),
        parent_mib=round(_resident_bytes() / MIB, 1),
    )


def _resident_bytes() -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    kibibytes = next(line.split()[1] for line in lines if line.startswith("VmRSS"))
    return int(kibibytes) * 1024


def summarise(rows: list[Row]) -> dict[str, object]:
    return {
        "files": len(rows),
        "states": dict(Counter(row.status for row in rows)),
        "plain_ok": sum(row.plain == "ok" for row in rows),
        "with_pages": sum(row.pages > 0 for row in rows),
        "with_text": sum(row.characters > 0 for row in rows),
        "plain_ok_without_pages_here": [row.file for row in rows if row.plain == "ok" and row.pages == 0],
        "slowest_seconds": max((row.seconds for row in rows), default=0.0),
        "largest_child_mib": max((row.peak_mib for row in rows), default=0.0),
        "parent_mib_first": rows[0].parent_mib if rows else 0.0,
        "parent_mib_largest": max((row.parent_mib for row in rows), default=0.0),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--wall", type=float, default=Limits().wall_seconds)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = measure(arguments.folder, Limits(wall_seconds=arguments.wall))
    if arguments.json:
        print(json.dumps({"summary": summarise(rows), "files": [asdict(row) for row in rows]}, ensure_ascii=False))
        return
    for row in rows:
        pages = f"{row.pages}/{'?' if row.page_count is None else row.page_count}"
        cost = f"{row.seconds:9.2f} s{row.peak_mib:8.1f} MiB"
        print(f"{row.file[-60:]:60} {row.status:14}{pages:>10}{cost}  {row.plain[:40]}")
    for name, value in summarise(rows).items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
