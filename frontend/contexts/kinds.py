"""What curators see of the kinds of documents: their names and order, and what a change of one does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.documents.kinds import BUILTIN
from app.taxonomies.kind_schemas import KindDeed, KindPreview, KindRow
from frontend.contexts.vocabulary_parts import PARTS
from frontend.contexts.vocabulary_parts import PATH as VOCABULARY
from frontend.list_state import address
from frontend.rendering import number

PATH = f"{VOCABULARY}/jenis"
FORM = f"{PATH}/ubah"
FIRST = "awal"  # the place before all others, in forms
_DEEDS = (("reset", "Kembalikan ke bawaan"), ("retire", "Akhiri jenis ini"), ("revive", "Pakai lagi"))
Tabs = Sequence[tuple[str, str, int | None]]


@dataclass(frozen=True, slots=True)
class KindLine:
    row: KindRow

    @property
    def url(self) -> str:
        return address(FORM, {"jenis": self.row.word.kind.value})

    @property
    def names(self) -> str:
        return " · ".join(self.row.word.words)

    @property
    def state(self) -> tuple[str, str]:
        word = self.row.word
        if word.is_retired:
            return "Diakhiri", "warning"
        if not word.is_offered:
            return "Tidak ditawarkan", "warning"
        if word.kind.is_own:
            return "Buatan sendiri", "positive"
        return ("Bawaan, diubah", "info") if self.row.is_changed else ("Bawaan", "neutral")


@dataclass(frozen=True, slots=True)
class KindsPage:
    tabs: Tabs
    lines: Sequence[KindLine]
    parts: Tabs = PARTS


@dataclass(frozen=True, slots=True)
class KindPage:
    """The form of one kind. With a preview the change may be made; without one it is looked at first."""

    row: KindRow | None
    others: Sequence[KindRow]
    deed: KindDeed
    values: Mapping[str, str]
    preview: KindPreview | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    alert: str = ""

    @property
    def title(self) -> str:
        if self.row is None:
            return "Tambah jenis dokumen"
        verbs = {KindDeed.SAVE: "Ubah", KindDeed.RESET: "Kembalikan", KindDeed.RETIRE: "Akhiri"}
        return f"{verbs.get(self.deed, 'Pakai lagi')} jenis “{self.row.word.label}”"

    @property
    def keeps(self) -> str:
        """The words of the button that makes the change."""
        if self.deed is KindDeed.SAVE:
            return "Simpan jenis" if self.row is None else "Simpan perubahan"
        if self.deed is KindDeed.RETIRE and self.preview is not None and self.preview.after is None:
            return "Hapus jenis ini"
        return dict(_DEEDS)[self.deed.value]

    @property
    def is_own(self) -> bool:
        return self.row is None or self.row.word.kind.is_own

    @property
    def places(self) -> list[tuple[str, str]]:
        mine = self.row.word.kind if self.row else None
        after = [(row.word.kind.value, f"Sesudah {row.word.label}") for row in self.others if row.word.kind != mine]
        return [(FIRST, "Paling awal"), *after]

    @property
    def likes(self) -> list[tuple[str, str]]:
        return [(word.kind.value, word.label) for word in BUILTIN]

    @property
    def deeds(self) -> list[tuple[str, str]]:
        """What else may be done to this kind."""
        if self.row is None or self.deed is not KindDeed.SAVE:
            return []
        if not self.row.word.kind.is_own:
            return [_DEEDS[0]] if self.row.is_changed else []
        return [_DEEDS[2]] if self.row.word.is_retired else [_DEEDS[1]]

    @property
    def summary(self) -> list[tuple[str, str]]:
        return list(self.errors.items()) or ([("", self.alert)] if self.alert else [])

    @property
    def effects(self) -> list[str]:
        """Each a sentence; what does not change is said too."""
        return [*_effects(self.preview)] if self.preview else []

    @property
    def candidates_url(self) -> str:
        made = self.preview.after if self.preview else None
        return address("/cari", {"q": f'judul:"{made.label}"'}) if made else ""


def _effects(found: KindPreview) -> list[str]:
    before, after = found.before, found.after
    if after is None:
        name = before.label if before else ""
        return [f"Belum ada dokumen berjenis “{name}”, jadi jenis ini dihapus seluruhnya."]
    said = [_documents(found)]
    if before is not None and before.label != after.label:
        said.append(
            f"“{before.label}” tampil sebagai “{after.label}” di daftar, saringan, ekspor, umpan, dan formulir. "
            "Nama lama tetap dipahami saringan, kecuali menjadi nama jenis lain."
        )
    if found.gained:
        said.append(f"Saringan yang mulai dipahami: {_filters(found.gained)}.")
    if found.lost:
        said.append(f"Saringan yang tidak lagi berarti jenis ini: {_filters(found.lost)}.")
    if after.is_retired:
        said.append("Formulir tidak lagi menawarkannya; dokumen yang sudah memakainya tetap berjenis ini.")
    elif not after.is_offered:
        said.append("Formulir tidak menawarkannya untuk dokumen lain; yang sudah memakainya tetap.")
    if found.place is not None:
        said.append(f"Urutannya nomor {number(found.place)} di daftar dan formulir.")
    return said


def _documents(found: KindPreview) -> str:
    if found.before is None:
        return "Jenis baru: belum ada dokumen yang memakainya."
    if not found.documents:
        return "Tidak ada dokumen yang berubah: belum ada yang berjenis ini."
    return f"{number(found.documents)} dokumen berjenis ini. Berkas, tautan, dan indeks pencariannya tidak berubah."


def _filters(names: Sequence[str]) -> str:
    return ", ".join(f'jenis:"{name}"' if " " in name else f"jenis:{name}" for name in names)
