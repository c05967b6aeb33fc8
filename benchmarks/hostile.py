"""Every hostile file through the sandbox: its named state, time, memory and text, beside plain pypdf in the same run.

`python benchmarks/hostile.py DIR [--wall SECONDS] [--json]`. Plain pypdf gets ten seconds and thirty pages of each file
in a process of its own, and what it wrote before it failed or was stopped counts for it.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from indexer.extract.model import Limits
from indexer.extract.sandbox import Sandbox

PDF = "application/pdf"
MIB = 1024**2
PLAIN = Path(__file__).with_name("plain_pypdf.py")
PLAIN_SECONDS, PLAIN_PAGES = 10, 30


@dataclass(frozen=True, slots=True)
class Row:
    file: str
    status: str
    plain: str
    plain_characters: int
    pages: int
    page_count: int | None
    characters: int
    seconds: float
    peak_mib: float
    parent_mib: float


@dataclass(frozen=True, slots=True)
class Plain:
    """How plain pypdf ended, and the characters it won until then."""

    end: str
    characters: int


def measure(folder: Path, limits: Limits) -> list[Row]:
    with Sandbox() as sandbox:
        print(f"isolation: {sandbox.isolation}", file=sys.stderr)
        return [_row(sandbox, path, folder, limits) for path in sorted(folder.rglob("*.pdf"))]


def _row(sandbox: Sandbox, path: Path, folder: Path, limits: Limits) -> Row:
    found = sandbox.extract(path, PDF, limits=limits)
    plain = _plain(path)
    return Row(
        file=str(path.relative_to(folder)),
        status=found.status,
        plain=plain.end,
        plain_characters=plain.characters,
        pages=found.pages_read,
        page_count=found.page_count,
        characters=sum(len(page.text.strip()) for page in found.pages),
        seconds=round(found.seconds, 3),
        peak_mib=round(found.peak_bytes / MIB, 1),
        parent_mib=round(_resident_bytes() / MIB, 1),
    )


def _plain(path: Path) -> Plain:
    command = [sys.executable, str(PLAIN), str(path), str(PLAIN_PAGES)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PLAIN_SECONDS, check=False)
    except subprocess.TimeoutExpired as late:
        return Plain("timeout", _sum(late.stdout or b""))
    return Plain("ok" if done.returncode == 0 else "failed", _sum(done.stdout))


def _sum(output: bytes) -> int:
    return sum(map(int, output.split()))


def _resident_bytes() -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    kibibytes = next(line.split()[1] for line in lines if line.startswith("VmRSS"))
    return int(kibibytes) * 1024


def summarise(rows: list[Row]) -> dict[str, object]:
    return {
        "files": len(rows),
        "states": dict(Counter(row.status for row in rows)),
        "plain_states": dict(Counter(row.plain for row in rows)),
        "with_pages": sum(row.pages > 0 for row in rows),
        "with_text": sum(row.characters > 0 for row in rows),
        "with_text_plain": sum(row.plain_characters > 0 for row in rows),
        "with_text_plain_only": [row.file for row in rows if row.plain_characters > 0 and row.characters == 0],
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
        text = f"{row.characters:>9}  {row.plain:8}{row.plain_characters:>9}"
        print(f"{row.file[-60:]:60} {row.status:14}{pages:>10}{cost}{text}")
    for name, value in summarise(rows).items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
