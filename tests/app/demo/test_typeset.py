"""The sample library: every source becomes a real, marked, repeatable file that says what its source says."""

import re
from collections import Counter
from pathlib import Path

import docx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.pdfbase.pdfmetrics import stringWidth

from app.demo.typeset import FOOTER, WIDTH, SampleSource, parse, sources, typeset

pytestmark = pytest.mark.slow

SAMPLES = sources()
PDFS = [source for source in SAMPLES if source.output == "pdf"]
DOCXS = [source for source in SAMPLES if source.output == "docx"]
AGENCIES = {"DISKOMINFO", "SETDA", "BAPPERIDA", "INSPEKTORAT", "BKPSDM", "DPMPTSP", "DISDUKCAPIL", "BKAD"}
KINDS = {"regulasi", "keputusan", "sop", "pedoman", "templat", "praktik_baik", "laporan", "rencana", "surat", "manual"}


def squeeze(text: str) -> str:
    return " ".join(text.split()).casefold()


def text_of(path: Path) -> str:
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(path).pages)
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    return path.read_text(encoding="utf-8")


def words_of(source: SampleSource) -> list[str]:
    """Every word the reader should find, without the marks of the dialect and the widths of columns."""
    plain = re.sub(r"^\|[-:|]+\|$|^[#^<>]+ |^!\w+$|\*|\||::", " ", source.body, flags=re.MULTILINE)
    return re.findall(r"\w{4,}", plain.casefold())


def by_slug(source: SampleSource) -> str:
    return source.slug


def test_the_library_covers_every_kind_and_known_agencies_only() -> None:
    assert {source.kind for source in SAMPLES} == KINDS
    assert {source.agency for source in SAMPLES} <= AGENCIES
    assert {source.visibility for source in SAMPLES} == {"public", "internal", "restricted"}
    assert {source.legal_status for source in SAMPLES} <= {"in_force", "unknown"}
    assert max(Counter(source.slug for source in SAMPLES).values()) == 1
    assert all(1 <= number <= 47 for source in SAMPLES for number in source.confirmed_indicators)


@pytest.mark.parametrize("source", SAMPLES, ids=by_slug)
def test_a_typeset_file_says_its_title_and_every_word_of_its_source(source: SampleSource, tmp_path: Path) -> None:
    text = squeeze(text_of(typeset(source, tmp_path)))
    assert squeeze(source.title) in text
    assert set(words_of(source)) <= set(re.findall(r"\w+", text))


@pytest.mark.parametrize("source", SAMPLES, ids=by_slug)
def test_equal_sources_give_equal_bytes(source: SampleSource, tmp_path: Path) -> None:
    first, second = typeset(source, tmp_path / "a"), typeset(source, tmp_path / "b")
    assert first.name == second.name == f"{source.slug}.{source.output}"
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("source", PDFS, ids=by_slug)
def test_every_pdf_page_and_the_metadata_say_that_it_is_a_sample(source: SampleSource, tmp_path: Path) -> None:
    reader = PdfReader(typeset(source, tmp_path))
    assert [FOOTER in page.extract_text() for page in reader.pages] == [True] * len(reader.pages)
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (source.title, source.author)
    assert FOOTER in str(reader.metadata.subject)
    assert "dokumen contoh" in str(reader.metadata.get("/Keywords"))


@pytest.mark.parametrize("source", DOCXS, ids=by_slug)
def test_a_docx_has_real_headings_tables_and_the_sample_mark(source: SampleSource, tmp_path: Path) -> None:
    document = docx.Document(str(typeset(source, tmp_path)))
    headings = [part.text for part in document.paragraphs if str(part.style.name).startswith("Heading")]  # type: ignore[union-attr]
    assert headings[0] == source.title
    assert len(headings) >= 3
    assert not any(heading.startswith("#") for heading in headings)
    assert document.tables
    assert document.sections[0].footer.paragraphs[0].text == FOOTER
    assert FOOTER in document.core_properties.comments


@pytest.mark.parametrize("source", [source for source in SAMPLES if source.output in {"md", "txt"}], ids=by_slug)
def test_a_text_file_ends_with_the_sample_mark(source: SampleSource, tmp_path: Path) -> None:
    assert typeset(source, tmp_path).read_text(encoding="utf-8").endswith(f"\n{FOOTER}.\n")


def test_the_mayor_regulations_have_ten_pages_or_more_and_a_bookmark_for_each_chapter(tmp_path: Path) -> None:
    regulations = [source for source in SAMPLES if source.kind == "regulasi"]
    assert len(regulations) == 2
    for source in regulations:
        reader = PdfReader(typeset(source, tmp_path))
        chapters = re.findall(r"^## (BAB .+)$", source.body, flags=re.MULTILINE)
        assert len(reader.pages) >= 10
        assert sum("BAB" in str(mark) for mark in reader.outline) == len(chapters) >= 9


def test_articles_are_numbered_without_a_gap() -> None:
    for source in (source for source in SAMPLES if source.kind == "regulasi"):
        numbers = [int(number) for number in re.findall(r"^### Pasal (\d+)$", source.body, flags=re.MULTILINE)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_no_paragraph_is_repeated_to_fill_pages() -> None:
    pieces = [
        piece for source in SAMPLES for block in parse(source.body) for piece in (block.text, *sum(block.rows, ()))
    ]
    repeated = [piece for piece, times in Counter(map(squeeze, pieces)).items() if times > 1 and len(piece) > 80]
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


@given(st.text())
def test_any_text_is_parsed_line_by_line_and_nothing_is_lost(body: str) -> None:
    assume("!siklus_pengetahuan" not in body)
    blocks = parse(body)
    joined = " ".join(piece for block in blocks for piece in (block.text, block.marker, *sum(block.rows, ())))
    assert Counter(filter(str.isalnum, body)) == Counter(filter(str.isalnum, joined))
