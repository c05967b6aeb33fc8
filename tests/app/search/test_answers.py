"""What the one search path answers on the sample library: order, pages, notices, facets, paging and suggestions."""

from collections.abc import Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.core.runtime import Runtime
from app.search import service
from app.search.schemas import SearchRequest
from tests.conftest import SignedIn
from tests.support.counting import count_queries
from tests.support.people import People


@pytest.fixture
def ask(library: Mapping[str, int], signed_in: SignedIn) -> Any:
    """Search as somebody; answers with the JSON and the keys of the hits in order."""
    keys = {number: key for key, number in library.items()}

    def search(query: str, username: str = "pembaca", **params: Any) -> tuple[dict[str, Any], list[str]]:
        response = signed_in(username).get("/api/v1/search", params={"q": query, **params})
        assert response.status_code == 200, response.text
        found = response.json()
        return found, [keys[hit["document_id"]] for hit in found["hits"]]

    return search


@pytest.mark.parametrize(
    "query",
    [
        "Perwali Kota Tirta Kencana Nomor 12 Tahun 2023",
        "perwali 12/2023",
        "Peraturan Wali Kota Tirta Kencana No. 12 Tahun 2023",
        "nomor 12 tahun 2023",
    ],
)
def test_a_citation_brings_the_rule_first(query: str, ask: Any) -> None:
    found, keys = ask(query)
    assert keys[0] == "perwal"
    assert found["citation"]["is_held"] is True


def test_a_citation_with_an_article_brings_its_page_first(ask: Any) -> None:
    found, keys = ask("perwali 12/2023 pasal 27")
    assert keys[0] == "perwal"
    assert found["hits"][0]["pages"][0]["number"] == 3
    assert "<mark>" in found["hits"][0]["pages"][0]["snippet"]


def test_a_rule_that_is_not_held_is_said_with_those_who_cite_it(library: Mapping[str, int], ask: Any) -> None:
    found, keys = ask("Perpres 95/2018")
    assert found["citation"] == {
        "short": "Perpres 95/2018",
        "is_held": False,
        "cited_by": [library["perwal"], library["pedoman"]],
    }
    assert any("Perpres 95/2018 belum ada di pustaka ini" in notice for notice in found["notices"])
    assert set(keys) == {"perwal", "pedoman"}
    nowhere, none = ask("Perpres 1/1999")
    assert nowhere["citation"]["cited_by"] == []
    assert none == []


def test_the_rule_of_another_place_is_neither_the_own_one_nor_found_by_it(ask: Any) -> None:
    found, keys = ask("perwali surabaya 12/2023")
    assert (found["citation"]["is_held"], found["citation"]["cited_by"]) == (False, [])
    assert any("Perwali Tirta Kencana 12/2023 di pustaka ini peraturan lain" in line for line in found["notices"])
    assert keys[:1] != ["perwal"]
    own, first = ask("perwali tirta kencana 12/2023")
    assert own["citation"]["is_held"] is True
    assert first[0] == "perwal"
    assert not any("peraturan lain" in line for line in own["notices"])


def test_pages_are_named_and_words_marked_and_everything_else_escaped(ask: Any) -> None:
    found, keys = ask("pengumpulan pengetahuan")
    assert keys[0] == "perwal"
    page = found["hits"][0]["pages"][0]
    assert page["number"] == 3
    assert "<mark>pengumpulan</mark>" in page["snippet"]
    assert page["snippet"].replace("<mark>", "").replace("</mark>", "").count("<") == 0


def test_affixes_find_each_other(ask: Any) -> None:
    assert ask("mencadangkan")[1] == ["sop"]
    assert ask("dicadangkan")[1] == ["sop"]
    assert ask("pengumpul")[1] or ask("kumpulkan")[1] == ["perwal"]


def test_prefix_phrase_without_and_either(ask: Any) -> None:
    assert set(ask("pencadang*")[1]) == {"sop"}
    assert ask('"basis data"')[1] == ["sop"]
    assert ask('"data basis"')[1] == []
    assert set(ask("pengetahuan ATAU pencadangan")[1]) == {"perwal", "pedoman", "sop"}
    assert ask("pengetahuan -klinik")[1] == ["perwal"]


def test_when_not_all_words_are_found_most_are_and_it_is_said(ask: Any) -> None:
    found, keys = ask("pencadangan basis data magnetosfer")
    assert keys[0] == "sop"
    assert any("sebagian besar kata" in notice for notice in found["notices"])
    exact, _ = ask("pencadangan basis data")
    assert exact["notices"] == []


def test_a_slip_that_finds_nothing_is_corrected_and_said(ask: Any) -> None:
    found, keys = ask("pencadanagn")
    assert (found["corrected"], found["suggestion"], keys) == ("pencadangan", None, ["sop"])
    assert found["notices"] == ["Tidak ada hasil untuk “pencadanagn”, jadi ini hasil untuk “pencadangan”."]
    assert "<mark>Pencadangan</mark>" in found["hits"][0]["pages"][0]["snippet"]
    exact, none = ask("pencadanagn", exact=True)
    assert (exact["corrected"], exact["suggestion"], none) == (None, "pencadangan", [])


def test_what_finds_something_is_never_replaced(ask: Any) -> None:
    found, _ = ask("pencadangan")
    assert (found["corrected"], found["suggestion"]) == (None, None)
    both, keys = ask("pencadangan ATAU pengetahaun")
    assert (both["corrected"], both["suggestion"], keys) == (None, "pencadangan ATAU pengetahuan", ["sop"])


@pytest.mark.parametrize("query", ["2019", "12/2032", "PER-5/2081", "nomor:2032"])
def test_numbers_are_never_guessed(query: str, ask: Any) -> None:
    found, _ = ask(query)
    assert (found["corrected"], found["suggestion"]) == (None, None)


def test_only_words_are_corrected_and_filters_stay(ask: Any) -> None:
    found, keys = ask('judul:pencadanagn jenis:sop -"basis dta"')
    assert found["corrected"] == 'judul:pencadangan -"basis dta" jenis:sop'
    assert keys == ["sop"]


def test_a_file_without_text_is_found_by_what_is_said_about_it(ask: Any) -> None:
    found, keys = ask("berita acara pindaian")
    assert keys == ["pindaian"]
    assert found["hits"][0]["pages"] == []


def test_filters_and_facets_agree(library: Mapping[str, int], ask: Any) -> None:
    everything, _ = ask("*", limit=100)
    assert everything["total"] == sum(value["count"] for value in everything["facets"]["kind"])
    for facet in ("kind", "year", "status", "agency", "indicator", "aspect", "domain"):
        for value in everything["facets"][facet]:
            narrowed, _ = ask("*", limit=100, **{facet: value["value"]})
            assert narrowed["total"] == value["count"], (facet, value)
    both, keys = ask("pengetahuan", kind=["regulasi", "pedoman"])
    assert set(keys) == {"perwal", "pedoman"}
    assert ask("pengetahuan", kind="sop")[0]["total"] == 0
    assert {value["value"]: value["count"] for value in both["facets"]["indicator"]}["26"] == 2


def test_orders(ask: Any) -> None:
    titles = [hit["title"] for hit in ask("data ATAU pengetahuan ATAU pindaian", sort="title")[0]["hits"]]
    assert titles == sorted(titles, key=str.lower)
    assert len(titles) >= 3
    newest = ask("data ATAU pengetahuan ATAU pindaian", sort="newest")[1]
    assert newest == sorted(newest, key=["pindaian", "sop", "pedoman", "perwal"].index)


@pytest.mark.parametrize("query", ["*", "data ATAU pengetahuan ATAU pindaian", "perwali 12/2023"])
@pytest.mark.parametrize("sort", ["relevance", "newest", "title"])
def test_pages_of_results_neither_repeat_nor_lose(query: str, sort: str, ask: Any) -> None:
    whole, keys = ask(query, limit=100, sort=sort)
    parts = [ask(query, limit=1, offset=offset, sort=sort) for offset in range(whole["total"])]
    assert [key for _, part in parts for key in part] == keys
    assert all(found["total"] == whole["total"] for found, _ in parts)
    assert [found["hits"][0]["pages"] for found, _ in parts] == [hit["pages"] for hit in whole["hits"]]
    beyond, none = ask(query, offset=1000, sort=sort)
    assert (none, beyond["total"]) == ([], whole["total"])


@pytest.mark.parametrize("query", ["", "   ", "*", "ATAU", '"', "- -", "()"])
def test_nothing_to_look_for_becomes_browsing(query: str, ask: Any) -> None:
    found, keys = ask(query)
    assert found["total"] == len(keys) == 4


def test_words_that_stand_everywhere_still_find_something(ask: Any) -> None:
    assert ask("yang dan di")[1]
    assert ask("pencadangan yang dan di")[1][0] == "sop"


def test_completion_offers_titles_indicators_rules_and_words(client: TestClient, library: Mapping[str, int]) -> None:
    def complete(text: str) -> dict[str, str]:
        items = client.get("/api/v1/suggest", params={"q": text}).json()["items"]
        return {item["kind"]: item["label"] for item in reversed(items)}

    assert complete("penca")["document"] == "SOP Pencadangan Data"
    assert complete("perwali 12/2023")["citation"].startswith("Perwali Tirta Kencana 12/2023")
    assert complete("manajemen pengetahuan")["indicator"].startswith("Indikator 26")
    assert complete("mencadang")["word"] == "mencadangkan"
    assert complete("") == {}


def test_one_search_costs_few_queries(library: Mapping[str, int], runtime: Runtime, people: People) -> None:
    """The first search reads what is kept from then on."""
    for most, text in ((15, "pengetahuan"), (9, "manajemen pengetahuan"), (7, "manajemen pengetahuan")):
        with runtime.database.read() as session, count_queries(runtime.database.engine) as queries:
            service.search(session, people["pembaca"], runtime.generations.open_current, SearchRequest(text))
        assert len(queries) <= most, (len(queries), queries.statements)
