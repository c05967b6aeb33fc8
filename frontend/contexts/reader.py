"""What the reader of a document shows: the file where a browser can draw it, else its text; and the hits beside."""

from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlencode

from markupsafe import Markup

from app.documents.models import ReadingState
from app.search.inside import Inside
from frontend.contexts.cards import PageMatch
from frontend.contexts.outline import Outline

Shape = Literal["pdf", "image", "text"]
TEXT_VIEW = "teks"
_PICTURES = frozenset({"image/png", "image/jpeg"})


@dataclass(frozen=True, slots=True)
class ReaderAddress:
    """The state of the reader, all of it in its address."""

    document_id: int
    page: int
    query: str
    ordinal: int | None
    view: str

    def at(self, page: int) -> str:
        return self._url(page, self.view)

    @property
    def as_text(self) -> str:
        return self._url(self.page, TEXT_VIEW)

    @property
    def as_file(self) -> str:
        return self._url(self.page, "")

    @property
    def unmarked(self) -> str:
        """The same page without the words of the query."""
        return replace(self, query="").at(self.page)

    def _url(self, page: int, view: str) -> str:
        wanted = {"hal": page, "q": self.query, "revisi": self.ordinal, "tampil": view}
        chosen = {name: value for name, value in wanted.items() if value}
        return f"/dokumen/{self.document_id}/baca?{urlencode(chosen)}"


@dataclass(frozen=True, slots=True)
class ReaderContext:
    document_id: int
    title: str
    citation: str | None
    ordinal: int
    newest_ordinal: int
    address: ReaderAddress
    shape: Shape
    has_text: bool
    page: int
    page_total: int
    text: Markup
    hits: tuple[PageMatch, ...]
    hit_total: int
    words: tuple[str, ...]
    file_url: str
    download_url: str
    state: ReadingState
    advice: str
    outline: Outline

    @property
    def is_newest(self) -> bool:
        return self.ordinal == self.newest_ordinal

    @property
    def shows_text(self) -> bool:
        return self.shape == "text" or self.address.view == TEXT_VIEW

    @property
    def previous_url(self) -> str | None:
        return self.address.at(self.page - 1) if self.page > 1 else None

    @property
    def next_url(self) -> str | None:
        return self.address.at(self.page + 1) if self.page < self.page_total else None


def shape_of(media_type: str) -> Shape:
    if media_type == "application/pdf":
        return "pdf"
    return "image" if media_type in _PICTURES else "text"


def matches_of(inside: Inside, address: ReaderAddress) -> tuple[PageMatch, ...]:
    return tuple(PageMatch.of(page, address.at(page.number)) for page in inside.pages)
