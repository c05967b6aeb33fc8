"""Which extractor reads which media type. An allowed type without one is stored and found by its title."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from indexer.extract import office, pdf, plain
from indexer.extract.model import Extractor, Found, Unsupported

UNKNOWN = "application/octet-stream"
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_BY_EXTENSION = {
    "pdf": "application/pdf",
    "docx": f"{_OOXML}wordprocessingml.document",
    "xlsx": f"{_OOXML}spreadsheetml.sheet",
    "pptx": f"{_OOXML}presentationml.presentation",
    "odt": f"{_ODF}text",
    "ods": f"{_ODF}spreadsheet",
    "odp": f"{_ODF}presentation",
    "txt": "text/plain",
    "md": "text/markdown",
    "markdown": "text/markdown",
    "html": "text/html",
    "htm": "text/html",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "tif": "image/tiff",
    "tiff": "image/tiff",
}


def media_type_of(path: Path) -> str:
    """By the name alone: for files that were never uploaded and so never sniffed."""
    return _BY_EXTENSION.get(path.suffix.lower().lstrip("."), UNKNOWN)


def _unsupported(_stream: BinaryIO) -> Iterator[Found]:
    raise Unsupported


_READERS: Mapping[str, Extractor] = {
    "application/pdf": pdf.extract,
    f"{_OOXML}wordprocessingml.document": office.extract_docx,
    "text/plain": plain.extract_text,
    "text/markdown": plain.extract_text,
    "text/html": plain.extract_html,
}
EXTRACTORS: Mapping[str, Extractor] = {
    media_type: _READERS.get(media_type, _unsupported) for media_type in [*_BY_EXTENSION.values(), UNKNOWN]
}
