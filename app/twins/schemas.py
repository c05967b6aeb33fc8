"""What routes, pages and the twins service exchange."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.documents.models import Kind, Visibility
from app.twins.differing import PageDifference
from app.twins.models import TwinState


class Decision(StrEnum):
    """What a person says of a pair; NEWER and OLDER speak of the file of the document that is not kept."""

    MERGE = "merge"
    NEWER = "newer"
    OLDER = "older"
    DISTINCT = "distinct"


@dataclass(frozen=True, slots=True)
class SideRow:
    """One document of a pair with the file that was compared."""

    document_id: int
    title: str
    citation: str | None
    kind: Kind
    visibility: Visibility
    agency_name: str | None
    enacted_on: date | None
    created_at: datetime
    created_by_name: str | None
    is_trashed: bool
    revision_id: int
    ordinal: int
    is_current: bool
    file_name: str
    media_type: str
    size: int
    page_total: int | None
    file_added_at: datetime


@dataclass(frozen=True, slots=True)
class TwinRow:
    id: int
    state: TwinState
    likeness: float
    first: SideRow
    second: SideRow
    kept_id: int | None
    decided_by_name: str | None
    decided_at: datetime | None
    created_at: datetime

    @property
    def sides(self) -> tuple[SideRow, SideRow]:
        return self.first, self.second

    def side(self, document_id: int) -> SideRow:
        return self.first if self.first.document_id == document_id else self.second

    def other(self, document_id: int) -> SideRow:
        return self.second if self.first.document_id == document_id else self.first


@dataclass(frozen=True, slots=True)
class TwinView:
    """A pair beside each other. `keep_id` is what we would keep, `may_*` what the actor may choose.

    `may_keep` names the documents that the actor may keep while the other is put aside. `uses` counts, by document,
    the claims that name it, as far as the actor may see them. `pages_apart` counts pages that differ, of which only
    the first are in `differences`.
    """

    row: TwinRow
    containment: float
    keep_id: int
    newer_id: int
    uses: dict[int, int]
    may_keep: tuple[int, ...]
    may_tell_apart: bool
    may_undo: bool
    differences: Sequence[PageDifference]
    pages_apart: int
    pages_compared: int
