"""Scans on pages: the picture with its marks without scripts, small pictures in lists, and how a scan is read again."""

import io
import re
from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Page, expect
from sqlmodel import select

from app.core.runtime import Runtime
from app.documents import scans
from app.documents.models import Document, ReadingState, Recognition, Revision
from app.documents.read_models import PageScan
from app.ingest.pictures import page_name
from indexer.ocr import Word
from tests.conftest import LiveServer, SignedIn, WorkQueue
from tests.frontend.pages.parts import links, section
from tests.frontend.pages.visiting import see, send, value_of, words
from tests.support.library import add_document
from tests.support.people import People

LINES = ("Berita acara pemindaian", "disusun oleh dinas komunikasi", "untuk seluruh warga kota")
WORD_AT = (150, 240)  # where "disusun" is printed, in dots of the picture
SIZE = (1240, 1754)


def printed(lines: tuple[str, ...]) -> Image.Image:
    picture = Image.new("L", SIZE, 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(44)
    for row, line in enumerate(lines):
        pen.text((150, 150 + 90 * row), line, fill=0, font=font)
    return picture


def scan_file(kind: str, pages: int = 1) -> bytes:
    stream = io.BytesIO()
    first, *rest = [printed(LINES) for _ in range(pages)]
    first.save(stream, kind, save_all=True, append_images=rest, resolution=150, dpi=(150, 150))
    return stream.getvalue()


def recognised(runtime: Runtime, document_id: int, *seen: Word, confidence: float = 0.9, rotation: int = 0) -> None:
    """As if recognition had seen these words on the first page."""
    with runtime.database.write() as session:
        revision = session.exec(select(Revision).where(Revision.document_id == document_id)).one()
        revision.scan_pages = [1, 2]
        session.merge(
            PageScan(
                revision_id=revision.id or 0,
                number=1,
                width=1000,
                height=1400,
                rotation=rotation,
                confidence=confidence,
                words=scans.packed(seen),
            )
        )


ARCHIVE = Word("pengarsipan", 0.1, 0.2, 0.3, 0.02, 0.9)


@pytest.fixture
def scan(library: Mapping[str, int], runtime: Runtime) -> int:
    recognised(runtime, library["pindaian"], ARCHIVE, Word("<kota>", 0.5, 0.2, 0.1, 0.02, 0.9))
    return library["pindaian"]


def test_a_page_is_a_picture_with_marks_without_scripts(scan: int, client: TestClient) -> None:
    page = see(client, f"/dokumen/{scan}/baca?q=arsip&tampil=gambar")
    assert re.findall(r"<rect ([^/]*)/>", page) == ['x="0.1" y="0.2" width="0.3" height="0.02"']
    assert 'width="1000" height="1400"' in page
    assert "1 kata ditandai" in words(page)
    assert "data-pdf" not in page
    assert f"/api/v1/documents/{scan}/pages/1/picture?revision=1" in links(page)
    assert f"/dokumen/{scan}/baca?hal=2&q=arsip&tampil=gambar" in links(page)
    assert "style=" not in page.split("<main")[1]
    picture = client.get(f"/api/v1/documents/{scan}/pages/1/picture?revision=1")
    assert picture.headers["content-type"] == "image/jpeg"


def test_the_pdf_reader_knows_its_scans_and_shows_the_picture_without_scripts(scan: int, client: TestClient) -> None:
    page = see(client, f"/dokumen/{scan}/baca?q=arsip")
    assert 'data-scans="[1, 2]"' in page
    assert f'data-words-url="/api/v1/documents/{scan}/pages/{{page}}/words?revision=1"' in page
    assert "<rect " in page.split("<noscript>")[1]
    seen = client.get(f"/api/v1/documents/{scan}/pages/1/words").json()
    assert [word["text"] for word in seen["words"]] == ["pengarsipan", "<kota>"]
    assert seen["words"][0]["left"] == pytest.approx(0.1)
    empty = {"rotation": 0, "confidence": 0.0, "words": []}
    assert client.get(f"/api/v1/documents/{scan}/pages/9/words").json() == empty


# As it lies on the picture, of a word that stands at (0.1, 0.2), 0.3 wide and 0.02 high, once the page is upright.
LYING = {90: (0.2, 0.6, 0.02, 0.3), 180: (0.6, 0.78, 0.3, 0.02), 270: (0.78, 0.1, 0.02, 0.3)}


@pytest.mark.browser
@pytest.mark.parametrize("rotation", sorted(LYING))
def test_a_page_on_its_side_is_shown_upright_with_its_marks(
    rotation: int, library: Mapping[str, int], runtime: Runtime, live_server: LiveServer, page: Page
) -> None:
    left, top, width, height = LYING[rotation]
    recognised(runtime, library["pindaian"], Word("arsip", left, top, width, height, 0.9), rotation=rotation)
    page.goto(f"{live_server.url}/dokumen/{library['pindaian']}/baca?q=arsip&tampil=gambar")
    picture = page.get_by_role("img", name="ditegakkan")
    sheet, mark = picture.bounding_box(), picture.locator("rect").bounding_box()
    assert sheet is not None
    assert mark is not None
    assert sheet["width"] / sheet["height"] == pytest.approx(1000 / 1400 if rotation == 180 else 1400 / 1000, rel=0.01)
    place = [(mark["x"] - sheet["x"]) / sheet["width"], (mark["y"] - sheet["y"]) / sheet["height"]]
    size = [mark["width"] / sheet["width"], mark["height"] / sheet["height"]]
    assert [*place, *size] == pytest.approx([0.1, 0.2, 0.3, 0.02], abs=0.005)


@pytest.mark.parametrize(("confidence", "is_said"), [(0.59, True), (0.61, False)])
def test_a_page_that_is_hard_to_read_says_so(
    library: Mapping[str, int], runtime: Runtime, client: TestClient, confidence: float, is_said: bool
) -> None:
    document = library["pindaian"]
    recognised(runtime, document, ARCHIVE, confidence=confidence)
    page = see(client, f"/dokumen/{document}/baca?tampil=teks")
    assert ("sulit dikenali; periksa gambarnya" in words(page)) is is_said
    assert ("Lihat gambar halaman ini" in words(page)) is is_said


def test_a_picture_that_is_not_there_is_promised_and_one_that_cannot_be_is_not(
    scan: int, runtime: Runtime, client: TestClient
) -> None:
    with runtime.database.read() as session:
        sha256 = session.exec(select(Revision.sha256).where(Revision.document_id == scan)).one()
    runtime.derived.forget(sha256)
    address = f"/dokumen/{scan}/baca?q=arsip&tampil=gambar"
    page = see(client, address)
    assert "sedang disiapkan" in words(page)
    assert "<rect" not in page
    runtime.derived.put(sha256, page_name(1), b"-")
    assert "tidak dapat digambar" in words(see(client, address))


@pytest.mark.slow
def test_every_page_of_a_tiff_can_be_read(
    runtime: Runtime, people: People, signed_in: SignedIn, work_queue: WorkQueue
) -> None:
    document = add_document(runtime, people["kurator"], scan_file("TIFF", 2), "berita-acara.tiff")
    work_queue()
    page = see(signed_in("kurator"), f"/dokumen/{document}/baca?q=warga&hal=2")
    assert "Gambar halaman 2 dari" in page
    assert len(re.findall("<rect", page)) == 1
    assert "Halaman 2 dari 2" in words(page)
    assert "data-pdf" not in page


@pytest.mark.slow
@pytest.mark.browser
def test_the_mark_lies_on_the_printed_word(
    runtime: Runtime, people: People, live_server: LiveServer, work_queue: WorkQueue, page: Page
) -> None:
    """All of it: a scan is recognised, opened in the PDF reader, and the mark lies where the word was printed."""
    document = add_document(runtime, people["kurator"], scan_file("PDF"), "berita-acara.pdf")
    with runtime.database.write() as session:
        session.get_one(Document, document).visibility = "public"  # type: ignore[assignment]
    work_queue()
    page.goto(f"{live_server.url}/dokumen/{document}/baca?q=disusun")
    mark = page.locator(".textLayer .highlight")
    expect(mark).to_have_text("disusun")
    expect(page.locator("[data-viewer-hit]")).to_have_text("1 dari 1")
    box = mark.evaluate(
        "mark => { const [a, b] = [mark, mark.closest('.page')].map(e => e.getBoundingClientRect());"
        " return [(a.left - b.left) / b.width, (a.top - b.top) / b.height, a.width / b.width, a.height / b.height]; }"
    )
    ink = ImageDraw.Draw(printed(())).textbbox(WORD_AT, "disusun", font=ImageFont.load_default(44))
    wanted = [ink[0] / SIZE[0], ink[1] / SIZE[1], (ink[2] - ink[0]) / SIZE[0], (ink[3] - ink[1]) / SIZE[1]]
    assert box == pytest.approx(wanted, abs=0.012)


def test_lists_show_first_pages_of_what_can_be_drawn_and_ask_no_more(
    library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn
) -> None:
    client = signed_in("pembaca")
    page = see(client, "/dokumen")
    pictures = re.findall(
        r'<img class="doc__picture" src="([^"]+)" alt="" width="72" height="102" loading="lazy"', page
    )
    shown = {int(found) for src in pictures for found in re.findall(r"/documents/(\d+)/", src)}
    assert {library["perwal"], library["sop"], library["pindaian"]} <= shown
    assert library["pedoman"] not in shown, "nothing draws a Word file"
    assert all("size=thumbnail&amp;v=" in src for src in pictures)
    with runtime.database.write() as session:
        held = session.exec(select(Revision).where(Revision.document_id == library["sop"])).one()
        held.state = ReadingState.QUARANTINED
    assert f"/documents/{library['sop']}/pages" not in see(client, "/dokumen")


def test_a_document_shows_its_first_page(library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, f"/dokumen/{library['perwal']}")
    first = re.search(r'<a class="first-page" href="([^"]+)"><img src="([^"]+)" alt="Baca', page)
    assert first
    assert first.group(1) == f"/dokumen/{library['perwal']}/baca"
    assert "first-page" not in see(client, f"/dokumen/{library['perwal']}/baca")


def test_a_quarantined_file_is_not_offered_and_says_why(
    library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn
) -> None:
    document = library["perwal"]
    with runtime.database.write() as session:
        revision = session.exec(select(Revision).where(Revision.document_id == document)).one()
        revision.state, revision.state_detail = ReadingState.QUARANTINED, "Pemindai menemukan Contoh.Uji."
    client = signed_in("kurator")
    page = see(client, f"/dokumen/{document}")
    assert "Pemindai menemukan Contoh.Uji." in words(page)
    assert not [href for href in links(page) if "/berkas" in href]
    assert "Baca dokumen" not in words(page)
    assert "Ditahan" in section(page, "revisi")
    for view in ("", "?tampil=teks", "?tampil=gambar"):
        reader = see(client, f"/dokumen/{document}/baca{view}")
        assert "Berkas ini ditahan" in words(reader)
        assert "data-pdf" not in reader
        assert 'class="page-text' not in reader
        assert not [href for href in links(reader) if "/berkas" in href]
    assert client.get(f"/dokumen/{document}/berkas").status_code == 409


@pytest.mark.parametrize("chosen", list(Recognition))
def test_people_say_how_a_scan_is_read_again(
    library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn, work_queue: WorkQueue, chosen: Recognition
) -> None:
    client, path = signed_in("kurator"), f"/dokumen/{library['pindaian']}"
    assert value_of(see(client, path), "pengenalan") == "auto"
    assert send(client, f"{path}/baca-ulang", {"pengenalan": chosen.value}).status_code == 303
    work_queue()
    assert value_of(see(client, path), "pengenalan") == chosen
    assert send(client, f"{path}/baca-ulang").status_code == 303
    with runtime.database.read() as session:
        revision = session.exec(select(Revision).where(Revision.document_id == library["pindaian"])).one()
        assert revision.recognition == chosen, "what is not said stays"


def test_only_files_with_pages_to_recognise_ask_how(library: Mapping[str, int], signed_in: SignedIn) -> None:
    client = signed_in("kurator")
    page = see(client, f"/dokumen/{library['pedoman']}")
    assert f'action="/dokumen/{library["pedoman"]}/baca-ulang"' in page
    assert 'name="pengenalan"' not in page
    assert send(client, f"/dokumen/{library['pindaian']}/baca-ulang", {"pengenalan": "ajaib"}).status_code == 422


def test_checking_shows_the_scan_with_what_was_read_from_it(
    scan: int, runtime: Runtime, signed_in: SignedIn, library: Mapping[str, int]
) -> None:
    client = signed_in("kurator")
    page = see(client, f"/kurasi/periksa/{scan}")
    assert f'src="/api/v1/documents/{scan}/pages/1/picture?revision=1"' in page
    assert "Teks yang dikenali" in words(page)
    assert "page-picture__image" not in see(client, f"/kurasi/periksa/{library['perwal']}")
