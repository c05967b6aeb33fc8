# The words of the field that mean the same (synonyms.yaml), for indexer/index/asking.py and indexer/snippets.py: which
# runs of a query's words are a known term, and what else it is called; and which words only dress a question up.
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from indexer import text

_SOURCE = Path(__file__).with_suffix(".yaml")

PERHAPS = 0.6  # how surely an answer goes on with a word that often stands elsewhere

Words = tuple[str, ...]  # exact forms, function words left out


@dataclass(frozen=True, slots=True)
class Question:
    """Runs of words that ask, and with which words an answer goes on after its subject, how surely (up to one)."""

    asks: frozenset[Words]
    answers: dict[str, float]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    others: dict[Words, tuple[str, ...]]  # a term → the other terms of its group, as they are written
    longest: int
    fillers: frozenset[str]
    questions: tuple[Question, ...]

    def terms_in(self, words: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """(begin, end, other terms) of each known term among these words; the longest at each place."""
        begin = 0
        while begin < len(words):
            end = self._longest_at(words, begin)
            if end:
                yield begin, end, self.others[tuple(words[begin:end])]
            begin = end or begin + 1

    def _longest_at(self, words: Sequence[str], begin: int) -> int:
        ends = range(min(len(words), begin + self.longest), begin, -1)
        return next((end for end in ends if tuple(words[begin:end]) in self.others), 0)


@cache
def vocabulary() -> Vocabulary:
    return read(_SOURCE.read_text(encoding="utf-8"))


def read(source: str) -> Vocabulary:
    """ValueError when a term is in two groups: it would mean two things."""
    content: dict[str, Any] = yaml.safe_load(source)
    others: dict[Words, tuple[str, ...]] = {}
    for group in content["same"]:
        for term in group:
            words = words_of(term)
            if words in others:
                raise ValueError(f"synonyms: {term!r} stands twice")
            others[words] = tuple(other for other in group if other != term)
    questions = tuple(_question(entry) for entry in content["questions"])
    return Vocabulary(others, max(map(len, others), default=0), frozenset(content["fillers"].split()), questions)


def _question(entry: dict[str, list[str]]) -> Question:
    asks = frozenset(tuple(token.exact for token in text.analyse(phrase)) for phrase in entry["ask"])
    return Question(asks, dict.fromkeys(entry["answer"], 1.0) | dict.fromkeys(entry.get("perhaps", ()), PERHAPS))


def words_of(term: str) -> Words:
    """The words of a term as a query holds them: a compound in one piece, without function words."""
    units = (next(text.analyse(unit)).exact for unit in term.split())
    return tuple(word for word in units if not text.is_stop_word(word))
