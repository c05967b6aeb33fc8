"""In a real browser: the reading of a file is followed on its page without a reload."""

import pytest
from playwright.sync_api import Page, expect

from app import composition
from indexer.extract.sandbox import Sandbox
from tests.conftest import LiveServer
from tests.support.files import make_pdf
from tests.support.library import REGULATION, add_document
from tests.support.people import PASSWORD, People

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_page_follows_the_reading_by_itself(
    live_server: LiveServer, people: People, sandbox: Sandbox, page: Page
) -> None:
    document = add_document(live_server.runtime, people["kurator"], make_pdf(REGULATION), "baru.pdf")
    page.goto(f"{live_server.url}/masuk?lanjut=/dokumen/{document}")
    page.get_by_label("Nama pengguna").fill("kurator")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Masuk").click()
    expect(page).to_have_url(f"{live_server.url}/dokumen/{document}")
    state = page.get_by_role("complementary")
    expect(state).to_contain_text("Menunggu dibaca")
    composition.worker_with(live_server.runtime, sandbox).run_until_empty()
    expect(state).to_contain_text("Pembacaan selesai")
    expect(state).to_contain_text("Seluruh halaman dapat ditelusuri.")
    asked = page.evaluate(
        "performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/status')).length"
    )
    page.wait_for_timeout(1_500)
    later = page.evaluate(
        "performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/status')).length"
    )
    assert later == asked, "what is final is not asked for again"
