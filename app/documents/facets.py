"""Facets over a set of documents, under the viewer's permissions, by arithmetic on columns.

What is ticked in a facet narrows the list and every other facet, but not that facet itself: the counts beside its
other values say what ticking them too would bring.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from app.accounts.permissions import Actor
from app.accounts.service import agency_names
from app.documents.column_store import columns_of, named, visible_ids
from app.documents.columns import NONE, Columns, Mask, Places
from app.documents.formats import FORMAT_LABELS, family_of, media_types_of
from app.documents.labels import KIND_LABELS, STATUS_LABELS
from app.documents.schemas import FacetValue, Filters
from app.instruments import service as instruments
from app.instruments.schemas import IndicatorRef
from indexer.ids import Ids

Counts = Mapping[str, tuple[FacetValue, ...]]
_WORDED, _NUMBERED = ("kind", "status", "media_type"), ("year", "agency")
_Ticked = Mapping[str, Mask]  # of the columns that are ticked, which rows fit
_MOST_YEARS = 30
_LARGEST = 2**63 - 1  # any number may be typed into an address


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is left of a set under the ticked values, and the counts of every facet."""

    ids: Ids
    counts: Counts


def field_ids(session: Session, actor: Actor, filters: Filters) -> Ids:
    """The documents that exist for an actor under all filters but the ticked ones."""
    return visible_ids(session, actor, _unticked(filters))


def narrowed(session: Session, actor: Actor, filters: Filters, ids: Iterable[int]) -> Narrowed:
    """Of these documents, found among those of the field, the ones that the ticked values leave."""
    columns = columns_of(session)
    seen = visible_ids(session, actor, Filters())
    places = np.flatnonzero(columns.mask_of(ids) & columns.mask_of(seen))
    ticked = _ticked(columns, filters, places)
    supports = _Supports.of(session, filters, columns, places)
    supported = supports.kept
    left = _fitting(ticked, supported)
    counted = {
        column: _counted(columns, column, places[_fitting(ticked, supported, but=column) if column in ticked else left])
        for column in (*_WORDED, *_NUMBERED)
    }
    standing = _fitting(ticked, np.ones(len(places), dtype=np.bool_))
    return Narrowed(
        Ids(columns.rows["id"][places[left]]), _labelled(session, columns, counted) | supports.counts(standing)
    )


def _fitting(ticked: _Ticked, among: Mask, *, but: str | None = None) -> Mask:
    for column, fits in ticked.items():
        if column != but:
            among = among & fits
    return among


def _counted(columns: Columns, column: str, places: Places) -> Counter[Any]:
    """How often each value of a column stands there; no value counts for none."""
    values = columns.rows[column][places]
    found, counts = np.unique(values[values != NONE], return_counts=True)
    named: Sequence[Any] = found.tolist()
    if column in _WORDED:
        named = [columns.words.word(code) for code in named]
    return Counter(dict(zip(named, counts.tolist(), strict=True)))


@dataclass(frozen=True, slots=True)
class _Supports:
    """Which documents support which indicators, where the filters name an instrument.

    `at` and `indicators` are the tags of these documents: the row that each belongs to, and its indicator. `tiers` are
    for each tier the number that an indicator (by its id) counts for, `names` what the numbers are called.
    """

    size: int
    at: NDArray[np.int64]
    indicators: NDArray[np.int64]
    tiers: Mapping[str, Mapping[int, int | None]] = field(default_factory=dict)
    names: Mapping[str, Mapping[int | None, str]] = field(default_factory=dict)
    ticked: Mapping[str, Collection[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, filters: Filters, columns: Columns, places: Places) -> "_Supports":
        if filters.instrument_id is None:
            return cls(len(places), np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
        refs = _references(session, columns, filters.instrument_id)
        row_at = np.full(len(columns.rows) + 1, -1, dtype=np.int64)  # the last one stands for documents without a row
        row_at[places] = np.arange(len(places))
        at = row_at[columns.tag_places]
        return cls(
            len(places),
            at[at >= 0],
            columns.tags.indicators[at >= 0],
            {
                "domain": {ref.id: ref.domain_number for ref in refs},
                "aspect": {ref.id: ref.aspect_number for ref in refs},
                "indicator": {ref.id: ref.number for ref in refs},
            },
            {
                "domain": {ref.domain_number: ref.domain_name or "" for ref in refs},
                "aspect": {ref.aspect_number: ref.aspect_name for ref in refs},
                "indicator": {ref.number: ref.short_name for ref in refs},
            },
            {"domain": filters.domains, "aspect": filters.aspects, "indicator": filters.indicators},
        )

    @property
    def kept(self) -> Mask:
        """Rows with one tag that fits all tiers that are ticked; all of them where none is."""
        kept = np.full(self.size, not any(self.ticked.values()), dtype=np.bool_)
        if any(self.ticked.values()):
            kept[self.at[self._numbers("indicator", but="")[self.indicators] > 0]] = True
        return kept

    def counts(self, standing: Mask) -> dict[str, tuple[FacetValue, ...]]:
        inside = standing[self.at]
        at, indicators = self.at[inside], self.indicators[inside]
        return {tier: self._counted(tier, at, indicators) for tier in self.tiers}

    def _counted(self, tier: str, at: NDArray[np.int64], indicators: NDArray[np.int64]) -> tuple[FacetValue, ...]:
        """Each document once a value, by the tags that the other two tiers leave."""
        numbers, names = self._numbers(tier, but=tier), self.names[tier]
        wanted = np.unique(numbers[numbers > 0])
        row_of = np.zeros(len(numbers), dtype=np.int64)
        row_of[numbers > 0] = np.searchsorted(wanted, numbers[numbers > 0]) + 1
        is_there = np.zeros((len(wanted) + 1, self.size), dtype=np.bool_)
        is_there[row_of[indicators], at] = True
        counted = zip(wanted.tolist(), np.count_nonzero(is_there[1:], axis=1).tolist(), strict=True)
        return tuple(FacetValue(str(n), f"{n}. {names[n]}", count) for n, count in counted if count)

    def _numbers(self, tier: str, *, but: str) -> NDArray[np.int64]:
        """By indicator, for which number of the tier it counts; 0 where the ticked values of the others exclude it."""
        of_tier, fitting = self.tiers[tier], self._fitting(but=but)
        numbers = np.zeros(max([*of_tier, int(self.indicators.max(initial=0))]) + 1, dtype=np.int64)
        for indicator in fitting:
            numbers[indicator] = of_tier[indicator] or 0
        return numbers

    def _fitting(self, *, but: str) -> frozenset[int]:
        """Indicators that the ticked values of the tiers leave."""
        asked = [(self.tiers[tier], values) for tier, values in self.ticked.items() if values and tier != but]
        known = self.tiers.get("indicator", {})
        return frozenset(indicator for indicator in known if all(of[indicator] in values for of, values in asked))


def _unticked(filters: Filters) -> Filters:
    return replace(
        filters, kinds=(), domains=(), aspects=(), indicators=(), years=(), statuses=(), agencies=(), formats=()
    )


def _references(session: Session, columns: Columns, instrument_id: str) -> list[IndicatorRef]:
    return named(
        session, columns, ("instrument", instrument_id), lambda: instruments.references(session, instrument_id)
    )


def _ticked(columns: Columns, filters: Filters, places: Places) -> _Ticked:
    words = {"kind": filters.kinds, "status": filters.statuses, "media_type": media_types_of(filters.formats)}
    numbers = {"year": filters.years, "agency": filters.agencies}
    codes = {column: columns.words.known(values) for column, values in words.items() if values}
    codes |= {column: [n for n in values if 0 <= n <= _LARGEST] for column, values in numbers.items() if values}
    return {column: np.isin(columns.rows[column][places], values) for column, values in codes.items()}


def _labelled(
    session: Session, columns: Columns, counted: Mapping[str, Counter[Any]]
) -> dict[str, tuple[FacetValue, ...]]:
    agencies = named(session, columns, ("agencies",), lambda: agency_names(session)) if counted["agency"] else {}
    return {
        "kind": _by_count(counted["kind"], KIND_LABELS),
        "status": _by_count(counted["status"], STATUS_LABELS),
        "year": _years(counted["year"]),
        "agency": _by_count(counted["agency"], agencies),
        "format": _by_count(_by_family(counted["media_type"]), FORMAT_LABELS),
    }


def _by_family(counted: Mapping[str | None, int]) -> Counter[str]:
    families: Counter[str] = Counter()
    for media_type, count in counted.items():
        family = family_of(media_type or "")
        if family:
            families[family] += count
    return families


def _by_count(counted: Mapping[Any, int], labels: Mapping[Any, str]) -> tuple[FacetValue, ...]:
    """The most frequent first, equals in the order of their labels."""
    present = [FacetValue(str(value), label, counted[value]) for value, label in labels.items() if counted.get(value)]
    return tuple(sorted(present, key=lambda facet: -facet.count))


def _years(counted: Counter[int | None]) -> tuple[FacetValue, ...]:
    newest = sorted((year for year in counted if year is not None), reverse=True)[:_MOST_YEARS]
    return tuple(FacetValue(str(year), str(year), counted[year]) for year in newest)
