"""Levels in, indices and predicate out: the formula of an instrument as a pure function.

Every figure is exact until it is published: fractions inside, two decimals half up outside.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from app.core.errors import FieldError, InvalidInput
from app.instruments.spec import AspectSpec, BandSpec, DomainSpec, IndicatorSpec, InstrumentSpec

Level = Decimal | int
Weighted = AspectSpec | DomainSpec | IndicatorSpec

_EXACT = Context(prec=60)  # an index is a decimal level times a decimal weight over 100: far fewer digits


@dataclass(frozen=True, slots=True)
class LevelProblem:
    number: int
    code: str
    message: str


class LevelsInvalid(InvalidInput):
    """The levels do not fit the instrument; `problems` lists every one of them."""

    title = "Ada tingkat yang perlu diperbaiki"

    def __init__(self, problems: Iterable[LevelProblem]) -> None:
        self.problems = tuple(problems)
        errors = [FieldError(str(problem.number), problem.message) for problem in self.problems]
        super().__init__(" ".join(problem.message for problem in self.problems), errors)


@dataclass(frozen=True, slots=True)
class IndexValue:
    """An index with its predicate, which the unrounded value decides."""

    rounded: Decimal
    unrounded: Decimal
    predicate: str
    predicate_if_rounded: str

    @property
    def rounding_changes_predicate(self) -> bool:
        return self.predicate != self.predicate_if_rounded

    @property
    def warning(self) -> str | None:
        if not self.rounding_changes_predicate:
            return None
        return (
            f"Indeks {_shown(self.unrounded)} dibulatkan menjadi {_shown(self.rounded)}. Predikatnya "
            f"{self.predicate} menurut nilai sebelum dibulatkan, tetapi {self.predicate_if_rounded} bila "
            "nilai bulat yang dipakai. Cocokkan dengan laporan resmi."
        )


@dataclass(frozen=True, slots=True)
class Scores:
    """`total`, a domain or an aspect is None as long as one of its indicators has no level.

    The provisional figures count each missing indicator as its lowest level; they are never the index.
    """

    total: IndexValue | None
    domains: dict[int, Decimal | None]
    aspects: dict[int, Decimal | None]
    missing: tuple[int, ...]
    provisional: IndexValue
    provisional_domains: dict[int, Decimal]
    provisional_aspects: dict[int, Decimal]

    @property
    def index(self) -> Decimal | None:
        return self.total.rounded if self.total else None

    @property
    def index_unrounded(self) -> Decimal | None:
        return self.total.unrounded if self.total else None

    @property
    def predicate(self) -> str | None:
        return self.total.predicate if self.total else None

    @property
    def rounding_changes_predicate(self) -> bool:
        return self.total is not None and self.total.rounding_changes_predicate


def roll_up(instrument: InstrumentSpec, levels: Mapping[int, Level]) -> Scores:
    """Score an assessment; raises LevelsInvalid when a level does not belong to the instrument."""
    check_levels(instrument, levels)
    known = {number: Fraction(level) for number, level in levels.items()}
    lowest = {indicator.number: Fraction(indicator.lowest_level) for indicator in instrument.indicators}
    filled = lowest | known
    missing = tuple(indicator.number for indicator in instrument.indicators if indicator.number not in known)
    provisional = _index_value(instrument, _mean(instrument.indicators, filled))
    return Scores(
        total=None if missing else provisional,
        domains={d.number: _published(_mean_of_known(_domain(instrument, d), known)) for d in instrument.domains},
        aspects={a.number: _published(_mean_of_known(_aspect(instrument, a), known)) for a in instrument.aspects},
        missing=missing,
        provisional=provisional,
        provisional_domains={d.number: _half_up(_mean(_domain(instrument, d), filled)) for d in instrument.domains},
        provisional_aspects={a.number: _half_up(_mean(_aspect(instrument, a), filled)) for a in instrument.aspects},
    )


def index_from_domains(instrument: InstrumentSpec, domain_indices: Mapping[int, Level]) -> IndexValue:
    """The index out of published domain indices: their rounding may shift it by about 0.01."""
    return _index_value(
        instrument, _mean(instrument.domains, _checked_parts(instrument, instrument.domains, domain_indices))
    )


def domain_from_aspects(instrument: InstrumentSpec, domain: int, aspect_indices: Mapping[int, Level]) -> Decimal:
    """One domain index out of published aspect indices of that domain."""
    aspects = tuple(instrument.aspects_of(domain))
    return _half_up(_mean(aspects, _checked_parts(instrument, aspects, aspect_indices)))


def predicate_of(instrument: InstrumentSpec, index: Level | Fraction) -> str:
    """The predicate of an index; lower bounds belong to their band."""
    return _band(instrument.bands, Fraction(index)).predicate


def check_levels(instrument: InstrumentSpec, levels: Mapping[int, Level]) -> None:
    problems = [_level_problem(instrument, number, level) for number, level in levels.items()]
    found = [problem for problem in problems if problem is not None]
    if found:
        raise LevelsInvalid(found)


def _level_problem(instrument: InstrumentSpec, number: int, level: Level) -> LevelProblem | None:
    indicator = instrument.indicator(number)
    if indicator is None:
        message = f"Indikator {number} tidak ada dalam {instrument.short_citation}."
        return LevelProblem(number, "unknown_indicator", message)
    if not _is_number(level):
        message = f"Tingkat indikator {number} bukan angka. Isi dengan {_choices(instrument, indicator)}."
        return LevelProblem(number, "not_a_number", message)
    return _scale_problem(instrument, indicator, Decimal(level))


def _scale_problem(instrument: InstrumentSpec, indicator: IndicatorSpec, level: Decimal) -> LevelProblem | None:
    if not indicator.lowest_level <= level <= indicator.highest_level:
        code, what = "out_of_scale", "di luar skala"
    elif instrument.levels_are_whole and indicator.level(level) is None:
        code, what = "not_whole", "bukan tingkat yang bulat"
    else:
        return None
    number, choices = indicator.number, _choices(instrument, indicator)
    message = f"Tingkat {_shown(level)} pada indikator {number} {what}. Isi dengan {choices}."
    return LevelProblem(number, code, message)


def _is_number(level: object) -> bool:
    if isinstance(level, Decimal):
        return level.is_finite()
    return isinstance(level, int) and not isinstance(level, bool)


def _choices(instrument: InstrumentSpec, indicator: IndicatorSpec) -> str:
    if instrument.levels_are_whole:
        *others, last = [_shown(level.value) for level in indicator.levels]
        return f"{', '.join(others)} atau {last}" if others else last
    return f"angka dari {_shown(indicator.lowest_level)} sampai {_shown(indicator.highest_level)}"


def _checked_parts(
    instrument: InstrumentSpec, parts: Iterable[DomainSpec | AspectSpec], indices: Mapping[int, Level]
) -> dict[int, Fraction]:
    """Exactly the parts asked for, each within the scale of the instrument."""
    expected = {part.number for part in parts}
    if not expected:
        raise LevelsInvalid([LevelProblem(0, "no_parts", f"{instrument.short_citation} tidak memiliki bagian itu.")])
    numbers = sorted(expected | indices.keys())
    problems = [_part_problem(instrument, number, number in expected, indices.get(number)) for number in numbers]
    found = [problem for problem in problems if problem is not None]
    if found:
        raise LevelsInvalid(found)
    return {number: Fraction(indices[number]) for number in expected}


def _part_problem(
    instrument: InstrumentSpec, number: int, is_expected: bool, index: Level | None
) -> LevelProblem | None:
    if not is_expected:
        return LevelProblem(number, "unknown_part", f"Bagian {number} tidak termasuk dalam hitungan ini.")
    if index is None or not _is_number(index):
        return LevelProblem(number, "not_a_number", f"Indeks bagian {number} belum ada atau bukan angka.")
    if not 0 <= index <= instrument.max_level:  # published tables do hold indices under the lowest level
        message = f"Indeks bagian {number} harus antara 0 dan {_shown(instrument.max_level)}."
        return LevelProblem(number, "out_of_scale", message)
    return None


def _domain(instrument: InstrumentSpec, domain: DomainSpec) -> tuple[IndicatorSpec, ...]:
    return tuple(instrument.indicators_of_domain(domain.number))


def _aspect(instrument: InstrumentSpec, aspect: AspectSpec) -> tuple[IndicatorSpec, ...]:
    return tuple(instrument.indicators_of(aspect.number))


def _mean(parts: Iterable[Weighted], values: Mapping[int, Fraction]) -> Fraction:
    weights = {part.number: part.share for part in parts}
    return sum((values[number] * weight for number, weight in weights.items()), Fraction(0)) / sum(weights.values())


def _mean_of_known(parts: tuple[IndicatorSpec, ...], known: Mapping[int, Fraction]) -> Fraction | None:
    return _mean(parts, known) if all(part.number in known for part in parts) else None


def _index_value(instrument: InstrumentSpec, exact: Fraction) -> IndexValue:
    rounded = _half_up(exact)
    return IndexValue(rounded, _decimal(exact), predicate_of(instrument, exact), predicate_of(instrument, rounded))


def _band(bands: tuple[BandSpec, ...], index: Fraction) -> BandSpec:
    """An index under the lowest bound, which only a rounded report can give, is in the lowest band."""
    reached = [band for band in bands if index >= band.minimum]
    return max(reached, key=lambda band: band.minimum) if reached else min(bands, key=lambda band: band.minimum)


def _published(exact: Fraction | None) -> Decimal | None:
    return None if exact is None else _half_up(exact)


def _half_up(exact: Fraction) -> Decimal:
    """Rounded from the fraction itself: a repeating decimal is never cut first."""
    return Decimal((exact * 200 + 1) // 2).scaleb(-2)


def _decimal(exact: Fraction) -> Decimal:
    return _EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator)).normalize(_EXACT)


def _shown(number: Decimal) -> str:
    if abs(number.adjusted()) > 20:
        return f"{number:.1E}"  # written out, an absurd exponent would fill the memory
    return f"{number.normalize():f}".replace(".", ",")
