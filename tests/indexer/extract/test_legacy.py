"""Legacy files by way of the real LibreOffice: read like their successors, confined, every failure with its name."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from indexer.extract import legacy
from indexer.extract.media import BY_EXTENSION, LEGACY_TYPES
from indexer.extract.sandbox import extract_file
from tests.support.ole import old

needs_office = pytest.mark.skipif(not legacy.is_available(), reason="LibreOffice is not installed")
DOC, XLS, RTF = LEGACY_TYPES["doc"], LEGACY_TYPES["xls"], LEGACY_TYPES["rtf"]


@pytest.fixture(scope="session")
def legacy_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DOC, an RTF and an XLS that LibreOffice itself wrote."""
    folder = tmp_path_factory.mktemp("lama")
    document = Document()
    document.add_heading("Surat Edaran")
    document.add_paragraph("Setiap perangkat daerah menyusun peta rencana.")
    document.save(str(folder / "surat.docx"))
    book = Workbook()
    book.worksheets[0].append(["Indikator", "Nilai"])
    book.save(folder / "nilai.xlsx")
    for target, source in (("doc", "surat.docx"), ("rtf", "surat.docx"), ("xls", "nilai.xlsx")):
        profile = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            target,
            "--outdir",
            str(folder),
            str(folder / source),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": str(folder)})
    return folder


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize(("name", "word"), [("surat.doc", "peta"), ("surat.rtf", "peta"), ("nilai.xls", "Indikator")])
def test_a_legacy_file_is_read(legacy_files: Path, name: str, word: str) -> None:
    before = (legacy_files / name).read_bytes()
    found = extract_file(legacy_files / name)
    assert (found.status, found.media_type) == ("ok", LEGACY_TYPES[name.rpartition(".")[2]])
    assert any(word in page.text for page in found.pages)
    assert (legacy_files / name).read_bytes() == before


@pytest.mark.slow
@needs_office
def test_rich_text_under_a_word_name_is_read(legacy_files: Path, tmp_path: Path) -> None:
    path = tmp_path / "surat.doc"
    path.write_bytes((legacy_files / "surat.rtf").read_bytes())
    with legacy.readable(path, DOC) as (successor, media_type):
        assert (successor.suffix, media_type) == (".docx", BY_EXTENSION["docx"])
        folder = successor.parents[1]
    assert not folder.exists(), "nothing is left behind"


@pytest.mark.slow
@needs_office
def test_a_conversion_that_takes_too_long_is_ended(legacy_files: Path) -> None:
    with pytest.raises(legacy.ConversionTimedOut), legacy.converted(legacy_files / "surat.doc", DOC, wall_seconds=0.3):
        raise AssertionError("it cannot be done so soon")
    assert not any(b"pustaka-ubah-" in line for line in command_lines())


def command_lines() -> Iterator[bytes]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes()
        except OSError:
            continue
        if b"soffice.bin" in line:
            yield line


def test_html_under_an_office_name_is_read_without_libreoffice(tmp_path: Path) -> None:
    path = tmp_path / "templat.doc"
    path.write_bytes(b"\n<HTML><head><title>Templat</title></head><body><h2>Surat Tugas</h2></body></html>")
    found = extract_file(path)
    assert (found.status, found.media_type) == ("ok", DOC)
    assert "Surat Tugas" in found.pages[0].text


@needs_office
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("derau.doc", b"\xff\x00" * 900),
        ("teks.xls", b"{\\rtf1 a}"),
        ("kosong.doc", b""),
        ("derau.ppt", b"\x00\x01" * 500),
    ],
)
def test_what_is_no_such_file_is_damaged_and_not_read_as_text(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert extract_file(path).status == "damaged"


@pytest.mark.slow
@needs_office
def test_a_hollow_container_has_no_words(tmp_path: Path) -> None:
    path = tmp_path / "hampa.doc"
    path.write_bytes(old("WordDocument", "1Table"))
    assert extract_file(path).status in {"damaged", "no_text"}


def test_without_libreoffice_the_remedy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "_PLACES", (str(tmp_path),))
    legacy._program.cache_clear()
    try:
        assert not legacy.is_available()
        path = tmp_path / "lama.doc"
        path.write_bytes(old("WordDocument"))
        found = extract_file(path)
    finally:
        monkeypatch.undo()
        legacy._program.cache_clear()
    assert (found.status, found.warnings) == ("unsupported", (legacy.REMEDY,))
    assert "simpan berkas sebagai" in legacy.REMEDY


def test_other_types_pass_through(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with legacy.readable(path, BY_EXTENSION["pdf"]) as passed:
        assert passed == (path, BY_EXTENSION["pdf"])
