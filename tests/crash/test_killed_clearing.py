"""kill -9 while a new virus scanner looks at old files: one verdict, one notice, one entry in the trail."""

from pathlib import Path

import pytest
from sqlmodel import select

from app import composition
from app.audit.models import AuditEntry
from app.documents.models import ReadingState, Revision
from app.notices.models import Notice
from indexer.extract.sandbox import Sandbox
from tests.crash import shelf, striking
from tests.crash.test_killed_reading import dies_at
from tests.support.clamd import MARK, running_clamd

pytestmark = pytest.mark.slow


def test_kills_around_a_verdict(blank_data: Path, sandbox: Sandbox, tmp_path: Path) -> None:
    settings = shelf.copied(blank_data, tmp_path / "data")
    with composition.runtime(settings) as parts:
        shelf.hand_in(parts, {"jahat.txt": b"Surat " + MARK, "baik.txt": b"Surat yang baik"})
    shelf.carry_on(settings, sandbox)
    with running_clamd(tmp_path / "clamd") as address:
        guarded = settings.model_copy(update={"clamd": address})
        for step in striking.CLEARING:
            dies_at(step, lambda: shelf.work_as_a_worker(guarded))
        shelf.work_as_a_worker(guarded)
    with composition.runtime(settings) as parts, parts.database.read() as session:
        states = {row.file_name: (row.state, row.cleared_at is not None) for row in session.exec(select(Revision))}
        noted = session.exec(select(AuditEntry.object_id).where(AuditEntry.verb == "document.quarantine")).all()
        told = session.exec(select(Notice.text).where(Notice.kind == "quarantine")).all()
    assert states == {"jahat.txt": (ReadingState.QUARANTINED, False), "baik.txt": (ReadingState.OK, True)}
    assert (len(noted), len(told)) == (1, 1)
    assert shelf.ailments(settings) == []
