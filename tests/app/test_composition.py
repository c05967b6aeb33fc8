"""The parts fit together: an empty folder becomes a library, a stranger's folder does not."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app import composition
from app.composition import DataFolderRefused
from app.core.runtime import Runtime
from app.documents.models import Document, ReadingState, Revision
from storage.blobs import StoreNotInitialised
from tests.conftest import SignedIn, settings_in


def test_an_empty_folder_becomes_a_library_and_doing_it_again_changes_nothing(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "data")
    assert composition.initialise(settings) is True
    assert composition.initialise(settings) is False
    with composition.runtime(settings) as parts:
        parts.database.ping()


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "foto.jpg").write_bytes(b"milik orang lain")
    with pytest.raises(DataFolderRefused):
        composition.initialise(settings_in(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["foto.jpg"]


def test_a_library_that_lost_its_store_does_not_start_an_empty_one(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "data")
    composition.initialise(settings)
    (settings.blob_dir / "PUSTAKA-BLOBS").unlink()
    with pytest.raises(StoreNotInitialised), composition.runtime(settings):
        pass
    with pytest.raises(DataFolderRefused):
        composition.initialise(settings)


def test_the_sample_library_is_read_and_searchable(
    library: Mapping[str, int], runtime: Runtime, client: TestClient, signed_in: SignedIn
) -> None:
    with runtime.database.read() as session:
        document = session.get_one(Document, library["perwal"])
        revision = session.get_one(Revision, document.current_revision_id)
    assert revision.state is ReadingState.OK
    assert revision.pages_read == 4
    found = client.get("/api/v1/search", params={"q": "manajemen pengetahuan"}).json()
    assert [hit["document_id"] for hit in found["hits"]] == [library["perwal"]]
    assert found["hits"][0]["pages"][0]["number"] == 3
    inside = signed_in("pembaca").get("/api/v1/search", params={"q": "klinik pengetahuan"}).json()
    assert inside["hits"][0]["document_id"] == library["pedoman"]
