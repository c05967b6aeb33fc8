"""From words to the marked page: the result page and its facets, with scripts and without, on a desk and on a phone."""

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.journeys.conftest import CheckAxe

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE: ViewportSize = {"width": 390, "height": 844}


def test_a_hit_opens_its_page_and_leads_to_the_next(demo_site: str, page: Page, no_serious_faults: CheckAxe) -> None:
    page.goto(f"{demo_site}/cari?q=pengetahuan+jenis:pedoman")
    expect(page.locator(".doc-list li").first).to_contain_text(re.compile(r"\d+ temuan"))
    no_serious_faults(page)
    page.locator(".doc-list a[href*='hal=']").first.click()
    marked = page.locator(".textLayer .highlight", has_text=re.compile("pengetahuan", re.IGNORECASE))
    expect(marked.first).to_be_visible()
    place = page.locator("[data-viewer-hit]")
    expect(place).to_have_text(re.compile(r"^\d+ dari \d+$"))
    number, total = map(int, place.inner_text().split(" dari "))
    assert total > 1
    page.get_by_role("button", name="Kata bertanda berikutnya").click()
    expect(place).to_have_text(f"{number % total + 1} dari {total}")
    page.get_by_role("button", name="Kata bertanda sebelumnya").click()
    expect(place).to_have_text(f"{number} dari {total}")
    no_serious_faults(page)


def test_facets_choose_several_without_scripts(demo_site: str, browser: Browser) -> None:
    """Several values of one facet add up, as their counts said; a chip takes one away; all of it is in the address."""
    with browser.new_context(java_script_enabled=False, base_url=demo_site) as context:
        page = context.new_page()
        page.goto("/cari?q=spbe")
        choices = page.locator("input[name=jenis]")
        counts = [_count_beside(page, number) for number in (0, 1)]
        for number in (0, 1):
            choices.nth(number).check()
        page.get_by_role("button", name="Terapkan").click()
        expect(page.get_by_role("status")).to_contain_text(f"{sum(counts)} dokumen")
        assert page.url.count("jenis=") == 2
        assert [_count_beside(page, number) for number in (0, 1)] == counts, "a facet does not narrow itself"
        page.locator(".chip").first.click()
        expect(page.get_by_role("status")).to_contain_text(f"{counts[1]} dokumen")
        assert page.url.count("jenis=") == 1


def test_answers_are_understood_on_a_phone(demo_site: str, browser: Browser, no_serious_faults: CheckAxe) -> None:
    with browser.new_context(viewport=PHONE, base_url=demo_site) as context:
        page = context.new_page()
        page.goto("/cari?q=manajemen+risiko")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        title = page.locator(".doc-list h3").first.bounding_box()
        passage = page.locator(".doc-list mark").first.bounding_box()
        assert title is not None
        assert passage is not None
        assert title["y"] < PHONE["height"], "the first document is named on the first screen"
        assert passage["y"] < 2 * PHONE["height"]
        no_serious_faults(page)


def _count_beside(page: Page, number: int) -> int:
    label = page.locator("label", has=page.locator("input[name=jenis]")).nth(number)
    return int(re.findall(r"\d+", label.inner_text())[-1])
