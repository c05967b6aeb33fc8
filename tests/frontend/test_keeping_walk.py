"""The pages on which people keep the library's words, what it learned and its instruments: both widths, and for axe."""

import pytest
from playwright.sync_api import Page, expect

from app.core.runtime import Runtime
from app.documents.models import Document
from app.learning import handlers
from tests.conftest import LiveServer
from tests.frontend.pages.test_instruments import ODD
from tests.frontend.test_coverage_walk import overflow
from tests.frontend.test_searches_walk import faults, sign_in
from tests.support.library import INSTRUMENT
from tests.support.teaching import teach

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = (1280, 390)
TOPIC = "arsip & memori"


def is_sound(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert faults(page) == [], (page.url, width)
        assert overflow(page) == 0, (page.url, width)


def test_words_and_learning_are_sound_from_list_to_preview(
    runtime: Runtime, live_server: LiveServer, page: Page
) -> None:
    first = teach(runtime)[0]
    with runtime.database.write() as session:
        session.get_one(Document, first).labels = [TOPIC]
    version = handlers.train(runtime.database, INSTRUMENT)
    assert version is not None
    sign_in(page.context, runtime, live_server.url, "kurator")
    for address in ("/kurasi/belajar", f"/kurasi/belajar/{version.id}", "/kurasi/kosakata", "/kurasi/kosakata?q=zzzz"):
        page.goto(f"{live_server.url}{address}")
        is_sound(page)

    page.goto(f"{live_server.url}/kurasi/kosakata/sinonim")
    page.get_by_label("Istilah").fill("klinik")
    page.get_by_role("button", name="Lihat pengaruhnya").click()
    expect(page.get_by_text("Tulis sedikitnya dua istilah").first).to_be_visible()
    is_sound(page)
    page.get_by_label("Istilah").fill("klinik\nbengkel data")
    page.get_by_role("button", name="Lihat pengaruhnya").click()
    expect(page.get_by_role("button", name="Simpan perubahan")).to_be_visible()
    is_sound(page)

    page.goto(f"{live_server.url}/dokumen/{first}/ubah")
    topics = page.locator("#topik option")
    expect(topics).to_have_attribute("value", TOPIC)
    page.get_by_label("Label").fill("data, ")
    expect(topics).to_have_attribute("value", f"data, {TOPIC}")
    is_sound(page)

    page.goto(f"{live_server.url}/kurasi/kosakata/topik")
    is_sound(page)
    page.get_by_role("link", name=f"Ubah topik {TOPIC}").click()
    page.get_by_label("Nama").fill("arsip")
    is_sound(page)
    page.get_by_role("button", name="Lihat pengaruhnya").first.click()
    expect(page.get_by_text("Topik pada 1 dokumen menjadi “arsip”.")).to_be_visible()
    is_sound(page)
    page.get_by_role("button", name="Ganti nama").click()
    expect(page.get_by_role("rowheader", name="arsip", exact=True)).to_be_visible()

    for part, field in (("jenis", "label"), ("opd", "aliases")):
        page.goto(f"{live_server.url}/kurasi/kosakata/{part}")
        is_sound(page)
        page.locator(f"main tbody a[href*='/{part}/ubah?']").first.click()
        page.locator(f"main [name={field}]").fill("Sebutan uji")
        page.get_by_role("button", name="Lihat pengaruhnya").click()
        expect(page.get_by_text("elum ada yang disimpan")).to_be_visible()
        is_sound(page)


def test_instruments_are_sound_from_upload_to_publication(
    runtime: Runtime, live_server: LiveServer, page: Page
) -> None:
    sign_in(page.context, runtime, live_server.url, "admin")
    page.goto(f"{live_server.url}/admin/instrumen")
    is_sound(page)
    page.goto(f"{live_server.url}/admin/instrumen/unggah")
    is_sound(page)
    for source in (ODD.replace("weight: 37\n    scale", "weight: 36\n    scale"), ODD):
        page.locator("textarea[name=yaml]").fill(source)
        page.locator("main form button[type=submit]").last.click()
        is_sound(page)
    expect(page).to_have_url(f"{live_server.url}/admin/instrumen/rancangan/1")
    draft = page.url
    page.goto(f"{draft}/indikator/11")
    is_sound(page)
    page.goto(draft)
    page.get_by_role("button", name="Terbitkan").click()
    expect(page).to_have_url(f"{live_server.url}/admin/instrumen")
    is_sound(page)
