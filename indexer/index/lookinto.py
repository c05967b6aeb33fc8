# The documents that a search looks into, all at once: their hits as one row of keys, their passages as one row of
# borders. What passages.py says of one document, for thirty; pages.py asks that again for the few that are shown.
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from indexer.index.entries import BODY, BODY_START
from indexer.index.evidence import NEAR, Evidence, Postings
from indexer.index.passages import APART, AT_ONCE, FAR_ANSWER, INFLECTED, LENGTH, saturated
from indexer.index.rows import Mask, Numbers, Scores, document_of, key, leading, place_of


@dataclass(eq=False)
class LookInto:
    """Documents by their place in `documents`, which ascends; every result has one item for each."""

    postings: Postings
    documents: Numbers
    _keys: dict[int, Numbers] = field(default_factory=dict)

    def keys(self, evidence: Evidence) -> Numbers:
        """All hits, of documents by place."""
        if id(evidence) not in self._keys:
            self._keys[id(evidence)] = evidence.keys(self.documents)
        return self._keys[id(evidence)]

    @cached_property
    def _passages(self) -> tuple[Numbers, Numbers, Numbers]:
        """Of each passage: whose it is, where it begins, how long it is."""
        layouts = [self.postings.layout(document) for document in self.documents.tolist()]
        owners = np.repeat(np.arange(len(layouts)), [len(layout.passages) for layout in layouts])
        starts = np.array([start for layout in layouts for start in layout.passages], np.int64)
        ends = [end for layout in layouts for end in (*layout.passages[1:], layout.body_end)[: len(layout.passages)]]
        return owners, starts, np.array(ends, np.int64) - starts

    def passage_scores(self, weights: list[tuple[Evidence, Scores]], average: float, typed_bonus: float) -> Scores:
        """The best passage of each document, where a word counts so much in this document or that."""
        owners, _, lengths = self._passages
        norms = 1 - LENGTH + LENGTH * lengths / average
        scores = np.zeros(len(owners))
        for evidence, weight in weights:
            counts = self._spread(self.keys(evidence))
            typed = self._spread(evidence.typed_keys(self.documents))
            scores += weight[owners] * saturated(np.where(counts, counts + typed_bonus * typed, 0.0) / norms)
        best = np.zeros(len(self.documents))
        np.maximum.at(best, owners, scores)
        return best

    def _spread(self, keys: Numbers) -> Numbers:
        """Hits in each passage."""
        owners, starts, _ = self._passages
        in_body = keys[place_of(keys) >= BODY_START]
        found: Numbers = np.bincount(np.searchsorted(key(owners, starts), in_body, "right") - 1, minlength=len(owners))
        return found

    def promptness(self, evidence: Evidence) -> Scores:
        """How soon each text comes to it; nothing where it is not in the text."""
        keys = np.append(self.keys(evidence), np.iinfo(np.int64).max)
        numbers = np.arange(len(self.documents))
        first = keys[np.searchsorted(keys, key(numbers, BODY_START))]
        found: Scores = np.where(first < key(numbers + 1, 0), AT_ONCE / (AT_ONCE + place_of(first) - BODY_START), 0.0)
        return found

    def answered(self, told: list[tuple[Evidence, Scores]], answers: list[tuple[Evidence, float]]) -> Scores:
        """What the subject counts that stands before an answering word: all of its rarity, less the more is missing."""
        keys = np.concatenate([self.keys(evidence) for evidence, _ in answers])
        surely = np.repeat([sure for _, sure in answers], [len(self.keys(evidence)) for evidence, _ in answers])
        inside = place_of(keys) >= BODY_START
        keys, surely = keys[inside], surely[inside]
        owners = document_of(keys)
        shares = np.zeros(len(keys))
        full, behind = np.zeros(len(self.documents)), np.zeros(len(self.documents), np.int64)
        for evidence, weight in reversed(told):
            held = np.where(evidence.documents[self.documents], weight, 0.0)
            expected = keys - behind[owners]
            typed = _nearness(evidence.typed_keys(self.documents), keys, expected)
            shares += held[owners] * np.maximum(typed, INFLECTED * _nearness(self.keys(evidence), keys, expected))
            full += held
            behind += held > 0
        best = np.zeros(len(self.documents))
        np.maximum.at(best, owners, surely * shares)
        found: Scores = best**2 / np.maximum(full, np.finfo(np.float64).tiny)
        return found

    def together(self, first: Evidence, second: Evidence, weights: Scores, only_names: Mask) -> Scores:
        """Hits of the first that the second stands near behind, each weighed by its field (field × document)."""
        keys = leading(self.keys(first), self.keys(second), NEAR)
        places = place_of(keys)
        owners = document_of(keys)
        kept = (places < BODY_START) | ~only_names[owners]
        owners, fields = owners[kept], np.minimum(places[kept] // (BODY_START // BODY), BODY)
        found: Scores = np.bincount(owners, weights[fields, owners], minlength=len(self.documents)).astype(np.float64)
        return found


def _nearness(keys: Numbers, answers: Numbers, expected: Numbers) -> Scores:
    """How near the last of these hits before each answer comes to where it is expected."""
    if not len(keys):
        return np.zeros(len(answers))
    places = np.searchsorted(keys, answers) - 1
    distances = np.where(places >= 0, expected - keys[places], FAR_ANSWER + 1)
    found: Scores = np.where(distances > FAR_ANSWER, 0.0, np.where(distances > 1, APART, 1.0))
    return found
