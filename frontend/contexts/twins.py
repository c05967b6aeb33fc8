"""Near-copies as people compare them: a list of pairs, and one pair beside each other with what may be decided."""

from collections.abc import Mapping, Sequence
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
_NEARLY = 0.97  # shown at most where words differ
_CONTAINED, _APART = 0.9, 0.8
_DECIDED = {
    TwinState.MERGED: "Digabung",
    TwinState.REVISION: "Dijadikan revisi",
    TwinState.DISTINCT: "Dinyatakan memang berbeda",
}
_ACTS: tuple[tuple[Decision, str, str], ...] = (
    (
        Decision.MERGE,
        "Isinya sama: pertahankan {kept}, gabungkan {gone} ke dalamnya",
        "{gone} masuk ke sampah. Keterangan, label, dan hubungannya melengkapi {kept}.",
    ),
    (
        Decision.NEWER,
        "{gone} versi lebih baru: jadikan revisi terbaru dari {kept}",
        "Bukti dukung yang sudah diterima tetap menunjuk berkas lama dan perlu diperbarui; pemiliknya diberi tahu.",
    ),
    (
        Decision.OLDER,
        "{gone} versi lebih lama: jadikan revisi terdahulu dari {kept}",
        "Berkas {kept} yang sekarang tetap berlaku.",
    ),
)
_DISTINCT = (
    str(Decision.DISTINCT),
    "Memang berbeda",
    "A dan B tetap ada, dan pasangan ini tidak diusulkan lagi.",
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
    tabs: Sequence[tuple[str, str, int | None]]
    pages_href: str

    @property
    def groups(self) -> list[tuple[str, list[PairLine]]]:
        """Pairs that hang together by a document of both, in the order of their first; a heading where they are
        several.
        """
        groups: list[tuple[set[int], list[TwinRow]]] = []
        for row in self.rows.items:
            ids = {side.document_id for side in row.sides}
            joined = [group for group in groups if group[0] & ids]
            rows = [one for group in joined for one in group[1]]
            merged = (ids.union(*(group[0] for group in joined)), [*rows, row])
            at = groups.index(joined[0]) if joined else len(groups)
            groups = [*(group for group in groups[:at]), merged, *(one for one in groups[at:] if one not in joined)]
        return [(_group_heading(*group), [PairLine(row) for row in group[1]]) for group in groups]


@dataclass(frozen=True, slots=True)
class PairPage:
    view: TwinView
    page: int
    pages: int
    pages_href: str
    chosen: str = ""
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
    def heading(self) -> str:
        """Where words differ, the documents are not called the same, however alike they are on the whole."""
        is_apart = self.view.pages_apart > 0
        return likeness_words(min(self.view.row.likeness, _NEARLY) if is_apart else self.view.row.likeness)

    @property
    def lead(self) -> str:
        apart, compared = number(self.view.pages_apart), number(self.view.pages_compared)
        if self.is_annex:
            return "Isi dokumen yang lebih pendek hampir seluruhnya termuat di dokumen yang lebih panjang."
        if self.view.pages_apart == 0:
            return f"Kata-katanya sama pada semua halaman yang disandingkan ({compared} halaman)."
        return f"Kata-katanya berbeda pada {apart} dari {compared} halaman yang disandingkan."

    @property
    def letters(self) -> dict[int, str]:
        return {side.document_id: letter for side, letter in zip(self.view.row.sides, "AB", strict=True)}

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """What may be decided, each in full: which of A and B is kept and what becomes of the other."""
        sides = sorted(self.view.row.sides, key=lambda side: side.document_id != self.view.keep_id)
        kept = [side for side in sides if side.document_id in self.view.may_keep]
        acts = [self._choice(act, side) for act in _ACTS for side in kept]
        return [*acts, *([_DISTINCT] if self.view.may_tell_apart else [])]

    def _choice(self, act: tuple[Decision, str, str], side: SideRow) -> tuple[str, str, str]:
        decision, text, hint = act
        other = self.view.row.other(side.document_id)
        names = {"kept": self.letters[side.document_id], "gone": self.letters[other.document_id]}
        why = self._why(side, other) if decision is Decision.MERGE else ""
        return f"{decision}-{side.document_id}", text.format(**names), f"{hint.format(**names)} {why}".strip()

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

    def _why(self, side: SideRow, other: SideRow) -> str:
        reasons = []
        if side.document_id == self.view.keep_id:
            reasons.append(f"Saran kami, karena {worth_of(side, other, self.view.uses)}.")
        if side.document_id == self.view.newer_id and len({one.enacted_on for one in self.view.row.sides}) > 1:
            reasons.append("Tanggal penetapannya lebih baru.")
        if uses := self.view.uses[side.document_id]:
            reasons.append(f"Dipakai pada {number(uses)} bukti dukung.")
        return " ".join(reasons)


def worth_of(side: SideRow, other: SideRow, uses: Mapping[int, int]) -> str:
    """Why this document is the one worth keeping: the first thing in which the two differ."""
    if uses[side.document_id] != uses[other.document_id]:
        return "lebih banyak bukti dukung bertumpu padanya"
    if side.visibility is not other.visibility:
        return "lebih banyak orang boleh melihatnya"
    if (side.citation is None) != (other.citation is None):
        return "nomornya sudah diketahui"
    return "lebih dahulu ada di pustaka"


def _group_heading(ids: set[int], rows: Sequence[TwinRow]) -> str:
    is_same = all(row.likeness >= _WORDS[0][0] for row in rows)
    return f"{len(ids)} dokumen yang {'sama' if is_same else 'hampir sama'}" if len(ids) > 2 else ""


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
