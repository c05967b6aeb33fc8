"""What the pages of assessments show: the list, one with its figures, one indicator in it, one agency's work."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from markupsafe import Markup

from app.accounts.models import Agency
from app.core.pagination import Listing
from app.documents.schemas import DocumentRow
from app.evidence.models import EvidenceState
from app.evidence.schemas import (
    AgencyProgress,
    AssessmentRow,
    AssessmentScores,
    EvidenceRow,
    IndicatorScore,
    PartScore,
)
from app.instruments.schemas import IndicatorDetail, InstrumentRow, LevelRow
from frontend.charts import CoverageRow, coverage_chart, radar_chart
from frontend.contexts.cards import DocumentCard

Options = Sequence[tuple[str, str]]
_UNFINISHED = (EvidenceState.DRAFT, EvidenceState.RETURNED, EvidenceState.LAPSED)


def level_text(level: Decimal | None) -> str:
    """3 and 2,5: no more decimals than there are."""
    if level is None:
        return "–"
    text = f"{level:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


@dataclass(frozen=True, slots=True)
class AssessmentsPage:
    rows: Listing[AssessmentRow]
    scores: Mapping[int, AssessmentScores]
    waiting: int | None
    may_manage: bool
    pages_href: str


@dataclass(frozen=True, slots=True)
class AssessmentFormPage:
    values: Mapping[str, str]
    instruments: Options
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> list[tuple[str, str]]:
        return list(self.errors.items())


@dataclass(frozen=True, slots=True)
class Counts:
    """How many claims stand where: for everybody's work or for one agency's."""

    accepted: int = 0
    submitted: int = 0
    unfinished: int = 0

    @property
    def total(self) -> int:
        return self.accepted + self.submitted + self.unfinished

    @classmethod
    def of_states(cls, states: Mapping[EvidenceState, int]) -> "Counts":
        return cls(
            accepted=states.get(EvidenceState.ACCEPTED, 0),
            submitted=states.get(EvidenceState.SUBMITTED, 0),
            unfinished=sum(states.get(state, 0) for state in _UNFINISHED),
        )


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    score: IndicatorScore
    counts: Counts
    own: Counts | None
    is_on_target: bool
    url: str

    @property
    def level(self) -> str:
        return level_text(self.score.level)


@dataclass(frozen=True, slots=True)
class AspectGroup:
    part: PartScore
    lines: tuple[IndicatorLine, ...]


CONDITIONS: Mapping[str, tuple[str, Callable[[IndicatorLine], bool]]] = {
    "tanpa-bukti": ("Belum ada bukti dukung", lambda line: (line.own or line.counts).total == 0),
    "belum-selesai": ("Masih dikerjakan atau dikembalikan", lambda line: (line.own or line.counts).unfinished > 0),
    "diajukan": ("Menunggu peninjau", lambda line: (line.own or line.counts).submitted > 0),
    "diterima": ("Sudah ada yang diterima", lambda line: (line.own or line.counts).accepted > 0),
    "di-bawah-sasaran": ("Di bawah sasaran", lambda line: not line.is_on_target),
}


@dataclass(frozen=True, slots=True)
class AssessmentPage:
    """`agency` is the one whose work stands beside every indicator: the viewer's own, or the one chosen."""

    scores: AssessmentScores
    target: Decimal
    top_level: Decimal
    groups: tuple[AspectGroup, ...]
    on_target: int
    shown: int
    agency: Agency | None
    agencies: Sequence[AgencyProgress]
    agency_options: Options
    condition: str
    instrument: InstrumentRow
    may_manage: bool
    may_review: bool
    may_write: bool
    waiting: int

    @property
    def assessment(self) -> AssessmentRow:
        return self.scores.assessment

    @property
    def url(self) -> str:
        return f"/penilaian/{self.assessment.id}"

    @property
    def target_text(self) -> str:
        return level_text(self.target)

    @property
    def condition_options(self) -> Options:
        return [(name, label) for name, (label, _) in CONDITIONS.items()]

    @property
    def is_filtered(self) -> bool:
        return bool(self.condition)

    @property
    def coverage(self) -> Markup:
        rows = [
            CoverageRow(part.name, part.covered, part.total, f"#aspek-{part.number}") for part in self.scores.aspects
        ]
        return coverage_chart(rows, "Indikator dengan bukti diterima, per aspek")

    @property
    def radar(self) -> Markup | None:
        """Where indices are missing the provisional ones are drawn; the heading beside it says so."""
        aspects = self.scores.aspects
        if len(aspects) < 3:
            return None
        points = [(part.name, float(part.provisional if part.index is None else part.index)) for part in aspects]
        return radar_chart(points, float(self.top_level), "Angka per aspek")

    @property
    def parts(self) -> Sequence[tuple[PartScore, bool]]:
        """Each domain followed by its aspects; the flag tells domains."""
        if not self.scores.domains:
            return [(aspect, False) for aspect in self.scores.aspects]
        rows: list[tuple[PartScore, bool]] = []
        for domain in self.scores.domains:
            rows.append((domain, True))
            rows += [(aspect, False) for aspect in self.scores.aspects if aspect.domain_number == domain.number]
        return rows


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One level in the shape of the `level_criteria` macro."""

    level: str
    name: str
    criteria: str
    evidence: tuple[str, ...]

    @classmethod
    def of(cls, row: LevelRow) -> "LadderStep":
        hints = tuple(
            f"{hint.kind_label}: {hint.text}{' (bila ada)' if hint.optional else ''}" for hint in row.evidence
        )
        return cls(level_text(row.value), row.label.capitalize(), row.criterion, hints)


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A document that can be linked as evidence."""

    id: int
    card: DocumentCard

    @classmethod
    def of(cls, row: DocumentRow) -> "LinkCard":
        return cls(row.id, DocumentCard.of(row))


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    assessment: AssessmentRow
    indicator: IndicatorDetail
    score: IndicatorScore
    own: Sequence[EvidenceRow]
    others: Listing[EvidenceRow]
    documents: Listing[LinkCard]
    missing: Sequence[str]
    earlier: Sequence[EvidenceRow]
    may_write: bool
    agency_name: str | None
    pages_href: str

    @property
    def url(self) -> str:
        return f"/penilaian/{self.assessment.id}/indikator/{self.indicator.ref.number}"

    @property
    def level(self) -> str | None:
        return None if self.score.level is None else level_text(self.score.level)

    @property
    def target(self) -> str:
        return level_text(self.indicator.target_level)

    @property
    def ladder(self) -> list[LadderStep]:
        return [LadderStep.of(row) for row in self.indicator.levels]


@dataclass(frozen=True, slots=True)
class AgencyPage:
    assessment: AssessmentRow
    agency: Agency
    rows: Listing[EvidenceRow]
    progress: AgencyProgress
    state: EvidenceState | None
    sees_all: bool
    pages_href: str

    @property
    def url(self) -> str:
        return f"/penilaian/{self.assessment.id}/opd/{self.agency.id}"


def what_is_missing(detail: IndicatorDetail, score: IndicatorScore, own: Sequence[EvidenceRow]) -> list[str]:
    """What keeps this indicator below its target, said as the next thing to do."""
    said = [_unfinished(row) for row in own if row.state in _UNFINISHED]
    if score.level is None:
        said.append("Belum ada bukti dukung yang diterima untuk indikator ini.")
    step = _step_to_take(detail, score.level)
    if step is not None:
        usual = "; ".join(hint.text for hint in step.evidence if not hint.optional)
        wanted = f" Biasanya dibuktikan dengan: {usual}." if usual else ""
        said.append(f"Untuk tingkat {level_text(step.value)} ({step.label}): {step.criterion}{wanted}")
    return said


def _step_to_take(detail: IndicatorDetail, level: Decimal | None) -> LevelRow | None:
    """The next level on the way to the target; without any level yet, the target itself."""
    if level is None:
        return next((row for row in detail.levels if row.value >= detail.target_level), None)
    return next((row for row in detail.levels if level < row.value and level < detail.target_level), None)


def _unfinished(row: EvidenceRow) -> str:
    level = level_text(row.level)
    if row.state == EvidenceState.DRAFT:
        lacks = [*(["kalimat alasan"] if not row.statement else []), *(["dokumen"] if not row.items else [])]
        rest = f"belum memiliki {' dan '.join(lacks)}" if lacks else "belum diajukan"
        return f"Draf tingkat {level} {rest}."
    if row.state == EvidenceState.RETURNED:
        return f"Bukti tingkat {level} dikembalikan: {row.reason}"
    return f"Bukti tingkat {level} perlu diperbarui: {row.reason}"
