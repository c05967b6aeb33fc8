"""What an administrator sees at a glance, and the two things that may be started from there."""

import shutil
from collections.abc import Mapping

import pytest

from app import upkeep
from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.errors import Forbidden, SignInRequired
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.jobs import queue
from app.jobs.models import JobState
from app.upkeep import Overview
from tests.support.people import People


def seen(runtime: Runtime, actor: Actor) -> Overview:
    with runtime.database.read() as session:
        return upkeep.overview(runtime, session, actor)


def fail_a_job(runtime: Runtime) -> None:
    with runtime.database.write() as session:
        queue.enqueue(session, "read", lane="ingest", payload={"revision_id": 1}, subject="revision:1")
        (held,) = queue.lease(session, worker="uji", lane="ingest", seconds=5)
        queue.fail(session, held, error="berkasnya hilang")


def test_a_sound_library_is_told_in_figures(library: Mapping[str, int], runtime: Runtime, people: People) -> None:
    found = seen(runtime, people["admin"])
    assert found.index is not None
    assert (found.index.documents, found.index_problem, found.is_rebuilding) == (len(library) - 1, "", False)
    assert found.failed == []
    assert found.free_bytes is not None
    assert not found.is_short_of_room


def test_a_missing_index_is_said(library: Mapping[str, int], runtime: Runtime, people: People) -> None:
    runtime.generations.close()
    shutil.rmtree(runtime.settings.index_dir)
    found = seen(runtime, people["admin"])
    assert (found.index, found.is_rebuilding) == (None, True)
    assert "belum ada" in found.index_problem


def test_failed_jobs_are_named_and_started_again(runtime: Runtime, people: People) -> None:
    fail_a_job(runtime)
    found = seen(runtime, people["admin"])
    assert [(job.kind, job.error) for job in found.failed] == [("read", "berkasnya hilang")]
    with runtime.database.write() as session:
        assert upkeep.retry_failed_jobs(session, people["admin"]) == 1
    again = seen(runtime, people["admin"])
    assert (again.failed, again.jobs) == ([], {JobState.QUEUED: 1})


def test_a_worker_is_known_by_its_beat(runtime: Runtime, people: People) -> None:
    assert (seen(runtime, people["admin"]).is_working, seen(runtime, people["admin"]).last_beat) == (False, None)
    with runtime.database.write() as session:
        queue.beat(session, "uji:1")
    assert seen(runtime, people["admin"]).is_working


def test_asking_for_a_new_index_leaves_a_job_and_a_trail(runtime: Runtime, people: People) -> None:
    with runtime.database.write() as session:
        upkeep.rebuild_index(session, people["admin"])
        assert queue.unfinished(session) == 1
        trail = audit.listing(session, people["admin"], part=Slice(), verb="system.")
    assert [entry.verb for entry in trail.items] == ["system.rebuild_index"]


@pytest.mark.parametrize("username", ["pembaca", "operator", "peninjau", "kurator"])
def test_only_administrators_keep_the_system(runtime: Runtime, people: People, username: str) -> None:
    with runtime.database.read() as session:
        for attempt in (
            lambda: upkeep.overview(runtime, session, people[username]),
            lambda: upkeep.retry_failed_jobs(session, people[username]),
            lambda: upkeep.rebuild_index(session, people[username]),
        ):
            with pytest.raises(Forbidden):
                attempt()
        with pytest.raises(SignInRequired):
            upkeep.overview(runtime, session, people["pengunjung"])
