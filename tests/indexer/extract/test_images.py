"""Pictures of pages through the real child: PDFs and image files, sound ones, bombs and broken ones."""

import struct
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from indexer.extract.model import Extraction, Finished, Limits, PageImage
from indexer.extract.sandbox import MAX_PICTURES, Sandbox

PDF, PNG, JPEG, TIFF = "application/pdf", "image/png", "image/jpeg", "image/tiff"
Drawn = tuple[list[PageImage], Extraction]
Draw = Callable[..., Drawn]


@pytest.fixture
def draw(sandbox: Sandbox, tmp_path: Path) -> Draw:
    def save_and_draw(data: bytes, media_type: str = PDF, **wanted: object) -> Drawn:
        path = tmp_path / "berkas"
        path.write_bytes(data)
        return drawn(sandbox, path, media_type, **wanted)

    return save_and_draw


def drawn(sandbox: Sandbox, path: Path, media_type: str, **wanted: object) -> Drawn:
    *pictures, last = sandbox.images(path, media_type, **wanted)  # type: ignore[arg-type]
    assert isinstance(last, Finished)
    return [picture for picture in pictures if isinstance(picture, PageImage)], last.extraction


def typeset(pages: int, size: tuple[float, float] = (595, 842)) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, pagesize=size)
    for number in range(1, pages + 1):
        canvas.drawString(72, size[1] / 2, f"Halaman {number}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def saved(*frames: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    target = BytesIO()
    frames[0].save(target, kind, save_all=len(frames) > 1, append_images=list(frames[1:]), **options)
    return target.getvalue()


def opened(picture: PageImage) -> Image.Image:
    image = Image.open(BytesIO(picture.data))
    assert image.size == (picture.width, picture.height)
    assert image.format == picture.format.upper()
    image.load()
    return image


def claimed_png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_a_page_as_wide_as_asked_for(draw: Draw, kind: str) -> None:
    (picture,), outcome = draw(typeset(1), width=240, format=kind)
    assert (outcome.status, outcome.page_count, outcome.pages_read, outcome.warnings) == ("ok", 1, 1, ())
    assert picture.width == 240
    assert abs(picture.height - 240 * 842 / 595) <= 1
    assert min(opened(picture).convert("L").tobytes()) < 180, "the words are on it"


def test_dots_per_inch_and_grey(draw: Draw) -> None:
    (picture,), _ = draw(typeset(1), dpi=300, grey=True)
    assert (picture.width, picture.height) == (2480, 3509)
    assert opened(picture).mode == "L"


def test_only_the_pages_asked_for_in_rising_order_and_once(draw: Draw) -> None:
    pictures, outcome = draw(typeset(5), pages=[4, 2, 2, 99, 0, -1], width=60)
    assert [picture.number for picture in pictures] == [2, 4]
    assert (outcome.status, outcome.page_count, outcome.pages_read) == ("ok", 5, 2)


def test_more_pages_than_one_call_may_ask_for_are_the_callers_error(draw: Draw) -> None:
    with pytest.raises(ValueError, match="at most"):
        draw(typeset(1), pages=range(1, MAX_PICTURES + 2))


def test_a_wall_of_paper_is_drawn_smaller(draw: Draw) -> None:
    (picture,), outcome = draw(typeset(1, (14_000, 200)), dpi=300, grey=True)
    assert outcome.status == "ok"
    assert picture.width <= 20_000
    (square,), _ = draw(typeset(1, (14_000, 14_000)), dpi=300, grey=True)
    assert square.width * square.height <= 41_000_000


def test_a_password_locks_it(draw: Draw) -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(typeset(1))))
    writer.encrypt("kunci", algorithm="RC4-128")
    target = BytesIO()
    writer.write(target)
    pictures, outcome = draw(target.getvalue())
    assert (pictures, outcome.status) == ([], "locked")


@pytest.mark.parametrize("media_type", [PDF, PNG, JPEG, TIFF])
@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n" + bytes(100), b"II*\x00" + bytes(200)])
def test_what_is_no_picture_is_damaged(draw: Draw, media_type: str, data: bytes) -> None:
    assert draw(data, media_type)[1].status == "damaged"


def test_a_type_that_has_no_pictures_is_unsupported(draw: Draw) -> None:
    pictures, outcome = draw(b"Rapat", "text/plain")
    assert (pictures, outcome.status) == ([], "unsupported")


def test_a_letter_size_png_without_resolution_is_taken_for_a_sheet(draw: Draw) -> None:
    (picture,), _ = draw(saved(Image.new("RGB", (1275, 1650), "white")), PNG, dpi=300, grey=True)
    assert max(picture.width, picture.height) == 3900


def test_a_scan_that_knows_its_resolution_keeps_its_size(draw: Draw) -> None:
    (picture,), _ = draw(saved(Image.new("L", (1240, 1754), 255), dpi=(150, 150)), PNG, dpi=300, grey=True)
    assert abs(picture.width - 2480) <= 2


def test_a_thumbnail_is_never_enlarged(draw: Draw) -> None:
    (picture,), _ = draw(saved(Image.new("RGB", (40, 30), "red")), PNG, width=240)
    assert (picture.width, picture.height) == (40, 30)


def test_a_photograph_stands_as_the_camera_was_held(draw: Draw) -> None:
    image = Image.new("RGB", (200, 100), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 20, 100), fill="black")  # the left edge
    exif = image.getexif()
    exif[0x0112] = 6  # turn clockwise to see it upright: what was left comes to the top
    (picture,), _ = draw(saved(image, kind="JPEG", exif=exif), JPEG, width=200)
    shown = opened(picture).convert("L")
    assert (picture.width, picture.height) == (100, 200)
    assert (shown.getpixel((50, 5)), shown.getpixel((5, 190))) == (0, 255)


def test_every_frame_of_a_tiff_is_a_page(draw: Draw, sandbox: Sandbox, tmp_path: Path) -> None:
    frames = [Image.new("L", (100 + number, 50), 40 * number) for number in range(1, 5)]
    data = saved(*frames, kind="TIFF", dpi=(300, 300))
    pictures, outcome = draw(data, TIFF, dpi=300, pages=[2, 4])
    assert (outcome.status, outcome.page_count) == ("ok", 4)
    assert [(picture.number, picture.width) for picture in pictures] == [(2, 102), (4, 104)]
    found = sandbox.extract(tmp_path / "berkas", TIFF)
    assert (found.status, found.page_count) == ("no_text", 4)
    assert [(page.number, page.text, page.needs_ocr) for page in found.pages] == [(n, "", True) for n in range(1, 5)]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I", "F"])
def test_every_way_of_counting_colours_becomes_black_on_white(draw: Draw, mode: str) -> None:
    image = Image.new("L", (60, 60), 255)
    ImageDraw.Draw(image).rectangle((0, 0, 29, 60), fill=0)
    deep = image.convert("I").point(lambda shade: shade * 257) if mode in {"I;16", "I"} else image
    kind = "TIFF" if mode in {"I", "F"} else "PNG"
    (picture,), outcome = draw(saved(deep.convert(mode), kind=kind), f"image/{kind.lower()}", width=60, grey=True)
    shown = opened(picture)
    assert outcome.status == "ok"
    assert (shown.getpixel((5, 30)), shown.getpixel((55, 30))) == (0, 255)


def test_what_is_transparent_is_paper(draw: Draw) -> None:
    (picture,), _ = draw(saved(Image.new("RGBA", (50, 50), (0, 0, 0, 0))), PNG, width=50)
    assert opened(picture).convert("L").getextrema() == (255, 255)


@pytest.mark.parametrize("size", [(100_000, 100_000), (2**31 - 1, 2**31 - 1), (11_000, 11_000)])
def test_a_claim_to_be_huge_is_refused_before_it_is_unpacked(
    draw: Draw, sandbox: Sandbox, tmp_path: Path, size: tuple[int, int]
) -> None:
    pictures, outcome = draw(claimed_png(*size), PNG)
    assert (pictures, outcome.status) == ([], "out_of_memory")
    assert outcome.peak_bytes < 200 * 1024**2
    assert sandbox.extract(tmp_path / "berkas", PNG).status == "out_of_memory"


def test_a_bomb_within_a_frame_of_a_tiff_is_refused_too(draw: Draw) -> None:
    data = saved(Image.new("1", (10, 10)), Image.new("1", (20_000, 19_000)), kind="TIFF", compression="group4")
    assert len(data) < 100_000
    pictures, outcome = draw(data, TIFF)
    assert [picture.number for picture in pictures] == [1]
    assert outcome.status == "out_of_memory"


def test_a_truncated_picture_is_damaged(draw: Draw, sandbox: Sandbox, tmp_path: Path) -> None:
    noise = Image.effect_noise((300, 300), 80)
    for kind in ("PNG", "JPEG"):
        data = saved(noise, kind=kind)
        pictures, outcome = draw(data[: len(data) // 2], f"image/{kind.lower()}")
        assert (pictures, outcome.status) == ([], "damaged")
        assert outcome.warnings[0] == "Halaman 1 tidak dapat digambar dan dilewati."
        assert sandbox.extract(tmp_path / "berkas", f"image/{kind.lower()}").status == "damaged"


@pytest.mark.slow
def test_a_limit_of_time_has_its_name_and_keeps_what_was_drawn(draw: Draw) -> None:
    data = saved(*[Image.effect_noise((1200, 1200), 80)] * 12, kind="TIFF", dpi=(75, 75))
    started = time.monotonic()
    pictures, outcome = draw(data, TIFF, dpi=300, clean=True, limits=Limits(wall_seconds=1))
    assert time.monotonic() - started <= 20
    assert (outcome.status, outcome.pages_read) == ("timeout", len(pictures))


def test_a_picture_over_its_own_limit_ends_it(draw: Draw) -> None:
    noise = Image.effect_noise((1000, 1000), 80)
    pictures, outcome = draw(saved(noise), PNG, dpi=300, grey=True, limits=Limits(picture_bytes=100_000))
    assert (pictures, outcome.status) == ([], "damaged")


def test_an_iterator_left_early_is_clean(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "banyak.pdf"
    path.write_bytes(typeset(200))
    events = sandbox.images(path, PDF, dpi=100)
    first = next(events)
    assert isinstance(first, PageImage)
    assert first.number == 1
    events.close()
    assert drawn(sandbox, path, PDF, pages=[200], width=50)[0][0].number == 200


def test_what_is_skewed_and_speckled_comes_level_and_clean(draw: Draw) -> None:
    page = Image.new("L", (1240, 1754), 255)
    pen = ImageDraw.Draw(page)
    for line in range(40):
        pen.line((150, 200 + 32 * line, 1100, 200 + 32 * line), fill=0, width=8)
    page = page.rotate(2, fillcolor=255)
    for spot in range(0, 1200, 7):
        page.putpixel((spot, (spot * 37) % 1700), 0)
    (raw,), _ = draw(saved(page, dpi=(150, 150)), PNG, dpi=150, grey=True)
    (clean,), _ = draw(saved(page, dpi=(150, 150)), PNG, dpi=150, grey=True, clean=True)
    assert (raw.turned, round(clean.turned, 1)) == (0.0, -2.0)
    shown = opened(clean)
    assert shown.crop((0, 0, 1240, 150)).getextrema() == (255, 255), "no speck above the first line"
    rows = shown.crop((300, 0, 900, 1754)).resize((1, 1754), Image.Resampling.BOX).tobytes()
    assert sum(shade < 20 for shade in rows) >= 40 * 5, "the lines are level again"


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(
    kind=st.sampled_from(["PNG", "JPEG", "TIFF"]),
    cuts=st.lists(st.tuples(st.integers(0, 900), st.binary(min_size=1, max_size=12)), min_size=1, max_size=6),
)
def test_any_damage_ends_in_a_name(draw: Draw, kind: str, cuts: list[tuple[int, bytes]]) -> None:
    data = bytearray(saved(Image.linear_gradient("L").resize((64, 64)), kind=kind))
    for position, rubbish in cuts:
        data[position : position + len(rubbish)] = rubbish
    pictures, outcome = draw(bytes(data), f"image/{kind.lower()}", width=64, limits=Limits(wall_seconds=10))
    assert outcome.status in {"ok", "partial", "damaged", "out_of_memory"}
    assert len(pictures) == outcome.pages_read
