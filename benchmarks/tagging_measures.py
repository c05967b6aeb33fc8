"""What is counted: hits, recall, precision of the sure ones, false suggestions; and how true the scores are."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.tagging_cases import Case
from indexer.tagger_calibration import Curve, bent

CONFIDENT = 0.8
BINS = 5
ROUNDS = 40
HOLD = 0.5
LONGEST_STEP = 0.5
Ranked = list[tuple[int, float]]
Pair = tuple[float, bool]


@dataclass(frozen=True)
class Judged:
    case: Case
    suggested: Ranked

    def first(self, count: int) -> frozenset[int]:
        return frozenset(number for number, _ in self.suggested[:count])


def figures(judged: Sequence[Judged]) -> dict[str, float | int]:
    """recall@5 as the aim means it: each document's primary indicators among the first five, of at most five."""
    proving = [one for one in judged if one.case.primary]
    sure = [number in one.case.right for one in judged for number, score in one.suggested if score >= CONFIDENT]
    nothing = [one for one in judged if not one.case.right]
    primaries = sum(len(one.case.primary) for one in proving)
    found = [len(one.first(5) & one.case.primary) for one in proving]
    places = [min(5, len(one.case.primary)) for one in proving]
    return {
        "with_primary": len(proving),
        "hit@1": mean(bool(one.first(1) & one.case.primary) for one in proving),
        "hit@3": mean(bool(one.first(3) & one.case.primary) for one in proving),
        "recall@5": mean(hits / most for hits, most in zip(found, places, strict=True)),
        "recall@5_pooled": round(sum(found) / sum(places), 3) if places else 0.0,
        "recall@5_uncapped": round(sum(found) / primaries, 3) if primaries else 0.0,
        "recall@5_uncapped_bound": round(sum(places) / primaries, 3) if primaries else 0.0,
        "confident": len(sure),
        "precision_confident": mean(sure),
        "proving_nothing": len(nothing),
        "false_suggestions": sum(len(one.suggested) for one in nothing),
        "false_per_document": mean(len(one.suggested) for one in nothing),
    }


def mean(values: Iterable[float]) -> float:
    counted = list(values)
    return round(sum(counted) / len(counted), 3) if counted else 0.0


def fitted(pairs: Sequence[Pair]) -> Curve:
    """Platt's curve by Newton's method: smoothed targets, a slope held near 1, and short steps keep few cases sane."""
    hits = sum(right for _, right in pairs)
    targets = (1 / (len(pairs) - hits + 2), (hits + 1) / (hits + 2))
    slope, intercept = 1.0, 0.0
    for _ in range(ROUNDS):
        curve = Curve(slope, intercept)
        a, b, aa, ab, bb = HOLD * (slope - 1), 0.0, HOLD, 0.0, HOLD
        for log_odds, right in pairs:
            odds, p = bent(log_odds), curve.probability(log_odds)
            gradient, weight = p - targets[right], p * (1 - p)
            a, b = a + gradient * odds, b + gradient
            aa, ab, bb = aa + weight * odds * odds, ab + weight * odds, bb + weight
        determinant = aa * bb - ab * ab
        slope -= _short((bb * a - ab * b) / determinant)
        intercept -= _short((aa * b - ab * a) / determinant)
    return Curve(round(slope, 3), round(intercept, 3))


def _short(step: float) -> float:
    return min(max(step, -LONGEST_STEP), LONGEST_STEP)


def left_out(odds: Sequence[dict[int, float]], cases: Sequence[Case]) -> list[Ranked]:
    """Each case scored by a curve that was fitted without it."""
    pairs = [
        [(value, number in case.right) for number, value in one.items()] for one, case in zip(odds, cases, strict=True)
    ]
    ranked = []
    for place, one in enumerate(odds):
        curve = fitted([pair for other, some in enumerate(pairs) if other != place for pair in some])
        ranked.append(_ranked(one, curve))
    return ranked


def halves(odds: Sequence[dict[int, float]], cases: Sequence[Case]) -> Iterator[tuple[str, list[Case], list[Ranked]]]:
    """Each half of the set, scored by a curve that was fitted on the other half alone."""
    for name, start in (("odd", 0), ("even", 1)):
        here, there = slice(start, None, 2), slice(1 - start, None, 2)
        pairs = [
            (value, number in case.right)
            for one, case in zip(odds[there], cases[there], strict=True)
            for number, value in one.items()
        ]
        yield name, list(cases[here]), [_ranked(one, fitted(pairs)) for one in odds[here]]


def _ranked(odds: dict[int, float], curve: Curve) -> Ranked:
    scored = {number: curve.probability(value) for number, value in odds.items()}
    return sorted(scored.items(), key=lambda item: (-item[1], item[0]))


@dataclass(frozen=True)
class Bin:
    least: float
    count: int
    mean_score: float
    share_right: float


def bins(scored: Sequence[Pair]) -> list[Bin]:
    found = []
    for place in range(BINS):
        some = [one for one in scored if min(int(one[0] * BINS), BINS - 1) == place]
        if some:
            found.append(Bin(place / BINS, len(some), mean(p for p, _ in some), mean(right for _, right in some)))
    return found


def brier(scored: Sequence[Pair]) -> float:
    return mean((p - right) ** 2 for p, right in scored)


def calibration_error(scored: Sequence[Pair]) -> float:
    """ECE: how far score and share lie apart, weighed by how many there are."""
    total = len(scored) or 1
    return round(math.fsum(one.count * abs(one.mean_score - one.share_right) for one in bins(scored)) / total, 3)
