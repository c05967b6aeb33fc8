"""PDF to text with pypdf, page by page. Runs only in the confined child; importing it warms the helper up."""

import encodings.charmap
import encodings.utf_16_be  # noqa: F401 - pypdf would import these three while reading
import logging
from collections.abc import Iterator
from typing import BinaryIO

import pypdf._codecs._codecs
import pypdf.filters  # noqa: F401
from pypdf import Configuration, PageObject, PasswordType, PdfReader, overwrite_configuration
from pypdf.errors import DependencyError, FileNotDecryptedError

from indexer.extract.model import ExtractedPage, Found, Locked, PageFailed, PageTotal, Properties
from indexer.extract.scans import needs_ocr

# pypdf's own bounds on filters, page tree and forms, some tighter; text needs no image and no other program.
CONFIGURATION = Configuration(
    jbig2dec_binary=None,
    image_maximum_buffer_size=1_000_000,
    jbig2_maximum_output_length=1_000_000,
    disable_legacy_handling=True,
)

_PROPERTIES = {
    "title": "/Title",
    "author": "/Author",
    "subject": "/Subject",
    "keywords": "/Keywords",
    "application": "/Creator",
    "producer": "/Producer",
    "created": "/CreationDate",
    "modified": "/ModDate",
}


def extract(stream: BinaryIO) -> Iterator[Found]:
    logging.disable(logging.CRITICAL)  # pypdf's remarks on bad files lead nowhere in the child
    overwrite_configuration(CONFIGURATION)
    reader = _open(stream)
    pages = reader.pages
    total = len(pages)
    if total == 0:
        raise ValueError("no pages")
    yield PageTotal(total)
    for number in range(1, total + 1):
        yield _page(reader, number)
    yield _properties(reader)


def _open(stream: BinaryIO) -> PdfReader:
    try:
        reader = PdfReader(stream)
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise Locked
    except (DependencyError, FileNotDecryptedError) as error:
        raise Locked from error
    return reader


def _page(reader: PdfReader, number: int) -> Found:
    try:
        page = reader.pages[number - 1]
        text = _text(page)
        return ExtractedPage(number, text, needs_ocr=needs_ocr(page, text))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - one bad page is a warning, the next one may be sound
        return PageFailed(number)


def _text(page: PageObject) -> str:
    """Never `extraction_mode="layout"`, which pads without bound."""
    return page.extract_text()


def _properties(reader: PdfReader) -> Properties:
    """After the pages, so that whatever is wrong with it costs no text."""
    try:
        given = reader.metadata
        found = {name: str(given.get(key) or "").strip() for name, key in _PROPERTIES.items()} if given else {}
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - properties are a help, never a condition
        found = {}
    return Properties({name: value for name, value in found.items() if value})
