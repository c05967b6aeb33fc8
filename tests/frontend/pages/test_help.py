"""Help says what is really so: its examples search, its errors exist, and the API page is drawn from the API."""

import re
from collections.abc import Mapping
from html import unescape

import pytest
from fastapi.testclient import TestClient

from app.core.errors import PustakaError
from app.documents.models import ReadingState
from app.search.grammar import parse
from app.search.narrowing import NAMES
from frontend.contexts.help import REMEDIES, ApiContext, error_kinds
from frontend.contexts.search_help import FILTERS, RULES, WORDS
from tests.conftest import SignedIn
from tests.frontend.pages.test_instruments import ODD
from tests.frontend.pages.visiting import heading, see, send, words

EXAMPLES = (*WORDS, *RULES, *FILTERS)


def test_every_example_is_a_search_that_works(library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, "/bantuan/pencarian")
    found = [unescape(href) for href in re.findall(r'href="(/cari\?[^"]+)"', page)]
    assert len(found) >= len(EXAMPLES)
    for href in found:
        heading(see(client, href))


@pytest.mark.parametrize("query", [query for query, _ in EXAMPLES])
def test_examples_are_understood_without_a_hint(query: str) -> None:
    assert parse(query).notices == ()


def test_every_filter_is_explained_and_has_an_example(client: TestClient) -> None:
    page = words(see(client, "/bantuan/pencarian"))
    for name in NAMES:
        assert f"{name}: " in page
        assert f"{name}:" in re.sub(r"(?s)<h3>Nama saringan.*", "", see(client, "/bantuan/pencarian"))


@pytest.mark.parametrize("instrument_id", ["permenpanrb-8-2026", "permenpanrb-59-2020", "contoh-ganjil"])
def test_numbers_in_examples_are_those_of_the_instrument_shown_first(signed_in: SignedIn, instrument_id: str) -> None:
    admin = signed_in("admin")
    if instrument_id == "contoh-ganjil":
        send(admin, str(send(admin, "/admin/instrumen/unggah", {"yaml": ODD}).headers["location"]) + "/terbitkan")
    send(admin, f"/admin/instrumen/{instrument_id}/utama")
    page = see(admin, "/bantuan/pencarian")
    tree = admin.get(f"/api/v1/instruments/{instrument_id}").json()
    asked = re.findall(r"<code>(indikator|aspek|domain):([\d,]+)</code>", page)
    assert ("domain" in dict(asked)) is bool(tree["instrument"]["domain_total"])
    for href in re.findall(r'href="(/cari\?q=(?:indikator|aspek|domain)[^"]+)"', page):
        assert "tidak ada di" not in words(see(admin, unescape(href)))


def test_help_leads_to_the_language_of_searching(client: TestClient) -> None:
    assert 'href="/bantuan/pencarian"' in see(client, "/bantuan")


def test_every_state_of_reading_is_explained(client: TestClient) -> None:
    rows = see(client, "/bantuan").split("Pembacaan berkas")[1].split("</dl>", maxsplit=1)[0]
    assert rows.count("<dt>") == len(ReadingState)
    assert all(words(text) for text in re.findall(r"(?s)<dd>(.*?)</dd>", rows))


def test_every_error_has_its_line_and_says_what_to_do(client: TestClient) -> None:
    page = see(client, "/bantuan/galat")
    slugs = {kind.slug for kind in error_kinds(PustakaError) if kind.__module__.startswith("app.")}
    assert slugs == set(REMEDIES)
    for slug in slugs:
        assert f'id="{slug}"' in page


def test_an_error_of_the_api_names_a_line_of_that_page(client: TestClient) -> None:
    problem = client.get("/api/v1/documents/999").json()
    path, anchor = problem["type"].split("#")
    assert f'id="{anchor}"' in see(client, path)


def test_the_about_page_counts_what_the_viewer_sees(library: Mapping[str, int], client: TestClient) -> None:
    assert "3 dokumen terbuka bagi Anda" in words(see(client, "/tentang"))


def test_the_api_page_holds_every_operation(client: TestClient) -> None:
    page = see(client, "/api/docs")
    described = client.get("/api/openapi.json").json()
    operations = [(method, path) for path, found in described["paths"].items() for method in found]
    assert page.count('class="panel operation"') == len(operations)
    for _, path in operations:
        assert f">{path}</code>" in unescape(page)
    assert "<script src" not in page.split("<main")[1]


def test_types_are_said_in_a_word() -> None:
    schemas = {
        "a": {"type": "array", "items": {"$ref": "#/components/schemas/Kind"}},
        "b": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "c": {"enum": ["relevance", "newest"]},
        "d": {},
    }
    parameters = [{"name": name, "in": "query", "schema": schema} for name, schema in schemas.items()]
    page = ApiContext.of({"paths": {"/x": {"get": {"parameters": parameters, "tags": ["search"]}}}})
    ((name, (operation,)),) = page.groups
    assert name == "Pencarian"
    assert [one.type for one in operation.parameters] == [
        "array of Kind",
        "integer or null",
        "relevance, newest",
        "any",
    ]
