"""What the ways in (form, API, command line, watched folder, sample library) exchange with the ingest service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from app.documents.models import Kind, ReadingState, Visibility
from app.ingest.models import BatchSource, ItemOutcome
from storage.blobs import Blob
from storage.sniff import MediaType


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes that already lie safely in the store, checked and named; no database row points at them yet."""

    blob: Blob
    media_type: MediaType
    file_name: str


@dataclass(frozen=True, slots=True)
class Received:
    """`duplicate` means nothing was added: `document_id` already holds these bytes and the actor may see it."""

    document_id: int
    outcome: Literal["stored", "duplicate"]
    title: str


class ItemState(StrEnum):
    """Where a file of a batch stands, seen from its owner; `unpacked` is a zip whose files have rows of their own."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    PROBLEM = "problem"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    UNPACKED = "unpacked"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file that was handed in: a row of its batch. `member` is its path in a zip opened at once."""

    item_id: int
    file_name: str
    outcome: ItemOutcome
    reason: str = ""
    document_id: int | None = None
    title: str = ""
    member: str = ""
    restore_id: int | None = None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch as a list shows it. `counts` are its files by state; an unpacked zip is not one of them.

    Only counted where one batch is looked at: `unindexed` documents cannot be found by their newest text yet,
    `rereadable` ones did not end well and may when they are read again.
    """

    id: int
    source: BatchSource
    name: str
    owner_name: str | None
    created_at: datetime
    expected: int
    counts: Mapping[ItemState, int]
    unindexed: int | None = None
    rereadable: int = 0

    def count(self, *states: ItemState) -> int:
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def total(self) -> int:
        return sum(count for state, count in self.counts.items() if state is not ItemState.UNPACKED)

    @property
    def unfinished(self) -> int:
        return self.count(ItemState.WAITING, ItemState.READING)

    @property
    def attention(self) -> int:
        return self.count(ItemState.PROBLEM, ItemState.REFUSED)

    @property
    def outcome(self) -> str:
        """What became of the files, each counted once: what was here already was not read again."""
        parts = (
            (self.count(ItemState.DONE), "terbaca"),
            (self.count(ItemState.DUPLICATE), "sudah ada di pustaka"),
            (self.count(ItemState.PROBLEM), "perlu perhatian"),
            (self.count(ItemState.REFUSED), "ditolak"),
        )
        return ", ".join(f"{count} {words}" for count, words in parts if count)

    @property
    def missing(self) -> int:
        """Announced and not here yet."""
        return max(0, self.expected - self.total - self.count(ItemState.UNPACKED))

    @property
    def is_final(self) -> bool:
        return self.unfinished == 0 and self.missing == 0


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One file of a batch; what the viewer may not see any more of its document is None.

    `restore_id` is the uploader's own document in the trash that holds the same bytes; `archive_name` the zip that
    the file came in.
    """

    id: int
    position: int
    file_name: str
    state: ItemState
    reason: str
    is_archive: bool
    restore_id: int | None = None
    archive_name: str | None = None
    document_id: int | None = None
    title: str | None = None
    citation: str | None = None
    kind: Kind | None = None
    visibility: Visibility | None = None
    agency_name: str | None = None
    reading: ReadingState | None = None
    state_detail: str = ""
    page_total: int | None = None
    pages_read: int = 0
    size: int | None = None
    may_edit: bool = False

    @property
    def may_reread(self) -> bool:
        is_problem = self.state is ItemState.PROBLEM and self.reading is not None and self.reading.may_read_better
        return is_problem and self.may_edit


@dataclass(frozen=True, slots=True)
class Corrected:
    """`skipped` names the files that stayed as they are, with the reason."""

    changed: int
    skipped: Sequence[tuple[str, str]] = field(default_factory=tuple)
