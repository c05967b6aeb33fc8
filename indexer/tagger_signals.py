"""What a reading says for one indicator: a handful of numbers from about 0 to 1, each weighed to log odds.

The weights were set by hand on flat places of the gold sets (see `benchmarks/tagging.py --ablation`);
`tagger_calibration.py` turns their sum into a probability.
"""

import math
from collections import Counter
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, get_args

from indexer.tagger_lexicon import Entry
from indexer.tagger_profiles import IndicatorProfile
from indexer.tagger_reading import Reading

Signal = Literal[
    "title", "file_name", "opening", "phrases", "headings", "share", "bm25", "citations", "kind", "role", "neighbours",
    "against", "field", "number", "offline",
]  # fmt: skip
SIGNALS: Final[tuple[Signal, ...]] = get_args(Signal)
Place = Literal["in_title", "in_file_name", "in_opening"]

WEIGHTS: Final[Mapping[Signal, float]] = {
    "title": 4.0,
    "file_name": 1.2,
    "opening": 1.4,
    "phrases": 1.8,
    "headings": 1.4,
    "share": 1.0,
    "bm25": 1.0,
    "citations": 0.6,
    "kind": 0.35,
    "role": 1.2,
    "neighbours": 1.5,
    "against": -4.0,
    "field": -3.0,
    "number": 5.0,
    "offline": -7.0,
}
NOTHING_SAID = -3.6

HALF_SATURATED = 3.0
PAGES_PER_MEASURE = 10
PHRASES_THAT_COUNT = 6
FURTHER_PHRASES = 0.35  # what the other phrases of a title add to the strongest
NAME_IN_TEXT = 0.3
FIELD_PER_PAGE = 0.5
WORDS_OF_A_TEXT = 150
OFFLINE_TITLE = 0.2  # a title is short: what it does not say may still be so
MOST_ON_A_PAGE = 3
LETTERHEAD = 0.5  # a single word of the channel may stand in a letterhead
IN_TITLE_OF_A_TEXT = 0.5  # the text decides; a number may be that of an earlier instrument


class Worth(NamedTuple):
    """A key and what it argues in the text."""

    key: str
    worth: float


def told(entries: Mapping[str, Entry], reading: Reading, place: Place) -> float:
    """How strongly a short text (the title, the file name, the opening) names the subject."""
    weights = [
        entry.weight
        for key, entry in entries.items()
        if key in reading.found and getattr(reading.found[key], place) and entry.fits(reading.kind)
    ]
    weights.sort(reverse=True)
    return weights[0] + FURTHER_PHRASES * min(1.0, sum(weights[1:])) if weights else 0.0


def is_within(key: str, weight: float, named: Mapping[str, float]) -> bool:
    """A word is not said twice where a longer phrase around it says as much."""
    return any(key in other and key != other and weight <= stronger for other, stronger in named.items())


def spoken(entries: Mapping[str, Entry], reading: Reading, *, in_headings: bool = False) -> list[Worth]:
    """What each phrase argues in the text, strongest first; in a long document a few mentions are nothing."""
    measure = max(1.0, len(reading.words) / PAGES_PER_MEASURE)
    half = 1.0 if in_headings else HALF_SATURATED
    worth = []
    for key, entry in entries.items():
        found = reading.found.get(key)
        if found is None or not found.by_page or not entry.fits(reading.kind):
            continue
        said = (found.in_headings if in_headings else found.in_text) / measure
        factor = NAME_IN_TEXT if entry.is_name else 1.0
        worth.append(Worth(key, entry.weight**2 * factor * said / (said + half)))
    return sorted(worth, key=lambda one: (-one.worth, one.key))


def saturated(worth: list[Worth]) -> float:
    return 1 - math.exp(-sum(one.worth for one in worth[:PHRASES_THAT_COUNT]))


def strangeness(field: frozenset[str], reading: Reading) -> float:
    """1 where a text has none of the words that every document of the field has, 0 where it has them on every page."""
    if not field or reading.length < WORDS_OF_A_TEXT:
        return 0.0
    per_page = sum(found.in_text for key, found in reading.found.items() if key in field) / len(reading.words)
    return FIELD_PER_PAGE / (per_page + FIELD_PER_PAGE)


def offline(entries: Mapping[str, Entry], channels: frozenset[str], reading: Reading) -> float:
    """1 where a subject is spoken of on pages without a word of the channel that it needs, 0 where they go together."""
    if not channels:
        return 0.0
    met = [found for key, found in reading.found.items() if key in channels]
    if any(found.in_title or found.in_file_name for found in met):
        return 0.0
    if not reading.length:
        return OFFLINE_TITLE
    named = sum((found.by_page for found in met), Counter[int]())
    if not (spoken_on := _spoken_on(entries, reading)):
        return 0.0 if named else 1.0
    electronic = sum(count * named[page] / (named[page] + LETTERHEAD) for page, count in spoken_on.items())
    return 1 - electronic / spoken_on.total()


def _spoken_on(entries: Mapping[str, Entry], reading: Reading) -> Counter[int]:
    """How often each page speaks of a subject; a word that a page repeats tells no more of it."""
    counts = Counter[int]()
    for key, entry in entries.items():
        if key in reading.found and entry.fits(reading.kind):
            for page, count in reading.found[key].by_page.items():
                counts[page] += min(count, MOST_ON_A_PAGE)
    return counts


def numbered(reading: Reading, *, is_named: bool) -> float:
    """How far the indicator's own number in a title is believed."""
    if not is_named:
        return 0.0
    return IN_TITLE_OF_A_TEXT if reading.length else 1.0


def kind_fit(profile: IndicatorProfile, kind: str | None) -> float:
    if kind is None or not profile.prefers_kinds:
        return 0.0
    return 1.0 if kind in profile.prefers_kinds else -1.0


def is_told(key: str, entry: Entry, reading: Reading) -> bool:
    found = reading.found.get(key)
    return found is not None and bool(found.in_title or found.in_file_name) and entry.fits(reading.kind)
