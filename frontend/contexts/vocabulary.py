"""What curators see of the library's own words: groups of synonyms, and what a change does to search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.core.pagination import Listing
from app.taxonomies.schemas import Change, Deed, Effect, GroupRow, Origin, Placed, Preview
from frontend.contexts.vocabulary_parts import PARTS, PATH

FORM = f"{PATH}/sinonim"
_ORIGINS: Mapping[Origin, tuple[str, str]] = {
    Origin.BUILTIN: ("Bawaan", "neutral"),
    Origin.CHANGED: ("Bawaan, diubah", "info"),
    Origin.OFF: ("Bawaan, dimatikan", "warning"),
    Origin.OWN: ("Buatan sendiri", "positive"),
}
_MARKS: Mapping[str, tuple[str, str]] = {
    "new": ("baru", "positive"),
    "gone": ("keluar dari sepuluh teratas", "negative"),
    "up": ("naik dari {}", "info"),
    "down": ("turun dari {}", "warning"),
}


@dataclass(frozen=True, slots=True)
class GroupLine:
    row: GroupRow

    @property
    def terms(self) -> tuple[str, ...]:
        return self.row.terms or self.row.builtin_terms

    @property
    def origin(self) -> tuple[str, str]:
        return _ORIGINS[self.row.origin]

    @property
    def query(self) -> dict[str, str | int]:
        row = self.row
        return {"id": row.id} if row.id is not None else {"bawaan": row.builtin or ""}


@dataclass(frozen=True, slots=True)
class GroupsPage:
    tabs: Sequence[tuple[str, str, int | None]]
    q: str
    rows: Listing[GroupLine]
    pages_href: str
    parts: Sequence[tuple[str, str, int | None]] = PARTS


@dataclass(frozen=True, slots=True)
class PlacedLine:
    placed: Placed
    place: int

    @property
    def mark(self) -> tuple[str, str] | None:
        words = _MARKS.get(self.placed.mark)
        return (words[0].format(self.placed.before), words[1]) if words else None


@dataclass(frozen=True, slots=True)
class EffectBlock:
    effect: Effect

    @property
    def before(self) -> list[PlacedLine]:
        """On this side only what leaves is marked."""
        return [PlacedLine(one, place) for place, one in enumerate(self.effect.before, start=1)]

    @property
    def after(self) -> list[PlacedLine]:
        return [PlacedLine(one, place) for place, one in enumerate(self.effect.after, start=1)]


@dataclass(frozen=True, slots=True)
class GroupPage:
    """The form of one group. With a preview the change may be saved; without one it is looked at first."""

    row: GroupRow | None
    change: Change
    terms: str
    queries: str
    preview: Preview | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    alert: str = ""

    @property
    def title(self) -> str:
        if self.row is None:
            return "Tambah kelompok sinonim"
        name = (self.row.terms or self.row.builtin_terms)[0]
        verb = {Deed.SAVE: "Ubah", Deed.OFF: "Matikan", Deed.REMOVE: "Hapus"}[self.change.deed]
        if self.change.deed is Deed.REMOVE and self.row.builtin:
            verb = "Kembalikan"
        return f"{verb} kelompok “{name}”"

    @property
    def keeps(self) -> str:
        """The words of the button that makes the change."""
        if self.change.deed is Deed.OFF:
            return "Matikan kelompok ini"
        if self.change.deed is Deed.REMOVE:
            return "Kembalikan ke bawaan" if self.row is not None and self.row.builtin else "Hapus kelompok ini"
        return "Simpan perubahan"

    @property
    def effects(self) -> list[EffectBlock]:
        return [EffectBlock(one) for one in self.preview.effects] if self.preview else []

    @property
    def is_without_effect(self) -> bool:
        return self.preview is not None and not any(one.is_changed for one in self.preview.effects)

    @property
    def summary(self) -> list[tuple[str, str]]:
        return list(self.errors.items()) or ([("", self.alert)] if self.alert else [])

    @property
    def deeds(self) -> list[tuple[str, str]]:
        """What else may be done to this group."""
        row = self.row
        if row is None or self.change.deed is not Deed.SAVE:
            return []
        off = [("off", "Matikan kelompok ini")] if row.builtin and row.origin is not Origin.OFF else []
        label = "Kembalikan ke bawaan" if row.builtin else "Hapus kelompok ini"
        return [*off, *([("remove", label)] if row.id is not None else [])]
