"""Pictures of pages: small ones beside documents in lists, and one page to look at with its marked words."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from app.documents.models import ReadingState, Revision
from app.documents.scans import Scan
from app.documents.schemas import DocumentRow, RevisionRow
from app.ingest.pictures import has_pictures
from app.ingest.picturing import PictureState
from app.search.marking import Mark

SURE = 0.6
_NOT_TO_SHOW = frozenset({ReadingState.QUEUED, ReadingState.READING, ReadingState.QUARANTINED})
_INLINE = frozenset({"image/png", "image/jpeg"})


@dataclass(frozen=True, slots=True)
class Turned:
    """The size that a picture has once it is upright, and what brings it there, as SVG says it."""

    width: int
    height: int
    transform: str

    @classmethod
    def of(cls, width: int, height: int, rotation: int) -> "Turned":
        """`rotation` degrees clockwise: 90, 180 or 270."""
        moves = {90: (height, 0), 180: (width, height), 270: (0, width)}
        x, y = moves[rotation]
        size = (width, height) if rotation == 180 else (height, width)
        return cls(*size, f"translate({x} {y}) rotate({rotation})")


@dataclass(frozen=True, slots=True)
class PagePicture:
    """`width` and `height`, as the picture lies, are known of recognised pages; `larger_url` is the picture alone.

    `rotation` degrees clockwise turn it upright.
    """

    url: str
    larger_url: str
    number: int
    width: int | None
    height: int | None
    marks: tuple[Mark, ...]
    state: PictureState
    rotation: int = 0

    @property
    def turned(self) -> "Turned | None":
        """How a page that lies on its side or its head is shown upright; None where it stands."""
        if self.state != "drawn" or not (self.width and self.height and self.rotation):
            return None
        return Turned.of(self.width, self.height, self.rotation)

    @classmethod
    def of(
        cls, revision: Revision, number: int, scan: Scan | None, marks: Sequence[Mark], state: PictureState
    ) -> "PagePicture":
        url = picture_url(revision.document_id, number, revision.ordinal)
        file = f"/dokumen/{revision.document_id}/berkas?revisi={revision.ordinal}"
        return cls(
            url=url,
            larger_url=file if revision.media_type in _INLINE else url,
            number=number,
            width=scan.width if scan else None,
            height=scan.height if scan else None,
            marks=tuple(marks),
            state=state,
            rotation=scan.rotation if scan else 0,
        )


def is_hard_to_read(scan: Scan | None) -> bool:
    """Whether recognition was so unsure of a page that people should rather look at it."""
    return scan is not None and bool(scan.words) and scan.confidence < SURE


def picture_url(document_id: int, number: int, ordinal: int) -> str:
    return f"/api/v1/documents/{document_id}/pages/{number}/picture?revision={ordinal}"


def thumbnail_of(document_id: int, row: DocumentRow | RevisionRow) -> str | None:
    """The first page in small, of files whose pages can be drawn. A new file has a new address: browsers keep these."""
    if not has_pictures(row.media_type) or row.state in _NOT_TO_SHOW:
        return None
    stamp = row.revision_id if isinstance(row, DocumentRow) else row.id
    return f"/api/v1/documents/{document_id}/pages/1/picture?{urlencode({'size': 'thumbnail', 'v': stamp})}"
