"""How well suggestions would have done on documents that were not learned from, by the rules alone and with learning.

What a library has to show before what it learned may help by itself is decided here, and why it may not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Objection = Literal["cases", "hits", "error", "sure"]

SHOWN_FROM = 0.25  # below this no suggestion is shown, so that it neither helps nor disturbs
SURE = 0.8  # what a curator may confirm at a glance
RIGHT_OF_SURE = 0.8
LEAST_DECIDED = 100  # documents; from fewer nothing was learned that helped (see benchmarks/learning.py)
LEAST_PROVING = 50  # of them with a confirmed indicator: one more or less among fewer says nothing
LEAST_SURE = 10
TALLEST = 0.79  # what a score may at most be where 0.8 has not been proven


@dataclass(frozen=True, slots=True)
class Figures:
    """On documents held back: shares with a confirmed indicator first, or among the first three; and errors.

    `brier` (squared) and `log_loss` are over what was decided, and by half what was left out, summed for each document.
    `sure` decided suggestions scored 0.8 or more, `sure_right` of them were confirmed. `false_suggestions` is how many
    are shown for each document that none was confirmed for.
    """

    hit_1: float
    hit_3: float
    brier: float
    log_loss: float = 0.0
    sure: int = 0
    sure_right: int = 0
    false_suggestions: float = 0.0

    @property
    def precision(self) -> float | None:
        """Of suggestions scored 0.8 or more; None where they are too few to say."""
        return self.sure_right / self.sure if self.sure >= LEAST_SURE else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rules alone and with what was learned, on `decided` documents, `proving` of them with something confirmed."""

    decided: int
    proving: int
    rules: Figures
    combined: Figures

    @property
    def objections(self) -> tuple[Objection, ...]:
        """Why what was learned may not help by itself."""
        rules, combined = self.rules, self.combined
        held: dict[Objection, bool] = {
            "cases": self.decided < LEAST_DECIDED or self.proving < LEAST_PROVING,
            "hits": combined.hit_3 < rules.hit_3,
            "error": combined.log_loss > rules.log_loss or combined.brier > rules.brier,
            "sure": _is_less_sure(rules.precision, combined.precision),
        }
        return tuple(objection for objection, holds in held.items() if holds)

    @property
    def is_not_worse(self) -> bool:
        return not self.objections


def _is_less_sure(rules: float | None, combined: float | None) -> bool:
    """Too few sure suggestions are no objection: the ceiling then keeps learning from making any."""
    return combined is not None and combined < (RIGHT_OF_SURE if rules is None else rules)


@dataclass(frozen=True, slots=True)
class Decided:
    """What people said, documents by indicators: confirmed, rejected, and how much each pair counts."""

    confirmed: Floats
    rejected: Floats
    weight: Floats


def chances(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-odds)), np.float32)


def figures(decided: Decided, scores: Floats) -> Figures:
    has_any = np.flatnonzero(decided.confirmed.any(axis=1))
    has_none = np.flatnonzero(~decided.confirmed.any(axis=1) & decided.rejected.any(axis=1))
    is_shown = scores >= SHOWN_FROM
    ranked = np.argsort(-scores, axis=1, kind="stable")
    right = decided.confirmed * is_shown
    hits = [[bool(right[row, ranked[row, :first]].any()) for row in has_any] for first in (1, 3)]
    documents = max(len(scores), 1)
    safe = np.clip(scores, 1e-6, 1 - 1e-6)
    loss = -(decided.confirmed * np.log(safe) + (1 - decided.confirmed) * np.log(1 - safe))
    is_sure = (scores >= SURE) & (decided.weight > 0)
    return Figures(
        _share(hits[0]),
        _share(hits[1]),
        round(float((((scores - decided.confirmed) ** 2) * decided.weight).sum()) / documents, 4),
        round(float((loss * decided.weight).sum()) / documents, 4),
        int(is_sure.sum()),
        int(decided.confirmed[is_sure].sum()),
        round(float((is_shown & (decided.weight > 0))[has_none].sum()) / max(len(has_none), 1), 4),
    )


def ceiling(decided: Decided, rules: Floats, scores: Floats) -> tuple[float, bool]:
    """The highest score that was proven, and whether even the rules' own scores must stay below it."""
    shares = [_right_of_sure(decided, each) for each in (rules, scores)]
    if any(share is not None and share < RIGHT_OF_SURE for share in shares):
        return TALLEST, True
    return (TALLEST if shares[1] is None else 1.0), False


def _right_of_sure(decided: Decided, scores: Floats) -> float | None:
    is_sure = (scores >= SURE) & (decided.weight > 0)
    count = int(is_sure.sum())
    return float(decided.confirmed[is_sure].sum()) / count if count >= LEAST_SURE else None


def bounded(scores: Floats, rules: Floats, most: float, *, binds_rules: bool) -> Floats:
    """Scores below the ceiling, as `tag_learning.combined` keeps them."""
    return np.asarray(np.minimum(scores, most if binds_rules else np.maximum(rules, most)), np.float32)


def _share(hits: Sequence[bool]) -> float:
    return round(sum(hits) / len(hits), 4) if hits else 0.0
