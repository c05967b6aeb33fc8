"""What curators see: documents with undecided suggestions, readings that ended badly, and documents to complete."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.pagination import Listing
from app.documents.labels import KIND_LABELS, STATE_ADVICE
from app.documents.models import ReadingState, TagState
from app.documents.schemas import DocumentRow
from app.documents.tag_schemas import TagRow
from frontend.contexts.assessments import Options
from frontend.contexts.documents import reasons_of

BAD_READINGS = (
    ReadingState.PARTIAL,
    ReadingState.NO_TEXT,
    ReadingState.LOCKED,
    ReadingState.DAMAGED,
    ReadingState.TIMEOUT,
    ReadingState.OUT_OF_MEMORY,
    ReadingState.UNSUPPORTED,
    ReadingState.NO_OCR,
    ReadingState.QUARANTINED,
)
_STRONG, _FAIR = 0.65, 0.4  # three words say more to a curator than a score between 0 and 1
TABS = (
    ("Usulan label", "/kurasi"),
    ("Perlu diperiksa", "/kurasi/periksa"),
    ("Bacaan bermasalah", "/kurasi/bacaan"),
    ("Perlu dilengkapi", "/kurasi/lengkapi"),
    ("Dokumen kembar", "/kurasi/kembar"),
    ("Pencarian tanpa hasil", "/kurasi/pencarian"),
)


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Words that argue for an indicator, how often in all, and the pages they stand on, each with its address."""

    phrase: str
    times: int
    is_in_title: bool
    pages: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class TagLine:
    tag: TagRow
    reasons: tuple[ReasonLine, ...]

    @property
    def name(self) -> str:
        return f"{self.tag.number}. {self.tag.short_name}"

    @property
    def strength(self) -> str:
        if self.tag.score is None:
            return "ditambahkan kurator"
        return (
            "alasan kuat"
            if self.tag.score >= _STRONG
            else "alasan sedang"
            if self.tag.score >= _FAIR
            else "alasan lemah"
        )

    @classmethod
    def of(cls, tag: TagRow) -> "TagLine":
        times = _times(tag.reasons)
        joined = reasons_of(tag.document_id, tag.reasons)
        return cls(tag, tuple(ReasonLine(one.phrase, times[one.phrase], one.is_in_title, one.pages) for one in joined))


@dataclass(frozen=True, slots=True)
class TagCard:
    """One document with its labels. `next_anchor` is where the list goes on once nothing here waits any more."""

    row: DocumentRow
    lines: tuple[TagLine, ...]
    back: str
    next_anchor: str

    @property
    def anchor(self) -> str:
        return f"dokumen-{self.row.id}"

    @property
    def kind(self) -> str:
        return KIND_LABELS[self.row.kind]

    def having(self, *states: str) -> list[TagLine]:
        return [line for line in self.lines if line.tag.state in states]

    @property
    def waiting(self) -> list[TagLine]:
        return self.having(TagState.SUGGESTED)

    @property
    def decided(self) -> list[TagLine]:
        return self.having(TagState.CONFIRMED, TagState.REJECTED)


def card_of(row: DocumentRow, tags: Sequence[TagRow], *, back: str, next_anchor: str) -> TagCard:
    return TagCard(row, tuple(TagLine.of(tag) for tag in tags), back, next_anchor)


def cards_of(rows: Sequence[DocumentRow], tags: Mapping[int, Sequence[TagRow]], *, back: str) -> list[TagCard]:
    following = [*(f"dokumen-{row.id}" for row in rows[1:]), "antrean"][: len(rows)]
    return [
        card_of(row, tags.get(row.id, ()), back=back, next_anchor=anchor)
        for row, anchor in zip(rows, following, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class CurationPage:
    """`just_decided` no longer waits; it stays in sight once so that a slip can be taken back."""

    tabs: Sequence[tuple[str, str, int]]
    rows: Listing[DocumentRow]
    cards: Sequence[TagCard]
    just_decided: TagCard | None
    pages_href: str


@dataclass(frozen=True, slots=True)
class TroublePage:
    """Documents that need a hand, each with what to do: a bad reading, or a description that is still thin."""

    current: str
    tabs: Sequence[tuple[str, str, int]]
    rows: Listing[DocumentRow]
    is_mine_only: bool
    pages_href: str

    def advice(self, row: DocumentRow) -> str:
        return STATE_ADVICE[row.state]


@dataclass(frozen=True, slots=True)
class DocumentTagsPage:
    card: TagCard
    indicator_groups: Sequence[tuple[str, Options]]
    error: str = ""

    @property
    def summary(self) -> list[tuple[str, str]]:
        return [("indikator", self.error)] if self.error else []


def _times(reasons: Sequence[Mapping[str, object]]) -> Counter[str]:
    times: Counter[str] = Counter()
    for reason in reasons:
        count = reason.get("count")
        times[str(reason["phrase"])] += count if isinstance(count, int) else 1
    return times
