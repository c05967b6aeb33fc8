"""A scanned page made easier to read: specks taken off, lines laid level. Runs in the confined child."""

from itertools import pairwise

from PIL import Image, ImageFilter

MOST = 6.0  # degrees; a sheet further askew was meant so, or is a photograph
LEAST = 0.2
_COARSE, _FINE = 0.5, 0.1
_LONGEST = 1100  # dots on which the lines of a page can still be told apart
_DARK = 160


def straightened(picture: Image.Image) -> tuple[Image.Image, float]:
    """The grey picture in its own size, and by how many degrees it was turned counter-clockwise."""
    angle = _angle(picture)
    if abs(angle) < LEAST:
        return picture, 0.0
    return picture.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255), angle


def despeckled(picture: Image.Image) -> Image.Image:
    """The middle one of nine: single dots go, strokes of two dots and more stay."""
    return picture.filter(ImageFilter.MedianFilter(3))


def _angle(picture: Image.Image) -> float:
    """That at which the lines of writing, upright or sideways, stand out most from the white between them."""
    ink = _ink(picture, _LONGEST)
    coarse = _best(ink.reduce(2), 0.0, _COARSE, round(MOST / _COARSE))
    return _best(ink, coarse, _FINE, round(_COARSE / _FINE) - 1) if abs(coarse) < MOST else 0.0


def _ink(picture: Image.Image, longest: int) -> Image.Image:
    small = picture.reduce(max(1, round(max(picture.size) / longest)))
    return small.point(lambda shade: 255 if shade < _DARK else 0)


def _best(ink: Image.Image, middle: float, step: float, steps: int) -> float:
    angles = (middle + count * step for count in range(-steps, steps + 1))
    return max(angles, key=lambda angle: _contrast(ink.rotate(angle)))


def _contrast(ink: Image.Image) -> int:
    """How sharply the mean shade changes from one row of dots, or one column, to the next."""
    rows, columns = (ink.resize(size, Image.Resampling.BOX).tobytes() for size in ((1, ink.height), (ink.width, 1)))
    return max(sum((after - before) ** 2 for before, after in pairwise(shades)) for shades in (rows, columns))
