"""Whatever is typed into the search box or the address bar: an answer, never a server error."""

import string
from collections.abc import Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.runtime import Runtime
from app.search import service
from app.search.schemas import SearchRequest
from tests.support.counting import count_queries
from tests.support.people import People

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
    "judul:data",
    'judul:"basis data"',
    "-jenis:sop",
    "jenis:sop,perwali,puisi",
    "tahun:2018..2024",
    "-tahun:2020..",
    "nomor:12/2023",
    "instansi:kominfo",
    "opd:dinas",
    "status:berlaku",
    "-status:dicabut",
    "indikator:12,26",
    "domain:1..4 aspek:9",
    "format:pdf",
    "perpres spbe",
    "pencadngan",
]
VALUES = {
    "kind": ["sop", "regulasi"],
    "year": ["2023", "2024"],
    "status": ["in_force"],
    "format": ["pdf", "word"],
    "indicator": ["26"],
    "domain": ["3"],
}
typed = st.one_of(
    st.text(alphabet=SIGNS + string.ascii_letters + string.digits, max_size=80),
    st.text(max_size=60),
    st.lists(st.sampled_from(WORDS) | st.text(alphabet=SIGNS, max_size=4), max_size=12).map(" ".join),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=typed,
    sort=st.sampled_from(["relevance", "newest", "title"]),
    offset=st.integers(0, 30),
    exact=st.booleans(),
    ticked=st.dictionaries(
        st.sampled_from(["kind", "year", "status", "format", "indicator", "domain"]), st.just(None), max_size=3
    ),
)
def test_every_query_has_an_answer(
    query: str,
    sort: str,
    offset: int,
    exact: bool,
    ticked: Mapping[str, None],
    library: Mapping[str, int],
    client: TestClient,
) -> None:
    chosen = {name: VALUES[name] for name in ticked}
    asked: dict[str, Any] = {"q": query, "sort": sort, "offset": offset, "exact": exact, **chosen}
    response = client.get("/api/v1/search", params=asked)
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


@pytest.mark.parametrize("signs", [SIGNS, 'judul:jenis,tahun.. "'])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_search_costs_what_its_terms_cost(
    signs: str, data: st.DataObject, library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    """However it is written, the database is asked a bounded number of questions of bounded length."""
    query = data.draw(st.text(alphabet=signs, max_size=300)) * data.draw(st.integers(1, 40))
    with runtime.database.read() as session, count_queries(runtime.database.engine) as queries:
        service.search(session, people["pembaca"], runtime.generations.open_current, SearchRequest(query))
    assert len(queries) <= 30
    assert max(map(len, queries.statements), default=0) < 60_000


LONG = [
    "instansi:" + ",".join(f"nama{number}" for number in range(1500)),
    " ".join(f"-jenis:sop,uu nomor:{number}" for number in range(500)),
    "tahun:" * 1600,
    "judul:" + "kata:" * 1900,
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
