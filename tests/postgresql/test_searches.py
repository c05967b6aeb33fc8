"""The log of searches, saved ones, requests and completions on PostgreSQL: they count and answer as on SQLite."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app import composition
from app.core.config import Settings
from app.core.runtime import Runtime
from app.documents.models import Kind, Visibility
from app.documents.schemas import DocumentFields
from app.main import create_app
from app.search.indexing import Indexer
from tests.app.searches.conftest import miss  # noqa: F401
from tests.app.searches.test_history import (  # noqa: F401
    test_forgetting_one_or_all,
    test_nothing_is_remembered_unless_a_person_wants_it,
    test_switching_off_deletes_and_what_still_waits_is_not_written,
    test_the_latest_are_kept_and_no_more,
)
from tests.app.searches.test_logbook import (  # noqa: F401
    log,
    test_notes_come_from_many_threads_and_are_written_by_one,
    test_the_day_is_that_of_the_place_and_old_days_go,
    test_the_same_words_are_counted_together,
)
from tests.app.searches.test_requests import (  # noqa: F401
    test_misses_are_shown_the_most_missed_first_until_they_are_dealt_with,
)
from tests.conftest import give_session, settings_in
from tests.support.files import make_pdf
from tests.support.library import add_document
from tests.support.people import People

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    settings = settings_in(tmp_path / "data", database_url=database_url)
    composition.initialise(settings)
    return settings


def test_from_a_failed_search_to_news(runtime: Runtime, people: People) -> None:
    def add(title: str) -> int:
        fields = DocumentFields(title=title, kind=Kind.SOP, visibility=Visibility.PUBLIC)
        return add_document(runtime, people["kurator"], make_pdf([title]), f"{title}.pdf", fields)

    add("SOP Pencadangan")
    Indexer(runtime.database, runtime.generations).rebuild()
    app = create_app(runtime.settings)
    with TestClient(app) as reader, TestClient(app) as curator:
        give_session(reader, "pembaca")
        give_session(curator, "kurator")
        saved = reader.post("/api/v1/saved-searches", json={"name": "Peta", "q": "peta"}).json()
        assert (saved["total"], saved["fresh"]) == (0, 0)
        asked = reader.post("/api/v1/requests", json={"query": "peta"}).json()
        number = add("Peta Jalan")
        Indexer(runtime.database, runtime.generations).rebuild()
        place = f"/api/v1/saved-searches/{saved['id']}"
        assert reader.get(place).json()["fresh_documents"] == [number]
        assert "Peta Jalan" in reader.get(reader.post(f"{place}/feed").json()["url"]).text
        assert reader.post(f"{place}/seen").status_code == 204
        assert reader.get(place).json()["fresh"] == 0
        done = curator.post(f"/api/v1/requests/{asked['id']}/fulfil", json={"document": number})
        assert done.json()["state"] == "fulfilled"
        assert reader.get("/api/v1/notices").json()["items"][0]["link"] == "/permintaan"
        offered = reader.get("/api/v1/suggest", params={"q": "pet"}).json()["items"]
        assert "Peta Jalan" in [item["label"] for item in offered]
