"""What a curator sees while labelling: the queue beside one document, its page with the words, its suggestions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from fastapi import Request
from markupsafe import Markup

from app.curation.schemas import Order, QueueFilter, Standing, WaitingRow, Why, Window
from app.documents.labels import KIND_LABELS
from app.documents.models import Kind, TagSource, TagState
from app.documents.schemas import DocumentRow
from app.documents.tag_schemas import TagRow
from app.ingest.schemas import BatchRow
from frontend.contexts.batches import name_of
from frontend.contexts.cards import reader_url
from frontend.contexts.documents import ReasonLine, reasons_of
from frontend.contexts.editing import named_errors
from frontend.contexts.pictures import PagePicture
from frontend.contexts.tiers import indicator_url
from frontend.list_state import address, asked_choice, asked_number

QUEUE, MANY = "/kurasi", "/kurasi/banyak"
SURE, VERY_STRONG, STRONG, FAIR = 0.9, 0.8, 0.65, 0.4  # words say more to a curator than a score between 0 and 1
STRENGTHS = (("0.9", "0,9 ke atas"), ("0.8", "0,8 ke atas"), ("0.65", "0,65 ke atas"), ("0.4", "0,4 ke atas"))
ORDERS = (
    (Order.NEWEST.value, "Terbaru dahulu"),
    (Order.CONFIDENT.value, "Paling yakin dahulu"),
    (Order.DOUBTFUL.value, "Paling ragu dahulu"),
)
WHY = {Why.NEW: "Baru", Why.CHANGED: "Berkas berubah", Why.SUGGESTED: "Usulan baru"}
EDITED = ("title", "kind", "kind_abbrev", "number", "year", "agency_id")
_MOST_PAGES = 12
_KEYED = 9


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
class SuggestionLine:
    """One label. `key` is the digit that confirms it; it does not move while a document is looked at.

    `instrument` is empty for the one shown first.
    """

    key: int | None
    tag: TagRow
    reasons: tuple[ReasonLine, ...]
    learned: tuple[str, ...]
    instrument: str = ""

    @property
    def name(self) -> str:
        return f"{self.tag.number}. {self.tag.short_name}"

    @property
    def url(self) -> str:
        return indicator_url(self.tag.instrument_id, self.tag.number)

    @property
    def is_open(self) -> bool:
        return self.tag.state is TagState.SUGGESTED

    @property
    def is_confirmed(self) -> bool:
        return self.tag.state is TagState.CONFIRMED

    @property
    def percent(self) -> int | None:
        return None if self.tag.score is None else round(self.tag.score * 100)

    @property
    def strength(self) -> str:
        score = self.tag.score
        if score is None and self.tag.source is TagSource.CARRIED:
            return "dari instrumen lain"
        if score is None:
            return "ditambahkan kurator"
        words = ((SURE, "hampir pasti"), (VERY_STRONG, "sangat kuat"), (STRONG, "alasan kuat"), (FAIR, "alasan sedang"))
        return next((word for least, word in words if score >= least), "alasan lemah")

    @property
    def grade(self) -> str:
        """What colours the dot beside the words."""
        grades = ((VERY_STRONG, "high"), (STRONG, "good"), (FAIR, "fair"))
        return next((grade for least, grade in grades if (self.tag.score or 0.0) >= least), "low")

    @property
    def level(self) -> Decimal | None:
        """Without the zeros that the column adds: 2, but also 2,5."""
        return None if self.tag.level is None else self.tag.level.normalize()


@dataclass(frozen=True, slots=True)
class LabelPage:
    """One document of the queue. `row` is None when nothing waits; `page` is the page of the file that is shown."""

    tabs: Sequence[tuple[str, str, int | None]]
    state: QueueState
    choices: Choices
    window: Window
    row: DocumentRow | None = None
    standing: Standing | None = None
    lines: tuple[SuggestionLine, ...] = ()
    page: int = 1
    pages: tuple[int, ...] = ()
    picture: PagePicture | None = None
    text: Markup = field(default_factory=Markup)
    query: str = ""
    indicators: Sequence[str] = ()
    values: Mapping[str, str] | None = None
    seen: Mapping[str, str] | None = None
    errors: Mapping[str, str] | None = None
    undoable: str = ""
    problem: str = ""
    none_because: str = ""
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
        return named_errors(self.errors or {}) + ([("tambah", self.problem)] if self.problem else [])

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


def suggested(one: WaitingRow) -> str:
    return f"{one.open_tags} usulan" if one.open_tags else "tanpa usulan"


def lines_of(tags: Sequence[TagRow], others: Mapping[str, str]) -> tuple[SuggestionLine, ...]:
    """In an order that decisions do not change: by score as suggested, then what people added.

    `others` names the instruments that are not shown first.
    """
    ordered = sorted(tags, key=lambda tag: (-(tag.score if tag.score is not None else -1.0), tag.number))
    return tuple(
        SuggestionLine(
            key if key <= _KEYED else None,
            tag,
            reasons_of(tag.document_id, tag.reasons),
            tuple(dict.fromkeys(f"versi {one['learned']}" for one in tag.reasons if one.get("learned"))),
            others.get(tag.instrument_id, ""),
        )
        for key, tag in enumerate(ordered, start=1)
    )


def pages_of(lines: Sequence[SuggestionLine]) -> tuple[int, ...]:
    """The pages that reasons name, the strongest suggestions' first, then put in reading order."""
    named = [number for line in lines for reason in line.reasons for number, _url in reason.pages]
    return tuple(sorted(list(dict.fromkeys(named))[:_MOST_PAGES]))


def first_page(lines: Sequence[SuggestionLine]) -> int:
    """Where the strongest suggestion that waits gives its reason; of decided ones when none waits."""
    ranked = [*(line for line in lines if line.is_open), *lines]
    named = (number for line in ranked for reason in line.reasons for number, _url in reason.pages)
    return next(named, 1)


def phrases_on(lines: Sequence[SuggestionLine], page: int) -> list[str]:
    found = (r.phrase for line in lines for r in line.reasons if page in {number for number, _url in r.pages})
    return list(dict.fromkeys(found))
