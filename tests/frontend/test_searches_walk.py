"""Saved searches, requests and completions in a real browser: by keyboard, without scripts, on a phone."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.accounts import queries, sessions
from app.accounts.access import cookie_name
from app.core.runtime import Runtime
from app.searches import history
from tests.conftest import ROOT, LiveServer
from tests.support.people import People

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
NEXT_PAGES = ("/pencarian-tersimpan", "/pencarian-tersimpan/1", "/permintaan", "/permintaan/baru?q=peta")


def sign_in(context: BrowserContext, parts: Runtime, url: str, username: str) -> None:
    with parts.database.write() as session:
        user = queries.by_username(session, username)
        assert user is not None
        secret = sessions.sign_in(session, user, settings=parts.settings, user_agent="uji").secret
    context.add_cookies([{"name": cookie_name(parts.settings), "value": secret, "url": url}])


def faults(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found]


def test_completions_by_keyboard(
    library: Mapping[str, int], runtime: Runtime, people: People, live_server: LiveServer, page: Page
) -> None:
    """Own searches and titles; arrows choose, Escape closes, Enter searches what was typed."""
    with runtime.database.write() as session:
        history.choose(session, people["pembaca"], runtime.settings, is_kept=True)
    runtime.search_log.note("penge kota", found=1, is_missing=False, user_id=people["pembaca"].user_id)
    runtime.search_log.flush()  # type: ignore[attr-defined]
    sign_in(page.context, runtime, live_server.url, "pembaca")
    page.goto(f"{live_server.url}/telusuri")
    box = page.get_by_role("combobox")
    box.press_sequentially("penge")
    options = page.get_by_role("option")
    expect(options.first).to_have_text("penge kotaPernah Anda cari")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert faults(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("penge")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cari?q=penge")
    page.get_by_role("combobox", name="Cari di pustaka").fill("berbagi")
    expect(page.get_by_role("option", name="Pedoman Berbagi Pengetahuan")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/dokumen/{library['pedoman']}")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_search_is_saved_and_followed(
    scripts: bool, library: Mapping[str, int], runtime: Runtime, live_server: LiveServer, browser: Browser
) -> None:
    with browser.new_context(java_script_enabled=scripts, viewport={"width": 390, "height": 844}) as context:
        sign_in(context, runtime, live_server.url, "pembaca")
        page = context.new_page()
        page.goto(f"{live_server.url}/cari?q=pencadangan&jenis=sop")
        page.get_by_text("Simpan pencarian ini").click()
        page.get_by_label("Nama pencarian").fill("Cadangan kita")
        page.get_by_role("button", name="Simpan", exact=True).click()
        page.get_by_role("link", name="Lihat pencarian tersimpan").click()
        page.get_by_role("link", name="Cadangan kita").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Cadangan kita")
        page.get_by_role("button", name="Buat alamat umpan").click()
        address = page.locator(".feed-address").inner_text()
        assert context.request.get(address).headers["content-type"].startswith("application/atom+xml")
        page.get_by_role("button", name="Buka semua hasil (1)").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Hasil untuk “pencadangan”")
        assert page.url.endswith("/cari?q=pencadangan&jenis=sop&tepat=1")


@pytest.mark.parametrize("scripts", [True, False])
def test_from_nothing_found_to_an_answer(
    scripts: bool, library: Mapping[str, int], runtime: Runtime, live_server: LiveServer, browser: Browser
) -> None:
    with (
        browser.new_context(java_script_enabled=scripts) as reading,
        browser.new_context(java_script_enabled=scripts) as curating,
    ):
        sign_in(reading, runtime, live_server.url, "pembaca")
        sign_in(curating, runtime, live_server.url, "kurator")
        page, desk = reading.new_page(), curating.new_page()
        page.goto(f"{live_server.url}/cari?q=peta+kuantum")
        page.get_by_role("button", name="Minta dokumen ini").click()
        expect(page.get_by_text("Permintaan terkirim")).to_be_visible()
        desk.goto(f"{live_server.url}/kurasi/pencarian")
        desk.get_by_role("link", name="Jawab permintaan “peta kuantum”").click()
        desk.get_by_label("Nomor atau alamat dokumen").fill(str(library["sop"]))
        desk.get_by_role("button", name="Penuhi permintaan").click()
        expect(desk.get_by_text("Tidak ada permintaan yang menunggu")).to_be_visible()
        page.goto(f"{live_server.url}/pemberitahuan")
        page.get_by_role("link", name="Dokumen yang Anda minta (“peta kuantum”) sudah ada").click()
        page.get_by_role("main").get_by_role("link", name="SOP Pencadangan Data").click()
        page.wait_for_url(f"**/dokumen/{library['sop']}")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_fit_and_have_no_fault(
    width: int, library: Mapping[str, int], runtime: Runtime, live_server: LiveServer, page: Page
) -> None:
    sign_in(page.context, runtime, live_server.url, "kurator")
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{live_server.url}/cari?q=pencadangan")
    page.get_by_text("Simpan pencarian ini").click()
    assert faults(page) == []
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.goto(f"{live_server.url}/cari?q={'katapanjangsekali' * 6}+kuantum")
    page.get_by_text("Tambah catatan").click()
    assert faults(page) == []
    page.get_by_role("button", name="Minta dokumen ini").click()
    runtime.search_log.flush()  # type: ignore[attr-defined]
    for path in (*NEXT_PAGES, "/kurasi/pencarian", "/kurasi/permintaan/1"):
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert faults(page) == [], path
