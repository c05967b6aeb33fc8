"""What pages, the API and the command line read of learning: frozen values."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Measured:
    """How the rules, or the rules with what was learned, did on documents held back."""

    hit_1: float
    hit_3: float
    brier: float


@dataclass(frozen=True, slots=True)
class VersionRow:
    """`is_off` is the choice of the rules alone; `has_weights` says whether it can still be chosen."""

    id: int
    instrument_id: str
    number: int
    trained_at: datetime
    confirmations: int
    rejections: int
    documents: int
    rules: Measured | None
    combined: Measured | None
    has_weights: bool
    is_active: bool
    activated_at: datetime | None
    activated_by_name: str | None

    @property
    def is_off(self) -> bool:
        return self.number == 0

    @property
    def is_not_worse(self) -> bool:
        if self.rules is None or self.combined is None:
            return False
        return self.combined.hit_3 >= self.rules.hit_3 and self.combined.brier <= self.rules.brier


@dataclass(frozen=True, slots=True)
class LearnedWords:
    """The base forms that argue most for an indicator, and against it, with their weights."""

    number: int
    name: str
    speaking_for: tuple[tuple[str, float], ...]
    speaking_against: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where learning stands for an instrument: what helps now, and what has been decided since the last training."""

    instrument_id: str
    active: VersionRow | None
    newest: VersionRow | None
    new_decisions: int
    threshold: int
    is_training: bool
    is_recomputing: bool
