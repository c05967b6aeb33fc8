"""DOCX as offices write them: words in reading order, from every corner of the file, and no bomb unpacked."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from indexer.extract.media import BY_EXTENSION
from indexer.extract.model import Extraction
from indexer.extract.sandbox import Sandbox

DOCX = BY_EXTENSION["docx"]
CORPUS = Path(__file__).resolve().parents[3] / "../shared/corpus/office"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the real documents are not beside the project")


@pytest.fixture
def read(sandbox: Sandbox, tmp_path: Path) -> Callable[[WordDocument], Extraction]:
    def save_and_read(document: WordDocument) -> Extraction:
        path = tmp_path / "naskah.docx"
        document.save(str(path))
        return sandbox.extract(path, DOCX)

    return save_and_read


def texts(found: Extraction) -> list[str]:
    return [page.text for page in found.pages]


def test_words_come_in_reading_order(read: Callable[[WordDocument], Extraction]) -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "PEMERINTAH KOTA CONTOH"
    document.sections[0].footer.paragraphs[0].text = "12"
    document.add_heading("SOP Layanan", 1)
    document.add_paragraph("Sebelum tabel.\tRata")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["No", "Kegiatan", "1", "Menerima\nsurat"], strict=True):
        cell.text = text
    document.add_paragraph("Sesudah tabel.")
    (text,) = texts(read(document))
    assert [line.split() for line in text.splitlines() if line] == [
        ["PEMERINTAH", "KOTA", "CONTOH"], ["SOP", "Layanan"], ["Sebelum", "tabel.", "Rata"],
        ["No", "Kegiatan"], ["1", "Menerima", "surat"], ["Sesudah", "tabel."],
    ]  # fmt: skip


def test_page_breaks_make_pages(read: Callable[[WordDocument], Extraction]) -> None:
    document = Document()
    document.add_paragraph("satu").add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("dua").add_run()._r.append(parse_xml(f"<w:lastRenderedPageBreak {nsdecls('w')}/>"))
    document.add_paragraph("tiga")
    found = read(document)
    assert texts(found) == ["satu", "dua", "tiga"]
    assert found.page_count == 3


def test_words_in_controls_and_shapes_are_found_once(read: Callable[[WordDocument], Extraction]) -> None:
    """Form fields and text boxes lie outside what a paragraph-by-paragraph reader sees."""
    document = Document()
    control = (
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>isian formulir</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    shape = (
        f'<w:p {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r>'
        "<mc:AlternateContent><mc:Choice Requires='wps'><w:p><w:r><w:t>kotak teks</w:t></w:r></w:p></mc:Choice>"
        "<mc:Fallback><w:p><w:r><w:t>kotak teks</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    deleted = f"<w:p {nsdecls('w')}><w:del><w:r><w:delText>dihapus</w:delText></w:r></w:del></w:p>"
    for xml in (control, shape, deleted):
        document.element.body.insert(0, parse_xml(xml))
    (text,) = texts(read(document))
    assert sorted(text.split()) == ["formulir", "isian", "kotak", "teks"]


def test_an_empty_document_has_no_text(read: Callable[[WordDocument], Extraction]) -> None:
    found = read(Document())
    assert (found.status, found.pages_read) == ("no_text", 1)


def test_a_tree_of_great_depth_is_read(read: Callable[[WordDocument], Extraction]) -> None:
    document = Document()
    depth = 80
    nested = (
        "<w:sdt><w:sdtContent>" * depth + "<w:p><w:r><w:t>dalam</w:t></w:r></w:p>" + "</w:sdtContent></w:sdt>" * depth
    )
    document.element.body.insert(0, parse_xml(f"<w:customXml {nsdecls('w')}>{nested}</w:customXml>"))
    assert texts(read(document)) == ["dalam"]


def repack(document: WordDocument, change: Callable[[bytes], bytes]) -> bytes:
    source, target = BytesIO(), BytesIO()
    document.save(source)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == "word/document.xml" else old.read(name))
    return target.getvalue()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda xml: xml + bytes(520 * 1024**2), "out_of_memory"),
        (lambda xml: xml[: len(xml) // 2], "damaged"),
        (lambda _xml: f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l11;</a>'.encode(), "damaged"),
        (lambda _xml: b"", "damaged"),
    ],
    ids=["bomb", "cut", "laughs", "empty"],
)
@pytest.mark.slow
def test_a_harmful_part_ends_in_a_name(
    sandbox: Sandbox, tmp_path: Path, change: Callable[[bytes], bytes], status: str
) -> None:
    path = tmp_path / "jahat.docx"
    path.write_bytes(repack(Document(), change))
    found = sandbox.extract(path, DOCX)
    assert (found.status, found.pages) == (status, ())
    assert found.peak_bytes < 200 * 1024**2
    assert found.seconds < 10


def test_an_entity_never_reads_a_file(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "rahasia").write_text("SANGAT RAHASIA")
    document = Document()
    document.add_paragraph("SISIP")

    def change(xml: bytes) -> bytes:
        head, _, body = xml.partition(b"?>")
        doctype = f'?><!DOCTYPE a [<!ENTITY x SYSTEM "file://{tmp_path}/rahasia">]>'.encode()
        return head + doctype + body.replace(b"SISIP", b"[&x;]")

    path = tmp_path / "luar.docx"
    path.write_bytes(repack(document, change))
    assert all("RAHASIA" not in text for text in texts(sandbox.extract(path, DOCX)))


@pytest.mark.corpus
@pytest.mark.slow
@needs_corpus
def test_every_real_form_is_read(sandbox: Sandbox) -> None:
    paths = sorted(CORPUS.rglob("*.docx"))
    assert len(paths) >= 20
    assert {sandbox.extract(path, DOCX).status for path in paths} == {"ok"}
