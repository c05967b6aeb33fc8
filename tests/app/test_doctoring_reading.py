"""The doctor and what a reading may leave behind: recognition without a job, pictures of files that are gone."""

import hashlib

import pytest
from sqlmodel import col, delete, select, update

from app import composition, doctoring
from app.core.runtime import Runtime
from app.documents.models import ReadingState, Revision
from app.documents.read_models import PageScan
from app.ingest.recognising import Recognition
from app.jobs.models import Job, JobState
from indexer.extract.sandbox import Sandbox
from tests.crash import shelf
from tests.crash.striking import Step, struck


def codes(runtime: Runtime) -> dict[str, str]:
    return {finding.code: finding.severity for finding in doctoring.examine(runtime).findings}


def stop_after_one_scan(runtime: Runtime, sandbox: Sandbox) -> None:
    """The job gives up in the middle, and nobody takes it over."""

    def stumble() -> None:
        raise RuntimeError("terhenti")

    impatient = runtime.settings.model_copy(update={"job_attempts": 1})
    parts = Runtime(impatient, runtime.database, runtime.store, runtime.generations)
    with struck(Step("first-scan-saved", Recognition, "_save", "after"), stumble):
        assert composition.worker_with(parts, sandbox).run_until_empty().failed == 1


@pytest.mark.slow
@pytest.mark.parametrize("fate", ["done", "deleted"])
def test_recognition_without_a_job_is_found_and_goes_on(
    fate: str, runtime: Runtime, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.fill(runtime)
    stop_after_one_scan(runtime, sandbox)
    with runtime.database.write() as session:
        lost = (col(Job.kind) == "recognise") & (col(Job.state) == JobState.FAILED)
        session.execute(
            update(Job).where(lost).values(state=JobState.DONE) if fate == "done" else delete(Job).where(lost)
        )
        scan = session.exec(select(PageScan)).one()
    assert codes(runtime) == {"reading_abandoned": "error"}
    doctoring.mend(runtime)
    again: list[int] = []
    real = Recognition._save
    monkeypatch.setattr(
        Recognition,
        "_save",
        lambda *given: again.append(given[3]) or real(*given),  # type: ignore[func-returns-value]
    )
    assert composition.worker_with(runtime, sandbox).run_until_empty().failed == 0
    assert again == ([3 - scan.number] if fate == "done" else [1, 2]), "what was recognised is not recognised again"
    assert codes(runtime) == {}
    with runtime.database.read() as session:
        assert set(session.exec(select(Revision.state))) == {ReadingState.OK}


def test_pictures_of_files_that_are_gone(runtime: Runtime) -> None:
    sha256 = hashlib.sha256(b"tiada").hexdigest()
    assert runtime.derived.put(sha256, "page-1.jpg", b"gambar")
    assert codes(runtime)["derived_orphan"] == "info"
    doctoring.mend(runtime)
    assert runtime.derived.get(sha256, "page-1.jpg") is None
