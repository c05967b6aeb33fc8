"""The index can be deleted at any time: the database answers, says so, and the worker builds a new one."""

import shutil
from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient

from app.core.runtime import Runtime
from app.search.indexing import Indexer
from tests.conftest import SignedIn, WorkQueue

pytestmark = pytest.mark.slow

HTML = {"Accept": "text/html"}


@pytest.fixture
def without_index(library: Mapping[str, int], runtime: Runtime) -> Mapping[str, int]:
    shutil.rmtree(runtime.settings.index_dir)
    return library


def search(client: TestClient, query: str) -> list[int]:
    response = client.get("/api/v1/search", params={"q": query})
    assert response.status_code == 200
    return [hit["document_id"] for hit in response.json()["hits"]]


def test_search_goes_on_and_says_so(without_index: Mapping[str, int], signed_in: SignedIn) -> None:
    reader = signed_in("pembaca")
    found = reader.get("/api/v1/search", params={"q": "manajemen pengetahuan"}).json()
    assert found["hits"][0]["document_id"] == without_index["perwal"]
    assert found["hits"][0]["pages"][0]["number"] == 3
    assert any("disusun ulang" in notice for notice in found["notices"])
    assert search(reader, "perwali 12/2023")[0] == without_index["perwal"]
    assert search(reader, "klinik") == [without_index["pedoman"]]
    assert search(signed_in("pengunjung"), "klinik") == []
    assert search(reader, "zirkonium") == []
    assert search(reader, "molibdenum") == []
    for query in ("%", "_", "a" * 5000, '"', "-data", "x ATAU"):
        search(reader, query)


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("pengetahuan -klinik", {"perwal"}),
        ("judul:pengetahuan", {"pedoman"}),
        ("pengetahuan -judul:pedoman", {"perwal"}),
        ("judul:pencadangan ATAU klinik", {"sop", "pedoman"}),
        ("pengetahuan tahun:2024", {"pedoman"}),
        ('"basis data" ATAU arsitek*', {"sop", "perwal"}),
        ("-pengetahuan", {"sop", "pindaian"}),
    ],
)
def test_the_language_holds_without_the_index(
    query: str, keys: set[str], without_index: Mapping[str, int], signed_in: SignedIn
) -> None:
    found = signed_in("pembaca").get("/api/v1/search", params={"q": query}).json()
    assert {hit["document_id"] for hit in found["hits"]} == {without_index[key] for key in keys}


def test_browsing_and_completion_go_on(without_index: Mapping[str, int], client: TestClient) -> None:
    assert client.get("/api/v1/documents").json()["total"] == 3
    assert client.get("/api/v1/suggest", params={"q": "penca"}).json()["items"]
    assert client.get("/readyz").json()["status"] == "degraded"
    assert client.get("/readyz").status_code == 200


def test_every_page_shows_the_banner_and_asks_for_a_new_index(
    without_index: Mapping[str, int], client: TestClient, runtime: Runtime, work_queue: WorkQueue
) -> None:
    page = client.get("/", headers=HTML)
    assert page.status_code == 200
    assert "sedang disusun ulang" in page.text
    work_queue()
    assert "sedang disusun ulang" not in client.get("/", headers=HTML).text
    found = client.get("/api/v1/search", params={"q": "mencadangkan"}).json()
    assert found["notices"] == []
    assert [hit["document_id"] for hit in found["hits"]] == [without_index["sop"]]
    assert client.get("/readyz").json()["status"] == "ok"


def test_an_api_search_alone_also_leads_to_a_new_index(
    without_index: Mapping[str, int], client: TestClient, work_queue: WorkQueue
) -> None:
    search(client, "pengetahuan")
    work_queue()
    assert client.get("/readyz").json()["status"] == "ok"


@pytest.mark.parametrize("damage", ["pointer", "segment", "everything"])
def test_a_damaged_index_is_replaced_never_trusted(
    damage: str, library: Mapping[str, int], runtime: Runtime, client: TestClient, work_queue: WorkQueue
) -> None:
    folder = runtime.settings.index_dir
    targets = {
        "pointer": [folder / "current"],
        "segment": [path for path in folder.glob("gen-*/*") if path.suffix == ".seg"],
        "everything": [path for path in folder.rglob("*") if path.is_file()],
    }[damage]
    assert targets
    for path in targets:
        path.write_bytes(b"\xde\xad" * 40)
    assert search(client, "manajemen pengetahuan") == [library["perwal"]]
    work_queue()
    found = client.get("/api/v1/search", params={"q": "dicadangkan"}).json()
    assert [hit["document_id"] for hit in found["hits"]] == [library["sop"]]
    assert found["notices"] == []
    assert client.get("/readyz").json()["index"] == "ok"


def test_the_index_equals_the_database_after_any_change(
    library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn, work_queue: WorkQueue
) -> None:
    indexer = Indexer(runtime.database, runtime.generations)
    curator = signed_in("kurator")
    assert runtime.generations.open_current().stamps() == indexer.current_stamps()
    curator.patch(f"/api/v1/documents/{library['sop']}", json={"title": "Prosedur Cadangan"})
    curator.request("DELETE", f"/api/v1/documents/{library['pindaian']}", json={"reason": "Ganda"})
    assert runtime.generations.open_current().stamps() != indexer.current_stamps()
    work_queue()
    assert runtime.generations.open_current().stamps() == indexer.current_stamps()
    assert library["pindaian"] not in indexer.current_stamps()
    assert search(curator, "prosedur") == [library["sop"]]


@pytest.mark.parametrize(
    ("query", "article"),
    [("Perwali 12/2023 Pasal 99", "99"), ("Perwali 12/2023 Pasal 7", "7"), ("pasal 27 perwali 12/2023", "")],
)
def test_a_missing_article_is_said_without_the_index_too(
    query: str, article: str, without_index: Mapping[str, int], signed_in: SignedIn
) -> None:
    """ "Pasal 2", "Pasal 27", and "Pasal 28" are there; "Pasal 7" is no part of them."""
    found = signed_in("pembaca").get("/api/v1/search", params={"q": query}).json()
    assert found["hits"][0]["document_id"] == without_index["perwal"]
    said = [notice for notice in found["notices"] if "tidak ditemukan dalam" in notice]
    assert said == ([f"Pasal {article} tidak ditemukan dalam Perwali 12/2023 di pustaka ini."] if article else [])
