"""Numbers, ids and headers that nobody means well with: a clear answer, never a server error."""

from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient

from tests.conftest import SignedIn

HUGE = 10**30
ON_IDS = (
    "/api/v1/documents/{0}",
    "/api/v1/documents/{0}/file",
    "/api/v1/documents/1/file?revision={0}",
    "/api/v1/documents/1/pages/{0}",
    "/api/v1/instruments/permenpanrb-59-2020/indicators/{0}",
    "/api/v1/search?q=data&year={0}",
    "/api/v1/search?q=data&agency={0}",
    "/api/v1/search?q=data&indicator={0}",
    "/api/v1/documents?year={0}",
    "/api/v1/documents?offset={0}",
)


ODD = ("-1", "0", str(2**63), str(HUGE), "abc", "1.5", "%00", "1' OR '1'='1", "../1")


@pytest.mark.parametrize("path", ON_IDS)
def test_ids_that_are_none_are_refused_politely(path: str, library: Mapping[str, int], client: TestClient) -> None:
    for value in ODD:
        response = client.get(path.format(value))
        assert response.status_code in {200, 404, 422}, value
        if response.status_code != 200:
            assert response.headers["content-type"] == "application/problem+json"
            assert response.json()["detail"]


def test_numbers_in_bodies_that_no_database_holds(library: Mapping[str, int], signed_in: SignedIn) -> None:
    curator = signed_in("kurator")
    for fields in ({"agency_id": HUGE}, {"year": HUGE}, {"agency_id": -HUGE}):
        response = curator.patch(f"/api/v1/documents/{library['perwal']}", json=fields)
        assert response.status_code == 422
    body = {"indicator": HUGE, "level": 3, "items": [{"revision_id": HUGE}]}
    assert signed_in("operator").post("/api/v1/assessments/1/evidence", json=body).status_code in {404, 422}


def test_the_same_relation_twice_is_a_conflict_not_a_failure(library: Mapping[str, int], signed_in: SignedIn) -> None:
    path = f"/api/v1/documents/{library['perwal']}/relations"
    body = {"type": "mencabut", "target": "Perpres 95/2018"}
    assert signed_in("kurator").post(path, json=body).status_code == 201
    again = signed_in("kurator").post(path, json=body)
    assert again.status_code == 409
    assert "sudah tercatat" in again.json()["detail"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"title": "\\ud800"}', b"\xff\xfe", b"[" * 5000])
def test_bodies_that_are_not_what_they_say(body: bytes, library: Mapping[str, int], signed_in: SignedIn) -> None:
    headers = {"Content-Type": "application/json"}
    response = signed_in("kurator").patch("/api/v1/documents/1", content=body, headers=headers)
    assert response.status_code in {400, 422}
    assert response.json()["detail"]


@pytest.mark.parametrize("text", ["%", "_", "\\", "100%", "' OR 1=1 --", "a_b", "%%%"])
def test_wildcards_of_the_database_are_plain_characters(
    text: str, library: Mapping[str, int], signed_in: SignedIn
) -> None:
    items = signed_in("pembaca").get("/api/v1/suggest", params={"q": text}).json()["items"]
    assert [item for item in items if item["kind"] == "document"] == []
