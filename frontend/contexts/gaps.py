"""What curators see of knowledge gaps: sections with the worst first, each row with what to do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from app.core.pagination import Listing
from app.coverage.gap_schemas import Counting, GapRow
from app.coverage.gaps import YOUNG_DAYS
from app.coverage.models import GapKind
from app.documents.labels import STATE_LABELS
from app.documents.schemas import DocumentRow
from app.instruments.schemas import InstrumentRow
from frontend.contexts.browse import level_text
from frontend.contexts.coverage_addresses import cell_url
from frontend.contexts.requests import MissedLine
from frontend.rendering import long_date, number

HERE = "/kurasi/kesenjangan"
Tabs = Sequence[tuple[str, str, int | None]]


@dataclass(frozen=True, slots=True)
class Section:
    """`name` is its part of the address."""

    kind: GapKind
    name: str
    title: str
    lead: str
    none: str

    @property
    def url(self) -> str:
        return f"{HERE}/{self.name}"


SECTIONS: Mapping[str, Section] = {
    section.name: section
    for section in (
        Section(
            GapKind.INDICATOR,
            "indikator",
            "Indikator tanpa dokumen yang cukup",
            "Belum punya dokumen, baru usulan, atau semuanya lebih dari dua tahun. Bobot terbesar dahulu.",
            "Semua indikator punya dokumen yang cukup muda.",
        ),
        Section(
            GapKind.CITATION,
            "rujukan",
            "Peraturan yang dirujuk tetapi belum ada",
            "Disebut dalam dokumen pustaka, belum ada naskahnya. Yang paling banyak dirujuk dahulu.",
            "Semua peraturan yang dirujuk sudah ada di pustaka.",
        ),
        Section(
            GapKind.UNTAGGED,
            "tanpa-indikator",
            "Dokumen tanpa indikator",
            "Belum berlabel dan tidak punya usulan. Yang paling sering dibuka dahulu.",
            "Setiap dokumen punya label atau usulan.",
        ),
        Section(
            GapKind.UNOPENED,
            "belum-dibuka",
            "Dokumen yang belum pernah dibuka",
            f"Sudah lebih dari {YOUNG_DAYS} hari di pustaka dan belum pernah dibuka. Yang mendukung indikator dahulu.",
            "Tidak ada dokumen lama yang belum pernah dibuka.",
        ),
        Section(
            GapKind.UNREADABLE,
            "bacaan",
            "Dokumen dengan bacaan bermasalah",
            "Isinya belum dapat dicari seluruhnya. Yang paling sering dibuka dahulu.",
            "Semua dokumen terbaca.",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class GapLine:
    """One row: what it is, the facts it is ordered by, where to look, and the one thing to do first."""

    row: GapRow
    section: Section

    @property
    def title(self) -> str:
        return f"{self.row.number}. {self.row.title}" if self.row.kind is GapKind.INDICATOR else self.row.title

    @property
    def url(self) -> str:
        if self.row.kind is GapKind.INDICATOR:
            return cell_url(self._instrument, self.row.number or 0)
        if self.row.kind is GapKind.CITATION:
            return f"{HERE}/rujukan/dokumen?{urlencode({'kunci': self.row.key})}"
        return f"/dokumen/{self.row.document_id}"

    @property
    def facts(self) -> str:
        row = self.row
        if row.kind is GapKind.INDICATOR:
            return f"Bobot {level_text(row.weight)} · {self._holding}" if row.weight is not None else self._holding
        if row.kind is GapKind.CITATION:
            return f"Dirujuk {number(row.times)} dokumen"
        if row.kind is GapKind.UNOPENED:
            return f"Mendukung {number(row.times)} indikator" if row.times else "Belum mendukung indikator"
        opened = f"Dibuka {number(row.times)} kali" if row.times else "Belum pernah dibuka"
        return f"{STATE_LABELS[row.state]} · {opened}" if row.kind is GapKind.UNREADABLE and row.state else opened

    @property
    def action(self) -> tuple[str, str, str]:
        """(words, address, icon)"""
        row = self.row
        if row.kind is GapKind.INDICATOR:
            place = {"instrumen": self._instrument, "indikator": row.number}
            return ("Unggah", f"/unggah?{urlencode(place)}", "upload")
        if row.kind is GapKind.CITATION:
            return ("Minta dokumen", f"/permintaan/baru?{urlencode({'q': row.title})}", "mail")
        if row.kind is GapKind.UNTAGGED:
            return ("Beri label", f"/kurasi/dokumen/{row.document_id}", "tag")
        if row.kind is GapKind.UNREADABLE:
            return ("Unggah berkas yang lebih baik", f"/dokumen/{row.document_id}/revisi", "upload")
        return ("Lengkapi keterangan", f"/dokumen/{row.document_id}/ubah", "pencil")

    @property
    def _holding(self) -> str:
        if self.row.confirmed:
            return f"{number(self.row.confirmed)} dokumen, tidak ada yang di bawah dua tahun"
        return f"baru {number(self.row.suggested)} usulan" if self.row.suggested else "belum ada apa pun"

    @property
    def _instrument(self) -> str:
        return self.row.key.rpartition(":")[0]


@dataclass(frozen=True, slots=True)
class SectionPart:
    """`url` is the whole list, of the instrument that is chosen."""

    section: Section
    url: str
    total: int
    lines: tuple[GapLine, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose indicators are listed; `tabs` is empty where there is one instrument, or where nothing depends on it.

    `asked` is what the address names: nothing for the instrument shown first.
    """

    asked: str
    here: str
    tabs: tuple[tuple[str, str, None], ...]

    @classmethod
    def of(cls, rows: Sequence[InstrumentRow], *, asked: str, shown: str, place: str) -> "Choice":
        tabs = tuple((row.short_citation, f"{place}?instrumen={row.id}", None) for row in rows)
        return cls(asked, f"{place}?instrumen={asked or shown}", tabs if len(tabs) > 1 else ())


@dataclass(frozen=True, slots=True)
class GapsPage:
    tabs: Tabs
    choice: Choice
    searches: tuple[MissedLine, ...]
    search_total: int
    parts: tuple[SectionPart, ...]
    counting: str


@dataclass(frozen=True, slots=True)
class GapListPage:
    """One whole section. After a refused form `typed` and `error` belong to the row with that key."""

    tabs: Tabs
    section: Section
    choice: Choice
    is_aside: bool
    lines: tuple[GapLine, ...]
    rows: Listing[GapRow]
    pages_href: str
    aside_total: int
    counting: str
    waiting_url: str
    aside_url: str
    table_url: str
    key: str = ""
    typed: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CitingPage:
    tabs: Tabs
    name: str
    rows: Listing[DocumentRow]
    pages_href: str
    request_url: str
    search_url: str


def counting_words(found: Counting) -> str:
    """Since when openings are known, where that says why a list is short."""
    if found.since is None:
        return "Penghitungan dimulai begitu dokumen pertama dibuka."
    said = f"Dihitung sejak {long_date(found.since)}, tanpa mencatat siapa pembacanya."
    return said if found.is_long_enough else f"{said} Daftar ini terisi setelah {YOUNG_DAYS} hari."
