"""A request's transaction ends with it, whatever becomes of the request and whichever database answers."""

from unittest.mock import PropertyMock

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.pool import QueuePool

from app.core.db import Database
from tests.conftest import SignedIn


@pytest.fixture(params=[True, False], ids=["embedded", "server"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, database: Database) -> Database:
    monkeypatch.setattr(Database, "is_embedded", PropertyMock(return_value=request.param))
    return database


def open_connections(database: Database) -> int:
    assert isinstance(database.engine.pool, QueuePool)
    return database.engine.pool.checkedout()


@pytest.mark.parametrize(
    ("path", "status"), [("/api/v1/search?q=data", 200), ("/api/v1/documents/99999", 404), ("/cari?q=data", 200)]
)
def test_reading_ends(either: Database, client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status
    assert open_connections(either) == 0


def test_writing_ends_and_is_kept_only_when_it_succeeds(either: Database, signed_in: SignedIn) -> None:
    reader = signed_in("pembaca")
    made = reader.post("/api/v1/saved-searches", json={"name": "SOP", "q": "data"})
    assert made.status_code == 201
    assert reader.post("/api/v1/saved-searches", json={"name": "x", "year": [10**30]}).status_code == 422
    assert reader.patch("/api/v1/saved-searches/99999", json={"name": "y"}).status_code == 404
    assert [row["name"] for row in reader.get("/api/v1/saved-searches").json()["items"]] == ["SOP"]
    assert open_connections(either) == 0
