"""The curators' pages of gaps: the same numbers everywhere, one thing to do in each row, and nothing typed is lost."""

import html
import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from app.core.db import Database
from frontend.contexts.gaps import HERE, SECTIONS
from tests.conftest import SignedIn
from tests.support.counting import count_queries


@pytest.fixture
def curator(signed_in: SignedIn, library: Mapping[str, int]) -> TestClient:
    return signed_in("kurator")


def total(page: str, heading: str) -> int:
    found = re.search(rf"{re.escape(heading)} <span class=\"count\">(\d+)</span>", page)
    assert found, heading
    return int(found[1])


def test_the_numbers_of_the_overview_are_those_of_the_lists_and_of_the_api(curator: TestClient) -> None:
    overview, counted = curator.get(HERE).text, curator.get("/api/v1/gaps").json()["waiting"]
    for section in SECTIONS.values():
        listed = curator.get(section.url).text
        api = curator.get(f"/api/v1/gaps/{section.kind}").json()
        table = curator.get(f"/api/v1/gaps/{section.kind}.csv").text.strip().splitlines()
        numbers = {total(overview, section.title), total(listed, "Menunggu"), api["total"], counted[section.kind]}
        assert numbers == {len(table) - 1}, section.name


def test_each_row_leads_on(curator: TestClient) -> None:
    for section in SECTIONS.values():
        page = curator.get(section.url).text
        for href in re.findall(r'<h3 class="kept__title"><a href="([^"]+)"', page)[:2]:
            assert curator.get(html.unescape(href)).status_code == 200, href
        for href in re.findall(r'<a class="button button--secondary button--small" href="([^"]+)"', page)[:2]:
            assert curator.get(html.unescape(href)).status_code == 200, href


def test_a_missing_rule_is_asked_for_by_its_name(curator: TestClient) -> None:
    page = curator.get(f"{HERE}/rujukan").text
    ways = [urlsplit(html.unescape(href)) for href in re.findall(r'href="(/permintaan/baru[^"]+)"', page)]
    assert {"q": ["Perpres 95/2018"]} in [parse_qs(way.query) for way in ways]


def test_putting_aside_without_a_reason_keeps_the_row_open(curator: TestClient, library: Mapping[str, int]) -> None:
    address, key = f"{HERE}/bacaan/kesampingkan", str(library["pindaian"])
    token = curator.headers["X-CSRF-Token"]
    refused = curator.post(address, data={"csrf_token": token, "kunci": key, "reason": "x" * 301})
    assert refused.status_code == 422
    assert "paling banyak 300 huruf" in refused.text
    assert 'value="' + "x" * 301 in refused.text
    done = curator.post(address, data={"csrf_token": token, "kunci": key, "reason": "Foto <papan> nama"})
    assert done.status_code == 303
    aside = curator.get(f"{HERE}/bacaan?keadaan=dikesampingkan").text
    assert "Dikesampingkan: Foto &lt;papan&gt; nama" in aside
    back = curator.post(f"{HERE}/bacaan/kembalikan", data={"csrf_token": token, "kunci": key})
    assert back.status_code == 303
    assert total(curator.get(f"{HERE}/bacaan").text, "Menunggu") == 1


@pytest.mark.parametrize("address", [f"{HERE}/entah", f"{HERE}/rujukan/dokumen?kunci=entah", f"{HERE}/rujukan/dokumen"])
def test_what_is_not_there_is_not_found(address: str, curator: TestClient) -> None:
    assert curator.get(address).status_code == 404


def test_the_indicators_are_those_of_the_instrument_that_is_chosen(curator: TestClient) -> None:
    """Also in the table, over the API, and after a row was put aside and brought back."""
    chosen, other = "permenpanrb-8-2026", "permenpanrb-59-2020"
    place = f"{HERE}/indikator?instrumen={chosen}"
    api = curator.get(f"/api/v1/gaps/indicator?instrument={chosen}").json()
    assert {row["key"].partition(":")[0] for row in api["items"]} == {chosen}
    overview = curator.get(f"{HERE}?instrumen={chosen}").text
    assert f'href="{place}"' in overview
    page = curator.get(place).text
    assert total(page, "Menunggu") == total(overview, SECTIONS["indikator"].title) == api["total"] <= 20
    assert f'href="{HERE}/indikator?instrumen={other}"' in page
    assert f"/api/v1/gaps/indicator.csv?instrument={chosen}" in page
    given = {"csrf_token": curator.headers["X-CSRF-Token"], "kunci": f"{chosen}:1"}
    done = curator.post(f"{HERE}/indikator/kesampingkan", data={**given, "reason": "Diisi tahun depan"})
    assert done.headers["location"].startswith(place)
    assert total(curator.get(place).text, "Menunggu") == api["total"] - 1
    assert total(curator.get(f"{place}&keadaan=dikesampingkan").text, "Dikesampingkan") == 1
    assert total(curator.get(f"{HERE}/indikator?keadaan=dikesampingkan").text, "Dikesampingkan") == 0
    back = curator.post(f"{HERE}/indikator/kembalikan", data=given)
    assert back.headers["location"].startswith(place)
    assert curator.get(f"{HERE}/indikator?instrumen=entah").status_code == 200, "the one shown first"
    assert curator.get("/api/v1/gaps/indicator?instrument=entah").status_code == 404


def test_pages_take_a_bounded_number_of_statements(curator: TestClient, database: Database) -> None:
    for address in (HERE, *(section.url for section in SECTIONS.values())):
        curator.get(address)
        with count_queries(database.engine) as queries:
            curator.get(address)
        assert len(queries) <= 60, address
