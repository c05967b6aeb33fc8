# The PDF reader in a real browser: where it opens, what it marks, and what its buttons and keys do.
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, Request, expect

if TYPE_CHECKING:
    from tests.frontend.conftest import Open, Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
READER = (
    "{%% import 'macros/viewer.html' as m %%}{{ m.viewer_styles() }}{{ m.pdf_viewer('/contoh.pdf', 'Contoh', %s, %s) }}"
)


@pytest.fixture
def read(show: "Open", site: "Site", pdf: bytes) -> Callable[[int, list[str]], Page]:
    def opened(page_number: int, words: list[str]) -> Page:
        site.pages["/contoh.pdf"] = lambda _query, _body: (200, "application/pdf", pdf)
        page = show(READER % (page_number, json.dumps(words)))
        page.wait_for_selector(".viewer.is-ready .page[data-loaded]")
        return page

    return opened


def _page_number(page: Page) -> str:
    return page.get_by_label("Nomor halaman").input_value()


def test_the_reader_opens_at_the_page_and_marks_whole_words(read: Callable[[int, list[str]], Page]) -> None:
    page = read(2, ["pengetahuan"])
    expect(page.locator(".page[data-page-number='2'] .highlight")).to_have_text("pengetahuan")
    expect(page.locator("[data-viewer-hit]")).to_have_text("1 dari 2")
    expect(page.locator("[data-viewer-said]")).to_have_text("Halaman 2 dari 6")
    page.get_by_role("button", name="Kata bertanda berikutnya").click()
    expect(page.locator("[data-viewer-hit]")).to_have_text("2 dari 2")
    expect(page.locator(".page[data-page-number='5'] .highlight.selected")).to_be_visible()


def test_who_asked_for_a_page_without_the_word_stays_there(read: Callable[[int, list[str]], Page]) -> None:
    page = read(4, ["pengetahuan"])
    expect(page.locator("[data-viewer-hits]")).to_be_visible()
    page.wait_for_timeout(500)
    assert _page_number(page) == "4"


def test_the_reader_obeys_field_buttons_and_keys(read: Callable[[int, list[str]], Page]) -> None:
    page = read(1, [])
    expect(page.get_by_role("button", name="Halaman sebelumnya")).to_be_disabled()
    expect(page.locator("[data-viewer-hits]")).to_be_hidden()
    page.get_by_label("Nomor halaman").fill("99")
    page.keyboard.press("Enter")
    assert _page_number(page) == "6"
    page.get_by_role("region", name="Halaman dokumen").focus()
    page.keyboard.press("ArrowLeft")
    assert _page_number(page) == "5"
    width = "document.querySelector('.page').getBoundingClientRect().width"
    before = page.evaluate(width)
    page.get_by_role("button", name="Perkecil").click()
    assert page.evaluate(width) == pytest.approx(before / 1.2, rel=0.02)
    page.get_by_role("button", name="Sesuaikan lebar").click()
    assert page.evaluate(width) == pytest.approx(before, rel=0.02)
    page.get_by_role("button", name="Putar ke kanan").click()
    assert page.evaluate(f"{width} > {width.removesuffix('width')}height"), "an upright page now lies"
    assert _page_number(page) == "5"


def test_the_keys_of_the_reader_work_at_once(read: Callable[[int, list[str]], Page]) -> None:
    page = read(2, ["pengetahuan"])
    expect(page.locator("[data-viewer-hit]")).to_have_text("1 dari 2")
    page.keyboard.press("n")
    expect(page.locator("[data-viewer-hit]")).to_have_text("2 dari 2")
    page.keyboard.press("Shift+N")
    expect(page.locator("[data-viewer-hit]")).to_have_text("1 dari 2")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Nomor halaman")).to_have_value("3")


def test_who_types_elsewhere_is_not_disturbed(show: "Open", site: "Site", pdf: bytes) -> None:
    site.pages["/contoh.pdf"] = lambda _query, _body: (200, "application/pdf", pdf)
    field = '<label>Cari <input id="cari" autofocus></label>'
    page = show(field + READER % (2, '["pengetahuan"]'))
    page.wait_for_selector(".viewer.is-ready .page[data-loaded]")
    expect(page.locator("[data-viewer-hit]")).to_have_text("1 dari 2")
    page.keyboard.type("nr")
    expect(page.locator("#cari")).to_have_value("nr")
    expect(page.locator("[data-viewer-hit]")).to_have_text("1 dari 2")


def test_turning_keeps_the_mark_before_the_eyes(read: Callable[[int, list[str]], Page]) -> None:
    page = read(2, ["pengetahuan"])
    page.get_by_role("button", name="Kata bertanda berikutnya").click()
    mark = page.locator(".page[data-page-number='5'] .highlight.selected")
    for _ in range(4):
        page.get_by_role("button", name="Putar ke kanan").click()
        expect(mark).to_be_in_viewport()
        page.wait_for_function(
            "() => { const seen = document.querySelector('[data-viewer-scroll]').getBoundingClientRect();"
            " const mark = document.querySelector('.highlight.selected')?.getBoundingClientRect();"
            " return mark && mark.top >= seen.top && mark.bottom <= seen.bottom; }"
        )
    expect(page.locator("[data-viewer-hit]")).to_have_text("2 dari 2")


@pytest.mark.parametrize(
    ("status", "content", "words"), [(200, b"bukan pdf", "rusak"), (404, b"", "tidak dapat diambil")]
)
def test_what_cannot_be_shown_says_why_and_leaves_the_link(
    show: "Open", site: "Site", status: int, content: bytes, words: str
) -> None:
    site.pages["/contoh.pdf"] = lambda _query, _body: (status, "application/pdf", content)
    page = show(READER % (3, "[]"))
    expect(page.locator("[data-viewer-reason]")).to_contain_text(words)
    expect(page.get_by_role("link", name="Buka berkas di halaman 3")).to_have_attribute("href", "/contoh.pdf#page=3")


def test_the_reader_asks_only_its_own_site(read: Callable[[int, list[str]], Page], page: Page, site: "Site") -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    read(1, ["data"])
    assert {url.split("/")[2] for url in asked if not url.startswith(("blob:", "data:"))} == {site.base[7:]}
