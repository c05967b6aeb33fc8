"""Zips as a way to upload many: caps before anything is read, names that lead nowhere, every file with its answer."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.archives import Archive, ArchiveRefused, MemberBroken, is_archive, is_clutter, shown_path
from storage.blobs import BlobTooLarge
from storage.containers import ZipCaps
from tests.support.files import make_docx
from tests.support.zips import make_locked_zip, make_zip, make_zip_with_link, with_broken_member

SMALL = ZipCaps(directory_bytes=1024**2, members=3, total_bytes=5000, ratio=20, ratio_from_bytes=1000)


def opened(content: bytes, caps: ZipCaps = SMALL) -> Archive:
    return Archive(io.BytesIO(content), caps)


def paths(content: bytes) -> list[str]:
    return [member.path for member in opened(content).members()]


def test_files_come_in_the_order_of_the_directory_with_their_folders() -> None:
    assert paths(make_zip({"b.txt": b"b", "surat/2024/a.txt": b"a"})) == ["b.txt", "surat/2024/a.txt"]


def test_what_systems_leave_behind_is_skipped_silently() -> None:
    names = ("__MACOSX/._a.txt", ".DS_Store", "map/Thumbs.db", "desktop.ini", "~$laporan.docx", "a.txt")
    content = make_zip(dict.fromkeys(names, b"isi"))
    assert [member.path for member in Archive(io.BytesIO(content)).members()] == ["a.txt"]
    assert not is_clutter("surat/.well-known.txt")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/mutlak/a.txt", "mutlak/a.txt"),
        ("C:\\Users\\a.txt", "C_/Users/a.txt"),
        ("a\u202etxt.exe", "atxt.exe"),
        ("..", "berkas"),
        ("a//b///c.txt", "a/b/c.txt"),
    ],
)
def test_names_are_shown_and_never_lead_anywhere(name: str, shown: str) -> None:
    assert shown_path(name) == shown


@given(st.text(max_size=80))
def test_no_name_ever_becomes_a_way_up(name: str) -> None:
    parts = shown_path(name).split("/")
    assert parts
    assert not {"", ".", ".."} & set(parts)
    assert not any("\\" in part or "\x00" in part for part in parts)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (make_zip({f"{number}.txt": b"x" for number in range(4)}), "batas aman"),
        (make_zip({"besar.txt": b"\x00" * 6000}), "batas aman"),
        (make_zip({"mampat.txt": b"\x00" * 4900}), "batas aman"),
        (make_locked_zip({"a.txt": b"rahasia"}), "kata sandi"),
        (make_zip({"a.txt": b"isi"})[:-10], "rusak"),
        (make_zip({"a.txt": b"isi" * 50}, compression=zipfile.ZIP_BZIP2), "rusak"),
        (b"PK\x03\x04" + b"bukan zip" * 40, "rusak"),
    ],
)
def test_a_zip_beyond_the_caps_is_refused_whole_with_what_to_do(content: bytes, word: str) -> None:
    with pytest.raises(ArchiveRefused, match=word):
        opened(content)


def test_an_office_file_under_another_name_is_no_archive() -> None:
    with pytest.raises(ArchiveRefused, match="dokumen Office"):
        Archive(io.BytesIO(make_docx(["Isi"])))


def test_links_and_archives_inside_are_named_and_not_taken() -> None:
    assert "Tautan" in next(opened(make_zip_with_link("a.txt", "/etc/passwd")).members()).reason
    assert "Arsip di dalam zip" in next(opened(make_zip({"dalam.zip": make_zip({})})).members()).reason


def test_a_member_is_read_whole_and_may_be_sought_in() -> None:
    with opened(make_zip({"a.txt": b"Satu dua tiga"})).opened(0, max_bytes=100) as stream:
        assert stream.read() == b"Satu dua tiga"
        stream.seek(5)
        assert stream.read(3) == b"dua"


def test_a_member_that_is_too_large_or_does_not_fit_its_checksum_is_refused() -> None:
    content = make_zip({"a.txt": b"Satu dua tiga"}, compression=zipfile.ZIP_STORED)
    with pytest.raises(BlobTooLarge), opened(content).opened(0, max_bytes=5):
        pass
    broken = opened(with_broken_member(content, b"Satu"))
    with pytest.raises(MemberBroken, match="rusak di dalam zip"), broken.opened(0, max_bytes=100):
        pass


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (make_zip({"a.txt": b"isi"}), "surat.zip", True),
        (make_zip({}), "kosong.ZIP", True),
        (make_zip({"a.txt": b"isi"}), "surat.docx", False),
        (b"%PDF-1.7", "surat.zip", False),
    ],
)
def test_name_and_first_bytes_must_agree(content: bytes, name: str, expected: bool) -> None:
    assert is_archive(io.BytesIO(content), name) is expected
