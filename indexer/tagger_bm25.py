"""BM25 of a profile's words over the pages: finds what a document is about where no phrase stands as it is written."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from indexer.tagger_matching import keys_of
from indexer.tagger_profiles import IndicatorProfile
from indexer.tagger_reading import PageWords
from indexer.text import analyse, is_stop_word

SATURATION, LENGTH = 1.2, 0.6
USUAL_LENGTH = 250
BEST_PAGES = 3
FULL_WORDS = 8  # a page with so many of a profile's best words is on nothing else
LEAST_LETTERS = 3


class BestWord(NamedTuple):
    base: str
    page: int
    times: int


class ProfileWords:
    """Each profile as a bag of base forms; a word of many profiles tells little."""

    def __init__(self, profiles: Sequence[IndicatorProfile]) -> None:
        bags = [_bag(profile) for profile in profiles]
        spread = Counter(word for bag in bags for word in bag)
        self._weights = [
            {word: weight * math.log(1 + len(bags) / spread[word]) ** 2 for word, weight in bag.items()} for bag in bags
        ]
        self._full = [sum(sorted(weights.values(), reverse=True)[:FULL_WORDS]) or 1.0 for weights in self._weights]
        self.telling = frozenset(spread)

    def strength(self, index: int, pages: Sequence[PageWords]) -> float:
        """The mean of the best pages, as a share of what a page on nothing but the subject would reach."""
        best = self._best(index, pages)
        return sum(score for score, _ in best) / len(best) / self._full[index] if best else 0.0

    def best_words(self, index: int, pages: Sequence[PageWords], most: int) -> list[BestWord]:
        """The words that brought the best page there."""
        best = self._best(index, pages)
        if not best or not best[0][0]:
            return []
        page, weights = best[0][1], self._weights[index]
        words = [word for word in page.counts if word in weights]
        words.sort(key=lambda word: (-weights[word] * page.counts[word] / (page.counts[word] + SATURATION), word))
        return [BestWord(word, page.number, page.counts[word]) for word in words[:most]]

    def _best(self, index: int, pages: Sequence[PageWords]) -> list[tuple[float, PageWords]]:
        weights = self._weights[index]
        scored = [(_of_page(weights, page), page) for page in pages]
        return sorted(scored, key=lambda one: (-one[0], one[1].number))[:BEST_PAGES]


def _of_page(weights: Mapping[str, float], page: PageWords) -> float:
    norm = SATURATION * (1 - LENGTH + LENGTH * page.length / USUAL_LENGTH)
    return sum(weights[word] * count / (count + norm) for word, count in page.counts.items() if word in weights)


def _bag(profile: IndicatorProfile) -> dict[str, float]:
    bag: dict[str, float] = {}
    for phrase in profile.phrases:
        for word in next(iter(keys_of(phrase.text)), "").split():
            if len(word) >= LEAST_LETTERS and not is_stop_word(word):
                bag[word] = max(phrase.weight, bag.get(word, 0.0))
    return bag


def as_written(base: str, number: int, pages: Sequence[tuple[int, str]]) -> str:
    """The word as it first stands on the page."""
    text = next((text for page, text in pages if page == number), "")
    return next((text[token.start : token.end] for token in analyse(text) if token.base == base), base)
