"""What the reader of a document shows: the file where a browser can draw it, else its text; and the hits beside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlencode

from markupsafe import Markup

from app.documents.models import ReadingState
from app.documents.serving import Hold
from app.ingest.pictures import has_pictures
from app.search.inside import Inside
from frontend.contexts.cards import PageMatch
from frontend.contexts.outline import Outline
from frontend.contexts.pictures import PagePicture

Shape = Literal["pdf", "image", "text"]
TEXT_VIEW, PICTURE_VIEW = "teks", "gambar"


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
    def as_picture(self) -> str:
        return self._url(self.page, PICTURE_VIEW)

    def asking(self, query: str) -> str:
        """Where something else is looked for in the same document; it opens at what is found first."""
        return replace(self, query=query).at(0)

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
    """`held_back` says why nothing of the file may be shown; `unit` and `name` are what its maker calls the page.

    `scans` are the scanned pages, whose recognised words stand at `words_url`.
    """

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
    unit: str
    name: Markup
    text: Markup
    picture: PagePicture
    is_hard_to_read: bool
    scans: Sequence[int]
    held_back: Hold | None
    hits: tuple[PageMatch, ...]
    hit_total: int
    words: tuple[str, ...]
    notices: tuple[str, ...]
    suggestion: str | None
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
    def shows_picture(self) -> bool:
        return not self.shows_text and (self.shape == "image" or self.address.view == PICTURE_VIEW)

    @property
    def has_unmarked_picture(self) -> bool:
        """A picture of a page that was never recognised: nobody knows where on it the words stand."""
        return self.shows_picture and self.picture.width is None

    @property
    def words_url(self) -> str:
        return f"/api/v1/documents/{self.document_id}/pages/{{page}}/words?revision={self.ordinal}"

    @property
    def tabs(self) -> tuple[tuple[str, str, None], ...]:
        """Ways to look at the file, where there is more than one."""
        address = self.address
        ways = {
            "pdf": (("Berkas", address.as_file), ("Gambar", address.as_picture), ("Teks", address.as_text)),
            "image": (("Gambar", address.as_file), ("Teks", address.as_text)),
        }
        return tuple((name, url, None) for name, url in ways.get(self.shape, ()))

    @property
    def tab(self) -> str:
        """The address of the way that is chosen."""
        if self.shows_text:
            return self.address.as_text
        return self.address.as_picture if self.shape == "pdf" and self.shows_picture else self.address.as_file

    @property
    def suggestion_url(self) -> str:
        return self.address.asking(self.suggestion or "")

    @property
    def previous_url(self) -> str | None:
        return self.address.at(self.page - 1) if self.page > 1 else None

    @property
    def next_url(self) -> str | None:
        return self.address.at(self.page + 1) if self.page < self.page_total else None


def shape_of(media_type: str) -> Shape:
    if media_type == "application/pdf":
        return "pdf"
    return "image" if has_pictures(media_type) else "text"


def matches_of(inside: Inside, address: ReaderAddress) -> tuple[PageMatch, ...]:
    return tuple(PageMatch.of(page, address.at(page.number)) for page in inside.pages)
