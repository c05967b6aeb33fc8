"""Slides as pages: shapes, tables, charts and lists in order, notes at the foot, hidden ones too."""

import copy
from collections.abc import Callable
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Deck
from pptx.util import Inches

from indexer.extract.media import BY_EXTENSION
from indexer.extract.model import Extraction
from indexer.extract.sandbox import Sandbox

PPTX = BY_EXTENSION["pptx"]
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
BOX = (Inches(1), Inches(1), Inches(6), Inches(2))
Read = Callable[[Deck], Extraction]


@pytest.fixture
def read(sandbox: Sandbox, tmp_path: Path) -> Read:
    def save_and_read(deck: Deck) -> Extraction:
        path = tmp_path / "paparan.pptx"
        deck.save(str(path))
        return sandbox.extract(path, PPTX)

    return save_and_read


def test_a_slide_is_a_page_with_its_notes(read: Read) -> None:
    deck = Presentation()
    deck.core_properties.title = "Paparan SPBE"
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "Tata Kelola"
    first.placeholders[1].text = "Kebijakan\nKelembagaan"
    first.notes_slide.notes_text_frame.text = "Jelaskan peta rencana."
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "Tersembunyi"
    second._element.set("show", "0")
    found = read(deck)
    assert (found.status, found.page_count) == ("ok", 2)
    assert [page.text.split("\n") for page in found.pages] == [
        ["Tata Kelola", "", "Kebijakan", "Kelembagaan", "", "Jelaskan peta rencana."],
        ["Tersembunyi"],
    ]
    assert found.properties["title"] == "Paparan SPBE"


def test_tables_keep_their_rows_and_charts_say_their_names(read: Read) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    table = slide.shapes.add_table(2, 3, *BOX).table
    for cell, text in zip(table.iter_cells(), ["No", "Domain", "Nilai", "1", "Tata\nKelola", "3,5"], strict=True):
        cell.text = text
    data = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["Manajemen", "Layanan"]
    data.add_series("Capaian", (2.5, 3.75))  # type: ignore[no-untyped-call]
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *BOX, data)
    text = read(deck).pages[0].text
    assert "No\tDomain\tNilai\n1\tTata Kelola\t3,5" in text
    assert {"Manajemen", "Layanan", "Capaian"} <= set(text.split())
    assert "3.75" not in text


def test_numbered_points_show_their_numbers(read: Read) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    frame = slide.shapes.add_textbox(*BOX).text_frame
    for style, text in (("arabicPeriod", "satu"), ("arabicPeriod", "dua"), ("alphaLcParenBoth", "tiga")):
        paragraph = frame.add_paragraph()
        paragraph.text = text
        paragraph._p.insert(0, parse_xml(f'<a:pPr {A}><a:buAutoNum type="{style}"/></a:pPr>'))
    assert read(deck).pages[0].text.split("\n") == ["1. satu", "2. dua", "(c) tiga"]


def test_groups_and_doubled_shapes_are_read_once(read: Read) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(*BOX).text_frame.text = "dalam kelompok"
    shape = slide.shapes.add_textbox(*BOX)
    shape.text_frame.text = "kotak"
    names = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    both = parse_xml(f'<mc:AlternateContent {names}><mc:Choice Requires="p14"/><mc:Fallback/></mc:AlternateContent>')
    slide.shapes._spTree.append(both)
    both[1].append(copy.deepcopy(shape._element))
    both[0].append(shape._element)
    assert read(deck).pages[0].text.split() == ["dalam", "kelompok", "kotak"]


def test_a_deck_without_slides_has_no_text(read: Read) -> None:
    found = read(Presentation())
    assert (found.status, found.page_count) == ("no_text", 0)
