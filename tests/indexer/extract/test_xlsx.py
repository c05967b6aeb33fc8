"""Sheets as their readers see them: one page a sheet, long ones in parts, every value in words and our numbers."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.worksheet import Worksheet

from indexer.extract.media import BY_EXTENSION
from indexer.extract.model import Extraction, Limits
from indexer.extract.sandbox import Sandbox

XLSX = BY_EXTENSION["xlsx"]
MIB = 1024**2
Read = Callable[[Workbook], Extraction]


@pytest.fixture
def read(sandbox: Sandbox, tmp_path: Path) -> Read:
    def save_and_read(book: Workbook) -> Extraction:
        path = tmp_path / "data.xlsx"
        book.save(path)
        return sandbox.extract(path, XLSX)

    return save_and_read


def first_sheet(book: Workbook) -> Worksheet:
    sheet = book.worksheets[0]
    sheet.title = "Realisasi 2026"
    return sheet


def lines(found: Extraction) -> list[str]:
    return [line for page in found.pages for line in page.text.splitlines()]


def test_a_sheet_is_a_page_with_its_name_its_rows_and_its_values_as_seen(read: Read) -> None:
    book = Workbook()
    sheet = first_sheet(book)
    sheet.append(["No", "Kegiatan", "Tanggal", "Anggaran", "Capaian", "Selesai"])
    sheet.append([1, "Penyusunan\nArsitektur SPBE", date(2026, 11, 22), 1_500_000, 0.955, True])
    sheet["C2"].number_format = "[$-421]d mmmm yyyy"
    sheet["D2"].number_format = '"Rp "#,##0'
    sheet["E2"].number_format = "0.0%"
    sheet["A4"] = datetime(2026, 1, 2, 3, 4)  # noqa: DTZ001 - a cell knows no zone
    sheet["A4"].number_format = "dd/mm/yyyy hh:mm"
    sheet["A5"] = "=1/0"
    sheet.merge_cells("B4:F4")
    sheet["B4"] = "digabung"
    found = read(book)
    assert (found.status, found.page_count) == ("ok", 1)
    assert lines(found) == [
        "Realisasi 2026", "",
        "No\tKegiatan\tTanggal\tAnggaran\tCapaian\tSelesai",
        "1\tPenyusunan Arsitektur SPBE\t22 November 2026\tRp 1.500.000\t95,5%\tTRUE",
        "02/01/2026 03:04\tdigabung",
        "", "Tanpa pemisah ribuan: 1500000",
    ]  # fmt: skip


def test_every_sheet_is_read_also_a_hidden_one(read: Read) -> None:
    book = Workbook()
    first_sheet(book)["A1"] = "terlihat"
    hidden = book.create_sheet("Lampiran")
    hidden["C3"] = "tersembunyi"
    hidden.sheet_state = "veryHidden"
    book.create_sheet("Kosong")
    assert [page.text for page in read(book).pages] == ["Realisasi 2026\n\nterlihat", "Lampiran\n\ntersembunyi"]


def test_a_long_sheet_is_split_and_keeps_its_name_and_headings(read: Read) -> None:
    book = Workbook()
    sheet = first_sheet(book)
    sheet.append(["DAFTAR LAYANAN"])
    sheet.append(["No", "Nama layanan", "Perangkat daerah"])
    for number in range(1, 1001):
        sheet.append([number, f"Layanan nomor {number}", "Dinas Komunikasi dan Informatika"])
    found = read(book)
    texts = [page.text for page in found.pages]
    assert len(texts) >= 5
    assert all(text.startswith("Realisasi 2026\n\n") for text in texts)
    assert all("No\tNama layanan\tPerangkat daerah" in text for text in texts)
    assert max(len(text) for text in texts) < 7000
    assert sum(text.count("Layanan nomor ") for text in texts) == 1000


def test_a_chart_says_its_titles_and_the_file_its_properties(read: Read) -> None:
    book = Workbook()
    sheet = first_sheet(book)
    for row in (("Tahun", "Indeks"), ("2025", 3.1), ("2026", 3.6)):
        sheet.append(row)
    chart = BarChart()
    chart.title = "Indeks SPBE dari tahun ke tahun"
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "E2")
    book.properties.title, book.properties.creator = "Rekap indeks", "Bagian Organisasi"
    found = read(book)
    assert "Indeks SPBE dari tahun ke tahun" in found.pages[0].text
    assert found.properties["title"] == "Rekap indeks"
    assert found.properties["author"] == "Bagian Organisasi"
    assert "macros" not in found.properties


@pytest.mark.slow
def test_a_huge_sheet_is_read_within_little_memory(sandbox: Sandbox, tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Besar")
    for number in range(60_000):
        sheet.append([number, f"baris ke-{number}", 0.5])
    path = tmp_path / "besar.xlsx"
    book.save(path)
    found = sandbox.extract(path, XLSX, limits=Limits(memory_bytes=300 * MIB))
    assert found.status == "ok"
    assert "baris ke-59999" in found.pages[-1].text
    assert found.peak_bytes < 120 * MIB


def test_a_file_without_its_sheets_or_with_wild_numbers_ends_in_a_name(sandbox: Sandbox, tmp_path: Path) -> None:
    made = BytesIO()
    book = Workbook()
    first_sheet(book)["A1"] = 1
    book.save(made)
    path = tmp_path / "aneh.xlsx"
    for old, new in ((b'<c r="A1" t="n">', b'<c r="A1" s="999999999" t="n">'), (b"<v>1</v>", b"<v>nan</v>")):
        path.write_bytes(change(made.getvalue(), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(old, new)))  # noqa: B023
        assert sandbox.extract(path, XLSX).status == "ok"
    path.write_bytes(change(made.getvalue(), "xl/workbook.xml", lambda _: b"<workbook/>"))
    assert sandbox.extract(path, XLSX).status == "no_text"


def change(package: bytes, part: str, edit: Callable[[bytes], bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, edit(old.read(name)) if name == part else old.read(name))
    return made.getvalue()
