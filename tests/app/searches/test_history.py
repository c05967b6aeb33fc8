"""One's own searches: remembered only for whom it is switched on, gone when it is switched off, nobody else's."""

from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.core.errors import Conflict, SignInRequired
from app.core.runtime import Runtime
from app.searches import history, keeping
from app.searches.logbook import SearchLog
from app.searches.models import RecentSearch
from tests.conftest import SignedIn
from tests.support.people import People


def remember(runtime: Runtime, people: People, username: str, *, is_kept: bool = True) -> None:
    with runtime.database.write() as session:
        history.choose(session, people[username], runtime.settings, is_kept=is_kept)


def search(runtime: Runtime, people: People, username: str, *texts: str) -> None:
    with SearchLog(runtime.database, runtime.settings) as log:
        for text in texts:
            log.note(text, found=1, is_missing=False, user_id=people[username].user_id)


def kept(runtime: Runtime, people: People, username: str) -> list[str]:
    with runtime.database.read() as session:
        return [query for query, _ in history.read(session, people[username], runtime.settings).queries]


def test_nothing_is_remembered_unless_a_person_wants_it(runtime: Runtime, people: People) -> None:
    search(runtime, people, "pembaca", "satu")
    remember(runtime, people, "operator")
    search(runtime, people, "pembaca", "dua")
    search(runtime, people, "operator", "tiga", "Empat", "tiga")
    assert kept(runtime, people, "pembaca") == []
    assert kept(runtime, people, "operator") == ["tiga", "Empat"]
    with runtime.database.read() as session:
        assert len(session.exec(select(RecentSearch)).all()) == 2


def test_switching_off_deletes_and_what_still_waits_is_not_written(runtime: Runtime, people: People) -> None:
    remember(runtime, people, "pembaca")
    search(runtime, people, "pembaca", "satu")
    with SearchLog(runtime.database, runtime.settings, every=3600.0) as log:
        log.note("dua", found=1, is_missing=False, user_id=people["pembaca"].user_id)
        remember(runtime, people, "pembaca", is_kept=False)
    assert kept(runtime, people, "pembaca") == []
    remember(runtime, people, "pembaca")
    assert kept(runtime, people, "pembaca") == []


def test_forgetting_one_or_all(runtime: Runtime, people: People) -> None:
    remember(runtime, people, "pembaca")
    search(runtime, people, "pembaca", "satu", "dua", "tiga")
    with runtime.database.write() as session:
        history.forget(session, people["pembaca"], query="dua")
    assert kept(runtime, people, "pembaca") == ["tiga", "satu"]
    with SearchLog(runtime.database, runtime.settings, every=3600.0) as log:
        log.note("empat", found=1, is_missing=False, user_id=people["pembaca"].user_id)
        with runtime.database.write() as session:
            history.forget(session, people["pembaca"])
    assert kept(runtime, people, "pembaca") == []


def test_the_latest_are_kept_and_no_more(runtime: Runtime, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_REMEMBERED", 3)
    remember(runtime, people, "pembaca")
    search(runtime, people, "pembaca", "satu", "dua", "tiga", "empat", "satu")
    assert kept(runtime, people, "pembaca") == ["satu", "empat", "tiga"]


def test_the_admin_may_forbid_it(runtime: Runtime, people: People) -> None:
    remember(runtime, people, "pembaca")
    forbidding = runtime.settings.model_copy(update={"search_history": False})
    with SearchLog(runtime.database, forbidding) as log:
        log.note("satu", found=1, is_missing=False, user_id=people["pembaca"].user_id)
    assert kept(runtime, people, "pembaca") == []
    with runtime.database.write() as session:
        assert history.read(session, people["pembaca"], forbidding).is_allowed is False
        with pytest.raises(Conflict):
            history.choose(session, people["pembaca"], forbidding, is_kept=True)
        with pytest.raises(SignInRequired):
            history.read(session, people["pengunjung"], runtime.settings)


def test_over_http(library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn, client: TestClient) -> None:
    reader = signed_in("pembaca")
    assert reader.get("/api/v1/search-history").json() == {"is_allowed": True, "is_kept": False, "items": []}
    assert reader.put("/api/v1/search-history", json={"is_kept": True}).json()["is_kept"] is True
    reader.get("/api/v1/search", params={"q": "Pencadangan data"})
    reader.get("/cari", params={"q": "klinik"})
    client.get("/cari", params={"q": "klinik umum"})
    runtime.search_log.flush()  # type: ignore[attr-defined]
    assert [row["query"] for row in reader.get("/api/v1/search-history").json()["items"]] == [
        "klinik",
        "Pencadangan data",
    ]
    offered = reader.get("/api/v1/suggest", params={"q": "pencad"}).json()["items"]
    assert {"label": "Pencadangan data", "kind": "recent", "query": "Pencadangan data", "url": None} in offered
    assert reader.request("DELETE", "/api/v1/search-history", params={"q": "klinik"}).status_code == 204
    assert reader.request("DELETE", "/api/v1/search-history").status_code == 204
    assert reader.get("/api/v1/search-history").json()["items"] == []
