"""Draws the pictures in docs/gambar from the sample library: the main pages at 1280 and 390 pixels.

`make screenshots`. Needs Chromium; makes its own library in a temporary folder and touches no other.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "gambar"
WIDTHS = {1280: 900, 390: 844}
PASSWORD = "contoh-pustaka-2026"  # noqa: S105 - of the sample library
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@dataclass(frozen=True, slots=True)
class Shot:
    name: str
    address: str
    who: str | None = None
    whole_page: bool = False


SHOTS = (
    Shot("beranda", "/"),
    Shot("cari", "/cari?q=manajemen+pengetahuan"),
    Shot("dokumen", "/dokumen/5"),
    Shot("hubungan", "/dokumen/1/hubungan", whole_page=True),
    Shot("baca", "/dokumen/5/baca?hal=2&q=manajemen+pengetahuan"),
    Shot("telusuri", "/telusuri"),
    Shot("cakupan", "/cakupan"),
    Shot("cakupan-tingkat", "/cakupan?tampilan=tingkat#rinci"),
    Shot("indikator", "/instrumen/permenpanrb-59-2020/indikator/26"),
    Shot("penilaian", "/penilaian/1", "peninjau"),
    Shot("bukti", "/penilaian/1/indikator/26/bukti-baru", "operator"),
    Shot("unggah", "/unggah", "kurator"),
    Shot("kurasi", "/kurasi?dokumen=9", "kurator"),
    Shot("kurasi-banyak", "/kurasi/banyak", "kurator"),
    Shot("sumbangan", "/kontribusi/baru", "pembaca"),
    Shot("kesenjangan", "/kurasi/kesenjangan", "kurator"),
)


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with _site() as base, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=_chromium(), args=QUIET)
        for width, height in WIDTHS.items():
            _draw_all(browser, base, width, height)
        browser.close()


def _draw_all(browser: Browser, base: str, width: int, height: int) -> None:
    for who in (None, *sorted({shot.who for shot in SHOTS if shot.who})):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="id-ID", base_url=base)
        if who:
            _sign_in(context, who)
        for shot in SHOTS:
            if shot.who == who:
                _draw(context, shot, width)
        context.close()


def _draw(context: BrowserContext, shot: Shot, width: int) -> None:
    page = context.new_page()
    page.goto(shot.address, wait_until="networkidle")
    page.wait_for_timeout(600)
    target = PICTURES / f"{shot.name}-{width}.png"
    page.screenshot(path=target, full_page=shot.whole_page)
    print(target.relative_to(ROOT))
    page.close()


def _sign_in(context: BrowserContext, username: str) -> None:
    page = context.new_page()
    page.goto("/masuk")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_load_state()
    page.close()


@contextmanager
def _site() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="pustaka-gambar-") as folder:
        pustaka = [sys.executable, "-m", "app.cli"]
        subprocess.run([*pustaka, "demo", "--prepare-only", "--data-dir", folder], check=True, cwd=ROOT)
        port = _free_port()
        changed = {"PUSTAKA_DATA_DIR": folder, "PUSTAKA_DEMO": "true", "PUSTAKA_SECURE_COOKIES": "false"}
        command = [*pustaka, "serve", "--no-worker", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | changed)
        try:
            _wait(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(base: str) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"{base}/healthz", timeout=2):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError("the site did not come up")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _chromium() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise SystemExit("Chromium is not installed: scripts/system-packages chromium")
    return found


if __name__ == "__main__":
    main()
