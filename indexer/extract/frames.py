"""How the child speaks to the parent: frames of a small JSON header and a UTF-8 body, each with its length before it.

The child is not trusted. The header is kept tiny, so that hostile JSON cannot grow in the parent, and text travels
beside it as plain bytes. Everything is checked here; what comes out of `Decoder` is safe to use.
"""

import json
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from indexer.extract.model import (
    ExtractedPage,
    Found,
    ImageFormat,
    PageFailed,
    PageImage,
    PageTotal,
    Properties,
    Source,
)

Ending = Literal["done", "locked", "damaged", "out_of_memory", "unsupported"]

MAX_HEADER = 256
MAX_PAGE_NUMBER = 10_000_000
MAX_PROPERTIES = 20
MAX_PROPERTY = 500
MAX_SIDE = 20_000
MAX_HUNDREDTHS = 4500  # of a degree
_SIGNATURES: Mapping[str, re.Pattern[bytes]] = {
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "jpeg": re.compile(rb"\xff\xd8\xff"),
    "webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}
_LENGTHS = struct.Struct(">HI")
_PROPERTY_NAME = re.compile(r"[a-z_]{1,30}")
# C0 and C1 controls but tab and line breaks, surrogates, byte-order mark and non-characters.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


class MalformedFrame(ValueError):
    """The child broke the protocol."""


class OutputLimitReached(Exception):
    """The child sent, or announced, more than it may."""


@dataclass(frozen=True, slots=True)
class End:
    how: Ending


def clean_text(text: str) -> str:
    """Text that every database, index and page can hold: one kind of line break, no control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    return _UNWANTED.sub("", text)


def encode(found: Found | End) -> bytes:
    match found:
        case ExtractedPage(number, text, source, needs_ocr):
            encoded = text.encode("utf-8", "replace")
            return _frame({"page": number, "source": source, "needs_ocr": int(needs_ocr)}, encoded)
        case PageImage(number, width, height, kind, data, turned):
            sides = {"width": width, "height": height, "hundredths": round(turned * 100)}
            return _frame({"image": number, "format": kind, **sides}, data)
        case PageTotal(count):
            return _frame({"total": count})
        case PageFailed(number):
            return _frame({"failed": number})
        case Properties(values):
            return _frame({"properties": 1}, _pack_properties(values))
        case End(how):
            return _frame({"end": how})


def _pack_properties(values: Mapping[str, str]) -> bytes:
    """One a line, name and value with a tab between; white space inside a value says nothing."""
    tidy = {name: " ".join(clean_text(value).split())[:MAX_PROPERTY].strip() for name, value in values.items()}
    lines = [f"{name}\t{value}" for name, value in tidy.items() if value][:MAX_PROPERTIES]
    return "\n".join(lines).encode("utf-8", "replace")


def _frame(header: dict[str, int | str], body: bytes = b"") -> bytes:
    packed = json.dumps(header).encode()
    return _LENGTHS.pack(len(packed), len(body)) + packed + body


class Decoder:
    """Bytes in, checked findings out; counts what came and never holds more than the limit."""

    def __init__(self, output_bytes: int, *, picture_bytes: int = 0) -> None:
        """With `picture_bytes` only pictures are understood, each of at most so many; without, only text."""
        self._limit = output_bytes
        self._pictures = picture_bytes
        self._received = 0
        self._buffer = bytearray()
        self._last_page = 0

    def feed(self, data: bytes) -> Iterator[Found | End]:
        self._received += len(data)
        self._buffer += data
        while (found := self._next()) is not None:
            yield found
        if self._received > self._limit:
            raise OutputLimitReached

    def _next(self) -> Found | End | None:
        if len(self._buffer) < _LENGTHS.size:
            return None
        header_length, body_length = _LENGTHS.unpack_from(self._buffer)
        if header_length > MAX_HEADER:
            raise MalformedFrame
        if body_length > (self._pictures or self._limit):
            raise OutputLimitReached
        start = _LENGTHS.size + header_length
        if len(self._buffer) < start + body_length:
            return None
        header, body = bytes(self._buffer[_LENGTHS.size : start]), bytes(self._buffer[start : start + body_length])
        del self._buffer[: start + body_length]
        return self._parse(header, body)

    def _parse(self, header: bytes, body: bytes) -> Found | End:
        match _load(header):
            case {"image": int(number), **picture} if self._pictures:
                return _picture(self._rising(number), picture, body)
            case {"page": int(number), "source": str(source), **more} if self._is_page(source):
                needs_ocr = more.get("needs_ocr") == 1
                return ExtractedPage(self._rising(number), _text(body), cast("Source", source), needs_ocr)
            case {"failed": int(number)}:
                return PageFailed(self._rising(number))
            case {"total": int(count)} if 0 <= count <= MAX_PAGE_NUMBER:
                return PageTotal(count)
            case {"properties": 1}:
                return Properties(_unpack_properties(body))
            case {"end": str(how)} if how in get_args(Ending):
                return End(cast("Ending", how))
            case _:
                raise MalformedFrame

    def _is_page(self, source: str) -> bool:
        return source in get_args(Source) and not self._pictures

    def _rising(self, number: int) -> int:
        if not self._last_page < number <= MAX_PAGE_NUMBER:
            raise MalformedFrame
        self._last_page = number
        return number


def _load(header: bytes) -> object:
    try:
        return json.loads(header, object_pairs_hook=_no_booleans)
    except (ValueError, RecursionError) as error:
        raise MalformedFrame from error


def _no_booleans(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """In Python `True` would pass for the number 1."""
    return {name: value for name, value in pairs if not isinstance(value, bool)}


def _picture(number: int, header: Mapping[object, object], data: bytes) -> PageImage:
    match header:
        case {"width": int(width), "height": int(height), "format": str(kind), "hundredths": int(turned)} if (
            abs(turned) <= MAX_HUNDREDTHS
        ):
            return PageImage(number, _side(width), _side(height), _format(kind, data), data, turned / 100)
        case _:
            raise MalformedFrame


def _side(pixels: int) -> int:
    if not 0 < pixels <= MAX_SIDE:
        raise MalformedFrame
    return pixels


def _format(kind: str, data: bytes) -> ImageFormat:
    """What claims to be a picture begins like one; whoever shows it shows it under this type alone."""
    if kind not in _SIGNATURES or not _SIGNATURES[kind].match(data):
        raise MalformedFrame
    return cast("ImageFormat", kind)


def _text(body: bytes) -> str:
    try:
        return clean_text(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise MalformedFrame from error


def _unpack_properties(body: bytes) -> dict[str, str]:
    if len(body) > MAX_PROPERTIES * (4 * MAX_PROPERTY + 32):
        raise MalformedFrame
    values = dict(line.partition("\t")[::2] for line in _text(body).split("\n") if line)
    if len(values) > MAX_PROPERTIES or not all(
        _PROPERTY_NAME.fullmatch(name) and 0 < len(value) <= MAX_PROPERTY for name, value in values.items()
    ):
        raise MalformedFrame
    return values
