"""Pictures of pages, drawn and encoded anew in the confined child: PDF by pypdfium2, image files by Pillow."""

from collections.abc import Callable, Iterator
from io import BytesIO
from math import sqrt
from typing import BinaryIO

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_raw  # type: ignore[import-untyped]
from PIL import Image, WebPImagePlugin  # noqa: F401 - warmed up

from indexer.extract import raster
from indexer.extract.frames import MAX_SIDE
from indexer.extract.model import Drawing, Found, Locked, PageFailed, PageImage, PageTotal
from indexer.extract.straighten import despeckled, straightened

MAX_PIXELS = 40_000_000  # A2 at 300 dpi; a larger page is drawn smaller
DEFAULT_DPI = 150
POINTS = 72  # of a PDF, to the inch
PAPER_INCHES = 13.0  # the longer side of folio; an image file that claims to be larger is taken for such a sheet
_MOST_ENLARGED = 3.0
_QUALITY = 80


def draw_pdf(stream: BinaryIO, drawing: Drawing) -> Iterator[Found]:
    document = _document(stream)
    total = len(document)
    if total == 0:
        raise ValueError("no pages")
    return _drawn(drawing, total, lambda number: _pdf_page(document[number - 1], drawing))


def draw_raster(stream: BinaryIO, drawing: Drawing) -> Iterator[Found]:
    image = raster.opened(stream)
    total = raster.frame_count(image)
    return _drawn(drawing, total, lambda number: _raster_page(raster.frame(image, number), drawing))


def _drawn(drawing: Drawing, total: int, draw: Callable[[int], Image.Image]) -> Iterator[Found]:
    yield PageTotal(total)
    wanted = range(1, total + 1) if drawing.pages is None else drawing.pages
    for number in wanted:
        if 1 <= number <= total:
            yield _page(number, drawing, draw)


def _page(number: int, drawing: Drawing, draw: Callable[[int], Image.Image]) -> Found:
    try:
        return _encoded(number, draw(number), drawing)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - one bad page is a warning, the next one may be sound
        return PageFailed(number)


def _document(stream: BinaryIO) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(stream)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_raw.FPDF_ERR_PASSWORD:
            raise Locked from error
        raise
    document.init_forms()
    return document


def _pdf_page(page: pdfium.PdfPage, drawing: Drawing) -> Image.Image:
    width, height = page.get_size()
    scale = drawing.width / width if drawing.width else (drawing.dpi or DEFAULT_DPI) / POINTS
    try:
        image: Image.Image = page.render(scale=_bounded(scale, width, height), grayscale=drawing.grey).to_pil()
        return image
    finally:
        page.close()


def _raster_page(image: Image.Image, drawing: Drawing) -> Image.Image:
    resolution = _resolution(image)
    image = _opaque(raster.upright(image), grey=drawing.grey)
    if drawing.width:
        scale = min(1.0, drawing.width / image.width)
    else:
        scale = _paper_scale(image, resolution, drawing.dpi or DEFAULT_DPI)
    scale = _bounded(scale, *image.size)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _paper_scale(image: Image.Image, resolution: float, dpi: int) -> float:
    """What the file says of its resolution is believed as far as the sheet that follows from it could lie on a desk."""
    largest = PAPER_INCHES * dpi / max(image.size)
    return min(largest, _MOST_ENLARGED, dpi / resolution if 30 <= resolution <= 2400 else largest)


def _resolution(image: Image.Image) -> float:
    try:
        return float(image.info["dpi"][0])
    except (KeyError, IndexError, TypeError, ValueError, ArithmeticError):
        return 0.0


def _bounded(scale: float, width: float, height: float) -> float:
    """So much smaller that neither the sides nor the area go over what a picture may have."""
    return min(scale, MAX_SIDE / max(width, height), sqrt(MAX_PIXELS / (width * height)))


def _opaque(image: Image.Image, *, grey: bool) -> Image.Image:
    """Eight bits a channel on white paper, whatever the file's own way of counting."""
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bits(image.convert("F"))
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
    return image.convert("L" if grey or image.mode in {"1", "L"} else "RGB")


def _eight_bits(deep: Image.Image) -> Image.Image:
    _, high = deep.getextrema()
    brightest = max(255.0, high) if isinstance(high, float) else 255.0
    return deep.point(lambda value: value * (255 / brightest)).convert("L")


def _encoded(number: int, picture: Image.Image, drawing: Drawing) -> PageImage:
    turned = 0.0
    if drawing.clean:
        picture, turned = straightened(despeckled(picture.convert("L")))
    target = BytesIO()
    match drawing.format:
        case "png":
            picture.save(target, "PNG", compress_level=1)
        case "jpeg":
            picture.save(target, "JPEG", quality=_QUALITY)  # a tenth of the time of WebP, for a third more bytes
        case "webp":
            picture.save(target, "WEBP", quality=_QUALITY, method=2)
    return PageImage(number, picture.width, picture.height, drawing.format, target.getvalue(), turned)
