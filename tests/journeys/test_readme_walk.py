"""The walk that the README describes, step by step, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.demo.library import PASSWORD
from tests.journeys.conftest import CheckAxe

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def sign_in(page: Page, site: str, username: str) -> None:
    page.goto(f"{site}/masuk")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Masuk").click()
    expect(page.locator("header summary", has_text=username.capitalize())).to_be_visible()


def test_from_a_question_to_an_accepted_claim(demo_site: str, page: Page, no_serious_faults: CheckAxe) -> None:
    _find_the_page(demo_site, page, no_serious_faults)
    _browse_to_the_indicator(demo_site, page, no_serious_faults)
    _link_evidence(demo_site, page, no_serious_faults)
    _accept_it(demo_site, page, no_serious_faults)


def _find_the_page(site: str, page: Page, no_serious_faults: CheckAxe) -> None:
    page.goto(site)
    no_serious_faults(page)
    page.get_by_role("combobox").first.fill("manajemen pengetahuan")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("manajemen pengetahuan")
    no_serious_faults(page)
    page.locator("main a[href*='hal=2']").first.click()
    expect(page).to_have_url(re.compile(r"/dokumen/\d+/baca\?.*hal=2"))
    marked = page.locator(".textLayer .highlight")
    expect(marked.filter(has_text=re.compile("pengetahuan", re.IGNORECASE)).first).to_be_visible()
    no_serious_faults(page)


def _browse_to_the_indicator(site: str, page: Page, no_serious_faults: CheckAxe) -> None:
    page.get_by_role("navigation", name="Menu utama", exact=True).get_by_role("link", name="Telusuri").click()
    no_serious_faults(page)
    page.locator("main").get_by_role("link", name="Manajemen SPBE", exact=False).first.click()
    no_serious_faults(page)
    page.locator("main").get_by_role("link", name=re.compile("Penerapan Manajemen SPBE")).first.click()
    no_serious_faults(page)
    page.locator("main").get_by_role("link", name=re.compile("Manajemen Pengetahuan")).first.click()
    expect(page).to_have_url(f"{site}/instrumen/permenpanrb-59-2020/indikator/26")
    expect(page.locator("main")).to_contain_text("Pedoman Manajemen Pengetahuan SPBE")
    no_serious_faults(page)


def _link_evidence(site: str, page: Page, no_serious_faults: CheckAxe) -> None:
    sign_in(page, site, "operator")
    page.goto(f"{site}/indikator/26")
    page.get_by_role("link", name="Tautkan bukti dukung").first.click()
    if "bukti-baru" not in page.url:
        no_serious_faults(page)
        page.get_by_role("link", name=re.compile("Tautkan bukti dukung|Tulis bukti dukung")).first.click()
    expect(page).to_have_url(re.compile("bukti-baru"))
    no_serious_faults(page)
    page.locator("input[name=level][value='3']").check()
    page.get_by_role("button", name=re.compile("Pilih: Pedoman Manajemen Pengetahuan SPBE")).first.click()
    page.get_by_label("Dari halaman").fill("1")
    page.get_by_label("Sampai halaman").fill("5")
    page.get_by_label(re.compile("Mengapa dokumen ini")).fill("Pedoman menetapkan tata cara dan pengelola pengetahuan.")
    assert page.locator("input[name=level][value='3']").is_checked(), "choosing a document lost the level"
    page.get_by_role("button", name="Ajukan ke peninjau").click()
    expect(page).to_have_url(re.compile(r"/bukti/\d+"))
    expect(page.locator("main")).to_contain_text("Diajukan")
    no_serious_faults(page)
    page.locator("summary", has_text="Operator Contoh").click()
    page.get_by_role("button", name="Keluar").click()


def _accept_it(site: str, page: Page, no_serious_faults: CheckAxe) -> None:
    sign_in(page, site, "peninjau")
    page.get_by_role("navigation", name="Menu utama", exact=True).get_by_role("link", name="Penilaian").click()
    no_serious_faults(page)
    page.get_by_role("link", name=re.compile("[Aa]ntrean tinjauan")).first.click()
    no_serious_faults(page)
    page.locator("main article", has_text="Manajemen Pengetahuan").locator("a[href^='/bukti/']").first.click()
    no_serious_faults(page)
    page.get_by_role("button", name="Terima", exact=True).click()
    expect(page.locator("main")).to_contain_text("Diterima")
    page.goto(f"{site}/penilaian/1")
    expect(page.locator("main")).to_contain_text("ementara")
    no_serious_faults(page)
