"""Office files made to harm: every one ends in a named state, in time, within memory, and touches nothing outside."""

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from pptx import Presentation

from indexer.extract.media import BY_EXTENSION
from indexer.extract.model import STATUS_TEXTS, Limits
from indexer.extract.package import MAX_MEMBERS
from indexer.extract.sandbox import Sandbox
from tests.support.ole import old

TYPES = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICES = ("docx", "xlsx", "pptx", "odt", "ods", "odp", "docm", "xlsm", "pptm")


def package(members: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def word(body: str, *, target: str = "word/document.xml", mode: str = "", macros: bytes = b"") -> bytes:
    relation = f'<Relationship Id="r1" Type="{OFFICE}" Target="{target}" {mode}/>'
    relations = f'<Relationships xmlns="{TYPES}/relationships">{relation}</Relationships>'
    text = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    parts = {"word/vbaProject.bin": macros} if macros else {}
    return package({"_rels/.rels": relations.encode(), "word/document.xml": text.encode(), **parts})


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def made(extension: str) -> bytes:
    target = BytesIO()
    if extension == "docx":
        Document().save(target)
    elif extension == "xlsx":
        book = Workbook()
        book.worksheets[0]["A1"] = "isi"
        book.save(target)
    else:
        Presentation().save(target)
    return target.getvalue()


def status(sandbox: Sandbox, folder: Path, data: bytes, extension: str = "docx") -> str:
    path = folder / "berkas"
    path.write_bytes(data)
    found = sandbox.extract(path, BY_EXTENSION[extension], limits=Limits(wall_seconds=20))
    assert found.status in STATUS_TEXTS
    assert found.peak_bytes < 300 * 1024**2
    return found.status


def nested(depth: int) -> bytes:
    data = b"isi"
    for _ in range(depth):
        data = package({"[Content_Types].xml": b"<Types/>", "dalam.docx": data})
    return data


def lying(data: bytes) -> bytes:
    """A member that is longer than the directory says."""
    whole = bytearray(data)
    at = whole.rindex(b"word/document.xml") - 46
    struct.pack_into("<L", whole, at + 24, 40)
    return bytes(whole)


def encrypted(data: bytes) -> bytes:
    whole = bytearray(data)
    at = whole.index(b"PK\x01\x02")
    struct.pack_into("<H", whole, at + 8, 1)
    return bytes(whole)


def test_a_small_honest_package_is_read(sandbox: Sandbox, tmp_path: Path) -> None:
    assert status(sandbox, tmp_path, word(paragraph("isi"))) == "ok"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "damaged"),
        (b"PK\x03\x04", "damaged"),
        (word(paragraph("isi"))[:-30], "damaged"),
        (package({"a.txt": b"a"}), "damaged"),
        (nested(20), "damaged"),
        (lying(word(paragraph("isi" * 100))), "damaged"),
        (encrypted(word(paragraph("isi"))), "locked"),
        (old("EncryptionInfo", "EncryptedPackage"), "locked"),
        (old("WordDocument"), "damaged"),
        (package({f"{number}": b"" for number in range(MAX_MEMBERS + 1)}), "out_of_memory"),
        (word(paragraph("isi"), target="../../../etc/passwd"), "damaged"),
        (word(paragraph("isi"), target="http://contoh.id/a.docx", mode='TargetMode="External"'), "damaged"),
        (word(f"<!DOCTYPE a>{paragraph('isi')}"), "damaged"),
        (word("&xxe;"), "damaged"),
        (word("<w:p>" * 20_000), "damaged"),
        (word("<w:p>" * 20_000 + "<w:r><w:t>dalam</w:t></w:r>" + "</w:p>" * 20_000), "ok"),
        (word("<w:tbl><w:tr><w:tc>" * 5000 + paragraph("dalam") + "</w:tc></w:tr></w:tbl>" * 5000), "ok"),
        (word("".join(f'<x{n} xmlns="u:{n}"/>' for n in range(30_000)) + paragraph("isi")), "ok"),
        (word(paragraph("isi"), target="/WORD\\DOCUMENT.XML"), "ok"),
        (word(paragraph("isi"), target="/WORD/Document.xml"), "ok"),
        (b"%PDF-1.4\n" + word(paragraph("isi")), "ok"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_each_trick_has_its_name(sandbox: Sandbox, tmp_path: Path, data: bytes, expected: str) -> None:
    assert status(sandbox, tmp_path, data) == expected


@pytest.mark.slow
@pytest.mark.parametrize("extension", OFFICES)
def test_the_same_rubbish_under_every_type_is_named(sandbox: Sandbox, tmp_path: Path, extension: str) -> None:
    for data in (b"", b"\xff" * 5000, made("docx"), made("xlsx"), made("pptx"), old("EncryptedPackage")):
        assert status(sandbox, tmp_path, data, extension) in {"ok", "no_text", "damaged", "locked"}


@pytest.mark.slow
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_packages_end_in_a_name(sandbox: Sandbox, tmp_path: Path, data: st.DataObject) -> None:
    extension = data.draw(st.sampled_from(["docx", "xlsx", "pptx"]))
    whole = bytearray(SAMPLES[extension])
    for _ in range(data.draw(st.integers(1, 20))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert status(sandbox, tmp_path, bytes(whole), extension)


@pytest.mark.slow
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(xml=st.lists(st.sampled_from([
    "<w:p>", "</w:p>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:pPr>", "</w:pPr>", "<w:t>",
    "</w:t>", "kata", "<w:txbxContent>", "</w:txbxContent>", '<w:br w:type="page"/>', "<w:lastRenderedPageBreak/>",
    '<w:footnoteReference w:id="1"/>', '<w:numId w:val="1"/>', "<w:del>", "</w:del>",
]), max_size=30))  # fmt: skip
def test_any_order_of_tags_ends_in_a_name(sandbox: Sandbox, tmp_path: Path, xml: list[str]) -> None:
    assert status(sandbox, tmp_path, word("".join(xml))) in {"ok", "no_text", "damaged", "partial"}


def test_macros_are_told_and_never_run(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "makro.docm"
    path.write_bytes(word(paragraph("isi"), macros=b"Sub AutoOpen()"))
    found = sandbox.extract(path, BY_EXTENSION["docm"])
    assert (found.status, found.properties) == ("ok", {"macros": "true"})


SAMPLES = {extension: made(extension) for extension in ("docx", "xlsx", "pptx")}
