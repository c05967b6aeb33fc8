"""What the pages of batches show: a row a file, how far they are, and the form that mends many."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.core.pagination import Listing
from app.documents import kinds
from app.documents.labels import KIND_LABELS, STATE_ADVICE, VISIBILITY_LABELS
from app.documents.models import ReadingState
from app.ingest.models import BatchSource
from app.ingest.schemas import BatchRow, ItemRow, ItemState
from frontend.contexts.assessments import Options
from frontend.contexts.editing import FIELD_LABELS, named_errors
from frontend.list_state import address, pages_address

SOURCE_LABELS: Mapping[BatchSource, str] = {
    BatchSource.UPLOAD: "Unggahan",
    BatchSource.ARCHIVE: "Zip",
    BatchSource.FOLDER: "Impor perintah",
    BatchSource.WATCHED: "Folder terpantau",
}
STATE_TABS: Sequence[tuple[ItemState | None, str]] = (
    (None, "Semua"),
    (ItemState.WAITING, "Menunggu"),
    (ItemState.READING, "Sedang dibaca"),
    (ItemState.DONE, "Selesai"),
    (ItemState.PROBLEM, "Perlu perhatian"),
    (ItemState.DUPLICATE, "Sudah ada"),
    (ItemState.REFUSED, "Ditolak"),
)
NOBODYS, NOBODYS_NAME = "tanpa", "Tanpa OPD, misalnya peraturan pusat"
CORRECTIONS = ("kind", "visibility", "agency_id", "year", "issuer", "labels")


def corrected_words(given: Callable[[str], str]) -> str:
    """The fields that were mended, and to what where it can be read as it was chosen."""
    words = {
        "kind": dict(kinds.current().offered()),
        "visibility": {value.value: label for value, label in VISIBILITY_LABELS.items()},
    }
    return ", ".join(_corrected_word(name, given(name), words.get(name, {})) for name in CORRECTIONS if given(name))


def _corrected_word(name: str, value: str, words: Mapping[str, str]) -> str:
    label = FIELD_LABELS[name].lower().replace("opd", "OPD")
    return label if name == "agency_id" else f"{label} “{words.get(value, value)[:60]}”"


def name_of(batch: BatchRow) -> str:
    return batch.name or f"{SOURCE_LABELS[batch.source]} nomor {batch.id}"


@dataclass(frozen=True, slots=True)
class BatchesPage:
    rows: Listing[BatchRow]
    is_everybodys: bool

    @property
    def pages_href(self) -> str:
        return pages_address("/impor")

    def name(self, batch: BatchRow) -> str:
        return name_of(batch)

    def source(self, batch: BatchRow) -> str:
        return SOURCE_LABELS[batch.source]

    def settled(self, batch: BatchRow) -> int:
        """Files of which the end is known, whatever it is; a batch that is over has a full bar."""
        return batch.total - batch.unfinished


@dataclass(frozen=True, slots=True)
class BatchPage:
    """`checked` are the rows that were chosen when the form came back with an error.

    What leads on: `waiting` documents that nobody has checked, by document its `doubtful` fields and its near-copy.
    """

    batch: BatchRow
    rows: Listing[ItemRow]
    state: ItemState | None
    agencies: Options
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    checked: frozenset[int] = frozenset()
    waiting: int = 0
    doubtful: Mapping[int, int] = field(default_factory=dict)
    twins: Mapping[int, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return name_of(self.batch)

    @property
    def source(self) -> str:
        return SOURCE_LABELS[self.batch.source]

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Each message with the name of its field, which it links to."""
        return named_errors(self.errors) or ([("", self.error)] if self.error else [])

    @property
    def tabs(self) -> list[tuple[str, str, int]]:
        """Filters with something behind them, and the one that is shown."""
        counts = [(state, text, self._count(state)) for state, text in STATE_TABS]
        shown = [entry for entry in counts if entry[2] or entry[0] in {None, self.state}]
        return [(text, self._address(state), count) for state, text, count in shown]

    @property
    def current(self) -> str:
        return self._address(self.state)

    @property
    def here(self) -> str:
        return address(f"/impor/{self.batch.id}", {**self._state(self.state), "hal": self._page})

    @property
    def part_href(self) -> str:
        return address(f"/impor/{self.batch.id}/bagian", {**self._state(self.state), "hal": self._page})

    @property
    def pages_href(self) -> str:
        return pages_address(f"/impor/{self.batch.id}", self._state(self.state))

    @property
    def check_href(self) -> str:
        return address("/kurasi/periksa", {"kiriman": self.batch.id})

    def check_row_href(self, row: ItemRow) -> str:
        return address(f"/kurasi/periksa/{row.document_id}", {"kiriman": self.batch.id})

    @property
    def problems(self) -> int:
        """Files that may be read better than they were."""
        return self.batch.rereadable

    @property
    def settled(self) -> int:
        return self.batch.total - self.batch.unfinished

    @property
    def has_choices(self) -> bool:
        return any(row.may_edit for row in self.rows.items)

    @property
    def kinds(self) -> Options:
        return kinds.current().offered()

    @property
    def visibilities(self) -> Options:
        return [(value.value, label) for value, label in VISIBILITY_LABELS.items()]

    def kind(self, row: ItemRow) -> str:
        return KIND_LABELS[row.kind] if row.kind else ""

    def advice(self, row: ItemRow) -> str:
        """What to do about a file that did not end well; nothing where there is nothing to do."""
        if row.reason or row.state is not ItemState.PROBLEM or row.reading is None:
            return row.reason
        return row.state_detail or STATE_ADVICE[row.reading]

    def is_recognising(self, row: ItemRow) -> bool:
        return row.reading is ReadingState.RECOGNISING

    @property
    def _page(self) -> int | None:
        return self.rows.page if self.rows.page > 1 else None

    def _count(self, state: ItemState | None) -> int:
        return self.batch.total if state is None else self.batch.count(state)

    def _address(self, state: ItemState | None) -> str:
        return address(f"/impor/{self.batch.id}", self._state(state))

    def _state(self, state: ItemState | None) -> dict[str, object]:
        return {"keadaan": state.value if state else None}
