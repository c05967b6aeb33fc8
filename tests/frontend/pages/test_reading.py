"""The reader: the right page with the words marked, with scripts and without, for every kind of file."""

import io
import re
from collections.abc import Mapping
from html import unescape

import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook

from app.core.runtime import Runtime
from tests.conftest import SignedIn, WorkQueue
from tests.frontend.pages.parts import links, section
from tests.frontend.pages.visiting import HTML, see, send, words
from tests.support.files import make_pdf
from tests.support.library import add_document
from tests.support.people import People


def test_the_reader_opens_at_the_page_with_the_words(library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, f"/dokumen/{library['perwal']}/baca?hal=3&q=kelola+pengetahuan")
    viewer = re.search(r"<section class=\"viewer\"[^>]*>", page)
    assert viewer
    assert 'data-page="3"' in viewer.group(0)
    words_to_mark = unescape(re.search(r'data-words="([^"]*)"', viewer.group(0))[1])  # type: ignore[index]
    assert "pengetahuan" in words_to_mark
    assert "kelola" not in words_to_mark, "what is marked stands literally on the page"
    hits = page.split("<aside")[1].split("</aside>", maxsplit=1)[0]
    assert f"/dokumen/{library['perwal']}/baca?hal=3&q=kelola+pengetahuan" in links(hits)


def test_without_scripts_the_text_of_the_page_is_there_marked(library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, f"/dokumen/{library['perwal']}/baca?hal=3&q=pengetahuan")
    text = page.split("<noscript>")[1].split("</noscript>", maxsplit=1)[0]
    assert "<mark>pengetahuan</mark>" in text
    assert "Setiap perangkat daerah melaksanakan manajemen" in words(text)
    assert f"/dokumen/{library['perwal']}/baca?hal=2&q=pengetahuan" in links(text)
    assert f"/dokumen/{library['perwal']}/baca?hal=4&q=pengetahuan" in links(text)


def test_the_text_view_keeps_its_state_from_page_to_page(library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, f"/dokumen/{library['perwal']}/baca?hal=1&q=pasal&tampil=teks")
    assert "data-pdf" not in page
    assert f"/dokumen/{library['perwal']}/baca?hal=2&q=pasal&tampil=teks" in links(page)
    assert 'rel="prev"' not in page
    last = see(client, f"/dokumen/{library['perwal']}/baca?hal=4&tampil=teks")
    assert 'rel="next"' not in last


@pytest.mark.parametrize("state", ["hal=99", "hal=0", "hal=-4", "hal=abc", f"hal={'9' * 30}", "tampil=entah"])
def test_a_page_that_is_not_there_opens_one_that_is(state: str, library: Mapping[str, int], client: TestClient) -> None:
    see(client, f"/dokumen/{library['perwal']}/baca?{state}")


def test_a_revision_that_is_not_there_is_not_found(library: Mapping[str, int], client: TestClient) -> None:
    see(client, f"/dokumen/{library['perwal']}/baca?revisi=9", status=404)
    assert client.get(f"/dokumen/{library['perwal']}/berkas?revisi=9").status_code == 404


def test_without_a_page_the_reader_opens_at_the_first_hit(library: Mapping[str, int], client: TestClient) -> None:
    assert 'data-page="3"' in see(client, f"/dokumen/{library['perwal']}/baca?q=pengetahuan")
    assert 'data-page="1"' in see(client, f"/dokumen/{library['perwal']}/baca")


def test_words_that_are_not_in_it_are_said_not_to_be(library: Mapping[str, int], client: TestClient) -> None:
    page = words(see(client, f"/dokumen/{library['perwal']}/baca?q=zirkonium"))
    assert "Kata itu tidak ditemukan di dalam teks dokumen ini" in page


@pytest.mark.parametrize("query", ["*", '"', "ATAU", "a" * 10_000, "<b>tebal</b>", "-pasal"])
def test_nothing_typed_breaks_the_reader(query: str, library: Mapping[str, int], client: TestClient) -> None:
    page = client.get(f"/dokumen/{library['perwal']}/baca", params={"q": query}, headers=HTML)
    assert page.status_code == 200
    assert "<b>tebal" not in page.text


def test_what_is_no_pdf_is_read_as_text(library: Mapping[str, int], signed_in: SignedIn) -> None:
    page = see(signed_in("pembaca"), f"/dokumen/{library['pedoman']}/baca?q=klinik")
    assert "data-pdf" not in page
    assert "<mark>Klinik</mark> pengetahuan diadakan" in page


def test_a_file_without_text_offers_the_download(library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, f"/dokumen/{library['pindaian']}/baca?tampil=teks")
    assert "Isinya belum dapat dibaca di sini" in words(page)
    assert f"/dokumen/{library['pindaian']}/berkas?revisi=1&unduh=1" in links(page)


def test_text_of_a_file_is_never_markup(
    runtime: Runtime, people: People, signed_in: SignedIn, work_queue: WorkQueue
) -> None:
    content = b"Baris <script>alert(1)</script> & \xe2\x80\xaekebalik pengetahuan"
    document = add_document(runtime, people["kurator"], content, "catatan.txt")
    work_queue()
    page = see(signed_in("kurator"), f"/dokumen/{document}/baca?q=pengetahuan")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page.split('class="page-text')[1]


def test_an_old_revision_is_searched_and_says_that_it_is_old(
    runtime: Runtime, people: People, library: Mapping[str, int], signed_in: SignedIn, work_queue: WorkQueue
) -> None:
    client = signed_in("kurator")
    path = f"/dokumen/{library['sop']}"
    newer = {"file": ("sop-baru.pdf", make_pdf(("Isi yang sama sekali lain.",)), "application/pdf")}
    assert send(client, f"{path}/revisi", {"note": "Naskah 2025"}, files=newer).status_code == 303
    work_queue()
    old = see(client, f"{path}/baca?q=mencadangkan&revisi=1")
    assert "Anda membaca revisi 1" in words(old)
    assert "<mark>mencadangkan</mark>" in old
    assert "tidak ditemukan" in words(see(client, f"{path}/baca?q=mencadangkan"))
    first, second = (client.get(f"{path}/berkas?revisi={number}").content for number in (1, 2))
    assert b"%PDF" in first
    assert first != second
    assert client.get(f"{path}/berkas").content == second
    assert "Naskah 2025" in section(see(client, path), "revisi")


def test_the_reader_says_which_words_it_marks_and_how_to_be_rid_of_them(
    library: Mapping[str, int], client: TestClient
) -> None:
    path = f"/dokumen/{library['perwal']}/baca?hal=3"
    page = see(client, f"{path}&q=manajemen+pengetahuan")
    assert "Menandai “manajemen pengetahuan”" in words(page)
    assert path in links(page)
    assert 'value="manajemen pengetahuan"' in page.split("</header>")[0], "the box of the whole library keeps the words"
    assert "Menandai" not in words(see(client, path))


@pytest.mark.parametrize("suffix", ["", "/baca?hal=2"])
def test_the_structure_leads_to_its_pages(suffix: str, library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, f"/dokumen/{library['perwal']}{suffix}")
    assert "Daftar isi" in words(page)
    assert f"/dokumen/{library['perwal']}/baca?hal=2" in links(page.split('class="toc"')[1])
    assert page.count('aria-current="location"') == (1 if suffix else 0)


def test_the_structure_of_an_old_revision_stays_in_it(library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, f"/dokumen/{library['perwal']}/baca?revisi=1")
    assert f"/dokumen/{library['perwal']}/baca?hal=2&revisi=1" in links(page.split('class="toc"')[1])


def test_a_workbook_is_read_sheet_by_sheet_as_tables(
    runtime: Runtime, people: People, signed_in: SignedIn, work_queue: WorkQueue
) -> None:
    book = Workbook()
    sheet = book.create_sheet("Anggaran", 0)
    del book["Sheet"]
    for row in (["Kegiatan", "Nilai <b>"], ["Pelatihan pengetahuan", 7], ["Audit & uji", 9]):
        sheet.append(row)
    book.create_sheet("Catatan").append(["Tanpa tabel"])
    written = io.BytesIO()
    book.save(written)
    document = add_document(runtime, people["kurator"], written.getvalue(), "anggaran.xlsx")
    work_queue()
    client = signed_in("kurator")
    page = see(client, f"/dokumen/{document}/baca?q=pengetahuan")
    assert section(page, "teks-halaman").count("<tr>") == 3
    assert "Lembar 1: Anggaran" in words(page)
    assert "Lembar 1 dari 2" in words(page)
    assert '<th scope="col">Nilai &lt;b&gt;</th>' in page
    assert "<td>Pelatihan <mark>pengetahuan</mark></td><td>7</td>" in page
    assert "<td>Audit &amp; uji</td>" in page
    assert "Lembar 2: Catatan" in words(see(client, f"/dokumen/{document}/baca?hal=2"))


def test_the_reader_offers_another_spelling_and_says_what_is_missing(
    library: Mapping[str, int], signed_in: SignedIn
) -> None:
    place = f"/dokumen/{library['perwal']}/baca"
    slip = see(signed_in("pembaca"), f"{place}?q=pengtahuan&hal=2")
    assert f'Maksud Anda: <a href="{place}?q=pengetahuan">pengetahuan</a>?' in slip
    assert "Pasal 99 tidak ditemukan dalam dokumen ini." in see(signed_in("pembaca"), f"{place}?q=Pasal+99")


def test_a_picture_without_recognised_words_claims_no_marks(library: Mapping[str, int], client: TestClient) -> None:
    place = f"/dokumen/{library['perwal']}/baca?hal=3&q=pengetahuan"
    picture = words(see(client, f"{place}&tampil=gambar"))
    assert "Menandai" not in picture
    assert "Pada gambar halaman ini kata tidak ditandai; tandanya ada di tab Berkas dan Teks" in picture
    assert "Menandai “pengetahuan”" in words(see(client, place))
    assert "Mencari “zirkonium”" in words(see(client, f"/dokumen/{library['perwal']}/baca?q=zirkonium"))
