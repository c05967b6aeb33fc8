"""What the page of one claim shows: its documents, where it stands, its history, and what may be done with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.core.errors import PustakaError
from app.evidence.models import EvidenceState
from app.evidence.schemas import EvidenceRow
from app.instruments.schemas import IndicatorDetail
from frontend.contexts.assessments import Options, level_text
from frontend.contexts.trail import TrailLine

HISTORY_KEEPS = frozenset({"reason", "verified_level", "level", "statement", "effective_on"})
Step = tuple[str, str, str | None]


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """`typed` and `error` come back when a decision could not be taken as it was sent."""

    row: EvidenceRow
    indicator: IndicatorDetail
    is_open: bool
    is_own_work: bool
    history: Sequence[TrailLine]
    typed: Mapping[str, str] = field(default_factory=dict)
    error: PustakaError | None = None

    @property
    def url(self) -> str:
        return self.row.url

    @property
    def indicator_url(self) -> str:
        return f"/penilaian/{self.row.assessment_id}/indikator/{self.row.indicator.number}"

    @property
    def level(self) -> str:
        return level_text(self.row.level)

    @property
    def verified(self) -> str | None:
        return None if self.row.verified_level is None else level_text(self.row.verified_level)

    @property
    def criterion(self) -> str:
        return next((row.criterion for row in self.indicator.levels if row.value == self.row.level), "")

    @property
    def as_submitted_at(self) -> str:
        return self.row.submitted_at.isoformat() if self.row.submitted_at else ""

    @property
    def level_options(self) -> Options:
        """What may be accepted: the level claimed or a lower one, the highest first."""
        levels = [row for row in self.indicator.levels if row.value <= self.row.level]
        named = [(level_text(row.value), f"Tingkat {level_text(row.value)}: {row.label}") for row in reversed(levels)]
        known = {value for value, _ in named}
        return named if self.level in known else [(self.level, f"Tingkat {self.level}"), *named]

    @property
    def errors(self) -> Mapping[str, str]:
        return {problem.field: problem.message for problem in self.error.errors} if self.error else {}

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Messages that belong to a field of the forms link to it; all others stand for themselves."""
        if self.error is None:
            return []
        own = [(name if name in {"level", "note", "reason"} else "", text) for name, text in self.errors.items()]
        return own or [("", str(self.error))]

    @property
    def steps(self) -> list[Step]:
        return steps_of(self.row)


def steps_of(row: EvidenceRow) -> list[Step]:
    """The way of a claim for the `stepper` macro."""
    place = {EvidenceState.DRAFT: 0, EvidenceState.SUBMITTED: 1}.get(row.state, 2)
    end = {EvidenceState.RETURNED: "Dikembalikan", EvidenceState.LAPSED: "Perlu diperbarui"}.get(row.state, "Diterima")
    is_failed = row.state in (EvidenceState.RETURNED, EvidenceState.LAPSED)
    states = ["done" if at < place else "current" if at == place else "todo" for at in range(3)]
    if place == 2:
        states[2] = "failed" if is_failed else "done"
    return [
        ("Draf", states[0], row.author_name),
        ("Diajukan", states[1], row.submitter_name if place >= 1 else None),
        (end, states[2], row.decider_name if place == 2 else None),
    ]


def typed_level(text: str) -> Decimal | None:
    """A level as people type it, with a comma or a point; None for anything else."""
    cleaned = text.strip().replace(",", ".")
    is_number = cleaned.replace(".", "", 1).isascii() and cleaned.replace(".", "", 1).isdecimal() and len(cleaned) < 10
    return Decimal(cleaned) if is_number else None
