"""The words that recognition saw on a scanned page, each with its place on the picture of the page."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.documents.read_models import PageScan
from indexer.ocr import Word


@dataclass(frozen=True, slots=True)
class Scan:
    """Sizes in dots of the picture that was recognised; `rotation` degrees clockwise would turn it upright."""

    width: int
    height: int
    rotation: int
    confidence: float
    words: tuple[Word, ...]


def packed(words: Sequence[Word]) -> bytes:
    """As `PageScan.words` keeps them; four decimals are a tenth of a millimetre on A4."""
    rows = [
        [word.text, *(round(share, 4) for share in (word.left, word.top, word.width, word.height, word.confidence))]
        for word in words
    ]
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpacked(data: bytes) -> tuple[Word, ...]:
    return tuple(Word(*row) for row in json.loads(zlib.decompress(data)))


def of(session: Session, revision_id: int, number: int) -> Scan | None:
    """For a revision that the caller has found visible; None when the page was not recognised."""
    row = session.get(PageScan, (revision_id, number))
    if row is None or row.width == 0:
        return None
    return Scan(row.width, row.height, row.rotation, row.confidence, unpacked(row.words))
