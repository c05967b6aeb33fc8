"""Image files: each frame is a page without words, for OCR. Opened only in the confined child, and within bounds."""

import warnings
from collections.abc import Iterator
from typing import BinaryIO

from PIL import Image, ImageFile, ImageOps, JpegImagePlugin, PngImagePlugin, TiffImagePlugin  # noqa: F401 - warmed up

from indexer.extract.model import ExtractedPage, Found, PageFailed, PageTotal

MAX_PIXELS = 100_000_000  # A3 at 600 dpi is 70 million; decoded, a coloured one fills the child's memory half
_FORMATS = ("PNG", "JPEG", "TIFF")


def extract(stream: BinaryIO) -> Iterator[Found]:
    """Each frame is decoded, so that a broken one is known to be broken before anyone waits for its words."""
    image = opened(stream)
    total = frame_count(image)
    yield PageTotal(total)
    for number in range(1, total + 1):
        yield _page(image, number)


def opened(stream: BinaryIO) -> ImageFile.ImageFile:
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        return _image(Image.open(stream, formats=_FORMATS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise MemoryError from error


def frame_count(image: ImageFile.ImageFile) -> int:
    """Pages are what a TIFF has; the further frames of the others are moving pictures and previews."""
    return int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1


def frame(image: ImageFile.ImageFile, number: int) -> ImageFile.ImageFile:
    """Decoded. A frame may be larger than the first, which alone was weighed when the file was opened."""
    if number > 1 or image.tell() != number - 1:
        image.seek(number - 1)
    if image.width * image.height > MAX_PIXELS:
        raise MemoryError
    image.load()
    return image


def upright(image: Image.Image) -> Image.Image:
    """As the camera was held; a picture with a hostile EXIF block is shown as it lies."""
    try:
        return ImageOps.exif_transpose(image)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - whatever is wrong with the remarks, the picture may be sound
        return image


def _page(image: ImageFile.ImageFile, number: int) -> Found:
    try:
        frame(image, number)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - one bad frame is a warning, the next one may be sound
        return PageFailed(number)
    return ExtractedPage(number, "", needs_ocr=True)


def _image(image: Image.Image) -> ImageFile.ImageFile:
    if not isinstance(image, ImageFile.ImageFile):
        raise TypeError
    return image
