"""The hostile corpus through the real child: each file ends in a name, the worst at its limit and not much later."""

import time
from collections import Counter
from pathlib import Path

import pytest

from indexer.extract.model import STATUS_TEXTS, Limits
from indexer.extract.sandbox import Sandbox

HOSTILE = Path(__file__).resolve().parents[3] / "../shared/corpus/hostile"
PDF = "application/pdf"
pytestmark = pytest.mark.corpus


@pytest.mark.slow
def test_the_file_that_hangs_pypdf_takes_its_limit_and_not_more(sandbox: Sandbox) -> None:
    started = time.monotonic()
    found = sandbox.extract(HOSTILE / "pdfjs/test_pdfs_bug1978317.pdf", PDF, limits=Limits(wall_seconds=1.5))
    assert found.status == "timeout"
    assert 1.4 <= time.monotonic() - started <= 15


@pytest.mark.slow
def test_every_eighth_file_ends_in_a_name(sandbox: Sandbox) -> None:
    limits = Limits(wall_seconds=15)
    helper = sandbox.helper_pid
    found = [sandbox.extract(path, PDF, limits=limits) for path in sorted(HOSTILE.rglob("*.pdf"))[::8]]
    states = Counter(extraction.status for extraction in found)
    assert len(found) >= 40
    assert set(states) <= set(STATUS_TEXTS)
    assert states["ok"] >= 15
    assert all(extraction.seconds <= limits.wall_seconds + 10 for extraction in found)
    assert sandbox.helper_pid == helper, "no file brings the helper down"
