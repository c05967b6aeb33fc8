"""What a curator sees while labelling: the queue beside one document, its page with the words, its suggestions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fastapi import Request
from markupsafe import Markup

from app.curation.schemas import Onward, Order, QueueFilter, Standing, Undoable, WaitingRow, Why, Window
from app.documents.labels import KIND_LABELS
from app.documents.models import Kind
from app.documents.schemas import DocumentRow
from app.ingest.schemas import BatchRow
from frontend.contexts.batches import name_of
from frontend.contexts.cards import reader_url
from frontend.contexts.editing import named_errors
from frontend.contexts.label_lines import SuggestionLine
from frontend.contexts.pictures import PagePicture
from frontend.contexts.undoing import UNDO, told
from frontend.list_state import address, asked_choice, asked_number

QUEUE, MANY = "/kurasi", "/kurasi/banyak"
STRENGTHS = (("0.9", "0,9 ke atas"), ("0.8", "0,8 ke atas"), ("0.65", "0,65 ke atas"), ("0.4", "0,4 ke atas"))
ORDERS = (
    (Order.NEWEST.value, "Terbaru dahulu"),
    (Order.CONFIDENT.value, "Paling yakin dahulu"),
    (Order.DOUBTFUL.value, "Paling ragu dahulu"),
)
WHY = {Why.NEW: "Baru", Why.CHANGED: "Berkas berubah", Why.SUGGESTED: "Usulan baru"}
_UNFOLDED = 3  # the right one is nearly always among these
EDITED = ("title", "kind", "kind_abbrev", "number", "year", "agency_id")


@dataclass(frozen=True, slots=True)
class QueueState:
    """Filters and order of the queue, all of it in the address."""

    order: Order = Order.NEWEST
    agency: int | None = None
    kind: Kind | None = None
    batch: int | None = None
    strength: str = ""

    @classmethod
    def asked(cls, request: Request) -> "QueueState":
        strength = request.query_params.get("kuat", "")
        return cls(
            order=asked_choice(request, "urut", Order) or Order.NEWEST,
            agency=asked_number(request, "opd"),
            kind=asked_choice(request, "jenis", Kind),
            batch=asked_number(request, "kiriman"),
            strength=strength if strength in dict(STRENGTHS) else "",
        )

    @property
    def where(self) -> QueueFilter:
        strength = float(self.strength) if self.strength else None
        return QueueFilter(agency_id=self.agency, kind=self.kind, batch_id=self.batch, strength=strength)

    @property
    def values(self) -> dict[str, object]:
        return {
            "urut": None if self.order is Order.NEWEST else self.order.value,
            "opd": self.agency,
            "jenis": self.kind.value if self.kind else None,
            "kiriman": self.batch,
            "kuat": self.strength,
        }

    @property
    def is_narrowed(self) -> bool:
        return replace(self, order=Order.NEWEST) != QueueState()

    def url(self, document_id: int | None = None, page: int | None = None, path: str = QUEUE) -> str:
        return address(path, {**self.values, "dokumen": document_id, "hlm": page})


@dataclass(frozen=True, slots=True)
class Choices:
    """What the queue can be narrowed to."""

    agencies: Sequence[tuple[str, str]]
    batches: Sequence[BatchRow]

    @property
    def kinds(self) -> Sequence[tuple[str, str]]:
        return [(kind.value, label) for kind, label in KIND_LABELS.items()]

    @property
    def batch_options(self) -> list[tuple[str, str]]:
        return [(str(row.id), name_of(row)) for row in self.batches]


@dataclass(frozen=True, slots=True)
class LabelPage:
    """One document of the queue. `row` is None when nothing waits; `page` is the page of the file that is shown.

    Unless it was asked for (`is_page_asked`), a small screen shows only the way to it.
    """

    tabs: Sequence[tuple[str, str, int | None]]
    state: QueueState
    choices: Choices
    window: Window
    row: DocumentRow | None = None
    standing: Standing | None = None
    lines: tuple[SuggestionLine, ...] = ()
    page: int = 1
    pages: tuple[int, ...] = ()
    is_page_asked: bool = False
    picture: PagePicture | None = None
    text: Markup = field(default_factory=Markup)
    query: str = ""
    indicators: Sequence[str] = ()
    values: Mapping[str, str] | None = None
    seen: Mapping[str, str] | None = None
    errors: Mapping[str, str] | None = None
    undoable: Undoable | None = None
    problem: str = ""
    is_about_adding: bool = False
    adding: str = ""
    none_because: str = ""
    being_read: int = 0
    waiting_elsewhere: int = 0
    strengths: Sequence[tuple[str, str]] = STRENGTHS
    orders: Sequence[tuple[str, str]] = ORDERS

    @property
    def place(self) -> int | None:
        """Which of the queue this is, counted from one."""
        found = [number for number, one in enumerate(self.window.rows) if self.row and one.row.id == self.row.id]
        return self.window.before + found[0] + 1 if found else None

    @property
    def here(self) -> str:
        return self.state.url(self.row.id if self.row else None)

    @property
    def next_url(self) -> str | None:
        return self.state.url(self.window.next_id) if self.window.next_id else None

    @property
    def previous_url(self) -> str | None:
        return self.state.url(self.window.previous_id) if self.window.previous_id else None

    @property
    def first_lines(self) -> Sequence[SuggestionLine]:
        return self.lines[:_UNFOLDED]

    @property
    def more_lines(self) -> Sequence[SuggestionLine]:
        """What is folded away on a small screen; unfolded once nothing waits among the first."""
        return self.lines[_UNFOLDED:]

    @property
    def are_more_open(self) -> bool:
        return not any(line.is_open for line in self.first_lines) and any(line.is_open for line in self.more_lines)

    @property
    def more_named(self) -> str:
        return ", ".join(str(line.tag.number) for line in self.more_lines)

    @property
    def open_lines(self) -> list[SuggestionLine]:
        return [line for line in self.lines if line.is_open]

    @property
    def has_confirmed(self) -> bool:
        return any(line.is_confirmed for line in self.lines)

    @property
    def finishes(self) -> str | None:
        """What the button for "done" does, in its own words; None while something has to be chosen first."""
        if not self.lines:
            return None
        if not self.open_lines:
            return "Selesai"
        return f"Selesai, tolak {len(self.open_lines)} usulan lainnya" if self.has_confirmed else None

    @property
    def reader(self) -> str:
        return reader_url(self.row.id, page=self.page, query=self.query) if self.row else ""

    @property
    def summary(self) -> list[tuple[str, str]]:
        place = "tambah" if self.is_about_adding else "usulan"
        return named_errors(self.errors or {}) + ([(place, self.problem)] if self.problem else [])

    @property
    def undo_told(self) -> str:
        return told(self.undoable) if self.undoable else ""

    @property
    def undo_url(self) -> str:
        """Where it is shown and asked for."""
        return address(UNDO, {"aksi": self.undoable.action_id if self.undoable else None, "kembali": self.here})

    @property
    def first_url(self) -> str | None:
        """From the last of the queue back to its beginning, where other documents still wait."""
        others = self.window.total - (1 if self.place else 0)
        return self.state.url() if self.window.next_id is None and others > 0 else None

    @property
    def following_page(self) -> int | None:
        """The next page that a reason names, and from the last one the first."""
        later = [number for number in self.pages if number > self.page]
        return (later or list(self.pages))[0] if len(self.pages) > 1 else None

    def about(self, one: WaitingRow) -> str:
        return " · ".join(filter(None, (KIND_LABELS[one.row.kind], str(one.row.year or ""), suggested(one))))

    def why(self, why: Why) -> str:
        return WHY[why]

    @property
    def kind(self) -> str:
        return KIND_LABELS[self.row.kind] if self.row else ""


def still_waiting(left: int, onward: Onward | None) -> str:
    """What a curator hears after "done": how many wait, and that it goes on with those that were skipped."""
    if onward is None:
        return "Tidak ada lagi yang menunggu."
    count = f"{left:,}".replace(",", ".")
    if onward.begins_again:
        return f"Antrean sudah sampai ujung; dari awal lagi dengan {count} dokumen yang tadi dilewati atau baru datang."
    return f"{count} dokumen lagi menunggu."


def suggested(one: WaitingRow) -> str:
    return f"{one.open_tags} usulan" if one.open_tags else "tanpa usulan"
