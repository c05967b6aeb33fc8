"""A curator drops thirty mixed files, leaves, is told, corrects two, tries one again, merges near-copies, undoes it."""

import base64
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import CheckAxe
from tests.journeys.test_readme_walk import sign_in
from tests.support.mixed import mixed_files

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Hits = list[dict[str, object]]
_READ_MS = 300_000  # at most: thirty files through real children and a recogniser, beside other tests on two cores
_DROP = """([selector, files]) => {
  const carried = new DataTransfer();
  for (const [name, content] of Object.entries(files)) {
    const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
    carried.items.add(new File([bytes], name));
  }
  const target = document.querySelector(selector);
  for (const type of ["dragenter", "dragover", "drop"])
    target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: carried }));
}"""


@pytest.mark.usefixtures("demo_worker")
def test_a_folder_of_mixed_files(demo_site: str, page: Page, no_serious_faults: CheckAxe) -> None:
    files = mixed_files()
    assert len(files) == 30
    sign_in(page, demo_site, "kurator")
    batch = _drop_all(page, demo_site, files)
    _leave_and_be_told(page, demo_site)
    _look_at_the_rows(page, batch, no_serious_faults)
    _correct_two(page, batch)
    _retry_one(page, batch)
    _merge_and_undo(page, demo_site, no_serious_faults)
    _find_what_came_in(page, demo_site)


def _drop_all(page: Page, site: str, files: dict[str, bytes]) -> str:
    page.goto(f"{site}/unggah")
    page.wait_for_selector(".drop.is-ready")
    carried = {name: base64.b64encode(content).decode() for name, content in files.items()}
    page.evaluate(_DROP, [".drop", carried])
    expect(page.locator(".upload")).to_have_count(30)
    expect(page.locator(".upload--done, .upload--failed")).to_have_count(30, timeout=_READ_MS)
    refused = page.locator(".upload--failed")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("program.exe")
    return str(page.get_by_role("link", name="Lihat semua berkas").get_attribute("href"))


def _leave_and_be_told(page: Page, site: str) -> None:
    page.goto(f"{site}/telusuri")
    page.locator("#lonceng").click()
    told = page.locator("main li", has_text="selesai").first
    for _ in range(_READ_MS // 1000):
        if told.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    expect(told).to_contain_text("perlu perhatian")
    told.get_by_role("link").first.click()
    expect(page).to_have_url(f"{site}/impor/1")


def _look_at_the_rows(page: Page, batch: str, no_serious_faults: CheckAxe) -> None:
    expect(page.locator("#bacaan")).to_contain_text("berkas selesai diproses")
    for name in ("surat-1.pdf", "surat-3.pdf", "pindaian.tiff", "anggaran.xlsx", "sosialisasi.pptx"):
        expect(page.locator(".file", has_text=name)).to_contain_text("Terbaca")
    expect(page.locator(".file", has_text="terkunci.pdf")).to_contain_text("Terkunci")
    expect(page.locator(".file", has_text="program.exe")).to_contain_text("Ditolak")
    expect(page.locator(".file", has_text="sama.pdf")).to_contain_text("Sudah ada")
    no_serious_faults(page)


def _correct_two(page: Page, batch: str) -> None:
    for name in ("catatan-1.docx", "catatan-2.docx"):
        page.locator(".file", has_text=name).locator("input[type=checkbox]").check()
    page.locator("select[name=kind]").select_option("manual")
    page.locator("input[name=year]").fill("2025")
    page.get_by_role("button", name="Perbaiki yang dicentang").click()
    expect(page.locator(".file", has_text="catatan-1.docx")).to_contain_text("Manual")
    expect(page.locator(".file", has_text="catatan-2.docx")).to_contain_text("Manual")
    expect(page.locator(".file", has_text="catatan-3.docx")).not_to_contain_text("Manual")


def _retry_one(page: Page, batch: str) -> None:
    expect(page.locator(".file", has_text="rusak.pdf").get_by_role("button", name="Baca ulang")).to_have_count(0)
    row = page.locator(".file", has_text="lembar-kosong.docx")
    row.get_by_role("button", name="Baca ulang").click()
    expect(page.locator("body")).to_contain_text("berkas dibaca ulang")
    expect(page.locator(".file", has_text="lembar-kosong.docx")).to_contain_text("Tidak ada teks", timeout=_READ_MS)
    expect(page.locator("#bacaan")).to_contain_text("berkas selesai diproses", timeout=_READ_MS)


def _merge_and_undo(page: Page, site: str, no_serious_faults: CheckAxe) -> None:
    page.goto(f"{site}/kurasi/kembar")
    pair = page.locator("main li.reading", has_text="Tata Cara Pemeriksaan")
    pair.get_by_role("link", name="Bandingkan").click()
    no_serious_faults(page)
    page.locator("input[name=keputusan][value^=merge]").first.check()
    page.get_by_role("button", name="Simpan keputusan").click()
    assert _found(page, site, "tata cara pemeriksaan") == 1
    page.goto(f"{site}/kurasi/kembar?keadaan=selesai")
    page.locator("main li.reading", has_text="Tata Cara Pemeriksaan").get_by_role("link", name="Lihat").click()
    page.get_by_role("button", name="Batalkan keputusan").click()
    page.goto(f"{site}/kurasi/kembar")
    expect(pair).to_have_count(1)


def _found(page: Page, site: str, words: str) -> int:
    """How many of the documents found are the near-copies."""

    def named(hits: Hits) -> Hits:
        return [hit for hit in hits if words in str(hit["title"]).lower()]

    return len(named(_searched(page, site, f'"{words}"', lambda hits: len(named(hits)) == 1)))


def _searched(page: Page, site: str, words: str, is_so: Callable[[Hits], bool]) -> Hits:
    """What is found once it is so, or in the end: the index follows a reading or a decision within moments."""
    for _ in range(_READ_MS // 500):
        hits: Hits = page.request.get(f"{site}/api/v1/search", params={"q": words}).json()["hits"]
        if is_so(hits):
            break
        page.wait_for_timeout(500)
    return hits


def _find_what_came_in(page: Page, site: str) -> None:
    for words, name in (("juru arsip", "anggaran"), ("pemindai dokumen", "pindaian"), ("loket terpadu", "sosialisasi")):
        assert _searched(page, site, words, bool), (words, name)
