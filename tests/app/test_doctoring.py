"""The doctor finds each ailment by its name, mends what can be mended, and calls a sound library sound."""

import json
import shutil
from collections.abc import Mapping

import pytest
from sqlmodel import col, select, update
from typer.testing import CliRunner

from app import doctoring
from app.accounts.permissions import SYSTEM
from app.cli import cli
from app.core.runtime import Runtime
from app.documents.models import Document, Page, ReadingState, Revision
from app.jobs.models import Job, JobState
from tests.conftest import WorkQueue
from tests.support.files import make_pdf
from tests.support.library import add_document


def codes(runtime: Runtime) -> dict[str, str]:
    return {finding.code: finding.severity for finding in doctoring.examine(runtime).findings}


def path_of(runtime: Runtime, document_id: int) -> str:
    with runtime.database.read() as session:
        return session.exec(select(Revision.sha256).where(Revision.document_id == document_id)).one()


def test_a_sound_library_is_sound(library: Mapping[str, int], runtime: Runtime) -> None:
    diagnosis = doctoring.examine(runtime)
    assert diagnosis.ok
    assert diagnosis.findings == ()


def test_an_empty_library_is_sound(runtime: Runtime, work_queue: WorkQueue) -> None:
    assert doctoring.examine(runtime).ok


def test_a_database_that_no_longer_notes_its_changes(library: Mapping[str, int], runtime: Runtime) -> None:
    with runtime.database.write() as session:
        session.connection().exec_driver_sql("DROP TRIGGER note_tag_update")
    assert codes(runtime) == {"changes_unwatched": "error"}


@pytest.mark.parametrize("damage", ["changed", "cut", "gone"])
def test_files_that_changed_or_vanished(damage: str, library: Mapping[str, int], runtime: Runtime) -> None:
    sha256 = path_of(runtime, library["sop"])
    path = runtime.settings.blob_dir / "blobs" / sha256[:2] / sha256[2:4] / sha256
    path.chmod(0o600)
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(content[:-1] + b"x" if damage == "changed" else content[:-9])
    found = codes(runtime)
    assert list(found.values()) == ["error"]
    assert next(iter(found)).startswith("blob_")
    assert not doctoring.examine(runtime).ok


def test_a_left_over_file_is_no_ailment(library: Mapping[str, int], runtime: Runtime) -> None:
    runtime.store.put([b"sisa unggahan"])
    assert codes(runtime) == {"blob_orphan": "info"}
    assert doctoring.examine(runtime).ok


def test_a_file_that_nobody_will_read_is_found_and_mended(
    library: Mapping[str, int], runtime: Runtime, work_queue: WorkQueue
) -> None:
    with runtime.database.write() as session:
        session.execute(
            update(Revision).where(col(Revision.document_id) == library["sop"]).values(state=ReadingState.READING)
        )
    assert codes(runtime) == {"reading_abandoned": "error"}
    doctoring.mend(runtime)
    assert not doctoring.examine(runtime).findings or doctoring.examine(runtime).ok
    work_queue()
    assert doctoring.examine(runtime).findings == ()


def test_pages_that_do_not_add_up(library: Mapping[str, int], runtime: Runtime) -> None:
    with runtime.database.write() as session:
        page = session.exec(select(Page)).first()
        assert page is not None
        session.delete(page)
    assert codes(runtime) == {"page_count": "error"}


def test_a_document_without_its_file(library: Mapping[str, int], runtime: Runtime) -> None:
    with runtime.database.write() as session:
        session.get_one(Document, library["sop"]).current_revision_id = None
    assert "document_without_file" in codes(runtime)


def test_failed_jobs_are_told_and_started_anew(
    library: Mapping[str, int], runtime: Runtime, work_queue: WorkQueue
) -> None:
    with runtime.database.write() as session:
        job = Job(
            kind="index", lane="index", payload={"document_id": 1}, state=JobState.FAILED, error="ValueError('x')"
        )
        session.add(job)
    assert codes(runtime) == {"jobs_failed": "error"}
    doctoring.mend(runtime)
    assert set(codes(runtime)) == {"jobs_waiting"}
    work_queue()
    assert doctoring.examine(runtime).findings == ()


def test_an_index_that_is_missing_or_behind(
    library: Mapping[str, int], runtime: Runtime, work_queue: WorkQueue
) -> None:
    with runtime.database.write() as session:
        session.get_one(Document, library["sop"]).version += 1
    assert codes(runtime) == {"index_behind": "warning"}
    shutil.rmtree(runtime.settings.index_dir)
    assert codes(runtime) == {"index_missing": "warning"}
    assert not doctoring.examine(runtime).ok
    doctoring.mend(runtime)
    work_queue()
    assert doctoring.examine(runtime).findings == ()


def test_waiting_work_is_told_without_alarm(runtime: Runtime) -> None:
    add_document(runtime, SYSTEM, make_pdf(["x"]), "x.pdf")
    assert doctoring.examine(runtime).ok
    assert "jobs_waiting" in codes(runtime)


def test_an_old_schema_is_told_alone(library: Mapping[str, int], runtime: Runtime) -> None:
    with runtime.database.engine.connect() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'lama'")
        connection.commit()
    assert codes(runtime) == {"schema_outdated": "error"}


def test_the_command_says_the_same(library: Mapping[str, int], runtime: Runtime) -> None:
    folder = str(runtime.settings.data_dir)
    sound = CliRunner().invoke(cli, ["doctor", "--json", "--data-dir", folder])
    assert (sound.exit_code, json.loads(sound.stdout)) == (0, {"ok": True, "findings": []})
    shutil.rmtree(runtime.settings.index_dir)
    ill = CliRunner().invoke(cli, ["doctor", "--json", "--data-dir", folder])
    assert ill.exit_code == 1
    finding = json.loads(ill.stdout)["findings"][0]
    assert set(finding) == {"code", "severity", "what", "remedy"}
    assert "Ada yang perlu ditangani" in CliRunner().invoke(cli, ["doctor", "--data-dir", folder]).stdout
