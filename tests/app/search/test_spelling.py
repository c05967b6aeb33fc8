"""What a slip of the pen is: no word of a rule that was asked for; another word of the language is only offered."""

from collections.abc import Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import SignedIn


@pytest.fixture
def reader(library: Mapping[str, int], signed_in: SignedIn) -> TestClient:
    return signed_in("pembaca")


def ask(reader: TestClient, query: str) -> dict[str, Any]:
    answer: dict[str, Any] = reader.get("/api/v1/search", params={"q": query}).json()
    return answer


@pytest.mark.parametrize("query", ["permenpanrb 59/2020 indikator 26", "perwali 7/1999 tentang", "uu pdp 27/2022"])
def test_a_rule_that_is_not_held_is_no_slip_of_the_pen(query: str, reader: TestClient) -> None:
    found = ask(reader, query)
    assert (found["corrected"], found["suggestion"]) == (None, None)


@pytest.mark.parametrize(
    ("query", "corrected"),
    [
        ("perpres 95/2018 pengetahaun", "perpres 95/2018 pengetahuan"),
        ("pengetahaun perpres 95/2018", "pengetahuan perpres 95/2018"),
    ],
)
def test_words_beside_a_rule_are_corrected_where_they_stand(query: str, corrected: str, reader: TestClient) -> None:
    assert ask(reader, query)["suggestion"] == corrected


def test_what_is_a_word_already_is_offered_and_not_replaced(reader: TestClient) -> None:
    found = ask(reader, "pencadangkan dada")
    assert (found["corrected"], found["suggestion"]) == (None, "mencadangkan data")
    replaced = ask(reader, "pencadangkan datta")
    assert (replaced["corrected"], replaced["suggestion"]) == ("mencadangkan data", None)


@pytest.mark.parametrize("query", ["-perwali 12/2023", '-"perwali 12/2023"', 'data -"perwali 12/2023"'])
def test_a_rule_that_is_excluded_is_not_asked_for(query: str, reader: TestClient, library: Mapping[str, int]) -> None:
    found = ask(reader, query)
    assert found["citation"] is None
    assert library["perwal"] not in [hit["document_id"] for hit in found["hits"]][:1]


def test_what_is_excluded_beside_a_rule_leaves_the_rule(reader: TestClient, library: Mapping[str, int]) -> None:
    found = ask(reader, "perwali 12/2023 -klinik")
    assert found["citation"]["is_held"] is True
    assert found["hits"][0]["document_id"] == library["perwal"]


def test_an_excluded_rule_is_not_offered_while_typing(reader: TestClient) -> None:
    items = reader.get("/api/v1/suggest", params={"q": "-perwali 12/2023"}).json()["items"]
    assert [item["kind"] for item in items if item["kind"] == "citation"] == []
