"""The words in which extraction speaks: limits in, pages and one outcome out. Imports nothing but the library."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Literal

MIB = 1024**2

Source = Literal["text", "ocr"]
Status = Literal["ok", "partial", "no_text", "locked", "damaged", "timeout", "out_of_memory", "unsupported"]
CutBy = Literal["time", "memory", "output", "crash"]
ImageFormat = Literal["png", "jpeg", "webp"]

STATUS_TEXTS: Mapping[Status, str] = {
    "ok": "Semua halaman terbaca.",
    "partial": "Sebagian halaman terbaca; sisanya tidak.",
    "no_text": "Berkas ini tidak memuat teks (mungkin hasil pindaian). Berkas tetap dapat ditemukan lewat judulnya.",
    "locked": "Berkas ini terkunci kata sandi. Unggah salinan tanpa kata sandi agar isinya dapat ditelusuri.",
    "damaged": "Berkas ini rusak sehingga isinya tidak terbaca. Unggah ulang dari berkas aslinya.",
    "timeout": "Pembacaan melewati batas waktu. Simpan ulang berkasnya atau bagi menjadi beberapa bagian.",
    "out_of_memory": "Pembacaan melewati batas memori. Simpan ulang berkasnya atau bagi menjadi beberapa bagian.",
    "unsupported": "Isi format ini belum dapat dibaca. Berkas tetap dapat ditemukan lewat judulnya.",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Bytes and seconds."""

    memory_bytes: int = 1024 * MIB
    cpu_seconds: int = 60
    wall_seconds: float = 120.0
    output_bytes: int = 64 * MIB
    open_files: int = 64
    file_bytes: int = 1 * MIB
    picture_bytes: int = 48 * MIB  # one page drawn; all of them together are output


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """One page; numbers start at 1 and only rise, but a page that could not be read is left out.

    `needs_ocr`: its words are in a picture, or what stands as its text is rubbish.
    """

    number: int
    text: str
    source: Source = "text"
    needs_ocr: bool = False


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as a picture that the child has drawn and encoded anew; nothing of the file's own bytes is in it.

    `turned`: by so many degrees, counter-clockwise about its middle, its lines were laid level.
    """

    number: int
    width: int
    height: int
    format: ImageFormat
    data: bytes
    turned: float = 0.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """Which pages are wanted as pictures, and how: at so many dots per inch, or so many dots wide; at most one of them.

    `clean` is for OCR: specks are taken off, skewed lines laid level.
    """

    pages: tuple[int, ...] | None = None
    dpi: int | None = None
    width: int | None = None
    grey: bool = False
    format: ImageFormat = "png"
    clean: bool = False


@dataclass(frozen=True, slots=True)
class Truncation:
    """Where reading stopped before the end, and what stopped it."""

    by: CutBy
    after_page: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """The outcome for one file.

    `page_count` is what the file declares (None when it could not say). `pages` is filled by `Sandbox.extract`
    without `on_page`; a stream hands its pages over one by one and keeps none.
    """

    status: Status
    media_type: str
    page_count: int | None = None
    pages_read: int = 0
    warnings: tuple[str, ...] = ()
    truncated: Truncation | None = None
    seconds: float = 0.0
    peak_bytes: int = 0
    pages: tuple[ExtractedPage, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageRead:
    page: ExtractedPage
    total: int | None


@dataclass(frozen=True, slots=True)
class Finished:
    extraction: Extraction


Event = PageRead | Finished
DrawnEvent = PageImage | Finished


# What an extractor, inside the child, may yield or raise.


@dataclass(frozen=True, slots=True)
class PageTotal:
    count: int


@dataclass(frozen=True, slots=True)
class PageFailed:
    number: int


@dataclass(frozen=True, slots=True)
class Properties:
    """What the file says of itself: title, author, subject, keywords, created, modified, application, macros, …"""

    values: Mapping[str, str]


Found = PageTotal | ExtractedPage | PageImage | PageFailed | Properties
Extractor = Callable[[BinaryIO], Iterator[Found]]
Renderer = Callable[[BinaryIO, Drawing], Iterator[Found]]


class Locked(Exception):
    """The file does not open without a password."""


class Unsupported(Exception):
    """The file is of a kind, or uses a feature, that nothing here reads."""


def unsupported(_stream: BinaryIO) -> Iterator[Found]:
    """The extractor of every type that has none."""
    raise Unsupported


def undrawable(_stream: BinaryIO, _drawing: Drawing) -> Iterator[Found]:
    """The renderer of every type that has none."""
    raise Unsupported
