"""The roll-up on made-up instruments: exact figures, gaps, borders and levels that do not belong."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.instruments.loader import load_builtin, load_instrument
from app.instruments.scoring import (
    LevelsInvalid,
    domain_from_aspects,
    index_from_domains,
    predicate_of,
    roll_up,
)

SAMPLES = Path(__file__).parent / "samples"
THREE = load_instrument(SAMPLES / "three-levels.yaml")
DECIMAL = load_instrument(SAMPLES / "decimal-levels.yaml")
SPBE = load_builtin("permenpanrb-59-2020")

COMPLETE = {1: 3, 2: 2, 3: 1, 4: 2, 5: 3}


def published(figures: dict[int, Decimal | None]) -> dict[int, str | None]:
    return {number: None if figure is None else str(figure) for number, figure in figures.items()}


def test_complete_levels_give_every_figure_to_two_decimals_half_up() -> None:
    scores = roll_up(THREE, COMPLETE)

    assert str(scores.index) == "2.04"
    assert str(scores.index_unrounded) == "2.04"
    assert scores.predicate == "Sedang"
    assert published(scores.domains) == {1: "2.63", 2: "1.65"}  # 2.625 goes up
    assert published(scores.aspects) == {1: "2.63", 2: "1.00", 3: "2.13"}
    assert scores.missing == ()


def test_complete_levels_make_the_provisional_figures_the_real_ones() -> None:
    scores = roll_up(THREE, COMPLETE)

    assert scores.provisional == scores.total
    assert scores.provisional_domains == scores.domains
    assert scores.provisional_aspects == scores.aspects


def test_a_missing_indicator_leaves_only_what_does_not_need_it() -> None:
    scores = roll_up(THREE, {1: 3, 2: 2, 4: 2, 5: 3})

    assert (scores.index, scores.index_unrounded, scores.predicate) == (None, None, None)
    assert scores.missing == (3,)
    assert published(scores.domains) == {1: "2.63", 2: None}
    assert published(scores.aspects) == {1: "2.63", 2: None, 3: "2.13"}
    assert not scores.rounding_changes_predicate


def test_the_provisional_index_counts_the_missing_as_the_lowest_level() -> None:
    scores = roll_up(THREE, {1: 3, 2: 2, 4: 2, 5: 3})

    assert str(scores.provisional.rounded) == "2.04"
    assert scores.provisional.predicate == "Sedang"
    assert str(scores.provisional_domains[2]) == "1.65"
    assert str(scores.provisional_aspects[2]) == "1.00"


def test_no_levels_at_all_is_the_lowest_provisional_index() -> None:
    scores = roll_up(SPBE, {})

    assert scores.index is None
    assert len(scores.missing) == len(SPBE.indicators)
    assert str(scores.provisional.rounded) == "1.00"
    assert scores.provisional.predicate == "Kurang"


def test_the_unrounded_index_decides_the_predicate_and_a_border_is_warned_of() -> None:
    scores = roll_up(THREE, {1: 2, 2: 3, 3: 2, 4: 3, 5: 3})

    assert str(scores.index_unrounded) == "2.495"
    assert str(scores.index) == "2.50"
    assert scores.predicate == "Sedang"
    assert scores.rounding_changes_predicate
    assert scores.total is not None
    assert scores.total.predicate_if_rounded == "Tinggi"
    assert "2,495" in (scores.total.warning or "")


def test_away_from_a_border_nothing_is_warned_of() -> None:
    assert roll_up(THREE, COMPLETE).provisional.warning is None


@pytest.mark.parametrize(
    ("index", "predicate"),
    [
        ("1", "Kurang"),
        ("1.7999", "Kurang"),
        ("1.8", "Cukup"),
        ("2.5999", "Cukup"),
        ("2.6", "Baik"),
        ("3.4999", "Baik"),
        ("3.5", "Sangat Baik"),
        ("4.1999", "Sangat Baik"),
        ("4.2", "Memuaskan"),
        ("5", "Memuaskan"),
    ],
)
def test_lower_bounds_belong_to_their_band(index: str, predicate: str) -> None:
    assert predicate_of(SPBE, Decimal(index)) == predicate


def test_an_instrument_without_domains_takes_decimal_levels() -> None:
    scores = roll_up(DECIMAL, {1: Decimal("2.5"), 2: Decimal("1.26"), 3: 4})

    assert str(scores.index) == "2.79"
    assert scores.domains == {}
    assert published(scores.aspects) == {1: "1.98", 2: "4.00"}
    assert scores.predicate == "Baik"


def test_rounded_domain_indices_are_combined_by_their_weights() -> None:
    value = index_from_domains(THREE, {1: Decimal("2.63"), 2: Decimal("1.65")})

    assert str(value.unrounded) == "2.042"
    assert str(value.rounded) == "2.04"
    assert value.predicate == "Sedang"


def test_a_domain_index_comes_out_of_its_aspects() -> None:
    assert domain_from_aspects(THREE, 2, {2: 1, 3: 2}) == Decimal("1.58")  # (25.5 + 69) / 60 = 1.575


@pytest.mark.parametrize(
    ("levels", "code", "words"),
    [
        ({99: 2}, "unknown_indicator", "Indikator 99 tidak ada dalam Peraturan Contoh 1/2030."),
        ({1: 0}, "out_of_scale", "Isi dengan 1, 2 atau 3."),
        ({1: 4}, "out_of_scale", "Tingkat 4 pada indikator 1 di luar skala."),
        ({1: Decimal("-1E+999999999")}, "out_of_scale", "di luar skala"),
        ({1: Decimal("2.5")}, "not_whole", "Tingkat 2,5 pada indikator 1 bukan tingkat yang bulat."),
        ({1: Decimal("NaN")}, "not_a_number", "bukan angka"),
        ({1: True}, "not_a_number", "bukan angka"),
    ],
)
def test_a_level_that_does_not_belong_is_refused_with_a_reason(
    levels: dict[int, Decimal | int], code: str, words: str
) -> None:
    with pytest.raises(LevelsInvalid) as caught:
        roll_up(THREE, levels)

    assert [problem.code for problem in caught.value.problems] == [code]
    assert words in str(caught.value)


def test_all_wrong_levels_are_reported_at_once() -> None:
    with pytest.raises(LevelsInvalid) as caught:
        roll_up(DECIMAL, {1: 6, 2: Decimal("0.5"), 7: 1, 3: 2})

    assert [problem.number for problem in caught.value.problems] == [1, 2, 7]
    assert "angka dari 1 sampai 5" in str(caught.value)
    assert [error.field for error in caught.value.errors] == ["1", "2", "7"]


@pytest.mark.parametrize(
    ("indices", "code"),
    [
        ({1: 2}, "not_a_number"),
        ({1: 2, 2: 2, 3: 2}, "unknown_part"),
        ({1: 2, 2: Decimal("3.01")}, "out_of_scale"),
        ({1: 2, 2: Decimal("-0.1")}, "out_of_scale"),
    ],
)
def test_domain_indices_must_be_complete_and_possible(indices: dict[int, Decimal | int], code: str) -> None:
    with pytest.raises(LevelsInvalid) as caught:
        index_from_domains(THREE, indices)

    assert [problem.code for problem in caught.value.problems] == [code]


def test_an_instrument_without_domains_has_no_index_from_domains() -> None:
    with pytest.raises(LevelsInvalid, match="tidak memiliki bagian itu"):
        index_from_domains(DECIMAL, {})


LEVELS = st.fixed_dictionaries({number: st.integers(1, 5) for number in range(1, 48)})


@settings(deadline=None, max_examples=30)
@given(LEVELS)
def test_the_index_is_the_weighted_mean_of_all_levels(levels: dict[int, int]) -> None:
    exact = sum(Fraction(SPBE.indicators[n - 1].weight) * level for n, level in levels.items()) / 100

    index = roll_up(SPBE, levels).index
    assert index is not None
    assert Fraction(0) <= Fraction(index) - exact + Fraction(1, 200) <= Fraction(1, 100)
    assert Fraction(roll_up(SPBE, levels).index_unrounded or 0) == exact


@settings(deadline=None, max_examples=30)
@given(LEVELS, st.sets(st.integers(1, 47), min_size=1))
def test_a_provisional_index_never_promises_too_much(levels: dict[int, int], unknown: set[int]) -> None:
    known = {number: level for number, level in levels.items() if number not in unknown}

    assert roll_up(SPBE, known).provisional.unrounded <= roll_up(SPBE, levels).provisional.unrounded
    assert roll_up(SPBE, known).missing == tuple(sorted(unknown))
