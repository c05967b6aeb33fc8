"""What of searches goes into a backup and comes back: saved ones, requests and counts, and nobody's history."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlmodel import select

from app import composition
from app.core.runtime import Runtime
from app.preservation import backing_up, restoring
from app.searches import history, requests
from app.searches.models import DocumentRequest, RecentSearch, SavedSearch, SearchMemory, SearchTally
from tests.app.searches.conftest import Keep
from tests.conftest import settings_in
from tests.support.people import People


@pytest.mark.slow
def test_there_and_back_again(
    library: Mapping[str, int], runtime: Runtime, people: People, keep: Keep, tmp_path: Path
) -> None:
    reader = people["pembaca"]
    keep("data", name="Data")
    with runtime.database.write() as session:
        history.choose(session, reader, runtime.settings, is_kept=True)
        requests.ask(session, reader, query="peta")
    runtime.search_log.note("kuantum", found=0, is_missing=True, user_id=reader.user_id)
    runtime.search_log.flush()  # type: ignore[attr-defined]
    archive = backing_up.back_up(runtime, tmp_path / "cadangan.tar").path
    target = settings_in(tmp_path / "pulih")
    restoring.restore(archive, target)
    with composition.runtime(target) as parts, parts.database.read() as session, runtime.database.read() as before:
        for table in (SavedSearch, DocumentRequest, SearchTally, SearchMemory):
            old, new = before.exec(select(table)).one(), session.exec(select(table)).one()
            assert new.model_dump() == old.model_dump()
        assert len(before.exec(select(RecentSearch)).all()) == 1
        assert session.exec(select(RecentSearch)).all() == []
