"""Twenty rules asked for in more than sixty ways: the right one first each time, among others that look like them."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import composition
from app.documents import relating
from app.documents.models import Kind, LegalStatus, RelationType, Visibility
from app.documents.schemas import DocumentFields
from app.main import create_app
from indexer.extract.sandbox import Sandbox
from tests.conftest import settings_in
from tests.support.files import make_pdf
from tests.support.library import add_document
from tests.support.people import find_people
from tests.support.rules import ARTICLES, ARTICLES_IN_OTHER_WORDS, LIKE_THEM, OWN_NUMBERS, RULES, WAYS, Rule

pytestmark = pytest.mark.slow


def pages_of(rule: Rule) -> tuple[str, ...]:
    first = (
        f"{rule.kind.upper()}\nNOMOR {rule.number} TAHUN {rule.year}\nTENTANG\n{rule.title.upper()}\n\nPasal 1\nUmum."
    )
    return (
        first,
        "BAB II\nPasal 26\nKetentuan lain.",
        "Pasal 27\n(1) Setiap instansi melaksanakan manajemen pengetahuan.",
    )


COMMENTARY = "\n".join(
    f"Kajian ini membahas {rule.kind} {rule.number}/{rule.year}, {rule.kind} Nomor {rule.number} Tahun {rule.year}."
    for rule in RULES.values()
)


@pytest.fixture(scope="module")
def shelf(blank_data: Path, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The rules, others like them, and a commentary that names all of them many times."""
    folder = tmp_path_factory.mktemp("rules") / "data"
    shutil.copytree(blank_data, folder)
    with composition.runtime(settings_in(folder)) as parts:
        with parts.database.read() as session:
            people = find_people(session)
        for rule in (*RULES.values(), *LIKE_THEM):
            fields = DocumentFields(
                title=rule.title,
                kind=Kind.REGULATION,
                kind_abbrev=rule.kind,
                number=rule.number,
                year=rule.year,
                visibility=Visibility.PUBLIC,
            )
            name = f"{rule.kind}-{rule.number}-{rule.year}.pdf".replace("/", "-")
            add_document(parts, people["kurator"], make_pdf(pages_of(rule), title=rule.title), name, fields)
        fields = DocumentFields(title="Kajian Perpres 95/2018, UU ITE, dan UU PDP", visibility=Visibility.PUBLIC)
        add_document(parts, people["kurator"], make_pdf((COMMENTARY,) * 3), "kajian.pdf", fields)
        for name, kind, number in OWN_NUMBERS:
            fields = DocumentFields(
                title=name, kind_abbrev=kind, number=number, year=2024, visibility=Visibility.PUBLIC
            )
            add_document(parts, people["kurator"], make_pdf((f"{name}\nNomor {number}",)), f"{name}.pdf", fields)
        assert composition.worker_with(parts, sandbox).run_until_empty().failed == 0
        with parts.database.write() as session:
            relating.add(session, people["kurator"], document_id=2, type_=RelationType.REVOKES, target="UU 11/2008")
    return create_app(settings_in(folder))


@pytest.fixture(scope="module")
def asker(shelf: FastAPI) -> Iterator[TestClient]:
    with TestClient(shelf) as client:
        yield client


def ask(client: TestClient, query: str) -> dict[str, Any]:
    answer: Any = client.get("/api/v1/search", params={"q": query})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_there_are_sixty_ways_and_more() -> None:
    assert len(RULES) == 20
    assert RULES.keys() == WAYS.keys()
    assert sum(map(len, WAYS.values())) >= 90


@pytest.mark.parametrize(("key", "query"), [(key, query) for key, ways in WAYS.items() for query in ways])
def test_the_right_rule_is_first(key: str, query: str, asker: TestClient) -> None:
    found = ask(asker, query)
    first, rule = found["hits"][0], RULES[key]
    assert not any("memuat semua kata" in notice for notice in found["notices"]), "it was found as it was asked for"
    assert (first["title"], first["year"]) == (rule.title, rule.year)
    assert first["document_id"] == list(RULES).index(key) + 1


@pytest.mark.parametrize(
    "ways",
    [
        (
            "perwali 12/2023",
            "Perwal No 12 Th 23",
            "peraturan wali kota tirta kencana nomor 12 tahun 2023",
            "perwali xii/2023",
        ),
        ("perpres 95/2018", "perpres spbe", "PERATURAN PRESIDEN NOMOR 95 TAHUN 2018", "perpres ke-95 tahun 2018"),
        ("UU ITE", "uu 11/2008", "undang-undang nomor 11 tahun 2008"),
        ("permenpanrb 59/2020", "Permenpan RB no 59 tahun 2020", "pm panrb 59/2020"),
        ("manajemen perpres 95/2018", "perpres no 95 th 2018 manajemen", "manajemen menurut perpres spbe"),
        ("perpres 95/2018 pasal 27", "pasal dua puluh tujuh perpres spbe"),
        ("perpres 200/2018", "perpres no dua ratus tahun 2018"),
    ],
)
def test_every_way_gives_the_same_list(ways: tuple[str, ...], asker: TestClient) -> None:
    lists = [[hit["document_id"] for hit in ask(asker, way)["hits"]] for way in ways]
    assert all(found == lists[0] for found in lists), dict(zip(ways, lists, strict=True))


@pytest.mark.parametrize("query", ["perpres 95/2018", "UU ITE", "pp 71/2019"])
def test_behind_the_rule_stands_what_names_it(query: str, asker: TestClient) -> None:
    """The commentary writes the rules in other ways; it names no other documents of the shelf."""
    titles = [hit["title"] for hit in ask(asker, query)["hits"]]
    assert titles[1:] == ["Kajian Perpres 95/2018, UU ITE, dan UU PDP"]


def test_of_a_rule_its_number_is_marked_and_not_its_kind(asker: TestClient) -> None:
    rule, commentary = ask(asker, "Perpres 39/2019")["hits"]
    assert rule["pages"][0]["snippet"].startswith("PERPRES NOMOR <mark>39 TAHUN 2019</mark>")
    assert [page["number"] for page in rule["pages"]] == [1]
    assert "<mark>39/2019</mark>" in commentary["pages"][0]["snippet"]
    assert "<mark>Perpres</mark>" not in commentary["pages"][0]["snippet"]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("permenpanrb 59/2020 dan perpres 95/2018", ["evaluasi", "spbe"]),
        ("perpres 95/2018, 39/2019 dan 132/2022", ["spbe", "sdi", "arsitektur"]),
        ("uu pdp uu ite pp pste", ["pdp", "ite", "pste"]),
        ("uu ite ATAU uu pdp", ["ite", "pdp"]),
        ("perpres 95/2018 perpres 777/2018 uu ite", ["spbe", "ite"]),
    ],
)
def test_several_rules_stand_first_in_their_order(query: str, keys: list[str], asker: TestClient) -> None:
    found = ask(asker, query)
    held = [hit["document_id"] for hit in found["hits"][: len(keys)]]
    assert held == [list(RULES).index(key) + 1 for key in keys]
    assert found["citation"]["is_held"] is ("777" not in query)


def test_each_of_several_rules_that_are_missing_is_said(asker: TestClient) -> None:
    found = ask(asker, "perpres 777/2018 perpres 95/2018 perpres 778/2018")
    said = [notice for notice in found["notices"] if "belum ada di pustaka ini" in notice]
    assert [notice.split(" belum")[0] for notice in said] == ["Perpres 778/2018", "Perpres 777/2018"]


def test_each_of_several_rules_opens_at_its_own_article(asker: TestClient) -> None:
    found = ask(asker, "pasal 27 perpres 95/2018 dan pasal 26 uu ite")
    assert [(hit["document_id"], hit["pages"][0]["number"]) for hit in found["hits"][:2]] == [(1, 3), (3, 2)]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("SOP-LYN-02/2024", "Layanan Loket"),
        ("sop-lyn-02/2024", "Layanan Loket"),
        ("027/BA-UPD/IX/2024", "Berita Acara Uji"),
        ("keputusan walikota 145 2024", "Tim Loket"),
        ("SE 5/SE/2024", "Tanda Tangan"),
    ],
)
def test_what_bears_the_number_is_not_missing(query: str, title: str, asker: TestClient) -> None:
    found = ask(asker, query)
    assert found["hits"][0]["title"] == title
    assert found["citation"]["is_held"] is True


@pytest.mark.parametrize("query", [*ARTICLES, *ARTICLES_IN_OTHER_WORDS])
def test_an_article_is_found_on_its_page(query: str, asker: TestClient) -> None:
    first = ask(asker, query)["hits"][0]
    assert first["document_id"] == 1
    assert first["pages"][0]["number"] == 3
    assert "<mark>Pasal 27</mark>" in first["pages"][0]["snippet"]


def test_words_beside_a_rule_are_looked_for_in_it(asker: TestClient) -> None:
    first = ask(asker, "manajemen pengetahuan perpres 95/2018")["hits"][0]
    assert (first["document_id"], first["pages"][0]["number"]) == (1, 3)
    assert "<mark>manajemen</mark>" in first["pages"][0]["snippet"]


@pytest.mark.parametrize("query", ["perda kota sagara 3/2022", "perbup tirta kencana 90/2019", "perpres 96/2018"])
def test_a_rule_of_elsewhere_is_not_taken_for_one_that_is_held(query: str, asker: TestClient) -> None:
    assert ask(asker, query)["citation"]["is_held"] is False


@pytest.mark.parametrize("query", ["perpres", "peraturan bupati", "95", "tahun 2018", "data -perpres 95/2018", "uu"])
def test_what_names_no_rule_is_looked_for_as_words(query: str, asker: TestClient) -> None:
    assert ask(asker, query)["citation"] is None


def test_a_revoked_rule_says_by_what(asker: TestClient) -> None:
    first = ask(asker, "UU ITE")["hits"][0]
    assert first["status"] == LegalStatus.REVOKED
    assert first["changes"] == [{"label": "Dicabut dengan", "name": "Permen PANRB 59/2020", "document_id": 2}]
    page: Any = asker.get("/cari", params={"q": "UU ITE"}, headers={"Accept": "text/html"})
    assert 'Dicabut dengan <a href="/dokumen/2">Permen PANRB 59/2020</a>' in page.text
