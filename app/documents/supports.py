"""Which of some documents support which indicators, counted by the domains, aspects and indicators of an instrument."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from app.documents.columns import Columns, Mask, Places
from app.documents.schemas import FacetValue
from app.instruments.schemas import IndicatorRef

_LARGEST = 2**63 - 1  # any number may be typed into an address
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tiers:
    """`numbers` are for each tier the number that an indicator (by its id) counts for, 0 for none; `names` what the
    numbers are called. `unknown` stands for all indicators of other instruments."""

    numbers: Mapping[str, Numbers]
    names: Mapping[str, Mapping[int, str]]
    unknown: int

    @classmethod
    def of(cls, refs: Sequence[IndicatorRef]) -> Self:
        named = {
            "domain": {ref.id: (ref.domain_number or 0, ref.domain_name or "") for ref in refs},
            "aspect": {ref.id: (ref.aspect_number, ref.aspect_name) for ref in refs},
            "indicator": {ref.id: (ref.number, ref.short_name) for ref in refs},
        }
        unknown = max(named["indicator"], default=0) + 1
        numbers = {tier: np.zeros(unknown + 1, dtype=np.int64) for tier in named}
        for tier, of in named.items():
            for indicator, (number, _) in of.items():
                numbers[tier][indicator] = number
        return cls(numbers, {tier: dict(of.values()) for tier, of in named.items()}, unknown)


@dataclass(frozen=True, slots=True)
class Supports:
    """`at` and `indicators` are the tags of `size` documents: the document that each belongs to, and its indicator."""

    size: int
    at: Places
    indicators: Numbers
    tiers: Tiers
    ticked: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, columns: Columns, places: Places, tiers: Tiers, ticked: Mapping[str, Sequence[int]]) -> Self:
        """Of the documents at these places; `ticked` are the tiers in which something is."""
        row_at = np.full(len(columns.rows) + 1, -1, dtype=np.int64)  # the last one stands for documents without a row
        row_at[places] = np.arange(len(places))
        at = row_at[columns.tag_places]
        indicators = np.minimum(columns.tags.indicators[at >= 0], tiers.unknown)
        asked = {tier: [n for n in values if 0 < n <= _LARGEST] for tier, values in ticked.items()}
        return cls(len(places), at[at >= 0], indicators, tiers, asked)

    @property
    def kept(self) -> Mask:
        """Documents with one tag that fits all tiers that are ticked; all of them where none is."""
        kept = np.full(self.size, not self.ticked, dtype=np.bool_)
        if self.ticked:
            kept[self.at[self._numbers("indicator", but="")[self.indicators] > 0]] = True
        return kept

    def counts(self, standing: Mask) -> dict[str, tuple[FacetValue, ...]]:
        inside = standing[self.at]
        at, indicators = self.at[inside], self.indicators[inside]
        return {tier: self._counted(tier, at, indicators) for tier in self.tiers.numbers}

    def _counted(self, tier: str, at: Places, indicators: Numbers) -> tuple[FacetValue, ...]:
        """Each document once a value, by the tags that the other two tiers leave."""
        names = self.tiers.names[tier]
        wanted, row_of = np.unique(self._numbers(tier, but=tier), return_inverse=True)
        is_there = np.zeros((len(wanted), self.size), dtype=np.bool_)
        is_there[row_of[indicators], at] = True
        counted = zip(wanted.tolist(), np.count_nonzero(is_there, axis=1).tolist(), strict=True)
        return tuple(FacetValue(str(n), f"{n}. {names[n]}", count) for n, count in counted if n and count)

    def _numbers(self, tier: str, *, but: str) -> Numbers:
        """By indicator, for which number of the tier it counts; 0 where the ticked values of the others exclude it."""
        numbers = self.tiers.numbers[tier]
        for other, values in self.ticked.items():
            if other != but:
                numbers = np.where(np.isin(self.tiers.numbers[other], values), numbers, 0)
        return numbers
