"""The real tesseract on pages printed here: upright, askew, on their side, blank, broken; and where it is missing."""

import json
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from rapidfuzz.distance import Levenshtein
from reportlab.pdfgen.canvas import Canvas

from indexer.extract.model import PageImage
from indexer.extract.sandbox import Sandbox
from indexer.ocr import DPI, OcrPageFailed, OcrSupport, OcrUnavailable, RecognisedPage, Recogniser

ROOT = Path(__file__).resolve().parents[2]
LINES = (
    "PERATURAN WALI KOTA TIRTA KENCANA",
    "NOMOR 12 TAHUN 2023",
    "Setiap perangkat daerah wajib menyusun peta rencana layanan",
    "dan melaporkan kemajuannya kepada tim koordinasi setiap triwulan.",
    "Laporan memuat capaian, kendala, dan rencana tindak lanjut.",
    "Pengetahuan yang dihimpun disimpan pada pustaka kota.",
)


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


@pytest.fixture(scope="module")
def printed(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Image.Image:
    path = tmp_path_factory.mktemp("cetak") / "halaman.pdf"
    canvas = Canvas(str(path), pagesize=(420, 300))
    canvas.setFont("Times-Roman", 13)
    for number, line in enumerate(LINES):
        canvas.drawString(40, 250 - 24 * number, line)
    canvas.save()
    picture = next(sandbox.images(path, "application/pdf", dpi=DPI, grey=True))
    assert isinstance(picture, PageImage)
    return Image.open(BytesIO(picture.data))


def as_page(picture: Image.Image, number: int = 1) -> PageImage:
    target = BytesIO()
    picture.save(target, "PNG", compress_level=1)
    return PageImage(number, picture.width, picture.height, "png", target.getvalue())


def errors(found: RecognisedPage) -> float:
    expected = " ".join(LINES)
    return Levenshtein.distance(expected, " ".join(found.text.split())) / len(expected)


def marked(picture: Image.Image, found: RecognisedPage, text: str) -> Image.Image:
    """What a viewer would mark for this word, cut out of the page as it was given."""
    word = next(word for word in found.words if word.text == text)
    box = word.left, word.top, word.left + word.width, word.top + word.height
    return picture.crop(tuple(round(share * side) for share, side in zip(box, picture.size * 2, strict=True)))  # type: ignore[arg-type]


def test_it_says_what_is_installed(recogniser: Recogniser) -> None:
    support = recogniser.is_available()
    assert support == recogniser.support()
    assert support
    assert support.version[0].isdigit()
    assert {"ind", "osd"} <= set(support.languages)
    assert (support.language, support.is_degraded, support.turns_pages, support.notice) == ("ind", False, True, None)


@pytest.mark.slow
def test_a_printed_page_is_read_with_the_places_of_its_words(recogniser: Recogniser, printed: Image.Image) -> None:
    found = recogniser.recognise(as_page(printed, number=7))
    assert errors(found) <= 0.01
    assert found.text.splitlines()[0] == LINES[0]
    assert (found.number, found.width, found.height, found.rotation) == (7, *printed.size, 0)
    assert found.mean_confidence > 0.85
    assert 0 < found.seconds < 60
    word = next(word for word in found.words if word.text == "NOMOR")
    assert word.left == pytest.approx(40 / 420, abs=0.01)
    assert word.top + word.height == pytest.approx(1 - 226 / 300, abs=0.01)
    assert min(marked(printed, found, "NOMOR").tobytes()) < 50


@pytest.mark.slow
@pytest.mark.parametrize(
    ("turn", "rotation"),
    [(Image.Transpose.ROTATE_90, 90), (Image.Transpose.ROTATE_180, 180), (Image.Transpose.ROTATE_270, 270)],
)
def test_a_page_on_its_side_is_turned_and_marked_where_it_lies(
    recogniser: Recogniser, printed: Image.Image, turn: Image.Transpose, rotation: int
) -> None:
    upright = recogniser.recognise(as_page(printed))
    lying = printed.transpose(turn)
    found = recogniser.recognise(as_page(lying))
    assert errors(found) <= 0.01
    assert (found.rotation, found.width, found.height) == (rotation, *lying.size)
    expected = marked(printed, upright, "koordinasi").transpose(turn)
    seen = marked(lying, found, "koordinasi")
    assert seen.size == pytest.approx(expected.size, abs=6)
    assert sum(seen.tobytes()) == pytest.approx(sum(expected.tobytes()), rel=0.1), "the same ink lies in the box"


@pytest.mark.slow
def test_a_skewed_scan_is_levelled_and_marked_where_it_lies(
    recogniser: Recogniser, sandbox: Sandbox, printed: Image.Image, tmp_path: Path
) -> None:
    skewed = printed.rotate(2, resample=Image.Resampling.BICUBIC, fillcolor=255)
    path = tmp_path / "pindaian.png"
    skewed.save(path, dpi=(DPI, DPI))
    picture = next(sandbox.images(path, "image/png", dpi=DPI, grey=True, clean=True))
    assert isinstance(picture, PageImage)
    assert picture.turned == pytest.approx(-2.0, abs=0.2)
    found = recogniser.recognise(picture)
    assert errors(found) <= 0.01
    again = recogniser.recognise(as_page(marked(skewed, found, "triwulan.").resize((900, 300)), 1))
    assert "triwulan" in again.text, "the box on the skewed page holds the word"


@pytest.mark.slow
def test_a_blank_page_has_no_words(recogniser: Recogniser) -> None:
    found = recogniser.recognise(as_page(Image.new("L", (2480, 3508), 255)))
    assert (found.text, found.words, found.mean_confidence, found.rotation) == ("", (), 0.0, 0)


@pytest.mark.slow
def test_the_deadline_ends_it(recogniser: Recogniser) -> None:
    noise = Image.effect_noise((2480, 3508), 200)
    recogniser.support()
    started = time.monotonic()
    with pytest.raises(OcrPageFailed, match=r"Halaman 4: .*batas waktu") as caught:
        recogniser.recognise(as_page(noise, number=4), wall_seconds=0.5)
    assert time.monotonic() - started < 30
    assert (caught.value.number, caught.value.why) == (4, "timeout")


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\nrusak", b"bukan gambar", b"/etc/passwd\n"])
def test_what_is_no_picture_fails_that_page(recogniser: Recogniser, data: bytes) -> None:
    with pytest.raises(OcrPageFailed, match="tidak dapat dikenali") as caught:
        recogniser.recognise(PageImage(2, 10, 10, "png", data))
    assert caught.value.why == "damaged"


def test_nothing_is_left_open_or_running(recogniser: Recogniser) -> None:
    recogniser.support()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        with pytest.raises(OcrPageFailed):
            recogniser.recognise(PageImage(1, 10, 10, "png", b"x"))
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    assert not [pid for pid in children if "tesseract" in Path(f"/proc/{pid}/comm").read_text()]


def test_without_the_program_the_remedy_is_named() -> None:
    absent = Recogniser("tesseract-yang-tidak-ada")
    assert absent.is_available() is None
    with pytest.raises(OcrUnavailable, match=r"belum terpasang.*apt-get install tesseract-ocr tesseract-ocr-ind"):
        absent.recognise(PageImage(1, 10, 10, "png", b"x"))


def test_a_program_that_does_not_work_is_as_good_as_none() -> None:
    with pytest.raises(OcrUnavailable, match="tidak dapat dijalankan"):
        Recogniser("/bin/false").support()
    with pytest.raises(OcrUnavailable, match="Data bahasa"):
        Recogniser("/bin/true").support()


def test_english_stands_in_and_says_so() -> None:
    support = OcrSupport("5.3.0", ("eng",))
    assert (support.language, support.is_degraded, support.turns_pages) == ("eng", True, False)
    assert support.notice
    assert "tesseract-ocr-ind" in support.notice


CONFINED = textwrap.dedent("""
    import json, os, sys
    sys.path.insert(0, sys.argv[1])
    from dataclasses import asdict
    from indexer.extract.model import Limits
    from indexer.ocr_launch import main
    command = json.loads(sys.argv[2])
    main(json.dumps({"command": command, "parent": os.getppid(), "limits": asdict(Limits()), "turn": 0, "library": ""}))
""")


def confined(*command: str) -> str:
    order = [sys.executable, "-c", CONFINED, str(ROOT), json.dumps(command)]
    return subprocess.run(order, capture_output=True, text=True, check=False, cwd="/").stdout


def test_what_the_program_could_do_if_a_picture_took_it_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in tesseract's place: it sees no secret, opens no file of ours, starts nothing, calls nobody."""
    monkeypatch.setenv("PUSTAKA_SECRET_KEY", "rahasia")
    secret = tmp_path / "pustaka.db"
    secret.write_text("rahasia")
    code = textwrap.dedent(f"""
        import os, socket
        def tried(action):
            try:
                action()
            except OSError as error:
                return type(error).__name__
            return "allowed"
        print(sorted(os.environ), tried(lambda: open({str(secret)!r})), tried(lambda: open({str(secret)!r}, "w")),
              tried(os.fork), tried(lambda: socket.socket()), tried(lambda: os.execv("/bin/ls", ["ls", "/"])))
    """)
    seen = confined(str(Path(sys.executable).resolve()), "-I", "-S", "-c", code)
    denied = "PermissionError"
    assert seen.split("] ")[1].split()[:2] == [denied, denied]
    assert seen.split()[-3] in {denied, "BlockingIOError"}
    assert seen.split()[-2] == denied
    assert seen.split()[-1] == denied
    assert "PUSTAKA" not in seen
    assert secret.read_text() == "rahasia"
