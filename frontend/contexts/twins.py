"""Near-copies as people compare them: a list of pairs, and one pair beside each other with what may be decided."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.core.pagination import Listing
from app.documents.labels import KIND_LABELS, VISIBILITY_LABELS
from app.ingest.pictures import has_pictures
from app.twins.models import TwinState
from app.twins.schemas import Decision, SideRow, TwinRow, TwinView
from frontend.contexts.cards import reader_url
from frontend.contexts.documents import format_name
from frontend.contexts.pictures import picture_url
from frontend.rendering import file_size, long_date, number

Row = tuple[str, str, str, bool]
_WORDS = ((0.98, "Isinya sama"), (0.85, "Hampir seluruh isinya sama"), (0.55, "Sebagian besar isinya sama"))
_CONTAINED, _APART = 0.9, 0.8
_DECIDED = {
    TwinState.MERGED: "Digabung",
    TwinState.REVISION: "Dijadikan revisi",
    TwinState.DISTINCT: "Dinyatakan memang berbeda",
}
_CHOICES: tuple[tuple[str, str, str], ...] = (
    (
        Decision.MERGE,
        "Isinya sama: gabungkan",
        "Yang lain masuk ke sampah. Keterangan, label, dan hubungannya melengkapi dokumen yang dipertahankan.",
    ),
    (
        Decision.NEWER,
        "Yang lain adalah versi lebih baru",
        "Berkasnya menjadi revisi terbaru. Bukti dukung yang sudah diterima tetap menunjuk berkas lama dan perlu "
        "diperbarui; pemiliknya diberi tahu.",
    ),
    (
        Decision.OLDER,
        "Yang lain adalah versi lebih lama",
        "Berkasnya menjadi revisi terdahulu; berkas yang sekarang tetap berlaku.",
    ),
    (Decision.DISTINCT, "Memang berbeda", "Keduanya tetap ada, dan pasangan ini tidak diusulkan lagi."),
)


def likeness_words(likeness: float) -> str:
    """What a share of common passages means to a reader."""
    word = next((word for least, word in _WORDS if likeness >= least), "Sebagian isinya sama")
    return f"{word} ({number(min(99, round(likeness * 100)) if likeness < 1 else 100)}%)"


@dataclass(frozen=True, slots=True)
class PairLine:
    row: TwinRow

    @property
    def url(self) -> str:
        return f"/kurasi/kembar/{self.row.id}"

    @property
    def likeness(self) -> str:
        return likeness_words(self.row.likeness)

    @property
    def decided(self) -> str:
        return _DECIDED.get(self.row.state, "")

    @property
    def tone(self) -> str:
        return "neutral" if self.row.state is TwinState.DISTINCT else "positive"


@dataclass(frozen=True, slots=True)
class PairsPage:
    """`tabs` is empty for those who are no curators: they see the pairs of their own uploads only."""

    rows: Listing[TwinRow]
    is_decided: bool
    tabs: Sequence[tuple[str, str, int]]
    pages_href: str

    @property
    def lines(self) -> list[PairLine]:
        return [PairLine(row) for row in self.rows.items]


@dataclass(frozen=True, slots=True)
class PairPage:
    view: TwinView
    page: int
    pages: int
    pages_href: str
    chosen: str = ""
    kept: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    error: str = ""
    link: str | None = None

    @property
    def line(self) -> PairLine:
        return PairLine(self.view.row)

    @property
    def summary(self) -> list[tuple[str, str]]:
        return list(self.errors.items())

    @property
    def is_open(self) -> bool:
        return self.view.row.state is TwinState.SUGGESTED

    @property
    def is_annex(self) -> bool:
        return self.view.containment >= _CONTAINED and self.view.row.likeness < _APART

    @property
    def names(self) -> tuple[str, str]:
        return "Dokumen A", "Dokumen B"

    @property
    def readers(self) -> tuple[str, str]:
        first, second = self.view.row.sides
        return _reader(first), _reader(second)

    @property
    def pictures(self) -> tuple[tuple[str, str, str], ...]:
        """Of each document that can be looked at: its name, its first page, its address in the reader."""
        both = zip(self.names, self.readers, self.view.row.sides, strict=True)
        return tuple(
            (name, picture_url(side.document_id, 1, side.ordinal), reader)
            for name, reader, side in both
            if not side.is_trashed and has_pictures(side.media_type)
        )

    @property
    def facts(self) -> list[Row]:
        """What is said of both, line by line, and whether it differs."""
        first, second = (_facts(side, self.view) for side in self.view.row.sides)
        return [(name, first[name], second[name], first[name] != second[name]) for name in first]

    @property
    def keepable(self) -> list[tuple[str, str, str]]:
        return [
            (str(side.document_id), f"{name}: {side.title}", self._why(side))
            for name, side in zip(self.names, self.view.row.sides, strict=True)
            if side.document_id in self.view.may_keep
        ]

    @property
    def keep(self) -> str:
        return self.kept or str(self.view.keep_id)

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        allowed = {Decision.DISTINCT} if not self.view.may_keep else set(Decision)
        if not self.view.may_tell_apart:
            allowed -= {Decision.DISTINCT}
        return [choice for choice in _CHOICES if choice[0] in allowed]

    @property
    def may_decide(self) -> bool:
        return bool(self.choices)

    @property
    def outcome(self) -> str:
        """How the pair was decided, in a sentence without its end."""
        row = self.view.row
        if row.kept_id is None:
            return "Keduanya dinyatakan memang berbeda"
        kept, other = row.side(row.kept_id), row.other(row.kept_id)
        if row.state is TwinState.MERGED:
            return f"“{other.title}” digabung ke “{kept.title}”"
        return f"Berkas “{other.title}” menjadi revisi dari “{kept.title}”"

    def _why(self, side: SideRow) -> str:
        reasons = []
        if side.document_id == self.view.keep_id:
            reasons.append("Saran kami.")
        if side.document_id == self.view.newer_id and len({one.enacted_on for one in self.view.row.sides}) > 1:
            reasons.append("Menurut tanggalnya lebih baru.")
        if uses := self.view.uses[side.document_id]:
            reasons.append(f"Dipakai pada {number(uses)} bukti dukung.")
        return " ".join(reasons)


def _facts(side: SideRow, view: TwinView) -> dict[str, str]:
    uses = view.uses[side.document_id]
    return {
        "Nomor": side.citation or "–",
        "Jenis": KIND_LABELS[side.kind],
        "Ditetapkan": long_date(side.enacted_on) or "–",
        "Siapa yang boleh melihat": VISIBILITY_LABELS[side.visibility],
        "OPD": side.agency_name or "–",
        "Diunggah": f"{long_date(side.created_at)} oleh {side.created_by_name or 'Sistem'}",
        "Berkas": side.file_name,
        "Revisi yang dibandingkan": f"{number(side.ordinal)}{', berlaku sekarang' if side.is_current else ', lama'}",
        "Format dan ukuran": f"{format_name(side.media_type)}, {file_size(side.size)}",
        "Jumlah halaman": number(side.page_total),
        "Dipakai sebagai bukti": f"{number(uses)} bukti dukung" if uses else "Belum dipakai",
    }


def _reader(side: SideRow) -> str:
    return reader_url(side.document_id, revision=None if side.is_current else side.ordinal)
