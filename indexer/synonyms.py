# The words of the field that mean the same (synonyms.yaml), for indexer/index/asking.py and indexer/snippets.py: which
# runs of a query's words are a known term, and what else it is called; and which words only dress a question up.
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from indexer import text

_SOURCE = Path(__file__).with_suffix(".yaml")

PERHAPS = 0.6  # how surely an answer goes on with a word that often stands elsewhere

Words = tuple[str, ...]  # exact forms, function words left out


# Set by whoever searches for as long as that takes, so that a change can be tried out before it is everybody's.
_spoken: ContextVar["Vocabulary | None"] = ContextVar("vocabulary", default=None)


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
    key: str = ""  # of what is kept in memory under these words; empty for the built-in ones

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


def vocabulary() -> Vocabulary:
    """The one that is spoken where this is called; the built-in one unless `speaking` says otherwise."""
    return _spoken.get() or builtin()


@contextmanager
def speaking(words: Vocabulary | None) -> Iterator[None]:
    """Whatever is asked inside is understood by these words; in this thread only."""
    former = _spoken.set(words)
    try:
        yield
    finally:
        _spoken.reset(former)


@cache
def builtin() -> Vocabulary:
    return read(_SOURCE.read_text(encoding="utf-8"))


@cache
def builtin_groups() -> tuple[tuple[str, ...], ...]:
    """The groups of the file, as they are written there."""
    content: dict[str, Any] = yaml.safe_load(_SOURCE.read_text(encoding="utf-8"))
    return tuple(tuple(group) for group in content["same"])


def composed(groups: Iterable[Sequence[str]], *, key: str) -> Vocabulary:
    """These groups with the questions of the file. `key` tells it from others; ValueError as for `read`."""
    others = _others(groups)
    return replace(builtin(), others=others, longest=max(map(len, others), default=0), key=key)


def read(source: str) -> Vocabulary:
    """ValueError when a term is in two groups: it would mean two things."""
    content: dict[str, Any] = yaml.safe_load(source)
    others = _others(content["same"])
    questions = tuple(_question(entry) for entry in content["questions"])
    return Vocabulary(others, max(map(len, others), default=0), frozenset(content["fillers"].split()), questions)


def _others(groups: Iterable[Sequence[str]]) -> dict[Words, tuple[str, ...]]:
    others: dict[Words, tuple[str, ...]] = {}
    for group in groups:
        for term in group:
            words = words_of(term)
            if words in others:
                raise ValueError(f"synonyms: {term!r} stands twice")
            others[words] = tuple(other for other in group if other != term)
    return others


def _question(entry: dict[str, list[str]]) -> Question:
    asks = frozenset(tuple(token.exact for token in text.analyse(phrase)) for phrase in entry["ask"])
    return Question(asks, dict.fromkeys(entry["answer"], 1.0) | dict.fromkeys(entry.get("perhaps", ()), PERHAPS))


def words_of(term: str) -> Words:
    """The words of a term as a query holds them: a compound in one piece, without function words."""
    units = (next(text.analyse(unit), None) for unit in term.split())
    return tuple(unit.exact for unit in units if unit is not None and not text.is_stop_word(unit.exact))
