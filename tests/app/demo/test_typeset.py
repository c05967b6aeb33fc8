"""The sample library: every source becomes a real, marked, repeatable file that says what its source says."""

import os
import re
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader
from reportlab.pdfbase.pdfmetrics import stringWidth

from app.demo.dialect import parse
from app.demo.paper import WIDTH
from app.demo.samples import FOOTER, SampleSource, sources
from app.demo.typeset import typeset
from indexer.extract.model import PageImage
from indexer.extract.sandbox import Sandbox
from indexer.ocr import DPI, Recogniser

pytestmark = pytest.mark.slow
Finished = Callable[[SampleSource], Path]

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = sources()
PDFS = [source for source in SAMPLES if source.output == "pdf"]
SCANS = [source for source in SAMPLES if source.is_scan]
WORDED = [source for source in SAMPLES if not source.is_scan]
DOCXS = [source for source in SAMPLES if source.output == "docx"]
AGENCIES = {"DISKOMINFO", "SETDA", "BAPPERIDA", "INSPEKTORAT", "BKPSDM", "DPMPTSP", "DISDUKCAPIL", "BKAD"}
LEGAL_BASIS = re.compile(r"(Undang-Undang|Peraturan [A-Z][\w ]+) Nomor ")  # is always named in the same words
USERS = {"kurator", "operator", "operator2"}
KINDS = {
    "regulasi", "keputusan", "sop", "pedoman", "templat", "praktik_baik", "laporan", "rencana", "surat", "manual",
    "data", "lainnya",
}  # fmt: skip


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The file of a source, typeset when it is first asked for."""
    folder = tmp_path_factory.mktemp("contoh")

    def once(source: SampleSource) -> Path:
        made = folder / source.file_name
        return made if made.exists() else typeset(source, folder)

    return once


def squeeze(text: str) -> str:
    return " ".join(text.split()).casefold()


def text_of(path: Path) -> str:
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(path).pages)
    readers = {".docx": _text_of_docx, ".xlsx": _text_of_xlsx, ".pptx": _text_of_pptx}
    return readers[path.suffix](path) if path.suffix in readers else path.read_text(encoding="utf-8")


def _text_of_docx(path: Path) -> str:
    document = docx.Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _text_of_xlsx(path: Path) -> str:
    book = load_workbook(path)
    cells = (str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)
    return "\n".join([*book.sheetnames, *cells])


def _text_of_pptx(path: Path) -> str:
    words: list[str] = []
    for slide in Presentation(str(path)).slides:
        for shape in slide.shapes:
            words += [shape.text_frame.text] if shape.has_text_frame else []
            words += [cell.text for cell in shape.table.iter_cells()] if shape.has_table else []
        words += [slide.notes_slide.notes_text_frame.text] if slide.has_notes_slide else []
    return "\n".join(words)


def words_of(source: SampleSource) -> list[str]:
    """Every word the reader should find, without the marks of the dialect and the widths of columns."""
    plain = re.sub(r"^\|[-:|]+\|$|^[#^<>]+ |^!\w+$|\*|=|\||::", " ", source.body, flags=re.MULTILINE)
    return re.findall(r"\w{4,}", plain.casefold())


def by_slug(source: SampleSource) -> str:
    return source.slug


def test_the_library_covers_every_kind_and_known_agencies_only() -> None:
    assert {source.kind for source in SAMPLES} == KINDS
    assert {source.agency for source in SAMPLES} <= AGENCIES
    assert {source.visibility for source in SAMPLES} == {"public", "internal", "restricted"}
    assert {source.legal_status for source in SAMPLES} <= {"in_force", "unknown"}
    assert {source.uploader for source in SAMPLES} == USERS
    assert max(Counter(source.slug for source in SAMPLES).values()) == 1
    assert all(1 <= number <= 47 for source in SAMPLES for number in source.confirmed_indicators)


@pytest.mark.parametrize("source", WORDED, ids=by_slug)
def test_a_typeset_file_says_its_title_and_every_word_of_its_source(source: SampleSource, finished: Finished) -> None:
    text = squeeze(text_of(finished(source)))
    assert squeeze(source.title) in text
    assert set(words_of(source)) <= set(re.findall(r"\w+", text))


@pytest.mark.parametrize("source", SAMPLES, ids=by_slug)
def test_equal_sources_give_equal_bytes(source: SampleSource, finished: Finished, tmp_path: Path) -> None:
    first, second = finished(source), typeset(source, tmp_path)
    assert first.name == second.name == source.file_name
    assert first.read_bytes() == second.read_bytes()


def test_another_process_elsewhere_makes_the_same_bytes(finished: Finished, tmp_path: Path) -> None:
    """Half a day away from any clock that this process may go by, and with hashes of its own."""
    script = "import sys, pathlib; from app.demo.typeset import *; "
    script += "[typeset(source, pathlib.Path(sys.argv[1])) for source in sources()]"
    surroundings = os.environ | {"PYTHONHASHSEED": "1", "TZ": "UTC-14" if time.timezone >= 0 else "UTC+12"}
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True, env=surroundings, cwd=ROOT)
    hashes = {path.name: sha256(path.read_bytes()).hexdigest() for path in tmp_path.iterdir()}
    assert hashes == {source.file_name: sha256(finished(source).read_bytes()).hexdigest() for source in SAMPLES}


@pytest.mark.parametrize("source", PDFS, ids=by_slug)
def test_every_pdf_page_and_the_metadata_say_that_it_is_a_sample(source: SampleSource, finished: Finished) -> None:
    reader = PdfReader(finished(source))
    assert [FOOTER in page.extract_text() for page in reader.pages] == [True] * len(reader.pages)
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (source.title, source.author)
    assert FOOTER in str(reader.metadata.subject)
    assert "dokumen contoh" in str(reader.metadata.get("/Keywords"))


@pytest.mark.parametrize("source", DOCXS, ids=by_slug)
def test_a_docx_has_real_headings_tables_and_the_sample_mark(source: SampleSource, finished: Finished) -> None:
    document = docx.Document(str(finished(source)))
    headings = [part.text for part in document.paragraphs if str(part.style.name).startswith("Heading")]  # type: ignore[union-attr]
    assert headings[0] == source.title
    assert len(headings) >= 3
    assert not any(heading.startswith("#") for heading in headings)
    assert document.tables
    assert document.sections[0].footer.paragraphs[0].text == FOOTER
    assert FOOTER in document.core_properties.comments


@pytest.mark.parametrize("source", [source for source in SAMPLES if source.output in {"md", "txt"}], ids=by_slug)
def test_a_text_file_ends_with_the_sample_mark(source: SampleSource, finished: Finished) -> None:
    assert finished(source).read_text(encoding="utf-8").endswith(f"\n{FOOTER}.\n")


def test_scans_are_crooked_pictures_without_a_word_of_text(finished: Finished) -> None:
    assert sorted(source.output for source in SCANS) == ["scan.pdf", "scan.pdf", "scan.tif"]
    for source in SCANS:
        path = finished(source)
        assert path.stat().st_size < 300_000
        if path.suffix == ".pdf":
            reader = PdfReader(path)
            assert [page.extract_text() for page in reader.pages] == [""] * len(reader.pages)
            assert [len(page.images) for page in reader.pages] == [1] * len(reader.pages)
        else:
            with Image.open(path) as picture:
                assert picture.mode == "1"
                assert picture.info["dpi"] == (200, 200)


@pytest.mark.parametrize("source", SCANS, ids=by_slug)
def test_scans_can_be_recognised(source: SampleSource, finished: Finished, sandbox: Sandbox) -> None:
    path = finished(source)
    media_type = {".pdf": "application/pdf", ".tif": "image/tiff"}[path.suffix]
    drawn = sandbox.images(path, media_type, pages=None, dpi=DPI, grey=True, clean=True)
    pages = [Recogniser().recognise(event).text for event in drawn if isinstance(event, PageImage)]
    read = set(re.findall(r"\w+", squeeze(" ".join(pages))))
    wanted = set(words_of(source))
    assert len(wanted & read) >= 0.95 * len(wanted), wanted - read


def test_sheets_hold_dates_shares_and_numbers_as_such(finished: Finished) -> None:
    (inventory,) = [source for source in SAMPLES if source.slug == "inventaris-aplikasi-2025"]
    book = load_workbook(finished(inventory))
    assert book.sheetnames == ["Ringkasan", "Aplikasi", "Penghentian", "Keterangan"]
    row = [cell.value for cell in book["Aplikasi"][2]]
    assert row[:2] == [1, "Layanan Cepat Izin"]
    assert row[6] == datetime(2021, 7, 5)  # noqa: DTZ001 - a day has no time zone
    assert row[8] == 14_250
    assert [cell.number_format for cell in book["Aplikasi"][3]][9] == "0.0%"
    assert row[9] == pytest.approx(0.99)


def test_slides_carry_the_speakers_notes(finished: Finished) -> None:
    decks = [source for source in SAMPLES if source.output == "pptx"]
    assert len(decks) == 2
    for source in decks:
        slides = Presentation(str(finished(source))).slides
        assert len(slides) == 1 + source.body.count("\n## ")
        assert any(slide.has_notes_slide for slide in slides)


@pytest.mark.parametrize(
    "source", [source for source in SAMPLES if source.output in {"xlsx", "pptx", "html"}], ids=by_slug
)
def test_office_files_and_web_pages_say_that_they_are_samples(source: SampleSource, finished: Finished) -> None:
    path = finished(source)
    members = [path.read_bytes()]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            members = [packed.read("docProps/core.xml")]
            assert {entry.date_time for entry in packed.infolist()} == {(2025, 1, 2, 8, 0, 0)}
    assert FOOTER.encode() in members[0]


def test_a_copy_has_the_words_of_what_it_copies_with_some_of_them_marked() -> None:
    (copy,) = [source for source in SAMPLES if source.copy_of]
    (original,) = [source for source in SAMPLES if source.slug == copy.copy_of]
    assert copy.body.count("==") == 2 * len(copy.highlights) > 0
    assert copy.body.replace("==", "") == original.body


def test_the_regulations_on_spbe_and_data_are_long_with_a_bookmark_for_each_chapter(finished: Finished) -> None:
    regulations = [source for source in SAMPLES if source.kind == "regulasi"]
    assert len(regulations) == 5
    for source in regulations:
        reader = PdfReader(finished(source))
        chapters = re.findall(r"^## (BAB .+)$", source.body, flags=re.MULTILINE)
        assert sum("BAB" in str(mark) for mark in reader.outline) == len(chapters)
    assert sum(len(PdfReader(finished(source)).pages) >= 10 for source in regulations) == 2


def test_articles_are_numbered_without_a_gap() -> None:
    for source in (source for source in SAMPLES if source.kind == "regulasi"):
        numbers = [int(number) for number in re.findall(r"^### Pasal (\d+)$", source.body, flags=re.MULTILINE)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_no_paragraph_is_repeated_to_fill_pages() -> None:
    pieces = [
        piece
        for source in SAMPLES
        if not source.copy_of
        for block in parse(source.body)
        for piece in (block.text, *sum(block.rows, ()))
    ]
    times = Counter(squeeze(piece) for piece in pieces if not LEGAL_BASIS.match(piece))
    repeated = [piece for piece, count in times.items() if count > 1 and len(piece) > 80]
    assert repeated == []


def test_every_character_is_in_the_base_fonts() -> None:
    for source in SAMPLES:
        assert source.body.encode("cp1252").decode("cp1252") == source.body


@pytest.mark.parametrize("source", PDFS, ids=by_slug)
def test_no_word_is_broken_by_a_narrow_column(source: SampleSource) -> None:
    for block in (block for block in parse(source.body) if block.kind == "table"):
        shares = [len(cell) for cell in block.rows[1]]
        for row in (block.rows[0], *block.rows[2:]):
            for cell, share in zip(row, shares, strict=True):
                room = WIDTH * share / sum(shares) - 12
                widest = max((stringWidth(word.strip("*"), "Helvetica-Bold", 8.5) for word in cell.split()), default=0)
                assert widest <= room, f"{cell!r} does not fit"
