"""What an uploaded file really is: extension, first bytes and container must agree on one type of the allow-list.

Runs before anything is stored or parsed. A refusal says in Indonesian what the person can do about it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import puremagic

from storage.compound import SIGNATURE as OLE
from storage.compound import Compound, is_locked
from storage.containers import Container, ContainerBomb, ContainerBroken, ContainerLocked
from storage.names import content_disposition, extension_of, safe_file_name

__all__ = ["MEDIA_TYPES", "MediaType", "TypeRefused", "content_disposition", "safe_file_name", "sniff", "sniff_path"]

_HEAD = 64 * 1024
_PDF_HEADER_WITHIN = 1024
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
    has_macros: bool = False

    @property
    def extensions(self) -> frozenset[str]:
        return self.aliases | {self.extension}


PDF = MediaType("application/pdf", "pdf", "PDF", inline=True)
DOCX = MediaType(f"{_OOXML}wordprocessingml.document", "docx", "Word (DOCX)")
DOCM = MediaType("application/vnd.ms-word.document.macroEnabled.12", "docm", "Word bermakro (DOCM)", has_macros=True)
XLSX = MediaType(f"{_OOXML}spreadsheetml.sheet", "xlsx", "Excel (XLSX)")
XLSM = MediaType("application/vnd.ms-excel.sheet.macroEnabled.12", "xlsm", "Excel bermakro (XLSM)", has_macros=True)
PPTX = MediaType(f"{_OOXML}presentationml.presentation", "pptx", "PowerPoint (PPTX)")
PPTM = MediaType(
    "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
    "pptm",
    "PowerPoint bermakro (PPTM)",
    has_macros=True,
)
ODT = MediaType(f"{_ODF}text", "odt", "OpenDocument (ODT)")
ODS = MediaType(f"{_ODF}spreadsheet", "ods", "OpenDocument (ODS)")
ODP = MediaType(f"{_ODF}presentation", "odp", "OpenDocument (ODP)")
DOC = MediaType("application/msword", "doc", "Word lama (DOC)")
XLS = MediaType("application/vnd.ms-excel", "xls", "Excel lama (XLS)")
PPT = MediaType("application/vnd.ms-powerpoint", "ppt", "PowerPoint lama (PPT)")
RTF = MediaType("application/rtf", "rtf", "teks berformat (RTF)")
TXT = MediaType("text/plain", "txt", "teks (TXT)")
MD = MediaType("text/markdown", "md", "Markdown (MD)", frozenset({"markdown"}))
HTML = MediaType("text/html", "html", "HTML", frozenset({"htm"}))
PNG = MediaType("image/png", "png", "PNG", inline=True)
JPEG = MediaType("image/jpeg", "jpg", "JPEG", frozenset({"jpeg"}), inline=True)
TIFF = MediaType("image/tiff", "tif", "TIFF", frozenset({"tiff"}))
MEDIA_TYPES = (
    PDF, DOCX, DOCM, XLSX, XLSM, PPTX, PPTM, ODT, ODS, ODP, DOC, XLS, PPT, RTF, TXT, MD, HTML, PNG, JPEG, TIFF,
)  # fmt: skip

_BY_EXTENSION = {extension: media_type for media_type in MEDIA_TYPES for extension in media_type.extensions}
_MAIN_PARTS = {
    f"{_OOXML}wordprocessingml.document.main+xml": DOCX,
    f"{_OOXML}spreadsheetml.sheet.main+xml": XLSX,
    f"{_OOXML}presentationml.presentation.main+xml": PPTX,
    "application/vnd.ms-word.document.macroEnabled.main+xml": DOCM,
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": XLSM,
    "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml": PPTM,
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
    "dot": "DOCX", "dotx": "DOCX", "dotm": "DOCX", "wps": "DOCX", "pages": "DOCX", "xlt": "XLSX", "xltx": "XLSX",
    "xltm": "XLSX", "xlam": "XLSX", "xlsb": "XLSX", "csv": "XLSX", "et": "XLSX", "numbers": "XLSX", "pps": "PPTX",
    "ppsx": "PPTX", "ppsm": "PPTX", "potx": "PPTX", "potm": "PPTX", "key": "PPTX",
}  # fmt: skip
# What each old container keeps its document in. Office opens HTML and rich text under a Word or Excel name, too.
_OLD_STREAMS = {"WordDocument": DOC, "Workbook": XLS, "Book": XLS, "PowerPoint Document": PPT}
_HTML_STARTS = (b"<html", b"<!doctype html", b"<meta", b"<table", b"<head", b"<body")
_DISGUISED = (DOC, XLS)
_ALLOWED = "PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, DOC, XLS, PPT, RTF, TXT, MD, HTML, PNG, JPEG, TIFF, atau ZIP"


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
    _refuse_formats(extension)
    named = _BY_EXTENSION.get(extension)
    found = _content_type(stream, head, named)
    if named is None:
        raise TypeRefused(_unknown_extension(extension, found))
    if found is None and named in _TEXTUAL:
        return _as_text(stream, named)
    if found is None and named in _DISGUISED:
        found = _disguised(head, named)
    if found is not named:
        raise TypeRefused(_mismatch(extension, named, found))
    return named


def _refuse_formats(extension: str) -> None:
    if target := _SAVE_AS.get(extension):
        raise TypeRefused(
            f"Format {extension.upper()} belum dapat diterima. "
            f"Buka berkasnya, simpan sebagai {target} (atau PDF), lalu unggah hasilnya."
        )


def _disguised(head: bytes, named: MediaType) -> MediaType | None:
    """A page of HTML that a web application sent as a Word or Excel file."""
    return named if _starts_as_html(head) and b"\x00" not in head else None


def _starts_as_html(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf\r\n\t ").lower().startswith(_HTML_STARTS)


def _content_type(stream: BinaryIO, head: bytes, named: MediaType | None) -> MediaType | None:
    """What the bytes say, whatever the name says; None for text and for everything unknown."""
    if head.startswith(b"PK\x03\x04"):
        return _package_type(stream)
    if head.startswith(OLE):
        return _old_type(stream)
    if head.startswith(b"{\\rtf") and named not in _TEXTUAL:
        return DOC if named is DOC else RTF
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type if media_type.extensions & _magic_extensions(head) else None
    # Real PDFs may carry some bytes before their header; a text may merely speak of one, a web page pretend to be one.
    is_late = named is PDF and b"%PDF-" in head[:_PDF_HEADER_WITHIN] and not _starts_as_html(head)
    return PDF if is_late or head.startswith(b"%PDF-") else None


def _old_type(stream: BinaryIO) -> MediaType | None:
    try:
        compound = Compound(stream)
        if is_locked(compound):
            raise TypeRefused(_LOCKED)
    except ContainerBroken:
        raise TypeRefused(_BROKEN) from None
    found = {media_type for name, media_type in _OLD_STREAMS.items() if name in compound.names}
    return found.pop() if len(found) == 1 else None


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
        raise TypeRefused(_BROKEN) from None


_BROKEN = "Berkas ini rusak atau terpotong. Buka dan simpan ulang berkas aslinya, lalu unggah kembali."
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
    return found.pop() if len(found) == 1 else None


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


def _unknown_extension(extension: str, found: MediaType | None) -> str:
    if found:
        return f"Isi berkas ini {found.label}, tetapi namanya tidak berakhiran .{found.extension}. {_rename(found)}"
    if extension == "zip":
        return (
            "Berkas .zip ini bukan arsip yang utuh, atau terletak di dalam arsip lain. "
            "Keluarkan isinya, lalu unggah berkas-berkas di dalamnya."
        )
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
