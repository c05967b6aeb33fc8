"""Tag suggestions for a text, from the profiles of every installed instrument."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.db import Database
from app.documents.tagging import SuggestedTag
from app.instruments import service as instruments
from app.instruments.spec import IndicatorSpec, InstrumentSpec
from indexer.tagger import IndicatorProfile, Suggestion, Tagger, WeightedPhrase

MOST_SUGGESTIONS = 12


def profile_of(indicator: IndicatorSpec) -> IndicatorProfile:
    return IndicatorProfile(
        number=indicator.number,
        name=indicator.short_name,
        phrases=tuple(WeightedPhrase(phrase.text, float(phrase.weight)) for phrase in indicator.phrases),
        prefers_kinds=frozenset(indicator.prefers_kinds),
    )


def tagger_of(spec: InstrumentSpec) -> Tagger:
    return Tagger(tuple(profile_of(indicator) for indicator in spec.indicators))


@dataclass(frozen=True, slots=True)
class _Ready:
    tagger: Tagger
    ids: dict[int, int]


class Suggester:
    """Taggers of all installed instruments, built once per process; a restart picks up a changed instrument."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._ready: list[_Ready] | None = None

    def suggest(self, pages: Sequence[tuple[int, str]], *, title: str, kind: str | None) -> list[SuggestedTag]:
        return [
            _as_tag(suggestion, ready.ids)
            for ready in self._taggers()
            for suggestion in ready.tagger.suggest(pages, title=title, kind=kind, limit=MOST_SUGGESTIONS)
        ]

    def _taggers(self) -> list[_Ready]:
        if self._ready is None:
            with self.database.read() as session:
                rows = instruments.listing(session)
                self._ready = [
                    _Ready(
                        tagger_of(instruments.spec_of(session, row.id)),
                        {ref.number: ref.id for ref in instruments.references(session, row.id)},
                    )
                    for row in rows
                ]
        return self._ready


def _as_tag(suggestion: Suggestion, ids: dict[int, int]) -> SuggestedTag:
    return SuggestedTag(
        indicator_id=ids[suggestion.number],
        score=suggestion.score,
        reasons=tuple(
            {"phrase": reason.phrase, "page": reason.page, "count": reason.count} for reason in suggestion.reasons
        ),
        level=suggestion.level.value if suggestion.level else None,
        level_rule=suggestion.level.rule if suggestion.level else "",
    )
