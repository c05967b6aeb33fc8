"""The same library without JavaScript, on a phone, and while files are on their way in."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from reportlab.pdfgen.canvas import Canvas

from tests.journeys.conftest import CheckAxe
from tests.journeys.test_readme_walk import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE: ViewportSize = {"width": 390, "height": 844}
OPEN_PAGES = (
    "/",
    "/cari?q=manajemen+pengetahuan",
    "/cari?q=tidakadayangsepertiini",
    "/telusuri",
    "/instrumen/permenpanrb-59-2020/domain/3",
    "/indikator/26",
    "/regulasi",
    "/praktik-baik",
    "/dokumen/5",
    "/dokumen/5/baca?hal=2&q=pengetahuan",
    "/masuk",
    "/bantuan",
    "/tentang",
    "/api/docs",
    "/tidak-ada",
)
WORK_PAGES = {
    "operator": (
        "/akun",
        "/unggah",
        "/penilaian/1",
        "/penilaian/1/indikator/26",
        "/penilaian/1/indikator/26/bukti-baru",
    ),
    "kurator": ("/kurasi", "/dokumen/5/ubah", "/sampah"),
    "peninjau": ("/penilaian", "/tinjau", "/bukti/1"),
    "admin": ("/admin", "/admin/pengguna", "/admin/opd", "/admin/jejak", "/admin/peran"),
}


def test_the_right_page_is_found_without_javascript(demo_site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=demo_site)
    page = context.new_page()
    page.goto("/")
    page.locator("main input[name=q]").fill("manajemen pengetahuan")
    page.locator("main").get_by_role("button", name="Cari").click()
    page.locator("main a[href*='hal=2']").first.click()
    expect(page.locator("main mark").first).to_be_visible()
    expect(page.get_by_role("link", name="Buka berkas di halaman 2")).to_be_visible()
    context.close()


def test_answers_are_understood_on_a_phone(demo_site: str, browser: Browser) -> None:
    """The first document is named on the first screen, and its words stand not far below."""
    with browser.new_context(viewport=PHONE, base_url=demo_site) as context:
        page = context.new_page()
        page.goto("/cari?q=manajemen+risiko")
        title = page.locator(".doc-list h3").first.bounding_box()
        passage = page.locator(".doc-list mark").first.bounding_box()
        assert title is not None
        assert title["y"] < PHONE["height"]
        assert passage is not None
        assert passage["y"] < 2 * PHONE["height"]


def test_open_pages_fit_a_phone_and_have_no_serious_fault(
    demo_site: str, browser: Browser, no_serious_faults: CheckAxe
) -> None:
    _visit(browser, demo_site, OPEN_PAGES, None, no_serious_faults)


@pytest.mark.parametrize("who", WORK_PAGES)
def test_working_pages_fit_a_phone_and_have_no_serious_fault(
    demo_site: str, browser: Browser, no_serious_faults: CheckAxe, who: str
) -> None:
    _visit(browser, demo_site, WORK_PAGES[who], who, no_serious_faults)


def test_an_upload_is_followed_to_its_end_without_a_reload(
    demo_site: str, demo_worker: None, page: Page, tmp_path: Path
) -> None:
    names = [
        _pdf(tmp_path / f"laporan-{number}.pdf", f"Laporan uji {number} tentang rumpon digital") for number in (1, 2)
    ]
    sign_in(page, demo_site, "kurator")
    page.goto(f"{demo_site}/unggah")
    page.evaluate("window.stillHere = true")
    page.locator("input[type=file]").set_input_files([*map(str, names), str(_broken(tmp_path / "rusak.pdf"))])
    said = "2 dari 3 berkas selesai dibaca, 1 perlu perhatian. Yang terbaca sudah dapat dicari."
    expect(page.locator(".upload-batch")).to_contain_text(said, timeout=300_000)
    assert page.evaluate("window.stillHere") is True
    page.goto(f"{demo_site}/cari?q=rumpon")
    expect(page.locator("main article")).to_have_count(2)


def _visit(
    browser: Browser, site: str, addresses: tuple[str, ...], who: str | None, no_serious_faults: CheckAxe
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="id-ID")
    page = context.new_page()
    if who:
        sign_in(page, site, who)
    too_wide = []
    for address in addresses:
        response = page.goto(f"{site}{address}", wait_until="load")
        assert response is not None
        assert response.status == (404 if address == "/tidak-ada" else 200), address
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            too_wide.append(address)
        no_serious_faults(page)
    context.close()
    assert too_wide == []


def _pdf(path: Path, text: str) -> Path:
    canvas = Canvas(str(path))
    canvas.drawString(72, 760, text)
    canvas.save()
    return path


def _broken(path: Path) -> Path:
    path.write_bytes(b"ini bukan PDF")
    return path
