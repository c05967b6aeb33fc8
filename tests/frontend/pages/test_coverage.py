"""The pages of the coverage map: each number leads to the documents that it counts, each gap to a way to fill it."""

import html
import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from app.core.db import Database
from app.instruments import service as instruments
from tests.app.coverage.conftest import INSTRUMENT, mapped
from tests.conftest import SignedIn
from tests.frontend.pages.visiting import words
from tests.support.counting import count_queries

__all__ = ["mapped"]
MAP = f"/instrumen/{INSTRUMENT}/cakupan"
_NUMBER = re.compile(r'<a class="heat__link" href="([^"]+)" aria-label="([^"]+)"[^>]*>([\d.]+)</a>')
_TOTAL = re.compile(r'<h2 id="(dokumen|bukti)">[^<]*<span class="count">(\d+)</span>')
_TILE = re.compile(r'<a class="mosaic__tile heat--\d" href="([^"]+)".*?</span></span>(\d+)<span')


def numbers(page: str) -> list[tuple[str, int]]:
    return [(html.unescape(href), int(text)) for href, _, text in _NUMBER.findall(page)]


def shown_at(client: TestClient, href: str) -> int:
    """How many documents, or claims, the page behind a number says it shows."""
    path, _, part = href.partition("#")
    found = client.get(path)
    assert found.status_code == 200, href
    return int(dict(_TOTAL.findall(found.text))[part or "dokumen"])


@pytest.mark.parametrize("who", ["pengunjung", "operator", "kurator"])
def test_every_number_of_every_view_leads_to_as_many_documents(
    who: str, signed_in: SignedIn, mapped: Mapping[str, int]
) -> None:
    client, followed = signed_in(who), 0
    for view in ("", "kesegaran", "tingkat", "jenis", "opd"):
        found = numbers(client.get(MAP, params={"tampilan": view, "saring": "punya"}).text)
        some = [pair for pair in found if pair[1]] + [pair for pair in found if not pair[1]][:2]
        for href, count in some:
            assert shown_at(client, href) == count, href
        followed += len(some)
    assert followed > 30


def test_the_tiles_are_the_table(client: TestClient, mapped: Mapping[str, int]) -> None:
    page = client.get(MAP).text
    tiles = [(html.unescape(href), int(count)) for href, count in _TILE.findall(page)]
    assert len(tiles) == 47
    assert [pair for pair in numbers(page) if pair in tiles] == tiles


@pytest.mark.parametrize("narrowed", ["punya", "lama", "usulan", "kosong"])
def test_a_sum_opens_as_many_indicators(narrowed: str, client: TestClient, mapped: Mapping[str, int]) -> None:
    page = client.get(MAP).text
    said = re.search(rf'saring={narrowed}#rinci"><b>(\d+)</b>', page)
    assert said
    assert client.get(MAP, params={"saring": narrowed}).text.count('<tr id="indikator-') == int(said[1])


def test_a_gap_leads_on_with_everything_filled_in(signed_in: SignedIn, library: Mapping[str, int]) -> None:
    page = signed_in("operator").get(f"{MAP}/31", params={"jenis": "laporan"}).text
    ways = {urlsplit(html.unescape(href)) for href in re.findall(r'<a class="button[^"]*" href="([^"]+)"', page)}
    asked = {way.path: parse_qs(way.query) for way in ways}
    assert asked["/cari"] == {"q": ["Audit Keamanan SPBE"], "jenis": ["laporan"]}
    assert asked["/permintaan/baru"] == {
        "q": ["Laporan tentang Audit Keamanan SPBE (indikator 31 PermenPANRB 59/2020)"]
    }
    assert asked["/unggah"] == {"instrumen": [INSTRUMENT], "indikator": ["31"], "jenis": ["laporan"]}
    assert "/unggah?" not in signed_in("pembaca").get(f"{MAP}/31").text


def test_the_list_of_documents_behind_a_cell_shows_the_same(client: TestClient, mapped: Mapping[str, int]) -> None:
    page = client.get(f"{MAP}/1", params={"jenis": "laporan"}).text
    address = re.search(r'href="(/dokumen\?[^"]+)"', page)
    assert address
    listed = client.get(html.unescape(address[1])).text
    assert re.search(r'role="status">(\d+) dokumen', listed)[1] == str(shown_at(client, f"{MAP}/1?jenis=laporan"))  # type: ignore[index]


@pytest.mark.parametrize(
    "address",
    [
        f"{MAP}?tampilan=entah&saring=entah&hal=x",
        f"{MAP}/1?jenis=entah&umur=entah&tingkat=1e999&opd=-1&keadaan=entah&hal=0",
        f"{MAP}/1?tingkat=NaN",
        f"{MAP}/1?tingkat=" + "9" * 5000,
        f"{MAP}/1?opd=999999999",
    ],
)
def test_addresses_that_people_edited_open_something(address: str, client: TestClient) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/instrumen/entah/cakupan", f"{MAP}/48", f"{MAP}/x", "/instrumen/entah/cakupan/1"])
def test_what_is_not_there_is_not_found(address: str, client: TestClient) -> None:
    assert client.get(address).status_code == 404


def test_an_instrument_without_domains_has_its_map(client: TestClient, database: Database) -> None:
    with database.read() as session:
        flat = [row for row in instruments.listing(session) if not row.domain_total]
    assert flat
    for row in flat:
        page = client.get(f"/instrumen/{row.id}/cakupan?tampilan=tingkat").text
        assert page.count('<tr id="indikator-') == row.indicator_total
        assert ">Domain " not in page


def test_a_page_takes_few_statements(signed_in: SignedIn, database: Database, mapped: Mapping[str, int]) -> None:
    client = signed_in("operator")
    client.get(MAP)
    for address in (MAP, f"{MAP}?tampilan=opd", f"{MAP}/1"):
        with count_queries(database.engine) as queries:
            client.get(address)
        assert len(queries) <= 30, address


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("operator", "mencari, meminta, dan mengunggah yang belum ada."),
        ("pembaca", "mencari dan meminta yang belum ada."),
        (None, "mencari yang belum ada. Untuk meminta dokumen, masuk dahulu."),
    ],
)
def test_the_map_promises_what_the_reader_may_do(
    who: str | None, said: str, client: TestClient, signed_in: SignedIn
) -> None:
    page = words((signed_in(who) if who else client).get(MAP).text)
    assert said in page
    assert ("mengunggah" in page) is (who == "operator")


def test_domains_head_the_tiles_and_the_table(client: TestClient) -> None:
    page = client.get(MAP).text
    tiles = re.findall(r'<h3 class="mosaic__domain"><span[^>]*>Domain (\d)</span>', page)
    assert tiles == re.findall(r'<h3 class="cover-domain" id="domain-(\d)"', page) == ["1", "2", "3", "4"]
