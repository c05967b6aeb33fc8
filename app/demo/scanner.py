"""Samples as an old copier hands them over: pictures of pages, crooked, blurred and speckled – always alike."""

import io
import random
import time

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from PIL import Image, ImageFilter

from app.demo import paper
from app.demo.samples import FOOTER, MADE_ON, SampleSource

DPI = 200
SKEW = 2.0  # degrees
BLUR = 0.8  # dots
SPECKS = 0.002  # of the dots
_QUALITY = 45
_BLACK_BELOW = 150  # of 255, where a page is kept in black and white


def pdf_bytes(source: SampleSource) -> bytes:
    first, *rest = pages(source)
    out, made_on = io.BytesIO(), time.gmtime(MADE_ON.timestamp())
    facts = {"title": source.title, "author": source.author, "subject": FOOTER, "keywords": "dokumen contoh"}
    moments = {"creationDate": made_on, "modDate": made_on}
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=DPI, quality=_QUALITY, **facts, **moments)
    return out.getvalue()


def tiff_bytes(source: SampleSource) -> bytes:
    """In black and white, as a fax machine would send it."""
    first, *rest = (page.point(lambda dot: 255 if dot >= _BLACK_BELOW else 0).convert("1") for page in pages(source))
    out = io.BytesIO()
    first.save(out, "TIFF", save_all=True, append_images=rest, compression="group4", dpi=(DPI, DPI), description=FOOTER)
    return out.getvalue()


def pages(source: SampleSource) -> list[Image.Image]:
    """Each page in grey, worn by the same hand every time."""
    document = pdfium.PdfDocument(paper.pdf_bytes(source))
    chance = random.Random(source.slug)  # noqa: S311 - specks, not secrets
    return [_worn(page.render(scale=DPI / 72, grayscale=True).to_pil(), chance) for page in document]


def _worn(page: Image.Image, chance: random.Random) -> Image.Image:
    """White margins wide enough stay white when the page is turned."""
    turned = page.rotate(SKEW, resample=Image.Resampling.BICUBIC, fillcolor=255)
    dots = turned.filter(ImageFilter.GaussianBlur(BLUR))
    for _ in range(int(dots.width * dots.height * SPECKS)):
        dots.putpixel((chance.randrange(dots.width), chance.randrange(dots.height)), chance.choice((0, 255)))
    return dots
