"""What curators' decisions taught, applied to a text: one weighted list of base forms per indicator, a dot product.

`tag_training.py` finds the weights, this file only reads them (plain JSON, never pickles). A vote is added to what the
rules of `tagger.py` say, so nothing learned means that the rules stand alone.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from indexer.tag_words import EMPTY_WORDS
from indexer.text import Token, analyse, has_digit

FORMAT = 2  # what was learned in another form is not judged with: other words were let in
PAGES_READ = 30  # what a document is about stands in its first pages; appendices repeat tables
TERMS_KEPT = 300
LEAST_LETTERS = 3
IN_TITLE = 3.0  # a word of the title counts as if it stood so often more
SAYS_NOTHING = -4.0  # the log odds of an indicator for which the rules found no word at all
MOST_WORDS = 4
LEAST_WORTH = 0.1  # in log odds: a word that moves less is no reason to show
KIND = "jenis:"  # a kind of document among the terms; a colon stands in no word of a text
KIND_WORTH = 0.5  # beside words that are of length one together
UNLIMITED = (-math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class LearnedVote:
    """What is added to the log odds of an indicator, and the words that argue for it most, as they stand in the text.

    Each word comes with its first page; None is the title. No vote lifts a score over `ceiling`, which stands for what
    was right often enough on decisions held back; where `binds_rules`, the rules' own scores stay below it as well.
    """

    logit: float
    words: tuple[tuple[str, int | None], ...] = ()
    ceiling: float = 1.0
    binds_rules: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """A text as weighted terms (base forms, and pairs of neighbours), with the first place of each."""

    weights: Mapping[str, float]
    places: Mapping[str, tuple[str, int | None]]


@dataclass(slots=True)
class _Gathered:
    counts: dict[str, float] = field(default_factory=dict)
    places: dict[str, tuple[str, int | None]] = field(default_factory=dict)

    def add(self, text: str, page: int | None, worth: float) -> None:
        for term, shown in _terms_in(text):
            self.counts[term] = self.counts.get(term, 0.0) + worth
            self.places.setdefault(term, (shown, page))


@dataclass(frozen=True, slots=True)
class LearnedTags:
    """Weights per term and indicator. `rarity` says how much a term tells at all (inverse document frequency).

    `limits` are how far a vote may go down and up: far only where many decisions stand behind it.
    """

    rarity: Mapping[str, float]
    weights: Mapping[str, Mapping[int, float]]
    limits: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    version: int = 0
    least_length: float = 0.0
    ceiling: float = 1.0
    binds_rules: bool = False

    def judge(
        self, title: str, pages: Sequence[tuple[int, str]], *, kind: str | None = None
    ) -> Mapping[int, LearnedVote]:
        """A vote for each indicator that a word speaks of; with a ceiling for all, one for every indicator."""
        return self.votes(terms_of(title, pages, kind=kind))

    def votes(self, terms: Terms) -> Mapping[int, LearnedVote]:
        values = self._values(terms.weights)
        logits = dict.fromkeys(self.limits, 0.0) if self.binds_rules else {}
        for term, value in values.items():
            for number, weight in self.weights.get(term, {}).items():
                logits[number] = logits.get(number, 0.0) + weight * value
        return {number: self._vote(number, logit, values, terms) for number, logit in logits.items()}

    def _vote(self, number: int, logit: float, values: Mapping[str, float], terms: Terms) -> LearnedVote:
        low, high = self.limits.get(number, UNLIMITED)
        words = self._words(number, values, terms) if logit > 0 else ()
        return LearnedVote(round(min(max(logit, low), high), 4), words, self.ceiling, self.binds_rules)

    def _values(self, weights: Mapping[str, float]) -> dict[str, float]:
        known = {term: weight * self.rarity[term] for term, weight in weights.items() if term in self.rarity}
        kinds = {term: KIND_WORTH for term in known if term.startswith(KIND)}
        length = math.sqrt(sum(value * value for term, value in known.items() if term not in kinds))
        length = max(length, self.least_length, 1e-9)
        return {term: value / length for term, value in known.items()} | kinds

    def _words(self, number: int, values: Mapping[str, float], terms: Terms) -> tuple[tuple[str, int | None], ...]:
        worth = {term: value * self.weights.get(term, {}).get(number, 0.0) for term, value in values.items()}
        best = sorted(
            (term for term in worth if worth[term] >= LEAST_WORTH and not term.startswith(KIND)),
            key=lambda term: (-worth[term], term),
        )
        shown: dict[str, set[str]] = {}
        for term in best:  # a word is named once: "pusat data" says what "pusat" and "data" would say again
            words = set(term.split())
            if len(shown) < MOST_WORDS and not any(words & others for others in shown.values()):
                shown[term] = words
        return tuple(terms.places[term] for term in shown)

    def to_json(self) -> str:
        terms = sorted(self.rarity)
        content = {
            "format": FORMAT,
            "version": self.version,
            "least_length": round(self.least_length, 4),
            "ceiling": self.ceiling,
            "binds_rules": self.binds_rules,
            "limits": {str(number): [round(end, 4) for end in ends] for number, ends in sorted(self.limits.items())},
            "terms": [[term, round(self.rarity[term], 4), self._row(term)] for term in terms],
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    def _row(self, term: str) -> dict[str, float]:
        return {str(number): round(weight, 4) for number, weight in sorted(self.weights.get(term, {}).items())}

    @classmethod
    def from_json(cls, text: str) -> "LearnedTags":
        """Raises ValueError for anything that `to_json` did not write."""
        try:
            content: dict[str, Any] = json.loads(text)
            if content["format"] != FORMAT:
                raise ValueError(f"learned tags: unknown format {content['format']!r}")
            rows: list[tuple[str, float, dict[str, float]]] = [(t, float(r), w) for t, r, w in content["terms"]]
            return cls(
                rarity={term: rarity for term, rarity, _ in rows},
                weights={term: {int(n): float(w) for n, w in row.items()} for term, _, row in rows if row},
                version=int(content["version"]),
                limits={int(number): (float(low), float(high)) for number, (low, high) in content["limits"].items()},
                least_length=float(content["least_length"]),
                ceiling=float(content["ceiling"]),
                binds_rules=bool(content["binds_rules"]),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("learned tags: not in our form") from error


def combined(rule_score: float | None, vote: LearnedVote | None) -> float:
    """The score of the rules (0 to 1; None where they found nothing) with the vote added to its log odds."""
    rules = SAYS_NOTHING if rule_score is None else log_odds(rule_score)
    if vote is None:
        return _chance(rules)
    most = vote.ceiling if vote.binds_rules else max(vote.ceiling, _chance(rules))
    return min(_chance(rules + vote.logit), most)


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def log_odds(score: float) -> float:
    """Of a score from 0 to 1; never beyond what no word at all, or its opposite, would say."""
    bounded = min(max(score, 1e-9), 1 - 1e-9)
    return min(max(math.log(bounded / (1 - bounded)), SAYS_NOTHING), -SAYS_NOTHING)


def terms_of(title: str, pages: Sequence[tuple[int, str]], *, kind: str | None = None) -> Terms:
    """The terms that stand most often, those of the title first, and the kind; the same for learning and judging."""
    gathered = _Gathered()
    gathered.add(title, None, IN_TITLE)
    for number, text in pages[:PAGES_READ]:
        gathered.add(text, number, 1.0)
    kept = sorted(gathered.counts.items(), key=lambda counted: -counted[1])[:TERMS_KEPT]
    kinds = {f"{KIND}{kind}": 1.0} if kind else {}
    weights = {term: math.log1p(count) for term, count in kept} | kinds
    return Terms(weights, {term: gathered.places[term] for term, _ in kept})


def _terms_in(text: str) -> Iterator[tuple[str, str]]:
    """Every telling word, and every two that stand side by side, with how they are written."""
    previous: Token | None = None
    for token, following in pairwise([*analyse(text), None]):
        if token is None or (following is not None and following.position == token.position):
            continue  # the whole of a compound: its parts follow
        if not _is_telling(token):
            previous = None
            continue
        yield token.base, text[token.start : token.end]
        if previous is not None and token.start > previous.start:
            yield f"{previous.base} {token.base}", " ".join(text[previous.start : token.end].split())
        previous = token


def _is_telling(token: Token) -> bool:
    is_empty = token.exact in EMPTY_WORDS or token.base in EMPTY_WORDS
    return len(token.base) >= LEAST_LETTERS and not has_digit(token.base) and not is_empty
