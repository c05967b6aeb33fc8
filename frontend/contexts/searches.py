"""What the pages of saved searches show, and how a saved search becomes an address of the result page again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from app.core.pagination import Listing
from app.documents.schemas import Filters
from app.search.schemas import Order
from app.searches.schemas import History, SavedRow
from frontend.contexts.cards import DocumentCard
from frontend.contexts.listing import Chosen, Labels, chips_of

PATH = "/pencarian-tersimpan"
# Name in the address → what it chooses.
ATTRIBUTES: Mapping[str, str] = {
    "jenis": "kinds",
    "status": "statuses",
    "tahun": "years",
    "domain": "domains",
    "aspek": "aspects",
    "indikator": "indicators",
    "opd": "agencies",
    "format": "formats",
}
ORDERS: Mapping[str, Order] = {"sesuai": "relevance", "terbaru": "newest", "judul": "title"}


def chosen_of(text: str, filters: Filters, order: Order, usual_instrument: str = "") -> Chosen:
    """The result page's state for a search that was kept apart from any page."""
    values = ((name, value) for name, attribute in ATTRIBUTES.items() for value in getattr(filters, attribute, ()))
    names = {meaning: name for name, meaning in ORDERS.items()}
    usual = next(iter(ORDERS))
    given = tuple((name, str(value)) for name, value in values)
    return Chosen(
        path="/cari",
        text=text,
        values=given,
        order=names[order],
        usual_order=usual,
        instrument=filters.instrument_id or usual_instrument,
        usual_instrument=usual_instrument,
    )


@dataclass(frozen=True, slots=True)
class SavedLine:
    """One saved search in the list: what it looks for, and what has come since its owner last looked."""

    row: SavedRow
    filters: tuple[str, ...]

    @classmethod
    def of(cls, row: SavedRow, labels: Labels) -> "SavedLine":
        return cls(row, tuple(text for text, _ in chips_of(chosen_of(row.text, row.filters, row.order), labels)))

    @property
    def url(self) -> str:
        return f"{PATH}/{self.row.id}"

    @property
    def words(self) -> str:
        return f"“{self.row.text}”" if self.row.text else "Semua dokumen"

    @property
    def is_readable(self) -> bool:
        return self.row.total is not None


@dataclass(frozen=True, slots=True)
class SavedPage:
    lines: tuple[SavedLine, ...]
    rows: Listing[SavedRow]
    pages_href: str
    history: History

    def again(self, query: str) -> str:
        return f"/cari?{urlencode({'q': query})}"


@dataclass(frozen=True, slots=True)
class SavedView:
    """One saved search with the documents that are new. `feed_url` is there once, right after it was made."""

    line: SavedLine
    cards: tuple[DocumentCard, ...]
    page: int
    pages: int
    pages_href: str
    feed_url: str = ""
    name: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SaveForm:
    """`address` is the query part of the result page's address: everything that the search consists of."""

    address: str
    words: str
    filters: tuple[str, ...]
    name: str
    back: str
    errors: dict[str, str] = field(default_factory=dict)
