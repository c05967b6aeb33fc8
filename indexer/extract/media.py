"""The media types by file name, for files that were never uploaded and so never sniffed."""

from pathlib import Path

UNKNOWN = "application/octet-stream"
OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
BY_EXTENSION = {
    "pdf": "application/pdf",
    "docx": f"{OOXML}wordprocessingml.document",
    "xlsx": f"{OOXML}spreadsheetml.sheet",
    "pptx": f"{OOXML}presentationml.presentation",
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
    return BY_EXTENSION.get(path.suffix.lower().lstrip("."), UNKNOWN)
