"""Pages × indicator profiles → the indicators that a document may support, each with the words and pages that say so.

Profiles come in as data; the words meet in the base forms of `text.py`. A person confirms what is suggested here.
`tagger_lexicon` compiles the profiles, `tagger_reading` reads a document once, `tagger_signals` weighs.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.tag_learning import LearnedTags, LearnedVote, combined
from indexer.tagger_bm25 import ProfileWords, as_written
from indexer.tagger_calibration import Calibration, calibration
from indexer.tagger_citations import Citations, Cited
from indexer.tagger_levels import Dates, LevelHint, level_hint
from indexer.tagger_lexicon import Lexicon
from indexer.tagger_numbers import Numbers
from indexer.tagger_profiles import Guide, IndicatorProfile, LevelRule, Role, WeightedPhrase
from indexer.tagger_reading import Reading, read
from indexer.tagger_roles import role_fit, role_shares
from indexer.tagger_signals import (
    NOTHING_SAID,
    WEIGHTS,
    Signal,
    is_told,
    is_within,
    kind_fit,
    numbered,
    offline,
    saturated,
    spoken,
    strangeness,
    told,
)

__all__ = [
    "Dates",
    "Guide",
    "IndicatorProfile",
    "Judgement",
    "LevelHint",
    "LevelRule",
    "Reason",
    "Role",
    "Suggestion",
    "Tagger",
    "WeightedPhrase",
]

LISTING_SHARE = 0.5
SUGGESTED_FROM = 0.3
FROM_TITLE_ALONE = 0.15  # who has only a title wants to see what it may be
LISTS_INSTRUMENT = (
    "Dokumen ini menyebut sebagian besar indikator, seperti instrumen atau lembar nilainya, jadi bukan bukti bagi "
    "salah satunya."
)
NO_TEXT = "Tidak ada teks yang terbaca, dan judulnya tidak menyebut pokok indikator mana pun."
NO_WORDS = "Judul dan isinya tidak menyebut pokok indikator mana pun."
TOO_LITTLE = "Yang paling dekat “{name}”, tetapi alasannya terlalu lemah: {words}."
MOST_REASONS = 6
MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """Words and where they stand; page None is the title or the file name. `count` is how often they stand there.

    `learned` is the version of what curators taught where the words come from that, not from the profile.
    """

    phrase: str
    page: int | None
    count: int
    learned: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An indicator with a score from 0 to 1, its strongest reasons, and the level that it may prove."""

    number: int
    score: float
    reasons: tuple[Reason, ...]
    level: LevelHint | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Suggestions best first; without any, `none_because` is the Indonesian sentence that says why."""

    suggestions: tuple[Suggestion, ...]
    none_because: str


@dataclass(frozen=True, slots=True)
class _Case:
    """One document under judgement, and what holds for all indicators."""

    pages: Sequence[tuple[int, str]]
    reading: Reading
    has_text: bool
    is_listing: bool
    cited: Mapping[int, list[Cited]]
    numbers: Mapping[int, str]
    shares: Mapping[str, float]
    strangeness: Mapping[str, float]
    most_spoken: float
    votes: Mapping[int, LearnedVote]


class Tagger:
    """Profiles compiled once; `suggest` may be called from several threads.

    `without` names signals to leave out: what each of them brings is measured by leaving it out.
    """

    def __init__(
        self,
        profiles: Sequence[IndicatorProfile],
        learned: LearnedTags | None = None,
        *,
        guide: Guide | None = None,
        curves: Calibration | None = None,
        without: Collection[str] = (),
    ) -> None:
        self._profiles = tuple(profiles)
        self._learned = learned
        self._guide = guide or Guide()
        self._curves = curves or calibration()
        self._weights = {signal: 0.0 if signal in without else weight for signal, weight in WEIGHTS.items()}
        self._knows_listings = "listing" not in without
        self._lexicon = Lexicon(self._profiles, self._guide)
        self._words = ProfileWords(self._profiles)
        self._citations = Citations(self._profiles)
        self._numbers = Numbers(self._profiles)

    def suggest(
        self,
        pages: Sequence[tuple[int, str]],
        *,
        title: str,
        kind: str | None = None,
        limit: int = 10,
        file_name: str = "",
        dates: Dates | None = None,
    ) -> list[Suggestion]:
        """Indicators that the document may support, best first; an empty list is a real answer."""
        return list(
            self.judge(pages, title=title, kind=kind, limit=limit, file_name=file_name, dates=dates).suggestions
        )

    def judge(
        self,
        pages: Sequence[tuple[int, str]],
        *,
        title: str,
        kind: str | None = None,
        limit: int = 10,
        file_name: str = "",
        dates: Dates | None = None,
    ) -> Judgement:
        """The same, and where nothing is suggested the reason for that."""
        case = self._case(pages, title, kind, file_name)
        scored = sorted((-self._score(index, case), index) for index in range(len(self._profiles)))
        kept = [(score, index) for score, index in scored if -score >= _threshold(case)][:limit]
        found = tuple(self._suggestion(index, -score, case, dates or Dates()) for score, index in kept)
        return Judgement(found, "" if found else self._why_none(scored[0] if scored else (0.0, 0), case))

    def _why_none(self, best: tuple[float, int], case: _Case) -> str:
        if case.is_listing:
            return LISTS_INSTRUMENT
        silent = NO_WORDS if case.has_text else NO_TEXT
        if not best[0]:
            return silent
        words = ", ".join(f"“{reason.phrase}”" for reason in tuple(self._reasons(best[1], case))[:MOST_WORDS])
        if not words:
            return silent
        return TOO_LITTLE.format(name=self._profiles[best[1]].name, words=words)

    def log_odds(
        self, pages: Sequence[tuple[int, str]], *, title: str, kind: str | None = None, file_name: str = ""
    ) -> dict[int, float]:
        """What the signals say before calibration, for those indicators of which anything is said."""
        case = self._case(pages, title, kind, file_name)
        found = ((profile.number, self._log_odds(index, case)) for index, profile in enumerate(self._profiles))
        return {number: odds for number, odds in found if odds is not None}

    def _case(self, pages: Sequence[tuple[int, str]], title: str, kind: str | None, file_name: str) -> _Case:
        lexicon = self._lexicon
        kind = None if kind == "lainnya" else kind
        reading = read(lexicon.matcher, self._words.telling, pages, title=title, file_name=file_name, kind=kind)
        has_text = reading.length > 0
        is_listing = self._knows_listings and self._lists_instrument(reading)
        if is_listing:
            reading, pages = reading.without_pages(), ()
        spoken_of = [saturated(spoken(entries, reading)) for entries in lexicon.speaking] if pages else []
        return _Case(
            pages=pages,
            reading=reading,
            has_text=has_text,
            is_listing=is_listing,
            cited=self._citations.found(title, pages),
            numbers=self._numbers.found(title if has_text else f"{title} {file_name}"),
            shares=role_shares(self._guide.roles, lexicon.roles, reading),
            strangeness={role: strangeness(keys, reading) for role, keys in lexicon.fields.items()},
            most_spoken=max(spoken_of, default=0.0),
            votes=self._learned.judge(title, pages, kind=kind) if self._learned else {},
        )

    def _lists_instrument(self, reading: Reading) -> bool:
        """A document that names most indicators is the instrument or a score sheet: it proves none of them."""
        return any(
            len({names[key] for key, found in reading.found.items() if key in names and found.by_page})
            >= LISTING_SHARE * len(set(names.values()))
            for names in self._lexicon.listings
        )

    def _score(self, index: int, case: _Case) -> float:
        odds = self._log_odds(index, case)
        curve = self._curves.with_text if case.has_text else self._curves.title_only
        by_rules = 0.0 if odds is None else curve.probability(odds)
        vote = case.votes.get(self._profiles[index].number)
        if vote is None:
            return round(by_rules, 4)
        known = by_rules if by_rules >= _threshold(case) else None  # as it was when the vote was learned
        return round(combined(known, vote), 4)

    def _log_odds(self, index: int, case: _Case) -> float | None:
        signals = self._signals(index, case)
        if signals is None:
            return None
        return NOTHING_SAID + sum(self._weights[signal] * value for signal, value in signals.items())

    def _signals(self, index: int, case: _Case) -> Mapping[Signal, float] | None:
        """None where nothing speaks for the indicator: shelf, role and single words prove nothing alone."""
        profile, reading = self._profiles[index], case.reading
        entries = self._lexicon.speaking[index]
        said = saturated(spoken(entries, reading))
        named = {place: told(entries, reading, place) for place in ("in_title", "in_file_name", "in_opening")}
        number = numbered(reading, is_named=profile.number in case.numbers)
        if not said and not number and not any(named.values()):
            return None
        fit = role_fit(profile.role, case.shares)
        opposing = self._lexicon.opposing[index]
        against = max(told(opposing, reading, "in_title"), told(opposing, reading, "in_file_name"))
        return {
            "title": named["in_title"],
            "file_name": named["in_file_name"],
            "opening": named["in_opening"],
            "phrases": said,
            "headings": saturated(spoken(entries, reading, in_headings=True)),
            "share": said / case.most_spoken if case.most_spoken else 0.0,
            "bm25": self._words.strength(index, reading.words),
            "citations": min(1.0, len(case.cited.get(index, ())) / 2),
            "kind": kind_fit(profile, reading.kind),
            "role": fit,
            "neighbours": fit if profile.neighbours else 0.0,
            "against": against,
            "field": case.strangeness.get(profile.role, 0.0),
            "number": number,
            "offline": offline(entries, self._lexicon.channels.get(profile.role, frozenset()), reading),
        }

    def _suggestion(self, index: int, score: float, case: _Case, dates: Dates) -> Suggestion:
        profile, reading = self._profiles[index], case.reading
        taught = self._taught(profile.number, case)
        reasons = (*dict.fromkeys(self._reasons(index, case)),)[: MOST_REASONS - len(taught)] + taught
        pages = frozenset(reason.page for reason in reasons if reason.page is not None)
        rules = self._guide.level_rules
        level = level_hint(rules, self._lexicon.levels, profile, reading, pages, dates)
        return Suggestion(profile.number, score, reasons, level)

    def _taught(self, number: int, case: _Case) -> tuple[Reason, ...]:
        vote = case.votes.get(number)
        if vote is None or self._learned is None:
            return ()
        version = self._learned.version
        return tuple(Reason(word, page, 1, learned=version) for word, page in vote.words)

    def _reasons(self, index: int, case: _Case) -> Iterator[Reason]:
        """Names in the title, what the text says most, cited articles, and at last single words."""
        entries, reading = self._lexicon.speaking[index], case.reading
        if self._profiles[index].number in case.numbers:
            yield Reason(case.numbers[self._profiles[index].number], None, 1)
        told_in = {key: entry.weight for key, entry in entries.items() if is_told(key, entry, reading)}
        for key in sorted(told_in, key=lambda key: (-told_in[key], key)):
            if not is_within(key, told_in[key], told_in):
                found = reading.found[key]
                yield Reason(self._lexicon.shown[key], None, max(found.in_title, found.in_file_name))
        for worth in spoken(entries, reading)[:MOST_WORDS]:
            for page, count in reading.found[worth.key].by_page.most_common(2):
                yield Reason(self._lexicon.shown[worth.key], page, count)
        for cited in case.cited.get(index, [])[:MOST_WORDS]:
            yield Reason(" ".join(cited.words.split()), cited.page, 1)
        for word in self._words.best_words(index, reading.words, MOST_WORDS):
            yield Reason(as_written(word.base, word.page, case.pages), word.page, word.times)


def _threshold(case: _Case) -> float:
    return SUGGESTED_FROM if case.has_text else FROM_TITLE_ALONE
