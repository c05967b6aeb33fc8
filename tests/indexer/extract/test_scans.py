"""Which pages go to OCR: those whose words are in a picture, or whose text is no language; and no others."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from indexer.extract.sandbox import Sandbox
from indexer.extract.scans import is_garbage

LONG = "Setiap perangkat daerah wajib menyusun peta rencana layanan dan melaporkan kemajuannya setiap triwulan. " * 2
Marks = Callable[[bytes], list[bool]]


@pytest.fixture
def needs_ocr(sandbox: Sandbox, tmp_path: Path) -> Marks:
    def save_and_read(data: bytes) -> list[bool]:
        path = tmp_path / "naskah.pdf"
        path.write_bytes(data)
        return [page.needs_ocr for page in sandbox.extract(path, "application/pdf").pages]

    return save_and_read


def typeset(*pages: tuple[str, Image.Image | None]) -> bytes:
    target = BytesIO()
    canvas = Canvas(target)
    for text, picture in pages:
        if picture:
            canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
        for number, start in enumerate(range(0, len(text), 80)):
            canvas.drawString(40, 800 - 14 * number, text[start : start + 80])
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def scan(width: int = 1240, height: int = 1754) -> Image.Image:
    return Image.new("L", (width, height), 200)


def test_a_scan_without_words_does(needs_ocr: Marks) -> None:
    assert needs_ocr(typeset(("", scan()), ("SALINAN", scan()))) == [True, True]


def test_words_alone_and_words_over_a_scan_do_not(needs_ocr: Marks) -> None:
    assert needs_ocr(typeset((LONG, None), (LONG, scan()))) == [False, False]


def test_a_blank_page_and_a_small_crest_do_not(needs_ocr: Marks) -> None:
    assert needs_ocr(typeset(("", None), ("BAB II", None), ("KEPUTUSAN", scan(300, 300)))) == [False] * 3


def test_a_scan_in_strips_does(needs_ocr: Marks) -> None:
    target = BytesIO()
    canvas = Canvas(target)
    for strip in range(10):
        picture = Image.new("L", (1240, 100), 100 + strip)
        canvas.drawImage(ImageReader(picture), 0, 84 * strip, 595, 84)
    canvas.save()
    assert needs_ocr(target.getvalue()) == [True]


def test_a_scan_within_a_form_does(needs_ocr: Marks) -> None:
    target = BytesIO()
    canvas = Canvas(target)
    canvas.beginForm("lembar")
    canvas.drawImage(ImageReader(scan()), 0, 0, 595, 842)
    canvas.endForm()
    canvas.doForm("lembar")
    canvas.save()
    assert needs_ocr(target.getvalue()) == [True]


def test_forms_that_hold_each_other_end(needs_ocr: Marks) -> None:
    target = BytesIO()
    canvas = Canvas(target)
    canvas.beginForm("lembar")
    canvas.endForm()
    canvas.doForm("lembar")
    canvas.save()
    writer = PdfWriter(clone_from=BytesIO(target.getvalue()))
    drawn = writer.pages[0]["/Resources"]["/XObject"]  # type: ignore[index]
    for form in list(drawn.values()):
        form.get_object()[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): drawn})
    circle = BytesIO()
    writer.write(circle)
    assert needs_ocr(circle.getvalue()) == [False]


@pytest.mark.parametrize(
    "wrong", [ArrayObject(), NameObject("/Salah"), DictionaryObject({NameObject("/XObject"): ArrayObject()})]
)
def test_resources_that_are_not_resources_are_no_error(needs_ocr: Marks, wrong: DictionaryObject) -> None:
    writer = PdfWriter(clone_from=BytesIO(typeset(("", None))))
    writer.pages[0][NameObject("/Resources")] = wrong
    target = BytesIO()
    writer.write(target)
    assert needs_ocr(target.getvalue()) in ([False], [])


@pytest.mark.parametrize(
    "text",
    [
        LONG, "1.250.000 3.400.000 (12,5%) " * 40, "SPBE TIK OPD APBD KTP DPRD BPK BPKP LHP SKPD " * 3,
        "Undang-Undang Republik Indonesia Nomor 12 Tahun 2011 … … … " * 5, "الجمهورية الإندونيسية " * 20,
    ],
)  # fmt: skip
def test_language_numbers_and_abbreviations_are_no_garbage(text: str) -> None:
    assert not is_garbage(text)


@pytest.mark.parametrize(
    "text",
    [
        "!\"# $%&' !$%! &’&( )!(*!!(! " * 20,
        "\ue001\ue002\ue003 " * 60,
        "xqz bcdf ghjk lmnp qrst vwxz " * 20,
        "\x01\x02\x03 " * 80,
    ],
)
def test_signs_and_unspeakable_letters_are(text: str) -> None:
    assert is_garbage(text)


@given(st.text())
def test_every_text_gets_an_answer(text: str) -> None:
    assert is_garbage(text) in {True, False}
