"""What is taken in and what is refused, with the words that the refusal must carry."""

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from storage.compound import SIGNATURE
from storage.containers import Container, ContainerBomb, ContainerBroken, ZipCaps
from storage.sniff import MEDIA_TYPES, MediaType, TypeRefused, sniff, sniff_path
from tests.support.ole import old, word_head

CORPUS = Path(__file__).resolve().parents[2] / "../shared/corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the real documents are not beside the project")
MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
OLE = SIGNATURE + bytes(504)


def pdf() -> bytes:
    target = BytesIO()
    canvas = Canvas(target)
    canvas.drawString(100, 700, "Peraturan Wali Kota")
    canvas.save()
    return target.getvalue()


def docx() -> bytes:
    target = BytesIO()
    Document().save(target)
    return target.getvalue()


def image(kind: str) -> bytes:
    target = BytesIO()
    Image.new("RGB", (8, 8)).save(target, kind)
    return target.getvalue()


def package(members: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def office(*content_types: str, **members: bytes) -> bytes:
    overrides = "".join(f'<Override PartName="/p{n}.xml" ContentType="{t}"/>' for n, t in enumerate(content_types))
    types = f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{overrides}</Types>'
    return package({"[Content_Types].xml": types.encode(), **members})


def opendocument(kind: str, manifest: bytes = b"<manifest/>") -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return package({"mimetype": mimetype, "META-INF/manifest.xml": manifest})


SHEET, SLIDES = MAIN.format("spreadsheetml.sheet"), MAIN.format("presentationml.presentation")
WORD = MAIN.format("wordprocessingml.document")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("Perwal.pdf", pdf()),
        ("PERWAL.PDF", pdf()),
        ("sampul.pdf", b"\n" * 900 + pdf()),
        ("templat.docx", docx()),
        ("data.xlsx", office(SHEET)),
        ("paparan.pptx", office(SLIDES)),
        ("naskah.odt", opendocument("text")),
        ("tabel.ods", opendocument("spreadsheet")),
        ("salindia.odp", opendocument("presentation")),
        ("makro.docm", office(MACRO, **{"word/vbaProject.bin": b"x"})),
        ("bermakro.docx", office(WORD, **{"word/vbaProject.bin": b"x"})),
        ("makro.xlsm", office("application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
        ("makro.pptm", office("application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml")),
        ("lama.doc", old("WordDocument", "1Table")),
        ("lama.doc", old("WordDocument", embedded="Workbook")),
        ("lama.xls", old("Workbook")),
        ("lama.xls", old("Book")),
        ("lama.ppt", old("PowerPoint Document", "Current User")),
        ("lama.doc", b"\n<HTML><body><h1>Surat</h1>"),
        ("lama.xls", b"\xef\xbb\xbf<table><tr><td>1</table>"),
        ("lama.doc", b"{\\rtf1 Surat}"),
        ("surat.rtf", b"{\\rtf1 Surat}"),
        ("gabungan.pdf", pdf() + docx()),
        ("catatan.txt", "Rapat koordinasi – 22 November 2026".encode()),
        ("lama.txt", "Rapat – koordinasi".encode("cp1252")),
        ("unicode.txt", "Rapat koordinasi".encode("utf-16")),
        ("tentang-pdf.txt", b"Setiap berkas PDF diawali %PDF-1.7 pada baris pertama."),
        ("panduan.md", b"# Panduan\n"),
        ("panduan.markdown", b"# Panduan\n"),
        ("laman.html", b"<!doctype html><p>Halo"),
        ("laman.htm", b"<p>Halo"),
        ("bagan.png", image("PNG")),
        ("foto.jpg", image("JPEG")),
        ("foto.jpeg", image("JPEG")),
        ("pindai.tif", image("TIFF")),
        ("pindai.tiff", image("TIFF")),
    ],
)
def test_accepted(name: str, data: bytes) -> None:
    stream = BytesIO(data)
    found = sniff(stream, name)
    assert name.rpartition(".")[2].lower() in found.extensions
    assert stream.tell() == 0


def test_only_pdf_and_images_are_shown_by_a_browser_itself() -> None:
    assert {media_type.extension for media_type in MEDIA_TYPES if media_type.inline} == {"pdf", "png", "jpg"}


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("kosong.pdf", b"", "kosong"),
        ("perwal.txt", pdf(), "isinya PDF. Ganti akhiran namanya menjadi .pdf"),
        ("perwal", pdf(), "tidak berakhiran .pdf"),
        ("perwal.exe", pdf(), "Ganti akhiran namanya menjadi .pdf"),
        ("program.exe", b"MZ\x90\x00", "Jenis berkas .exe belum dapat diterima. Unggah berkas PDF, DOCX"),
        ("tanpa", b"teks", "Berkas tanpa akhiran nama"),
        ("gambar.pdf", image("PNG"), "isinya PNG"),
        ("gambar.png", image("JPEG"), "isinya JPEG"),
        ("gambar.png", b"bukan gambar", "bukan PNG yang utuh"),
        ("polyglot.pdf", image("PNG") + pdf(), "isinya PNG"),
        ("terlambat.pdf", b" " * 1100 + pdf(), "bukan PDF yang utuh"),
        ("tabel.docx", office(SHEET), "isinya Excel (XLSX)"),
        ("templat.docx", office(WORD, SHEET), "bukan Word (DOCX) yang utuh"),
        ("naskah.docx", opendocument("text"), "isinya OpenDocument (ODT)"),
        ("arsip.docx", package({"a.txt": b"a"}), "bukan Word (DOCX) yang utuh"),
        ("grafik.odt", opendocument("graphics"), "bukan OpenDocument (ODT) yang utuh"),
        ("potong.docx", docx()[:-100], "rusak atau terpotong"),
        ("dtd.docx", package({"[Content_Types].xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "rusak"),
        ("makro.docm", docx(), "isinya Word (DOCX)"),
        ("makro.docx", office(MACRO), "isinya Word bermakro (DOCM). Ganti akhiran namanya menjadi .docm"),
        ("terkunci.docx", old("EncryptionInfo", "EncryptedPackage"), "terkunci kata sandi"),
        ("terkunci.doc", old(WordDocument=word_head(encrypted=True)), "terkunci kata sandi"),
        ("terkunci.xls", old(Workbook=struct.pack("<HHHHH", 0x809, 2, 0, 0x2F, 0)), "terkunci kata sandi"),
        ("terkunci.odt", opendocument("text", b"<m><encryption-data/></m>"), "Hapus kata sandinya"),
        ("lama.doc", OLE, "rusak atau terpotong"),
        ("lama.doc", old("Workbook"), "isinya Excel lama (XLS)"),
        ("lama.ppt", old("WordDocument"), "Ganti akhiran namanya menjadi .doc"),
        ("lama.doc", old("Kosong"), "bukan Word lama (DOC) yang utuh"),
        ("lama.doc", b"\x00<html>" * 9, "bukan Word lama (DOC) yang utuh"),
        ("surat.docx", b"{\\rtf1}", "isinya teks berformat (RTF)"),
        ("surat.rtf", b"rtf", "bukan teks berformat (RTF) yang utuh"),
        ("templat.xltm", office(SHEET), "simpan sebagai XLSX"),
        ("berkas.zip", package({"a.txt": b"a"}), "Keluarkan isinya"),
        ("samaran.pdf", b"<html><script>1</script>\n" + pdf(), "bukan PDF yang utuh"),
        ("gabungan.docx", pdf() + docx(), "isinya PDF"),
        ("biner.txt", bytes(range(256)), "bukan teks (TXT) yang utuh"),
        ("nol.txt", b"x" * 200_000 + b"\x00", "bukan teks (TXT) yang utuh"),
        ("biner.html", b"\x7fELF\x02\x01\x01" + bytes(50), "bukan HTML yang utuh"),
    ],
)
def test_refused(name: str, data: bytes, words: str) -> None:
    with pytest.raises(TypeRefused) as refused:
        sniff(BytesIO(data), name)
    assert words in refused.value.reason
    assert "nggah" in refused.value.reason, "it says what to do"


def bomb() -> bytes:
    return office(WORD, **{"word/document.xml": bytes(40 * 1024**2)})


def test_a_bomb_by_ratio_is_refused_without_being_unpacked() -> None:
    data = bomb()
    assert len(data) < 100_000
    with pytest.raises(TypeRefused, match="membengkak"):
        sniff(BytesIO(data), "bom.docx")


def test_a_file_that_compresses_well_but_stays_small_is_no_bomb() -> None:
    data = office(WORD, **{"word/document.xml": bytes(8 * 1024**2)})
    assert sniff(BytesIO(data), "panjang.docx").extension == "docx"


@pytest.mark.parametrize(
    "caps",
    [ZipCaps(members=1), ZipCaps(total_bytes=10), ZipCaps(directory_bytes=20)],
    ids=["members", "size", "directory"],
)
def test_each_cap_holds(caps: ZipCaps) -> None:
    with pytest.raises(ContainerBomb):
        Container(BytesIO(opendocument("text")), caps)
    assert Container(BytesIO(opendocument("text"))).names == {"mimetype", "META-INF/manifest.xml"}


def test_a_member_larger_than_it_says_is_broken_not_unpacked() -> None:
    data = bytearray(office(WORD, **{"filler.xml": bytes(100)}))
    types = b"[Content_Types].xml"
    entry = data.rindex(types) - 46
    assert data[entry : entry + 4] == b"PK\x01\x02"
    struct.pack_into("<L", data, entry + 24, 10)
    with pytest.raises(ContainerBroken):
        Container(BytesIO(bytes(data))).content_types()


def test_methods_that_no_office_writes_are_not_unpacked() -> None:
    """LZMA may ask for gigabytes before the first byte comes out."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    with pytest.raises(TypeRefused, match="rusak"):
        sniff(BytesIO(target.getvalue()), "naskah.odt")


def test_a_directory_of_64_bits_is_measured_too() -> None:
    """The old record says "see the new one"; a reader that believes the old one alone would miss the size."""
    plain = opendocument("text")
    end = plain.rindex(b"PK\x05\x06")
    size, offset = struct.unpack_from("<LL", plain, end + 12)
    record = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 2, 2, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    old = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    data = plain[:end] + record + locator + old
    assert sniff(BytesIO(data), "naskah.odt").extension == "odt"
    with pytest.raises(ContainerBomb):
        Container(BytesIO(data), ZipCaps(directory_bytes=20))


def outcome(data: bytes, name: str) -> MediaType | str:
    try:
        return sniff(BytesIO(data), name)
    except TypeRefused as refused:
        return refused.reason


A_DOCX = docx()
NAMES = st.sampled_from([f"a.{extension}" for media_type in MEDIA_TYPES for extension in media_type.extensions])
STARTS = st.sampled_from(
    [
        b"",
        b"%PDF-1.4\n",
        b"PK\x03\x04",
        A_DOCX,
        opendocument("text"),
        image("PNG"),
        OLE,
        old("Book"),
        b"{\\rtf",
        b"\xff\xfe",
    ]
)


@settings(deadline=None, max_examples=300)
@given(name=NAMES | st.text(max_size=20), start=STARTS, rest=st.binary(max_size=200), cut=st.integers(0, 4000))
def test_any_bytes_under_any_name_end_in_a_type_or_a_reason(name: str, start: bytes, rest: bytes, cut: int) -> None:
    data = start[cut:] + rest if cut % 2 else start[: len(start) - cut] + rest
    found = outcome(data, name)
    assert found
    assert isinstance(found, str) or name.rpartition(".")[2].lower() in found.extensions


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_damaged_package_is_a_type_or_a_reason(data: st.DataObject) -> None:
    whole = bytearray(A_DOCX)
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    found = outcome(bytes(whole), "a.docx")
    assert found
    assert isinstance(found, str) or found.extension == "docx"


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_damaged_old_container_is_a_type_or_a_reason(data: st.DataObject) -> None:
    """Loops, sectors beyond the end, wild lengths: whatever the numbers say, an answer comes, and soon."""
    whole = bytearray(old("1Table", WordDocument=word_head(encrypted=False), embedded="Workbook"))
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, 2048) | st.integers(0, len(whole) - 4))
        struct.pack_into("<L", whole, at, data.draw(st.integers(0, 8) | st.integers(0, 2**32 - 1)))
    assert outcome(bytes(whole), "a.doc")


@pytest.mark.corpus
@needs_corpus
@pytest.mark.parametrize(("folder", "extensions"), [("pdfs", {"pdf"}), ("office", {"docx", "xlsx", "doc"})])
def test_every_real_document_is_accepted(folder: str, extensions: set[str]) -> None:
    paths = [path for path in (CORPUS / folder).rglob("*") if path.suffix[1:] in extensions]
    assert len(paths) >= 30
    assert {sniff_path(path).extension for path in paths} == extensions
