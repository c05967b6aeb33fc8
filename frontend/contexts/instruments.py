"""What the pages of instruments show to those who keep them: the list, a faulty file, a draft before it goes live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.instruments.keeping import KeptInstrument
from app.instruments.nodes import Problem
from app.instruments.scoring import Scores
from app.instruments.spec import BandSpec, InstrumentSpec
from app.instruments.uploading import Preview, Upload
from app.succession.schemas import Resting
from frontend.contexts.assessments import level_text

_AROUND = 2  # lines shown on each side of a fault
_LONGEST_LINE = 160


@dataclass(frozen=True, slots=True)
class InstrumentsPage:
    rows: Sequence[KeptInstrument]
    waiting: Sequence[Upload]
    has_regulation: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class SourceLine:
    number: int
    text: str
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UploadPage:
    """The file as it was sent, so that it can be mended here. `excerpts` show the lines around each fault."""

    source: str = ""
    problems: Sequence[Problem] = ()
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> list[tuple[str, str]]:
        if self.problems:
            return [("yaml", f"Baris {problem.line}: {problem.message}") for problem in self.problems]
        return list(self.errors.items())

    @property
    def excerpts(self) -> list[list[SourceLine]]:
        """Faulty lines with their neighbours; those that touch stand together."""
        lines = self.source.splitlines()
        wanted = sorted({n for one in self.problems for n in _around(one.line, len(lines))})
        groups: list[list[SourceLine]] = []
        for number in wanted:
            if not groups or groups[-1][-1].number != number - 1:
                groups.append([])
            groups[-1].append(self._line(number, lines))
        return groups

    def _line(self, number: int, lines: Sequence[str]) -> SourceLine:
        said = tuple(problem.message for problem in self.problems if problem.line == number)
        return SourceLine(number, lines[number - 1][:_LONGEST_LINE] if number <= len(lines) else "", said)


@dataclass(frozen=True, slots=True)
class TrialLine:
    number: int
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft with what it would change. `trial` are the levels tried out, with the scores they give."""

    preview: Preview
    resting: Mapping[int, Resting]
    trial: Sequence[TrialLine]
    scores: Scores | None
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def spec(self) -> InstrumentSpec:
        return self.preview.spec

    @property
    def url(self) -> str:
        return f"/admin/instrumen/rancangan/{self.preview.upload.id}"

    @property
    def lost(self) -> list[Resting]:
        """Indicators that would no longer be listed although something rests on them."""
        return [self.resting[n] for n in self.preview.comparison.vanished if n in self.resting]

    @property
    def bands(self) -> list[BandSpec]:
        return sorted(self.spec.bands, key=lambda band: -band.minimum)

    @property
    def levels(self) -> str:
        kind = "bulat" if self.spec.levels_are_whole else "desimal"
        return f"{level_text(self.spec.min_level)} sampai {level_text(self.spec.max_level)}, {kind}"


def trial_lines(spec: InstrumentSpec, typed: Mapping[int, str]) -> tuple[TrialLine, ...]:
    """One field for each indicator, at first with the target as far as its scale goes."""
    return tuple(
        TrialLine(one.number, one.short_name, typed.get(one.number, level_text(_usual(spec, one.number))))
        for one in spec.indicators
    )


def _usual(spec: InstrumentSpec, number: int) -> Decimal:
    """The rung at or above the target."""
    indicator = spec.indicator(number)
    rungs = [level.value for level in indicator.levels] if indicator else []
    return next((value for value in rungs if value >= spec.target_level), spec.target_level)


def _around(line: int, last: int) -> range:
    return range(max(1, line - _AROUND), max(line, min(last, line + _AROUND)) + 1)
