"""The instruments before and after 59/2020: their shape, and published results reproduced by the same formula."""

from decimal import Decimal

import pytest

from app.instruments.loader import builtin_ids, load_builtin
from app.instruments.scoring import predicate_of, roll_up

OLD, NEW = load_builtin("permenpanrb-5-2018"), load_builtin("permenpanrb-8-2026")
MIDDLE = load_builtin("permenpanrb-59-2020")

# A regency's report of 2020: every level is 3 but for these.
OTHER_THAN_THREE = {9: 4, 13: 4, 17: 4, 20: 4, 27: 4, 28: 4, 29: 4, 31: 4, 32: 4, 33: 2, 36: 4}
# Another's provisional values of 2026, as external assessors gave them.
VALUES = "2 1.5 1.26 1.3 1 1 1 1 1 1 1.5 1.25 1.17 1 1 1 2.5 1 1 1.3"


def test_three_instruments_come_with_the_program() -> None:
    assert builtin_ids() == ("permenpanrb-5-2018", "permenpanrb-59-2020", "permenpanrb-8-2026")


def test_the_oldest_has_three_domains_whose_aspects_share_their_weight_equally() -> None:
    assert [domain.weight for domain in OLD.domains] == [17, 28, 55]
    assert [aspect.weight for aspect in OLD.aspects] == [7, 10, 8, 8, 12, 33, 22]
    assert len(OLD.indicators) == 37
    for aspect in OLD.aspects:
        assert len({indicator.share for indicator in OLD.indicators_of(aspect.number)}) == 1
    assert sum(indicator.share for indicator in OLD.indicators) == 100


def test_a_report_of_the_oldest_is_reproduced() -> None:
    """But for its third domain, which was printed as 3.42 where the formula gives 3.41."""
    scores = roll_up(OLD, {number: OTHER_THAN_THREE.get(number, 3) for number in range(1, 38)})

    assert scores.index == Decimal("3.30")
    assert scores.predicate == "Baik"
    assert (scores.domains[1], scores.domains[2]) == (Decimal("3.18"), Decimal("3.14"))
    assert list(scores.aspects.values()) == [Decimal(one) for one in ("3", "3.3", "3", "3.5", "3", "3.57", "3.17")]


def test_the_newest_has_aspects_only_and_decimal_values() -> None:
    assert NEW.domains == ()
    assert [aspect.weight for aspect in NEW.aspects] == [10, 10, 15, 15, 10, 15, 25]
    assert len(NEW.indicators) == 20
    assert not NEW.levels_are_whole
    assert not NEW.is_verified
    assert MIDDLE.is_verified


def test_provisional_values_of_the_newest_are_reproduced() -> None:
    """The fifth aspect is exactly 1.085 and was printed as 1.08, so its second decimal says nothing."""
    scores = roll_up(NEW, {number: Decimal(value) for number, value in enumerate(VALUES.split(), 1)})

    assert scores.index == Decimal("1.24")
    assert scores.index_unrounded == Decimal("1.2415")
    assert scores.predicate == "Kurang"
    printed = {1: "1.75", 2: "1.28", 3: "1.00", 4: "1.17", 6: "1.40", 7: "1.18"}
    assert {number: scores.aspects[number] for number in printed} == {n: Decimal(value) for n, value in printed.items()}


@pytest.mark.parametrize(
    ("index", "predicate", "maturity"),
    [
        ("1.49", "Kurang", "Merintis"),
        ("1.5", "Cukup", "Membangun"),
        ("2.5", "Baik", "Berkembang"),
        ("3.5", "Sangat Baik", "Melembaga"),
        ("3.99", "Sangat Baik", "Melembaga"),
        ("4", "Memuaskan", "Unggul"),
    ],
)
def test_the_newest_has_its_own_bands(index: str, predicate: str, maturity: str) -> None:
    assert predicate_of(NEW, Decimal(index).quantize(Decimal("0.01"))) == predicate
    band = next(band for band in NEW.bands if band.predicate == predicate)
    assert band.maturity.startswith(maturity)


def test_values_that_other_institutions_give_need_no_evidence() -> None:
    taken = {one.number: one.external.owner for one in NEW.indicators if one.external and not one.needs_evidence}
    assert taken == {5: "Bappenas", 6: "BIG", 7: "BPS", 18: "instansi pembina"}
    in_part = [one.number for one in NEW.indicators if one.external and one.needs_evidence]
    assert in_part == [9, 10, 11, 12]


def test_each_indicator_names_the_earlier_ones_it_goes_on_from() -> None:
    known = {indicator.number for indicator in MIDDLE.indicators}
    continued = {one.number: earlier for one in NEW.indicators for earlier in one.continues}
    assert {earlier.instrument for earlier in continued.values()} == {MIDDLE.id}
    assert all(set(earlier.indicators) <= known for earlier in continued.values())
    assert set(range(1, 21)) - continued.keys() == {6, 7}
    assert continued[2].indicators == (21, 24, 26, 27, 28)


def test_of_the_oldest_only_indicators_of_evidently_the_same_name_go_on() -> None:
    continued = {one.number: (*earlier.indicators,) for one in MIDDLE.indicators for earlier in one.continues}
    assert {earlier.instrument for one in MIDDLE.indicators for earlier in one.continues} == {OLD.id}
    assert len(continued) == 13
    for number, (earlier,) in continued.items():
        ours, theirs = (spec.indicator(n) for spec, n in ((MIDDLE, number), (OLD, earlier)))
        assert ours is not None
        assert theirs is not None
        words = {word for word in theirs.name.lower().split() if len(word) > 3}
        assert words & set(ours.short_name.lower().split()) or ours.short_name == "JDIH"
    assert not {10, 11, 12, 37, 39, 40, 41} & continued.keys(), "of these the names leave it open"


def test_every_indicator_can_be_suggested() -> None:
    for spec in (OLD, NEW):
        assert [one.number for one in spec.indicators if not one.phrases or not one.prefers_kinds] == []
