"""What a query means as a whole: rules on both sides of ATAU, what filters leave out, what excludes itself."""

from collections.abc import Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.search.readback import rules_apart
from tests.conftest import SignedIn


@pytest.fixture
def reader(library: Mapping[str, int], signed_in: SignedIn) -> TestClient:
    return signed_in("pembaca")


def ask(reader: TestClient, query: str, **ticked: str) -> dict[str, Any]:
    answer: dict[str, Any] = reader.get("/api/v1/search", params={"q": query, **ticked}).json()
    return answer


def found_by(found: dict[str, Any]) -> set[int]:
    return {hit["document_id"] for hit in found["hits"]}


def test_rules_on_both_sides_of_or_bring_what_either_brings(reader: TestClient, library: Mapping[str, int]) -> None:
    one = ask(reader, "perpres 95/2018")
    assert found_by(one) == {library["perwal"], library["pedoman"]}
    either = ask(reader, "perpres 95/2018 ATAU perpres 1/1999")
    assert found_by(either) == found_by(one)
    assert not any("sebagian besar" in notice for notice in either["notices"])
    assert ask(reader, "perwali 12/2023 ATAU perpres 1/1999")["hits"][0]["document_id"] == library["perwal"]


@pytest.mark.parametrize(
    "query",
    ["perwali 12/2023", "perwali 12/2023 ATAU data", "perwali 12/2023 ATAU", "ATAU", "perwali 1/2020 ATAU " * 300, ""],
)
def test_only_whole_rules_stand_apart(query: str) -> None:
    assert rules_apart(query) == ()


@pytest.mark.parametrize(
    ("query", "ticked"), [("perwali 12/2023 jenis:manual", {}), ("perwali 12/2023", {"kind": "manual"})]
)
def test_a_rule_that_filters_leave_out_is_said(query: str, ticked: dict[str, str], reader: TestClient) -> None:
    found = ask(reader, query, **ticked)
    assert found["total"] == 0
    assert [line for line in found["notices"] if "ada di pustaka, tetapi di luar saringan" in line]


def test_a_rule_that_is_shown_is_not_said_to_be_outside(reader: TestClient) -> None:
    found = ask(reader, "perwali 12/2023 jenis:regulasi")
    assert not any("di luar saringan" in line for line in found["notices"])


@pytest.mark.parametrize("query", ["aplikasi -aplikasi", "tahun:2023 -tahun:2023"])
def test_what_excludes_itself_is_said(query: str, reader: TestClient) -> None:
    found = ask(reader, query)
    assert found["total"] == 0
    assert any("dicari dan dikecualikan sekaligus" in line for line in found["notices"])
