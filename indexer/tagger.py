"""Pages × indicator profiles → the indicators that a document may support, each with the words and pages that say so.

Profiles come in as data; the words meet in the base forms of `text.py`. A person confirms what is suggested here.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import takewhile

from indexer.tag_learning import LearnedTags, LearnedVote, combined
from indexer.tagger_matching import Headings, Matcher, acronym_of, keys_of, owners_of

# What a phrase argues by where it stands, and how fast saying it again stops mattering.
IN_TITLE, IN_HEADING, IN_BODY = 1.9, 0.9, 0.7
HALF_SATURATED = 3.0
PAGES_PER_MEASURE = 10
PHRASES_THAT_COUNT = 6
FITTING_KIND, OTHER_KIND = 1.15, 0.5
ALONE = 0.6
LISTING_SHARE = 0.5
THRESHOLD = 0.35
MOST_REASONS = 6


@dataclass(frozen=True, slots=True)
class WeightedPhrase:
    """Words that argue for an indicator, and how strongly (above 0, at most 1)."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class IndicatorProfile:
    """What speaks for one indicator. `prefers_kinds` are the shelves on which its evidence usually stands."""

    number: int
    name: str
    phrases: tuple[WeightedPhrase, ...]
    prefers_kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """A phrase and where it stands; page None is the title. `count` is how often it stands there.

    `learned` is the version of what curators taught where the phrase comes from that, not from the profile.
    """

    phrase: str
    page: int | None
    count: int
    learned: int | None = None


@dataclass(frozen=True, slots=True)
class LevelHint:
    """The level for which a document can speak, and the rule that says so in one Indonesian sentence."""

    value: Decimal
    rule: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An indicator with a score from 0 to 1, its strongest reasons, and the level that it may prove."""

    number: int
    score: float
    reasons: tuple[Reason, ...]
    level: LevelHint | None = None


@dataclass(slots=True)
class _Found:
    """All hits of one phrase."""

    in_title: int = 0
    in_headings: int = 0
    by_page: Counter[int] = field(default_factory=Counter)


class Tagger:
    """Profiles compiled once; `suggest` may be called from several threads."""

    def __init__(self, profiles: Sequence[IndicatorProfile], learned: LearnedTags | None = None) -> None:
        self._profiles = tuple(profiles)
        self._learned = learned
        self._weights = [_weights(profile) for profile in self._profiles]
        self._shown = {
            key: phrase.text for profile in profiles for phrase in profile.phrases for key in keys_of(phrase.text)
        }
        self._names = _name_keys(self._profiles)
        owned = [(key, index) for index, weights in enumerate(self._weights) for key in weights]
        owned += [(key, -1 - index) for key, index in self._names.items()]  # a name hides no phrase inside it
        acronyms = {key: exact for key, text in self._shown.items() if (exact := acronym_of(text))}
        self._matcher = Matcher(owners_of(owned), acronyms)

    def suggest(
        self, pages: Sequence[tuple[int, str]], *, title: str, kind: str | None = None, limit: int = 10
    ) -> list[Suggestion]:
        """Indicators that the document may support, best first; an empty list is a real answer."""
        found = self._find(pages, title)
        if self._lists_instrument(found):
            found, pages = self._find((), title), ()
        scored = [self._suggestion(index, found, len(pages), kind) for index in range(len(self._profiles))]
        if self._learned is not None:
            votes = self._learned.judge(title, pages)
            scored = [_with_vote(one, votes.get(one.number), self._learned.version) for one in scored]
        kept = [suggestion for suggestion in scored if suggestion.score >= THRESHOLD]
        return sorted(kept, key=lambda suggestion: (-suggestion.score, suggestion.number))[:limit]

    def _lists_instrument(self, found: Mapping[str, _Found]) -> bool:
        """A document that names most indicators is the instrument or a score sheet: it proves none of them."""
        named = {index for key, index in self._names.items() if key in found and found[key].by_page}
        return len(self._profiles) > 1 and len(named) >= LISTING_SHARE * len(self._profiles)

    def _find(self, pages: Sequence[tuple[int, str]], title: str) -> Mapping[str, _Found]:
        found: dict[str, _Found] = defaultdict(_Found)
        for hit in self._matcher.hits(title, any_case=True):
            found[hit.key].in_title += 1
        for number, text in pages:
            headings = Headings(text)
            for hit in self._matcher.hits(text):
                found[hit.key].by_page[number] += 1
                found[hit.key].in_headings += headings.hold(hit.at)
        return found

    def _suggestion(self, index: int, found: Mapping[str, _Found], pages: int, kind: str | None) -> Suggestion:
        profile = self._profiles[index]
        worth = {key: _worth(found[key], weight, pages) for key, weight in self._weights[index].items() if key in found}
        best = sorted(worth, key=lambda key: -worth[key])
        total = sum(worth[key] for key in best[:PHRASES_THAT_COUNT])
        if len(best) == 1 and not found[best[0]].in_title:
            total *= ALONE  # one phrase somewhere in the body is a mention, not a subject
        score = 1 - math.exp(-total * _kind_factor(profile, kind))
        reasons = [reason for key in best for reason in _reasons(self._shown[key], found[key])]
        return Suggestion(profile.number, round(score, 4), tuple(reasons[:MOST_REASONS]))


def _with_vote(suggestion: Suggestion, vote: LearnedVote | None, version: int) -> Suggestion:
    """The vote moves the score; the words that argue for the indicator stand among its reasons."""
    if vote is None:
        return suggestion
    words = [Reason(word, page, 1, learned=version) for word, page in vote.words]
    rules = suggestion.score if suggestion.score >= THRESHOLD else None  # as it was when the vote was learned
    reasons = (*suggestion.reasons[: MOST_REASONS - len(words)], *words)
    return replace(suggestion, score=round(combined(rules, vote), 4), reasons=reasons)


def _worth(found: _Found, weight: float, pages: int) -> float:
    """What the hits of a phrase argue: the place counts most, and in a long document a few mentions are nothing."""
    measure = max(1.0, pages / PAGES_PER_MEASURE)
    body = sum(found.by_page.values()) / measure
    headings = found.in_headings / measure
    spoken = IN_BODY * body / (body + HALF_SATURATED) + IN_HEADING * headings / (headings + 1)
    return weight * (IN_TITLE * bool(found.in_title) + weight * spoken)


def _kind_factor(profile: IndicatorProfile, kind: str | None) -> float:
    if kind in (None, "lainnya") or not profile.prefers_kinds:
        return 1.0
    return FITTING_KIND if kind in profile.prefers_kinds else OTHER_KIND


def _reasons(phrase: str, found: _Found) -> list[Reason]:
    in_title = [Reason(phrase, None, found.in_title)] if found.in_title else []
    return in_title + [Reason(phrase, page, count) for page, count in found.by_page.most_common(2)]


def _weights(profile: IndicatorProfile) -> dict[str, float]:
    weights: dict[str, float] = {}
    for phrase in profile.phrases:
        for key in keys_of(phrase.text):
            weights[key] = max(phrase.weight, weights.get(key, 0.0))
    return weights


def _name_keys(profiles: Sequence[IndicatorProfile]) -> dict[str, int]:
    """Each indicator's name without the words that all names begin with."""
    names = [key.split() for profile in profiles for key in keys_of(profile.name)[:1]]
    common = (
        len(list(takewhile(lambda words: len(set(words)) == 1, zip(*names, strict=False)))) if len(names) > 1 else 0
    )
    return {" " + " ".join(words[common:]) + " ": index for index, words in enumerate(names) if words[common:]}
