# A Jinja environment like the site's, a small file server with the site's security policy, and headless Chromium: what
# the tests of templates, styles and scripts stand on.
import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment
from markupsafe import Markup
from playwright.sync_api import Browser, Page
from reportlab.pdfgen.canvas import Canvas

from frontend.charts import CoverageRow, coverage_chart, radar_chart
from frontend.rendering import environment

FRONTEND = Path(__file__).parents[2] / "frontend"
CSP = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Viewer:
    is_signed_in: bool = True
    name: str = "Sari Lestari"
    role: str = "admin"
    role_label: str = "Admin"
    agency_name: str | None = "Dinas Komunikasi dan Informatika"

    def can(self, permission: str) -> bool:
        return self.is_signed_in and bool(permission)


Answer = tuple[int, str, bytes]
Open = Callable[[str], Page]
BODY = '{% extends "base.html" %}{% block header_search %}{% endblock %}{% block content %}'


@dataclass
class Site:
    """Pages and answers by path; everything below /static/ is the real folder. Requests are kept for tests to read."""

    pages: dict[str, Callable[[str, bytes], Answer]] = field(default_factory=dict)
    requests: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    base: str = ""

    def html(self, path: str, text: str) -> str:
        self.pages[path] = lambda _query, _body: (200, "text/html; charset=utf-8", text.encode())
        return self.base + path

    def answer(self, method: str, target: str, body: bytes) -> Answer:
        path, _, query = target.partition("?")
        if path.startswith("/static/"):
            return _static_file(path.removeprefix("/static/"))
        found = self.pages.get(path)
        return found(query, body) if found else (404, "text/plain", b"tidak ada")


def _static_file(name: str) -> Answer:
    file = FRONTEND / "static" / name
    kind = (
        "text/javascript" if file.suffix in {".mjs", ".js"} else guess_type(file.name)[0] or "application/octet-stream"
    )
    return (200, kind, file.read_bytes()) if file.is_file() else (404, "text/plain", b"tidak ada")


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            site.requests.append((self.command, self.path, dict(self.headers), body))
            status, kind, content = site.answer(self.command, self.path, body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Security-Policy", CSP)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _serve  # noqa: N815 - the names that http.server calls

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
            """Silence: the tests read `site.requests`."""

    return Handler


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    made.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def templates() -> Environment:
    """The site's own environment, with what every page is given filled in for a signed-in person."""
    shared = environment("Asia/Jakarta")
    made = shared.overlay()
    made.globals = {
        **shared.globals,
        "viewer": Viewer(),
        "csrf_token": "uji-csrf",
        "flashes": [],
        "banners": [],
        "current_path": "/telusuri",
        "query": "",
    }
    return made


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page that fails the test when a script throws or the security policy blocks something."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="id-ID")
    made = context.new_page()
    complaints: list[str] = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield made
    context.close()
    assert complaints == []


@pytest.fixture
def gallery(templates: Environment) -> str:
    rows = [
        CoverageRow("Kebijakan internal tata kelola SPBE", 7, 10, "/aspek/1"),
        CoverageRow("Perencanaan strategis", 4, 4),
        CoverageRow("Penyelenggara", 0, 2),
    ]
    matches = [
        SimpleNamespace(
            number=4, url="/dokumen/1/hal/4", snippet=Markup("melaksanakan <mark>manajemen</mark> pengetahuan")
        ),
        SimpleNamespace(number=12, url="/dokumen/1/hal/12", snippet="<b>teks biasa</b>"),
    ]
    context = SimpleNamespace(
        rows=rows,
        coverage=coverage_chart(rows),
        radar=radar_chart([("Kebijakan", 3.2), ("Perencanaan", 4.1), ("Audit", 2), ("Layanan", 4.4)], 5),
        matches=matches,
        pdf_url="/contoh.pdf",
    )
    return templates.get_template("_gallery.html").render(
        page=context,
        version="0.1.0",
        is_demo=True,
        banners=[("warning", "Indeks sedang dibangun ulang.")],
        flashes=[("success", "Dokumen tersimpan.")],
    )


@pytest.fixture
def show(page: Page, site: Site, templates: Environment) -> Open:
    """Opens a page with this source of a template in its body."""

    def opened(source: str) -> Page:
        page.goto(site.html("/uji", templates.from_string(BODY + source + "{% endblock %}").render()))
        return page

    return opened


@pytest.fixture(scope="session")
def pdf() -> bytes:
    """Six pages; "pengetahuan" stands on pages 2 and 5, inside a longer word on page 3."""
    lines = {2: "Berbagi pengetahuan kota", 3: "Kepengetahuanan bukan katanya", 5: "Pengetahuan dan data"}
    written = io.BytesIO()
    canvas = Canvas(written)
    for number in range(1, 7):
        canvas.drawString(72, 700, lines.get(number, f"Halaman {number}"))
        canvas.showPage()
    canvas.save()
    return written.getvalue()
