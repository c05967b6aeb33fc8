"""Tag suggestions for a text, from the profiles of the instruments that are worth a curator's time."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date
from pathlib import Path

from sqlmodel import Session

from app.core.clock import now
from app.core.config import Settings
from app.core.db import Database
from app.documents.kinds import taken_for
from app.documents.tagging import SuggestedTag
from app.instruments import service as instruments
from app.instruments.loader import builtin_ids, load_builtin
from app.instruments.profile_spec import LevelRule as LevelRuleOfInstrument
from app.instruments.profile_spec import Phrase
from app.instruments.service import Editions
from app.instruments.spec import IndicatorSpec, InstrumentSpec
from app.learning import active as learning
from indexer.tag_learning import LearnedTags
from indexer.tagger import Dates, Guide, IndicatorProfile, LevelRule, Reason, Role, Suggestion, Tagger, WeightedPhrase
from indexer.tagger_calibration import calibration

MOST_SUGGESTIONS = 12
INHERITED = 0.8  # weight of a name that another instrument knows
_Stamp = tuple[Editions, tuple[int, ...]]


def profile_of(indicator: IndicatorSpec, lent: Sequence[Phrase] = ()) -> IndicatorProfile:
    return IndicatorProfile(
        number=indicator.number,
        name=indicator.short_name,
        phrases=_weighted(indicator.phrases),
        prefers_kinds=frozenset(indicator.prefers_kinds),
        names=_weighted((*indicator.evidence_names, *lent)),
        against=_weighted(indicator.against),
        role=indicator.role,
        neighbours=frozenset(indicator.neighbours),
        citations=indicator.citations,
        code=indicator.code,
    )


def _lent_by_earlier(indicator: IndicatorSpec) -> Iterator[Phrase]:
    """What evidence is called changes little with the instrument: what an indicator continues lends its names."""
    for earlier in indicator.continues:
        known = load_builtin(earlier.instrument) if earlier.instrument in builtin_ids() else None
        for number in earlier.indicators:
            continued = known.indicator(number) if known else None
            for name in continued.evidence_names if continued else ():
                yield replace(name, weight=INHERITED * name.weight)


def _lent_by_later(indicator: IndicatorSpec, instrument_id: str) -> Iterator[Phrase]:
    """An old instrument that names no evidence borrows from what continues it."""
    if indicator.evidence_names:
        return
    for later in map(load_builtin, builtin_ids()):
        for continuing in later.indicators:
            if any(
                one.instrument == instrument_id and indicator.number in one.indicators for one in continuing.continues
            ):
                yield from (replace(name, weight=INHERITED * name.weight) for name in continuing.evidence_names)


def guide_of(spec: InstrumentSpec) -> Guide:
    return Guide(
        roles=tuple(
            Role(role.id, frozenset(role.kinds), role.words, role.field_words, role.channel_words)
            for role in spec.evidence_roles
        ),
        level_rules=tuple(_level_rule(rule) for rule in spec.level_rules),
        listings=tuple(tuple(one.short_name for one in known.indicators) for known in map(load_builtin, builtin_ids())),
    )


def tagger_of(spec: InstrumentSpec, learned: LearnedTags | None = None, *, without: Collection[str] = ()) -> Tagger:
    """`without` names signals to leave out, as the benchmark does to see what each of them brings."""
    profiles = tuple(
        profile_of(indicator, (*_lent_by_earlier(indicator), *_lent_by_later(indicator, spec.id)))
        for indicator in spec.indicators
    )
    return Tagger(profiles, learned, guide=guide_of(spec), curves=calibration(spec.id), without=without)


def made_on(enacted_on: date | None, year: int | None) -> date | None:
    """When a document was made; of a year alone its first day, so that nothing passes for younger than it is."""
    return enacted_on or (date(year, 1, 1) if year and MINYEAR <= year <= MAXYEAR else None)


@dataclass(frozen=True, slots=True)
class _Ready:
    tagger: Tagger
    ids: dict[int, int]


class Suggester:
    """Taggers of the instruments in use, built once for each edition of them and each choice of what was learned.

    Both are asked for each time, so that a change in another process is noticed at once.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self._ready: tuple[_Stamp, list[_Ready]] = (((), ()), [])

    def suggest(
        self,
        pages: Sequence[tuple[int, str]],
        *,
        title: str,
        kind: str | None,
        file_name: str = "",
        made_on: date | None = None,
    ) -> list[SuggestedTag]:
        dates, kind = Dates(made_on, now().date()), taken_for(kind)
        return [
            _as_tag(suggestion, ready.ids)
            for ready in self._taggers()
            for suggestion in ready.tagger.suggest(
                pages, title=title, kind=kind, limit=MOST_SUGGESTIONS, file_name=Path(file_name).stem, dates=dates
            )
        ]

    def _taggers(self) -> list[_Ready]:
        with self.database.read() as session:
            editions = instruments.suggested_editions(session, self.settings)
            stamp = (editions, learning.stamp(session))
            if stamp != self._ready[0]:
                self._ready = (stamp, [_ready(session, instrument_id) for instrument_id, _ in editions])
        return self._ready[1]


def _ready(session: Session, instrument_id: str) -> _Ready:
    ids = {ref.number: ref.id for ref in instruments.references(session, instrument_id)}
    learned = learning.learned(session, instrument_id)
    return _Ready(tagger_of(instruments.spec_of(session, instrument_id), learned), ids)


def _weighted(phrases: Sequence[Phrase]) -> tuple[WeightedPhrase, ...]:
    return tuple(WeightedPhrase(phrase.text, phrase.weight, frozenset(phrase.kinds)) for phrase in phrases)


def _level_rule(rule: LevelRuleOfInstrument) -> LevelRule:
    return LevelRule(
        level=rule.level,
        says=rule.says,
        roles=frozenset(rule.roles),
        indicators=frozenset(rule.indicators),
        kinds=frozenset(rule.kinds),
        words=rule.words,
        without=rule.without,
        is_in_text=rule.is_in_text,
        younger_than=rule.younger_than,
        older_than=rule.older_than,
    )


def _as_tag(suggestion: Suggestion, ids: dict[int, int]) -> SuggestedTag:
    return SuggestedTag(
        indicator_id=ids[suggestion.number],
        score=suggestion.score,
        reasons=tuple(_as_reason(reason) for reason in suggestion.reasons),
        level=suggestion.level.value if suggestion.level else None,
        level_rule=suggestion.level.rule if suggestion.level else "",
    )


def _as_reason(reason: Reason) -> dict[str, str | int | None]:
    """A word that curators taught names the version that knew it."""
    plain = {"phrase": reason.phrase, "page": reason.page, "count": reason.count}
    return plain if reason.learned is None else {**plain, "learned": reason.learned}
