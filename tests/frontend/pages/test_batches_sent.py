"""Many files sent from a browser: dropped, followed while they are read, left on the way, and told at the end."""

import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.core.runtime import Runtime
from app.ingest.models import Batch
from tests.conftest import LiveServer, WorkQueue
from tests.support.files import make_docx, make_locked_pdf, make_pdf
from tests.support.people import PASSWORD
from tests.support.zips import make_zip


def sign_in(page: Page, live_server: LiveServer, target: str) -> None:
    page.goto(f"{live_server.url}/masuk?lanjut={target}")
    page.get_by_label("Nama pengguna").fill("operator")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.locator("main button[type=submit]").click()


def mixed(folder: Path) -> list[Path]:
    """Thirty files of all sorts: one zip, one that nobody opens, one that is refused, one twin."""
    made: dict[str, bytes] = {f"surat-{number}.txt": f"Surat nomor {number}".encode() for number in range(20)}
    made |= {f"peraturan-{number}.pdf": make_pdf([f"Peraturan nomor {number}"]) for number in range(3)}
    made |= {f"pedoman-{number}.docx": make_docx([f"Pedoman nomor {number}"]) for number in range(3)}
    made["terkunci.pdf"] = make_locked_pdf(["rahasia"])
    made["jahat.exe"] = b"MZ\x90\x00"
    made["kembar.txt"] = b"Surat nomor 0"
    made["zip-surat.zip"] = make_zip({"a.txt": b"Dari zip pertama", "b/c.txt": b"Dari zip kedua", ".DS_Store": b"x"})
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return sorted(folder.iterdir())


@pytest.mark.browser
@pytest.mark.slow
def test_thirty_mixed_files_are_dropped_followed_left_and_told(
    live_server: LiveServer, page: Page, work_queue: WorkQueue, tmp_path: Path
) -> None:
    folder = tmp_path / "campuran"
    folder.mkdir()
    files = mixed(folder)
    assert len(files) == 30
    sign_in(page, live_server, "/unggah")
    page.wait_for_selector(".drop.is-ready")
    page.set_input_files("#file", files)
    expect(page.locator(".upload--done, .upload--failed")).to_have_count(30, timeout=60_000)
    expect(page.locator(".upload--failed")).to_have_count(1)
    page.get_by_role("link", name="Lihat semua berkas").click()
    expect(page.locator("#bacaan")).to_contain_text("masih dikerjakan")
    page.get_by_role("checkbox", name="Pilih Surat 3").check()
    batch = page.url
    work_queue()
    expect(page.locator("#bacaan")).to_contain_text(
        "Semua 31 berkas selesai diproses: 28 terbaca, 1 sudah ada di pustaka, 1 perlu perhatian, 1 ditolak"
    )
    expect(page.locator("#lonceng .bell__count")).to_have_text("1")
    expect(page.locator(f'.file__box[value="{box_of(page)}"]')).to_be_checked()
    page.get_by_label("Tahun").fill("2024")
    page.get_by_role("button", name="Perbaiki yang dicentang").click()
    expect(page.locator("#pesan")).to_contain_text("1 dokumen diperbaiki: tahun “2024”.")
    page.goto(live_server.url)
    page.locator("#lonceng").click()
    page.get_by_role("link", name="28 terbaca, 1 sudah ada di pustaka, 1 perlu perhatian, 1 ditolak").click()
    assert page.url == batch


def box_of(page: Page) -> str:
    """The row that was ticked before the rows were drawn anew, found by its file."""
    row = page.locator(".file", has_text="surat-3.txt")
    return str(row.locator(".file__box").get_attribute("value"))


DROP_FOLDER = """() => {
  const reader = (left) => ({ readEntries: (done) => done(left.pop() ?? []) });
  const entry = (name, inside) => inside instanceof File
    ? { isFile: true, fullPath: name, file: (done) => done(inside) }
    : { isFile: false, createReader: () => reader([inside]) };
  const folder = entry("/map", [
    entry("/map/a.txt", new File(["Isi a"], "a.txt")), entry("/map/Thumbs.db", new File(["x"], "Thumbs.db")),
    entry("/map/sub", [entry("/map/sub/b.txt", new File(["Isi b"], "b.txt"))]),
  ]);
  const event = new Event("drop", { cancelable: true });
  event.dataTransfer = { items: [{ kind: "file", webkitGetAsEntry: () => folder }] };
  document.querySelector(".drop").dispatchEvent(event);
}"""


@pytest.mark.browser
@pytest.mark.slow
def test_a_dropped_folder_is_walked_and_keeps_its_paths(
    library: Mapping[str, int], live_server: LiveServer, page: Page
) -> None:
    sign_in(page, live_server, "/unggah")
    page.wait_for_selector(".drop.is-ready")
    page.evaluate(DROP_FOLDER)
    expect(page.locator(".upload--done")).to_have_count(2)
    assert page.locator(".upload__name").all_inner_texts() == ["map/a.txt", "map/sub/b.txt"]
    page.get_by_role("link", name="Lihat semua berkas").click()
    expect(page.locator(".files")).to_contain_text("map/sub/b.txt")


@pytest.mark.browser
@pytest.mark.slow
def test_who_leaves_while_sending_keeps_what_arrived(
    live_server: LiveServer, page: Page, runtime: Runtime, tmp_path: Path
) -> None:
    files = [tmp_path / f"surat-{number}.txt" for number in range(4)]
    for number, file in enumerate(files):
        file.write_text(f"Surat nomor {number}")
    sign_in(page, live_server, "/unggah")
    page.wait_for_selector(".drop.is-ready")
    page.route(
        "**/files", lambda route: route.continue_() if b"surat-0" in (route.request.post_data_buffer or b"") else None
    )
    page.set_input_files("#file", files)
    expect(page.locator(".upload--done")).to_have_count(1)
    page.goto(f"{live_server.url}/impor/1")

    def expected() -> int:
        with runtime.database.read() as session:
            return session.get_one(Batch, 1).expected

    deadline = time.monotonic() + 60
    while expected() != 1:
        assert time.monotonic() < deadline, "the page said nothing on its way out"
        time.sleep(0.05)
    page.reload()
    expect(page.locator(".file")).to_have_count(1)
    expect(page.locator("#bacaan")).not_to_contain_text("belum terkirim")
