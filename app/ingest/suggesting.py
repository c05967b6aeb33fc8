"""Tag suggestions for a text, from the profiles of the instruments that are worth a curator's time."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.core.config import Settings
from app.core.db import Database
from app.documents.tagging import SuggestedTag
from app.instruments import service as instruments
from app.instruments.service import Editions
from app.instruments.spec import IndicatorSpec, InstrumentSpec
from app.learning import active as learning
from indexer.tag_learning import LearnedTags
from indexer.tagger import IndicatorProfile, Reason, Suggestion, Tagger, WeightedPhrase

MOST_SUGGESTIONS = 12
_Stamp = tuple[Editions, tuple[int, ...]]


def profile_of(indicator: IndicatorSpec) -> IndicatorProfile:
    return IndicatorProfile(
        number=indicator.number,
        name=indicator.short_name,
        phrases=tuple(WeightedPhrase(phrase.text, float(phrase.weight)) for phrase in indicator.phrases),
        prefers_kinds=frozenset(indicator.prefers_kinds),
    )


def tagger_of(spec: InstrumentSpec, learned: LearnedTags | None = None) -> Tagger:
    return Tagger(tuple(profile_of(indicator) for indicator in spec.indicators), learned)


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

    def suggest(self, pages: Sequence[tuple[int, str]], *, title: str, kind: str | None) -> list[SuggestedTag]:
        return [
            _as_tag(suggestion, ready.ids)
            for ready in self._taggers()
            for suggestion in ready.tagger.suggest(pages, title=title, kind=kind, limit=MOST_SUGGESTIONS)
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
