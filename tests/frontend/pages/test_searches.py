"""Saved searches and requests on pages: plain forms that keep what was typed, seen by whom they concern."""

from collections.abc import Mapping
from html import unescape
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from app.core.runtime import Runtime
from app.documents.models import Kind, LegalStatus
from app.documents.schemas import Filters
from frontend.contexts.listing import FACETS, Chosen
from frontend.contexts.searches import ATTRIBUTES, ORDERS, chosen_of
from tests.conftest import SignedIn
from tests.frontend.pages.parts import card_titles, links, section
from tests.frontend.pages.visiting import heading, see, send, value_of, words

SAVED, OWN, DESK = "/pencarian-tersimpan", "/permintaan", "/kurasi/pencarian"


def noted(runtime: Runtime) -> None:
    runtime.search_log.flush()  # type: ignore[attr-defined]


def test_a_search_is_saved_from_its_result_page_and_opened_again(
    library: Mapping[str, int], signed_in: SignedIn
) -> None:
    reader = signed_in("pembaca")
    results = see(reader, "/cari?q=data&jenis=sop&urut=judul")
    assert value_of(results, "alamat") == "q=data&jenis=sop&urut=judul"
    saved = send(reader, SAVED, {"name": "SOP data", "alamat": value_of(results, "alamat")})
    assert (saved.status_code, saved.headers["location"]) == (303, "/cari?q=data&jenis=sop&urut=judul")
    listed = see(reader, SAVED)
    assert "SOP data" in words(listed)
    assert "1 dokumen, tidak ada yang baru sejak kunjungan terakhir" in words(listed)
    opened = send(reader, f"{SAVED}/1/buka")
    assert opened.headers["location"] == "/cari?q=data&jenis=sop&urut=judul&tepat=1"


def test_the_address_is_read_as_leniently_as_the_page_reads_it(library: Mapping[str, int], signed_in: SignedIn) -> None:
    reader = signed_in("pembaca")
    odd = "q=data&jenis=puisi&tahun=abc&urut=entah&hal=7&x=1&tahun=2024"
    assert send(reader, SAVED, {"name": "Aneh", "alamat": odd}).headers["location"] == "/cari?q=data&tahun=2024"
    assert send(reader, SAVED, {"name": "Kosong", "alamat": ""}).headers["location"] == "/cari"
    assert "Semua dokumen" in words(see(reader, SAVED))


@pytest.mark.parametrize("name", ["", "SOP data", "n" * 121])
def test_a_name_that_is_refused_stays_with_its_message(
    name: str, library: Mapping[str, int], signed_in: SignedIn
) -> None:
    reader = signed_in("pembaca")
    send(reader, SAVED, {"name": "SOP data", "alamat": "q=data"})
    refused = send(reader, SAVED, {"name": name, "alamat": "q=pedoman&tahun=2024"})
    assert refused.status_code == 422
    assert value_of(refused.text, "name") == name
    assert value_of(refused.text, "alamat") == "q=pedoman&tahun=2024"
    again = send(reader, f"{SAVED}/1/nama", {"name": "n" * 121})
    assert (again.status_code, value_of(again.text, "name")) == (422, "n" * 121)
    assert send(reader, f"{SAVED}/1/nama", {"name": "Nama baru"}).status_code == 303
    assert heading(see(reader, f"{SAVED}/1")) == "Nama baru"


def test_who_is_not_signed_in_comes_back_to_the_form(library: Mapping[str, int], client: TestClient) -> None:
    results = see(client, "/cari?q=data&jenis=sop")
    (form,) = [link for link in links(results) if link.startswith(f"{SAVED}/baru")]
    answer = client.get(form, headers={"Accept": "text/html"})
    assert answer.headers["location"] == f"/masuk?lanjut={quote(form, safe='')}"


def test_a_feed_address_is_shown_once_and_can_be_withdrawn(library: Mapping[str, int], signed_in: SignedIn) -> None:
    reader = signed_in("pembaca")
    send(reader, SAVED, {"name": "Data", "alamat": "q=data"})
    made = send(reader, f"{SAVED}/1/umpan")
    assert made.status_code == 200
    address = words(section(made.text, "umpan")).split("/umpan/")[1].split(" ")[0]
    assert reader.get(f"/umpan/{address}").status_code == 200
    assert address not in see(reader, f"{SAVED}/1")
    assert send(reader, f"{SAVED}/1/umpan/cabut").status_code == 303
    assert reader.get(f"/umpan/{address}").status_code == 404


def test_deleting_asks_first(library: Mapping[str, int], signed_in: SignedIn) -> None:
    reader = signed_in("pembaca")
    send(reader, SAVED, {"name": "Data", "alamat": "q=data"})
    assert "“Data”" in words(see(reader, f"{SAVED}/1/hapus"))
    assert see(signed_in("operator"), f"{SAVED}/1", status=404)
    assert send(reader, f"{SAVED}/1/hapus").headers["location"] == SAVED
    see(reader, f"{SAVED}/1", status=404)


def test_from_nothing_found_to_the_document_in_three_forms(
    library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn
) -> None:
    reader, curator = signed_in("pembaca"), signed_in("kurator")
    failed = see(reader, "/cari?q=Klinik+Kuantum")
    asked = section(failed, "minta")
    assert value_of(asked, "query") == "Klinik Kuantum"
    assert send(reader, OWN, {"query": "Klinik Kuantum", "note": "Baris satu\nBaris dua"}).status_code == 303
    again = send(reader, OWN, {"query": "klinik kuantum"})
    assert (again.status_code, again.headers["location"]) == (303, OWN)
    noted(runtime)
    desk = see(curator, DESK)
    assert "Klinik Kuantum Baris satu Baris dua Pembaca Uji" in words(section(desk, "permintaan"))
    assert "klinik kuantum 1 kali tanpa hasil" in words(section(desk, "tanpa-hasil"))
    place = "/kurasi/permintaan/1"
    assert "Pedoman Berbagi Pengetahuan" in words(see(curator, place)), "what has some of the words is offered"
    address = f"http://testserver/dokumen/{library['pedoman']}?dari=cari"
    assert send(curator, f"{place}/penuhi", {"alamat": address, "answer": "Ini dia."}).headers["location"] == DESK
    assert "Dokumen yang Anda minta (“Klinik Kuantum”) sudah ada" in words(see(reader, "/pemberitahuan"))
    answered = see(reader, OWN)
    assert f'href="/dokumen/{library["pedoman"]}"' in answered
    own = words(answered)
    assert "Dipenuhi" in own
    assert "Kurator: Ini dia." in own
    assert "Tidak ada permintaan yang menunggu" in words(see(curator, DESK))
    assert "Klinik Kuantum Dipenuhi" in words(see(curator, f"{DESK}?keadaan=selesai"))


@pytest.mark.parametrize(
    "fields", [{}, {"alamat": "entah"}, {"alamat": "999999"}, {"dokumen": "abc"}, {"dokumen": "0"}, {"alamat": "-1"}]
)
def test_an_answer_without_a_document_stays_with_what_was_typed(
    fields: Mapping[str, str], library: Mapping[str, int], signed_in: SignedIn
) -> None:
    curator = signed_in("kurator")
    send(signed_in("pembaca"), OWN, {"query": "data"})
    refused = send(curator, "/kurasi/permintaan/1/penuhi", {**fields, "answer": "Pesan saya"})
    assert refused.status_code == 422
    assert value_of(refused.text, "answer") == "Pesan saya"
    assert value_of(refused.text, "alamat") == fields.get("alamat", "")
    assert 'href="#alamat"' in refused.text


def test_a_reason_is_asked_for_and_told(library: Mapping[str, int], signed_in: SignedIn) -> None:
    reader, curator = signed_in("pembaca"), signed_in("kurator")
    send(reader, OWN, {"query": "peta bintang"})
    refused = send(curator, "/kurasi/permintaan/1/tolak", {"reason": " "})
    assert (refused.status_code, 'href="#reason"' in refused.text) == (422, True)
    send(curator, "/kurasi/permintaan/1/tolak", {"reason": "Bukan urusan kota."})
    assert "Bukan urusan kota." in words(see(reader, OWN))
    assert "peta bintang" in words(see(reader, "/pemberitahuan"))


def test_a_request_is_withdrawn_by_who_made_it(library: Mapping[str, int], signed_in: SignedIn) -> None:
    reader = signed_in("pembaca")
    send(reader, OWN, {"query": "peta bintang"})
    assert send(signed_in("operator"), f"{OWN}/1/tarik").status_code == 404
    assert send(reader, f"{OWN}/1/tarik").status_code == 303
    assert "Ditarik" in words(see(reader, OWN))


@pytest.mark.parametrize("fields", [{"query": ""}, {"query": "data", "note": "n" * 1001}])
def test_a_request_that_is_refused_stays_on_its_form(
    fields: Mapping[str, str], library: Mapping[str, int], signed_in: SignedIn
) -> None:
    refused = send(signed_in("pembaca"), OWN, fields)
    assert refused.status_code == 422
    assert value_of(refused.text, "note") == fields.get("note", "")


def test_a_missed_word_is_set_aside_and_taken_back(
    library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn, client: TestClient
) -> None:
    curator = signed_in("kurator")
    see(client, "/cari?q=zat+%26+%3C+ajaib")
    noted(runtime)
    desk = see(curator, DESK)
    kata = value_of(section(desk, "tanpa-hasil"), "kata")
    assert unescape(kata) == "zat & < ajaib"
    assert "< ajaib" not in desk
    assert send(curator, f"{DESK}/tangani", {"kata": kata}).status_code == 303
    assert "zat & < ajaib" not in words(section(see(curator, DESK), "tanpa-hasil"))
    assert "zat & < ajaib" in words(section(see(curator, f"{DESK}?keadaan=selesai"), "tanpa-hasil"))
    send(curator, f"{DESK}/tangani", {"kata": kata, "batal": "ya"})
    assert "zat & < ajaib" in words(section(see(curator, DESK), "tanpa-hasil"))


def test_where_some_was_found_the_request_is_only_a_line(
    library: Mapping[str, int], signed_in: SignedIn, client: TestClient
) -> None:
    found = see(client, "/cari?q=pencadangan")
    assert 'aria-labelledby="minta"' not in found
    assert "/permintaan/baru?q=pencadangan" in links(found)
    assert "Minta dokumen ini" in words(see(client, "/cari?q=arsitektur+kuantum"))
    assert 'aria-labelledby="minta"' in see(client, "/cari?q=perpres+95/2018"), "the rule itself is not held"
    assert "/permintaan" not in see(client, "/cari").split("<main")[1], "there are no words to ask for"


def test_the_history_is_switched_on_used_and_deleted(
    library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn
) -> None:
    reader = signed_in("pembaca")
    assert "Pencarian Anda tidak diingat" in words(see(reader, SAVED))
    send(reader, "/riwayat-pencarian", {"simpan": "ya"})
    see(reader, "/cari?q=pencadangan+data")
    noted(runtime)
    assert "/cari?q=pencadangan+data" in links(see(reader, SAVED))
    send(reader, "/riwayat-pencarian/hapus", {"kata": "pencadangan data"})
    assert "Belum ada yang diingat" in words(see(reader, SAVED))
    send(reader, "/riwayat-pencarian", {"simpan": "tidak"})
    assert "Pencarian Anda tidak diingat" in words(see(reader, SAVED))


def test_new_documents_are_marked_and_shown(library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn) -> None:
    """What a reader may see all of a sudden is new to them."""
    reader, curator = signed_in("pembaca"), signed_in("kurator")
    send(reader, SAVED, {"name": "Zirkonium", "alamat": "q=zirkonium"})
    assert "0 dokumen" in words(see(reader, SAVED))
    curator.patch(f"/api/v1/documents/{library['rahasia']}", json={"visibility": "internal"})
    assert "1 baru" in words(see(reader, SAVED))
    assert card_titles(see(reader, f"{SAVED}/1")) == ["Laporan Kerentanan Zirkonium"]
    opened = send(reader, f"{SAVED}/1/buka")
    said = see(reader, opened.headers["location"])
    assert "1 dokumen baru sejak kunjungan terakhir Anda: Laporan Kerentanan Zirkonium" in words(said)
    assert card_titles(see(reader, f"{SAVED}/1")) == []
    again = send(reader, f"{SAVED}/1/buka")
    assert "dokumen baru sejak kunjungan" not in words(see(reader, again.headers["location"]))


def test_every_choice_of_the_result_page_survives_being_saved() -> None:
    """A facet that is added to the result page has to be added to `ATTRIBUTES`, or saved searches would lose it."""
    assert set(ATTRIBUTES) == set(FACETS)
    samples = {"jenis": Kind.SOP.value, "status": LegalStatus.IN_FORCE.value, "format": "pdf"}
    values = tuple((name, samples.get(name, "3")) for name in ATTRIBUTES)
    for order in ORDERS:
        chosen = Chosen(path="/cari", text="kata", values=values, order=order, usual_order="sesuai")
        assert chosen_of("kata", chosen.filters(), ORDERS[order]) == chosen
    assert chosen_of("", Filters(), "relevance").url() == "/cari"
