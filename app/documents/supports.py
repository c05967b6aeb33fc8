"""Which of some documents support which indicators, counted by the domains, aspects and indicators of an instrument."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from app.documents.columns import Columns, Mask, Places
from app.documents.schemas import FacetValue
from app.instruments.schemas import IndicatorRef

_FINEST = "indicator"


@dataclass(frozen=True, slots=True)
class Tier:
    """What indicators (by their ids) count for in a tier: `places` lead to its `numbers` and `names`, 0 to nothing."""

    places: Places
    numbers: Sequence[int]
    names: Sequence[str]

    @classmethod
    def of(cls, named: Mapping[int, tuple[int, str]], unknown: int) -> Self:
        names = {0: ""} | dict(named.values())
        numbers = sorted(names)
        places = np.zeros(unknown + 1, dtype=np.int64)
        for indicator, (number, _) in named.items():
            places[indicator] = numbers.index(number)
        return cls(places, numbers, [names[number] for number in numbers])

    def of_numbers(self, asked: Sequence[int]) -> Mask:
        """For each place whether its number is one of these."""
        return np.array([number in asked for number in self.numbers], dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Tiers:
    """Of an instrument; `unknown` stands for all indicators of other instruments."""

    tiers: Mapping[str, Tier]
    unknown: int

    @classmethod
    def of(cls, refs: Sequence[IndicatorRef]) -> Self:
        named = {
            "domain": {ref.id: (ref.domain_number or 0, ref.domain_name or "") for ref in refs},
            "aspect": {ref.id: (ref.aspect_number, ref.aspect_name) for ref in refs},
            _FINEST: {ref.id: (ref.number, ref.short_name) for ref in refs},
        }
        unknown = max(named[_FINEST], default=0) + 1
        return cls({tier: Tier.of(of, unknown) for tier, of in named.items()}, unknown)


@dataclass(frozen=True, slots=True)
class Supports:
    """`at` and `indicators` are the tags of `size` documents: the document that each belongs to, and its indicator."""

    size: int
    at: Places
    indicators: Places
    tiers: Tiers
    ticked: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, columns: Columns, places: Places, tiers: Tiers, ticked: Mapping[str, Sequence[int]]) -> Self:
        """Of the documents at these places; `ticked` are the tiers in which something is."""
        row_at = np.full(len(columns.rows) + 1, -1, dtype=np.int64)  # the last one stands for documents without a row
        row_at[places] = np.arange(len(places))
        at = row_at[columns.tag_places]
        inside = np.flatnonzero(at >= 0)
        indicators = np.minimum(columns.tags.indicators[inside], tiers.unknown)
        asked = {tier: [n for n in values if n > 0] for tier, values in ticked.items()}
        return cls(len(places), at[inside], indicators, tiers, asked)

    @property
    def kept(self) -> Mask:
        """Documents with one tag that fits all tiers that are ticked; all of them where none is."""
        kept = np.full(self.size, not self.ticked, dtype=np.bool_)
        if self.ticked:
            kept[self.at[self._places(_FINEST, but="")[self.indicators] > 0]] = True
        return kept

    def counts(self, standing: Mask) -> dict[str, tuple[FacetValue, ...]]:
        inside = np.flatnonzero(standing[self.at])
        at, indicators = self.at[inside], self.indicators[inside]
        return {tier: self._counted(tier, at, indicators) for tier in self.tiers.tiers}

    def _counted(self, name: str, at: Places, indicators: Places) -> tuple[FacetValue, ...]:
        """Each document once a value, by the tags that the other two tiers leave."""
        tier = self.tiers.tiers[name]
        places = self._places(name, but=name)[indicators]
        counts = np.bincount(places) if name == _FINEST else _distinct(places, at, self.size)
        counted = zip(tier.numbers, tier.names, counts.tolist(), strict=False)
        return tuple(FacetValue(str(n), f"{n}. {label}", count) for n, label, count in counted if n and count)

    def _places(self, name: str, *, but: str) -> Places:
        """By indicator, for which place of the tier it counts; 0 where the ticked values of the others exclude it."""
        places = self.tiers.tiers[name].places
        for other, values in self.ticked.items():
            if other != but:
                tier = self.tiers.tiers[other]
                places = np.where(tier.of_numbers(values)[tier.places], places, 0)
        return places


def _distinct(places: Places, at: Places, size: int) -> Places:
    """How many documents have each place: several tags of one may share it. An indicator is tagged once at most."""
    is_there = np.zeros((int(places.max(initial=0)) + 1, size), dtype=np.bool_)
    is_there[places, at] = True
    return np.array([np.count_nonzero(line) for line in is_there])
