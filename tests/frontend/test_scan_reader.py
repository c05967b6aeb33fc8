"""Scanned pages in the PDF reader: recognised words lie on the picture, are found, counted and copied."""

import io
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from jinja2 import Environment
from playwright.sync_api import Page, expect
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from tests.frontend.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Box = dict[str, float]
BOXES: dict[int, Box] = {  # by how many degrees clockwise would turn the words upright
    0: {"left": 0.2, "top": 0.1, "width": 0.2, "height": 0.02},
    90: {"left": 0.6, "top": 0.3, "width": 0.03, "height": 0.15},
    180: {"left": 0.5, "top": 0.7, "width": 0.25, "height": 0.03},
    270: {"left": 0.1, "top": 0.5, "width": 0.02, "height": 0.2},
}
SOURCE = """{% extends "base.html" %}{% block content %}{% import 'macros/viewer.html' as m %}{{ m.viewer_styles() }}
{{ m.pdf_viewer('/contoh.pdf', 'Contoh', 1, words, scans=scans, words_url='/kata/{page}') }}{% endblock %}"""
PLACE = """(mark) => {
  const [box, page] = [mark.getBoundingClientRect(), mark.closest('.page').getBoundingClientRect()];
  return { left: (box.left - page.left) / page.width, top: (box.top - page.top) / page.height,
           width: box.width / page.width, height: box.height / page.height };
}"""


def scan_pdf() -> bytes:
    """Page 1 has text of its own; 2 is a plain scan, 3 lies on its side in the file, 4 is cropped."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(600, 800))
    canvas.drawString(72, 700, "Berbagi pengetahuan kota")
    for _ in range(4):
        canvas.showPage()
        canvas.rect(80, 400, 300, 200, fill=0)
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(written.getvalue())))
    writer.pages[2].rotate(90)
    writer.pages[3].cropbox = RectangleObject((50, 100, 550, 700))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def words_of(box: Box, rotation: int) -> dict[str, object]:
    other = {"left": 0.8, "top": 0.9, "width": 0.05, "height": 0.02}
    return {
        "rotation": rotation,
        "confidence": 0.9,
        "words": [{"text": "pengetahuan", **box}, {"text": "lain", **other}],
    }


def as_json(value: object) -> Callable[[str, bytes], tuple[int, str, bytes]]:
    return lambda _query, _body: (200, "application/json", json.dumps(value).encode())


@pytest.fixture
def read(page: Page, site: "Site", templates: Environment) -> Callable[..., Page]:
    def opened(answers: dict[int, dict[str, object]]) -> Page:
        site.pages["/contoh.pdf"] = lambda _query, _body: (200, "application/pdf", scan_pdf())
        for number, answer in answers.items():
            site.pages[f"/kata/{number}"] = as_json(answer)
        made = templates.from_string(SOURCE).render(words=["pengetahuan"], scans=[2, 3, 4, 5])
        page.goto(site.html("/uji", made))
        page.wait_for_selector(".viewer.is-ready .page[data-loaded]")
        return page

    return opened


def mark_on(page: Page, number: int) -> Box:
    page.get_by_label("Nomor halaman").fill(str(number))
    page.get_by_label("Nomor halaman").press("Enter")
    mark = page.locator(f".page[data-page-number='{number}'] .highlight").first
    expect(mark).to_be_attached()
    page.wait_for_timeout(300)
    found: Box = mark.evaluate(PLACE)
    return found


def lies_on(found: Box, wanted: Box) -> bool:
    """Nearly the same box: marks have soft edges of a dot or two."""
    return all(abs(found[side] - wanted[side]) < 0.012 for side in wanted)


@pytest.mark.parametrize("rotation", sorted(BOXES))
def test_a_mark_lies_on_its_word_at_every_turn_and_zoom(read: Callable[..., Page], rotation: int) -> None:
    box = BOXES[rotation]
    page = read({number: words_of(box, rotation) for number in (2, 3, 4)})
    expect(page.locator("[data-viewer-hit]")).to_have_text("1 dari 4")
    for number in (2, 3, 4):
        found = mark_on(page, number)
        assert lies_on(found, box), (number, found)
    page.get_by_role("button", name="Perbesar").click()
    page.wait_for_timeout(600)
    assert lies_on(mark_on(page, 4), box)


def test_steps_go_through_scans_and_text_and_are_said(read: Callable[..., Page]) -> None:
    page = read({number: words_of(BOXES[0], 0) for number in (2, 4)})
    hit, said = page.locator("[data-viewer-hit]"), page.locator("[data-viewer-said]")
    expect(hit).to_have_text("1 dari 3")
    page.get_by_role("region", name="Halaman dokumen").focus()
    page.keyboard.press("n")
    expect(hit).to_have_text("2 dari 3")
    expect(said).to_have_text("Tanda 2 dari 3, halaman 2 dari 5")
    expect(page.locator(".page[data-page-number='2'] .highlight.selected")).to_be_visible()
    page.keyboard.press("n")
    expect(said).to_have_text("Tanda 3 dari 3, halaman 4 dari 5")
    page.keyboard.press("N")
    expect(said).to_have_text("Tanda 2 dari 3, halaman 2 dari 5")


def test_words_of_a_scan_are_lines_that_can_be_copied(read: Callable[..., Page]) -> None:
    line = [{"text": text, "left": left, "top": 0.1, "width": 0.15, "height": 0.02} for text, left in
            (("Berita", 0.1), ("acara", 0.3))]  # fmt: skip
    below = {"text": "pengetahuan", "left": 0.4, "top": 0.15, "width": 0.2, "height": 0.02}
    page = read({2: {"rotation": 0, "confidence": 0.9, "words": [*line, below]}})
    mark_on(page, 2)
    copied = page.evaluate(
        "() => { const layer = document.querySelector(\".page[data-page-number='2'] .textLayer\");"
        " getSelection().selectAllChildren(layer); return getSelection().toString(); }"
    )
    assert copied.split("\n")[:2] == ["Berita acara", "pengetahuan"]


def test_a_page_without_an_answer_keeps_its_own_text(read: Callable[..., Page], site: "Site") -> None:
    page = read({2: words_of(BOXES[0], 0), 3: {"rotation": 0, "confidence": 0, "words": []}})
    expect(page.locator("[data-viewer-hit]")).to_have_text("1 dari 2")
    page.wait_for_function("() => performance.getEntriesByType('resource').some((one) => one.name.endsWith('/kata/5'))")
    asked = [path for _, path, _, _ in site.requests if path.startswith("/kata/")]
    assert sorted(set(asked)) == ["/kata/2", "/kata/3", "/kata/4", "/kata/5"]
    assert len(asked) == 4, "each page is asked for once"
