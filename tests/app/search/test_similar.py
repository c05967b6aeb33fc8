"""Documents that are like another one, with the words that both share; hidden ones leave no trace."""

import shutil
from collections.abc import Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.core.runtime import Runtime
from app.documents.models import Kind, Visibility
from app.documents.schemas import DocumentFields
from tests.conftest import SignedIn, WorkQueue
from tests.frontend.pages.parts import section
from tests.frontend.pages.visiting import HTML, heading, see, words
from tests.support.counting import count_queries
from tests.support.files import make_pdf
from tests.support.library import add_document
from tests.support.people import People

LAUNCH = "Peluncuran roket sonda memakai landasan pantai.\nRoket sonda dipantau radar selama peluncuran."
HARBOUR = "Kapal nelayan berlabuh di dermaga.\nDermaga diterangi lampu suar setiap malam."


@pytest.fixture
def launches(library: Mapping[str, int], runtime: Runtime, people: People, work_queue: WorkQueue) -> dict[str, int]:
    """Three about one thing, the last of them hidden from most; one about another."""

    def added(title: str, text: str, visibility: Visibility = Visibility.PUBLIC) -> int:
        fields = DocumentFields(title=title, kind=Kind.REPORT, year=2024, visibility=visibility)
        name = f"{title.lower().replace(' ', '-')}.pdf"
        return add_document(runtime, people["operator2"], make_pdf((text,)), name, fields)

    found = {
        "manual": added("Manual Roket Sonda", f"{LAUNCH}\nKerahasiaan osmium dijaga."),
        "report": added("Laporan Peluncuran", f"{LAUNCH}\nLaporan disusun tim."),
        "secret": added("Peluncuran Osmium", f"{LAUNCH}\nOsmium osmium osmium.", Visibility.RESTRICTED),
        "harbour": added("Dermaga Nelayan", HARBOUR),
    }
    work_queue()
    return found


def similar(client: TestClient, document_id: int) -> list[dict[str, Any]]:
    answer: Any = client.get(f"/api/v1/documents/{document_id}/similar")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_the_likest_comes_with_the_words_that_both_share(launches: Mapping[str, int], client: TestClient) -> None:
    found = similar(client, launches["manual"])
    assert [one["document_id"] for one in found] == [launches["report"]]
    assert {"roket", "sonda", "peluncuran"} <= set(found[0]["terms"])
    assert found[0]["url"] == f"/dokumen/{launches['report']}"


def test_what_shares_too_little_is_not_called_similar(launches: Mapping[str, int], client: TestClient) -> None:
    assert similar(client, launches["harbour"]) == []


def test_hidden_documents_are_neither_named_nor_weighed(
    launches: Mapping[str, int], client: TestClient, signed_in: SignedIn
) -> None:
    assert all("osmium" not in one["terms"] for one in similar(client, launches["manual"]))
    assert client.get(f"/api/v1/documents/{launches['secret']}/similar").status_code == 404
    owner = similar(signed_in("operator2"), launches["manual"])
    assert {one["document_id"] for one in owner} == {launches["report"], launches["secret"]}
    told = next(one for one in owner if one["document_id"] == launches["secret"])
    assert "osmium" in told["terms"]


def test_a_document_without_text_or_telling_words_has_none(library: Mapping[str, int], client: TestClient) -> None:
    assert similar(client, library["pindaian"]) == []


def test_without_an_index_it_says_so(launches: Mapping[str, int], runtime: Runtime, client: TestClient) -> None:
    runtime.generations.close()
    shutil.rmtree(runtime.settings.index_dir)
    answer: Any = client.get(f"/api/v1/documents/{launches['manual']}/similar")
    assert answer.status_code == 503
    assert "indeks sedang disusun" in answer.json()["detail"]
    assert "indeks sedang disusun" in words(see(client, f"/dokumen/{launches['manual']}/serupa"))


def test_the_page_of_a_document_leads_there_without_scripts(launches: Mapping[str, int], client: TestClient) -> None:
    address = f"/dokumen/{launches['manual']}/serupa"
    assert f'href="{address}"' in section(see(client, f"/dokumen/{launches['manual']}"), "serupa")
    page = see(client, address)
    assert heading(page) == "Dokumen serupa"
    assert "Laporan Peluncuran" in words(page)
    assert "Sama-sama memuat: " in words(page)
    assert f'href="/dokumen/{launches["report"]}/baca?q=' in page


def test_with_scripts_only_the_part_is_sent(launches: Mapping[str, int], client: TestClient) -> None:
    part: Any = client.get(f"/dokumen/{launches['manual']}/serupa", headers={**HTML, "HX-Request": "true"})
    assert "<html" not in part.text
    assert "Laporan Peluncuran" in words(part.text)


def test_it_costs_few_queries(launches: Mapping[str, int], runtime: Runtime, signed_in: SignedIn) -> None:
    client = signed_in("pembaca")
    similar(client, launches["manual"])
    with count_queries(runtime.database.engine) as queries:
        similar(client, launches["manual"])
    assert len(queries) <= 8
