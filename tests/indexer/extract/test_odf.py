"""OpenDocument: paragraphs, lists, tables, notes and boxes of a text, sheets as shown, slides with notes."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from indexer.extract.media import BY_EXTENSION
from indexer.extract.model import Extraction
from indexer.extract.sandbox import Sandbox

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for name, full in {
        "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style", "meta": "meta",
        "presentation": "presentation", "fo": "xsl-fo-compatible", "svg": "svg-compatible",
    }.items()
)  # fmt: skip
MORE = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'


def document(body: str, kind: str, *, styles: str = "", **parts: str) -> bytes:
    made = BytesIO()
    content = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    content += f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, xml in {"content.xml": content, **parts}.items():
            package.writestr(name, f"<office:document {NAMES} {MORE}>{xml}</office:document>")
    return made.getvalue()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "naskah"


def read(sandbox: Sandbox, place: Path, data: bytes, extension: str) -> Extraction:
    place.write_bytes(data)
    return sandbox.extract(place, BY_EXTENSION[extension])


def test_a_text_in_reading_order(sandbox: Sandbox, place: Path) -> None:
    body = """
      <text:tracked-changes><text:changed-region><text:deletion><text:p>dihapus</text:p></text:deletion>
      </text:changed-region></text:tracked-changes>
      <text:h text:outline-level="1">Umum</text:h>
      <text:p>Dua<text:s text:c="2"/>kata<text:tab/>dan<text:line-break/>baris<text:note>
      <text:note-citation>1</text:note-citation>
      <text:note-body><text:p>catatan kaki</text:p></text:note-body></text:note>.</text:p>
      <text:list text:style-name="L1"><text:list-item><text:p>satu</text:p><text:list><text:list-item>
      <text:p>rinci</text:p>
      </text:list-item></text:list></text:list-item><text:list-item><text:p>dua</text:p>
      <text:p>lanjutan</text:p></text:list-item></text:list>
      <table:table><table:table-row><table:table-cell><text:p>A1</text:p><text:p>lagi</text:p></table:table-cell>
      <table:table-cell><text:p>B1</text:p></table:table-cell></table:table-row></table:table>
      <text:p>sebelum <draw:frame><draw:text-box><text:p>dalam kotak</text:p></draw:text-box>
      <svg:title>gambar</svg:title></draw:frame>sesudah</text:p>
      <text:p text:style-name="Baru">halaman dua</text:p>"""
    styles = """<style:style style:name="Baru"><style:paragraph-properties fo:break-before="page"/></style:style>
      <text:list-style style:name="L1">
      <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
      <text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" style:num-suffix=")"/>
      </text:list-style>"""
    keywords = "<meta:keyword>spbe</meta:keyword><meta:keyword>audit</meta:keyword>"
    meta = f"<office:meta><dc:title>Pedoman</dc:title>{keywords}</office:meta>"
    found = read(sandbox, place, document(body, "text", styles=styles, **{"meta.xml": meta}), "odt")
    first, second = (page.text for page in found.pages)
    assert [line.strip() for line in first.split("\n") if line.strip()] == [
        "Umum", "Dua  kata\tdan", "baris.", "1. satu", "(a) rinci", "2. dua", "lanjutan", "A1 lagi \tB1",
        "sebelum  sesudah", "dalam kotak", "catatan kaki",
    ]  # fmt: skip
    assert second == "halaman dua"
    assert found.properties == {"title": "Pedoman", "keywords": "spbe, audit"}


def test_headers_come_once_and_macros_are_told(sandbox: Sandbox, place: Path) -> None:
    header = (
        "<style:header><text:p>PEMERINTAH KOTA</text:p></style:header><style:footer><text:p>7</text:p></style:footer>"
    )
    page = f"<style:master-page>{header}</style:master-page>"
    styles = f"<office:master-styles>{page}{page}</office:master-styles>"
    data = document("<text:p>isi</text:p>", "text", **{"styles.xml": styles, "Basic/Standard/Modul.xml": ""})
    found = read(sandbox, place, data, "odt")
    assert [page.text for page in found.pages] == ["PEMERINTAH KOTA\n\nisi"]
    assert found.properties == {"macros": "true"}


def test_sheets_show_what_their_cells_show(sandbox: Sandbox, place: Path) -> None:
    body = """<table:table table:name="Rekap"><table:table-row table:number-rows-repeated="2"><table:table-cell
      office:value-type="float" office:value="1500000"><text:p>1.500.000</text:p></table:table-cell>
      <table:table-cell table:number-columns-repeated="2"><text:p>ya</text:p></table:table-cell>
      <table:table-cell table:number-columns-repeated="16000"/></table:table-row>
      <table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row></table:table>
      <table:table table:name="Kosong"><table:table-row><table:table-cell/></table:table-row></table:table>
      <table:table table:name="Lain"><table:table-row><table:table-cell><text:p>akhir</text:p>
      <office:annotation><text:p>pesan</text:p>
      </office:annotation></table:table-cell></table:table-row></table:table>"""
    found = read(sandbox, place, document(body, "spreadsheet"), "ods")
    assert [page.text for page in found.pages] == [
        "Rekap\n\n1.500.000\tya\tya\n1.500.000\tya\tya\n\nTanpa pemisah ribuan: 1500000",
        "Lain\n\nakhir",
    ]


def test_a_slide_is_a_page(sandbox: Sandbox, place: Path) -> None:
    table = "<table:table><table:table-row><table:table-cell><text:p>2026</text:p></table:table-cell></table:table-row>"
    inner = f"<text:p>Judul bagan</text:p>{table}</table:table>"
    chart = f"<office:body><office:chart>{inner}</office:chart></office:body>"
    body = """<draw:page><draw:frame><draw:text-box><text:p>Satu</text:p></draw:text-box></draw:frame>
      <draw:custom-shape><text:p>bentuk</text:p></draw:custom-shape><draw:frame>
      <draw:object xlink:href="./Object 1"/></draw:frame>
      <presentation:notes><draw:frame><draw:text-box><text:p>catatan</text:p></draw:text-box></draw:frame>
      </presentation:notes></draw:page>
      <draw:page><draw:frame><draw:text-box><text:p>Dua</text:p></draw:text-box></draw:frame></draw:page>"""
    found = read(sandbox, place, document(body, "presentation", **{"Object 1/content.xml": chart}), "odp")
    assert [page.text.split() for page in found.pages] == [
        ["Satu", "bentuk", "Judul", "bagan", "catatan"],
        ["Dua"],
    ]


@pytest.mark.parametrize("extension", ["odt", "ods", "odp"])
def test_a_file_with_a_password_is_locked_and_one_without_content_damaged(
    sandbox: Sandbox, place: Path, extension: str
) -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        name = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        package.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{name}"><m:encryption-data/></m:manifest>')
    assert read(sandbox, place, made.getvalue(), extension).status == "locked"
    assert read(sandbox, place, b"PK\x05\x06" + bytes(18), extension).status == "damaged"
