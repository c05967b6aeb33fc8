"""Finds the weights of `tag_learning.py` from what curators decided: one-vs-rest logistic regression over base forms.

What the rules say is the starting point of every indicator (an offset), so that a few decisions change little, many
change much, and words that curators reject count against the indicator. Every run over the same decisions gives the
same weights. Imported by whoever trains, never by whoever only judges.
"""

import math
import zlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.tag_learning import SAYS_NOTHING, LearnedTags, log_odds

FOLDS = 5
FOLDS_OF_MANY, MANY_DOCUMENTS = 3, 1000  # with many documents few folds say as much, in half the time
MOST_TERMS = 1500
MOST_WEIGHTS = 200  # of one indicator: what a person may still read through
LEAST_WEIGHT = 0.02
COMMON = 0.5  # a term in more than this part of the documents tells nothing
FEW_DOCUMENTS = 2
SILENCE = 0.5  # how much it says that curators saw a document and left an indicator out
RIDGE = 0.3
ROUNDS = 40
ENOUGH = 1e-3

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """A document with decisions: its terms, what the rules alone score (0 to 1), and what people said.

    `undecided` are suggestions that wait: they teach nothing yet.
    """

    key: int
    terms: Mapping[str, float]
    rules: Mapping[int, float]
    confirmed: frozenset[int]
    rejected: frozenset[int]
    undecided: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of documents with a confirmed indicator first, or among the first three; and the mean squared error.

    `brier` is over all decided pairs and what was left out, summed for each document: smaller is better.
    """

    hit_1: float
    hit_3: float
    brier: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rules alone and with what was learned, on documents that were not learned from."""

    documents: int
    rules: Figures
    combined: Figures

    @property
    def is_not_worse(self) -> bool:
        return self.combined.hit_3 >= self.rules.hit_3 and self.combined.brier <= self.rules.brier


@dataclass(slots=True)
class _Table:
    """Examples as arrays: rows are documents, columns terms or indicators."""

    examples: Sequence[Example]
    numbers: tuple[int, ...]
    terms: list[str]
    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    values: Floats
    offsets: Floats
    truth: Floats
    weight: Floats


@dataclass(slots=True)
class _Model:
    """Weights over chosen columns of a table."""

    chosen: NDArray[np.intp]
    rarity: Floats
    weights: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    bias: Floats = field(default_factory=lambda: np.zeros(0, np.float32))


def learn(examples: Sequence[Example], *, version: int = 0) -> tuple[LearnedTags, Comparison]:
    """Weights from all the examples, and how the same way of learning does on documents held back."""
    table = _table(examples)
    folds = FOLDS if len(examples) < MANY_DOCUMENTS else FOLDS_OF_MANY
    return _exported(table, _fitted(table, np.arange(len(examples))), version), _compared(table, folds, None)


def compare(examples: Sequence[Example], *, folds: int = FOLDS, learn_from: int | None = None) -> Comparison:
    """Cross-validation: every document is judged by what was learned from the others.

    `learn_from` limits the documents of each fold that are learned from, for learning curves.
    """
    return _compared(_table(examples), folds, learn_from)


def _compared(table: _Table, folds: int, learn_from: int | None) -> Comparison:
    fold = np.array([zlib.crc32(str(example.key).encode()) % folds for example in table.examples])
    judged = table.offsets.copy()
    for one in range(folds):
        aside, others = np.flatnonzero(fold == one), np.flatnonzero(fold != one)
        others = others[:learn_from]
        if len(aside) and len(others):
            judged[aside] += _votes(table, _fitted(table, others), aside)
    proving = [row for row, example in enumerate(table.examples) if example.confirmed]
    return Comparison(len(proving), _figures(table, table.offsets, proving), _figures(table, judged, proving))


def _table(examples: Sequence[Example]) -> _Table:
    numbers = tuple(sorted({number for one in examples for number in (*one.confirmed, *one.rejected, *one.rules)}))
    documents = Counter(term for example in examples for term in example.terms)
    most = max(FEW_DOCUMENTS, COMMON * len(examples))
    terms = sorted(term for term, count in documents.items() if FEW_DOCUMENTS <= count <= most)
    column_of = {term: column for column, term in enumerate(terms)}
    rows = np.repeat(np.arange(len(examples), dtype=np.int32), [len(example.terms) for example in examples])
    columns = np.array([column_of.get(term, -1) for example in examples for term in example.terms], np.int32)
    values = np.array([value for example in examples for value in example.terms.values()], np.float32)
    known = columns >= 0
    return _Table(
        examples,
        numbers,
        terms,
        rows[known],
        columns[known],
        values[known],
        _by_number(numbers, examples, _offset),
        _by_number(numbers, examples, lambda example, number: float(number in example.confirmed)),
        _by_number(numbers, examples, _weight),
    )


def _by_number(numbers: Sequence[int], examples: Sequence[Example], value: Any) -> Floats:
    table = [[value(example, number) for number in numbers] for example in examples]
    return np.array(table, np.float32).reshape(len(examples), len(numbers))


def _offset(example: Example, number: int) -> float:
    return log_odds(example.rules[number]) if number in example.rules else SAYS_NOTHING


def _weight(example: Example, number: int) -> float:
    if number in example.confirmed or number in example.rejected:
        return 1.0
    return 0.0 if number in example.undecided else SILENCE


def _fitted(table: _Table, learned_from: NDArray[np.intp]) -> _Model:
    model = _chosen_terms(table, learned_from)
    x = _matrix(table, model, learned_from)
    goal = _Goal(x, table.offsets[learned_from], table.truth[learned_from], table.weight[learned_from])
    model.weights, model.bias = goal.minimised()
    return model


def _chosen_terms(table: _Table, learned_from: NDArray[np.intp]) -> _Model:
    """The terms whose documents differ most from all documents in what was confirmed."""
    inside = np.isin(table.rows, learned_from)
    rows, columns = table.rows[inside], table.columns[inside]
    documents = np.bincount(columns, minlength=len(table.terms)).astype(np.float32)
    prior = table.truth[learned_from].mean(axis=0) if len(learned_from) else np.zeros(len(table.numbers), np.float32)
    telling = np.zeros(len(table.terms), np.float32)
    for index, share in enumerate(prior):
        confirmed = np.bincount(columns, weights=table.truth[rows, index], minlength=len(table.terms))
        spread = np.sqrt(documents * share * (1 - share)) + 0.5
        telling = np.maximum(telling, np.abs(confirmed - documents * share) / spread)
    telling[documents < FEW_DOCUMENTS] = -1
    best = np.argsort(-telling, kind="stable")[:MOST_TERMS]
    chosen = np.sort(best[telling[best] >= 0])
    rarity = np.log((1 + len(learned_from)) / (1 + documents[chosen])) + 1
    return _Model(chosen, rarity.astype(np.float32))


def _matrix(table: _Table, model: _Model, wanted: NDArray[np.intp]) -> Floats:
    """Rows of the wanted documents over the chosen terms, each of length one."""
    column_of = np.full(len(table.terms) + 1, -1, np.int32)
    column_of[model.chosen] = np.arange(len(model.chosen))
    row_of = np.full(len(table.examples) + 1, -1, np.int32)
    row_of[wanted] = np.arange(len(wanted))
    rows, columns = row_of[table.rows], column_of[table.columns]
    kept = (rows >= 0) & (columns >= 0)
    x = np.zeros((len(wanted), len(model.chosen)), np.float32)
    x[rows[kept], columns[kept]] = table.values[kept] * model.rarity[columns[kept]]
    length = np.sqrt((x * x).sum(axis=1, keepdims=True))
    return np.asarray(x / np.maximum(length, 1e-9), np.float32)


def _votes(table: _Table, model: _Model, wanted: NDArray[np.intp]) -> Floats:
    return np.asarray(_matrix(table, model, wanted) @ model.weights + model.bias, np.float32)


class _Goal:
    """Weighted log loss with a ridge; all indicators at once, by accelerated gradient steps of a safe length."""

    def __init__(self, x: Floats, offsets: Floats, truth: Floats, weight: Floats) -> None:
        self._x, self._offsets, self._truth, self._weight = x, offsets, truth, weight

    def minimised(self) -> tuple[Floats, Floats]:
        terms, numbers = self._x.shape[1], self._truth.shape[1]
        step = 1 / (0.25 * self._steepness() + RIDGE)
        weights = ahead = np.zeros((terms + 1, numbers), np.float32)
        momentum = 1.0
        for _ in range(ROUNDS):
            moved = ahead - step * self._slope(ahead)
            following = (1 + math.sqrt(1 + 4 * momentum**2)) / 2
            ahead = moved + (momentum - 1) / following * (moved - weights)
            change = float(np.abs(moved - weights).max(initial=0.0))
            weights, momentum = moved, following
            if change < ENOUGH:
                break
        return weights[:-1], weights[-1]

    def _slope(self, weights: Floats) -> Floats:
        logits = self._offsets + self._x @ weights[:-1] + weights[-1]
        error = self._weight * (1 / (1 + np.exp(-logits)) - self._truth)
        slope = np.vstack([self._x.T @ error, error.sum(axis=0, keepdims=True)])
        return np.asarray(slope + RIDGE * weights, np.float32)

    def _steepness(self) -> float:
        """The largest stretch of the documents, by repeated multiplication; a little more than it to be safe."""
        direction = np.full(self._x.shape[1] + 1, 1.0, np.float32)
        stretch = 1.0
        for _ in range(12):
            direction /= max(float(np.linalg.norm(direction)), 1e-9)
            onto = self._x @ direction[:-1] + direction[-1]
            direction = np.append(self._x.T @ onto, onto.sum()).astype(np.float32)
            stretch = float(np.linalg.norm(direction))
        return 1.1 * stretch + 1


def _exported(table: _Table, model: _Model, version: int) -> LearnedTags:
    kept = _strongest(model.weights)
    used = kept.any(axis=1)
    terms = [table.terms[column] for column in model.chosen]
    return LearnedTags(
        rarity={term: float(rarity) for term, rarity in zip(terms, model.rarity, strict=True)},
        weights={
            terms[row]: {table.numbers[i]: float(model.weights[row, i]) for i in np.flatnonzero(kept[row])}
            for row in np.flatnonzero(used)
        },
        bias={number: float(bias) for number, bias in zip(table.numbers, model.bias, strict=True)},
        version=version,
    )


def _strongest(weights: Floats) -> NDArray[np.bool_]:
    """Where the weights are large enough, and among the largest of their indicator."""
    size = np.abs(weights)
    if len(size) > MOST_WEIGHTS:
        border = np.partition(size, len(size) - MOST_WEIGHTS, axis=0)[len(size) - MOST_WEIGHTS]
        return np.asarray((size >= border) & (size >= LEAST_WEIGHT))
    return np.asarray(size >= LEAST_WEIGHT)


def _figures(table: _Table, logits: Floats, proving: Collection[int]) -> Figures:
    ranked = np.argsort(-logits, axis=1, kind="stable")
    hits = [[bool(table.truth[row, ranked[row, :first]].any()) for row in proving] for first in (1, 3)]
    chance = 1 / (1 + np.exp(-logits))
    known = table.weight > 0
    error = float((((chance - table.truth) ** 2) * known).sum()) / max(len(table.examples), 1)
    return Figures(_share(hits[0]), _share(hits[1]), round(error, 4))


def _share(hits: Sequence[bool]) -> float:
    return round(sum(hits) / len(hits), 4) if hits else 0.0
