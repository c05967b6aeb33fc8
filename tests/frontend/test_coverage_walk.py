"""The coverage map and the list of gaps in a real browser: both widths, without scripts, on paper, and for axe."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Browser, Page, expect

from app.core.runtime import Runtime
from tests.app.coverage.conftest import INSTRUMENT, mapped
from tests.conftest import LiveServer
from tests.frontend.test_searches_walk import faults, sign_in

__all__ = ["mapped"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
MAP = f"/instrumen/{INSTRUMENT}/cakupan"
PAGES = (
    MAP,
    f"{MAP}?tampilan=tingkat",
    f"{MAP}?tampilan=jenis",
    f"{MAP}/1",
    f"{MAP}/31?jenis=laporan",
    f"/instrumen/{INSTRUMENT}/indikator/1",
    "/kurasi/kesenjangan",
    "/kurasi/kesenjangan/rujukan",
)


def overflow(page: Page) -> int:
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


def rows_taken(page: Page, selector: str) -> int:
    tops: list[float] = page.locator(selector).evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
    return len(set(tops))


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_sound_at_both_widths(
    width: int, mapped: Mapping[str, int], runtime: Runtime, live_server: LiveServer, page: Page
) -> None:
    sign_in(page.context, runtime, live_server.url, "kurator")
    page.set_viewport_size({"width": width, "height": 900})
    for address in PAGES:
        page.goto(f"{live_server.url}{address}")
        assert faults(page) == [], address
        assert overflow(page) == 0, address
    page.goto(f"{live_server.url}{MAP}")
    chosen = page.get_by_role("navigation", name="Instrumen").locator("[aria-current]")
    expect(chosen).to_be_in_viewport(ratio=1)
    assert rows_taken(page, "nav[aria-label='Instrumen'] .tabs__link") == 1
    if width == 1280:
        assert rows_taken(page, ".mosaic:has(> :only-child) .mosaic__tile") == 1, "an aspect alone takes the width"
    first = page.locator("details.cover").first
    if width == 390:
        expect(first.get_by_role("table")).to_be_hidden()
        first.locator("summary").click()
    expect(first.get_by_role("table")).to_be_visible()
    assert faults(page) == []
    assert overflow(page) == 0
    first.get_by_role("link", name="Indikator 1, dokumen: 8").click()
    expect(page.get_by_role("heading", name="Dokumen 8")).to_be_visible()


def test_a_gap_is_found_and_asked_for_without_scripts(
    mapped: Mapping[str, int], runtime: Runtime, live_server: LiveServer, browser: Browser
) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}) as context:
        sign_in(context, runtime, live_server.url, "kurator")
        page = context.new_page()
        page.goto(f"{live_server.url}/cakupan?saring=kosong")
        page.get_by_role("table").last.get_by_role("link", name="Indikator 47, dokumen: 0").click()
        page.get_by_role("link", name="Minta dokumen").click()
        expect(page.get_by_label("Dokumen yang dicari")).to_have_value(
            "Layanan Publik Sektor 3 (indikator 47 PermenPANRB 59/2020)"
        )
        page.goto(f"{live_server.url}/kurasi/kesenjangan/indikator")
        row = page.locator(".rows__row").first
        row.get_by_text("Kesampingkan …").click()
        row.get_by_label("Mengapa ini bukan kesenjangan?").fill("Bukan urusan kota")
        row.get_by_role("button", name="Kesampingkan").click()
        page.get_by_role("link", name="Lihat yang dikesampingkan").click()
        expect(page.get_by_text("Dikesampingkan: Bukan urusan kota")).to_be_visible()
        page.get_by_role("button", name="Kembalikan").click()
        expect(page.get_by_text("Kembali ke daftar.")).to_be_visible()


def test_on_paper_everything_is_open_and_shaded(mapped: Mapping[str, int], live_server: LiveServer, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}{MAP}")
    expect(page.get_by_role("table").first).to_be_hidden()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1040, "height": 720})
    expect(page.get_by_role("table").last).to_be_visible()
    cell = page.locator(".heat__cell.heat--3, .heat__cell.heat--2").first
    assert cell.evaluate("cell => getComputedStyle(cell).printColorAdjust") == "exact"
    expect(page.get_by_role("link", name="Unduh sebagai CSV")).to_be_hidden()
