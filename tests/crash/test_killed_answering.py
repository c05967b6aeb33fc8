"""kill -9 of a web process at every step of an upload: acknowledged means kept, and nothing is ever half there."""

import shutil
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import composition
from app.core.config import Settings
from tests.conftest import give_session
from tests.crash import shelf
from tests.crash.stepping import dies_at
from tests.support.files import make_pdf

pytestmark = pytest.mark.slow
FILE = ("surat.pdf", make_pdf(["Surat edaran tentang arsip"]))


@pytest.fixture
def sender(app: FastAPI) -> TestClient:
    """Somebody who is signed in, in an installation that is copied for each death."""
    return give_session(TestClient(app), shelf.SENDER)


def upload(client: TestClient, settings: Settings) -> int:
    with composition.runtime(settings) as parts:
        client.app.state.runtime = parts  # type: ignore[attr-defined]
        with client:
            return client.post("/api/v1/documents", files={"file": FILE}).status_code


def made(settings: Settings) -> dict[str, list[str]]:
    with composition.runtime(settings) as parts:
        return shelf.rows_and_files(parts)


def test_an_upload_is_there_with_its_job_or_not_at_all(sender: TestClient, settings: Settings, tmp_path: Path) -> None:
    source, step, died, kept, acknowledged = settings.data_dir, 0, True, set(), 0
    while died:
        step += 1
        settings, answer = shelf.copied(source, tmp_path / f"data-{step}"), tmp_path / f"jawaban-{step}"
        before = made(settings)
        died = dies_at(step, lambda: answer.write_text(str(upload(sender, settings))))  # noqa: B023
        after = made(settings)
        grown = {name: len(after[name]) - len(before[name]) for name in ("document", "revision", "audit_entry")}
        assert set(grown.values()) in ({0}, {1}), f"half there at step {step}: {grown}"
        is_kept = grown["document"] == 1
        assert [row for row in after["unfinished"] if "'read'" in row] == [str(("read", "queued", ""))] * is_kept
        is_acknowledged = answer.exists() and answer.read_text() == "201"
        assert is_kept or not is_acknowledged
        kept.add(is_kept)
        acknowledged += is_acknowledged
        assert {finding.severity for finding in shelf.ailments(settings)} <= {"info"}
        assert upload(sender, settings) == (409 if is_kept else 201)
        again = made(settings)
        assert (len(again["blobs"]), again["left over"]) == (1, [])
        shutil.rmtree(settings.data_dir)
    assert kept == {True, False}, "some died before the commit, some after it"
    assert acknowledged >= 1
    assert step > 8
