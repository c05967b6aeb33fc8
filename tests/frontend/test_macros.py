# Every macro, rendered by the real Jinja and looked at by a real browser: escaping, names that tie labels to fields,
# contrast, width on a phone, and use without scripts.
import dataclasses
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jinja2 import Environment
from playwright.sync_api import Browser, Page

from app.documents.labels import LIFECYCLE_LABELS, STATE_LABELS, STATUS_LABELS, VISIBILITY_LABELS

if TYPE_CHECKING:
    from tests.frontend.conftest import Site

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(1)>{{ 7 * 7 }}"""


class Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        return [value for _, attributes in self.found if (value := attributes.get(name))]


def _render(templates: Environment, source: str, **context: object) -> str:
    return templates.from_string(source).render(**context)


def test_ids_are_unique_and_everything_that_points_finds_its_target(gallery: str) -> None:
    page = Elements(gallery)
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    pointers = [*page.values("for"), *page.values("data-confirm")]
    for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
        pointers += [target for value in page.values(name) for target in value.split()]
    pointers += [href[1:] for href in page.values("href") if href.startswith("#")]
    assert len(pointers) > 20
    assert set(pointers) <= set(ids)


def test_the_gallery_obeys_the_security_policy(gallery: str) -> None:
    page = Elements(gallery)
    assert page.values("style") == []
    assert not [name for _, attributes in page.found for name in attributes if name.startswith("on")]
    assert all(attributes.get("src") for tag, attributes in page.found if tag == "script")
    assert "style" not in {tag for tag, _ in page.found}


def test_every_macro_is_in_the_gallery_and_every_icon_in_the_sprite(gallery: str, templates: Environment) -> None:
    source = (ROOT / "frontend/templates/_gallery.html").read_text()
    for file in (ROOT / "frontend/templates/macros").glob("*.html"):
        public = {name for name in vars(templates.get_template(f"macros/{file.name}").module) if name[0] not in "_A"}
        inherited = {"draw", "icon"} | ({"legal_status", "badge"} if file.name == "documents.html" else set())
        missing = {
            name for name in public - inherited if name not in source and name not in ("mark", "visibility_badge")
        }
        assert missing == set(), file.name
    sprite = (ROOT / "frontend/static/vendor/icons.svg").read_text()
    used = {href.partition("#")[2] for href in Elements(gallery).values("href") if "icons.svg" in href}
    assert len(used) > 30
    assert [name for name in used if f'id="{name}"' not in sprite] == []


@pytest.mark.parametrize(
    ("file", "call"),
    [
        (
            "documents",
            "document_card(x, x, x, x, x, x, x, x, [{'number': 1, 'url': x, 'snippet': x}], 9, 12, x, x, x)",
        ),
        ("documents", "metadata([(x, x)])"),
        ("documents", "citation_box(x, x)"),
        ("documents", "tag_reasons([{'phrase': x, 'page': x, 'url': x}])"),
        ("forms", "text_field('a', x, x, hint=x, error=x)"),
        ("forms", "textarea('b', x, x, hint=x, error=x)"),
        ("forms", "select('c', x, [(x, x)], x, [(x, [(x, x)])], x)"),
        ("forms", "checkboxes('a', x, [(x, x, x)], [x])"),
        ("forms", "radios('b', x, [(x, x, x)], x)"),
        ("forms", "checkbox('c', x, true, x)"),
        ("actions", "link_button(x, x)"),
        ("actions", "post_button(x, x, x, fields={'a': x})"),
        ("actions", "confirm_link(x, x, 'd', x, x, x, x, x)"),
        ("actions", "copy_button(x, x)"),
        ("navigation", "breadcrumbs([(x, x), (x, none)])"),
        ("navigation", "tabs([(x, x, none)], x)"),
        ("navigation", "chips([(x, x)], x)"),
        ("navigation", "facet_group('f', x, [{'value': x, 'text': x, 'count': 1, 'checked': true}])"),
        ("navigation", "tile(x, x, x)"),
        ("feedback", "alert(x, x, x)"),
        ("feedback", "flash_messages([(x, x)])"),
        ("feedback", "error_summary([(x, x)])"),
        ("feedback", "empty_state(x, x)"),
        ("feedback", "stepper([(x, x, x)])"),
        ("data", "data_table(x, [x, (x, x)], [[x, x]])"),
        ("data", "stat(x, x, x, x)"),
        ("data", "level_criteria([{'level': 1, 'name': x, 'criteria': x, 'evidence': [x]}])"),
        ("viewer", "pdf_viewer(x, x, 1, [x], x)"),
        ("badges", "legal_status(x)"),
    ],
)
def test_hostile_words_stay_words(templates: Environment, file: str, call: str) -> None:
    html = _render(templates, f"{{% import 'macros/{file}.html' as m %}}{{{{ m.{call} }}}}", x=HOSTILE)
    page = Elements(html)
    assert {"script", "img"}.isdisjoint(tag for tag, _ in page.found)
    assert not [name for _, attributes in page.found for name in attributes if name.startswith("on")]
    assert HOSTILE in page.text or HOSTILE in str(page.found) or HOSTILE in page.values("aria-label")[0]


def test_badges_use_the_words_of_the_library(templates: Environment) -> None:
    tables: dict[str, Mapping[Any, str]] = {
        "legal_status": STATUS_LABELS,
        "lifecycle": LIFECYCLE_LABELS,
        "extraction_state": STATE_LABELS,
        "visibility": VISIBILITY_LABELS,
    }
    for macro, labels in tables.items():
        for value, label in labels.items():
            html = _render(
                templates,
                f"{{% from 'macros/badges.html' import {macro} %}}{{{{ {macro}(value) }}}}",
                value=value.value,
            )
            assert Elements(html).text == label
            assert "<svg" in html, "a sign beside the colour"


def test_an_error_is_tied_to_its_field_and_a_password_is_never_sent_back(templates: Environment) -> None:
    html = _render(
        templates,
        "{% import 'macros/forms.html' as m %}"
        "{{ m.text_field('sandi', 'Kata sandi', 'rahasia', 'password', 'Petunjuk', 'Salah', true) }}",
    )
    field = next(attributes for tag, attributes in Elements(html).found if tag == "input")
    assert field["aria-describedby"] == "sandi-petunjuk sandi-galat"
    assert field["aria-invalid"] == "true"
    assert "required" in field
    assert "rahasia" not in html


@pytest.mark.parametrize(
    ("page", "pages", "numbers"),
    [
        (1, 1, ""),
        (1, 2, "1 2"),
        (5, 20, "1 … 4 5 6 … 20"),
        (1, 20, "1 2 … 20"),
        (20, 20, "1 … 19 20"),
        (3, 5, "1 2 3 4 5"),
    ],
)
def test_pagination_shows_ends_and_neighbours(templates: Environment, page: int, pages: int, numbers: str) -> None:
    source = (
        "{% from 'macros/navigation.html' import pagination %}{{ pagination(page, pages, '/cari?q=a&hal={page}') }}"
    )
    html = _render(templates, source, page=page, pages=pages)
    shown = Elements(html[html.find("<ol") : html.find("</ol>")]).text.replace("Halaman ", "").split()
    assert " ".join(shown) == numbers
    if pages > 1:
        assert ('rel="prev"' in html) == (page > 1)
        assert ('rel="next"' in html) == (page < pages)


def test_a_visitor_sees_no_doors_that_are_shut(templates: Environment) -> None:
    visitor = dataclasses.replace(templates.globals["viewer"], is_signed_in=False)  # type: ignore[type-var]
    html = templates.get_template("base.html").render(viewer=visitor)
    hrefs = Elements(html).values("href")
    assert "/masuk" in hrefs
    assert {"/penilaian", "/unggah", "/kurasi", "/admin"}.isdisjoint(hrefs)


@pytest.mark.parametrize("name", ["error", "403", "404", "500", "503"])
def test_error_pages_say_what_happened_and_what_to_do(templates: Environment, name: str) -> None:
    problem = {
        "status": 404,
        "title": "Halaman tidak ditemukan",
        "detail": "Tidak ada di sini.",
        "request_id": "abc",
        "actions": [],
    }
    html = templates.get_template(f"errors/{name}.html").render(page=problem)
    assert "Halaman tidak ditemukan" in html
    assert "abc" in html
    assert 'href="/"' in html


@pytest.fixture
def gallery_url(site: "Site", gallery: str, pdf: bytes) -> Iterator[str]:
    site.pages["/contoh.pdf"] = lambda _query, _body: (200, "application/pdf", pdf)
    site.html("/polos", gallery.replace(" autofocus", ""))
    yield site.html("/galeri", gallery)
    assert [
        target
        for _, target, _, _ in site.requests
        if target.startswith("/static") and site.answer("GET", target, b"")[0] == 404
    ] == []


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_no_serious_fault_and_no_sideways_scroll(page: Page, gallery_url: str, width: int) -> None:
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(gallery_url)
    page.wait_for_selector(".viewer.is-ready")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    serious = [(v["id"], [n["target"] for n in v["nodes"]]) for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []
    assert hosts == {gallery_url.split("/")[2]}


@pytest.mark.browser
@pytest.mark.slow
def test_without_scripts_menus_open_and_questions_have_pages(browser: Browser, gallery_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(gallery_url)
    page.get_by_text("Menu", exact=True).click()
    assert page.get_by_role("navigation", name="Menu utama, ringkas").get_by_role("link", name="Regulasi").is_visible()
    assert page.get_by_role("link", name="Buang ke sampah").get_attribute("href") == "/dokumen/1/buang"
    page.get_by_text("Saring hasil").click()
    assert page.get_by_role("button", name="Terapkan saringan").is_visible()
    assert page.get_by_role("link", name="Buka berkas di halaman 2").is_visible()
    context.close()


@pytest.mark.browser
@pytest.mark.slow
def test_the_keyboard_reaches_the_matter_first_and_sees_where_it_is(page: Page, gallery_url: str) -> None:
    page.goto(gallery_url)
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')"), (
        "the list of errors is read first"
    )
    page.goto(gallery_url.replace("galeri", "polos"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "utama"
    page.locator("#surel").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
