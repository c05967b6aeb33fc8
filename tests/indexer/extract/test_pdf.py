"""PDFs made here, sound and broken in known ways, through the real child."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject
from reportlab.pdfgen.canvas import Canvas

from indexer.extract.model import Extraction, Limits, Truncation
from indexer.extract.sandbox import Sandbox

PDF = "application/pdf"


def typeset(*pages: str) -> bytes:
    target = BytesIO()
    canvas = Canvas(target)
    for text in pages:
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def rewritten(data: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(data))
    change(writer)
    target = BytesIO()
    writer.write(target)
    writer.close()
    return target.getvalue()


@pytest.fixture
def read(sandbox: Sandbox, tmp_path: Path) -> Callable[..., Extraction]:
    def save_and_read(data: bytes, limits: Limits | None = None) -> Extraction:
        path = tmp_path / "naskah.pdf"
        path.write_bytes(data)
        return sandbox.extract(path, PDF, limits=limits or Limits())

    return save_and_read


def set_content(writer: PdfWriter, page: int, content: bytes) -> None:
    stream = DecodedStreamObject()
    stream.set_data(content)
    writer.pages[page][NameObject("/Contents")] = writer._add_object(stream.flate_encode())


def test_every_page_and_its_words(read: Callable[..., Extraction]) -> None:
    found = read(typeset("Pasal 1", "Pasal 2", "Pasal 3"))
    assert (found.status, found.page_count, found.warnings) == ("ok", 3, ())
    assert [page.text.strip() for page in found.pages] == ["Pasal 1", "Pasal 2", "Pasal 3"]


def test_the_child_reads_what_plain_pypdf_reads(read: Callable[..., Extraction]) -> None:
    data = typeset("Perangkat Daerah", "wajib – melaporkan", "SPBE")
    assert [page.text for page in read(data).pages] == [page.extract_text() for page in PdfReader(BytesIO(data)).pages]


def test_pages_without_words_have_no_text(read: Callable[..., Extraction]) -> None:
    assert read(typeset("", "")).status == "no_text"


def test_a_password_locks_it(read: Callable[..., Extraction]) -> None:
    locked = rewritten(typeset("rahasia"), lambda writer: writer.encrypt("kunci", algorithm="RC4-128"))
    assert (read(locked).status, read(locked).pages) == ("locked", ())


def test_an_owners_password_alone_does_not(read: Callable[..., Extraction]) -> None:
    owned = rewritten(typeset("terbuka"), lambda writer: writer.encrypt("", "pemilik", algorithm="RC4-128"))
    found = read(owned)
    assert (found.status, found.pages[0].text.strip()) == ("ok", "terbuka")


def test_one_bad_page_is_a_warning_and_the_rest_is_read(read: Callable[..., Extraction]) -> None:
    def harm(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(b"BT ET")
        stream[NameObject("/Filter")] = NameObject("/TidakDikenal")
        writer.pages[1][NameObject("/Contents")] = writer._add_object(stream)

    found = read(rewritten(typeset("satu", "dua", "tiga"), harm))
    assert (found.status, found.page_count, found.pages_read) == ("partial", 3, 2)
    assert [page.number for page in found.pages] == [1, 3]
    assert found.warnings == ("Halaman 2 tidak dapat dibaca dan dilewati.",)


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(5000), b"bukan pdf"])
def test_what_is_no_pdf_is_damaged(read: Callable[..., Extraction], data: bytes) -> None:
    assert read(data).status == "damaged"


def test_a_cut_file_gives_what_is_left_or_is_damaged(read: Callable[..., Extraction]) -> None:
    data = typeset(*(f"Pasal {number}" for number in range(1, 40)))
    assert read(data[: len(data) // 2]).status in {"damaged", "partial", "ok"}


@pytest.mark.slow
def test_a_stream_that_swells_is_not_unpacked(read: Callable[..., Extraction]) -> None:
    """A hundred megabytes of nothing in a hundred kilobytes: that page fails, its neighbour does not."""
    data = rewritten(typeset("awal", "bom"), lambda writer: set_content(writer, 1, b" " * 100_000_000))
    assert len(data) < 300_000
    found = read(data)
    assert (found.status, [page.text.strip() for page in found.pages]) == ("partial", ["awal"])
    assert found.peak_bytes < 400 * 1024**2


@pytest.mark.slow
def test_forms_within_forms_end(read: Callable[..., Extraction]) -> None:
    """Each form draws the next one ten times: ten to the eighth drawings from a file of a few kilobytes."""

    def nest(writer: PdfWriter) -> None:
        inner = writer.pages[1]["/Resources"]
        for _ in range(8):
            form = DecodedStreamObject()
            form.set_data(b"/F Do " * 10)
            form.update({
                NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form"),
                NameObject("/Resources"): inner,
            })  # fmt: skip
            inner = DictionaryObject({
                NameObject("/XObject"): DictionaryObject({NameObject("/F"): writer._add_object(form)})
            })  # fmt: skip
        writer.pages[1][NameObject("/Resources")] = inner
        set_content(writer, 1, b"/F Do")

    # Time of the processor, which a busy machine does not lengthen: who needs more ends as "timeout".
    found = read(rewritten(typeset("awal", "sarang"), nest), Limits(cpu_seconds=20, wall_seconds=600))
    assert found.pages[0].text.strip() == "awal"
    assert found.status in {"ok", "partial"}


@pytest.mark.slow
def test_a_page_that_takes_for_ever_times_out_and_keeps_the_first(read: Callable[..., Extraction]) -> None:
    operations = b"BT /F1 12 Tf 1 0 0 1 72 700 Tm " + b"(kata kata kata) Tj 0 -1 Td " * 250_000 + b"ET"
    data = rewritten(typeset("awal", "lama"), lambda writer: set_content(writer, 1, operations))
    found = read(data, Limits(wall_seconds=1))
    assert (found.status, found.truncated) == ("timeout", Truncation("time", after_page=1))
    assert found.seconds <= 15


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(cuts=st.lists(st.tuples(st.integers(0, 1400), st.binary(min_size=1, max_size=12)), min_size=1, max_size=6))
def test_any_damage_ends_in_a_name(read: Callable[..., Extraction], cuts: list[tuple[int, bytes]]) -> None:
    data = bytearray(typeset("Pasal 1", "Pasal 2"))
    for position, rubbish in cuts:
        data[position : position + len(rubbish)] = rubbish
    found = read(bytes(data), Limits(wall_seconds=5))
    assert found.status in {"ok", "partial", "no_text", "locked", "damaged"}
    assert found.pages_read == len(found.pages) <= (found.page_count or 0)


def test_what_the_file_says_of_itself_comes_along(sandbox: Sandbox, tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": "Rencana Kerja Dinas", "/Author": "Bagian Umum", "/Keywords": ""})
    writer.write(tmp_path / "berkas.pdf")
    found = sandbox.extract(tmp_path / "berkas.pdf", "application/pdf")
    assert found.properties["title"] == "Rencana Kerja Dinas"
    assert found.properties["author"] == "Bagian Umum"
    assert "keywords" not in found.properties


@pytest.mark.parametrize(
    "info", ["12", "[1 2 3]", "<< /Title 99 0 R /Author << /A 1 >> >>", "<< /Title (\\377\\376\\000) >>"]
)
def test_odd_properties_cost_no_text(sandbox: Sandbox, tmp_path: Path, info: str) -> None:
    content, changed = re.subn(rb"/Info \d+ 0 R", lambda _: f"/Info {info}".encode(), typeset("Isi yang penting."))
    assert changed == 1
    (tmp_path / "aneh.pdf").write_bytes(content)
    found = sandbox.extract(tmp_path / "aneh.pdf", "application/pdf")
    assert found.status == "ok"
    assert "penting" in found.pages[0].text
