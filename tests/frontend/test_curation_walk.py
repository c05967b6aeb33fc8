"""The curators' queue in a real browser: ten documents in one sitting without a mouse, slips taken back, keys off."""

import re
from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from app.core.runtime import Runtime
from app.curation import actions
from app.curation import service as curation
from app.documents import tagging
from app.documents.models import Document, TagState
from app.documents.tagging import SuggestedTag
from app.instruments import service as instruments
from tests.conftest import LiveServer, WorkQueue
from tests.frontend.test_searches_walk import faults, sign_in
from tests.support.files import make_pdf
from tests.support.library import INSTRUMENT, add_document
from tests.support.people import People

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MANY = 11
SCORES = {27: 0.91, 5: 0.55}


@pytest.fixture
def ids(runtime: Runtime, people: People, work_queue: WorkQueue) -> Mapping[int, int]:
    """Eleven minutes of meetings that wait, each with two suggestions that name words on its first page."""
    for number in range(MANY):
        text = f"Catatan rapat ke-{number + 1}\nTim membahas pusat data kota dan pemulihannya."
        add_document(runtime, people["kurator"], make_pdf((text, "Lampiran.")), f"rapat-{number + 1}.pdf")
    work_queue()
    reasons = ({"phrase": "pusat data", "page": 1, "count": 1},)
    with runtime.database.write() as session:
        found = {ref.number: ref.id for ref in instruments.references(session, INSTRUMENT)}
        for number in range(1, MANY + 1):
            suggested = [SuggestedTag(found[one], score, reasons) for one, score in SCORES.items()]
            tagging.replace_suggestions(session, session.get_one(Document, number), suggested)
    return found


def opened(page: Page, live_server: LiveServer, runtime: Runtime) -> None:
    sign_in(page.context, runtime, live_server.url, "kurator")
    page.goto(f"{live_server.url}/kurasi")
    expect(page.locator("[data-label]:focus")).to_have_count(1)


def is_at(page: Page, left: int) -> None:
    """So many wait, and the keyboard stands at the first label of the document that is shown."""
    expect(page.locator(".curate__count")).to_contain_text(f"dari {left} dokumen")
    expect(page.locator("[data-label]").first).to_be_focused()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_ten_documents_by_keyboard_alone(
    ids: Mapping[int, int], runtime: Runtime, people: People, live_server: LiveServer, page: Page
) -> None:
    opened(page, live_server, runtime)
    labels, said = page.locator("[data-label]"), page.locator("[data-curate-said]")
    expect(page.locator(".page-picture__marks rect").first).to_be_attached()
    assert faults(page) == []
    frame = (page.locator(place).bounding_box() for place in (".header__home", ".breadcrumbs ol", "h1"))
    assert len({box and box["x"] for box in frame}) == 1, "header, breadcrumbs and page begin in one line"

    is_at(page, 11)  # 1: a key that names nothing is answered; confirm the first, done
    press(page, "9")
    expect(said).to_have_text("Tidak ada usulan nomor 9.")
    press(page, "1")
    expect(labels.first).to_contain_text("Dipastikan")
    expect(labels.nth(1)).to_be_focused()
    press(page, "Enter")

    is_at(page, 10)  # 2: reject the one that is marked by the arrows
    press(page, "ArrowDown", "x")
    expect(labels.nth(1)).to_contain_text("Ditolak")
    press(page, "1")
    expect(page.get_by_role("button", name="Selesai")).to_be_visible()
    expect(labels.first).to_contain_text("Dipastikan")
    press(page, "Enter")

    is_at(page, 9)  # 3: supports none
    press(page, "0")

    is_at(page, 8)  # 4: skipped, come back to, and decided
    title = page.locator("#judul-dokumen").inner_text()
    press(page, "j")
    expect(page.locator("#judul-dokumen")).not_to_have_text(title)
    expect(labels.first).to_be_focused()
    press(page, "k")
    expect(page.locator("#judul-dokumen")).to_have_text(title)
    press(page, "2")
    expect(labels.nth(1)).to_contain_text("Dipastikan")
    press(page, "Enter")

    is_at(page, 7)  # 5: a slip taken back, also of the document before
    press(page, "u")
    is_at(page, 8)
    expect(page.locator("#judul-dokumen")).to_have_text(title)
    press(page, "Enter")

    is_at(page, 7)
    press(page, "e")
    expect(page.get_by_label("Judul", exact=True)).to_be_focused()
    page.get_by_label("Judul", exact=True).press("ControlOrMeta+a")
    page.keyboard.type("Catatan Rapat 12x0")
    press(page, "Enter")
    expect(page.locator("#judul-dokumen")).to_have_text("Catatan Rapat 12x0")
    press(page, "1")
    expect(labels.first).to_contain_text("Dipastikan")
    press(page, "Enter")

    is_at(page, 6)  # 6: an indicator that nobody suggested
    press(page, "t")
    page.keyboard.type("16")
    press(page, "Enter")
    expect(labels.nth(2)).to_contain_text("ditambahkan kurator")
    press(page, "Enter")

    is_at(page, 5)  # 7: nothing chosen is not done
    press(page, "Enter")
    expect(said).to_contain_text("Belum ada yang dipastikan")
    press(page, "0")

    is_at(page, 4)  # 8: the keys explain themselves
    press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert faults(page) == []
    press(page, "Escape")
    press(page, "1")
    expect(labels.first).to_contain_text("Dipastikan")
    press(page, "Enter")

    for left in (3, 2):  # 9 and 10
        is_at(page, left)
        press(page, "1")
        expect(labels.first).to_contain_text("Dipastikan")
        press(page, "Enter")

    is_at(page, 1)
    with runtime.database.read() as session:
        assert curation.count(session, people["kurator"]) == 1


def test_what_goes_wrong_is_said_and_loses_nothing(
    ids: Mapping[int, int], runtime: Runtime, people: People, live_server: LiveServer, page: Page
) -> None:
    """A lost connection, another curator who was quicker, keys switched off, a telephone."""
    opened(page, live_server, runtime)
    labels = page.locator("[data-label]")
    page.route("**/label*", lambda route: route.abort())
    press(page, "1")
    expect(page.locator("#pesan")).to_contain_text("Belum tersimpan")
    expect(labels.first).to_contain_text("Pastikan")
    page.unroute("**/label*")
    shown = int((page.locator("#judul-dokumen a").get_attribute("href") or "").split("/")[2])
    with runtime.database.write() as session:
        actions.decide(session, people["admin"], document_id=shown, indicator_ids=[ids[27]], state=TagState.REJECTED)
    press(page, "1")
    expect(page.locator("#pesan")).to_contain_text("Indikator 27 sudah ditolak Admin Uji")

    title, added = page.get_by_label("Judul", exact=True), page.locator("#tambah")
    press(page, "e", "End")
    page.keyboard.type(" baru")
    press(page, "Escape", "j")
    expect(page.locator("[data-curate-unsaved]")).to_be_visible()
    expect(title).to_be_focused()
    press(page, "Escape", "2")
    expect(labels.nth(1)).to_contain_text("Dipastikan")
    expect(title).to_have_value(re.compile(" baru$"))
    page.get_by_role("link", name="Buang perubahan").click()
    expect(title).not_to_have_value(re.compile(" baru$"))
    expect(page.locator("[data-curate]")).not_to_have_attribute("aria-busy", "true")
    press(page, "u")
    expect(labels.nth(1)).to_contain_text("Pastikan")
    press(page, "t")
    page.keyboard.type("kata yang tidak ada")
    press(page, "Enter")
    expect(page.locator("#tambah-galat")).to_be_visible()
    expect(added).to_be_focused()
    press(page, "Escape")
    expect(added).to_have_value("")
    expect(page.locator("#tambah-galat")).to_have_count(0)

    press(page, "?")
    page.get_by_label("Pakai pintasan papan ketik").press("Space")
    press(page, "Escape")
    press(page, "2", "0", "j")
    expect(page.locator(".curate__count")).to_contain_text("1 dari 11")
    page.reload()
    press(page, "2")
    expect(labels.nth(1)).to_contain_text("Pastikan")

    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/kurasi")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert faults(page) == []
    expect(page.locator(".page-picture")).to_be_hidden()
    page.get_by_role("link", name="Lihat halaman 1").click()
    expect(page.locator(".page-picture")).to_be_in_viewport()
    page.get_by_role("button", name="Pastikan 5.").click()
    expect(page.locator("#pesan")).to_contain_text("Dipastikan")
    for path in ("/kurasi/banyak", "/kurasi/banyak/pratinjau?lingkup=saringan&tindakan=confirm&kekuatan=0.4"):
        page.goto(f"{live_server.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert faults(page) == []
