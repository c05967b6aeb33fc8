"""The built-in instrument: facts of the regulation, and wording that is complete and our own."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.instruments.loader import load_builtin
from app.instruments.spec import IndicatorSpec

SPBE = load_builtin("permenpanrb-59-2020")
SHARED = Path(__file__).resolve().parents[3] / "../shared/instrument/permenpanrb-59-2020.yaml"

EACH = pytest.mark.parametrize("indicator", SPBE.indicators, ids=lambda indicator: indicator.code)
COPIED_WORDS = 12  # shorter runs are names and lists that the regulation fixes


@pytest.fixture(scope="module")
def official() -> dict[str, Any]:
    return dict(yaml.load(SHARED.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def runs(text: str) -> Iterator[tuple[str, ...]]:
    found = words(text)
    return (tuple(found[start : start + COPIED_WORDS]) for start in range(len(found) - COPIED_WORDS + 1))


def texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for inner in value.values() for text in texts_in(inner))
    elif isinstance(value, list):
        yield from (text for inner in value for text in texts_in(inner))


def own_texts(indicator: IndicatorSpec) -> Iterator[str]:
    yield indicator.explanation
    for level in indicator.levels:
        yield level.criterion
        yield from (hint.text for hint in level.evidence)


def test_the_shape_of_the_regulation() -> None:
    assert [len(part) for part in (SPBE.domains, SPBE.aspects, SPBE.indicators)] == [4, 8, 47]
    assert [domain.weight for domain in SPBE.domains] == [13, 25, Decimal("16.5"), Decimal("45.5")]
    assert {level.value for indicator in SPBE.indicators for level in indicator.levels} == {1, 2, 3, 4, 5}
    assert SPBE.levels_are_whole
    assert SPBE.target_level == 3
    assert SPBE.assessment_years == (2021, 2022, 2023, 2024, 2025)


@EACH
def test_an_indicator_is_explained_from_the_first_level_to_the_last(indicator: IndicatorSpec) -> None:
    assert 20 <= len(words(indicator.explanation)) <= 75
    assert len({level.criterion for level in indicator.levels}) == len(indicator.levels)
    assert all(level.evidence for level in indicator.levels)
    assert any(not hint.optional for hint in indicator.levels[2].evidence)
    assert indicator.legal_basis
    assert indicator.sources


@EACH
def test_levels_are_cumulative(indicator: IndicatorSpec) -> None:
    """All but indicator 3, whose official table is printed one row off, build on the level before."""
    fourth = indicator.levels[3].criterion
    assert fourth.startswith("Isi tingkat 3 terpenuhi") or indicator.number == 3
    assert indicator.levels[4].criterion.startswith("Isi tingkat 4 terpenuhi")


@EACH
def test_a_review_must_be_recent_where_it_counts(indicator: IndicatorSpec) -> None:
    reviews = [hint.text for level in indicator.levels for hint in level.evidence if hint.kind == "laporan_reviu"]

    assert any("dua tahun" in text for text in reviews)


@EACH
def test_an_indicator_has_phrases_of_several_strengths(indicator: IndicatorSpec) -> None:
    weights = {phrase.weight for phrase in indicator.phrases}

    assert len(indicator.phrases) >= 12
    assert 1.0 in weights
    assert min(weights) >= 0.2
    assert indicator.keywords
    assert indicator.prefers_kinds


def test_policies_argue_from_rules_and_services_from_manuals() -> None:
    first_kinds = {indicator.number: indicator.prefers_kinds[0] for indicator in SPBE.indicators}

    assert {first_kinds[number] for number in range(1, 11)} <= {"regulasi", "keputusan"}
    assert {first_kinds[number] for number in range(32, 48)} == {"manual"}


def test_criteria_are_not_one_sentence_with_changing_names() -> None:
    openings = Counter(" ".join(words(level.criterion)[:9]) for i in SPBE.indicators for level in i.levels)
    explanations = Counter(" ".join(words(indicator.explanation)[:6]) for indicator in SPBE.indicators)

    assert openings.most_common(1)[0][1] <= 10
    assert explanations.most_common(1)[0][1] <= 6


@pytest.mark.parametrize("field", ["name", "weight", "aspect", "scale"])
@pytest.mark.corpus
@pytest.mark.skipif(not SHARED.exists(), reason="no shared folder")
def test_facts_agree_with_the_regulation(field: str, official: dict[str, Any]) -> None:
    theirs = {"scale": "maturity_scale"}.get(field, field)
    expected = {given["number"]: str(given[theirs]) for given in official["indicators"]}

    found = {indicator.number: getattr(indicator, field) for indicator in SPBE.indicators}
    if field == "weight":
        assert found == {number: Decimal(weight) for number, weight in expected.items()}
    else:
        assert {number: str(value) for number, value in found.items()} == expected


@pytest.mark.corpus
@pytest.mark.skipif(not SHARED.exists(), reason="no shared folder")
def test_parts_agree_with_the_regulation(official: dict[str, Any]) -> None:
    for name, parts in (("domains", SPBE.domains), ("aspects", SPBE.aspects)):
        expected = [(given["number"], given["name"], Decimal(str(given["weight"]))) for given in official[name]]
        assert [(part.number, part.name, part.weight) for part in parts] == expected
    bands = [(band["predikat"], Decimal(str(band["min"]))) for band in official["predikat"]["bands"]]
    assert [(band.predicate, band.minimum) for band in SPBE.bands] == bands


@pytest.mark.corpus
@pytest.mark.skipif(not SHARED.exists(), reason="no shared folder")
def test_no_sentence_is_taken_over(official: dict[str, Any]) -> None:
    given = [text for indicator in official["indicators"] for text in texts_in(indicator)]
    theirs = {run for text in given for run in runs(text)}

    ours = {
        run: indicator.number for indicator in SPBE.indicators for text in own_texts(indicator) for run in runs(text)
    }
    copied = {run: number for run, number in ours.items() if run in theirs}
    assert copied == {}
