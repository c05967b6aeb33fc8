"""Feeds of saved searches: valid Atom behind an address nobody can guess, under the rights the owner has now."""

from collections.abc import Mapping
from datetime import datetime
from xml.etree import ElementTree

import pytest
from defusedxml.ElementTree import fromstring
from fastapi.testclient import TestClient
from sqlalchemy import update
from sqlmodel import col, select

from app.accounts import service as accounts
from app.accounts.permissions import SYSTEM
from app.core.runtime import Runtime
from app.documents import service as documents
from app.documents.models import Document, Visibility
from app.documents.schemas import DocumentFields
from app.searches import feeds
from app.searches.models import SavedSearch
from tests.app.searches.conftest import Keep
from tests.conftest import SignedIn
from tests.support.people import People

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def number(library: Mapping[str, int], keep: Keep) -> int:
    return keep("perwali kota tirta kencana", "operator2", name="Perwali <kita> & lainnya")


@pytest.fixture
def secret(number: int, runtime: Runtime, people: People) -> str:
    with runtime.database.write() as session:
        return feeds.open_feed(session, people["operator2"], saved_search_id=number)


def read(client: TestClient, secret: str) -> ElementTree.Element:
    response = client.get(f"/umpan/{secret}")
    assert response.status_code == 200, response.text
    root: ElementTree.Element = fromstring(response.content)
    return root


def titles(root: ElementTree.Element) -> set[str]:
    return {entry.findtext(f"{ATOM}title", "") for entry in root.iter(f"{ATOM}entry")}


def test_it_is_valid_atom(secret: str, client: TestClient) -> None:
    """What RFC 4287 requires of a feed and its entries: ids, titles, moments, an author, links that lead there."""
    root = read(client, secret)
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}title") == "Perwali <kita> & lainnya – Pustaka SPBE"
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) > 1
    for element in (root, *entries):
        assert len(element.findall(f"{ATOM}id")) == len(element.findall(f"{ATOM}updated")) == 1
        moment = element.findtext(f"{ATOM}updated", "")
        assert datetime.fromisoformat(moment.replace("Z", "+00:00")).tzinfo is not None
    ids = [entry.findtext(f"{ATOM}id", "") for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in entries:
        (link,) = entry.findall(f"{ATOM}link")
        assert link.get("rel") == "alternate"
        assert client.get(link.get("href", ""), headers={"Accept": "text/html"}).status_code in {200, 404}
    (own,) = root.findall(f"{ATOM}link")
    assert own.get("rel") == "self"
    assert own.get("href", "").endswith(f"/umpan/{secret}")
    assert max(entry.findtext(f"{ATOM}updated", "") for entry in entries) == root.findtext(f"{ATOM}updated")


def test_nobody_on_the_way_keeps_it(secret: str, client: TestClient) -> None:
    headers = client.get(f"/umpan/{secret}").headers
    assert headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert headers["cache-control"] == "private, no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex"


def test_it_shows_what_the_owner_may_see_at_that_moment(
    secret: str, library: Mapping[str, int], runtime: Runtime, people: People, client: TestClient
) -> None:
    assert "Laporan Kerentanan Zirkonium" in titles(read(client, secret)), "the owner's own restricted upload"
    with runtime.database.write() as session:
        given_away = {"created_by": None, "agency_id": None}
        session.execute(update(Document).where(col(Document.id) == library["rahasia"]).values(given_away))
    assert "Laporan Kerentanan Zirkonium" not in titles(read(client, secret))
    with runtime.database.write() as session:
        hidden = DocumentFields(visibility=Visibility.RESTRICTED)
        documents.edit(session, people["kurator"], document_id=library["perwal"], fields=hidden)
    assert not any("Penyelenggaraan" in title for title in titles(read(client, secret)))


def test_a_disabled_owner_has_no_feeds(secret: str, runtime: Runtime, people: People, client: TestClient) -> None:
    with runtime.database.write() as session:
        accounts.disable(session, SYSTEM, username="operator2")
    assert client.get(f"/umpan/{secret}").status_code == 404


def test_a_new_address_ends_the_old_one_and_closing_ends_all(
    secret: str, number: int, runtime: Runtime, people: People, client: TestClient
) -> None:
    with runtime.database.write() as session:
        newer = feeds.open_feed(session, people["operator2"], saved_search_id=number)
    assert client.get(f"/umpan/{secret}").status_code == 404
    assert client.get(f"/umpan/{newer}").status_code == 200
    with runtime.database.write() as session:
        feeds.close_feed(session, people["operator2"], saved_search_id=number)
    assert client.get(f"/umpan/{newer}").status_code == 404


def test_the_database_does_not_know_the_address(secret: str, runtime: Runtime) -> None:
    assert len(secret) >= 43
    with runtime.database.read() as session:
        row = session.exec(select(SavedSearch)).one()
        assert secret not in repr(row)
        assert row.feed_fingerprint not in {None, secret}


@pytest.mark.parametrize("guess", ["x", "0" * 43, "..%2F..", "%00", "a" * 5000, "None", ""])
def test_guesses_find_nothing(guess: str, secret: str, client: TestClient) -> None:
    assert client.get(f"/umpan/{guess}").status_code == 404


def test_titles_with_signs_that_xml_does_not_know(
    secret: str, library: Mapping[str, int], runtime: Runtime, client: TestClient
) -> None:
    with runtime.database.write() as session:
        odd = "Tanda \x0b\x1f ]]> <b> & “kutip”"
        session.execute(update(Document).where(col(Document.id) == library["perwal"]).values(title=odd))
    assert "Tanda ]]> <b> & “kutip”" in titles(read(client, secret))


def test_over_the_api_the_address_is_told_once(number: int, signed_in: SignedIn, client: TestClient) -> None:
    owner, place = signed_in("operator2"), f"/api/v1/saved-searches/{number}"
    made = owner.post(f"{place}/feed")
    assert made.status_code == 201
    assert client.get(made.json()["url"]).status_code == 200
    assert owner.get(place).json()["has_feed"] is True
    assert "umpan" not in owner.get(place).text
    assert owner.request("DELETE", f"{place}/feed").status_code == 204
    assert client.get(made.json()["url"]).status_code == 404
