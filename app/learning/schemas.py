"""What pages, the API and the command line read of learning: frozen values."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Measured:
    """How the rules, or the rules with what was learned, did on documents held back.

    Versions of former days were not measured by all of this: then it is None. `sure` suggestions scored 0.8 or more;
    `false_suggestions` are those shown for each document that nothing was confirmed for.
    """

    hit_1: float
    hit_3: float
    brier: float
    log_loss: float | None = None
    sure: int | None = None
    sure_right: int | None = None
    false_suggestions: float | None = None


@dataclass(frozen=True, slots=True)
class VersionRow:
    """`is_off` is the choice of the rules alone; `has_weights` says whether it can still be chosen.

    `objections` say, in Indonesian, why it may not help by itself; `is_retired` that it was learned in a former way.
    """

    id: int
    instrument_id: str
    number: int
    trained_at: datetime
    confirmations: int
    rejections: int
    documents: int
    rules: Measured | None
    combined: Measured | None
    objections: tuple[str, ...]
    has_weights: bool
    is_retired: bool
    is_active: bool
    activated_at: datetime | None
    activated_by_name: str | None

    @property
    def is_off(self) -> bool:
        return self.number == 0


@dataclass(frozen=True, slots=True)
class LearnedWords:
    """The base forms that argue most for an indicator, and against it, with their weights; kinds argue only against."""

    number: int
    name: str
    speaking_for: tuple[tuple[str, float], ...]
    speaking_against: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """What has been decided so far, and what it takes before learning may help by itself."""

    decided: int
    least_decided: int
    proving: int
    least_proving: int
    indicators: int
    least_confirmed: int

    @property
    def missing(self) -> int:
        return max(0, self.least_decided - self.decided)

    @property
    def missing_proving(self) -> int:
        return max(0, self.least_proving - self.proving)

    @property
    def is_reached(self) -> bool:
        return not self.missing and not self.missing_proving


@dataclass(frozen=True, slots=True)
class Standing:
    """Where learning stands for an instrument: what helps now, and what has been decided since the last training."""

    instrument_id: str
    active: VersionRow | None
    newest: VersionRow | None
    new_decisions: int
    threshold: int
    bar: Bar
    is_training: bool
    is_recomputing: bool
