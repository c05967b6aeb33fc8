"""The result page: right pages, honest counts, state in the address, and no query that breaks it."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from fastapi.testclient import TestClient

from app.core.runtime import Runtime
from tests.conftest import SignedIn
from tests.frontend.pages.parts import card_titles, links
from tests.frontend.pages.visiting import heading, see, value_of, words


def search(client: TestClient, text: str, **more: str) -> str:
    return see(client, f"/cari?{urlencode({'q': text, **more})}")


def test_a_hit_leads_to_its_page_with_the_words(library: Mapping[str, int], client: TestClient) -> None:
    page = search(client, "manajemen pengetahuan")
    assert heading(page) == "Hasil untuk “manajemen pengetahuan”"
    assert card_titles(page)[0] == "Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik"
    assert f"/dokumen/{library['perwal']}/baca?hal=3&q=manajemen+pengetahuan" in links(page)
    assert "<mark>manajemen</mark>" in page
    assert "Perwali Tirta Kencana 12/2023" in words(page)
    assert "Berlaku" in words(page)


def test_what_is_hidden_is_neither_shown_nor_counted(library: Mapping[str, int], client: TestClient) -> None:
    for text in ("zirkonium", "molibdenum"):
        page = search(client, text)
        assert "Tidak ada dokumen yang cocok" in words(page)
        assert "0 dokumen" in words(page)


def test_who_may_see_more_finds_more(library: Mapping[str, int], signed_in: SignedIn) -> None:
    assert card_titles(search(signed_in("operator2"), "zirkonium")) == ["Laporan Kerentanan Zirkonium"]
    assert card_titles(search(signed_in("operator"), "zirkonium")) == []


def test_a_filter_narrows_and_can_be_taken_off(library: Mapping[str, int], client: TestClient) -> None:
    page = search(client, "data OR peraturan ATAU data", jenis="sop")
    assert card_titles(page) == ["SOP Pencadangan Data"]
    assert "Jenis dokumen: SOP" in words(page)
    assert re.search(r'name="jenis" value="sop" checked', page)
    chip = page.split('class="chips"')[1].split("</ul>")[0]
    assert all("jenis" not in link for link in links(chip))
    assert all("q=data" in link for link in links(chip))


def test_a_chosen_filter_stays_in_sight_when_nothing_is_left(library: Mapping[str, int], client: TestClient) -> None:
    page = search(client, "pencadangan", jenis="rencana", tahun="1999", domain="2")
    assert card_titles(page) == []
    for said in ("Jenis dokumen: Rencana", "Tahun: 1999", "Domain: 2. Tata Kelola SPBE", "Hapus semua saringan"):
        assert said in words(page)
    assert re.search(r'name="jenis" value="rencana" checked', page)


def test_the_filter_form_carries_the_whole_state(library: Mapping[str, int], client: TestClient) -> None:
    page = search(client, "data", urut="judul", jenis="sop")
    assert value_of(page.split('class="split"')[1], "q") == "data"
    assert value_of(page, "urut") == "judul"


@pytest.mark.parametrize(
    "state",
    [
        "jenis=entah&status=abc&tahun=dua&domain=-1&aspek=1.5&indikator=%00&opd=1e9&hal=nol&urut=acak",
        f"tahun={'9' * 40}&opd={'9' * 25}&hal={'9' * 30}",
        "jenis=" + "&jenis=".join(["sop"] * 500),
        "tahun=٢٠٢٣&hal=-3",
    ],
)
def test_an_address_with_nonsense_is_no_error(state: str, library: Mapping[str, int], client: TestClient) -> None:
    assert "SOP Pencadangan Data" in see(client, f"/cari?q=pencadangan&{state}")


def test_a_page_beyond_the_last_leads_to_the_last(library: Mapping[str, int], client: TestClient) -> None:
    answer = client.get("/cari?q=pencadangan&hal=99&jenis=sop", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.headers["location"]).query) == {
        "q": ["pencadangan"],
        "jenis": ["sop"],
        "hal": ["1"],
    }


HOSTILE = [
    "*",
    '"',
    "'''",
    "ATAU ATAU ATAU",
    "- - -",
    "((((((",
    "yang dan di",
    "a" * 10_000,
    "kata " * 2_000,
    '"' * 999,
    "\u202ekebalik\x00\ud7ff",
    "<script>alert(1)</script>",
    "%' OR 1=1 --",
    "judul:rahasia title:[a TO z]",
    "🗂️📚",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_typed_breaks_the_page(text: str, library: Mapping[str, int], client: TestClient) -> None:
    page = search(client, text)
    heading(page)
    assert "<script>alert" not in page
    assert max(map(len, links(page))) < 4_000, "addresses stay short enough to follow"
    assert len(page) < 200_000


def test_a_long_query_stays_in_the_form(library: Mapping[str, int], client: TestClient) -> None:
    text = "pencadangan " + "kata " * 400
    page = search(client, text)
    assert value_of(page.split('class="split"')[1], "q").strip() == text.strip()
    assert "kata pertama yang dicari" in words(page)


def test_no_words_shows_everything_newest_first(library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, "/cari")
    assert heading(page) == "Semua dokumen"
    assert card_titles(page) == [
        "Berita Acara Pindaian",
        "SOP Pencadangan Data",
        "Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik",
    ]


def test_a_rule_that_is_not_held_is_said_with_who_cites_it(library: Mapping[str, int], client: TestClient) -> None:
    page = search(client, "perpres 95/2018")
    seen = words(page)
    assert seen.count("Perpres 95/2018 belum ada di pustaka ini") == 1, "said once"
    section = page.split('aria-labelledby="mengutip"')[1].split("</section>")[0]
    assert "Penyelenggaraan Sistem Pemerintahan" in section
    assert "Pedoman Berbagi Pengetahuan" not in section, "the citing guideline is internal"
    assert f"/dokumen/{library['perwal']}/baca?q=Perpres+95%2F2018" in links(section)


@pytest.mark.parametrize("path", ["/cari", "/dokumen", "/regulasi"])
def test_filters_that_nothing_can_fit_are_said(path: str, library: Mapping[str, int], client: TestClient) -> None:
    page = words(see(client, f"{path}?tahun=kemarin&jenis=puisi&status=in_force"))
    assert "Saringan tahun, jenis dokumen di alamat ini tidak dikenal, jadi diabaikan." in page
    assert "tidak dikenal" not in words(see(client, f"{path}?tahun=2023&tahun="))


def test_a_rule_that_nobody_cites_says_what_to_do(
    library: Mapping[str, int], client: TestClient, signed_in: SignedIn
) -> None:
    assert "Sampaikan kepada kurator" in words(search(client, "perpres 1/1999"))
    assert "/unggah" in search(signed_in("operator"), "perpres 1/1999").split('id="mengutip"')[1].split("</section>")[0]


def test_a_rule_that_is_held_stands_first(library: Mapping[str, int], client: TestClient) -> None:
    page = search(client, "perwali 12/2023")
    assert card_titles(page)[0] == "Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik"
    assert "belum ada di pustaka ini" not in words(page)


def test_a_slip_is_met_with_its_correction_and_a_way_back(library: Mapping[str, int], client: TestClient) -> None:
    page = search(client, "pencadngan", jenis="sop")
    assert heading(page) == "Hasil untuk “pencadangan”"
    assert "Tidak ada hasil untuk “pencadngan”" in words(page)
    assert card_titles(page) == ["SOP Pencadangan Data"]
    assert f"/dokumen/{library['sop']}/baca?hal=1&q=pencadangan" in links(page), "what was found is what is marked"
    assert "/cari?q=pencadngan&jenis=sop&tepat=1" in links(page)
    exact = search(client, "pencadngan", jenis="sop", tepat="1")
    assert card_titles(exact) == []
    assert "Maksud Anda: pencadangan" in words(exact)
    assert "/cari?q=pencadangan&jenis=sop" in links(exact)


def test_typed_filters_are_chips_that_can_be_taken_off(library: Mapping[str, int], client: TestClient) -> None:
    page = search(client, "data ATAU pengetahuan tahun:2023..2024 -jenis:sop")
    assert card_titles(page) == ["Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik"]
    assert heading(page) == "Hasil untuk “data ATAU pengetahuan”"
    assert heading(search(client, "tahun:2023")) == "Dokumen menurut saringan"
    chips = page.split('class="chips"')[1].split("</ul>")[0]
    assert "Tahun: 2023–2024" in words(chips)
    assert "Bukan jenis: SOP" in words(chips)
    assert f"/cari?{urlencode({'q': 'data ATAU pengetahuan -jenis:sop'})}" in links(chips)
    assert f"/cari?{urlencode({'q': 'data ATAU pengetahuan'})}" in links(chips), "all filters off"
    assert all("jenis" not in link and "tahun" not in link for link in links(page) if "/baca" in link)


def test_typed_filters_and_ticked_ones_narrow_each_other(library: Mapping[str, int], client: TestClient) -> None:
    assert card_titles(search(client, "data tahun:2024", jenis="sop")) == ["SOP Pencadangan Data"]
    nothing = search(client, "pencadangan tahun:2024", jenis="regulasi")
    assert card_titles(nothing) == []
    assert "Tampilkan 1 dokumen tanpa saringan" in words(nothing)
    assert "/cari?q=pencadangan" in links(nothing)


def test_a_ticked_facet_still_offers_its_other_values(library: Mapping[str, int], client: TestClient) -> None:
    page = search(client, "data ATAU pengetahuan", jenis="sop")
    assert card_titles(page) == ["SOP Pencadangan Data"]
    assert re.search(r'name="jenis" value="regulasi"', page)
    both = see(client, f"/cari?{urlencode([('q', 'data ATAU pengetahuan'), ('jenis', 'sop'), ('jenis', 'regulasi')])}")
    assert len(card_titles(both)) == 2


def test_formats_can_be_chosen(library: Mapping[str, int], client: TestClient, signed_in: SignedIn) -> None:
    page = search(signed_in("pembaca"), "pengetahuan", format="word")
    assert card_titles(page) == ["Pedoman Berbagi Pengetahuan"]
    assert "Format: Word" in words(page)
    assert card_titles(search(signed_in("pembaca"), "pengetahuan format:docx")) == ["Pedoman Berbagi Pengetahuan"]


def test_a_hit_says_how_often_and_on_how_many_pages(library: Mapping[str, int], client: TestClient) -> None:
    assert "3 temuan di 1 halaman" in words(search(client, "pengetahuan"))


def test_understood_words_are_said_when_they_differ(library: Mapping[str, int], client: TestClient) -> None:
    assert "Yang dicari: pencadangan data" in words(search(client, "pencadangan (data)"))
    assert "Yang dicari" not in words(search(client, "pencadangan data"))
    assert "Yang dicari" not in words(search(client, "Perwali 12 tahun 2023 pasal 27 ayat (3)"))


def test_without_an_index_search_goes_on_and_says_so(
    library: Mapping[str, int], runtime: Runtime, client: TestClient
) -> None:
    for generation in runtime.settings.index_dir.iterdir():
        if generation.is_file():
            generation.unlink()
        else:
            generation.rename(generation.with_name(f"{generation.name}-hilang"))
    page = search(client, "pencadangan")
    assert card_titles(page) == ["SOP Pencadangan Data"]
    assert "sedang disusun ulang" in words(page)
