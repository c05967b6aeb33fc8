"""Decided documents as arrays, and the weights that fit them: a logistic regression for each indicator, held short.

What the rules say is the starting point (an offset). Only words move it: an indicator that is often confirmed is no
more likely for that in the next document (measured: such a habit made the first suggestion worse). A word may argue
for an indicator only if several documents with it were confirmed, and against it only if several were rejected; so may
the kind of document, but only against. Copies of one document count as one.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.tag_learning import KIND, KIND_WORTH, SAYS_NOTHING, log_odds
from indexer.tag_measuring import Decided, Floats, chances

MOST_TERMS = 1500
COMMON = 0.5  # a term in more than this part of the decided documents tells nothing
LEAST_TERM_DOCUMENTS = 3
LEAST_CONFIRMED = 5  # of an indicator before it may be lifted
LEAST_REJECTED = 3
LEAST_SUPPORT = 3  # documents of the same decision in which a word stands, before it argues for that decision
SURPRISING, DISAPPOINTING = 3.0, 2.0  # standard deviations from what the rules expect, who need not be told it again
SILENCE = 0.5  # how much it says that curators saw a document and left an indicator out
RIDGE = 0.5
FURTHEST = 4.5  # log odds of a vote with endless decisions behind it
HALF_WAY = 20.0  # so many decisions allow half of that
SHORTEST = 0.5  # a text of less than this part of the usual length does not argue as loudly as a usual one
ROUNDS = 40
ENOUGH = 1e-3


@dataclass(frozen=True, slots=True)
class Example:
    """A document with decisions: its terms, what the rules alone score (0 to 1), and what people said.

    `undecided` are suggestions that wait: they teach nothing yet. Copies of one document share a `group`; without one
    a document stands alone.
    """

    key: int
    terms: Mapping[str, float]
    rules: Mapping[int, float]
    confirmed: frozenset[int]
    rejected: frozenset[int]
    undecided: frozenset[int] = frozenset()
    group: int | None = None


@dataclass(slots=True)
class Table:
    """Examples as arrays: rows are documents, columns terms or indicators."""

    numbers: tuple[int, ...]
    terms: list[str]
    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    values: Floats
    offsets: Floats
    decided: Decided
    groups: NDArray[np.int64]


@dataclass(slots=True)
class Model:
    """Weights over chosen columns of a table, and how far the sum of them may go for each indicator."""

    chosen: NDArray[np.intp]
    rarity: Floats
    least_length: float
    weights: Floats
    low: Floats
    high: Floats


def table_of(examples: Sequence[Example], everyday: Collection[str] = ()) -> Table:
    """`everyday` are terms that the whole library uses: nothing is learned from them."""
    numbers = tuple(sorted({number for one in examples for number in (*one.confirmed, *one.rejected, *one.rules)}))
    documents = Counter(term for example in examples for term in example.terms)
    most = max(LEAST_TERM_DOCUMENTS, COMMON * len(examples))
    terms = sorted(
        term
        for term, count in documents.items()
        if count >= LEAST_TERM_DOCUMENTS and (term.startswith(KIND) or (count <= most and term not in everyday))
    )
    column_of = {term: column for column, term in enumerate(terms)}
    rows = np.repeat(np.arange(len(examples), dtype=np.int32), [len(example.terms) for example in examples])
    columns = np.array([column_of.get(term, -1) for example in examples for term in example.terms], np.int32)
    values = np.array([value for example in examples for value in example.terms.values()], np.float32)
    known = columns >= 0
    decided = Decided(
        _by_number(numbers, examples, lambda example, number: float(number in example.confirmed)),
        _by_number(numbers, examples, lambda example, number: float(number in example.rejected)),
        _by_number(numbers, examples, _weight),
    )
    offsets = _by_number(numbers, examples, _offset)
    return Table(numbers, terms, rows[known], columns[known], values[known], offsets, decided, _groups(examples))


def _groups(examples: Sequence[Example]) -> NDArray[np.int64]:
    """A document without copies is a group of its own, numbered below the others."""
    groups = [-1 - place if one.group is None else abs(one.group) for place, one in enumerate(examples)]
    return np.array(groups, np.int64)


def _by_number(numbers: Sequence[int], examples: Sequence[Example], value: Any) -> Floats:
    table = [[value(example, number) for number in numbers] for example in examples]
    return np.array(table, np.float32).reshape(len(examples), len(numbers))


def _offset(example: Example, number: int) -> float:
    return log_odds(example.rules[number]) if number in example.rules else SAYS_NOTHING


def _weight(example: Example, number: int) -> float:
    if number in example.confirmed or number in example.rejected:
        return 1.0
    return 0.0 if number in example.undecided else SILENCE


def fitted(table: Table, learned_from: NDArray[np.intp]) -> Model:
    share = _shares(table.groups[learned_from])
    model = _with_terms(table, learned_from, share)
    x = matrix(table, model, learned_from)
    confirmed = table.decided.confirmed[learned_from] * share
    rejected = table.decided.rejected[learned_from] * share
    stands = (x > 0).astype(np.float32)
    for_it, against_it = confirmed.sum(axis=0), rejected.sum(axis=0)
    may_lift = (stands.T @ confirmed >= LEAST_SUPPORT - 1e-3) & (for_it >= LEAST_CONFIRMED - 1e-3)
    may_lower = (stands.T @ rejected >= LEAST_SUPPORT - 1e-3) & (against_it >= LEAST_REJECTED - 1e-3)
    surprise = _surprise(table, learned_from, stands, share)
    may_lift &= surprise >= SURPRISING
    may_lower &= surprise <= -DISAPPOINTING
    may_lift[[table.terms[column].startswith(KIND) for column in model.chosen]] = False
    speaks = (may_lift | may_lower).any(axis=1)
    goal = _Goal(
        x[:, speaks],
        table.offsets[learned_from],
        table.decided.confirmed[learned_from],
        table.decided.weight[learned_from] * share,
        np.where(may_lower[speaks], -np.inf, 0.0).astype(np.float32),
        np.where(may_lift[speaks], np.inf, 0.0).astype(np.float32),
    )
    model.weights = np.zeros(may_lift.shape, np.float32)
    model.weights[speaks] = goal.minimised()
    model.low, model.high = -_reach(against_it), np.where(for_it >= LEAST_CONFIRMED - 1e-3, _reach(for_it), 0.0)
    return model


def _surprise(table: Table, learned_from: NDArray[np.intp], stands: Floats, share: Floats) -> Floats:
    """How far decisions on the documents with a word lie from what the rules expected, in standard deviations."""
    expected = chances(table.offsets[learned_from])
    weight = table.decided.weight[learned_from] * share
    found = stands.T @ (weight * (table.decided.confirmed[learned_from] - expected))
    spread = np.sqrt(stands.T @ (weight * expected * (1 - expected)))
    return np.asarray(found / np.maximum(spread, 1e-6), np.float32)


def votes(table: Table, model: Model, wanted: NDArray[np.intp]) -> Floats:
    said = matrix(table, model, wanted) @ model.weights
    return np.asarray(np.clip(said, model.low, model.high), np.float32)


def _shares(groups: NDArray[np.int64]) -> Floats:
    """What a document counts: copies of one document together as much as one."""
    _, place, copies = np.unique(groups, return_inverse=True, return_counts=True)
    return np.asarray(1 / copies[place.reshape(-1)], np.float32).reshape(-1, 1)


def _reach(decisions: Floats) -> Floats:
    return np.asarray(FURTHEST * decisions / (decisions + HALF_WAY), np.float32)


def _with_terms(table: Table, learned_from: NDArray[np.intp], share: Floats) -> Model:
    """The terms whose documents differ most from all documents in what was confirmed; every kind of document."""
    inside = np.isin(table.rows, learned_from)
    rows, columns = table.rows[inside], table.columns[inside]
    counted = np.zeros(len(table.groups), np.float32)
    counted[learned_from] = share[:, 0]
    count = len(table.terms)
    documents = np.bincount(columns, weights=counted[rows], minlength=count).astype(np.float32)
    confirmed = table.decided.confirmed * counted[:, None]
    total = max(float(counted.sum()), 1.0)
    telling = np.zeros(count, np.float32)
    for index, prior in enumerate(confirmed.sum(axis=0) / total):
        found = np.bincount(columns, weights=confirmed[rows, index], minlength=count)
        spread = np.sqrt(documents * prior * (1 - prior)) + 0.5
        telling = np.maximum(telling, np.abs(found - documents * prior) / spread)
    telling[[term.startswith(KIND) for term in table.terms]] = np.inf
    telling[documents < LEAST_TERM_DOCUMENTS - 1e-3] = -1
    best = np.argsort(-telling, kind="stable")[:MOST_TERMS]
    chosen = np.sort(best[telling[best] >= 0])
    rarity = (np.log((1 + total) / (1 + documents[chosen])) + 1).astype(np.float32)
    none = np.zeros(0, np.float32)
    model = Model(chosen, rarity, 0.0, none.reshape(0, 0), none, none)
    model.least_length = SHORTEST * _usual_length(table, model, learned_from)
    return model


def _usual_length(table: Table, model: Model, wanted: NDArray[np.intp]) -> float:
    lengths = np.sqrt((_raw(table, model, wanted)[0] ** 2).sum(axis=1))
    return float(np.median(lengths)) if len(lengths) else 0.0


def matrix(table: Table, model: Model, wanted: NDArray[np.intp]) -> Floats:
    """Rows of the wanted documents over the chosen terms: words of length one together, the kind beside them."""
    x, kinds = _raw(table, model, wanted)
    length = np.sqrt((x * x).sum(axis=1, keepdims=True))
    return np.asarray(x / np.maximum(length, max(model.least_length, 1e-9)) + kinds, np.float32)


def _raw(table: Table, model: Model, wanted: NDArray[np.intp]) -> tuple[Floats, Floats]:
    column_of = np.full(len(table.terms) + 1, -1, np.int32)
    column_of[model.chosen] = np.arange(len(model.chosen))
    row_of = np.full(len(table.groups) + 1, -1, np.int32)
    row_of[wanted] = np.arange(len(wanted))
    rows, columns = row_of[table.rows], column_of[table.columns]
    kept = (rows >= 0) & (columns >= 0)
    x = np.zeros((len(wanted), len(model.chosen)), np.float32)
    x[rows[kept], columns[kept]] = table.values[kept] * model.rarity[columns[kept]]
    is_kind = np.array([table.terms[column].startswith(KIND) for column in model.chosen], np.bool_)
    return x * ~is_kind, (x > 0) * is_kind * np.float32(KIND_WORTH)


class _Goal:
    """Weighted log loss with a ridge; all indicators at once, by accelerated steps of a safe length within bounds."""

    def __init__(
        self, x: Floats, offsets: Floats, truth: Floats, weight: Floats, lowest: Floats, highest: Floats
    ) -> None:
        self._x, self._offsets, self._truth, self._weight = x, offsets, truth, weight
        self._lowest, self._highest = lowest, highest

    def minimised(self) -> Floats:
        terms, numbers = self._x.shape[1], self._truth.shape[1]
        step = 1 / (0.25 * self._steepness() + RIDGE)
        weights = ahead = np.zeros((terms, numbers), np.float32)
        momentum = 1.0
        for _ in range(ROUNDS):
            moved = np.clip(ahead - step * self._slope(ahead), self._lowest, self._highest)
            following = (1 + math.sqrt(1 + 4 * momentum**2)) / 2
            ahead = moved + (momentum - 1) / following * (moved - weights)
            change = float(np.abs(moved - weights).max(initial=0.0))
            weights, momentum = moved, following
            if change < ENOUGH:
                break
        return weights

    def _slope(self, weights: Floats) -> Floats:
        odds = np.asarray(self._offsets + self._x @ weights, np.float32)
        error = self._weight * (chances(odds) - self._truth)
        return np.asarray(self._x.T @ error + RIDGE * weights, np.float32)

    def _steepness(self) -> float:
        """The largest stretch of the documents, by repeated multiplication; a little more than it to be safe."""
        direction = np.full(self._x.shape[1], 1.0, np.float32)
        stretch = 1.0
        for _ in range(12):
            direction /= max(float(np.linalg.norm(direction)), 1e-9)
            direction = np.asarray(self._x.T @ (self._x @ direction), np.float32)
            stretch = float(np.linalg.norm(direction))
        return 1.1 * stretch + 1
