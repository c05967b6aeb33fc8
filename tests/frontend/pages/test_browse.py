"""Browsing: the tree with counts, an indicator with what the library holds on it, and lists as plain addresses."""

import re
from collections.abc import Mapping
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient

from app.core.runtime import Runtime
from app.documents import service as documents
from app.documents import tagging
from app.documents.models import Kind, TagState, Visibility
from app.documents.schemas import DocumentFields
from app.documents.tagging import SuggestedTag
from app.evidence import service as evidence
from app.instruments import service as instruments
from frontend.contexts.browse import level_text
from tests.conftest import SignedIn
from tests.frontend.pages.parts import card_titles, section
from tests.frontend.pages.visiting import HTML, heading, see, words
from tests.support.library import INSTRUMENT, add_document
from tests.support.people import People

INDICATOR = f"/instrumen/{INSTRUMENT}/indikator/26"


def test_the_tree_holds_every_indicator_with_its_count(library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, "/telusuri")
    assert len(set(re.findall(rf'href="/instrumen/{INSTRUMENT}/indikator/(\d+)"', page))) == 47
    line = page.split(f'href="{INDICATOR}"')[1].split("</a>", maxsplit=1)[0]
    assert words(f"<a{line}") == "26 Manajemen Pengetahuan 1 dokumen"


def test_counts_of_the_tree_follow_the_viewer(library: Mapping[str, int], signed_in: SignedIn) -> None:
    for username, count in (("pembaca", 2), ("operator2", 3), ("kurator", 3)):
        line = see(signed_in(username), "/telusuri").split(f'href="{INDICATOR}"')[1].split("</a>", maxsplit=1)[0]
        assert words(f"<a{line}") == f"26 Manajemen Pengetahuan {count} dokumen"


def test_from_domain_to_aspect_to_indicator(library: Mapping[str, int], client: TestClient) -> None:
    domain = see(client, f"/instrumen/{INSTRUMENT}/domain/3")
    assert heading(domain) == "Manajemen SPBE"
    assert f'href="/instrumen/{INSTRUMENT}/aspek/5"' in domain
    assert card_titles(section(domain, "dokumen")) == ["Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik"]
    aspect = see(client, f"/instrumen/{INSTRUMENT}/aspek/5")
    assert f'href="{INDICATOR}"' in aspect
    assert card_titles(section(aspect, "dokumen")) == ["Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik"]


def test_short_addresses_lead_to_the_first_instrument(client: TestClient) -> None:
    for short, long in (("domain/2", "domain/2"), ("aspek/8", "aspek/8"), ("indikator/26", "indikator/26")):
        answer = client.get(f"/{short}", headers=HTML)
        assert answer.headers["location"] == f"/instrumen/{INSTRUMENT}/{long}"


@pytest.mark.parametrize(
    "path",
    [
        f"/instrumen/{INSTRUMENT}/domain/5",
        f"/instrumen/{INSTRUMENT}/aspek/0",
        f"/instrumen/{INSTRUMENT}/indikator/48",
        f"/instrumen/{INSTRUMENT}/indikator/satu",
        f"/instrumen/{INSTRUMENT}/indikator/{'9' * 30}",
        "/instrumen/tidak-ada",
        "/indikator/-1",
        "/jenis/entah",
    ],
)
def test_what_is_not_there_is_not_found(path: str, client: TestClient) -> None:
    see(client, path, status=404)


def test_an_indicator_says_what_each_level_asks_for(library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, INDICATOR)
    ladder = section(page, "tingkat")
    names = [words(title) for title in re.findall(r'(?s)<h3 class="criteria__title">(.*?)</h3>', ladder)]
    assert names == ["1 Rintisan", "2 Terkelola", "3 Terdefinisi Target", "4 Terpadu dan terukur", "5 Optimum"]
    assert ladder.count("Bukti dukung yang lazim") == 5
    assert "Perpres 95/2018 Pasal 52" in words(page)
    assert 'rel="prev" href="/instrumen/permenpanrb-59-2020/indikator/25"' in page
    assert 'rel="next" href="/instrumen/permenpanrb-59-2020/indikator/27"' in page
    assert 'href="/cari?q=Manajemen+Pengetahuan"' in page


def test_the_first_and_the_last_indicator_have_one_neighbour(client: TestClient) -> None:
    assert 'rel="prev"' not in see(client, f"/instrumen/{INSTRUMENT}/indikator/1")
    assert 'rel="next"' not in see(client, f"/instrumen/{INSTRUMENT}/indikator/47")


def test_only_confirmed_documents_count_and_suggestions_stand_apart(
    library: Mapping[str, int], client: TestClient, runtime: Runtime, people: People
) -> None:
    with runtime.database.write() as session:
        indicator_id = instruments.indicator_id(session, INSTRUMENT, 26)
        sop = documents.get(session, people["kurator"], library["sop"])
        reasons = ({"phrase": "pencadangan", "page": 1, "count": 2},)
        tagging.replace_suggestions(session, sop, [SuggestedTag(indicator_id, 0.7, reasons)])
    page = see(client, INDICATOR)
    assert card_titles(section(page, "dokumen")) == ["Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik"]
    assert "SOP Pencadangan Data" in section(page, "usulan")
    assert "tidak ikut dihitung" in section(page, "usulan")


def test_a_hidden_document_is_not_in_an_indicators_list(library: Mapping[str, int], signed_in: SignedIn) -> None:
    assert "Zirkonium" not in see(signed_in("pembaca"), INDICATOR)
    assert "Zirkonium" in see(signed_in("operator2"), INDICATOR)


def test_evidence_is_shown_to_those_who_may_see_it(
    library: Mapping[str, int], client: TestClient, signed_in: SignedIn
) -> None:
    assert 'id="bukti"' not in see(client, INDICATOR)
    assert 'id="bukti"' not in see(signed_in("pembaca"), INDICATOR)
    own = section(see(signed_in("operator"), INDICATOR), "bukti")
    assert "Dinas Komunikasi dan Informatika" in own
    assert f"/dokumen/{library['perwal']}?revisi=1&amp;halaman=3" in own
    assert "Dinas Komunikasi" not in section(see(signed_in("operator2"), INDICATOR), "bukti"), "a draft of others"


def test_linking_is_offered_where_an_assessment_runs(
    library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    assert 'href="/penilaian/1/indikator/26"' in see(signed_in("operator"), INDICATOR)
    assert "Tautkan bukti dukung" not in see(signed_in("kurator"), INDICATOR)
    with runtime.database.write() as session:
        evidence.close_assessment(session, people["peninjau"], assessment_id=1)
    assert "Tautkan bukti dukung" not in see(signed_in("operator"), INDICATOR)


@pytest.mark.parametrize(
    ("path", "titles"),
    [
        ("/regulasi", ["Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik"]),
        ("/jenis/sop", ["SOP Pencadangan Data"]),
        ("/praktik-baik", []),
        ("/dokumen?urut=judul", ["Berita Acara Pindaian", "Penyelenggaraan", "SOP Pencadangan Data"]),
        ("/dokumen?urut=tahun", ["SOP Pencadangan Data", "Penyelenggaraan", "Berita Acara Pindaian"]),
        ("/dokumen?jenis=sop&jenis=regulasi&urut=terlama", ["Penyelenggaraan", "SOP Pencadangan Data"]),
        ("/dokumen?indikator=26", ["Penyelenggaraan"]),
        ("/dokumen?status=in_force&tahun=2023", ["Penyelenggaraan"]),
        ("/dokumen?status=revoked", []),
    ],
)
def test_lists_for_a_visitor(path: str, titles: list[str], library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, path)
    found = card_titles(page)
    assert [title for title, wanted in zip(found, titles, strict=True) if not title.startswith(wanted)] == []
    if not titles:
        assert "Belum ada dokumen di sini" in page or "Tidak ada dokumen dengan saringan ini" in page


def test_a_shelf_of_one_kind_cannot_be_widened(library: Mapping[str, int], client: TestClient) -> None:
    assert card_titles(see(client, "/regulasi?jenis=sop")) == [
        "Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik"
    ]
    assert 'name="jenis"' not in see(client, "/jenis/sop")


def test_a_long_list_is_turned_by_plain_links(runtime: Runtime, people: People, client: TestClient) -> None:
    for number in range(23):
        fields = DocumentFields(title=f"Surat {number:02}", kind=Kind.LETTER, visibility=Visibility.PUBLIC)
        add_document(runtime, people["kurator"], f"Isi surat {number}".encode(), f"surat-{number}.txt", fields)
    first = see(client, "/jenis/surat?urut=judul")
    assert len(card_titles(first)) == 20
    assert 'href="/jenis/surat?urut=judul&amp;hal=2"' in first
    assert card_titles(see(client, "/jenis/surat?urut=judul&hal=2")) == ["Surat 20", "Surat 21", "Surat 22"]


def test_an_empty_list_offers_what_the_viewer_may_do(client: TestClient, signed_in: SignedIn) -> None:
    assert "Masuk untuk melihat dokumen internal" in words(see(client, "/regulasi"))
    assert 'href="/unggah"' in see(signed_in("operator"), "/regulasi").split("Belum ada dokumen")[1]


@pytest.mark.parametrize(("value", "text"), [("3.00", "3"), ("3.25", "3,25"), ("10", "10"), ("0.5", "0,5")])
def test_levels_are_written_as_people_write_them(value: str, text: str) -> None:
    assert level_text(Decimal(value)) == text


def test_a_kind_has_its_own_words(client: TestClient) -> None:
    headings = {heading(see(client, f"/jenis/{kind}")) for kind in Kind}
    assert len(headings) == len(Kind)


def test_confirmed_only_means_confirmed(
    library: Mapping[str, int], runtime: Runtime, people: People, client: TestClient
) -> None:
    """A decision taken back leaves the list with the same request."""
    with runtime.database.write() as session:
        indicator_id = instruments.indicator_id(session, INSTRUMENT, 26)
        tagging.decide(
            session,
            people["kurator"],
            document_id=library["perwal"],
            indicator_id=indicator_id,
            state=TagState.REJECTED,
        )
    page = see(client, INDICATOR)
    assert "Belum ada dokumen yang dipastikan" in section(page, "dokumen")
    assert "Penyelenggaraan Sistem" not in page
