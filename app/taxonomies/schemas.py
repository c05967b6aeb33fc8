"""What pages and the API exchange about the library's own words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.documents.schemas import DocumentRow


class Origin(StrEnum):
    BUILTIN = "builtin"
    CHANGED = "changed"
    OFF = "off"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Terms that mean the same. `builtin` is the first term of the built-in group that it is, replaces or ends."""

    id: int | None
    builtin: str | None
    terms: tuple[str, ...]
    builtin_terms: tuple[str, ...]
    origin: Origin
    changed_at: datetime | None = None
    changed_by_name: str | None = None


class Deed(StrEnum):
    """`remove` takes away what people made: an own group goes, a built-in one is again as it came."""

    SAVE = "save"
    OFF = "off"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants to do to one group: a new one has neither `id` nor `builtin`."""

    deed: Deed
    id: int | None = None
    builtin: str | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A document among the first ten, before and after; None where it is not among them."""

    row: DocumentRow
    before: int | None
    after: int | None

    @property
    def mark(self) -> str:
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        if self.before == self.after:
            return "same"
        return "up" if self.after < self.before else "down"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to one query, as the actor would see it."""

    query: str
    sought: int
    total_before: int
    total_after: int
    before: tuple[Placed, ...]
    after: tuple[Placed, ...]

    @property
    def is_changed(self) -> bool:
        return self.total_before != self.total_after or any(one.mark != "same" for one in (*self.before, *self.after))


@dataclass(frozen=True, slots=True)
class Preview:
    """`logged` is how many of the frequent searches were looked at, `affected` how many the change may touch."""

    effects: tuple[Effect, ...]
    logged: int
    affected: int
