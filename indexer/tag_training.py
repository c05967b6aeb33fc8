"""Finds the weights of `tag_learning.py` from what curators decided, and measures them on documents held back.

`tag_fitting.py` fits, `tag_measuring.py` judges. Every run over the same decisions gives the same weights. Imported by
whoever trains, never by whoever only judges.
"""

import zlib
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.tag_fitting import Example, Model, Table, fitted, table_of, votes
from indexer.tag_learning import LearnedTags
from indexer.tag_measuring import Comparison, Decided, Figures, Floats, bounded, ceiling, chances, figures

__all__ = ["Comparison", "Example", "Figures", "compare", "learn"]

FOLDS = 5
FOLDS_OF_MANY, MANY_DOCUMENTS = 3, 1000  # with many documents few folds say as much, in half the time
MOST_WEIGHTS = 200  # of one indicator: what a person may still read through
LEAST_WEIGHT = 0.02


def learn(
    examples: Sequence[Example], *, version: int = 0, everyday: Collection[str] = ()
) -> tuple[LearnedTags, Comparison]:
    """Weights from all the examples, and how the same way of learning does on documents held back."""
    table = table_of(examples, everyday)
    folds = FOLDS if len(examples) < MANY_DOCUMENTS else FOLDS_OF_MANY
    compared, highest, binds = _compared(table, folds, None)
    model = fitted(table, np.arange(len(examples)))
    return _exported(table, model, version, highest, binds_rules=binds), compared


def compare(
    examples: Sequence[Example],
    *,
    folds: int = FOLDS,
    learn_from: int | None = None,
    everyday: Collection[str] = (),
) -> Comparison:
    """Cross-validation: every document is judged by what was learned from the others, none of them its copy.

    `learn_from` limits the documents of each fold that are learned from, for learning curves.
    """
    return _compared(table_of(examples, everyday), folds, learn_from)[0]


def _compared(table: Table, folds: int, learn_from: int | None) -> tuple[Comparison, float, bool]:
    fold = np.array([zlib.crc32(str(group).encode()) % folds for group in table.groups])
    judged = table.offsets.copy()
    for one in range(folds):
        aside, others = np.flatnonzero(fold == one), np.flatnonzero(fold != one)
        others = others[:learn_from]
        if len(aside) and len(others):
            judged[aside] += votes(table, fitted(table, others), aside)
    return _measured(table.decided, chances(table.offsets), chances(judged))


def _measured(decided: Decided, rules: Floats, free: Floats) -> tuple[Comparison, float, bool]:
    highest, binds = ceiling(decided, rules, free)
    combined = bounded(free, rules, highest, binds_rules=binds)
    proving = int(decided.confirmed.any(axis=1).sum())
    return Comparison(len(rules), proving, figures(decided, rules), figures(decided, combined)), highest, binds


def _exported(table: Table, model: Model, version: int, highest: float, *, binds_rules: bool) -> LearnedTags:
    kept = _strongest(model.weights)
    terms = [table.terms[column] for column in model.chosen]
    return LearnedTags(
        rarity={term: float(rarity) for term, rarity in zip(terms, model.rarity, strict=True)},
        weights={
            terms[row]: {table.numbers[i]: float(model.weights[row, i]) for i in np.flatnonzero(kept[row])}
            for row in np.flatnonzero(kept.any(axis=1))
        },
        version=version,
        limits={
            number: (float(low), float(high))
            for number, low, high in zip(table.numbers, model.low, model.high, strict=True)
        },
        least_length=model.least_length,
        ceiling=highest,
        binds_rules=binds_rules,
    )


def _strongest(weights: Floats) -> NDArray[np.bool_]:
    """Where the weights are large enough, and among the largest of their indicator."""
    size = np.abs(weights)
    if len(size) > MOST_WEIGHTS:
        border = np.partition(size, len(size) - MOST_WEIGHTS, axis=0)[len(size) - MOST_WEIGHTS]
        return np.asarray((size >= border) & (size >= LEAST_WEIGHT))
    return np.asarray(size >= LEAST_WEIGHT)
