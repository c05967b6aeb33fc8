"""Formats as people speak of them: "Word" is any of five media types, "docx" is one."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from storage.sniff import MEDIA_TYPES


class Format(StrEnum):
    PDF = "pdf"
    WORD = "word"
    EXCEL = "excel"
    POWERPOINT = "powerpoint"
    TEXT = "teks"
    PICTURE = "gambar"


FORMAT_LABELS: Mapping[str, str] = {
    Format.PDF: "PDF",
    Format.WORD: "Word",
    Format.EXCEL: "Excel",
    Format.POWERPOINT: "PowerPoint",
    Format.TEXT: "Teks",
    Format.PICTURE: "Gambar",
}
_EXTENSIONS: Mapping[str, frozenset[str]] = {
    Format.PDF: frozenset({"pdf"}),
    Format.WORD: frozenset({"docx", "docm", "doc", "odt", "rtf"}),
    Format.EXCEL: frozenset({"xlsx", "xlsm", "xls", "ods"}),
    Format.POWERPOINT: frozenset({"pptx", "pptm", "ppt", "odp"}),
    Format.TEXT: frozenset({"txt", "md", "html"}),
    Format.PICTURE: frozenset({"png", "jpg", "tif"}),
}
_BY_EXTENSION = {extension: media_type for media_type in MEDIA_TYPES for extension in media_type.extensions}
_FAMILY_OF = {
    _BY_EXTENSION[extension].name: family for family, extensions in _EXTENSIONS.items() for extension in extensions
}


def family_of(media_type: str) -> str | None:
    return _FAMILY_OF.get(media_type)


def is_format(name: str) -> bool:
    """A family, or the extension of a single format."""
    return name in _EXTENSIONS or name in _BY_EXTENSION


def media_types_of(names: Iterable[str]) -> list[str]:
    """Every media type that these families and extensions stand for."""
    extensions = {extension for name in names for extension in _extensions(name)}
    return sorted({_BY_EXTENSION[extension].name for extension in extensions})


def _extensions(name: str) -> frozenset[str]:
    return _EXTENSIONS.get(name, frozenset({name}))
