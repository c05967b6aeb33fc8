"""What an uploaded file really is: extension, first bytes and container must agree on one type of the allow-list.

Runs before anything is stored or parsed. A refusal says in Indonesian what the person can do about it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import puremagic

from storage.containers import Container, ContainerBomb, ContainerBroken, ContainerLocked
from storage.names import content_disposition, extension_of, safe_file_name

__all__ = ["MEDIA_TYPES", "MediaType", "TypeRefused", "content_disposition", "safe_file_name", "sniff", "sniff_path"]

_HEAD = 64 * 1024
_PDF_HEADER_WITHIN = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."


class TypeRefused(Exception):
    """The file is not taken in; the reason is Indonesian and says what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class MediaType:
    """Our own fixed type, under which the file is served for ever. `inline`: a browser may show it by itself."""

    name: str
    extension: str
    label: str
    aliases: frozenset[str] = frozenset()
    inline: bool = False

    @property
    def extensions(self) -> frozenset[str]:
        return self.aliases | {self.extension}


PDF = MediaType("application/pdf", "pdf", "PDF", inline=True)
DOCX = MediaType(f"{_OOXML}wordprocessingml.document", "docx", "Word (DOCX)")
XLSX = MediaType(f"{_OOXML}spreadsheetml.sheet", "xlsx", "Excel (XLSX)")
PPTX = MediaType(f"{_OOXML}presentationml.presentation", "pptx", "PowerPoint (PPTX)")
ODT = MediaType(f"{_ODF}text", "odt", "OpenDocument (ODT)")
ODS = MediaType(f"{_ODF}spreadsheet", "ods", "OpenDocument (ODS)")
ODP = MediaType(f"{_ODF}presentation", "odp", "OpenDocument (ODP)")
TXT = MediaType("text/plain", "txt", "teks (TXT)")
MD = MediaType("text/markdown", "md", "Markdown (MD)", frozenset({"markdown"}))
HTML = MediaType("text/html", "html", "HTML", frozenset({"htm"}))
PNG = MediaType("image/png", "png", "PNG", inline=True)
JPEG = MediaType("image/jpeg", "jpg", "JPEG", frozenset({"jpeg"}), inline=True)
TIFF = MediaType("image/tiff", "tif", "TIFF", frozenset({"tiff"}))
MEDIA_TYPES = (PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, TXT, MD, HTML, PNG, JPEG, TIFF)

_BY_EXTENSION = {extension: media_type for media_type in MEDIA_TYPES for extension in media_type.extensions}
_MAIN_PARTS = {
    f"{_OOXML}wordprocessingml.document.main+xml": DOCX,
    f"{_OOXML}spreadsheetml.sheet.main+xml": XLSX,
    f"{_OOXML}presentationml.presentation.main+xml": PPTX,
}
_ODF_TYPES = {media_type.name: media_type for media_type in (ODT, ODS, ODP)}
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
_TEXTUAL = (TXT, MD, HTML)
_SAVE_AS = {
    "doc": "DOCX", "dot": "DOCX", "dotx": "DOCX", "rtf": "DOCX", "wps": "DOCX", "pages": "DOCX",
    "xls": "XLSX", "xlt": "XLSX", "xltx": "XLSX", "xlsb": "XLSX", "csv": "XLSX", "et": "XLSX", "numbers": "XLSX",
    "ppt": "PPTX", "pps": "PPTX", "ppsx": "PPTX", "potx": "PPTX", "key": "PPTX",
}  # fmt: skip
_MACRO = {
    "docm": "DOCX",
    "dotm": "DOCX",
    "xlsm": "XLSX",
    "xltm": "XLSX",
    "xlam": "XLSX",
    "pptm": "PPTX",
    "ppsm": "PPTX",
}
_ALLOWED = "PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, TXT, MD, HTML, PNG, JPEG, atau TIFF"


def sniff_path(path: Path, file_name: str | None = None) -> MediaType:
    with path.open("rb") as stream:
        return sniff(stream, file_name or path.name)


def sniff(stream: BinaryIO, file_name: str) -> MediaType:
    """The one type on which name, first bytes and container agree; raises TypeRefused.

    The stream must be seekable; it is left at its beginning.
    """
    stream.seek(0)
    head = stream.read(_HEAD)
    try:
        return _agree(stream, head, extension_of(file_name))
    finally:
        stream.seek(0)


def _agree(stream: BinaryIO, head: bytes, extension: str) -> MediaType:
    if not head:
        raise TypeRefused("Berkas ini kosong (0 bita). Periksa berkas aslinya, lalu unggah kembali.")
    _refuse_old_formats(head, extension)
    named = _BY_EXTENSION.get(extension)
    found = _content_type(stream, head, named)
    if named is None:
        raise TypeRefused(_unknown_extension(extension, found))
    if found is None and named in _TEXTUAL:
        return _as_text(stream, named)
    if found is not named:
        raise TypeRefused(_mismatch(extension, named, found))
    return named


def _refuse_old_formats(head: bytes, extension: str) -> None:
    if target := _MACRO.get(extension):
        raise TypeRefused(_macro_reason(target))
    if target := _SAVE_AS.get(extension):
        raise TypeRefused(
            f"Format {extension.upper()} belum dapat diterima. "
            f"Buka berkasnya, simpan sebagai {target} (atau PDF), lalu unggah hasilnya."
        )
    if head.startswith(_OLE):
        raise TypeRefused(
            "Berkas ini terkunci kata sandi atau berformat Office lama. "
            "Buka di aplikasi Office, hapus kata sandinya, simpan sebagai DOCX, XLSX, atau PPTX, lalu unggah kembali."
        )


def _content_type(stream: BinaryIO, head: bytes, named: MediaType | None) -> MediaType | None:
    """What the bytes say, whatever the name says; None for text and for everything unknown."""
    if head.startswith(b"PK\x03\x04"):
        return _package_type(stream)
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type if media_type.extensions & _magic_extensions(head) else None
    # Real PDFs may carry some bytes before their header; a text may merely speak of one.
    is_pdf = b"%PDF-" in head[:_PDF_HEADER_WITHIN] if named is PDF else head.startswith(b"%PDF-")
    return PDF if is_pdf else None


def _magic_extensions(head: bytes) -> set[str]:
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return set()
    return {match.extension.lstrip(".").lower() for match in matches}


def _package_type(stream: BinaryIO) -> MediaType | None:
    try:
        container = Container(stream)
        return _odf_type(container) or _ooxml_type(container)
    except ContainerBomb:
        raise TypeRefused(
            "Isi berkas ini akan membengkak melebihi batas aman saat dibuka. "
            "Simpan ulang dari aplikasi Office atau ubah menjadi PDF, lalu unggah kembali."
        ) from None
    except ContainerLocked:
        raise TypeRefused(_LOCKED) from None
    except ContainerBroken:
        raise TypeRefused(
            "Berkas ini rusak atau terpotong. Buka dan simpan ulang berkas aslinya, lalu unggah kembali."
        ) from None


_LOCKED = "Berkas ini terkunci kata sandi. Hapus kata sandinya di aplikasi Office, lalu unggah kembali."


def _odf_type(container: Container) -> MediaType | None:
    if "mimetype" not in container.names:
        return None
    if b"encryption-data" in container.read("META-INF/manifest.xml"):
        raise ContainerLocked
    return _ODF_TYPES.get(container.read("mimetype").decode("ascii", "replace").strip())


def _ooxml_type(container: Container) -> MediaType | None:
    if "[Content_Types].xml" not in container.names:
        return None
    types = container.content_types()
    found = {media_type for part, media_type in _MAIN_PARTS.items() if part in types}
    if any(name.lower().endswith("vbaproject.bin") for name in container.names) or _declares_macros(types):
        raise TypeRefused(_macro_reason("DOCX, XLSX, atau PPTX"))
    return found.pop() if len(found) == 1 else None


def _declares_macros(types: frozenset[str]) -> bool:
    return any("macroenabled" in part.lower() or "vbaproject" in part.lower() for part in types)


def _as_text(stream: BinaryIO, named: MediaType) -> MediaType:
    stream.seek(0)
    if not _is_text(stream):
        raise TypeRefused(_mismatch(named.extension, named, None))
    return named


def _is_text(stream: BinaryIO) -> bool:
    """No NUL anywhere (but in UTF-16, which says so by its mark), and hardly a control character at the start."""
    head = stream.read(_HEAD)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "\ufffd" not in head[: len(head) // 2 * 2].decode("utf-16", "replace")[:-1]
    controls = sum(byte < 32 and byte not in b"\t\n\v\f\r\x1a\x1b" for byte in head)
    if controls * 100 > len(head):
        return False
    while head:
        if b"\x00" in head:
            return False
        head = stream.read(_HEAD)
    return True


def _macro_reason(target: str) -> str:
    return (
        "Berkas ini memuat makro, yang belum dapat diterima. "
        f"Buka di aplikasi Office, simpan sebagai {target} tanpa makro, lalu unggah kembali."
    )


def _unknown_extension(extension: str, found: MediaType | None) -> str:
    if found:
        return f"Isi berkas ini {found.label}, tetapi namanya tidak berakhiran .{found.extension}. {_rename(found)}"
    what = f"Jenis berkas .{extension}" if extension else "Berkas tanpa akhiran nama"
    return f"{what} belum dapat diterima. Unggah berkas {_ALLOWED}."


def _mismatch(extension: str, named: MediaType, found: MediaType | None) -> str:
    if found:
        return f"Nama berkas berakhiran .{extension}, tetapi isinya {found.label}. {_rename(found)}"
    return (
        f"Nama berkas berakhiran .{extension}, tetapi isinya bukan {named.label} yang utuh. "
        "Simpan ulang berkas aslinya, lalu unggah kembali."
    )


def _rename(found: MediaType) -> str:
    return f"Ganti akhiran namanya menjadi .{found.extension}, lalu unggah kembali."
