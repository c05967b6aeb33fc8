"""The home page: the question first, and counts of exactly what this viewer may see."""

from collections.abc import Iterator, Mapping

import pytest
from fastapi.testclient import TestClient

from app.core.config import Settings
from app.core.runtime import Runtime
from app.instruments import loader
from app.instruments import service as instruments
from app.main import create_app
from tests.conftest import ROOT, SignedIn, settings_in
from tests.frontend.pages.visiting import see, words

SAMPLE = ROOT / "tests/app/instruments/samples/decimal-levels.yaml"


def count_beside(page: str, kind: str) -> str:
    row = page.split(f'href="/jenis/{kind}"')[1].split("</a>", maxsplit=1)[0]
    return words(f"<a{row}").split()[-2]


def test_the_search_box_comes_first(library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, "/")
    assert page.index('name="q"') < page.index("<h2")
    assert page.count('type="search"') == 1, "one box is enough"


def test_a_visitor_counts_only_what_is_public(library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, "/")
    assert "3 dokumen pemerintahan digital" in words(page)
    assert count_beside(page, "regulasi") == "1"
    assert 'href="/jenis/pedoman"' not in page
    for hidden in ("Zirkonium", "Molibdenum", "Pedoman Berbagi Pengetahuan"):
        assert hidden not in page


@pytest.mark.parametrize(("username", "total"), [("pembaca", 4), ("operator2", 5), ("kurator", 5)])
def test_counts_follow_the_viewer(username: str, total: int, library: Mapping[str, int], signed_in: SignedIn) -> None:
    page = see(signed_in(username), "/")
    assert f"{total} dokumen pemerintahan digital" in words(page)
    assert ("Zirkonium" in page) is (total == 5)


def test_domains_lead_on_with_counts_of_confirmed_documents(library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, "/")
    tile = page.split('href="/instrumen/permenpanrb-59-2020/domain/3"')[1].split("</article>")[0]
    assert words(f"<a{tile}").endswith("1 dokumen")
    policy = page.split('href="/instrumen/permenpanrb-59-2020/domain/1"')[1].split("</article>")[0]
    assert words(f"<a{policy}").endswith("1 dokumen")


def test_coverage_is_drawn_and_told_in_a_table(library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, "/")
    assert '<svg width="100%"' in page
    table = words(page.split("Cakupan dokumen per domain")[1])
    assert "Kebijakan Internal SPBE 1 10 10%" in table
    assert "Manajemen SPBE 1 11 9%" in table


def test_an_empty_library_says_what_comes_next(client: TestClient, signed_in: SignedIn) -> None:
    assert "Pustaka masih kosong" in words(see(client, "/"))
    assert 'href="/unggah"' in see(signed_in("operator"), "/").split("Pustaka masih kosong")[1]


@pytest.fixture
def without_domains(settings: Settings) -> Iterator[TestClient]:
    """The site of an institution whose first instrument has aspects only, beside the built-in one."""
    source = SAMPLE.read_text(encoding="utf-8")
    app = create_app(settings_in(settings.data_dir, default_instrument="contoh-desimal"))
    with TestClient(app, follow_redirects=False) as client:
        parts: Runtime = app.state.runtime
        with parts.database.write() as session:
            instruments.install(session, loader.parse(source), source_yaml=source)
        yield client


def test_an_instrument_without_domains_is_entered_by_aspects(without_domains: TestClient) -> None:
    page = see(without_domains, "/")
    assert "Jelajahi menurut aspek" in words(page)
    assert 'href="/instrumen/contoh-desimal/aspek/1"' in page
    tree = see(without_domains, "/telusuri")
    body = words(tree.split("<main")[1].split("</main>")[0])
    assert "Aspek 1 Tanaman" in body
    assert "Domain" not in body


def test_several_instruments_can_be_switched(without_domains: TestClient) -> None:
    page = see(without_domains, "/telusuri")
    assert 'href="/instrumen/permenpanrb-59-2020"' in page
    assert 'href="/instrumen/contoh-desimal" aria-current="page"' in page
    see(without_domains, "/instrumen/contoh-desimal/domain/1", status=404)
    assert "Keteduhan taman." in words(see(without_domains, "/instrumen/contoh-desimal/indikator/1"))
