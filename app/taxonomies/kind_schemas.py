"""What pages and the API exchange about the kinds of documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.documents.kinds import KindWord
from app.documents.models import Kind
from app.documents.schemas import DocumentRow


class KindDeed(StrEnum):
    """`reset` brings a built-in kind back as it came; `retire` ends an own one, `revive` takes it into use again."""

    SAVE = "save"
    RESET = "reset"
    RETIRE = "retire"
    REVIVE = "revive"


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind with how many documents of those that the actor sees carry it. `place` is counted from one."""

    word: KindWord
    place: int
    documents: int
    changed_at: datetime | None = None
    changed_by_name: str | None = None

    @property
    def is_changed(self) -> bool:
        return self.changed_at is not None


@dataclass(frozen=True, slots=True)
class KindChange:
    """What somebody wants to do to one kind: a new one has no `kind`. It comes after the kind `after`, else first.

    Where `after` is not said, a kind stays where it is, and a new one comes last.
    """

    deed: KindDeed
    kind: Kind | None = None
    label: str = ""
    description: str = ""
    words: Sequence[str] = ()
    is_offered: bool = True
    taken_for: Kind = Kind.OTHER
    after: str | None = None


@dataclass(frozen=True, slots=True)
class KindPreview:
    """`lost` and `gained` are the names that a filter stops and begins to understand as this kind.

    `candidates` are documents of other kinds with the name in their title: who may want this kind.
    """

    before: KindWord | None
    after: KindWord | None
    documents: int
    place: int | None
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    candidates: tuple[DocumentRow, ...] = ()
    candidates_total: int = 0
