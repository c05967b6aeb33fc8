"""Whatever is typed into the search box or the address bar: an answer, never a server error."""

import string
from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.slow

SIGNS = "\"*-+()[]{}:;,.!?/\\%_~^|&<>='“”–—ATAU \t"
WORDS = [
    "data",
    "perwali",
    "12/2023",
    "pasal 27",
    "Nomor",
    "tahun",
    "ATAU",
    "cadang*",
    '"basis data"',
    "-klinik",
    "pengetahuan",
]
typed = st.one_of(
    st.text(alphabet=SIGNS + string.ascii_letters + string.digits, max_size=80),
    st.text(max_size=60),
    st.lists(st.sampled_from(WORDS) | st.text(alphabet=SIGNS, max_size=4), max_size=12).map(" ".join),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=typed, sort=st.sampled_from(["relevance", "newest", "title"]), offset=st.integers(0, 30))
def test_every_query_has_an_answer(
    query: str, sort: str, offset: int, library: Mapping[str, int], client: TestClient
) -> None:
    response = client.get("/api/v1/search", params={"q": query, "sort": sort, "offset": offset})
    assert response.status_code == 200
    found = response.json()
    assert found["total"] <= 3, "a visitor sees three documents"
    assert {hit["document_id"] for hit in found["hits"]} <= {library["perwal"], library["sop"], library["pindaian"]}
    assert all(hit["title"] for hit in found["hits"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=typed)
def test_every_completion_has_an_answer(query: str, library: Mapping[str, int], client: TestClient) -> None:
    response = client.get("/api/v1/suggest", params={"q": query})
    assert response.status_code == 200
    assert len(response.json()["items"]) <= 8


LONG = [
    "kata " * 2000,
    "a" * 10_000,
    '"' * 10_000,
    "* " * 5000,
    "-" * 10_000,
    "(" * 10_000,
    "ATAU " * 2000,
    "95/2018 " * 1250,
    "Perpres Nomor 95 Tahun " * 430,
    "x" * 9_990 + " pengetahuan",
]


@pytest.mark.parametrize("query", LONG, ids=lambda query: query[:12])
def test_ten_thousand_characters(query: str, library: Mapping[str, int], client: TestClient) -> None:
    for path in ("/api/v1/search", "/api/v1/suggest", "/cari"):
        response = client.get(path, params={"q": query}, headers={"Accept": "text/html"})
        assert response.status_code == 200, path


@pytest.mark.parametrize("query", ["%ff%fe", "%00", "%ed%a0%80", "%E2%80%AE", "%0d%0a"])
def test_bytes_that_are_no_text(query: str, library: Mapping[str, int], client: TestClient) -> None:
    assert client.get(f"/api/v1/search?q={query}").status_code == 200
    assert client.get(f"/api/v1/suggest?q={query}").status_code == 200
    assert client.get(f"/cari?q={query}", headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize(
    "params", ["sort=besar", "limit=0", "limit=101", "limit=x", "offset=-1", "kind=puisi", "status=x", "year=x"]
)
def test_wrong_parameters_are_named(params: str, client: TestClient) -> None:
    response = client.get(f"/api/v1/search?q=data&{params}")
    assert response.status_code == 422
    field = params.partition("=")[0]
    assert field in response.json()["errors"][0]["field"]
