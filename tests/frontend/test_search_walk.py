"""A search in a real browser: from the box to the marked page and its next hit, and facets where no script runs."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ROOT, LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def faults(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found]


def test_from_the_box_to_the_marked_page_and_its_next_hit(
    library: Mapping[str, int], live_server: LiveServer, page: Page
) -> None:
    page.goto(live_server.url)
    page.get_by_role("combobox").first.fill("pengetahuan jenis:perwali")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hasil untuk “pengetahuan”")
    expect(page.get_by_text("3 temuan di 1 halaman")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("link", name="Buka di halaman 3").click()
    assert page.url.endswith(f"/dokumen/{library['perwal']}/baca?hal=3&q=pengetahuan")
    marks = page.locator(".pdfViewer .page[data-page-number='3'] .textLayer .highlight")
    expect(marks).to_have_count(3)
    expect(page.locator('[data-viewer="page"]')).to_have_value("3")
    selected = page.locator(".pdfViewer .highlight.selected")
    page.locator('[data-viewer="hit-next"]').click()
    expect(selected).to_have_count(1)
    first = selected.bounding_box()
    page.locator('[data-viewer="hit-next"]').click()
    expect(selected).to_have_count(1)
    assert selected.bounding_box() != first, "the next hit is another one"


def test_a_slip_leads_to_the_right_page_and_back_to_what_was_typed(
    library: Mapping[str, int], live_server: LiveServer, page: Page
) -> None:
    page.goto(f"{live_server.url}/cari?q=pencadngan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hasil untuk “pencadangan”")
    page.get_by_role("link", name="cari tepat “pencadngan”").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hasil untuk “pencadngan”")
    expect(page.get_by_text("Maksud Anda: pencadangan?")).to_be_visible()
    assert faults(page) == []


def test_facets_without_scripts(library: Mapping[str, int], live_server: LiveServer, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{live_server.url}/cari?q=data+ATAU+pengetahuan+ATAU+pindaian")
    page.get_by_text("Saring hasil").click()
    page.get_by_role("checkbox", name="SOP 1 dokumen").check()
    page.get_by_role("checkbox", name="Regulasi 1 dokumen").check()
    page.get_by_role("button", name="Terapkan").click()
    expect(page.locator(".doc__title")).to_have_count(2)
    assert "jenis=sop" in page.url
    assert "jenis=regulasi" in page.url
    page.get_by_role("link").filter(has_text="Jenis dokumen: SOP").click()
    expect(page.locator(".doc__title")).to_have_text(["Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik"])
    page.get_by_role("link", name="Hapus semua saringan").click()
    expect(page.locator(".doc__title")).to_have_count(3)
    context.close()


MANY = (
    "/cari?q=data+ATAU+pengetahuan+tahun:2000..+-jenis:surat&format=pdf&jenis=sop&jenis=regulasi&tahun=2023&tahun=2024"
)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_the_first_result_is_on_the_first_screen_of_a_phone(
    has_scripts: bool, library: Mapping[str, int], live_server: LiveServer, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=has_scripts, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(live_server.url + MANY)
    expect(page.locator(".doc__title").first).to_be_in_viewport(ratio=1)
    expect(page.locator(".chip", has_text="Format: PDF")).to_be_hidden()
    page.get_by_text("7 saringan dipakai").click()
    expect(page.locator(".chip", has_text="Format: PDF")).to_be_visible()
    context.close()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_filters_lie_open_where_there_is_room(
    has_scripts: bool, library: Mapping[str, int], live_server: LiveServer, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=has_scripts, viewport={"width": 1280, "height": 844})
    page = context.new_page()
    page.goto(live_server.url + MANY)
    expect(page.locator(".chip", has_text="Format: PDF")).to_be_visible()
    expect(page.get_by_role("checkbox", name="SOP 1 dokumen")).to_be_visible()
    expect(page.get_by_text("7 saringan dipakai")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    "path",
    [
        "/cari?q=data+tahun:2020..+-jenis:surat&format=pdf",
        MANY,
        "/cari?q=jenis:puisi",
        "/bantuan/pencarian",
        "/cari?q=pp+9/99",
    ],
)
def test_pages_of_searching_fit_and_have_no_fault(
    path: str, width: int, library: Mapping[str, int], live_server: LiveServer, page: Page
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(live_server.url + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults(page) == []
