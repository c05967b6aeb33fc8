"""Two large files pass through backup, check and restore, and the process does not grow with them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MEGABYTES, GROWTH = 128, 48


@pytest.mark.slow
def test_memory_stays_flat(tmp_path: Path) -> None:
    """Of 64 MB each, so that holding even one of them whole would show."""
    sizes = ["--megabytes", str(MEGABYTES), "--file-megabytes", "64", "--folder", str(tmp_path)]
    command = [sys.executable, str(ROOT / "benchmarks" / "backup.py"), *sizes, "--json"]
    done = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=True)
    peaks = {row["what"]: row["peak_mb"] for row in json.loads(done.stdout.splitlines()[-1])}
    assert set(peaks) == {"fill", "fixity", "backup", "verify", "restore"}
    assert max(peaks.values()) - peaks["fill"] < GROWTH
