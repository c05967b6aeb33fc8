"""The text of a page as the reader shows it: tables from tabs, marks that stay whole, names of sheets and slides."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.grammar import parse
from app.search.inside import marked_text
from frontend.contexts.page_text import page_parts, unit_of

SHEET = "Anggaran 2026\n\nNo\tKegiatan\tNilai\n1\tPelatihan\t7\n2\tAudit\nB. Modal\n1\tServer\t9"


def cells(page: str) -> list[list[str]]:
    rows = re.findall(r"(?s)<tr>(.*?)</tr>", page)
    return [re.findall(r"(?s)<t[dh][^>]*>(.*?)</t[dh]>", row) for row in rows]


def test_a_sheet_is_a_table_under_its_name() -> None:
    name, page = page_parts(SHEET, "Lembar")
    assert name == "Anggaran 2026"
    assert "Anggaran" not in page
    assert cells(page) == [
        ["No", "Kegiatan", "Nilai"], ["1", "Pelatihan", "7"], ["2", "Audit"], ["B. Modal"], ["1", "Server", "9"],
    ]  # fmt: skip
    assert '<th scope="col">Kegiatan</th>' in page
    assert '<td colspan="2">Audit</td>' in page
    assert '<td colspan="3">B. Modal</td>' in page


def test_a_row_of_figures_names_no_columns() -> None:
    assert "<th" not in page_parts("1\tPelatihan\n2\tAudit", "Halaman")[1]


def test_the_words_around_a_table_stay_beside_it() -> None:
    page = page_parts("Pembuka\nNama\tNilai\nAudit\tbaik\n\n\nPenutup\tbiasa", "Halaman")[1]
    parts = re.findall(r'<div class="(page-[a-z_-]+)', page)
    assert parts == ["page-text__lines", "page-table", "page-text__lines"]
    assert page.endswith("Penutup biasa</div>")


def test_a_mark_over_cells_and_lines_is_whole_in_each() -> None:
    page = page_parts("<mark>satu\tdua\ntiga</mark>\tempat", "Halaman")[1]
    assert cells(page) == [["<mark>satu</mark>", "<mark>dua</mark>"], ["<mark>tiga</mark>", "empat"]]


@pytest.mark.parametrize(
    ("media_type", "unit"),
    [
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Lembar"),
        ("application/vnd.oasis.opendocument.presentation", "Salindia"),
        ("application/vnd.ms-powerpoint.presentation.macroEnabled.12", "Salindia"),
        ("application/pdf", "Halaman"),
        ("text/plain", "Halaman"),
    ],
)
def test_pages_are_called_what_their_makers_call_them(media_type: str, unit: str) -> None:
    assert unit_of(media_type) == unit


@given(st.text(alphabet=st.sampled_from("ab<>& \t\n1")), st.text(alphabet="ab1 "))
def test_whatever_a_page_holds_nothing_is_lost_and_all_is_closed(text: str, query: str) -> None:
    name, page = page_parts(marked_text(text, parse(query).node), "Lembar")
    shown = re.sub(r'<p class="table-hint">.*?</p>', "", f"{name} {page}")
    assert "".join(unescape(re.sub(r"<[^>]+>", "", shown)).split()) == "".join(text.split())
    opened = []
    for closing, tag in re.findall(r"<(/?)([a-z]+)", shown):
        if not closing:
            opened.append(tag)
        else:
            assert opened.pop() == tag
    assert opened == []
