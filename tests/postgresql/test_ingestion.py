"""Thirty mixed files on PostgreSQL: batch, near-copies, checking and notices ask and answer as on SQLite."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app import composition
from app.core.config import Settings
from app.core.runtime import Runtime
from app.doctoring import examine
from app.documents.schemas import DocumentFields
from app.ingest.importing import import_files
from app.main import create_app
from indexer.extract.sandbox import Sandbox
from tests.conftest import give_session, settings_in
from tests.support.mixed import mixed_files
from tests.support.people import find_people

pytestmark = pytest.mark.slow
HTML = {"Accept": "text/html"}


@pytest.fixture
def settings(database_url: str, blank_data: Path, tmp_path: Path) -> Settings:
    settings = settings_in(tmp_path / "data", database_url=database_url)
    composition.initialise(settings)
    return settings


@pytest.fixture
def parts(settings: Settings, sandbox: Sandbox, tmp_path: Path) -> Iterator[Runtime]:
    """Everything imported as one batch by the curator, and read."""
    folder = tmp_path / "kiriman"
    folder.mkdir()
    for name, data in mixed_files().items():
        (folder / name).write_bytes(data)
    with composition.runtime(settings) as parts:
        with parts.database.read() as session:
            curator = find_people(session)["kurator"]
        import_files(parts, curator, [folder], DocumentFields())
        assert composition.worker_with(parts, sandbox).run_until_empty().failed == 0
        yield parts


def test_a_mixed_folder_is_read_corrected_merged_and_told(parts: Runtime, settings: Settings, sandbox: Sandbox) -> None:
    with TestClient(create_app(settings), follow_redirects=False) as client:
        give_session(client, "kurator")
        batch = client.get("/api/v1/batches").json()["items"][0]
        rows = client.get(f"/api/v1/batches/{batch['id']}/items", params={"limit": 100}).json()["items"]
        assert batch["total"] == len(rows) == 32
        _pages_open(client, batch["id"], rows[0]["document_id"])
        assert "selesai" in client.get("/pemberitahuan", headers=HTML).text
        _merge_and_undo(client)
        wanted = {"items": [row["id"] for row in rows[:2]], "fields": {"year": 2024}}
        assert client.post(f"/api/v1/batches/{batch['id']}/correct", json=wanted).json()["changed"] == 2
        assert client.post(f"/api/v1/batches/{batch['id']}/retry", json={}).status_code == 202
    assert composition.worker_with(parts, sandbox).run_until_empty().failed == 0
    assert examine(parts).findings == ()


def _pages_open(client: TestClient, batch_id: int, document_id: int) -> None:
    for path in (
        "/impor",
        f"/impor/{batch_id}",
        f"/impor/{batch_id}?keadaan=perhatian",
        "/kurasi/periksa",
        f"/kurasi/periksa?kiriman={batch_id}",
        f"/kurasi/periksa/{document_id}",
        "/kurasi/kembar",
        "/pemberitahuan",
    ):
        assert client.get(path, headers=HTML).status_code == 200, path


def _merge_and_undo(client: TestClient) -> None:
    pairs: list[Mapping[str, object]] = client.get("/api/v1/twins").json()["items"]
    assert len(pairs) == 1
    place = f"/api/v1/twins/{pairs[0]['id']}"
    keep = pairs[0]["first"]
    assert isinstance(keep, Mapping)
    merged = client.post(f"{place}/decision", json={"decision": "merge", "keep": keep["document_id"]}).json()
    assert merged["state"] == "merged"
    assert client.delete(f"{place}/decision").json()["state"] == "suggested"
