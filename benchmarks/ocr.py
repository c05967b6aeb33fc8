"""Character errors of OCR on our own sample documents, printed and scanned badly in known ways; and on real scans.

`python benchmarks/ocr.py [--pages N] [--raw] [--json]` typesets the demo's sources, draws their pages at 300 dpi, skews
them by 2°, blurs and speckles them, turns them, and reads them the way the site reads scans. `--scans DIR` reads the
PDFs of a folder that need OCR instead and says what was won; `--raw` leaves out the cleaning before recognition.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from PIL import Image, ImageFilter
from rapidfuzz.distance import Levenshtein

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.demo.typeset import sources, typeset
from indexer.extract.model import PageImage
from indexer.extract.sandbox import Sandbox
from indexer.ocr import DPI, RecognisedPage, Recogniser

PDF = "application/pdf"
SPECKS = 0.005  # of the dots
BLUR = 1.5  # dots
Treatment = Callable[[Image.Image], Image.Image]


@dataclass(frozen=True, slots=True)
class Row:
    page: str
    treatment: str
    cer: float
    words_found: float
    confidence: float
    rotation: int
    seconds: float


@dataclass(frozen=True, slots=True)
class ScanRow:
    file: str
    pages: int
    failed: int
    words: int
    confidence: float
    turned: int
    seconds: float


def skewed(picture: Image.Image) -> Image.Image:
    return picture.rotate(2, resample=Image.Resampling.BICUBIC, fillcolor=255)


def blurred(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(BLUR))


def speckled(picture: Image.Image) -> Image.Image:
    """Black and white dots, the same in every run."""
    chance, dots = random.Random(2026), picture.copy()
    for _ in range(int(picture.width * picture.height * SPECKS)):
        dots.putpixel((chance.randrange(picture.width), chance.randrange(picture.height)), chance.choice((0, 255)))
    return dots


def worn(picture: Image.Image) -> Image.Image:
    return speckled(blurred(skewed(picture)))


TREATMENTS: dict[str, Treatment] = {
    "printed": lambda picture: picture,
    "skewed 2°": skewed,
    "blurred": blurred,
    "speckled": speckled,
    "all three": worn,
    "turned 90°": lambda picture: picture.transpose(Image.Transpose.ROTATE_270),
    "turned 180°": lambda picture: picture.transpose(Image.Transpose.ROTATE_180),
    "all three, 180°": lambda picture: worn(picture).transpose(Image.Transpose.ROTATE_180),
}


def printed_pages(folder: Path, count: int) -> Iterator[tuple[str, Image.Image, str]]:
    """The second page of each document, where running text is; name, picture and what is written on it."""
    for source in [source for source in sources() if source.output == "pdf"][:count]:
        document = pdfium.PdfDocument(typeset(source, folder))
        page = document[min(1, len(document) - 1)]
        picture = page.render(scale=DPI / 72, grayscale=True).to_pil()
        yield source.slug[:32], picture, written_on(page)


def written_on(page: pdfium.PdfPage) -> str:
    """The text in the order of its lines from top to bottom, as a person reads across."""
    text = page.get_textpage()
    words: list[tuple[float, float, str]] = []
    middle, left, letters = 0.0, 0.0, ""
    for index in range(text.count_chars()):
        letter = text.get_text_range(index, 1)
        if letter.isspace() or not letter:
            words += [(middle, left, letters)] if letters else []
            letters = ""
            continue
        box = text.get_charbox(index, loose=True)
        middle, left = ((box[1] + box[3]) / 2, box[0]) if not letters else (middle, left)
        letters += letter
    words += [(middle, left, letters)] if letters else []
    return " ".join(_by_lines(words))


def _by_lines(words: list[tuple[float, float, str]]) -> Iterator[str]:
    line: list[tuple[float, str]] = []
    height = 0.0
    for middle, left, letters in sorted(words, key=lambda word: -word[0]):
        if line and height - middle > 4:
            yield from (word for _, word in sorted(line))
            line = []
        height = middle if not line else height
        line.append((left, letters))
    yield from (word for _, word in sorted(line))


def measure(sandbox: Sandbox, recogniser: Recogniser, count: int, *, clean: bool) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, picture, truth in printed_pages(folder, count):
            for treatment, treat in TREATMENTS.items():
                path = folder / "scan.png"
                treat(picture).save(path, dpi=(DPI, DPI), compress_level=1)
                started = time.perf_counter()
                (image,) = drawn(sandbox, path, "image/png", None, clean=clean)
                found = recogniser.recognise(image)
                yield _row(title, treatment, truth, found, time.perf_counter() - started)


def drawn(
    sandbox: Sandbox, path: Path, media_type: str, pages: list[int] | None, *, clean: bool
) -> Iterator[PageImage]:
    for event in sandbox.images(path, media_type, pages=pages, dpi=DPI, grey=True, clean=clean):
        if isinstance(event, PageImage):
            yield event


def _row(title: str, treatment: str, truth: str, found: RecognisedPage, seconds: float) -> Row:
    expected, seen = " ".join(truth.split()), " ".join(found.text.split())
    errors = Levenshtein.distance(expected, seen) / max(1, len(expected))
    missing = sum(word not in set(seen.split()) for word in expected.split()) / max(1, len(expected.split()))
    return Row(title, treatment, errors, 1 - missing, found.mean_confidence, found.rotation, seconds)


def measure_scans(sandbox: Sandbox, recogniser: Recogniser, folder: Path, *, clean: bool) -> Iterator[ScanRow]:
    for path in sorted(folder.rglob("*.pdf")):
        wanted = [page.number for page in sandbox.extract(path, PDF).pages if page.needs_ocr]
        if wanted:
            started = time.perf_counter()
            pages = [recogniser.recognise(image) for image in drawn(sandbox, path, PDF, wanted, clean=clean)]
            yield _scan_row(path.name, len(wanted), pages, time.perf_counter() - started)


def _scan_row(name: str, wanted: int, pages: list[RecognisedPage], seconds: float) -> ScanRow:
    words = sum(len(page.words) for page in pages)
    confidence = sum(page.mean_confidence * len(page.words) for page in pages) / max(1, words)
    turned = sum(page.rotation != 0 for page in pages)
    return ScanRow(name, len(pages), wanted - len(pages), words, confidence, turned, seconds)


def print_rows(rows: Iterator[Row]) -> list[Row]:
    print(f"{'page':34}{'treatment':17}{'CER':>8}{'words':>8}{'conf.':>7}{'turn':>6}{'seconds':>9}")
    kept = []
    for row in rows:
        kept.append(row)
        shares = f"{row.cer:8.2%}{row.words_found:8.1%}{row.confidence:7.2f}"
        print(f"{row.page:34}{row.treatment:17}{shares}{row.rotation:6}{row.seconds:9.2f}", flush=True)
    for treatment in TREATMENTS:
        these = [row for row in kept if row.treatment == treatment]
        print(f"{'mean':34}{treatment:17}{sum(row.cer for row in these) / max(1, len(these)):8.2%}")
    print(f"worst: {max((row.cer for row in kept), default=0):.2%}")
    return kept


def print_scans(rows: Iterator[ScanRow]) -> None:
    print(f"{'file':52}{'pages':>6}{'failed':>7}{'words':>8}{'conf.':>7}{'turned':>7}{'s/page':>8}")
    for row in rows:
        cost = f"{row.turned:7}{row.seconds / max(1, row.pages):8.2f}"
        print(f"{row.file[-50:]:52}{row.pages:6}{row.failed:7}{row.words:8}{row.confidence:7.2f}{cost}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=5)
    parser.add_argument("--scans", type=Path)
    parser.add_argument("--raw", action="store_true")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    recogniser, clean = Recogniser(), not arguments.raw
    print(recogniser.support(), file=sys.stderr)
    with Sandbox() as sandbox:
        if arguments.scans:
            scans = measure_scans(sandbox, recogniser, arguments.scans, clean=clean)
            print_scans(scans) if not arguments.json else print(json.dumps([asdict(row) for row in scans]))
        else:
            rows = measure(sandbox, recogniser, arguments.pages, clean=clean)
            print_rows(rows) if not arguments.json else print(json.dumps([asdict(row) for row in rows]))


if __name__ == "__main__":
    main()
