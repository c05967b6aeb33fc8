"""kill -9 at every step of unpacking a zip: nothing comes twice, nothing is left out, and the zip goes in the end."""

import io
import shutil
from pathlib import Path

import pytest
from sqlmodel import col, select

from app import composition
from app.accounts.permissions import SYSTEM
from app.core.config import Settings
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.doctoring import examine
from app.documents.models import Document, Kind, Revision
from app.documents.schemas import DocumentFields
from app.ingest import batches, service
from app.ingest.models import BatchItem, BatchSource, ItemOutcome
from app.ingest.taking import take
from app.ingest.unpacking import Unpacker
from app.jobs import queue
from app.jobs.models import Job, JobState
from app.preservation import released
from tests.conftest import settings_in
from tests.crash.stepping import dies_at
from tests.support.zips import make_zip

MEMBERS = {
    "satu.txt": b"Satu dua tiga",
    "surat/dua.txt": b"Dua tiga empat",
    "surat/kembar.txt": b"Satu dua tiga",
    "jahat.exe": b"MZ\x90\x00",
    ".DS_Store": b"sampah",
}
OUTCOMES = [
    ("isi.zip", ItemOutcome.UNPACKED),
    ("satu.txt", ItemOutcome.STORED),
    ("surat/dua.txt", ItemOutcome.STORED),
    ("surat/kembar.txt", ItemOutcome.DUPLICATE),
    ("jahat.exe", ItemOutcome.REFUSED),
]


def hand_in(runtime: Runtime, content: bytes) -> int:
    with runtime.database.write() as session:
        batch_id = saved_id(batches.open_batch(session, SYSTEM, source=BatchSource.UPLOAD, expected=1).id)
    take(
        runtime,
        SYSTEM,
        batch_id=batch_id,
        stream=io.BytesIO(content),
        path="isi.zip",
        fields=DocumentFields(kind=Kind.LETTER),
        priority=service.SINGLE,
    )
    return batch_id


def unpack(settings: Settings) -> None:
    """As a worker does that finds the last one dead."""
    with composition.runtime(settings) as parts:
        with parts.database.write() as session:
            queue.reclaim(session, lambda _: True)
        with parts.database.write() as session:
            leases = queue.lease(session, worker="uji:1:a", lane=service.LANE, seconds=60, kind="unpack")
        for lease in leases:
            Unpacker(parts.database, parts.store, parts.settings).run(lease)


def is_whole(settings: Settings) -> None:
    with composition.runtime(settings) as parts:
        with parts.database.read() as session:
            items = session.exec(select(BatchItem).order_by(col(BatchItem.position))).all()
            assert [(item.file_name, item.outcome) for item in items] == OUTCOMES
            assert len({item.document_id for item in items if item.document_id}) == 2
            assert {document.kind for document in session.exec(select(Document))} == {Kind.LETTER}
            revisions = session.exec(select(Revision)).all()
            jobs = session.exec(select(Job.state).where(Job.kind == "unpack")).all()
            reading = session.exec(select(Job).where(Job.kind == "read")).all()
        assert jobs == [JobState.DONE]
        assert len(revisions) == len(reading) == 2
        released.let_go(parts, idle_seconds=0)
        assert {blob.sha256 for blob in parts.store.iter_all()} == {revision.sha256 for revision in revisions}
        assert [finding for finding in examine(parts).findings if finding.severity == "error"] == []
    assert list((settings.blob_dir / "tmp").iterdir()) == []


@pytest.mark.slow
def test_a_kill_at_every_step_changes_nothing(blank_data: Path, tmp_path: Path) -> None:
    source = tmp_path / "asal"
    shutil.copytree(blank_data, source)
    with composition.runtime(settings_in(source)) as parts:
        hand_in(parts, make_zip(MEMBERS))
    step, died = 0, True
    while died:
        step += 1
        settings = settings_in(tmp_path / f"langkah-{step}")
        shutil.copytree(source, settings.data_dir)
        died = dies_at(step, lambda: unpack(settings))  # noqa: B023
        unpack(settings)
        is_whole(settings)
        shutil.rmtree(settings.data_dir)
    assert step > 25, "every commit, every stored file and the end of the zip were struck"


def test_a_zip_that_comes_twice_at_once_is_kept_as_long_as_one_waits(runtime: Runtime, settings: Settings) -> None:
    """The second hand-in rests on the same bytes: the first to end must not take them away."""
    for _ in range(2):
        hand_in(runtime, make_zip(MEMBERS))
    unpack(settings)
    released.let_go(runtime, idle_seconds=0)
    assert len(list(runtime.store.iter_all())) == 3
    unpack(settings)
    with runtime.database.read() as session:
        assert len(session.exec(select(Document)).all()) == 2
        outcomes = session.exec(
            select(BatchItem.outcome).order_by(col(BatchItem.batch_id), col(BatchItem.position))
        ).all()
    assert outcomes[5:] == [
        ItemOutcome.UNPACKED,
        ItemOutcome.DUPLICATE,
        ItemOutcome.DUPLICATE,
        ItemOutcome.DUPLICATE,
        ItemOutcome.REFUSED,
    ]
    released.let_go(runtime, idle_seconds=0)
    assert len(list(runtime.store.iter_all())) == 2


def test_lost_bytes_of_a_zip_end_the_job_with_a_reason(runtime: Runtime, settings: Settings) -> None:
    hand_in(runtime, make_zip(MEMBERS))
    for blob in list(runtime.store.iter_all()):
        runtime.store.delete(blob.sha256)
    unpack(settings)
    with runtime.database.read() as session:
        item = session.exec(select(BatchItem)).one()
    assert (item.outcome, item.archive_sha256) == (ItemOutcome.REFUSED, None)
    assert "tidak ditemukan" in item.reason
