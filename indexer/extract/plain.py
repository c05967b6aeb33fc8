"""Text, Markdown and HTML to pages of a size that a person can take in at a glance."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from indexer.extract.model import Found
from indexer.extract.pages import MAY_END, Pager, numbered, split_pages, without_marks

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HEADING = re.compile(r"^(?=#{1,3} \S)", re.MULTILINE)


def extract_text(stream: BinaryIO) -> Iterator[Found]:
    return numbered(split_pages(decode(stream.read())))


def extract_markdown(stream: BinaryIO) -> Iterator[Found]:
    """Like any text, but a long one is split at its headings."""
    pager = Pager()
    yield from pager.add(_HEADING.sub(MAY_END, without_marks(decode(stream.read()))))
    yield from pager.end()


def decode(data: bytes) -> str:
    """By its mark, else UTF-8, else the Windows code page that old Indonesian office files are in."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
